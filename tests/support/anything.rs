//! The whole way from bytes to manifests, with every output that the command line has: given any bytes, it comes back.
//! A fuzzer is given these functions; the tests run them on what they know.

use std::sync::Arc;

use svcc::diagnostics::{Report, Style, render_json, render_short, render_terminal};
use svcc::source::Memory;
use svcc::workspace::{Analysis, Cancel, Options, Workspace, output};

/// What became of a program.
pub struct Built {
    pub workspace: Workspace,
    pub analysis: Analysis,
    pub report: Report,
}

/// Builds a program of these files.
pub fn build_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Built {
    let mut memory = Memory::new();
    for (path, bytes) in files {
        memory.write(path, bytes);
    }
    let mut workspace = Workspace::new(Arc::new(memory));
    workspace.open(&[]);
    let mut analysis = workspace.build(&Options::default(), &Cancel::default()).expect("nobody cancels");
    let report = Report::new(std::mem::take(&mut analysis.diagnostics), workspace.files());
    Built { workspace, analysis, report }
}

/// Builds one file of any bytes, and looks at the result in every way.
pub fn build(bytes: &[u8]) -> Built {
    let built = build_files([("main.svc", bytes)]);
    let files = built.workspace.files();
    render_short(&built.report, files);
    render_terminal(&built.report, files, Style::default());
    serde_json::from_str::<serde_json::Value>(&render_json(&built.report, files)).expect("findings are JSON");
    for diagnostic in built.report.diagnostics() {
        assert!(!diagnostic.message.is_empty());
        for span in diagnostic.span.iter().chain(diagnostic.labels.iter().map(|label| &label.span)) {
            let text = &files.get(span.file).expect("a file of the program").text;
            assert!(text.get(span.range.bytes()).is_some(), "{diagnostic:?} is no place of the text");
        }
    }
    output::stream(&built.analysis.groups, true);
    output::origins(&built.analysis.groups, files);
    let _ = output::files(&built.analysis.groups, false);
    let yaml = output::stream(&built.analysis.groups, false);
    assert!(std::str::from_utf8(&yaml).is_ok());
    built
}
