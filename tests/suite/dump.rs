//! A syntax tree as text, for people to read.

use std::fmt::Write;

use svcc::syntax::Tree;
use svcc::syntax::tree::{Argument, BlockId, ValueId, ValueKind};

/// One line for each statement and block; the place stands before each statement.
pub fn dump(tree: &Tree) -> String {
    let mut dump = Dump { tree, out: String::new() };
    dump.block(tree.root(), 0);
    for comment in tree.comments() {
        let kind = match (comment.doc, comment.own_line) {
            (true, _) => "doc comment",
            (false, true) => "comment",
            (false, false) => "comment behind",
        };
        let _ = writeln!(dump.out, "{} {kind} {:?}", dump.place(comment.range.start), tree.text(comment.range));
    }
    dump.out
}

struct Dump<'t> {
    tree: &'t Tree,
    out: String,
}

impl Dump<'_> {
    fn place(&self, at: u32) -> String {
        let before = &self.tree.source()[..at as usize];
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!("{}:{column}", before.matches('\n').count() + 1)
    }

    fn indent(&mut self, depth: usize) {
        let _ = write!(self.out, "{:width$}", "", width = depth * 2);
    }

    fn block(&mut self, block: BlockId, depth: usize) {
        for id in self.tree.statements_of(block) {
            let statement = self.tree.statement(*id);
            self.indent(depth);
            let place = self.place(statement.range.start);
            let _ = write!(self.out, "{place} ");
            self.value(statement.head, depth);
            for argument in self.tree.arguments(statement) {
                match argument {
                    Argument::Value(value) => {
                        self.out.push(' ');
                        self.value(*value, depth);
                    }
                    Argument::Arrow(_) => self.out.push_str(" ARROW"),
                    Argument::Equals(_) => self.out.push_str(" EQUALS"),
                    Argument::Comma(_) => self.out.push_str(" COMMA"),
                }
            }
            if statement.broken {
                self.out.push_str(" BROKEN");
            }
            match statement.block {
                Some(block) => self.braces(block, depth),
                None => self.out.push('\n'),
            }
        }
    }

    fn braces(&mut self, block: BlockId, depth: usize) {
        self.out.push_str(" {\n");
        self.block(block, depth + 1);
        self.indent(depth);
        self.out.push_str("}\n");
    }

    fn value(&mut self, id: ValueId, depth: usize) {
        let value = self.tree.value(id);
        let text = self.tree.text(value.range);
        match &value.kind {
            ValueKind::Word => {
                let _ = write!(self.out, "`{text}`");
            }
            ValueKind::String(quotes) => {
                let _ = write!(self.out, "{quotes:?}{text:?}");
            }
            ValueKind::Call { name, arguments } => {
                let _ = write!(self.out, "{}(", self.tree.text(*name));
                for (at, argument) in self.tree.call_arguments(*arguments).iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    if let Some(name) = argument.name {
                        let _ = write!(self.out, "{}: ", self.tree.text(name));
                    }
                    self.value(argument.value, depth);
                }
                self.out.push(')');
            }
            ValueKind::List { elements } => {
                self.out.push('[');
                for (at, element) in self.tree.elements(*elements).iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.value(*element, depth);
                }
                self.out.push(']');
            }
            ValueKind::Block(block) => {
                self.out.push_str("{\n");
                self.block(*block, depth + 1);
                self.indent(depth);
                self.out.push('}');
            }
            ValueKind::Error => {
                let _ = write!(self.out, "ERROR{text:?}");
            }
        }
    }
}
