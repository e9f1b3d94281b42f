//! One line per finding, as compilers and editors have long agreed on: `path:line:column: error[CODE]: message`.

use std::fmt::Write;

use crate::diagnostics::render::plain::plain;
use crate::diagnostics::render::severity_word;
use crate::diagnostics::report::Report;
use crate::source::Files;

/// Every finding on a line of its own.
pub fn render_short(report: &Report, files: &Files) -> String {
    let mut out = String::new();
    for diagnostic in report.diagnostics() {
        let file = diagnostic.span.and_then(|span| Some((files.get(span.file)?, span.range.start)));
        if let Some((file, start)) = file {
            let place = file.position(start as usize);
            let _ = write!(out, "{}:{}:{}: ", plain(&file.path), place.line, place.column);
        }
        let (severity, code) = (severity_word(diagnostic.severity), diagnostic.code);
        let _ = writeln!(out, "{severity}[{code}]: {}", plain(&diagnostic.message));
    }
    out
}
