//! The JSON of diagnostics, version 1. Keys keep their order, one finding stands on a line, and a field that has
//! nothing to say is left out.

use std::fmt::Write;

use serde_json::Value;

use crate::diagnostics::model::{Diagnostic, ObjectName};
use crate::diagnostics::render::severity_word;
use crate::diagnostics::report::Report;
use crate::source::{Files, Position, Span};

/// Every finding, as one JSON document.
pub fn render_json(report: &Report, files: &Files) -> String {
    let mut out = String::from("{\"version\": 1, \"diagnostics\": [");
    for (number, diagnostic) in report.diagnostics().iter().enumerate() {
        out.push_str(if number == 0 { "\n  " } else { ",\n  " });
        write_diagnostic(&mut out, diagnostic, files);
    }
    out.push_str(if report.is_empty() { "]}\n" } else { "\n]}\n" });
    out
}

fn write_diagnostic(out: &mut String, diagnostic: &Diagnostic, files: &Files) {
    let _ = write!(out, "{{\"code\": \"{}\", \"severity\": ", diagnostic.code);
    let _ = write!(out, "\"{}\", \"message\": {}", severity_word(diagnostic.severity), text(&diagnostic.message));
    if let Some(help) = &diagnostic.help {
        let _ = write!(out, ", \"help\": {}", text(help));
    }
    if let Some(rule) = diagnostic.rule {
        let _ = write!(out, ", \"rule\": {}", text(rule));
    }
    if let Some(place) = diagnostic.span.and_then(|span| place(span, files)) {
        let _ = write!(out, ", {place}");
    }
    if let Some(object) = &diagnostic.object {
        let _ = write!(out, ", \"object\": {}", object_name(object));
    }
    if let Some(path) = &diagnostic.path {
        let _ = write!(out, ", \"path\": {}", text(path));
    }
    let related = diagnostic.labels.iter().map(|label| with_place("message", &label.message, label.span, files));
    write_list(out, "related", related);
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let mut one = format!("{{\"title\": {}", text(&fix.title));
        let edits = fix.edits.iter().map(|edit| {
            let place = place(edit.span, files).map_or(String::new(), |place| format!("{place}, "));
            format!("{{{place}\"text\": {}}}", text(&edit.text))
        });
        write_list(&mut one, "edits", edits);
        one.push('}');
        one
    });
    write_list(out, "fixes", fixes);
    out.push('}');
}

fn write_list(out: &mut String, key: &str, items: impl Iterator<Item = String>) {
    let _ = write!(out, ", \"{key}\": [");
    for (number, item) in items.enumerate() {
        out.push_str(if number == 0 { "" } else { ", " });
        out.push_str(&item);
    }
    out.push(']');
}

fn with_place(key: &str, value: &str, span: Span, files: &Files) -> String {
    let place = place(span, files).map_or(String::new(), |place| format!(", {place}"));
    format!("{{\"{key}\": {}{place}}}", text(value))
}

/// `"file": …, "start": …, "end": …`; `None` for a file that is gone.
fn place(span: Span, files: &Files) -> Option<String> {
    let file = files.get(span.file)?;
    let (start, end) = file.positions(span.range);
    let position = |at: Position| format!("{{\"line\": {}, \"column\": {}}}", at.line, at.column);
    Some(format!("\"file\": {}, \"start\": {}, \"end\": {}", text(&file.path), position(start), position(end)))
}

fn object_name(object: &ObjectName) -> String {
    let namespace = object.namespace.as_ref().map_or(String::new(), |name| format!("\"namespace\": {}, ", text(name)));
    format!(
        "{{\"apiVersion\": {}, \"kind\": {}, {namespace}\"name\": {}}}",
        text(&object.api_version),
        text(&object.kind),
        text(&object.name)
    )
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}
