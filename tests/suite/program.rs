//! Small programs, compiled whole: files in memory in, findings out.

use std::sync::Arc;

use svcc::diagnostics::{Diagnostic, Severity};
use svcc::source::Memory;
use svcc::workspace::{Cancel, Options, Workspace};

/// A program as it would be given on the command line.
#[derive(Debug, Default)]
pub struct Given<'a> {
    /// Name and text.
    pub files: Vec<(&'a str, &'a str)>,
    /// `--set NAME=VALUE`
    pub set: Option<&'a str>,
    /// `--on CLUSTER`
    pub on: Option<&'a str>,
    /// The path that is named; none means the folder.
    pub path: Option<&'a str>,
}

/// All findings of `svcc check`.
pub fn findings(given: &Given) -> Vec<Diagnostic> {
    let memory = given.files.iter().fold(Memory::new(), |memory, (name, text)| memory.file(name, *text));
    let mut workspace = Workspace::new(Arc::new(memory));
    workspace.open(&given.path.into_iter().collect::<Vec<_>>());
    let set = given.set.into_iter().filter_map(|set| set.split_once('='));
    let options = Options {
        set: set.map(|(name, value)| (name.to_owned(), Arc::from(value))).collect(),
        on: given.on.map(str::to_owned),
        kubernetes: None,
    };
    let analyses = workspace.check(&options, &Cancel::default()).unwrap();
    analyses.into_iter().flat_map(|analysis| analysis.diagnostics).collect()
}

/// The findings of one file.
pub fn findings_of(text: &str) -> Vec<Diagnostic> {
    findings(&Given { files: vec![("main.svc", text)], ..Given::default() })
}

/// Findings in a line each, for messages of tests.
pub fn listed(findings: &[Diagnostic]) -> String {
    let line = |finding: &Diagnostic| {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        format!("{level}[{}] {}\n", finding.code, finding.message)
    };
    findings.iter().map(line).collect()
}
