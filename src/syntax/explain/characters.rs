//! Characters outside words and inside strings.

use super::Explainer;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::TextRange;
use crate::syntax::fault::Fault;
use crate::syntax::lexer::variable_end;
use crate::syntax::strings::quotes_length;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::Quotes;

const BARE: &str = "without quotes stand letters (a–z), digits and `_ - . / : @ % + * ~ =`";

impl Explainer<'_> {
    pub(super) fn hash(&self, fault: &Fault) -> Diagnostic {
        let start = fault.range.start as usize;
        let word = self.before(fault).map_or(fault.range, |token| token.range);
        let mut diagnostic = self
            .finding(
                Code::SYN008,
                TextRange::new(start, start + 1),
                format!("`#` touches the end of {}", self.quote(word)),
            )
            .help("a comment needs a space before its `#`; a value with `#` in it needs quotes")
            .fix("add a space: a comment follows", vec![self.insert(start, " ")]);
        let remark = self.text[start + 1..].starts_with([' ', '\t', '\r', '\n']);
        if !remark {
            diagnostic = diagnostic.fix("quote the value", vec![self.quoting(word.start as usize, start)]);
        }
        diagnostic
    }

    pub(super) fn character(&self, fault: &Fault) -> Diagnostic {
        let at = fault.range.start as usize;
        let character = self.text[at..].chars().next().unwrap_or_default();
        let single = TextRange::new(at, at + character.len_utf8());
        let before = self.before(fault).filter(|token| token.range.end as usize == at);
        if character.is_whitespace() {
            return self
                .finding(Code::SYN009, single, format!("this blank is U+{:04X}, not a space", character as u32))
                .help("it probably came with copied text; inside quotes it may stand")
                .fix("replace it by a space", vec![self.edit(at, single.end as usize, " ")]);
        }
        if matches!(character, '“' | '”' | '„' | '‘' | '’') {
            return self.typographic_quote(single, character);
        }
        if character == '>' && before.is_some_and(|token| token.kind == TokenKind::Equals) {
            return self
                .finding(Code::SYN009, TextRange::new(at - 1, at + 1), "the arrow is written `->`")
                .fix("write `->`", vec![self.edit(at - 1, at + 1, "->")]);
        }
        if character == '$' {
            let what = "`$` begins a variable only before a name: `$name` or `${name}`";
            let diagnostic = self.finding(Code::SYN009, single, what);
            if self.text[at + 1..].starts_with('{') {
                return diagnostic.help("a variable's name holds letters, digits and `_`");
            }
            return diagnostic
                .help("a value with `$` in it needs quotes")
                .fix("quote the value", vec![self.quoting(self.run_start(fault, at), at)]);
        }
        let message = match character {
            '`' => "a backtick needs quotes".to_string(),
            _ => format!("`{}` needs quotes", character.escape_debug()),
        };
        self.finding(Code::SYN009, single, message)
            .help(BARE)
            .fix("quote the value", vec![self.quoting(self.run_start(fault, at), at)])
    }

    fn typographic_quote(&self, single: TextRange, character: char) -> Diagnostic {
        let straight = if matches!(character, '‘' | '’') { '\'' } else { '"' };
        let line = self.text[single.start as usize..].lines().next().unwrap_or_default();
        let edits = line
            .char_indices()
            .filter(|(_, c)| matches!(c, '“' | '”' | '„' | '‘' | '’'))
            .take(2)
            .map(|(offset, c)| {
                let start = single.start as usize + offset;
                self.edit(start, start + c.len_utf8(), straight)
            })
            .collect();
        self.finding(Code::SYN009, single, format!("`{character}` is not a quotation mark here"))
            .help("strings stand in straight quotes, `\"…\"` or `'…'`")
            .fix("use straight quotes", edits)
    }

    /// The start of the words that touch a character.
    fn run_start(&self, fault: &Fault, at: usize) -> usize {
        let joins = |token: &Token| {
            matches!(token.kind, TokenKind::Word | TokenKind::Name | TokenKind::Colon | TokenKind::Equals)
        };
        let mut start = at;
        for token in self.tokens[..fault.token as usize].iter().rev() {
            if token.range.end as usize != start || !joins(token) {
                break;
            }
            start = token.range.start as usize;
        }
        start
    }

    /// Quotes the value from `start` on, up to the next blank or bracket behind `at`.
    fn quoting(&self, start: usize, at: usize) -> crate::diagnostics::Edit {
        let mut parens = 0usize;
        let mut end = self.text.len();
        for (offset, c) in self.text[at..].char_indices() {
            match c {
                '(' => parens += 1,
                ')' if parens > 0 => parens -= 1,
                '{' | '}' | '[' | ']' | ')' | ',' | ';' | '"' | '\'' => end = at + offset,
                c if c.is_whitespace() => end = at + offset,
                _ => {}
            }
            if end != self.text.len() {
                break;
            }
        }
        self.edit(start, end, format!("\"{}\"", self.word_in_quotes(&self.text[start..end])))
    }

    /// The text that means in double quotes what the word would mean without them.
    pub(super) fn word_in_quotes(&self, word: &str) -> String {
        let bytes = word.as_bytes();
        let mut out = String::with_capacity(word.len() + 4);
        let mut at = 0;
        while let Some(c) = word[at..].chars().next() {
            if let Some(end) = variable_end(bytes, at) {
                let variable = &word[at..end];
                if variable.starts_with("${") {
                    out.push_str(variable);
                } else {
                    out.push_str(&format!("${{{}}}", &variable[1..]));
                }
                at = end;
                continue;
            }
            if matches!(c, '\\' | '"') {
                out.push('\\');
            }
            out.push(c);
            at += c.len_utf8();
        }
        out
    }

    pub(super) fn escape(&self, fault: &Fault) -> Diagnostic {
        let at = fault.range.start as usize;
        let found = self.quote(fault.range);
        let diagnostic = if self.text[at..].starts_with("\\u") {
            self.finding(Code::SYN010, fault.range, format!("{found} names no character"))
                .help("`\\u{…}` holds one to six hexadecimal digits, such as `\\u{2764}`")
        } else {
            self.finding(Code::SYN010, fault.range, format!("{found} is no escape"))
                .help("escapes are `\\\" \\\\ \\n \\r \\t \\u{…} \\$`; in `'…'` a backslash is only a backslash")
        };
        diagnostic.fix("double the backslash", vec![self.insert(at, "\\")])
    }

    pub(super) fn variable(&self, fault: &Fault) -> Diagnostic {
        self.finding(Code::SYN010, fault.range, "`${` needs a variable's name and `}`")
            .help("a name holds letters, digits and `_`; write `\\${` for the two characters themselves")
            .fix("take it literally", vec![self.insert(fault.range.start as usize, "\\")])
    }

    pub(super) fn text_after_quotes(&self, fault: &Fault) -> Diagnostic {
        let end = fault.range.end as usize;
        let rest = &self.text[end..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let gap = format!("\n{}  ", self.indentation(end));
        self.finding(
            Code::SYN015,
            fault.range,
            format!("text after {} starts on the next line", self.quote(fault.range)),
        )
        .help("its own indentation then does not count; for text on one line one pair of quotes is enough")
        .fix("move the text to the next line", vec![self.edit(end, end + blanks, gap)])
    }

    pub(super) fn open_string(&self, fault: &Fault) -> Diagnostic {
        let opened = &self.text[fault.range.bytes()];
        let quotes = match (opened.starts_with("\"\"\""), opened.starts_with("'''"), opened.starts_with('"')) {
            (true, _, _) => Quotes::DoubleBlock,
            (_, true, _) => Quotes::SingleBlock,
            (_, _, true) => Quotes::Double,
            _ => Quotes::Single,
        };
        let length = quotes_length(quotes);
        let mark = &opened[..length];
        let start = fault.range.start as usize;
        let end = fault.range.end as usize;
        let diagnostic = self
            .finding(Code::SYN003, TextRange::new(start, start + length), "this string is never closed")
            .note("it begins here");
        if length == 3 {
            let closing = format!("\n{}{mark}", self.indentation(start));
            return diagnostic
                .help(format!("close it with {mark} on a line of its own"))
                .fix("close it at the end of the file", vec![self.insert(end, closing)]);
        }
        let end = start + without_closers(&opened[length..]) + length;
        diagnostic
            .label(self.span(TextRange::new(end, end)), "a string in one pair of quotes ends on its line")
            .help(format!("close it with `{mark}`; text over several lines stands between {mark}{mark}{mark}"))
            .fix("close it here", vec![self.insert(end, mark)])
    }
}

/// The length of an unclosed string's text without the closing brackets at its end, which were probably not meant as
/// text: those whose opening ones do not stand in it.
fn without_closers(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_end_matches([' ', '\t', ',', ';']);
        let opening = match trimmed.chars().next_back() {
            Some('}') => '{',
            Some(']') => '[',
            Some(')') => '(',
            _ => return if rest.len() == text.len() { text.len() } else { trimmed.len() },
        };
        if trimmed.contains(opening) {
            return if rest.len() == text.len() { text.len() } else { trimmed.len() };
        }
        rest = &trimmed[..trimmed.len() - 1];
    }
}
