//! `svcc build`: manifests to stdout or files.

use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::Status;
use crate::cli::program::{ProgramOptions, report};
use crate::cli::show::{ShowOptions, write_out};
use crate::source::atomic::write_file_atomically;
use crate::source::tree::write_tree;
use crate::workspace::{Cancel, output};

/// Compile a program to manifests
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  svcc build | kubectl apply -f -\n  svcc build shop/ --on prod --into manifests/")]
pub struct Build {
    #[command(flatten)]
    program: ProgramOptions,
    /// The format of the manifests
    #[arg(short, long, value_enum, default_value_t = Output::Yaml, value_name = "FORMAT")]
    output: Output,
    /// Write to this file, or one file per object to this folder
    #[arg(long, value_name = "FOLDER|FILE")]
    into: Option<PathBuf>,
    /// Print where each field comes from, as JSON, in place of the manifests
    #[arg(long)]
    origins: bool,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
enum Output {
    Yaml,
    Json,
}

impl Build {
    pub fn run(&self, show: &ShowOptions) -> io::Result<Status> {
        let mut workspace = self.program.open()?;
        let Ok(analysis) = workspace.build(&self.program.options(), &Cancel::default()) else {
            return Ok(Status::Impossible);
        };
        let groups = ManuallyDrop::new(analysis.groups.clone());
        let report = report(&workspace, vec![analysis]);
        show.report(&report, workspace.files())?;
        let status = show.status(&report);
        // With any error nothing is written: not half of it either.
        if status != Status::Fine {
            return Ok(status);
        }
        if self.origins {
            write_out(output::origins(&groups, workspace.files()).as_bytes())?;
            return Ok(status);
        }
        let json = self.output == Output::Json;
        match &self.into {
            None => write_out(&output::stream(&groups, json))?,
            Some(path) if is_file(path) => write_file_atomically(path, &output::stream(&groups, json))?,
            Some(path) => {
                let files = match output::files(&groups, json) {
                    Ok(files) => files,
                    Err(problem) => {
                        eprintln!("svcc: {problem}");
                        return Ok(Status::Impossible);
                    }
                };
                if let Err(error) = write_tree(path, &files) {
                    eprintln!("svcc: {error}");
                    return Ok(Status::Impossible);
                }
            }
        }
        Ok(status)
    }
}

/// A path that is a file, or is named like one.
fn is_file(path: &Path) -> bool {
    let named =
        path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known));
    path.is_file() || (named && !path.is_dir())
}
