//! Rules of the house that no compiler checks.

use crate::code::sources;

/// A file that needs more says more than one thing.
const LONGEST_FILE: usize = 600;

/// What library code must not say: it ends the process, or prints.
const BANNED: &[&str] = &[
    ".unwrap()",
    ".expect(",
    "panic!",
    "todo!",
    "unimplemented!",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
];

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.lines > LONGEST_FILE)
        .map(|source| format!("src/{} has {} lines, more than {LONGEST_FILE}", source.path, source.lines))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn library_code_neither_panics_nor_prints() {
    let mut wrong = Vec::new();
    for source in sources() {
        // `promises` holds what fuzz targets and tests assert; no build that is shipped has it.
        if ["cli", "main.rs"].contains(&source.room()) || source.path == "syntax/promises.rs" {
            continue;
        }
        for banned in BANNED {
            for (at, _) in source.code.match_indices(banned) {
                let before = source.code[..at].chars().next_back();
                let is_word_end = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
                if banned.starts_with('.') || !is_word_end {
                    wrong.push(format!("src/{}:{}: `{banned}`", source.path, source.line_of(at)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
