//! Independent work over all processors. The results are in the order of the items, whatever ran first.

/// Applies a pure function to every item, on as many threads as there are processors and the work is worth.
#[cfg(not(target_arch = "wasm32"))]
pub fn map<T: Send, R: Send>(mut items: Vec<T>, worth: usize, function: impl Fn(T) -> R + Sync) -> Vec<R> {
    // Asking for the number of processors reads files; small work does not.
    let threads = match worth {
        0 | 1 => 1,
        _ => std::thread::available_parallelism().map_or(1, usize::from).min(worth),
    };
    if threads <= 1 || items.len() <= 1 {
        return items.into_iter().map(function).collect();
    }
    let share = items.len().div_ceil(threads);
    let function = &function;
    std::thread::scope(|scope| {
        let mut others = Vec::with_capacity(threads);
        while items.len() > share {
            // From the end, so that the first share stays here.
            let last = items.split_off((items.len() - 1) / share * share);
            others.push(scope.spawn(move || last.into_iter().map(function).collect::<Vec<R>>()));
        }
        let mut results: Vec<R> = items.into_iter().map(function).collect();
        for other in others.into_iter().rev() {
            match other.join() {
                Ok(more) => results.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

/// Applies a pure function to every item.
#[cfg(target_arch = "wasm32")]
pub fn map<T, R>(items: Vec<T>, _worth: usize, function: impl Fn(T) -> R) -> Vec<R> {
    items.into_iter().map(function).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_is_kept() {
        for length in [0, 1, 2, 7, 1_000, 1_001] {
            let items: Vec<u32> = (0..length).collect();
            let doubled: Vec<u32> = items.iter().map(|item| item * 2).collect();
            for worth in [0, 1, 2, 3, 64] {
                assert_eq!(super::map(items.clone(), worth, |item| item * 2), doubled, "{length} items, {worth}");
            }
        }
    }
}
