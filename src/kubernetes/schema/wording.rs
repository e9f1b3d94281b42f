//! How types and values are called in messages.

use super::schemas::Schemas;
use super::types::{Field, Type, TypeId};
use crate::kubernetes::Version;
use crate::object::Value;

/// More names than this are counted, not listed.
const LISTED: usize = 12;
/// Longer texts of the user are cut: a message stays readable whatever stands in the file.
const SHOWN: usize = 60;

/// What a value of the type is, with its article.
pub fn expected(schemas: &Schemas, ty: TypeId, version: Version) -> String {
    let text = match schemas.ty(ty) {
        Type::Object => return format!("an object with the fields of {}", schemas.type_name(ty)),
        Type::Map { value } => return format!("a map of {}", plural(schemas, value)),
        Type::List { element, .. } => return format!("a list of {}", plural(schemas, element)),
        Type::Enum(values) => return list(values.available(version)),
        Type::String => "a string",
        Type::Int32 | Type::Int64 => "an integer",
        Type::Number => "a number",
        Type::Boolean => "`true` or `false`",
        Type::Quantity => "a quantity such as `500m` or `128Mi`",
        Type::IntOrString => "an integer or a string such as `25%`",
        Type::Time | Type::MicroTime => "a time such as `2026-01-31T12:00:00Z`",
        Type::Bytes => "text in base64",
        Type::Any => "any value",
    };
    text.to_owned()
}

fn plural(schemas: &Schemas, ty: TypeId) -> String {
    let text = match schemas.ty(ty) {
        Type::Object => return format!("{} objects", schemas.type_name(ty)),
        Type::Map { .. } => "maps",
        Type::List { .. } => "lists",
        Type::String | Type::Enum(_) => "strings",
        Type::Int32 | Type::Int64 => "integers",
        Type::Number => "numbers",
        Type::Boolean => "booleans",
        Type::Quantity => "quantities",
        Type::IntOrString => "integers or strings",
        Type::Time | Type::MicroTime => "times",
        Type::Bytes => "base64 texts",
        Type::Any => "values",
    };
    text.to_owned()
}

/// What a value is, with its article.
pub fn describe(value: &Value) -> String {
    match value {
        Value::Null | Value::Deferred(_) | Value::Poisoned => "nothing".to_owned(),
        Value::Bool(value) => format!("the boolean `{value}`"),
        Value::Int(number) => format!("the integer `{number}`"),
        Value::Float(number) => format!("the number `{number}`"),
        Value::String(text) => format!("the string `{}`", shorten(text)),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a block of fields".to_owned(),
    }
}

/// How a value of the wrong type becomes one of the right type, where that is likely what was meant: the help, and the
/// text to put in its place.
pub fn conversion(ty: Type<'_>, value: &Value) -> Option<(String, Option<String>)> {
    match (ty, value) {
        (Type::String | Type::Enum(_) | Type::IntOrString, Value::Bool(_) | Value::Int(_) | Value::Float(_)) => {
            let text = match value {
                Value::Bool(value) => value.to_string(),
                Value::Int(number) => number.to_string(),
                Value::Float(number) => number.to_string(),
                _ => return None,
            };
            Some((format!("in quotes it is a string: `\"{text}\"`"), Some(format!("\"{text}\""))))
        }
        (Type::Int32 | Type::Int64 | Type::Number, Value::String(text)) => {
            let number: i64 = text.parse().ok()?;
            Some((format!("without quotes it is a number: `{number}`"), Some(number.to_string())))
        }
        (Type::Boolean, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some(("write `true`, without quotes".to_owned(), Some("true".to_owned()))),
            "false" | "no" | "off" | "n" => {
                Some(("write `false`, without quotes".to_owned(), Some("false".to_owned())))
            }
            _ => None,
        },
        (Type::List { .. }, Value::Map(_)) => Some(("write a list of such blocks, even for one".to_owned(), None)),
        (Type::List { .. }, Value::String(_) | Value::Int(_) | Value::Bool(_) | Value::Float(_)) => {
            Some(("write a list, even for one value".to_owned(), None))
        }
        (Type::Object | Type::Map { .. }, Value::List(_)) => {
            Some(("write the fields directly, without a list around them".to_owned(), None))
        }
        _ => None,
    }
}

/// `a`, `b` or `c`.
pub fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let quoted: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        _ if names.len() > LISTED => format!("{} or one of {} more", quoted.join(", "), names.len() - LISTED),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Which fields there are.
pub fn fields<'a>(owner: &str, fields: impl Iterator<Item = Field<'a>>) -> String {
    let names: Vec<&str> = fields.map(|field| field.name).collect();
    let shown: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("{owner} has no fields"),
        count if count > LISTED => {
            format!("the fields of {owner} are {} and {} more", shown.join(", "), count - LISTED)
        }
        _ => format!("the fields of {owner} are {}", shown.join(", ")),
    }
}

pub fn later_target(since: Version) -> String {
    format!("raise the target to `kubernetes {since}`")
}

/// A text of the user, cut where it is too long to show.
pub fn shorten(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(SHOWN).collect();
    short.push('…');
    short
}
