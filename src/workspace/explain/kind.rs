//! Kinds of objects.

use std::fmt::Write as _;

use serde_json::json;

use super::field::{field_line, range};
use super::search::kinds_named;
use super::{Answer, sugar};
use crate::kubernetes::schema::{Kind, Schemas};

/// Every group and version of a kind.
pub fn answers(what: &str, schemas: &Schemas) -> Vec<Answer> {
    let (kinds, path) = kinds_named(what, schemas);
    if !path.is_empty() {
        return Vec::new();
    }
    kinds.iter().map(|kind| answer(kind, schemas)).collect()
}

fn answer(kind: &Kind, schemas: &Schemas) -> Answer {
    let api_version = kind.api_version();
    let mut page = format!("# {}\n\n", kind.kind);
    let mut line = |label: &str, text: &str| {
        let _ = writeln!(page, "- {label}: {text}");
    };
    line("apiVersion", &format!("`{api_version}`"));
    line("versions", &range(kind.since, kind.until));
    line("plural", &format!("`{}`", kind.resource));
    line("scope", if kind.namespaced { "it stands in a namespace" } else { "the whole cluster" });
    if let Some(instead) = kind.instead {
        line("instead", &format!("`{instead}`"));
    }
    let made = |statement: &&crate::language::Statement| {
        sugar::owned(statement, schemas).iter().any(|owned| owned.kind == Some(kind.kind) && owned.path.is_empty())
    };
    let makers: Vec<_> = sugar::all().filter(made).filter(|_| !kind.version.contains(['a', 'b'])).collect();
    page.push_str("\n## Made by\n\n");
    for statement in &makers {
        let _ = writeln!(page, "- `{}`", statement.usage());
    }
    let object = format!("object {api_version}/{} NAME {{ … }}", kind.kind);
    let _ = writeln!(page, "- `{object}`");
    let fields: Vec<_> = schemas
        .fields(kind.ty)
        .filter(|field| !matches!(field.name, "apiVersion" | "kind" | "metadata" | "status"))
        .collect();
    page.push_str("\n## Fields\n\n");
    for field in &fields {
        let _ = writeln!(page, "- {}", field_line(schemas, field));
        for inside in super::field::fields_of(schemas, field.ty).iter().filter(|_| field.name == "spec") {
            let _ = writeln!(page, "- {}", field_line(schemas, inside).replacen('`', "`spec.", 1));
        }
    }
    let made: Vec<String> = makers.iter().map(|statement| statement.usage()).chain([object]).collect();
    Answer {
        markdown: page,
        json: json!({
            "kind": "kind",
            "name": kind.kind,
            "apiVersion": api_version,
            "since": kind.since.to_string(),
            "until": kind.until.map(|version| version.to_string()),
            "resource": kind.resource,
            "namespaced": kind.namespaced,
            "instead": kind.instead,
            "madeBy": made,
            "fields": fields.iter().map(|field| field.name).collect::<Vec<_>>(),
        }),
    }
}
