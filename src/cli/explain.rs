//! `svcc explain`: what a code, a statement, a field or a line means.

use std::io;

use clap::Args;

use crate::cli::Status;
use crate::cli::show::{ShowOptions, write_out};
use crate::diagnostics::Code;

/// Explain a diagnostic, a statement, an API field or a line
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  svcc explain NET002\n  svcc explain expose\n  svcc explain Service.spec.type\n  svcc explain shop.svc:12"
)]
pub struct Explain {
    /// CODE, STATEMENT, FIELD or FILE:LINE
    #[arg(value_name = "WHAT")]
    what: String,
}

impl Explain {
    pub fn run(&self, _show: &ShowOptions) -> io::Result<Status> {
        if let Some(code) = Code::find(&self.what.to_ascii_uppercase()) {
            write_out(code.info().page.as_bytes())?;
            return Ok(Status::Fine);
        }
        eprintln!("svcc: nothing is known of `{}`", self.what);
        Ok(Status::Impossible)
    }
}
