//! How one string stands in YAML: plain, quoted, or as a literal block.
//!
//! A string is plain only if every reader that matters takes it for a string: YAML 1.1 (kubectl's), YAML 1.2 core and
//! Go's own additions. In doubt it is quoted; a needless quote costs nothing, a missing one turns `no` into `false`.

/// How a string is written as a value of a block collection.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(super) enum Style {
    Plain,
    /// Double quotes. The flag says whether anything in it needs an escape.
    Quoted {
        escapes: bool,
    },
    /// A literal block, `indicator` saying that its indentation must be written out.
    Literal {
        indicator: bool,
    },
}

/// `: `, ` #` and a colon at the end are looked for when one of these characters occurs.
const COLON_OR_HASH: u8 = 1;
const NEWLINE: u8 = 2;
/// Must be escaped wherever it stands.
const CONTROL: u8 = 4;
const TAB: u8 = 8;
/// A byte of a character outside ASCII.
const HIGH: u8 = 16;
/// `"` and `\`: fine in plain and literal, escaped in double quotes.
const ESCAPED: u8 = 32;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\n' => NEWLINE,
            b'\t' => TAB,
            0..=0x1f | 0x7f => CONTROL,
            b':' | b'#' => COLON_OR_HASH,
            b'"' | b'\\' => ESCAPED,
            0x80..=0xff => HIGH,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// The style of a string in a place that allows a literal block.
pub(super) fn value_style(text: &str) -> Style {
    let class = classify(text);
    if class & NEWLINE != 0
        && class & CONTROL == 0
        && let Some(indicator) = literal_indicator(text)
        && (class & HIGH == 0 || text.chars().all(is_plain_char))
    {
        return Style::Literal { indicator };
    }
    line_style(text, class)
}

/// The style of a string that must stay on one line: a key, or a document that is one string.
pub(super) fn key_style(text: &str) -> Style {
    line_style(text, classify(text))
}

fn classify(text: &str) -> u8 {
    text.bytes().fold(0, |class, byte| class | CLASS[byte as usize])
}

fn line_style(text: &str, class: u8) -> Style {
    let strange = class & HIGH != 0 && !text.chars().all(is_plain_char);
    if class & (NEWLINE | CONTROL | TAB) != 0 || strange {
        return Style::Quoted { escapes: true };
    }
    if is_plain(text, class) { Style::Plain } else { Style::Quoted { escapes: class & ESCAPED != 0 } }
}

/// Whether a character may stand as itself: YAML calls it printable, no reader takes it for a line break, and a
/// person can see it. Everything else is escaped.
pub(super) fn is_plain_char(character: char) -> bool {
    match character {
        '\n' | '\t' | ' '..='~' => true,
        '\0'..='\u{a0}' => false,
        // Soft hyphen, zero-width and direction marks, line and paragraph separators, byte order mark.
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => false,
        // Surrogates' neighbours that YAML excludes, and the last two of each plane.
        '\u{fdd0}'..='\u{fdef}' => false,
        _ => (character as u32) & 0xfffe != 0xfffe && !character.is_whitespace(),
    }
}

/// Whether a literal block can hold the text, and whether it then needs its indentation written out.
fn literal_indicator(text: &str) -> Option<bool> {
    let first = text.trim_start_matches('\n');
    if first.is_empty() {
        return None; // Only line breaks: readers disagree on how many of them are kept.
    }
    let last = text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    // A last line of blanks alone is dropped by some readers. A tab that opens the first line is taken for indentation;
    // on a later line, which comes after the block's indentation is known, it is text to all of them.
    if last.bytes().all(|byte| byte == b' ') || first.starts_with('\t') {
        return None;
    }
    Some(first.starts_with(' '))
}

fn is_plain(text: &str, class: u8) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return false };
    if last == b' ' || (class & COLON_OR_HASH != 0 && has_indicator(bytes)) {
        return false;
    }
    match first {
        b' ' | b'?' | b':' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
        | b'"' | b'%' | b'@' | b'`' => false,
        b'0'..=b'9' => !is_number_like(bytes),
        b'+' | b'-' | b'.' => {
            let rest = &bytes[1..];
            match rest.first() {
                // `-` and `- x` open a list, `--- x` and `... x` end a document.
                None | Some(b' ') => false,
                _ if bytes.starts_with(b"---") || bytes.starts_with(b"...") => false,
                Some(b'0'..=b'9' | b'.' | b'_') => !is_number_like(rest),
                _ if first == b'.' && is_number_like(bytes) => false,
                _ => !is_reserved(bytes),
            }
        }
        _ => !is_reserved(bytes),
    }
}

/// A colon before a blank or the end, or `#` after a blank.
fn has_indicator(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(at, &byte)| match byte {
        b':' => matches!(bytes.get(at + 1), None | Some(b' ')),
        b'#' => at > 0 && bytes[at - 1] == b' ',
        _ => false,
    })
}

/// Whether text that starts with a digit or a dot could be a number or a time to any reader: it then consists of
/// nothing but what these are made of. Two dots make an address or a version of it, which no reader takes for a number.
fn is_number_like(bytes: &[u8]) -> bool {
    // Go drops underscores before it looks: `0_x1f` is a number.
    let mut plain = bytes.iter().filter(|&&byte| byte != b'_');
    let based = plain.next() == Some(&b'0') && matches!(plain.next(), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'));
    let mut dots = 0;
    for &byte in bytes {
        match byte {
            b'0'..=b'9' | b'_' | b',' | b':' | b'+' | b'-' | b' ' | b'e' | b'E' | b't' | b'T' | b'z' | b'Z' => {}
            b'.' => dots += 1,
            b'a'..=b'f' | b'A'..=b'F' | b'p' | b'P' | b'x' | b'X' | b'o' | b'O' if based => {}
            _ => return is_reserved(bytes),
        }
    }
    dots < 2 || !bytes[0].is_ascii_digit()
}

/// The words that some reader takes for a truth value, nothing or a merge, in any case.
const RESERVED: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "="];

/// The words that some reader takes for a number, with or without a sign.
const NUMBERS: &[&str] = &["inf", "nan", "infinity", ".inf", ".nan"];

fn is_reserved(bytes: &[u8]) -> bool {
    let unsigned = bytes.strip_prefix(b"+").or(bytes.strip_prefix(b"-")).unwrap_or(bytes);
    unsigned.len() <= 8
        && (RESERVED.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(bytes))
            || NUMBERS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(unsigned)))
}
