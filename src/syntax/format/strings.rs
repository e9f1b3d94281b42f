//! Strings over lines: they move with their statement, and their text stays what it was.

use super::Printer;
use crate::source::TextRange;
use crate::syntax::strings::block_text;

impl Printer<'_> {
    /// Text and closing quotes one level deeper than the statement. What all lines share of their indentation is not
    /// text, so that exchanging it for another changes nothing.
    pub(super) fn block_string(&mut self, range: TextRange, level: usize) {
        let text = self.text;
        let layout = block_text(text, range);
        let moves = layout.lines.iter().all(|line| !text[line.bytes()].ends_with('\r'));
        let quotes = &text[range.start as usize..range.start as usize + 3];
        if !moves {
            self.copy(range);
        } else {
            self.push(quotes);
            let last = layout.lines.len().saturating_sub(1);
            for (index, line) in layout.lines.iter().enumerate() {
                self.push("\n");
                let is_empty = line.is_empty() && index < last;
                if !is_empty {
                    self.indent(level + 1);
                }
                self.copy(*line);
            }
            self.push(quotes);
        }
        self.line = self.out.rfind('\n').map_or(0, |newline| newline + 1);
    }
}
