//! The parser's state: the tree's arenas while they grow. Children are kept on one stack per kind until their parent
//! is complete, so that nothing is copied twice and each parent's children lie side by side.

use chumsky::input::Input;
use chumsky::inspector::Inspector;

use crate::source::TextRange;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::token::{Token, TokenError, TokenKind};
use crate::syntax::tree::{
    Argument, Block, BlockId, CallArgument, Run, Statement, StatementId, Tree, Value, ValueId, ValueKind,
};

/// A statement that is being read.
struct Frame {
    head: ValueId,
    start: u32,
    arguments: usize,
    block: Option<BlockId>,
    broken: bool,
}

pub(crate) struct Builder<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
    pub tree: Tree,
    pub faults: Vec<Fault>,
    frames: Vec<Frame>,
    statements: Vec<StatementId>,
    arguments: Vec<Argument>,
    values: Vec<ValueId>,
    call_arguments: Vec<CallArgument>,
}

/// The grammar decides by the next one or two tokens and changes the state only once it has decided: there is nothing
/// to take back.
impl<'src, 't, I: Input<'src>> Inspector<'src, I> for Builder<'t> {
    type Checkpoint = ();
    fn on_token(&mut self, _: &I::Token) {}
    fn on_save<'parse>(&self, _: &chumsky::input::Cursor<'src, 'parse, I>) {}
    fn on_rewind<'parse>(&mut self, _: &chumsky::input::Checkpoint<'src, 'parse, I, ()>) {}
}

/// Moves what lies above `mark` to the end of `list`.
fn take<T>(stack: &mut Vec<T>, mark: usize, list: &mut Vec<T>) -> Run {
    let start = list.len() as u32;
    list.extend(stack.drain(mark..));
    Run { start, len: list.len() as u32 - start }
}

impl<'t> Builder<'t> {
    pub fn new(text: &'t str, tokens: &'t [Token], tree: Tree) -> Self {
        Builder {
            text,
            tokens,
            tree,
            faults: Vec::new(),
            frames: Vec::new(),
            statements: Vec::new(),
            arguments: Vec::new(),
            values: Vec::new(),
            call_arguments: Vec::new(),
        }
    }

    pub fn kind(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn range(&self, index: usize) -> TextRange {
        let end = self.tokens.last().map_or(0, |token| token.range.end);
        self.tokens.get(index).map_or(TextRange { start: end, end }, |token| token.range)
    }

    /// The end of the token before `index`.
    fn end_before(&self, index: usize) -> u32 {
        index.checked_sub(1).map_or(0, |index| self.range(index).end)
    }

    /// Records a mistake at a token. A statement reports one; what follows in it may be its consequence.
    pub fn fault(&mut self, kind: FaultKind, index: usize) {
        // A flawed bracket is the consequence of an unclosed string behind it, which is reported.
        let consequence = self
            .tokens
            .get(index)
            .is_some_and(|token| token.flawed && token.kind == TokenKind::Error(TokenError::Unclosed));
        if consequence || self.frames.last().is_some_and(|frame| frame.broken) {
            return;
        }
        self.break_statement();
        let (kind, reported) = match self.kind(index) {
            Some(TokenKind::Error(TokenError::Character)) => (FaultKind::Character, false),
            Some(TokenKind::Error(TokenError::Hash)) => (FaultKind::Hash, false),
            Some(TokenKind::Error(TokenError::OpenString)) => (FaultKind::OpenString, false),
            Some(TokenKind::Error(_)) => (kind, true),
            _ => (kind, false),
        };
        if !reported {
            self.faults.push(Fault { kind, range: self.range(index), token: index as u32 });
        }
    }

    fn break_statement(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.broken = true;
        }
    }

    fn push_value(&mut self, kind: ValueKind, range: TextRange) -> ValueId {
        self.tree.values.push(Value { kind, range });
        ValueId(self.tree.values.len() as u32 - 1)
    }

    /// Before a value: does it touch the one before it?
    fn check_gap(&mut self, index: usize) {
        let Some(previous) = index.checked_sub(1).and_then(|index| self.tokens.get(index)) else { return };
        let is_value = matches!(
            previous.kind,
            TokenKind::Word | TokenKind::Name | TokenKind::String(_) | TokenKind::CloseBracket | TokenKind::CloseParen
        );
        if is_value && previous.range.end == self.range(index).start {
            self.fault(FaultKind::Touching, index);
        }
    }

    /// A word or string.
    pub fn scalar(&mut self, index: usize) -> ValueId {
        self.check_gap(index);
        let Some(token) = self.tokens.get(index).copied() else {
            return self.push_value(ValueKind::Error, self.range(index));
        };
        if token.flawed {
            self.break_statement();
        }
        let kind = match token.kind {
            TokenKind::String(quotes) => ValueKind::String(quotes),
            TokenKind::Word | TokenKind::Name => ValueKind::Word,
            _ => ValueKind::Error,
        };
        self.push_value(kind, token.range)
    }

    pub fn begin_statement(&mut self, index: usize) -> bool {
        let start = self.range(index).start;
        let head = ValueId(0);
        self.frames.push(Frame { head, start, arguments: self.arguments.len(), block: None, broken: false });
        let is_head = matches!(self.kind(index), Some(TokenKind::Word | TokenKind::Name | TokenKind::String(_)));
        let head = if is_head {
            self.scalar(index)
        } else {
            self.fault(FaultKind::Unexpected(crate::syntax::fault::Place::StatementStart), index);
            self.push_value(ValueKind::Error, TextRange { start, end: start })
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.head = head;
        }
        is_head
    }

    pub fn push_argument(&mut self, argument: Argument) {
        self.arguments.push(argument);
    }

    /// `->`, `=` or `,`.
    pub fn push_sign(&mut self, kind: TokenKind, index: usize) {
        let range = self.range(index);
        self.arguments.push(match kind {
            TokenKind::Arrow => Argument::Arrow(range),
            TokenKind::Equals => Argument::Equals(range),
            _ => Argument::Comma(range),
        });
    }

    pub fn set_block(&mut self, block: BlockId) {
        if let Some(frame) = self.frames.last_mut() {
            frame.block = Some(block);
        }
    }

    pub fn end_statement(&mut self, next: usize) {
        self.check_let(next);
        let Some(frame) = self.frames.pop() else { return };
        let arguments = take(&mut self.arguments, frame.arguments, &mut self.tree.argument_lists);
        let id = StatementId(self.tree.statements.len() as u32);
        self.tree.statements.push(Statement {
            head: frame.head,
            arguments,
            block: frame.block,
            range: TextRange { start: frame.start, end: self.end_before(next).max(frame.start) },
            broken: frame.broken,
        });
        self.statements.push(id);
    }

    /// `let x=1` is one word `x=1`, which is never what was meant.
    fn check_let(&mut self, next: usize) {
        let Some(frame) = self.frames.last() else { return };
        let Some(Argument::Value(value)) = self.arguments.get(frame.arguments) else { return };
        let word = &self.tree.values[value.0 as usize];
        let head = &self.tree.values[frame.head.0 as usize];
        if frame.broken
            || word.kind != ValueKind::Word
            || head.kind != ValueKind::Word
            || &self.text[head.range.bytes()] != "let"
            || !self.text[word.range.bytes()].contains('=')
        {
            return;
        }
        let range = word.range;
        // The statement's tokens are few and the last ones read; the word is its second.
        let index = self.tokens[..next].partition_point(|token| token.range.start < range.start);
        self.fault(FaultKind::GluedLet, index);
    }

    pub fn open_block(&mut self, index: usize) -> (usize, u32) {
        if self.tokens.get(index).is_some_and(|token| token.flawed) {
            self.break_statement();
        }
        (self.statements.len(), self.range(index).start)
    }

    pub fn close_block(&mut self, (mark, start): (usize, u32), next: usize) -> BlockId {
        let end = self.end_before(next).max(start);
        self.push_block(mark, TextRange { start, end })
    }

    pub fn close_file(&mut self) {
        let end = self.text.len() as u32;
        self.tree.root = self.push_block(0, TextRange { start: 0, end });
    }

    fn push_block(&mut self, mark: usize, range: TextRange) -> BlockId {
        let statements = take(&mut self.statements, mark, &mut self.tree.statement_lists);
        self.tree.blocks.push(Block { statements, range });
        BlockId(self.tree.blocks.len() as u32 - 1)
    }

    pub fn block_value(&mut self, block: BlockId) -> ValueId {
        let range = self.tree.blocks[block.0 as usize].range;
        self.push_value(ValueKind::Block(block), range)
    }

    pub fn open_list(&mut self, index: usize) -> (usize, usize) {
        self.check_gap(index);
        (self.values.len(), index)
    }

    pub fn push_element(&mut self, value: ValueId) {
        self.values.push(value);
    }

    pub fn close_list(&mut self, (mark, open): (usize, usize), next: usize) -> ValueId {
        let elements = take(&mut self.values, mark, &mut self.tree.value_lists);
        let range = TextRange { start: self.range(open).start, end: self.end_before(next) };
        self.push_value(ValueKind::List { elements }, range)
    }

    pub fn open_call(&mut self, index: usize) -> (usize, usize) {
        self.check_gap(index);
        (self.call_arguments.len(), index)
    }

    pub fn push_call_argument(&mut self, name: Option<usize>, value: ValueId) {
        let name = name.map(|index| self.range(index));
        self.call_arguments.push(CallArgument { name, value });
    }

    pub fn close_call(&mut self, (mark, open): (usize, usize), next: usize) -> ValueId {
        let arguments = take(&mut self.call_arguments, mark, &mut self.tree.call_arguments);
        let name = self.range(open);
        let range = TextRange { start: name.start, end: self.end_before(next) };
        self.push_value(ValueKind::Call { name, arguments }, range)
    }
}
