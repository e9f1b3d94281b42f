use super::*;

/// Reads on a stack far smaller than any platform's default.
fn on_a_small_stack(kilobytes: usize, run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(kilobytes << 10).spawn(run).expect("a thread");
    thread.join().expect("no panic and no overflow");
}

#[test]
fn the_greatest_depth_needs_little_stack() {
    let kb: usize = std::env::var("KB").ok().and_then(|s| s.parse().ok()).unwrap_or(512);
    on_a_small_stack(kb, || {
        for (open, close) in [("a {", "}"), ("a [", "]"), ("a(", ")"), ("a [{", "}]")] {
            let depth = 256 / (open.len() - 1).max(1).min(if open.contains("[{") { 2 } else { 1 });
            let start = if open == "a [" { "[" } else if open == "a(" { "f(" } else { open };
            let text = format!("x {}{}", start.repeat(depth), close.repeat(depth));
            let parsed = read(&text);
            eprintln!("{open} {:?}", parsed.diagnostics.len());
        }
    });
}
