//! The room's promises for any bytes, one function per fuzz target. Tests run them on the corpus, on mutations of it
//! and on soups of pieces; `fuzz/` gives them to a fuzzer.

use std::fmt::Write;
use std::sync::Arc;

use crate::diagnostics::Fix;
use crate::source::FileId;
use crate::syntax::tree::{Argument, BlockId, Part, StatementId, Tree, ValueId, ValueKind};
use crate::syntax::{MAX_DIAGNOSTICS, Parsed, format, lex, parse};

/// Tokens and comments lie in order, do not overlap, and between them are only blanks.
pub fn fuzz_lex(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let tokens = lex(&text);
    let mut places: Vec<_> = tokens.list.iter().map(|token| token.range).collect();
    places.extend(tokens.comments.iter().map(|comment| comment.range));
    places.sort();
    let mut end = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for place in places {
        assert!(end <= place.start as usize && place.start < place.end, "{text:?} {place:?}");
        assert!(text[end..place.start as usize].chars().all(|c| c.is_ascii_whitespace()), "{text:?} {place:?}");
        end = place.end as usize;
    }
    assert!(text[end..].chars().all(|c| c.is_ascii_whitespace()), "{text:?}");
}

/// Children lie within their parents and in order; every question to the tree has an answer.
pub fn fuzz_parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = read(&text);
    let tree = &parsed.tree;
    assert_eq!(tree.statement_lists.len(), tree.statements.len(), "{text:?}");
    assert!(parsed.diagnostics.len() <= MAX_DIAGNOSTICS);
    let broken = tree.statements.iter().any(|statement| statement.broken);
    assert_eq!(broken, !parsed.diagnostics.is_empty(), "{text:?}");
    for block in &tree.blocks {
        let mut end = block.range.start;
        for id in tree.statement_lists[block.statements.start as usize..][..block.statements.len as usize].iter() {
            let range = tree.statement(*id).range;
            assert!(end <= range.start && range.end <= block.range.end, "{text:?}");
            end = range.end;
        }
    }
    for (index, statement) in tree.statements.iter().enumerate() {
        let id = StatementId(index as u32);
        tree.doc(id);
        let at = tree.statement_at(statement.range.start);
        assert!(at.is_some(), "{text:?} {:?}", statement.range);
    }
    for index in 0..tree.values.len() as u32 {
        let parts = tree.parts(ValueId(index));
        if let Some(plain) = tree.plain(ValueId(index)) {
            let text: String = parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => text.as_str(),
                    Part::Variable { .. } => "a variable is not plain",
                })
                .collect();
            assert_eq!(plain, text);
        }
    }
    for diagnostic in &parsed.diagnostics {
        let range = diagnostic.span.map(|span| span.range);
        assert!(range.is_some_and(|range| text.get(range.bytes()).is_some()), "{text:?} {diagnostic:?}");
        for fix in &diagnostic.fixes {
            apply(&text, fix);
        }
    }
}

/// Twice is once; the tree and the errors stay.
pub fn fuzz_format(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let once = format(&text);
    let twice = format(&once);
    assert_eq!(once, twice, "from {text:?}");
    let (before, after) = (read(&text), read(&once));
    assert_eq!(shape(&before.tree), shape(&after.tree), "{text:?} became {once:?}");
    let messages = |parsed: &Parsed| -> Vec<_> {
        parsed.diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.message.clone())).collect()
    };
    assert_eq!(messages(&before), messages(&after), "{text:?} became {once:?}");
}

fn read(text: &str) -> Parsed {
    parse(Arc::from(text), FileId(0))
}

/// A tree without its ranges, in a notation of its own: `head(arguments){block}`, `!` before what is broken.
pub fn shape(tree: &Tree) -> String {
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

/// A text with a fix applied.
pub fn apply(text: &str, fix: &Fix) -> String {
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
