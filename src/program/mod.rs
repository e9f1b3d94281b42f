//! Names, references and templates over all files of a program: what is declared where, and what a variable stands
//! for. Knows the statement table and the syntax, and no object.

mod arguments;
mod collect;
pub mod cycles;
pub mod evaluate;
pub mod scope;
mod template;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::nearest::Nearby;
use crate::language::Matched;
use crate::source::{FileId, Span, TextRange};
use crate::syntax::tree::{BlockId, StatementId, Tree, ValueId};

pub use arguments::{match_statement, unknown_statement};
pub use collect::{collect, declared_twice};
pub use template::Template;

/// One parsed file of a program.
#[derive(Debug)]
pub struct Unit {
    pub file: FileId,
    pub tree: Arc<Tree>,
    /// The folder of the file: paths of `file("…")` and `use` are relative to it. `.` where it is the current one.
    pub folder: String,
}

impl Unit {
    pub fn span(&self, range: TextRange) -> Span {
        range.in_file(self.file)
    }

    /// The place of a value.
    pub fn value_span(&self, value: ValueId) -> Span {
        self.span(self.tree.value(value).range)
    }

    /// The place of a statement without its block: from its head to its last argument.
    pub fn head_span(&self, statement: StatementId) -> Span {
        let statement = self.tree.statement(statement);
        let end = match statement.block {
            Some(block) => {
                let before = &self.tree.source()[..self.tree.block(block).range.start as usize];
                before.trim_end().len() as u32
            }
            None => statement.range.end,
        };
        self.span(TextRange { start: statement.range.start, end })
    }
}

/// What a declaration makes.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum DeclarationKind {
    App,
    Service,
    External,
    Config,
    Secret,
    Object,
}

/// A top-level statement that stands for objects.
#[derive(Debug)]
pub struct Declaration {
    pub kind: DeclarationKind,
    pub name: SmolStr,
    pub namespace: Option<SmolStr>,
    /// Where the namespace is said.
    pub namespace_span: Option<Span>,
    /// Index into [`Program::units`].
    pub unit: usize,
    pub statement: StatementId,
    pub arguments: Matched,
    /// The place of its name, or of its head where it has none.
    pub name_span: Span,
}

/// `let NAME = VALUE`
#[derive(Debug)]
pub struct Let {
    pub unit: usize,
    pub value: ValueId,
    pub name_span: Span,
    /// It is defined by itself; a diagnostic says so, and whoever uses it says nothing.
    pub cyclic: bool,
}

/// A statement that the workspace carries out: `cluster`, `lint` or `use`.
#[derive(Debug)]
pub struct Directive {
    pub unit: usize,
    pub statement: StatementId,
    pub arguments: Matched,
}

/// A file's text that `file("…")` names, or why it could not be read.
pub type LoadedText = Result<Arc<str>, String>;

/// All files of a program, with everything they declare.
#[derive(Debug, Default)]
pub struct Program {
    pub units: Vec<Arc<Unit>>,
    /// In the order of files and, within a file, of the source.
    pub declarations: Vec<Declaration>,
    pub templates: FxHashMap<SmolStr, Template>,
    pub lets: FxHashMap<SmolStr, Let>,
    /// `--set NAME=VALUE`
    pub given: BTreeMap<String, Arc<str>>,
    pub clusters: Vec<Directive>,
    pub lints: Vec<Directive>,
    pub uses: Vec<Directive>,
    /// Texts for `file("…")`, by path from the working directory.
    pub texts: FxHashMap<String, LoadedText>,
    pub diagnostics: Vec<Diagnostic>,
    /// For messages only, made when the first is needed.
    nearby: OnceLock<NearbyNames>,
}

/// What a wrong name was probably meant to be.
#[derive(Debug)]
struct NearbyNames {
    templates: Nearby,
    lets: Nearby,
}

impl Program {
    fn nearby(&self) -> &NearbyNames {
        self.nearby.get_or_init(|| NearbyNames {
            templates: Nearby::new(self.templates.keys().map(SmolStr::as_str)),
            lets: Nearby::new(self.lets.keys().map(SmolStr::as_str)),
        })
    }

    pub fn unit(&self, declaration: &Declaration) -> &Unit {
        &self.units[declaration.unit]
    }

    /// The block of a declaration, if it has one.
    pub fn block(&self, declaration: &Declaration) -> Option<BlockId> {
        self.unit(declaration).tree.statement(declaration.statement).block
    }
}
