//! Entries of lists and calls that are not separated as they should be.

use super::{Explainer, MAX_LOOK};
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::syntax::fault::Fault;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::Quotes;

/// More edits than this are no help to anyone.
const MAX_COMMAS: usize = 1000;

fn ends_entry(kind: TokenKind) -> bool {
    kind.closes() || matches!(kind, TokenKind::Word | TokenKind::String(_))
}

fn begins_entry(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Word | TokenKind::Name | TokenKind::String(_) | TokenKind::OpenBracket | TokenKind::OpenBrace
    )
}

impl Explainer<'_> {
    pub(super) fn missing_comma(&self, fault: &Fault) -> Diagnostic {
        let diagnostic = self
            .finding(Code::SYN007, fault.range, format!("a comma is missing before {}", self.quote(fault.range)))
            .help("entries have a comma or a new line between them");
        let commas = self.missing_commas(fault.token as usize);
        if commas.is_empty() || commas.len() > MAX_COMMAS {
            return diagnostic;
        }
        diagnostic.fix(if commas.len() == 1 { "insert the comma" } else { "insert the commas" }, commas)
    }

    /// One comma for each gap between the entries of the list or call around a token.
    fn missing_commas(&self, index: usize) -> Vec<Edit> {
        let mut depth = 0usize;
        let mut start = index;
        while start > 0 {
            let kind = self.tokens[start - 1].kind;
            if kind.closes() {
                depth += 1;
            } else if kind.opens() {
                if depth == 0 {
                    break;
                }
                depth -= 1;
            }
            start -= 1;
            if index - start > MAX_LOOK {
                return Vec::new();
            }
        }
        let mut edits = Vec::new();
        let mut depth = 0usize;
        for at in start..self.tokens.len() {
            let token = self.tokens[at];
            if at - start > 2 * MAX_LOOK {
                return Vec::new();
            }
            let gap = depth == 0 && at > start && begins_entry(token.kind) && ends_entry(self.tokens[at - 1].kind);
            if gap && edits.len() <= MAX_COMMAS {
                edits.push(self.insert(self.tokens[at - 1].range.end as usize, ","));
            }
            if token.kind.opens() {
                depth += 1;
            } else if token.kind.closes() {
                if depth == 0 {
                    break;
                }
                depth -= 1;
            }
        }
        edits
    }

    /// `--name="value"`: a word, `=` and a string, which do not make one value.
    pub(super) fn glued_equals(&self, fault: &Fault) -> Diagnostic {
        let diagnostic = self
            .finding(Code::SYN016, fault.range, "this `=` touches both sides, but does not join them")
            .help("put quotes around the whole value");
        let (Some(before), Some(after)) = (self.before(fault), self.after(fault)) else { return diagnostic };
        let inner = |quote: usize| &self.text[after.range.start as usize + quote..after.range.end as usize - quote];
        let whole = match (before.kind, after.kind) {
            (TokenKind::Word, TokenKind::String(Quotes::Double)) => {
                let word = self.word_in_quotes(&self.text[before.range.bytes()]);
                format!("\"{word}={}\"", inner(1))
            }
            (TokenKind::Word, TokenKind::String(Quotes::Single)) if !self.text[before.range.bytes()].contains('$') => {
                format!("'{}={}'", &self.text[before.range.bytes()], inner(1))
            }
            _ => return diagnostic,
        };
        let edit = self.edit(before.range.start as usize, after.range.end as usize, whole);
        diagnostic.fix("quote the whole value", vec![edit])
    }
}
