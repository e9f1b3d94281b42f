//! A program compiled in memory, as the tests look at it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use svcc::diagnostics::{Diagnostic, Report, Style, render_terminal};
use svcc::object::json::to_json;
use svcc::source::{FileSystem, Memory};
use svcc::workspace::{Analysis, Cancel, Options, Workspace, output};

/// The files of a program: path and bytes.
pub type Inputs = BTreeMap<String, Vec<u8>>;

pub struct Outcome {
    pub workspace: Workspace,
    pub analysis: Analysis,
    pub report: Report,
}

impl Outcome {
    /// What `svcc build` would see in a current folder.
    pub fn of(system: impl FileSystem + 'static, paths: &[&str], options: &Options) -> Outcome {
        let mut workspace = Workspace::new(Arc::new(system));
        workspace.open(paths);
        let mut analysis = workspace.build(options, &Cancel::default()).expect("nothing cancels it");
        let shown = workspace.discovery().shown.clone();
        let diagnostics: Vec<Diagnostic> = std::mem::take(&mut analysis.diagnostics)
            .into_iter()
            .filter(|diagnostic| {
                let file = diagnostic.span.and_then(|span| workspace.files().get(span.file));
                file.is_none_or(|file| shown.includes(&file.path))
            })
            .collect();
        let report = Report::new(diagnostics, workspace.files());
        Outcome { workspace, analysis, report }
    }

    /// A program of one file.
    pub fn of_text(name: &str, text: &str) -> Outcome {
        Outcome::of(Memory::new().file(name, text), &[name], &Options::default())
    }

    /// The manifests; nothing where there is an error, as on the command line.
    pub fn yaml(&self) -> String {
        if self.report.has_errors() {
            return String::new();
        }
        String::from_utf8(output::stream(&self.analysis.groups, false)).expect("manifests are UTF-8")
    }

    /// Each object as JSON, in the order of output.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        output::objects(&self.analysis.groups).into_iter().map(|object| to_json(&object.root)).collect()
    }

    /// The findings as a terminal without colours shows them.
    pub fn findings(&self) -> String {
        let text = render_terminal(&self.report, self.workspace.files(), Style::default());
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    pub fn origins(&self) -> String {
        output::origins(&self.analysis.groups, self.workspace.files())
    }

    /// The codes of the findings, sorted.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.report.diagnostics().iter().map(|diagnostic| diagnostic.code.id()).collect();
        codes.sort_unstable();
        codes
    }
}

pub fn memory(inputs: &Inputs) -> Memory {
    inputs.iter().fold(Memory::new(), |memory, (path, bytes)| memory.file(path, bytes.clone()))
}

/// A folder's files, by path within it; those of `skipped` folders are left out.
pub fn read_folder(folder: &Path, skipped: &[&str]) -> Inputs {
    let mut inputs = Inputs::new();
    let mut rest: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(current) = rest.pop() {
        for entry in std::fs::read_dir(&current).unwrap_or_else(|error| panic!("{}: {error}", current.display())) {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() {
                if !skipped.contains(&name.as_str()) {
                    rest.push(path);
                }
            } else {
                inputs.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    inputs
}

/// A folder below the repository's root.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares with what is committed; `SVCC_BLESS=1` commits what was made. An empty text has no file.
pub fn compare_golden(path: &Path, made: &str, wrong: &mut Vec<String>) {
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if found == made {
        return;
    }
    if std::env::var_os("SVCC_BLESS").is_some() {
        if made.is_empty() {
            std::fs::remove_file(path).unwrap();
        } else {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, made).unwrap();
        }
        return;
    }
    let at = found.lines().zip(made.lines()).take_while(|(found, made)| found == made).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
    wrong.push(format!(
        "{}:{}: committed is\n  {}\nmade is\n  {}",
        path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display(),
        at + 1,
        line(&found),
        line(made),
    ));
}

/// Every golden agreed, or all that did not.
pub fn finish(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{} differ; read them, then set SVCC_BLESS=1 where they are right\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
