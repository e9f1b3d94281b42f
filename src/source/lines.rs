//! From byte offsets to lines and columns, and back.

/// A place as people count: both from 1, columns in Unicode scalar values, a tab being one.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// A checkpoint of the scalar count stands at every multiple of this many bytes, so that a column in a line of a
/// megabyte costs no more than one in a short line.
const STRIDE: usize = 512;

/// Where the lines of a text begin, and how many scalar values precede each checkpoint. Built once per text.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The byte offset of each line's first byte; never empty.
    starts: Vec<u32>,
    /// Scalar values before byte `STRIDE * index`; empty for a text of ASCII only, where bytes are scalar values.
    counts: Vec<u32>,
    /// Whether the text begins with a byte order mark, which is no column.
    marked: bool,
}

const MARK: &str = "\u{feff}";

impl Lines {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at as u32 + 1));
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in bytes.chunks(STRIDE) {
                counts.push(count);
                count += scalars(chunk);
            }
            counts.push(count);
        }
        Lines { starts, counts, marked: text.starts_with(MARK) }
    }

    /// How many lines there are; a text that ends in a line feed has an empty last one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The line of an offset, from 0.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The bytes of a line from 0, without its line feed and a carriage return before it.
    pub fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).map_or(text.len(), |&start| start as usize);
        let end = self.starts.get(line + 1).map_or(text.len(), |&next| next as usize - 1).max(start);
        let end = if end > start && text.as_bytes()[end - 1] == b'\r' && end < text.len() { end - 1 } else { end };
        start..end
    }

    /// Scalar values before an offset, the byte order mark included.
    pub fn scalars_before(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let checkpoint = offset / STRIDE;
        match self.counts.get(checkpoint) {
            None => offset,
            Some(&count) => count as usize + scalars(&text.as_bytes()[checkpoint * STRIDE..offset]) as usize,
        }
    }

    /// The place of an offset; one past the end is the end.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.line_of(offset);
        let start = match line {
            0 if self.marked => MARK.len(),
            _ => self.starts[line] as usize,
        };
        let column = self.scalars_before(text, offset.max(start)) - self.scalars_before(text, start);
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The offset of a place; a column past its line's end is the line's end, a line past the end the text's end.
    pub fn offset(&self, text: &str, position: Position) -> usize {
        let line = position.line.saturating_sub(1) as usize;
        if line >= self.starts.len() {
            return text.len();
        }
        let mut range = self.range(text, line);
        if line == 0 && self.marked {
            range.start = MARK.len();
        }
        let column = position.column.saturating_sub(1) as usize;
        if self.counts.is_empty() {
            return (range.start + column).min(range.end);
        }
        text[range.clone()].char_indices().nth(column).map_or(range.end, |(at, _)| range.start + at)
    }
}

/// Counts the bytes that begin a scalar value.
fn scalars(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str, offset: usize) -> (u32, u32) {
        let position = Lines::new(text).position(text, offset);
        (position.line, position.column)
    }

    #[test]
    fn counts_from_one() {
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("app a\nb", 4), (1, 5));
        assert_eq!(at("app a\nb", 5), (1, 6));
        assert_eq!(at("app a\nb", 6), (2, 1));
        assert_eq!(at("app a\n", 6), (2, 1));
    }

    #[test]
    fn a_tab_is_one_column_and_a_scalar_value_is_one_column() {
        assert_eq!(at("\tx", 1), (1, 2));
        assert_eq!(at("é𝄞x", 2), (1, 2));
        assert_eq!(at("é𝄞x", 6), (1, 3));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        assert_eq!(at("\u{feff}app", 3), (1, 1));
        assert_eq!(at("\u{feff}app", 4), (1, 2));
        assert_eq!(at("\u{feff}app", 0), (1, 1));
        assert_eq!(at("\u{feff}a\nb", 5), (2, 1));
    }

    #[test]
    fn past_the_end_is_the_end() {
        assert_eq!(at("ab\ncd", 99), (2, 3));
    }

    #[test]
    fn a_line_ends_before_its_line_feed() {
        let text = "a\r\nb\n\nc\r";
        let lines = Lines::new(text);
        let all: Vec<_> = (0..lines.len()).map(|line| &text[lines.range(text, line)]).collect();
        assert_eq!(all, ["a", "b", "", "c\r"]);
    }

    proptest! {
        #[test]
        fn agrees_with_counting_by_hand(text in "[a-z\té𝄞\n\r]{0,1500}", at in 0usize..6000) {
            let lines = Lines::new(&text);
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) { at -= 1; }
            let before = &text[..at];
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
            let position = lines.position(&text, at);
            prop_assert_eq!((position.line, position.column), (line, column));
            let inside = at <= lines.range(&text, line as usize - 1).end;
            if inside {
                prop_assert_eq!(lines.offset(&text, position), at);
            }
            prop_assert_eq!(lines.scalars_before(&text, at), before.chars().count());
        }
    }
}
