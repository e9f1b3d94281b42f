//! Faults to diagnostics: what is wrong, where, why, and the edits that mend it. Only for the faults that are shown;
//! the reading of a text never waits for a message.

mod brackets;
mod characters;
mod lists;

use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::source::{FileId, Span, TextRange};
use crate::syntax::fault::{Fault, FaultKind, Place};
use crate::syntax::token::{Token, TokenKind};

/// So many tokens around a mistake are looked at: a hundred findings in one endless list must not cost a hundred times
/// its length.
const MAX_LOOK: usize = 10_000;

/// The diagnostics of `faults`, in their order. `tokens` are the paired ones.
pub(crate) fn explain(faults: &[Fault], tokens: &[Token], text: &str, file: FileId) -> Vec<Diagnostic> {
    let explainer = Explainer { tokens, text, file };
    let own = faults.iter().filter(|fault| !faults.iter().any(|cause| explainer.swallows(cause, fault)));
    own.map(|fault| explainer.diagnostic(fault)).collect()
}

struct Explainer<'t> {
    tokens: &'t [Token],
    text: &'t str,
    file: FileId,
}

impl Explainer<'_> {
    /// Whether a bracket is open only because its partner stands in what another fault made a string or a comment.
    fn swallows(&self, cause: &Fault, fault: &Fault) -> bool {
        if !matches!(fault.kind, FaultKind::Unclosed { .. }) || fault.range.start > cause.range.start {
            return false;
        }
        let at = cause.range.start as usize;
        match cause.kind {
            // It goes on to the end of the file.
            FaultKind::OpenString => {
                let quotes = &self.text[at..];
                quotes.starts_with("\"\"\"") || quotes.starts_with("'''")
            }
            // A remark reaches to the end of its line; a part of a word holds no bracket.
            FaultKind::Hash => {
                let remark = &self.text[cause.range.bytes()];
                remark.contains(brackets::closing(&self.text[fault.range.bytes()]))
            }
            _ => false,
        }
    }

    fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        match fault.kind {
            FaultKind::Unexpected(place) => self.unexpected(fault, place),
            FaultKind::Unclosed { before, missing } => self.unclosed(fault, before, missing),
            FaultKind::UnclosedEntries => self.unclosed_entries(fault),
            FaultKind::Stray => self.stray(fault),
            FaultKind::OpenString => self.open_string(fault),
            FaultKind::NextLineBrace => self.next_line_brace(fault),
            FaultKind::Touching => self.touching(fault, " "),
            FaultKind::TouchingEntries => self.touching(fault, ", "),
            FaultKind::Colon => self.colon(fault),
            FaultKind::MissingComma => self.missing_comma(fault),
            FaultKind::Hash => self.hash(fault),
            FaultKind::Character => self.character(fault),
            FaultKind::Escape => self.escape(fault),
            FaultKind::Variable => self.variable(fault),
            FaultKind::TextAfterQuotes => self.text_after_quotes(fault),
            FaultKind::GluedLet => self.glued_let(fault),
            FaultKind::GluedEquals => self.glued_equals(fault),
            FaultKind::TooDeep => self.too_deep(fault),
            FaultKind::TooLarge => self.too_large(),
        }
    }

    fn span(&self, range: TextRange) -> Span {
        range.in_file(self.file)
    }

    fn edit(&self, start: usize, end: usize, text: impl Into<String>) -> Edit {
        Edit { span: self.span(TextRange::new(start, end)), text: text.into() }
    }

    fn insert(&self, at: usize, text: impl Into<String>) -> Edit {
        self.edit(at, at, text)
    }

    fn finding(&self, code: Code, range: TextRange, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.span(range), message)
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    fn before(&self, fault: &Fault) -> Option<&Token> {
        (fault.token as usize).checked_sub(1).and_then(|index| self.token(index))
    }

    fn after(&self, fault: &Fault) -> Option<&Token> {
        self.token(fault.token as usize + 1)
    }

    /// A piece of the text for a message: its first line, shortened.
    fn quote(&self, range: TextRange) -> String {
        let text = self.text[range.bytes()].lines().next().unwrap_or_default();
        match text.char_indices().nth(40) {
            Some((end, _)) => format!("`{}…`", &text[..end]),
            None => format!("`{text}`"),
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
    }

    /// The blanks that the line of `at` begins with.
    fn indentation(&self, at: usize) -> &str {
        let line = &self.text[self.line_start(at)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    fn unexpected(&self, fault: &Fault, place: Place) -> Diagnostic {
        let at_end = fault.range.is_empty();
        let what = match self.token(fault.token as usize).map(|token| token.kind) {
            Some(TokenKind::Newline) => "the end of the line".to_string(),
            None => "the end of the file".to_string(),
            Some(_) if at_end => "the end of the block".to_string(),
            Some(_) => self.quote(fault.range),
        };
        let may = match place {
            Place::StatementStart => "a statement begins with a word or a quoted name",
            Place::Arguments => "a value, `->`, `=`, `,`, `{` or the end of the statement may stand here",
            Place::AfterBlock => "a statement ends with its block: a new line, `;` or `}` may stand here",
            Place::List => "a value or `{ … }` may stand in a list, with a comma or a new line before the next",
            Place::Call => "a value or `name: value` may stand between `(` and `)`, with a comma before the next",
            Place::CallValue => "a value follows the name of an argument",
        };
        let diagnostic = self.finding(Code::SYN001, fault.range, format!("{what} cannot stand here")).help(may);
        let kind = self.token(fault.token as usize).map(|token| token.kind);
        let before = self.before(fault).copied();
        match (kind, place) {
            (Some(TokenKind::Comma), Place::List | Place::Call) => diagnostic
                .fix("remove the comma", vec![self.edit(fault.range.start as usize, fault.range.end as usize, "")]),
            (Some(TokenKind::OpenParen), _) if before.is_some_and(|token| token.kind == TokenKind::Word) => {
                let start = before.map_or(0, |token| token.range.end as usize);
                diagnostic
                    .note("a call has no space before its `(`")
                    .fix("remove the space", vec![self.edit(start, fault.range.start as usize, "")])
            }
            (Some(_), Place::AfterBlock) if !at_end => {
                let end = before.map_or(0, |token| token.range.end as usize);
                diagnostic.fix("end the statement before it", vec![self.insert(end, ";")])
            }
            _ => diagnostic,
        }
    }

    fn next_line_brace(&self, fault: &Fault) -> Diagnostic {
        let brace = fault.range;
        let diagnostic = self
            .finding(Code::SYN004, brace, "`{` stands on the line of its statement")
            .help("a line's end ends the statement, so the block would belong to nothing");
        // The token before is the line's end.
        let head = (fault.token as usize).checked_sub(2).and_then(|index| self.token(index));
        let Some(end) = head.map(|token| token.range.end as usize) else { return diagnostic };
        let diagnostic = diagnostic.label(self.span(TextRange::new(end, end)), "it belongs here");
        let between = &self.text[end..brace.start as usize];
        let edits = if between.contains('#') {
            vec![self.insert(end, " {"), self.edit(brace.start as usize, brace.end as usize, "")]
        } else {
            vec![self.edit(end, brace.start as usize, " ")]
        };
        diagnostic.fix("move `{` to the end of the line above", edits)
    }

    fn touching(&self, fault: &Fault, gap: &str) -> Diagnostic {
        let message = match self.before(fault) {
            Some(before) => format!("{} touches {}", self.quote(fault.range), self.quote(before.range)),
            None => format!("{} touches the value before it", self.quote(fault.range)),
        };
        let title = if gap == " " { "put a space between them" } else { "put a comma between them" };
        self.finding(Code::SYN005, fault.range, message)
            .help("two values have a space between them; one value that needs quotes has them around all of it")
            .fix(title, vec![self.insert(fault.range.start as usize, gap)])
    }

    fn colon(&self, fault: &Fault) -> Diagnostic {
        let colon = fault.range;
        let start = self.before(fault).map_or(colon.start, |token| token.range.end) as usize;
        let end = colon.end as usize;
        let gap = self.text[end..].starts_with([' ', '\t', '\n', '\r']) || end == self.text.len();
        let message = match self.before(fault) {
            Some(before) if before.kind == TokenKind::Word => {
                let name = &self.text[before.range.bytes()];
                format!("`{name}: …` is written `{name} …`")
            }
            _ => "no colon stands between a name and its value".to_string(),
        };
        self.finding(Code::SYN006, colon, message)
            .help("a name and its value have only a space between them")
            .fix("remove the colon", vec![self.edit(start, end, if gap { "" } else { " " })])
    }

    fn glued_let(&self, fault: &Fault) -> Diagnostic {
        let word = &self.text[fault.range.bytes()];
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = value.trim_start_matches('=');
        self.finding(Code::SYN016, fault.range, format!("`{word}` is one word, because its `=` touches both sides"))
            .help(format!("write `let {name} = {value}`, with spaces around `=`"))
            .fix(
                "put spaces around `=`",
                vec![self.edit(fault.range.start as usize, fault.range.end as usize, format!("{name} = {value}"))],
            )
    }

    fn too_deep(&self, fault: &Fault) -> Diagnostic {
        let first = TextRange { start: fault.range.start, end: fault.range.end.min(fault.range.start + 1) };
        self.finding(Code::SYN011, first, format!("this is nested more than {} levels deep", crate::syntax::MAX_DEPTH))
            .note("what stands in it was not read")
            .help("is a closing bracket missing further up?")
    }

    fn too_large(&self) -> Diagnostic {
        let size = self.text.len() >> 20;
        self.finding(Code::SYN012, TextRange::new(0, 0), format!("this file has {size} MiB, and 64 MiB is the most"))
            .help("split it into several files: all files of a folder are one program")
    }
}
