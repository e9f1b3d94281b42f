//! The syntax tree: statements, arguments, values and blocks in flat arenas, and nothing about what they mean.
//!
//! A tree is immutable, `Send` and owns its text. Ids are indices into the arenas of the same tree. Every range is
//! relative to the file.

use std::sync::Arc;

use crate::source::TextRange;

#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct StatementId(pub u32);
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ValueId(pub u32);
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct BlockId(pub u32);

/// A run of entries of one of the tree's lists.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    pub start: u32,
    pub len: u32,
}

/// `head argument… { block }`. `head` is a word or a string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    pub head: ValueId,
    pub(crate) arguments: Run,
    pub block: Option<BlockId>,
    /// From the head to the end of the block or of the last argument.
    pub range: TextRange,
    /// A syntax error lies within it (but not within a statement of its block): whoever reads it says nothing more.
    pub broken: bool,
}

/// What stands between a statement's head and its block.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Argument {
    Value(ValueId),
    /// `->`
    Arrow(TextRange),
    /// `=`
    Equals(TextRange),
    /// `,`
    Comma(TextRange),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    pub kind: ValueKind,
    pub range: TextRange,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ValueKind {
    /// A bare word; may hold variables (`$repo/$app:$tag`).
    Word,
    /// A quoted string, in one of its four forms.
    String(Quotes),
    /// `name(argument, name: argument)`; `name` is the range of the function's name.
    Call { name: TextRange, arguments: Run },
    /// `[ element, … ]`
    List { elements: Run },
    /// `{ … }` as an element of a list or an argument of a call.
    Block(BlockId),
    /// Something that could not be read; a diagnostic says what.
    Error,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Quotes {
    /// `"…"`: escapes and `${name}`.
    Double,
    /// `'…'`: raw.
    Single,
    /// `"""` over lines.
    DoubleBlock,
    /// `'''` over lines, raw.
    SingleBlock,
}

/// An argument of a call: `value` or `name: value`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallArgument {
    pub name: Option<TextRange>,
    pub value: ValueId,
}

/// `{ statements }`, or the whole file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    pub(crate) statements: Run,
    /// With the braces; for a file, the whole text.
    pub range: TextRange,
}

/// A comment, kept beside the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// With its `#`, without the line's end.
    pub range: TextRange,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
    /// `##`: documentation of the statement below it.
    pub doc: bool,
}

/// A part of a word or string after escapes are resolved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    Text(String),
    /// `$name` or `${name}`; the range covers the sign and braces.
    Variable {
        name: String,
        range: TextRange,
    },
}

/// One file's syntax.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) text: Arc<str>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) values: Vec<Value>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) statement_lists: Vec<StatementId>,
    pub(crate) argument_lists: Vec<Argument>,
    pub(crate) value_lists: Vec<ValueId>,
    pub(crate) call_arguments: Vec<CallArgument>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) root: BlockId,
}

fn run<T>(list: &[T], run: Run) -> &[T] {
    &list[run.start as usize..(run.start + run.len) as usize]
}

impl Tree {
    /// The whole file as a block.
    pub fn root(&self) -> BlockId {
        self.root
    }

    pub fn source(&self) -> &Arc<str> {
        &self.text
    }

    pub fn text(&self, range: TextRange) -> &str {
        &self.text[range.bytes()]
    }

    pub fn statement(&self, id: StatementId) -> &Statement {
        &self.statements[id.0 as usize]
    }

    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0 as usize]
    }

    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// The statements of a block, in source order.
    pub fn statements_of(&self, id: BlockId) -> &[StatementId] {
        run(&self.statement_lists, self.block(id).statements)
    }

    pub fn arguments(&self, statement: &Statement) -> &[Argument] {
        run(&self.argument_lists, statement.arguments)
    }

    /// The elements of a list value.
    pub fn elements(&self, elements: Run) -> &[ValueId] {
        run(&self.value_lists, elements)
    }

    /// The arguments of a call value.
    pub fn call_arguments(&self, arguments: Run) -> &[CallArgument] {
        run(&self.call_arguments, arguments)
    }

    /// All comments of the file, in order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }
}
