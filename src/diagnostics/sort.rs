//! One order of findings for every output, whatever order the passes gave them in.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use crate::diagnostics::model::Diagnostic;
use crate::source::{FileId, Files};

/// Sorts by file, place and code, those without a place last, and keeps one of each that says the same of one place.
pub fn sort(diagnostics: &mut Vec<Diagnostic>, files: &Files) {
    // Ids depend on the order in which files were read; paths do not.
    let mut paths: Vec<(&str, FileId)> = files.iter().map(|file| (file.path.as_str(), file.id)).collect();
    paths.sort();
    let ranks: FxHashMap<FileId, usize> = paths.iter().enumerate().map(|(rank, (_, id))| (*id, rank)).collect();
    let rank = |diagnostic: &Diagnostic| match diagnostic.span {
        Some(span) => (ranks.get(&span.file).copied().unwrap_or(usize::MAX - 1), span.range.start, span.range.end),
        None => (usize::MAX, 0, 0),
    };
    let order = |a: &Diagnostic, b: &Diagnostic| -> Ordering {
        (rank(a).cmp(&rank(b)))
            .then_with(|| a.code.cmp(&b.code))
            .then_with(|| a.message.cmp(&b.message))
            .then_with(|| a.path.cmp(&b.path))
            .then_with(|| a.object.cmp(&b.object))
    };
    diagnostics.sort_by(order);
    diagnostics.dedup_by(|a, b| (a.span, a.code, &a.message) == (b.span, b.code, &b.message));
}
