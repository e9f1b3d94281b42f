//! Text to tokens, tokens to a tree, tree to canonical text. Knows one shape for everything (statement, arguments,
//! block) and no statement's meaning.

mod balance;
mod builder;
mod explain;
mod fault;
mod format;
mod lexer;
mod literal;
mod parser;
#[cfg(any(test, fuzzing))]
pub mod promises;
mod query;
mod strings;
#[cfg(test)]
mod tests;
pub mod token;
pub mod tree;

pub use format::format;
pub use lexer::lex;
pub use parser::{Parsed, parse};
pub use token::{Token, TokenError, TokenKind, Tokens};
pub use tree::Tree;

/// How deep `{`, `[` and `(` may nest.
pub const MAX_DEPTH: usize = 256;

/// The largest text that is read: 64 MiB.
pub const MAX_FILE: usize = 64 << 20;

/// So many syntax errors of one file are shown; the rest are counted.
pub const MAX_DIAGNOSTICS: usize = 100;
