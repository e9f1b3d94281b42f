//! The options that say which program is meant and what it is compiled for.

use std::io::{self, Read};
use std::mem::ManuallyDrop;
use std::sync::Arc;

use clap::Args;

use crate::diagnostics::Report;
use crate::source::{Disk, Files};
use crate::workspace::{Analysis, Options, Version, Workspace, known_version};

#[derive(Args, Debug)]
pub struct ProgramOptions {
    /// Files and folders; `-` is stdin, none means the program where you stand
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Compile for this cluster of the program
    #[arg(long, value_name = "CLUSTER")]
    on: Option<String>,
    /// Compile for this version, where the program has no cluster
    #[arg(long, value_name = "VERSION", value_parser = version)]
    kubernetes: Option<Version>,
    /// Give a `let` another value
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// The name under which findings in stdin are shown
    #[arg(long, value_name = "NAME", default_value = "stdin.svc")]
    stdin_filename: String,
}

fn version(text: &str) -> Result<Version, String> {
    known_version(text)
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("write NAME=VALUE".to_string()),
    }
}

impl ProgramOptions {
    /// The program's files, read. The process ends with the command: the system then takes the memory back at once,
    /// and value by value it would cost a tenth of the time of a build.
    pub fn open(&self) -> io::Result<ManuallyDrop<Workspace>> {
        let mut workspace = ManuallyDrop::new(Workspace::new(Arc::new(Disk)));
        let named: Vec<&str> = self.paths.iter().map(String::as_str).filter(|path| *path != "-").collect();
        let stdin = named.len() < self.paths.len();
        if !stdin || !named.is_empty() {
            workspace.open(&named);
        }
        if stdin {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            workspace.open_text(&self.stdin_filename, bytes);
        }
        Ok(workspace)
    }

    pub fn options(&self) -> Options {
        let set = self.set.iter().map(|(name, value)| (name.clone(), Arc::from(value.as_str()))).collect();
        Options { set, on: self.on.clone(), kubernetes: self.kubernetes }
    }
}

/// The findings to show: those of the paths that were named, and all that have no place.
pub fn report(workspace: &Workspace, analyses: Vec<Analysis>) -> Report {
    let files: &Files = workspace.files();
    let shown = &workspace.discovery().shown;
    let diagnostics = analyses.into_iter().flat_map(|analysis| analysis.diagnostics).filter(|diagnostic| {
        let path = diagnostic.span.and_then(|span| files.get(span.file)).map(|file| file.path.as_str());
        path.is_none_or(|path| shown.includes(path))
    });
    Report::new(diagnostics.collect(), files)
}
