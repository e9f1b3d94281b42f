//! Text to tokens, tokens to a tree, tree to canonical text. Knows one shape for everything (statement, arguments,
//! block) and no statement's meaning.

pub mod tree;
