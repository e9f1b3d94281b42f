//! Independent work over all processors. The results are in the order of the items, whatever ran first.

/// Fewer items than this are not worth a thread.
#[cfg(not(target_arch = "wasm32"))]
const WORTH_A_THREAD: usize = 64;

/// Applies a pure function to every item.
#[cfg(not(target_arch = "wasm32"))]
pub fn map<T: Sync, R: Send>(items: &[T], function: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = processors.min(items.len() / WORTH_A_THREAD);
    if threads <= 1 {
        return items.iter().map(function).collect();
    }
    let share = items.len().div_ceil(threads);
    let function = &function;
    std::thread::scope(|scope| {
        let mut shares = items.chunks(share);
        let own = shares.next().unwrap_or_default();
        let others: Vec<_> =
            shares.map(|share| scope.spawn(move || share.iter().map(function).collect::<Vec<R>>())).collect();
        let mut results: Vec<R> = own.iter().map(function).collect();
        for other in others {
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
pub fn map<T, R>(items: &[T], function: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(function).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_is_kept() {
        let items: Vec<u32> = (0..1_000).collect();
        assert_eq!(super::map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(super::map(&[] as &[u32], |item| *item).is_empty());
    }
}
