//! `svcc fmt`: one canonical style.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use clap::Args;

use crate::cli::Status;
use crate::cli::show::{ShowOptions, write_out};
use crate::diagnostics::{Diagnostic, Report};
use crate::source::atomic::write_file_atomically;
use crate::source::{Disk, FileSystem, Files, discover, load};
use crate::workspace::format;

/// Format source files in the one canonical style
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  svcc fmt\n  svcc fmt --check shop/\n  svcc fmt - < app.svc")]
pub struct Fmt {
    /// Files and folders; `-` is stdin, none means the program where you stand
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Write nothing; list the files that are not formatted
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub fn run(&self, show: &ShowOptions) -> io::Result<Status> {
        if self.paths.iter().any(|path| path == "-") {
            return self.stdin();
        }
        let system: Arc<dyn FileSystem> = Arc::new(Disk);
        let named: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        let found = discover(&*system, &named);
        let mut problems: Vec<Diagnostic> = found.problems.iter().map(Diagnostic::from).collect();
        let mut files = Files::new();
        let mut unformatted = Vec::new();
        for path in found.files.iter().filter(|path| found.shown.includes(path)) {
            let text = match load(&mut files, &*system, path) {
                Ok(file) => files.get(file).map(|file| Arc::clone(&file.text)).unwrap_or_default(),
                Err(problem) => {
                    problems.push(Diagnostic::from(problem));
                    continue;
                }
            };
            let formatted = format(&text);
            if *formatted == *text {
                continue;
            }
            if !self.check {
                write_file_atomically(Path::new(path), formatted.as_bytes())?;
            }
            unformatted.push(path.as_str());
        }
        let report = Report::new(problems, &files);
        show.report(&report, &files)?;
        if report.has_errors() {
            return Ok(Status::Impossible);
        }
        if self.check {
            let list: String = unformatted.iter().map(|path| format!("{path}\n")).collect();
            write_out(list.as_bytes())?;
            return Ok(if unformatted.is_empty() { Status::Fine } else { Status::Findings });
        }
        Ok(Status::Fine)
    }

    fn stdin(&self) -> io::Result<Status> {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        let formatted = format(&text);
        if self.check {
            return Ok(if formatted == text { Status::Fine } else { Status::Findings });
        }
        write_out(formatted.as_bytes())?;
        Ok(Status::Fine)
    }
}
