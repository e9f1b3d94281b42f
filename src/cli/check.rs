//! `svcc check`: every check, nothing written.

use std::io;

use clap::Args;

use crate::cli::Status;
use crate::cli::program::{ProgramOptions, report};
use crate::cli::show::{Format, ShowOptions};
use crate::workspace::Cancel;

/// Check a program, for every cluster it names
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  svcc check\n  svcc check shop/ --output json\n  svcc explain NET002")]
pub struct Check {
    #[command(flatten)]
    program: ProgramOptions,
    /// The format of the findings on stdout
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    output: Option<Format>,
}

impl Check {
    pub fn run(&self, show: &ShowOptions) -> io::Result<Status> {
        let mut workspace = self.program.open()?;
        let Ok(analyses) = workspace.check(&self.program.options(), &Cancel::default()) else {
            return Ok(Status::Impossible);
        };
        let report = report(&workspace, analyses);
        let format = self.output.unwrap_or(show.messages());
        show.print(&report, workspace.files(), format)?;
        Ok(show.status(&report))
    }
}
