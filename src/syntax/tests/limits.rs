//! Cost is linear, depth is bounded. Counted in tokens and nodes, never in time.

use super::*;
use crate::syntax::{MAX_DEPTH, MAX_DIAGNOSTICS, MAX_FILE};

/// Reads on a stack smaller than any platform gives to a thread. An optimised build needs a tenth of it.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1300 << 10).spawn(run).expect("a thread");
    thread.join().expect("no panic and no overflow");
}

#[test]
fn the_greatest_depth_is_read_and_formatted_on_a_small_stack() {
    on_a_small_stack(|| {
        for (open, close, depth) in
            [("x {", "}", MAX_DEPTH), ("[", "]", MAX_DEPTH), ("f(", ")", MAX_DEPTH), ("x [{ ", " }]", MAX_DEPTH / 2)]
        {
            let start = if open.starts_with('x') { "" } else { "x " };
            let text = format!("{start}{}{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(codes(&read(&text)), [] as [&str; 0], "{open}");
            assert!(!format(&text).is_empty());
            let deeper = format!("{start}{}{}", open.repeat(depth + 1), close.repeat(depth + 1));
            assert_eq!(codes(&read(&deeper)), ["SYN011"], "{open}");
        }
    });
}

#[test]
fn depths_far_beyond_the_limit_are_one_finding() {
    on_a_small_stack(|| {
        for (open, close) in [("a{", "}"), ("[", "]"), ("f(", ")"), ("a {\n", "}\n"), ("a [{", "}]")] {
            let closed = format!("x {}{}", open.repeat(20_000), close.repeat(20_000));
            let parsed = read(&closed);
            assert_eq!(codes(&parsed), ["SYN011"], "{open}");
            assert!(parsed.tree.values.len() < 2000, "{open}");
            read(&format!("x {}", open.repeat(20_000)));
            read(&close.repeat(20_000));
            assert_eq!(format(&format(&closed)), format(&closed));
        }
    });
}

#[test]
fn a_file_of_one_sign_is_read() {
    on_a_small_stack(|| {
        for sign in [
            "{", "[", "(", "}", "]", ")", ":", "=", "=:", "$", "${", "#", "'", "\"", "\"\"\"", "?", "?\u{a0}", "\\",
            ",", "-", "->",
        ] {
            let size = if sign == "{" { 1 << 20 } else { 1 << 17 };
            let text = sign.repeat(size / sign.len());
            let parsed = read(&text);
            assert!(parsed.diagnostics.len() <= MAX_DIAGNOSTICS);
            lex(&text);
        }
    });
}

#[test]
fn a_file_over_the_limit_is_refused_and_left_alone() {
    let text = format!("a{}", " ".repeat(MAX_FILE));
    let parsed = read(&text);
    assert_eq!(codes(&parsed), ["SYN012"]);
    assert!(parsed.tree.statements_of(parsed.tree.root()).is_empty());
    assert!(lex(&text).too_large);
    assert_eq!(format(&text).len(), text.len());
}

#[test]
fn ten_thousand_errors_are_a_hundred_and_a_count() {
    for line in
        ["a ? b\n", "a: b\n", "a [b c]\n", "a \"b\n", "}\n", "a [\n", "a (b)\n", "app x {\n", "a \"\\d\"\n", "  a {\n"]
    {
        let parsed = read(&line.repeat(10_000));
        assert!(parsed.diagnostics.len() <= MAX_DIAGNOSTICS, "{line:?}");
        let places: Vec<_> =
            parsed.diagnostics.iter().map(|diagnostic| diagnostic.span.map(|span| span.range.start)).collect();
        assert!(places.is_sorted(), "{line:?}");
        if !line.contains('{') {
            assert_eq!(parsed.diagnostics.len() + parsed.suppressed, 10_000, "{line:?}");
        }
    }
}

/// What one reading made: tokens and nodes of every kind.
fn steps(text: &str) -> [usize; 6] {
    let parsed = read(text);
    let tree = &parsed.tree;
    [
        lex(text).list.len(),
        tree.statements.len(),
        tree.values.len(),
        tree.argument_lists.len() + tree.value_lists.len() + tree.call_arguments.len(),
        parsed.diagnostics.len() + parsed.suppressed,
        format(text).len(),
    ]
}

#[test]
fn twice_the_text_is_twice_the_steps() {
    let constructs = [
        "a b c\n",
        "a { b; c }\n",
        "a [b, c\n d]\n",
        "a f(x, y: [z])\n",
        "a \"s ${v}\" 'r' \"\"\"\n  t\n  \"\"\"\n",
        "# c\n\n## d\na # e\n",
        "a -> b = c,\n d\n",
        "a ? b { c }\n",
        "a [b c] d: e\n",
        "a [ b {\n c\n}\n",
    ];
    for construct in constructs {
        let (one, two) = (steps(&construct.repeat(1000)), steps(&construct.repeat(2000)));
        for (one, two) in one.into_iter().zip(two) {
            // A file's first or last piece may differ by a few steps.
            assert!(two.abs_diff(2 * one) <= 20, "{construct:?}: {one} then {two}");
        }
    }
}
