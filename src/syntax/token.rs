//! Tokens: what the lexer cuts a text into. A token knows its kind and place, and nothing of the grammar.

use crate::source::TextRange;
use crate::syntax::fault::Fault;
use crate::syntax::tree::{Comment, Quotes};

/// One token. Blanks and comments are not tokens; a line's end is one only where it can end a statement or separate
/// entries, and several of them in a row are one.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: TokenKind,
    /// A fault inside it is recorded elsewhere: whoever reads the token breaks its statement and reports nothing.
    pub flawed: bool,
    pub range: TextRange,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum TokenKind {
    Word,
    /// A word that `(` touches: the name of a call.
    Name,
    String(Quotes),
    /// `->`
    Arrow,
    /// `=` outside a word.
    Equals,
    /// `:` outside a word.
    Colon,
    Comma,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    Newline,
    Semicolon,
    Error(TokenError),
}

/// Why a token is no token of the language. The last three are found when brackets are paired, not by the lexer.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum TokenError {
    /// A character outside the alphabet, with what follows it up to the next blank or bracket.
    Character,
    /// `#` that touches the end of a word, with what follows.
    Hash,
    /// A string whose closing quotes are missing.
    OpenString,
    /// An opening bracket that is never closed.
    Unclosed,
    /// A closing bracket without its opening one.
    Stray,
    /// A bracket beyond the greatest depth, with all that it holds.
    TooDeep,
}

impl TokenKind {
    /// `{`, `[` or `(`.
    pub fn opens(self) -> bool {
        matches!(self, TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen)
    }

    /// `}`, `]` or `)`.
    pub fn closes(self) -> bool {
        matches!(self, TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen)
    }

    /// A line's end or `;`.
    pub fn ends_statement(self) -> bool {
        matches!(self, TokenKind::Newline | TokenKind::Semicolon)
    }

    /// After it a line's end means nothing: the statement, list or call goes on, or has not begun.
    pub(crate) fn swallows_newline(self) -> bool {
        matches!(
            self,
            TokenKind::Newline | TokenKind::Semicolon | TokenKind::Comma | TokenKind::Arrow | TokenKind::Equals
        ) || self.opens()
    }
}

/// Everything that the lexer found in one text.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub list: Vec<Token>,
    /// In order; they are not among the tokens.
    pub comments: Vec<Comment>,
    /// What is wrong inside strings.
    pub(crate) faults: Vec<Fault>,
    /// The text is larger than [`MAX_FILE`](crate::syntax::MAX_FILE) and was not read.
    pub too_large: bool,
}
