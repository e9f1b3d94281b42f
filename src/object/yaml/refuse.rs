//! What is said about YAML that cannot be read.

use saphyr_parser::ScanError;

use super::places::Places;
use super::read::{DEPTH, Fatal, Reader, State};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::TextRange;

/// What the parser's commonest words mean for whoever wrote the text: a sign in them, what is wrong, what to do.
const REASONS: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a key and its colon cannot stand here",
        "quote the text if the colon belongs to it; give a key the indentation of its neighbours",
    ),
    (
        "did not find expected key",
        "this does not belong to the map above it",
        "give each key of one map the same indentation, and close quotes and brackets before it",
    ),
    (
        "expected '-' indicator",
        "this does not belong to the list above it",
        "give each dash of one list the same indentation, and put no key among them",
    ),
    (
        "expected ',' or '}'",
        "a `{` before this is never closed, or a comma is missing",
        "separate entries by `,` and end with `}`",
    ),
    (
        "expected ',' or ']'",
        "a `[` before this is never closed, or a comma is missing",
        "separate elements by `,` and end with `]`",
    ),
    (
        "illegal placement of ':'",
        "a colon cannot stand here",
        "close the `[` before it, or quote the text that the colon belongs to",
    ),
    ("misplaced bracket", "a closing bracket without its opening one", "remove it, or quote the text it belongs to"),
    ("unexpected end of stream", "this text's quotes are never closed", "add the closing quote"),
    ("unexpected document indicator", "a new document starts before the quotes are closed", "add the closing quote"),
    (
        "trailing content after double-quoted",
        "text follows the closing quote",
        "write quotes within the text as `\\\"`, or put a space and `#` before a comment",
    ),
    (
        "unknown escape character",
        "YAML has no such escape",
        "write the backslash twice, or use single quotes, where it stands for itself",
    ),
    ("unexpected character", "a value cannot start with this character", "quote the value"),
    ("simple key expect", "this line has no colon", "write `key: value`, or indent it below the value it goes on from"),
    ("block sequence entries are not allowed", "a list cannot start here", "start the list on a line of its own"),
    ("invalid indentation", "this line is indented less than what it belongs to", "indent it more than its key"),
];

impl Reader<'_> {
    pub(super) fn refuse_control(&self, start: usize, part: &str) -> Result<(), Fatal> {
        let strange = |character: char| match character {
            '\t' | '\n' | '\r' | '\u{85}' => false,
            '\u{fffe}' | '\u{ffff}' => true,
            _ => character.is_control(),
        };
        let Some(at) = part.find(strange).map(|at| start + at) else { return Ok(()) };
        let end = self.next_boundary(at);
        let code = self.text[at..end].chars().next().map_or(0, u32::from);
        Err(self.fail(
            Code::SYN020,
            TextRange::new(at, end),
            format!("the control character U+{code:04X} cannot stand in YAML"),
            "remove it, or write it as an escape in double quotes, such as `\"\\x1b\"`",
        ))
    }

    /// kubectl takes no tab before what opens a line, except within brackets. The parser does where YAML 1.2 allows it.
    pub(super) fn refuse_tab(&self, state: &State, start: usize, range: TextRange) -> Result<(), Fatal> {
        if state.stack.last().is_some_and(|frame| frame.flow) {
            return Ok(());
        }
        let before = &self.text[start..range.start as usize];
        let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
        let line = before.len() - blanks;
        let opens_line = line == 0 || before.as_bytes()[line - 1] == b'\n';
        match before[line..].find('\t') {
            Some(tab) if opens_line => Err(self.tab(start + line + tab)),
            _ => Ok(()),
        }
    }

    pub(super) fn tab(&self, at: usize) -> Fatal {
        self.fail(
            Code::SYN020,
            TextRange::new(at, at + 1),
            "a tab stands in this line's indentation",
            "indent with spaces: YAML takes no tabs there",
        )
    }

    pub(super) fn duplicate(&self, key: &str, first: TextRange, again: TextRange) -> Diagnostic {
        let message = format!("the key `{}` stands twice in one map", shorten(key));
        Diagnostic::new(Code::SYN021, self.span(again), message)
            .note("again here")
            .label(self.span(first), "first here")
            .help("keep one of them; readers differ in which they take")
    }

    pub(super) fn fail(
        &self,
        code: Code,
        range: TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Fatal {
        Box::new(Diagnostic::new(code, self.span(range), message).help(help))
    }

    pub(super) fn too_deep(&self, range: TextRange) -> Fatal {
        let start = range.start as usize;
        let range = TextRange::new(start, self.next_boundary(start));
        let message = format!("maps and lists nest deeper than {DEPTH} here");
        self.fail(
            Code::SYN023,
            range,
            message,
            "no Kubernetes object is this deep; check the brackets and dashes before it",
        )
    }

    pub(super) fn expands(&self, range: TextRange) -> Fatal {
        let message = format!("the aliases of this document expand to more than {} values", self.allowance());
        self.fail(Code::SYN022, range, message, "write the values out; aliases of aliases multiply")
    }

    fn next_boundary(&self, start: usize) -> usize {
        start + self.text[start..].chars().next().map_or(0, char::len_utf8)
    }

    pub(super) fn syntax(&self, places: &Places<'_>, start: usize, error: &ScanError) -> Fatal {
        let at = places.byte(error.marker().index()).min(self.end);
        // The last character of the text is shown where the text ends too early.
        let shown = match self.text[start..at].char_indices().next_back() {
            Some((last, _)) if at == self.end => start + last,
            _ => at,
        };
        let range = TextRange::new(shown, self.next_boundary(shown));
        if error.info().contains("recursion limit") {
            return self.too_deep(range);
        }
        let line_start = self.text[start..at].rfind('\n').map_or(start, |line| start + line + 1);
        let line = &self.text[line_start..self.end];
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..blanks].find('\t') {
            return self.tab(line_start + tab);
        }
        if error.info().contains("unknown anchor") {
            let name: String =
                self.text[at..self.end].chars().take_while(|c| !c.is_whitespace() && !",]}".contains(*c)).collect();
            let range = TextRange::new(at, at + name.len());
            return self.fail(
                Code::SYN020,
                range,
                format!("no anchor before this belongs to the alias `{}`", shorten(&name)),
                "put the anchor, `&name`, before the value that is to be repeated, or quote the text",
            );
        }
        let info = error.info();
        let (message, help) = match REASONS.iter().find(|(sign, ..)| info.contains(sign)) {
            Some(&(_, message, help)) => (message.to_owned(), help),
            // The parser's words, without where it stood in its own grammar.
            None => {
                let reason = info.rsplit_once(", ").map_or(info, |(_, reason)| reason);
                let help = "compare the line's indentation, quotes, brackets and colons with the lines above it";
                (format!("this is not YAML: {reason}"), help)
            }
        };
        self.fail(Code::SYN020, range, message, help)
    }
}

/// A text short enough for a message.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
