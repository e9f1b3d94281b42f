//! API fields: type, versions, values, list keys, default, and the statement that writes them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::search::{Found, find, find_value, inner};
use super::{Answer, sugar};
use crate::kubernetes::Version;
use crate::kubernetes::schema::{Field, ListKind, Schemas, Type, TypeId};

/// Fields of one name in different types that are shown in full; more are only listed.
const SHOWN: usize = 4;
/// Places that are listed.
const LISTED: usize = 12;

/// Every field that the words mean. The same field of the same type is one answer, wherever it stands.
pub fn answers(what: &str, schemas: &Schemas) -> Vec<Answer> {
    grouped(find(what, schemas), schemas)
}

/// Every field that has this enumerated value.
pub fn answers_of_value(value: &str, schemas: &Schemas) -> Vec<Answer> {
    grouped(find_value(value, schemas), schemas)
}

fn grouped(all: Vec<Found>, schemas: &Schemas) -> Vec<Answer> {
    let mut fields: Vec<Vec<Found>> = Vec::new();
    for found in all {
        match fields.iter_mut().find(|same| same[0].owner == found.owner && same[0].field.name == found.field.name) {
            Some(same) => same.push(found),
            None => fields.push(vec![found]),
        }
    }
    let mut answers: Vec<Answer> = fields.iter().take(SHOWN).map(|places| answer(places, schemas)).collect();
    if fields.len() > SHOWN
        && let Some(last) = answers.last_mut()
    {
        last.markdown.push_str("\n## Others\n\n");
        for places in fields[SHOWN..].iter().take(LISTED) {
            let _ = writeln!(last.markdown, "- `{}`", spell(&places[0]));
        }
        let more = fields.len().saturating_sub(SHOWN + LISTED);
        if more > 0 {
            let _ = writeln!(last.markdown, "- and {more} more; name the kind to see one: `Service.spec.ports`");
        }
    }
    answers
}

fn spell(found: &Found) -> String {
    format!("{}.{}", found.kind.kind, found.path)
}

fn answer(places: &[Found], schemas: &Schemas) -> Answer {
    let found = &places[0];
    let field = &found.field;
    let name = spell(found);
    let mut ty = describe(schemas, field.ty);
    if field.name.ends_with("Seconds") && matches!(schemas.ty(field.ty), Type::Int32 | Type::Int64) {
        ty.push_str(", or a duration such as `90s` or `3h`");
    }
    let (since, until) = versions(found);
    let values: Vec<_> = match schemas.ty(inner(schemas, field.ty)) {
        Type::Enum(values) => values.iter().filter(|value| !value.value.is_empty()).collect(),
        _ => Vec::new(),
    };
    let keys: &[&str] = match schemas.ty(field.ty) {
        Type::List { kind: ListKind::Map(keys), .. } => keys,
        Type::List { .. } => schemas.merge_keys(field.ty).unwrap_or_default(),
        _ => &[],
    };
    let inside = fields_of(schemas, field.ty);
    let writers = sugar::writers(schemas, found.kind.kind, &found.path);
    let direct = sugar::direct(found.kind.kind, &found.path);

    let mut page = format!("# {name}\n\n");
    let mut line = |label: &str, text: &str| {
        let _ = writeln!(page, "- {label}: {text}");
    };
    line("type", &ty);
    line("versions", &range(since, until));
    if !values.is_empty() {
        let words: Vec<String> = values
            .iter()
            .map(|value| {
                let all = value.since <= since && value.until.is_none_or(|last| until == Some(last));
                if all {
                    format!("`{}`", value.value)
                } else {
                    format!("`{}` ({})", value.value, range(value.since, value.until))
                }
            })
            .collect();
        line("values", &words.join(", "));
    }
    if matches!(schemas.ty(field.ty), Type::List { .. }) {
        line(
            "merges",
            &match keys {
                [] => "not: the stronger list replaces the weaker as a whole".to_string(),
                keys => format!("by `{}`; in svc it may be written as a block", keys.join("` and `")),
            },
        );
    }
    if let Some(default) = field.default {
        line("default", &format!("`{default}`, filled in by the API server"));
    }
    if field.required {
        line("required", "yes");
    }
    if field.deprecated {
        line("deprecated", "yes");
    }
    if places.len() > 1 {
        let others: Vec<String> = places[1..].iter().take(LISTED).map(|found| format!("`{}`", spell(found))).collect();
        let more = places.len().saturating_sub(LISTED + 1);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        line("also in", &format!("{}{more}", others.join(", ")));
    }
    if !writers.is_empty() || direct.is_some() {
        page.push_str("\n## Written by\n\n");
        for statement in &writers {
            let places: Vec<String> = statement.places.iter().map(|place| place.locate()).collect();
            let _ = writeln!(page, "- `{}` {}", statement.usage(), places.join(", "));
        }
        if let Some(direct) = direct {
            let _ = writeln!(page, "- its own name, {direct}: `{} …`", field.name);
        }
    }
    if !inside.is_empty() {
        page.push_str("\n## Fields\n\n");
        for field in &inside {
            let _ = writeln!(page, "- {}", field_line(schemas, field));
        }
    }
    Answer {
        markdown: page,
        json: json!({
            "kind": "field",
            "name": name,
            "apiVersion": found.kind.api_version(),
            "path": found.path,
            "type": ty,
            "since": since.to_string(),
            "until": until.map(|version| version.to_string()),
            "values": values.iter().map(|value| json!({
                "value": value.value,
                "since": value.since.to_string(),
                "until": value.until.map(|version| version.to_string()),
            })).collect::<Vec<Value>>(),
            "listKeys": keys,
            "default": field.default,
            "required": field.required,
            "deprecated": field.deprecated,
            "alsoIn": places[1..].iter().map(spell).collect::<Vec<_>>(),
            "writtenBy": writers.iter().map(|statement| statement.usage()).collect::<Vec<_>>(),
            "fields": inside.iter().map(|field| field.name).collect::<Vec<_>>(),
        }),
    }
}

/// The fields inside a value of a type, if it is an object or a list or map of objects.
pub fn fields_of<'s>(schemas: &'s Schemas, ty: TypeId) -> Vec<Field<'s>> {
    schemas.fields(inner(schemas, ty)).collect()
}

/// `` `name`: text, required ``
pub fn field_line(schemas: &Schemas, field: &Field) -> String {
    let mut line = format!("`{}`: {}", field.name, describe(schemas, field.ty));
    if field.required {
        line.push_str(", required");
    }
    if field.deprecated {
        line.push_str(", deprecated");
    }
    if field.since > Version::OLDEST || field.until.is_some() {
        let _ = write!(line, ", {}", range(field.since, field.until));
    }
    line
}

/// The versions in which both the kind and the field exist.
fn versions(found: &Found) -> (Version, Option<Version>) {
    let since = found.kind.since.max(found.field.since);
    let until = match (found.kind.until, found.field.until) {
        (Some(kind), Some(field)) => Some(kind.min(field)),
        (kind, field) => kind.or(field),
    };
    (since, until)
}

/// Versions in words: svcc knows nothing of older ones.
pub fn range(since: Version, until: Option<Version>) -> String {
    match (since > Version::OLDEST, until) {
        (false, None) => format!("all that svcc knows, {} to {}", Version::OLDEST, Version::NEWEST),
        (true, None) => format!("from {since}"),
        (false, Some(until)) => format!("up to {until}"),
        (true, Some(until)) => format!("{since} to {until}"),
    }
}

/// A type in words.
pub fn describe(schemas: &Schemas, ty: TypeId) -> String {
    match schemas.ty(ty) {
        Type::Object => match schemas.type_name(ty) {
            "" => "fields".into(),
            name => name.into(),
        },
        Type::Map { value } => format!("map of {}", describe(schemas, value)),
        Type::List { element, .. } => format!("list of {}", describe(schemas, element)),
        Type::Enum(_) => "enumerated text".into(),
        Type::String => "text".into(),
        Type::Int32 | Type::Int64 => "whole number".into(),
        Type::Number => "number".into(),
        Type::Boolean => "`true` or `false`".into(),
        Type::Quantity => "quantity".into(),
        Type::IntOrString => "whole number or text".into(),
        Type::Time | Type::MicroTime => "time (RFC 3339)".into(),
        Type::Bytes => "bytes, as base64".into(),
        Type::Any => "any value: there is no schema".into(),
    }
}
