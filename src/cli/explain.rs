//! `svcc explain`: what a code, a statement, a function, a field or a line means.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::cli::Status;
use crate::cli::show::{ShowOptions, write_out};
use crate::source::Disk;
use crate::workspace::explain::{Explanation, Unknown, explain, explain_line, line_question};
use crate::workspace::{Cancel, Options, Schemas, Workspace};

/// Explain a diagnostic, a statement, a function, an API field or a line
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  svcc explain NET002\n  svcc explain expose\n  svcc explain Service.spec.type\n  svcc explain externalTrafficPolicy\n  svcc explain implied\n  svcc explain shop.svc:12"
)]
pub struct Explain {
    /// CODE, STATEMENT, FUNCTION, FIELD, FILE:LINE, or `implied`
    #[arg(value_name = "WHAT", required = true)]
    what: Vec<String>,
    /// For FILE:LINE, compile for this cluster of the program
    #[arg(long, value_name = "CLUSTER")]
    on: Option<String>,
    /// The format of the answer
    #[arg(short, long, value_enum, default_value_t = Output::Text, value_name = "FORMAT")]
    output: Output,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, ValueEnum)]
enum Output {
    Text,
    Json,
}

/// Wider text is tiring to read.
const WIDTH: usize = 100;

impl Explain {
    pub fn run(&self, show: &ShowOptions) -> io::Result<Status> {
        // `port line` may be written without quotes.
        let what = self.what.join(" ");
        let answer = match line_question(&what) {
            Some((path, line)) => self.line(path, line),
            None => explain(&what, &Schemas::builtin()),
        };
        match answer {
            Ok(explanation) => {
                let text = match self.output {
                    Output::Json => explanation.json(),
                    Output::Text => explanation.text(show.colour(io::stdout().is_terminal()), WIDTH),
                };
                write_out(text.as_bytes())?;
                Ok(Status::Fine)
            }
            Err(unknown) => {
                eprintln!("svcc: {unknown}");
                Ok(Status::Impossible)
            }
        }
    }

    fn line(&self, path: &str, line: u32) -> Result<Explanation, Unknown> {
        let mut workspace = Workspace::new(Arc::new(Disk));
        workspace.open(&[path]);
        let options = Options { on: self.on.clone(), ..Options::default() };
        let analysis = workspace
            .build(&options, &Cancel::default())
            .map_err(|_| Unknown { message: "it was stopped".to_string(), near: None })?;
        explain_line(&workspace, &analysis, path, line)
    }
}
