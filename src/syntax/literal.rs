//! The text that words and strings stand for: escapes resolved, layout removed, variables found. Cannot fail: what is
//! wrong in a string was reported when it was read, and stands here for itself.

use std::borrow::Cow;

use crate::source::TextRange;
use crate::syntax::lexer::variable_end;
use crate::syntax::strings::{self, quotes_length};
use crate::syntax::tree::{Part, Quotes, Tree, ValueId, ValueKind};

impl Tree {
    /// The parts of a word or string, in order; neighbouring text is one part. Nothing for other values, and for an
    /// empty string.
    pub fn parts(&self, id: ValueId) -> Vec<Part> {
        let value = self.value(id);
        let mut parts = Parts { text: &self.text, escapes: false, out: Vec::new(), pending: String::new() };
        match value.kind {
            ValueKind::Word => parts.read(value.range, true),
            ValueKind::String(quotes) => parts.string(value.range, quotes),
            _ => {}
        }
        parts.finish()
    }

    /// The text of a word or string that holds no variable; `None` for all else. Borrowed where nothing needs resolving.
    pub fn plain(&self, id: ValueId) -> Option<Cow<'_, str>> {
        let value = self.value(id);
        let inside = match value.kind {
            ValueKind::Word => self.text(value.range),
            ValueKind::String(quotes @ (Quotes::Double | Quotes::Single)) => {
                let inside = self.text(inside(value.range, quotes));
                if quotes == Quotes::Single || !inside.contains(['\\', '$']) {
                    return Some(Cow::Borrowed(inside));
                }
                return self.resolved(id);
            }
            ValueKind::String(_) => return self.resolved(id),
            _ => return None,
        };
        // Every `$` in a word begins a variable.
        (!inside.contains('$')).then_some(Cow::Borrowed(inside))
    }

    fn resolved(&self, id: ValueId) -> Option<Cow<'_, str>> {
        let mut parts = self.parts(id);
        match (parts.pop(), parts.is_empty()) {
            (None, _) => Some(Cow::Borrowed("")),
            (Some(Part::Text(text)), true) => Some(Cow::Owned(text)),
            _ => None,
        }
    }
}

/// What stands between the quotes.
fn inside(range: TextRange, quotes: Quotes) -> TextRange {
    let length = quotes_length(quotes) as u32;
    let start = range.start + length;
    TextRange { start, end: range.end.saturating_sub(length).max(start) }
}

struct Parts<'t> {
    text: &'t str,
    escapes: bool,
    out: Vec<Part>,
    pending: String,
}

impl Parts<'_> {
    fn string(&mut self, range: TextRange, quotes: Quotes) {
        match quotes {
            Quotes::Single => self.pending.push_str(&self.text[inside(range, quotes).bytes()]),
            Quotes::Double => {
                self.escapes = true;
                self.read(inside(range, quotes), false);
            }
            Quotes::SingleBlock | Quotes::DoubleBlock => {
                self.escapes = quotes == Quotes::DoubleBlock;
                for (index, line) in strings::block_text(self.text, range).lines.into_iter().enumerate() {
                    if index > 0 {
                        self.pending.push('\n');
                    }
                    if self.escapes {
                        self.read(line, false);
                    } else {
                        self.pending.push_str(&self.text[line.bytes()]);
                    }
                }
            }
        }
    }

    /// Reads a run of text. In a word both forms of a variable count, in a string only `${name}`.
    fn read(&mut self, range: TextRange, word: bool) {
        // Looking ahead stops at the run's end: an escape or variable never goes past a line.
        let bytes = &self.text.as_bytes()[..range.end as usize];
        let mut at = range.start as usize;
        let mut copied = at;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'\\' && self.escapes {
                if let Ok((character, end)) = strings::escape(bytes, at) {
                    self.pending.push_str(&self.text[copied..at]);
                    self.pending.push(character);
                    (at, copied) = (end, end);
                    continue;
                }
            } else if byte == b'$'
                && let Some(end) = variable_end(bytes, at)
                && (word || bytes[at + 1] == b'{')
            {
                self.pending.push_str(&self.text[copied..at]);
                self.flush();
                let braces = usize::from(bytes[at + 1] == b'{');
                let name = self.text[at + 1 + braces..end - braces].to_string();
                self.out.push(Part::Variable { name, range: TextRange::new(at, end) });
                (at, copied) = (end, end);
                continue;
            }
            at += 1;
        }
        self.pending.push_str(&self.text[copied..range.end as usize]);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.out.push(Part::Text(std::mem::take(&mut self.pending)));
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.out
    }
}
