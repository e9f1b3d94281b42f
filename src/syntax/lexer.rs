//! Text to tokens, in one pass that never fails: what is no token becomes an error token. Knows the alphabet and the
//! forms of strings, and nothing of statements.

use crate::source::TextRange;
use crate::syntax::MAX_FILE;
use crate::syntax::strings;
use crate::syntax::token::{Token, TokenError, TokenKind, Tokens};
use crate::syntax::tree::{Comment, Quotes};

/// What a byte begins or continues.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Class {
    Blank,
    Newline,
    /// Always part of a word.
    Plain,
    /// Part of a word unless `>` follows.
    Dash,
    /// `:` and `=`: part of a word only before more of it.
    Inner,
    Dollar,
    Hash,
    Quote,
    Mark,
    Other,
}

static CLASSES: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | b'\r' => Class::Blank,
            b'\n' => Class::Newline,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Plain,
            b'_' | b'.' | b'/' | b'@' | b'%' | b'+' | b'*' | b'~' => Class::Plain,
            b'-' => Class::Dash,
            b':' | b'=' => Class::Inner,
            b'$' => Class::Dollar,
            b'#' => Class::Hash,
            b'"' | b'\'' => Class::Quote,
            b'{' | b'}' | b'[' | b']' | b'(' | b')' | b',' | b';' => Class::Mark,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

fn class(byte: u8) -> Class {
    CLASSES[byte as usize]
}

/// Cuts a text into tokens. Never fails.
pub fn lex(text: &str) -> Tokens {
    if text.len() > MAX_FILE {
        return Tokens { too_large: true, ..Tokens::default() };
    }
    let mut lexer = Lexer { bytes: text.as_bytes(), at: 0, line_is_empty: true, tokens: Tokens::default() };
    // Most texts have a token every five bytes; a larger file may grow as it goes.
    lexer.tokens.list.reserve((text.len() / 4).min(1 << 20));
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    lexer.run(text);
    lexer.tokens
}

/// The end of the variable (`$name`, `${name}`) that starts at `at`, if one does.
pub(crate) fn variable_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) != Some(&b'$') {
        return None;
    }
    let braced = bytes.get(at + 1) == Some(&b'{');
    let start = at + 1 + usize::from(braced);
    let mut end = start;
    while bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        end += 1;
    }
    if end == start || (braced && bytes.get(end) != Some(&b'}')) {
        return None;
    }
    Some(end + usize::from(braced))
}

struct Lexer<'t> {
    bytes: &'t [u8],
    at: usize,
    line_is_empty: bool,
    tokens: Tokens,
}

impl Lexer<'_> {
    fn run(&mut self, text: &str) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match class(byte) {
                Class::Blank => self.at = self.skip(self.at, Class::Blank),
                Class::Newline => self.newline(),
                Class::Plain => self.word(),
                Class::Dash if self.byte(1) == Some(b'>') => self.push(TokenKind::Arrow, 2),
                Class::Dash => self.word(),
                Class::Inner => self.inner(byte),
                Class::Dollar if variable_end(self.bytes, self.at).is_some() => self.word(),
                Class::Hash => self.hash(),
                Class::Quote => self.string(byte),
                Class::Mark => self.push(mark(byte), 1),
                Class::Dollar | Class::Other => self.error(text),
            }
        }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// The end of a run of bytes of one class.
    fn skip(&self, at: usize, of: Class) -> usize {
        let rest = &self.bytes[at..];
        at + rest.iter().position(|byte| class(*byte) != of).unwrap_or(rest.len())
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.push_to(kind, self.at + length, false);
    }

    fn push_to(&mut self, kind: TokenKind, end: usize, flawed: bool) {
        self.tokens.list.push(Token { kind, flawed, range: TextRange::new(self.at, end) });
        self.line_is_empty = false;
        self.at = end;
    }

    fn newline(&mut self) {
        if self.tokens.list.last().is_some_and(|last| !last.kind.swallows_newline()) {
            self.push(TokenKind::Newline, 1);
        } else {
            self.at += 1;
        }
        self.line_is_empty = true;
    }

    /// Is there more of a word at `at`, when the word has already begun?
    fn goes_on(&self, at: usize) -> bool {
        match self.bytes.get(at).map(|byte| class(*byte)) {
            Some(Class::Plain) => true,
            Some(Class::Dash) => self.bytes.get(at + 1) != Some(&b'>'),
            Some(Class::Dollar) => variable_end(self.bytes, at).is_some(),
            _ => false,
        }
    }

    /// The end of a run of `:` and `=`, and whether the run belongs to a word.
    fn inner_run(&self, mut end: usize) -> (usize, bool) {
        while self.bytes.get(end).is_some_and(|byte| class(*byte) == Class::Inner) {
            end += 1;
        }
        (end, self.goes_on(end))
    }

    fn word(&mut self) {
        let mut end = self.at;
        while let Some(&byte) = self.bytes.get(end) {
            match class(byte) {
                Class::Plain => end = self.skip(end, Class::Plain),
                Class::Dash if self.bytes.get(end + 1) != Some(&b'>') => end += 1,
                Class::Inner => match self.inner_run(end) {
                    (run, true) => end = run,
                    _ => break,
                },
                Class::Dollar => match variable_end(self.bytes, end) {
                    Some(variable) => end = variable,
                    None => break,
                },
                _ => break,
            }
        }
        let kind = if self.bytes.get(end) == Some(&b'(') { TokenKind::Name } else { TokenKind::Word };
        self.push_to(kind, end, false);
    }

    /// `:` or `=` where no word has begun. `:` may begin one, `=` never does.
    fn inner(&mut self, byte: u8) {
        if byte == b'=' {
            return self.push(TokenKind::Equals, 1);
        }
        match self.inner_run(self.at) {
            (_, true) => self.word(),
            // The whole run at once: looking ahead again from each of its signs would be quadratic.
            (end, false) => {
                while self.at < end {
                    let kind = if self.bytes[self.at] == b'=' { TokenKind::Equals } else { TokenKind::Colon };
                    self.push(kind, 1);
                }
            }
        }
    }

    fn touches_word(&self) -> bool {
        self.tokens.list.last().is_some_and(|last| {
            matches!(last.kind, TokenKind::Word | TokenKind::Name) && last.range.end as usize == self.at
        })
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        self.at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
    }

    /// Without the blanks (and the carriage return) that stand before a line's end.
    fn trimmed(&self, mut end: usize) -> usize {
        while end > self.at && class(self.bytes[end - 1]) == Class::Blank {
            end -= 1;
        }
        end
    }

    fn hash(&mut self) {
        if self.touches_word() {
            // `word# remark` was meant as a remark, `word#part` as one word.
            let remark = self.byte(1).is_none_or(|next| matches!(class(next), Class::Blank | Class::Newline));
            let end = if remark { self.trimmed(self.line_end()) } else { self.run_end(self.at + 1) };
            return self.push_to(TokenKind::Error(TokenError::Hash), end, false);
        }
        let line_end = self.line_end();
        let end = self.trimmed(line_end);
        let text = &self.bytes[self.at..end];
        self.tokens.comments.push(Comment {
            range: TextRange::new(self.at, end),
            own_line: self.line_is_empty,
            doc: text.starts_with(b"##") && text.get(2) != Some(&b'#'),
        });
        self.at = line_end;
    }

    /// Up to the next blank, bracket, quote or separator.
    fn run_end(&self, mut end: usize) -> usize {
        while let Some(&byte) = self.bytes.get(end) {
            match class(byte) {
                Class::Blank | Class::Newline | Class::Mark | Class::Quote | Class::Hash => break,
                _ => end += 1,
            }
        }
        end
    }

    fn error(&mut self, text: &str) {
        let character = text[self.at..].chars().next().unwrap_or('?');
        let end = self.at + character.len_utf8();
        // A foreign blank or quotation mark is a mistake of its own: what follows it may be fine.
        let alone = character.is_whitespace() || matches!(character, '“' | '”' | '„' | '‘' | '’');
        let run = if alone { "" } else { &text[end..] };
        let stops = |c: char| {
            c.is_whitespace() || (c.is_ascii() && matches!(class(c as u8), Class::Mark | Class::Quote | Class::Hash))
        };
        let end = end + run.find(stops).unwrap_or(run.len());
        self.push_to(TokenKind::Error(TokenError::Character), end, false);
    }

    fn string(&mut self, quote: u8) {
        let block = self.byte(1) == Some(quote) && self.byte(2) == Some(quote);
        let quotes = match (quote, block) {
            (b'"', false) => Quotes::Double,
            (b'"', true) => Quotes::DoubleBlock,
            (_, false) => Quotes::Single,
            (_, true) => Quotes::SingleBlock,
        };
        let known = self.tokens.faults.len();
        match strings::scan(self.bytes, self.at, quotes, &mut self.tokens.faults) {
            Some(end) => self.push_to(TokenKind::String(quotes), end, self.tokens.faults.len() > known),
            None => {
                self.tokens.faults.truncate(known);
                let end = if block { self.at + self.bytes[self.at..].trim_ascii_end().len() } else { self.line_end() };
                let end = self.trimmed(end);
                self.push_to(TokenKind::Error(TokenError::OpenString), end, false);
            }
        }
    }
}

fn mark(byte: u8) -> TokenKind {
    match byte {
        b'{' => TokenKind::OpenBrace,
        b'}' => TokenKind::CloseBrace,
        b'[' => TokenKind::OpenBracket,
        b']' => TokenKind::CloseBracket,
        b'(' => TokenKind::OpenParen,
        b')' => TokenKind::CloseParen,
        b',' => TokenKind::Comma,
        _ => TokenKind::Semicolon,
    }
}
