//! One file per form in which findings leave svcc.

mod json;
mod plain;
mod short;
mod terminal;

pub use json::render_json;
pub use short::render_short;
pub use terminal::{Style, render_terminal};

use crate::diagnostics::model::Severity;

/// The word that every output uses for a severity.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

#[cfg(test)]
mod tests;
