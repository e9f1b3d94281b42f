//! Applying the edits of a fix.

use std::fmt;

use crate::diagnostics::model::Edit;

/// Why edits were not applied. The text is as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FixError {
    /// The edits are not all of one file.
    SeveralFiles,
    /// Two edits change the same bytes: the indexes of both in the list.
    Overlap(usize, usize),
    /// An edit's place is not in the text, or begins or ends inside a character: the text has changed since.
    OutOfPlace(usize),
}

impl fmt::Display for FixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FixError::SeveralFiles => "the edits belong to several files",
            FixError::Overlap(..) => "two edits change the same text",
            FixError::OutOfPlace(_) => "the text has changed since the edits were made",
        })
    }
}

impl std::error::Error for FixError {}

/// The text with these edits, which are all of its file and may come in any order. Insertions at one place keep theirs.
pub fn apply_fixes(text: &str, edits: &[Edit]) -> Result<String, FixError> {
    let mut order: Vec<usize> = (0..edits.len()).collect();
    order.sort_by_key(|&at| (edits[at].span.range.start, edits[at].span.range.end, at));
    let mut changed = String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut done = 0;
    let mut before = 0;
    for &at in &order {
        let Edit { span, text: replacement } = &edits[at];
        if span.file != edits[order[0]].span.file {
            return Err(FixError::SeveralFiles);
        }
        let range = span.range.bytes();
        if text.get(range.clone()).is_none() {
            return Err(FixError::OutOfPlace(at));
        }
        if range.start < done {
            return Err(FixError::Overlap(before, at));
        }
        changed.push_str(&text[done..range.start]);
        changed.push_str(replacement);
        (done, before) = (range.end, at);
    }
    changed.push_str(&text[done..]);
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, TextRange};

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: TextRange::new(start, end).in_file(FileId(0)), text: text.to_owned() }
    }

    #[test]
    fn applies_in_any_order() {
        let edits = [edit(7, 10, "c"), edit(0, 3, "uno"), edit(4, 4, "(")];
        assert_eq!(apply_fixes("one two three", &edits), Ok("uno (twocree".into()));
        assert_eq!(apply_fixes("abc", &[]), Ok("abc".into()));
    }

    #[test]
    fn touching_edits_are_fine_and_insertions_keep_their_order() {
        assert_eq!(apply_fixes("abcd", &[edit(0, 2, "x"), edit(2, 4, "y")]), Ok("xy".into()));
        assert_eq!(apply_fixes("ad", &[edit(1, 1, "b"), edit(1, 1, "c")]), Ok("abcd".into()));
        assert_eq!(apply_fixes("ab", &[edit(1, 2, "y"), edit(1, 1, "x")]), Ok("axy".into()));
    }

    #[test]
    fn what_cannot_be_applied_is_refused() {
        assert_eq!(apply_fixes("abcd", &[edit(0, 3, ""), edit(2, 4, "")]), Err(FixError::Overlap(0, 1)));
        assert_eq!(apply_fixes("ab", &[edit(1, 3, "")]), Err(FixError::OutOfPlace(0)));
        assert_eq!(apply_fixes("é", &[edit(1, 2, "")]), Err(FixError::OutOfPlace(0)));
        let other = Edit { span: TextRange::new(0, 1).in_file(FileId(1)), text: String::new() };
        assert_eq!(apply_fixes("ab", &[edit(0, 1, ""), other]), Err(FixError::SeveralFiles));
    }
}
