//! The room's specification.

mod corpus;
mod formatting;
mod fuzz;
mod limits;
mod literals;
mod pages;
mod productions;
mod slips;
mod soup;

use std::sync::Arc;

use crate::source::FileId;
use crate::syntax::promises::{apply, fuzz_format, fuzz_lex, fuzz_parse, shape};
use crate::syntax::tree::{Argument, Part};
use crate::syntax::{Parsed, format, lex, parse};

fn read(text: &str) -> Parsed {
    parse(Arc::from(text), FileId(0))
}

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect()
}

/// The corpus: name and text of each file.
fn corpus() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/syntax");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "svc"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("UTF-8")))
        .collect();
    files.sort();
    assert!(files.len() >= 8, "the corpus is {} files", files.len());
    files
}
