//! What a plain scalar means: the table of go-yaml v2, which kubectl reads with (through `sigs.k8s.io/yaml`).

use smol_str::SmolStr;

use crate::object::Value;

/// The value of a scalar without quotes and without tag.
pub(super) fn resolve_plain(text: &str) -> Value {
    let Some(&first) = text.as_bytes().first() else { return Value::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => resolve_word(text),
        b'.' => match resolve_word(text) {
            Value::String(_) => float(text),
            value => value,
        }
        .unwrap_or_string(text),
        b'+' | b'-' | b'0'..=b'9' => resolve_number(text),
        _ => string(text),
    }
}

/// Why a tag does not fit its scalar.
pub(super) enum TagError {
    /// The text is not one of the tag's type.
    Mismatch,
    /// Binary data has no place in a Kubernetes object.
    Binary,
}

/// The value of a scalar with one of YAML's own tags (`int` of `!!int`). Quotes make no difference to a tag.
pub(super) fn resolve_tagged(tag: &str, text: &str) -> Result<Value, TagError> {
    let value = resolve_plain(text);
    match (tag, value) {
        ("str" | "timestamp", _) => Ok(string(text)),
        ("null", _) => Ok(Value::Null),
        ("bool", value @ Value::Bool(_)) | ("int", value @ Value::Int(_)) | ("float", value @ Value::Float(_)) => {
            Ok(value)
        }
        ("float", Value::Int(number)) => Ok(Value::Float(number as f64)),
        ("binary", _) => Err(TagError::Binary),
        ("bool" | "int" | "float", _) => Err(TagError::Mismatch),
        _ => Ok(string(text)),
    }
}

/// The text of a key that is not a string, as kubectl's way over JSON makes it one.
pub(super) fn key_text(value: &Value) -> Option<SmolStr> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Int(number) => Some(SmolStr::new(number.to_string())),
        Value::Bool(truth) => Some(SmolStr::new_static(if *truth { "true" } else { "false" })),
        Value::Float(number) => Some(float_key(*number as f32).into()),
        _ => None,
    }
}

/// Go's `FormatFloat(x, 'g', -1, 32)`: the shortest digits of single precision, with an exponent from 10^6 on or
/// below 10^-4.
fn float_key(number: f32) -> String {
    if number.is_nan() {
        return ".nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.into();
    }
    let scientific = format!("{number:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(power) = exponent.parse::<i32>() else { return scientific };
    if (-4..6).contains(&power) {
        return format!("{number}");
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.abs())
}

trait OrString {
    fn unwrap_or_string(self, text: &str) -> Value;
}

impl OrString for Value {
    /// Keeps a value that is not nothing, and the text itself otherwise.
    fn unwrap_or_string(self, text: &str) -> Value {
        match self {
            Value::Null => string(text),
            value => value,
        }
    }
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

fn resolve_word(text: &str) -> Value {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::Bool(false),
        "~" | "null" | "Null" | "NULL" => Value::Null,
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Value::Float(f64::NEG_INFINITY),
        _ => string(text),
    }
}

fn resolve_number(text: &str) -> Value {
    if let value @ Value::Float(_) = resolve_word(text) {
        return value;
    }
    // Nothing longer is a number that anyone writes; the bound keeps odd input cheap.
    if text.len() > 400 {
        return string(text);
    }
    let plain: SmolStr = text.chars().filter(|&character| character != '_').collect();
    match integer(&plain) {
        Some(value) => value,
        None => match has_float_shape(&plain) {
            true => float(&plain).unwrap_or_string(text),
            false => string(text),
        },
    }
}

/// Go's `ParseInt(text, 0, 64)`, then `ParseUint`: a prefix says the base, and a leading zero means octal.
fn integer(text: &str) -> Option<Value> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, &text[1..]),
        b'+' => (false, true, &text[1..]),
        _ => (false, false, text),
    };
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, base).ok()?;
    match i64::try_from(magnitude) {
        Ok(number) => Some(Value::Int(if negative { -number } else { number })),
        Err(_) if negative && magnitude == i64::MIN.unsigned_abs() => Some(Value::Int(i64::MIN)),
        // Go keeps it as an unsigned number, which no field of the API takes and only a float holds here.
        Err(_) if !signed => Some(Value::Float(magnitude as f64)),
        Err(_) => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn has_float_shape(text: &str) -> bool {
    fn digits(bytes: &[u8]) -> usize {
        bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }
    let bytes = text.as_bytes();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(&bytes[at..]);
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(&bytes[at + 1..]);
        if whole == 0 && fraction == 0 {
            return false;
        }
        at += 1 + fraction;
    } else if whole == 0 {
        return false;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(&bytes[at..]);
        if exponent == 0 {
            return false;
        }
        at += exponent;
    }
    at == bytes.len()
}

/// The number, or nothing where there is none or it is out of range.
fn float(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Value::Float(number),
        _ => Value::Null,
    }
}
