//! stub
use crate::diagnostics::{Code, Diagnostic};
use crate::source::FileId;
use crate::syntax::fault::Fault;
use crate::syntax::token::Token;
pub(crate) fn explain(faults: &[Fault], _tokens: &[Token], _text: &str, file: FileId) -> Vec<Diagnostic> {
    faults.iter().map(|f| Diagnostic::new(Code::SYN001, f.range.in_file(file), format!("{:?}", f.kind))).collect()
}
