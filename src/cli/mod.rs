//! The command line: one file per command. The only room that prints.
//!
//! stdout is data, stderr is messages. A command gives its exit status: 0 fine, 1 findings or differences, 2 could not
//! do it.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, clippy::print_stderr)] // the edge: it prints, and reads what the shell says

mod build;
mod check;
mod explain;
mod fmt;
mod program;
mod show;

use std::io;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

/// Says how applications run and are reached on Kubernetes, and compiles it to manifests.
#[derive(Parser, Debug)]
#[command(name = "svcc", version, styles = STYLES, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Start with `svcc build examples/tutorial/complete.svc`, and ask `svcc explain expose`.")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    show: show::ShowOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    Build(build::Build),
    Check(check::Check),
    Fmt(fmt::Fmt),
    Explain(explain::Explain),
}

/// A command's exit status.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Status {
    Fine,
    /// Findings of level error, or differences.
    Findings,
    /// It could not be done: usage, input or output.
    Impossible,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Fine => ExitCode::SUCCESS,
            Status::Findings => ExitCode::from(1),
            Status::Impossible => ExitCode::from(2),
        }
    }
}

/// Runs what the arguments ask for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Command::Build(command) => command.run(&cli.show),
        Command::Check(command) => command.run(&cli.show),
        Command::Fmt(command) => command.run(&cli.show),
        Command::Explain(command) => command.run(&cli.show),
    };
    match result {
        Ok(status) => status.into(),
        // Whoever reads the output has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("svcc: {error}");
            Status::Impossible.into()
        }
    }
}

/// The definition of the command line, for completions, man pages and documentation.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}
