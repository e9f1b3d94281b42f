//! Text before and beside the event parser: where documents start, where quotes end.

/// Cuts a text before each `---` line. One that starts in the first column ends a document whatever is open in it, so a
/// broken document cannot take the next one with it.
pub(super) fn split(text: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    let mut has_content = false;
    let mut has_directive = false;
    for line in text[start..].split_inclusive('\n') {
        let marker =
            line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']));
        // Directives stand before the marker of the document they belong to.
        if marker && at > start && (has_content || !has_directive) {
            parts.push((start, at));
            (start, has_content, has_directive) = (at, false, false);
        }
        match line.trim_start().as_bytes().first() {
            None | Some(b'#') => {}
            Some(b'%') if line.starts_with('%') => has_directive = true,
            _ => has_content = true,
        }
        at += line.len();
    }
    parts.push((start, at));
    parts
}

/// The length of a quoted scalar at the start of a text, quotes included.
pub(super) fn quoted_length(text: &str, quote: char, escape: Option<char>) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if Some(character) == escape {
            characters.next();
        } else if character == quote {
            // Without an escape character, a doubled quote stands for itself.
            if escape.is_some() || characters.next_if(|&(_, next)| next == quote).is_none() {
                return at + quote.len_utf8();
            }
        }
    }
    text.len()
}
