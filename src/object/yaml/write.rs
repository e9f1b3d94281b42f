//! The object tree as YAML, byte for byte the same on every machine.
//!
//! Block style throughout, two spaces, a list's dash in the column of its key as kubectl prints it. Nothing is folded,
//! anchored or tagged. The order is the tree's; see [`order`](crate::object::order) for the order people expect.

use std::io::Write as _;

use super::scalar::{self, Style};
use crate::object::{Map, Node, Value};

/// Keys longer than this are written after `?`: readers look no further than 1024 characters for an implicit key's colon.
const LONGEST_IMPLICIT_KEY: usize = 500;

/// Writes one document's body, without `---`.
pub fn write_yaml(node: &Node, out: &mut Vec<u8>) {
    match &node.value {
        Value::Map(map) if !map.is_empty() => write_map(map, 0, false, out),
        Value::List(list) if !list.items.is_empty() => write_list(&list.items, 0, false, out),
        // A literal block with no parent is indented differently by YAML 1.1 and 1.2.
        Value::String(text) => {
            write_line(text, scalar::key_style(text), out);
            out.push(b'\n');
        }
        _ => {
            write_flat(&node.value, out);
            out.push(b'\n');
        }
    }
}

/// Writes documents one after another, `---` between them.
pub fn write_documents<'a>(documents: impl IntoIterator<Item = &'a Node>, out: &mut Vec<u8>) {
    for (at, document) in documents.into_iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(b"---\n");
        }
        write_yaml(document, out);
    }
}

/// `inline`: the first entry goes on after what stands on the line already (a list's dash).
fn write_map(map: &Map, indent: usize, inline: bool, out: &mut Vec<u8>) {
    for (at, entry) in map.iter().enumerate() {
        if at > 0 || !inline {
            write_indent(indent, out);
        }
        write_key(&entry.key, indent, out);
        match &entry.node.value {
            Value::Map(inner) if !inner.is_empty() => {
                out.push(b'\n');
                write_map(inner, indent + 2, false, out);
            }
            Value::List(list) if !list.items.is_empty() => {
                out.push(b'\n');
                write_list(&list.items, indent, false, out);
            }
            value => {
                out.push(b' ');
                write_scalar(value, indent + 2, out);
            }
        }
    }
}

fn write_list(items: &[Node], indent: usize, inline: bool, out: &mut Vec<u8>) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 || !inline {
            write_indent(indent, out);
        }
        out.extend_from_slice(b"- ");
        match &item.value {
            Value::Map(map) if !map.is_empty() => write_map(map, indent + 2, true, out),
            Value::List(list) if !list.items.is_empty() => write_list(&list.items, indent + 2, true, out),
            value => write_scalar(value, indent + 2, out),
        }
    }
}

fn write_key(key: &str, indent: usize, out: &mut Vec<u8>) {
    let style = scalar::key_style(key);
    if key.len() > LONGEST_IMPLICIT_KEY {
        out.extend_from_slice(b"? ");
        write_line(key, style, out);
        out.push(b'\n');
        write_indent(indent, out);
    } else {
        write_line(key, style, out);
    }
    out.push(b':');
}

/// A value that needs no block of its own, and the line's end. `indent` is where a literal block's lines start.
fn write_scalar(value: &Value, indent: usize, out: &mut Vec<u8>) {
    if let Value::String(text) = value {
        match scalar::value_style(text) {
            Style::Literal { indicator } => return write_literal(text, indicator, indent, out),
            style => write_line(text, style, out),
        }
    } else {
        write_flat(value, out);
    }
    out.push(b'\n');
}

fn write_flat(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(number) => write_int(*number, out),
        Value::Float(number) => write_float(*number, out),
        Value::String(text) => write_line(text, scalar::key_style(text), out),
        Value::List(_) => out.extend_from_slice(b"[]"),
        Value::Map(_) => out.extend_from_slice(b"{}"),
        // Neither is left when a tree is written; if one were, nothing is the honest value.
        Value::Null | Value::Deferred(_) | Value::Poisoned => out.extend_from_slice(b"null"),
    }
}

fn write_line(text: &str, style: Style, out: &mut Vec<u8>) {
    match style {
        Style::Plain => out.extend_from_slice(text.as_bytes()),
        Style::Quoted { escapes: false } => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        }
        Style::Quoted { escapes: true } | Style::Literal { .. } => write_escaped(text, out),
    }
}

fn write_escaped(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut written = 0;
    for (at, character) in text.char_indices() {
        if !matches!(character, '"' | '\\' | '\n' | '\t') && scalar::is_plain_char(character) {
            continue;
        }
        out.extend_from_slice(&text.as_bytes()[written..at]);
        written = at + character.len_utf8();
        match character {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\r' => out.extend_from_slice(b"\\r"),
            '\0'..='\u{ff}' => write_hex(b'x', 2, character, out),
            '\u{100}'..='\u{ffff}' => write_hex(b'u', 4, character, out),
            _ => write_hex(b'U', 8, character, out),
        }
    }
    out.extend_from_slice(&text.as_bytes()[written..]);
    out.push(b'"');
}

fn write_hex(letter: u8, digits: u32, character: char, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'\\', letter]);
    for digit in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(character as usize >> (4 * digit)) & 15]);
    }
}

fn write_literal(text: &str, indicator: bool, indent: usize, out: &mut Vec<u8>) {
    out.push(b'|');
    if indicator {
        out.push(b'2');
    }
    let body = match text.strip_suffix('\n') {
        None => {
            out.push(b'-');
            text
        }
        Some(body) => {
            if body.ends_with('\n') {
                out.push(b'+');
            }
            body
        }
    };
    out.push(b'\n');
    for line in body.split('\n') {
        if !line.is_empty() {
            write_indent(indent, out);
            out.extend_from_slice(line.as_bytes());
        }
        out.push(b'\n');
    }
}

fn write_indent(mut indent: usize, out: &mut Vec<u8>) {
    const BLANKS: &[u8] = &[b' '; 64];
    while indent > BLANKS.len() {
        out.extend_from_slice(BLANKS);
        indent -= BLANKS.len();
    }
    out.extend_from_slice(&BLANKS[..indent]);
}

/// The decimal digits of a number; also JSON's form.
pub(crate) fn write_int(number: i64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// The shortest digits that read back as the same number, always with a dot and, before an exponent, a sign: YAML 1.1
/// takes `1e3` for a string. A finite number has the same form in JSON.
pub(crate) fn write_float(number: f64, out: &mut Vec<u8>) {
    if number.is_nan() {
        return out.extend_from_slice(b".nan");
    }
    if number.is_infinite() {
        return out.extend_from_slice(if number > 0.0 { b".inf" } else { b"-.inf" });
    }
    let start = out.len();
    // Writing to a vector does not fail.
    let _ = write!(out, "{number:?}");
    let Some(exponent) = out[start..].iter().position(|&byte| byte == b'e').map(|at| start + at) else { return };
    if out[exponent + 1] != b'-' {
        out.insert(exponent + 1, b'+');
    }
    if !out[start..exponent].contains(&b'.') {
        out.splice(exponent..exponent, *b".0");
    }
}
