//! How findings and text are shown: format, colour, streams.

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};

use crate::cli::Status;
use crate::diagnostics::{Code, Diagnostic, Report, Severity, Style, render_json, render_short, render_terminal};
use crate::source::Files;

/// Options of every command.
#[derive(Args, Debug)]
pub struct ShowOptions {
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN", help_heading = "Output options")]
    color: Colour,
    /// How findings are shown: over their source lines, one line each, or for machines
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output options")]
    messages: Format,
    /// Raise findings to errors
    #[arg(long, global = true, value_enum, value_name = "LEVEL", help_heading = "Output options")]
    deny: Option<Deny>,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

/// A format of findings.
#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    // Documentation of a value would make clap's help twice as long as a screen.
    Text,
    Short,
    Json,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
enum Deny {
    Warnings,
}

impl ShowOptions {
    pub fn messages(&self) -> Format {
        self.messages
    }

    /// Whether to use colour on a stream.
    pub fn colour(&self, terminal: bool) -> bool {
        self.style(terminal).colour
    }

    fn style(&self, terminal: bool) -> Style {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto if set("NO_COLOR") => false,
            Colour::Auto
                if std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") =>
            {
                true
            }
            Colour::Auto => terminal && !dumb,
        };
        Style { colour, ascii: dumb }
    }

    /// The findings in a format, as text.
    fn render(&self, report: &Report, files: &Files, format: Format, terminal: bool) -> String {
        match format {
            Format::Text => render_terminal(report, files, self.style(terminal)),
            Format::Short => render_short(report, files),
            Format::Json => render_json(report, files),
        }
    }

    /// Shows findings on stderr: those of a command whose stdout is data.
    pub fn report(&self, report: &Report, files: &Files) -> io::Result<()> {
        if report.is_empty() && self.messages != Format::Json {
            return Ok(());
        }
        let text = self.render(report, files, self.messages, io::stderr().is_terminal());
        io::stderr().lock().write_all(text.as_bytes())
    }

    /// Shows findings on stdout: those of `check`.
    pub fn print(&self, report: &Report, files: &Files, format: Format) -> io::Result<()> {
        let text = self.render(report, files, format, io::stdout().is_terminal());
        io::stdout().lock().write_all(text.as_bytes())
    }

    /// What the findings mean for the exit status.
    pub fn status(&self, report: &Report) -> Status {
        // What has no place in a file was said on the command line.
        let asked_wrongly = |found: &Diagnostic| {
            found.span.is_none() && [Code::REF009, Code::REF016, Code::REF017].contains(&found.code)
        };
        if report.diagnostics().iter().any(asked_wrongly) {
            return Status::Impossible;
        }
        let denied = self.deny == Some(Deny::Warnings) && report.count(Severity::Warning) > 0;
        if report.has_errors() || denied { Status::Findings } else { Status::Fine }
    }
}

/// Writes data to stdout.
pub fn write_out(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
