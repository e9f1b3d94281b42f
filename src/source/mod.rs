//! Files, spans and lines. The only room that touches the file system, behind one trait.

pub mod span;

pub use span::{FileId, Span, TextRange};
