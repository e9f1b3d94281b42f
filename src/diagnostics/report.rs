//! The findings of one run, in order, ready to be rendered.

use crate::diagnostics::model::{Diagnostic, Severity};
use crate::diagnostics::sort::sort;
use crate::source::{FileId, Files};

/// People are shown this many findings of one file; machines get all.
pub const SHOWN_PER_FILE: usize = 100;

/// The findings of one run: sorted, each once.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

/// The findings of one file, or those without a place.
#[derive(Copy, Clone, Debug)]
pub struct FileFindings<'a> {
    pub file: Option<FileId>,
    /// The first [`SHOWN_PER_FILE`].
    pub shown: &'a [Diagnostic],
    /// How many more there are.
    pub more: usize,
}

impl Report {
    pub fn new(mut diagnostics: Vec<Diagnostic>, files: &Files) -> Self {
        sort(&mut diagnostics, files);
        Report { diagnostics }
    }

    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The findings file by file.
    pub fn by_file(&self) -> impl Iterator<Item = FileFindings<'_>> {
        self.diagnostics.chunk_by(|a, b| a.span.map(|span| span.file) == b.span.map(|span| span.file)).map(|all| {
            let shown = &all[..all.len().min(SHOWN_PER_FILE)];
            FileFindings { file: shown[0].span.map(|span| span.file), shown, more: all.len() - shown.len() }
        })
    }

    /// "2 errors, 1 warning"; `None` if there is nothing to count.
    pub fn summary(&self) -> Option<String> {
        let counted: Vec<String> =
            [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Hint, "hint")]
                .into_iter()
                .map(|(severity, word)| (self.count(severity), word))
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
                .collect();
        (!counted.is_empty()).then(|| counted.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;
    use crate::source::TextRange;

    fn at(file: FileId, start: usize, code: Code, message: &str) -> Diagnostic {
        Diagnostic::new(code, TextRange::new(start, start + 1).in_file(file), message)
    }

    #[test]
    fn sorts_by_file_place_and_code_and_keeps_one_of_each() {
        let mut files = Files::new();
        let (b, a) = (files.add("b.svc", "xxxxx"), files.add("a.svc", "xxxxx"));
        let loose = Diagnostic::new(Code::NET004, None, "empty");
        let wanted = vec![
            at(a, 3, Code::REF001, "one"),
            at(a, 3, Code::REF002, "two"),
            at(a, 4, Code::REF001, "three"),
            at(b, 0, Code::REF001, "four"),
            loose,
        ];
        let mut mixed: Vec<_> = wanted.iter().rev().cloned().collect();
        mixed.push(wanted[1].clone());
        assert_eq!(Report::new(mixed, &files).diagnostics(), wanted);
    }

    #[test]
    fn shows_the_first_of_a_file_and_counts_the_rest() {
        let mut files = Files::new();
        let (a, b) = (files.add("a.svc", "x".repeat(300)), files.add("b.svc", "x"));
        let mut all: Vec<_> = (0..250).map(|start| at(a, start, Code::TYP001, "no")).collect();
        all.push(at(b, 0, Code::TYP001, "no"));
        let report = Report::new(all, &files);
        let counts: Vec<_> = report.by_file().map(|found| (found.file, found.shown.len(), found.more)).collect();
        assert_eq!(counts, [(Some(a), 100, 150), (Some(b), 1, 0)]);
    }

    #[test]
    fn the_summary_counts_in_plain_words() {
        let summary = |codes: &[Code]| {
            let all = codes.iter().enumerate().map(|(n, code)| Diagnostic::new(*code, None, n.to_string())).collect();
            Report::new(all, &Files::new()).summary()
        };
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[Code::REF001]).as_deref(), Some("1 error"));
        assert_eq!(summary(&[Code::REF001, Code::NET004, Code::REF002]).as_deref(), Some("2 errors, 1 warning"));
    }
}
