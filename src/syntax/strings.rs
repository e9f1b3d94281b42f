//! The inside of quoted strings: where one ends, which escapes it may hold, how its lines lose their indentation.
//! Shared by the lexer, which finds what is wrong, and by the reading of a string's text, which can then not fail.

use crate::source::TextRange;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::lexer::variable_end;
use crate::syntax::tree::Quotes;

/// The bytes of one pair of quotes.
pub(crate) fn quotes_length(quotes: Quotes) -> usize {
    match quotes {
        Quotes::Double | Quotes::Single => 1,
        Quotes::DoubleBlock | Quotes::SingleBlock => 3,
    }
}

/// The end of the string that starts at `start`, behind its closing quotes; `None` if it is never closed.
pub(crate) fn scan(bytes: &[u8], start: usize, quotes: Quotes, faults: &mut Vec<Fault>) -> Option<usize> {
    let quote = bytes[start];
    let length = quotes_length(quotes);
    let block = length == 3;
    let raw = matches!(quotes, Quotes::Single | Quotes::SingleBlock);
    let mut at = start + length;
    if block {
        let line =
            bytes[at..].iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).map_or(bytes.len(), |n| at + n);
        if bytes.get(line) != Some(&b'\n') {
            faults.push(fault(FaultKind::TextAfterQuotes, start, start + length));
        }
    }
    while let Some(&byte) = bytes.get(at) {
        match byte {
            _ if byte == quote && (!block || bytes[at..].starts_with(&[quote; 3])) => return Some(at + length),
            b'\n' if !block => return None,
            b'\\' if !raw => match escape(bytes, at) {
                Ok((_, end)) => at = end,
                Err(end) => {
                    faults.push(fault(FaultKind::Escape, at, end));
                    at = end;
                }
            },
            b'$' if !raw && bytes.get(at + 1) == Some(&b'{') => match variable_end(bytes, at) {
                Some(end) => at = end,
                None => {
                    faults.push(fault(FaultKind::Variable, at, at + 2));
                    at += 2;
                }
            },
            _ => at += 1,
        }
    }
    None
}

fn fault(kind: FaultKind, start: usize, end: usize) -> Fault {
    Fault { kind, range: TextRange::new(start, end), token: 0 }
}

/// The character that the escape at `at` stands for and where it ends; where a wrong one ends otherwise.
pub(crate) fn escape(bytes: &[u8], at: usize) -> Result<(char, usize), usize> {
    let character = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'$') => '$',
        Some(b'u') => return unicode(bytes, at),
        // The end of a line or of the file stays outside: it ends the string.
        None | Some(b'\n' | b'\r') => return Err(at + 1),
        Some(_) => {
            let mut end = at + 2;
            while bytes.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
                end += 1;
            }
            return Err(end);
        }
    };
    Ok((character, at + 2))
}

fn unicode(bytes: &[u8], at: usize) -> Result<(char, usize), usize> {
    if bytes.get(at + 2) != Some(&b'{') {
        return Err(at + 2);
    }
    let digits = bytes[at + 3..].iter().take(7).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let end = at + 3 + digits;
    let closed = bytes.get(end) == Some(&b'}');
    let code = std::str::from_utf8(&bytes[at + 3..end]).ok().and_then(|text| u32::from_str_radix(text, 16).ok());
    match code.and_then(char::from_u32) {
        Some(character) if closed && digits <= 6 => Ok((character, end + 1)),
        _ => Err(end + usize::from(closed)),
    }
}

/// The lines of a multi-line string without what belongs to the source's layout.
pub(crate) struct BlockText {
    /// The text of each line (without indentation and line end), as a range of the source; joined by `\n`.
    pub lines: Vec<TextRange>,
}

/// Reads the layout of a multi-line string; `range` covers its quotes. The indentation that all lines share, the one
/// of the closing quotes among them, is not text; a line of blanks has no say in it.
pub(crate) fn block_text(text: &str, range: TextRange) -> BlockText {
    let start = range.start as usize + 3;
    let end = (range.end as usize).saturating_sub(3).max(start);
    let inside = &text[start..end];
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r');
    let mut lines: Vec<TextRange> = Vec::new();
    let mut at = start;
    for line in inside.split('\n') {
        let next = at + line.len() + 1;
        let last = next > end;
        let line = if last { line } else { line.strip_suffix('\r').unwrap_or(line) };
        lines.push(TextRange::new(at, at + line.len()));
        at = next;
    }
    // The rest of the opening line holds nothing; if it does, SYN015 was reported and it is the first line.
    if lines.len() > 1 && text[lines[0].bytes()].chars().all(blank) {
        lines.remove(0);
    }
    let count = lines.len();
    let closes_alone = count > 0 && text[lines[count - 1].bytes()].chars().all(blank);
    let mut common: Option<&str> = None;
    for (index, line) in lines.iter().enumerate() {
        let line = &text[line.bytes()];
        let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if indentation.len() == line.len() && index + 1 < count {
            continue;
        }
        common = Some(match common {
            None => indentation,
            Some(known) => &known[..shared(known, indentation)],
        });
    }
    let common = common.unwrap_or_default();
    for line in &mut lines {
        line.start += shared(common, &text[line.bytes()]) as u32;
    }
    if closes_alone {
        // An empty last line: joining puts the line end before it.
        if let Some(last) = lines.last_mut() {
            last.start = last.end;
        }
    }
    BlockText { lines }
}

fn shared(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}
