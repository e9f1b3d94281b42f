//! Diagnostics: their pages.

use serde_json::json;

use super::Answer;
use crate::diagnostics::{Code, Severity};

pub fn answer(code: Code) -> Answer {
    let info = code.info();
    let level = match info.level {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    Answer {
        markdown: info.page.to_string(),
        json: json!({ "kind": "code", "name": info.id, "level": level, "title": info.title, "page": info.page }),
    }
}
