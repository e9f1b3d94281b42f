//! Text from a source file, made safe to show.

/// What must not reach a terminal as it is: escape sequences, and characters that hide or reorder others.
fn is_unsafe(c: char) -> bool {
    matches!(
        c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// A character for showing; one for one, so that columns stay.
pub(super) fn plain_char(c: char) -> char {
    if is_unsafe(c) { char::REPLACEMENT_CHARACTER } else { c }
}

/// A message on one line, of a length that a person reads.
pub(super) fn plain(message: &str) -> String {
    const LONGEST: usize = 1000;
    let mut text: String =
        message.chars().take(LONGEST).map(|c| if matches!(c, '\n' | '\t') { ' ' } else { plain_char(c) }).collect();
    if message.len() > text.len() && message.chars().nth(LONGEST).is_some() {
        text.push('…');
    }
    text
}

/// A piece of a line that is too long to show whole, and where in it, in characters, the wanted range stands.
pub(super) struct Excerpt {
    pub text: String,
    pub start: usize,
    pub length: usize,
}

/// The surroundings of a byte range of one line; costs no more for a longer line.
pub(super) fn excerpt(line: &str, range: std::ops::Range<usize>) -> Excerpt {
    const BEFORE: usize = 40;
    const AFTER: usize = 80;
    let start = floor(line, range.start);
    let end = floor(line, range.end.max(start));
    let from = line[..start].char_indices().rev().take(BEFORE).last().map_or(start, |(at, _)| at);
    let to = line[start..].char_indices().nth(AFTER).map_or(line.len(), |(at, _)| start + at);
    let mut text = String::new();
    if from > 0 {
        text.push('…');
    }
    text.extend(line[from..to].chars().map(|c| if c == '\t' { ' ' } else { plain_char(c) }));
    if to < line.len() {
        text.push('…');
    }
    Excerpt {
        start: usize::from(from > 0) + line[from..start].chars().count(),
        length: line[start..end.clamp(start, to)].chars().count().max(1),
        text,
    }
}

fn floor(line: &str, at: usize) -> usize {
    let mut at = at.min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}
