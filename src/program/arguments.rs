//! A statement's arguments against the statement table, with the messages for what does not fit.

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::language::form::{Mismatch, match_form};
use crate::language::{Matched, Place, Statement, statements_in};
use crate::program::Unit;
use crate::source::{Span, TextRange};
use crate::syntax::tree::{Argument, StatementId};

/// Matches a statement's arguments; gives `None` after a diagnostic, or silently where syntax is broken.
pub fn match_statement(
    unit: &Unit,
    id: StatementId,
    definition: &'static Statement,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Matched> {
    let tree = &unit.tree;
    let statement = tree.statement(id);
    if statement.broken {
        return None;
    }
    if definition.reserved {
        let message = format!("`{}` comes with a later version of svcc", definition.name);
        diagnostics.push(
            Diagnostic::new(Code::TYP011, unit.span(tree.value(statement.head).range), message)
                .note(format!("reserved for: {}", definition.summary))
                .help("the word is kept free so that programs of today stay valid; quote it to use it as a name"),
        );
        return None;
    }
    match match_form(tree, definition.form, tree.arguments(statement)) {
        Ok(matched) => Some(matched),
        Err(mismatch) => {
            diagnostics.push(describe(unit, id, definition, &mismatch));
            None
        }
    }
}

fn argument_range(unit: &Unit, argument: &Argument) -> TextRange {
    match argument {
        Argument::Value(value) => unit.tree.value(*value).range,
        Argument::Arrow(range) | Argument::Equals(range) | Argument::Comma(range) => *range,
    }
}

fn describe(unit: &Unit, id: StatementId, definition: &'static Statement, mismatch: &Mismatch) -> Diagnostic {
    let tree = &unit.tree;
    let statement = tree.statement(id);
    let usage = format!("it is written `{}`", definition.usage());
    let Some(argument) = tree.arguments(statement).get(mismatch.at) else {
        // Something lacks at the end.
        let head = unit.head_span(id);
        let message = format!("`{}` lacks {}", definition.name, mismatch.describe());
        let end =
            Span { file: head.file, range: TextRange { start: head.range.end.saturating_sub(1), end: head.range.end } };
        return Diagnostic::new(Code::TYP007, end.to(head), message).note("it ends here").help(usage);
    };
    let range = argument_range(unit, argument);
    let text = tree.text(range);
    let shown: String = text.lines().next().unwrap_or_default().chars().take(40).collect();
    if mismatch.expected.is_empty() {
        let diagnostic =
            Diagnostic::new(Code::TYP008, unit.span(range), format!("`{}` takes no `{shown}`", definition.name))
                .help(usage);
        return diagnostic.fix(format!("remove `{shown}`"), vec![Edit { span: unit.span(range), text: String::new() }]);
    }
    let words: Vec<&str> = mismatch
        .expected
        .iter()
        .filter_map(|expected| match expected {
            crate::language::form::Expected::Word(word) => Some(*word),
            _ => None,
        })
        .collect();
    let mut diagnostic = Diagnostic::new(
        Code::TYP008,
        unit.span(range),
        format!("`{shown}` cannot stand here in `{}`", definition.name),
    )
    .note(format!("expected {}{}", mismatch.describe(), if mismatch.could_end { ", or nothing more" } else { "" }))
    .help(usage);
    if let Some(word) = nearest(text, words.iter().copied()) {
        diagnostic =
            diagnostic.fix(format!("write `{word}`"), vec![Edit { span: unit.span(range), text: word.into() }]);
    }
    diagnostic
}

/// The message for a head that no statement of this place has. `others` are further words that may stand there.
pub fn unknown_statement<'a>(
    unit: &Unit,
    id: StatementId,
    place: Place,
    others: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let tree = &unit.tree;
    let range = tree.value(tree.statement(id).head).range;
    let head = tree.text(range);
    let span = unit.span(range);
    let elsewhere = crate::language::statements::all().find(|statement| statement.name == head);
    if let Some(statement) = elsewhere {
        let places: Vec<&str> = statement.places.iter().map(|place| place.describe()).collect();
        return Diagnostic::new(Code::TYP010, span, format!("`{head}` cannot stand in {}", place.describe()))
            .help(format!("it belongs in {}", places.join(", ")));
    }
    let words: Vec<&str> = statements_in(place)
        .filter(|statement| !statement.reserved)
        .map(|statement| statement.name)
        .chain(others)
        .collect();
    let mut diagnostic = Diagnostic::new(Code::TYP001, span, format!("{} has no `{head}`", place.describe()));
    match nearest(head, words.iter().copied()) {
        Some(word) => {
            diagnostic = diagnostic.meant(span, word);
        }
        None => {
            let known: Vec<String> = statements_in(place)
                .filter(|statement| !statement.reserved)
                .map(|statement| format!("`{}`", statement.name))
                .collect();
            diagnostic = diagnostic.help(format!("{} takes {}", place.describe(), known.join(", ")));
        }
    }
    diagnostic
}
