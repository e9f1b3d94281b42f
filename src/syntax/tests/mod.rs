//! The room's specification.

mod corpus;
mod formatting;
mod fuzz;
mod limits;
mod literals;
mod pages;
mod productions;
mod slips;
mod soup;

use std::fmt::Write;
use std::sync::Arc;

use crate::source::FileId;
use crate::syntax::tree::{Argument, BlockId, Part, Tree, ValueId, ValueKind};
use crate::syntax::{Parsed, format, lex, parse};

fn read(text: &str) -> Parsed {
    parse(Arc::from(text), FileId(0))
}

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    parsed.diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect()
}

/// A tree without its ranges, in a notation of its own: `head(arguments){block}`, `!` before what is broken.
fn shape(tree: &Tree) -> String {
    let mut out = String::new();
    write_block(tree, tree.root(), &mut out);
    out
}

fn write_block(tree: &Tree, block: BlockId, out: &mut String) {
    for (index, id) in tree.statements_of(block).iter().enumerate() {
        let statement = tree.statement(*id);
        let gap = if index > 0 { " ; " } else { "" };
        let _ = write!(out, "{gap}{}", if statement.broken { "!" } else { "" });
        write_value(tree, statement.head, out);
        for argument in tree.arguments(statement) {
            out.push(' ');
            match argument {
                Argument::Value(value) => write_value(tree, *value, out),
                Argument::Arrow(_) => out.push_str("->"),
                Argument::Equals(_) => out.push('='),
                Argument::Comma(_) => out.push(','),
            }
        }
        if let Some(block) = statement.block {
            out.push_str(" {");
            write_block(tree, block, out);
            out.push('}');
        }
    }
}

fn write_value(tree: &Tree, id: ValueId, out: &mut String) {
    let value = tree.value(id);
    match &value.kind {
        ValueKind::Word => out.push_str(tree.text(value.range)),
        ValueKind::String(_) => {
            out.push('"');
            for part in tree.parts(id) {
                let _ = match part {
                    Part::Text(text) => write!(out, "{}", text.escape_debug()),
                    Part::Variable { name, .. } => write!(out, "${{{name}}}"),
                };
            }
            out.push('"');
        }
        ValueKind::Call { name, arguments } => {
            let _ = write!(out, "{}(", tree.text(*name));
            for (index, argument) in tree.call_arguments(*arguments).iter().enumerate() {
                out.push_str(if index > 0 { " , " } else { "" });
                if let Some(name) = argument.name {
                    let _ = write!(out, "{}: ", tree.text(name));
                }
                write_value(tree, argument.value, out);
            }
            out.push(')');
        }
        ValueKind::List { elements } => {
            out.push('[');
            for (index, element) in tree.elements(*elements).iter().enumerate() {
                out.push_str(if index > 0 { " , " } else { "" });
                write_value(tree, *element, out);
            }
            out.push(']');
        }
        ValueKind::Block(block) => {
            out.push('{');
            write_block(tree, *block, out);
            out.push('}');
        }
        ValueKind::Error => out.push('?'),
    }
}

/// The corpus: name and text of each file.
fn corpus() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/syntax");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "svc"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("UTF-8")))
        .collect();
    files.sort();
    assert!(files.len() >= 8, "the corpus is {} files", files.len());
    files
}

/// A text with a fix applied.
fn apply(text: &str, fix: &crate::diagnostics::Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span.range);
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range.bytes();
        assert!(at <= range.start, "the edits of a fix do not overlap: {fix:?}");
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}
