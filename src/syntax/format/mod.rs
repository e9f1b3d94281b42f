//! A text to the same text in canonical style. Changes blanks, line ends, `;` and trailing commas, never a token;
//! copies what could not be read. Formatting twice changes nothing more. Knows no statement's meaning.
//!
//! A block, list or call that was written on one line stays there while the line has room; all else has one statement
//! or entry on each line. Nothing else of the source's layout counts, except line breaks after `,`, `->` and `=` and
//! single blank lines.

mod comments;
mod strings;

use std::sync::Arc;

use crate::source::{FileId, TextRange};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{Argument, BlockId, Quotes, Statement, StatementId, Tree, ValueId, ValueKind};
use crate::syntax::{MAX_FILE, lexer, parser};

/// The longest line that keeps a block, list or call on it.
const MAX_WIDTH: usize = 120;

/// Deeper levels are not indented further, so that nesting cannot multiply the size of a text.
const MAX_INDENTED_LEVELS: usize = 60;

/// The canonical form of a text. A file over the size limit is returned as it is.
pub fn format(text: &str) -> String {
    if text.len() > MAX_FILE {
        return text.to_string();
    }
    let parsed = parser::parse(Arc::from(text), FileId(0));
    let tree = &parsed.tree;
    let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32).collect();
    let mut printer = Printer {
        tree,
        text,
        newlines,
        out: String::with_capacity(text.len() + text.len() / 8),
        line: 0,
        comment: 0,
        after_comment: false,
        limit: None,
    };
    let root = tree.block(tree.root()).range;
    printer.statements(tree.root(), 0, root.start, root.end);
    let mut out = printer.out;
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    // The promise to change no token is kept even if the printer had a mistake.
    if same_tokens(text, &out) { out } else { text.to_string() }
}

/// Do two texts have the same tokens, apart from what separates statements and entries?
fn same_tokens(before: &str, after: &str) -> bool {
    let (a, b) = (lexer::lex(before), lexer::lex(after));
    let separates = |kind| matches!(kind, TokenKind::Newline | TokenKind::Semicolon | TokenKind::Comma);
    let mut left = a.list.iter().filter(|token| !separates(token.kind));
    let mut right = b.list.iter().filter(|token| !separates(token.kind));
    let same = |a: &Token, b: &Token| {
        let indented = matches!(a.kind, TokenKind::String(Quotes::DoubleBlock | Quotes::SingleBlock));
        a.kind == b.kind && (indented || before[a.range.bytes()] == after[b.range.bytes()])
    };
    loop {
        match (left.next(), right.next()) {
            (None, None) => return a.comments.len() == b.comments.len(),
            (Some(a), Some(b)) if same(a, b) => {}
            _ => return false,
        }
    }
}

struct Printer<'t> {
    tree: &'t Tree,
    text: &'t str,
    /// The offsets of the source's line ends.
    newlines: Vec<u32>,
    out: String,
    /// Where the current line begins in `out`.
    line: usize,
    /// The next comment to print.
    comment: usize,
    /// A comment ends the current line: nothing may follow it there.
    after_comment: bool,
    /// While trying to print on one line: the length of `out` at which the attempt has failed.
    limit: Option<usize>,
}

impl Printer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn copy(&mut self, range: TextRange) {
        let text = self.text;
        self.out.push_str(&text[range.bytes()]);
    }

    fn newline(&mut self, level: usize) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.line = self.out.len();
        self.indent(level);
        self.after_comment = false;
    }

    fn indent(&mut self, level: usize) {
        for _ in 0..level.min(MAX_INDENTED_LEVELS) {
            self.out.push_str("  ");
        }
    }

    fn is_flat(&self) -> bool {
        self.limit.is_some()
    }

    fn has_overflown(&self) -> bool {
        self.limit.is_some_and(|limit| self.out.len() > limit)
    }

    fn breaks(&self, start: u32, end: u32) -> bool {
        let next = self.newlines.partition_point(|newline| *newline < start);
        self.newlines.get(next).is_some_and(|newline| *newline < end)
    }

    /// Prints a bracket on one line, if it was written so and has room; says whether it did.
    fn try_flat(&mut self, range: TextRange, print: impl FnOnce(&mut Self)) -> bool {
        if self.is_flat() {
            print(self);
            return true;
        }
        if self.breaks(range.start, range.end) {
            return false;
        }
        let mark = self.out.len();
        // A character has at most four bytes.
        self.limit = Some(self.line + MAX_WIDTH * 4);
        print(self);
        let failed = self.has_overflown() || self.out[self.line..].chars().count() > MAX_WIDTH;
        self.limit = None;
        if failed {
            self.out.truncate(mark);
        }
        !failed
    }

    /// The statements of a block, each on its line, with the comments between `from` and `to`.
    fn statements(&mut self, block: BlockId, level: usize, from: u32, to: u32) {
        let tree = self.tree;
        let statements = tree.statements_of(block);
        let mut place = Place { end: from, first: true };
        for (index, id) in statements.iter().enumerate() {
            let statement = tree.statement(*id);
            self.comments_before(statement.range.start, level, &mut place);
            self.start_item(statement.range.start, level, &mut place);
            self.statement(statement, level);
            if self.needs_semicolon(statement, statements.get(index + 1)) {
                self.push(";");
            }
            place = Place { end: statement.range.end, first: false };
        }
        self.comments_before(to, level, &mut place);
    }

    /// A new line for a statement or entry, behind a blank one if the source has any there.
    fn start_item(&mut self, start: u32, level: usize, place: &mut Place) {
        if !place.first && self.blank_line_between(place.end, start) {
            self.out.push('\n');
        }
        self.newline(level);
    }

    /// Where a line's end would not end the statement, its `;` stays.
    fn needs_semicolon(&self, statement: &Statement, next: Option<&StatementId>) -> bool {
        let Some(next) = next.map(|id| self.tree.statement(*id)) else { return false };
        let range = statement.range;
        let goes_on = self.text[range.bytes()].ends_with([',', '>', '=', '{', '[', '(']);
        let brace = next.broken && self.text[next.range.bytes()].starts_with('{');
        let gap = &self.text[range.end as usize..next.range.start as usize];
        // Between two statements stand only ends and comments.
        let separated = || gap.lines().any(|line| line.split('#').next().is_some_and(|ends| ends.contains(';')));
        (goes_on || brace) && separated()
    }

    fn statement(&mut self, statement: &Statement, level: usize) {
        if statement.broken {
            return self.copy_broken(statement.range);
        }
        let tree = self.tree;
        self.value(statement.head, level);
        let mut end = tree.value(statement.head).range.end;
        let mut after_sign = false;
        for argument in tree.arguments(statement) {
            let (range, sign) = match argument {
                Argument::Value(value) => (tree.value(*value).range, false),
                Argument::Arrow(range) | Argument::Equals(range) | Argument::Comma(range) => (*range, true),
            };
            let comma = matches!(argument, Argument::Comma(_));
            self.gap(end, range.start, after_sign, comma, level);
            match argument {
                Argument::Value(value) => self.value(*value, level),
                _ => self.copy(range),
            }
            (end, after_sign) = (range.end, sign);
            if self.has_overflown() {
                return;
            }
        }
        if let Some(block) = statement.block {
            self.gap(end, tree.block(block).range.start, after_sign, false, level);
            self.block(block, level);
        }
    }

    /// What stands before an argument: a space, or the line break that the source has behind a sign.
    fn gap(&mut self, end: u32, start: u32, after_sign: bool, comma: bool, level: usize) {
        if after_sign && !self.is_flat() && self.breaks(end, start) {
            let mut place = Place { end, first: true };
            self.comments_before(start, level + 1, &mut place);
            self.newline(level + 1);
        } else if !comma {
            self.push(" ");
        }
    }

    fn copy_broken(&mut self, range: TextRange) {
        self.copy(range);
        if let Some(newline) = self.text[range.bytes()].rfind('\n') {
            self.line = self.out.len() - (range.len() - newline - 1);
        }
        while self.tree.comments().get(self.comment).is_some_and(|comment| comment.range.start < range.end) {
            self.comment += 1;
        }
    }

    fn value(&mut self, id: ValueId, level: usize) {
        let tree = self.tree;
        let value = tree.value(id);
        match &value.kind {
            ValueKind::Word | ValueKind::Error | ValueKind::String(Quotes::Double | Quotes::Single) => {
                self.copy(value.range);
            }
            ValueKind::String(_) => self.block_string(value.range, level),
            ValueKind::Block(block) => self.block(*block, level),
            ValueKind::List { elements } => {
                let entries = tree.elements(*elements);
                self.entries(("[", "]"), value.range, entries, level, |printer, id, level| printer.value(*id, level));
            }
            ValueKind::Call { name, arguments } => {
                self.copy(*name);
                let range = TextRange { start: name.end, end: value.range.end };
                let entries = tree.call_arguments(*arguments);
                self.entries(("(", ")"), range, entries, level, |printer, argument, level| {
                    if let Some(name) = argument.name {
                        printer.copy(name);
                        printer.push(": ");
                    }
                    printer.value(argument.value, level);
                });
            }
        }
    }

    fn block(&mut self, id: BlockId, level: usize) {
        let tree = self.tree;
        let range = tree.block(id).range;
        let statements = tree.statements_of(id);
        if statements.is_empty() && !self.has_comment_before(range.end) {
            return self.push("{}");
        }
        let flat = self.try_flat(range, |printer| {
            for (index, statement) in statements.iter().enumerate() {
                printer.push(if index == 0 { "{ " } else { "; " });
                printer.statement(tree.statement(*statement), level);
                if printer.has_overflown() {
                    return;
                }
            }
            printer.push(" }");
        });
        if !flat {
            self.push("{");
            self.statements(id, level + 1, range.start + 1, range.end.saturating_sub(1));
            self.newline(level);
            self.push("}");
        }
    }

    /// The entries of a list or call, with their brackets.
    fn entries<T: Entry>(
        &mut self,
        brackets: (&str, &str),
        range: TextRange,
        entries: &[T],
        level: usize,
        print: impl Fn(&mut Self, &T, usize),
    ) {
        self.push(brackets.0);
        if entries.is_empty() && !self.has_comment_before(range.end) {
            return self.push(brackets.1);
        }
        let flat = self.try_flat(range, |printer| {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    printer.push(", ");
                }
                print(printer, entry, level);
                if printer.has_overflown() {
                    return;
                }
            }
            printer.push(brackets.1);
        });
        if flat {
            return;
        }
        let mut place = Place { end: range.start + 1, first: true };
        for entry in entries {
            let found = entry.range(self.tree);
            self.comments_before(found.start, level + 1, &mut place);
            self.start_item(found.start, level + 1, &mut place);
            print(self, entry, level + 1);
            self.push(",");
            place = Place { end: found.end, first: false };
        }
        self.comments_before(range.end.saturating_sub(1), level + 1, &mut place);
        self.newline(level);
        self.push(brackets.1);
    }
}

/// Where printing stands between two items.
struct Place {
    /// The end of the last item in the source.
    end: u32,
    /// Nothing was printed yet: no blank line comes first.
    first: bool,
}

/// Something between the brackets of a list or call.
trait Entry {
    fn range(&self, tree: &Tree) -> TextRange;
}

impl Entry for ValueId {
    fn range(&self, tree: &Tree) -> TextRange {
        tree.value(*self).range
    }
}

impl Entry for crate::syntax::tree::CallArgument {
    fn range(&self, tree: &Tree) -> TextRange {
        let value = tree.value(self.value).range;
        self.name.map_or(value, |name| name.to(value))
    }
}
