//! Tokens to a tree: the grammar's three productions (statement, value, block) and one production for each frequent
//! slip. The grammar is total: every run of paired tokens is a file, and what is wrong in it is a production like any
//! other, so there is no backtracking and no recovery that could cost more than one look at each token.
//! Knows no statement's meaning.

use std::sync::Arc;

use chumsky::error::EmptyErr;
use chumsky::input::InputRef;
use chumsky::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::source::{FileId, TextRange};
use crate::syntax::builder::Builder;
use crate::syntax::fault::{Fault, FaultKind, Place};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{Argument, Block, BlockId, Run, Tree, ValueId};
use crate::syntax::{MAX_DIAGNOSTICS, balance, explain, lexer};

/// What one text is: its tree, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub tree: Arc<Tree>,
    /// In the order of the text; at most [`MAX_DIAGNOSTICS`].
    pub diagnostics: Vec<Diagnostic>,
    /// How many more there are.
    pub suppressed: usize,
}

/// Reads a text. Never fails: whatever the text, there is a tree of all that could be read.
pub fn parse(text: Arc<str>, file: FileId) -> Parsed {
    let lexed = lexer::lex(&text);
    let tree = Tree {
        text: Arc::clone(&text),
        statements: Vec::with_capacity(lexed.list.len() / 4),
        values: Vec::with_capacity(lexed.list.len() / 2),
        blocks: Vec::new(),
        statement_lists: Vec::with_capacity(lexed.list.len() / 4),
        argument_lists: Vec::with_capacity(lexed.list.len() / 3),
        value_lists: Vec::new(),
        call_arguments: Vec::new(),
        comments: lexed.comments,
        root: BlockId(0),
    };
    if lexed.too_large {
        let fault = Fault { kind: FaultKind::TooLarge, range: TextRange::new(0, 0), token: 0 };
        let diagnostics = explain::explain(&[fault], &[], &text, file);
        let blocks = vec![Block { statements: Run::default(), range: TextRange::new(0, 0) }];
        return Parsed { tree: Arc::new(Tree { blocks, ..tree }), diagnostics, suppressed: 0 };
    }
    let (tokens, mut faults) = balance::balance(lexed.list, &text);
    faults.extend(lexed.faults);
    let mut builder = Builder::new(&text, &tokens, tree);
    // The grammar is total: there is no result to look at.
    let _ = file_grammar().parse_with_state(&tokens[..], &mut builder);
    builder.close_file();
    faults.append(&mut builder.faults);
    let tree = builder.tree;
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
    let suppressed = faults.len().saturating_sub(MAX_DIAGNOSTICS);
    faults.truncate(MAX_DIAGNOSTICS);
    let diagnostics = explain::explain(&faults, &tokens, &text, file);
    Parsed { tree: Arc::new(tree), diagnostics, suppressed }
}

type Source<'t> = &'t [Token];
type Extra<'t> = extra::Full<EmptyErr, Builder<'t>, ()>;
type Reader<'t, 'p> = InputRef<'t, 'p, Source<'t>, Extra<'t>>;

/// No such production here: another one is tried, at the same token.
fn no<T>() -> Result<T, EmptyErr> {
    Err(EmptyErr::default())
}

fn at(reader: &mut Reader<'_, '_>) -> usize {
    *reader.cursor().inner()
}

fn next_kind(reader: &mut Reader<'_, '_>) -> Option<TokenKind> {
    reader.peek_ref().map(|token| token.kind)
}

fn second_kind(reader: &mut Reader<'_, '_>) -> Option<TokenKind> {
    let index = at(reader) + 1;
    reader.state().kind(index)
}

/// Skips one token, or one bracket with all that it holds.
fn skip_group(reader: &mut Reader<'_, '_>) {
    let mut depth = 0usize;
    while let Some(token) = reader.next_ref() {
        if token.kind.opens() {
            depth += 1;
        } else if token.kind.closes() {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            break;
        }
    }
}

/// The statements of a file.
fn file_grammar<'t>() -> impl Parser<'t, Source<'t>, (), Extra<'t>> {
    recursive(|statements| {
        let block = custom(open_block).then(statements).then(custom(step)).map_with(|((mark, ()), next), extra| {
            let builder: &mut Builder<'t> = extra.state();
            builder.close_block(mark, next)
        });
        let block = block.boxed();
        let value = recursive(|value| value_grammar(value, block.clone()));
        let argument = choice((
            value.map_with(|value, extra| extra.state().push_argument(Argument::Value(value))),
            custom(sign),
            custom(misplaced_argument),
        ));
        let statement = custom(begin_statement)
            .then(argument.repeated().collect::<()>())
            .then(custom(late_brace).or_not())
            .then(block.map_with(|block, extra| extra.state().set_block(block)).or_not())
            .then(custom(end_statement))
            .map(|_| ());
        custom(statement_end).or(statement).repeated().collect::<()>()
    })
}

/// A value: a word, a string, a list or a call. A block is one only as an entry of a list or call.
fn value_grammar<'t>(
    value: impl Parser<'t, Source<'t>, ValueId, Extra<'t>> + Clone + 't,
    block: impl Parser<'t, Source<'t>, BlockId, Extra<'t>> + Clone + 't,
) -> impl Parser<'t, Source<'t>, ValueId, Extra<'t>> + Clone {
    let block = block.map_with(|block, extra| extra.state().block_value(block));
    let element = value.or(block).boxed();
    let entry = element
        .clone()
        .map_with(|value, extra| extra.state().push_element(value))
        .then(custom(separator))
        .map(|_| ())
        .or(custom(misplaced_element));
    let list = custom(open_list)
        .then(entry.repeated().collect::<()>())
        .then(custom(step))
        .map_with(|((mark, ()), next), extra| extra.state().close_list(mark, next));
    let entry = custom(argument_name)
        .then(element)
        .map_with(|(name, value), extra| extra.state().push_call_argument(name, value))
        .then(custom(separator))
        .map(|_| ())
        .or(custom(misplaced_call_argument));
    let call = custom(open_call)
        .then(entry.repeated().collect::<()>())
        .then(custom(step))
        .map_with(|((mark, ()), next), extra| extra.state().close_call(mark, next));
    choice((custom(scalar), list, call))
}

/// Takes the closing bracket, which pairing has put there, and says where the next token is.
fn step(reader: &mut Reader<'_, '_>) -> Result<usize, EmptyErr> {
    reader.skip();
    Ok(at(reader))
}

fn statement_end(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    match next_kind(reader) {
        Some(kind) if kind.ends_statement() => {
            reader.skip();
            Ok(())
        }
        _ => no(),
    }
}

fn begin_statement(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    match next_kind(reader) {
        None => no(),
        Some(kind) if kind.closes() || kind.ends_statement() => no(),
        Some(_) => {
            let index = at(reader);
            if reader.state().begin_statement(index) {
                reader.skip();
            }
            Ok(())
        }
    }
}

fn sign(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    let index = at(reader);
    match next_kind(reader) {
        Some(kind @ (TokenKind::Arrow | TokenKind::Equals | TokenKind::Comma)) => reader.state().push_sign(kind, index),
        Some(TokenKind::Colon) => reader.state().fault(FaultKind::Colon, index),
        _ => return no(),
    }
    reader.skip();
    Ok(())
}

fn misplaced_argument(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    match next_kind(reader) {
        None | Some(TokenKind::OpenBrace) => no(),
        Some(kind) if kind.closes() || kind.ends_statement() => no(),
        Some(_) => {
            let index = at(reader);
            reader.state().fault(FaultKind::Unexpected(Place::Arguments), index);
            skip_group(reader);
            Ok(())
        }
    }
}

/// A block's `{` on the line after its statement.
fn late_brace(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    if next_kind(reader) != Some(TokenKind::Newline) || second_kind(reader) != Some(TokenKind::OpenBrace) {
        return no();
    }
    reader.skip();
    let index = at(reader);
    reader.state().fault(FaultKind::NextLineBrace, index);
    Ok(())
}

fn end_statement(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    while let Some(kind) = next_kind(reader) {
        if kind.ends_statement() || kind.closes() {
            break;
        }
        let index = at(reader);
        reader.state().fault(FaultKind::Unexpected(Place::AfterBlock), index);
        skip_group(reader);
    }
    let next = at(reader);
    reader.state().end_statement(next);
    Ok(())
}

fn open_block(reader: &mut Reader<'_, '_>) -> Result<(usize, u32), EmptyErr> {
    if next_kind(reader) != Some(TokenKind::OpenBrace) {
        return no();
    }
    let index = at(reader);
    reader.skip();
    Ok(reader.state().open_block(index))
}

fn scalar(reader: &mut Reader<'_, '_>) -> Result<ValueId, EmptyErr> {
    match next_kind(reader) {
        Some(TokenKind::Word | TokenKind::String(_)) => {}
        Some(TokenKind::Name) if second_kind(reader) != Some(TokenKind::OpenParen) => {}
        _ => return no(),
    }
    let index = at(reader);
    reader.skip();
    Ok(reader.state().scalar(index))
}

fn open_list(reader: &mut Reader<'_, '_>) -> Result<(usize, usize), EmptyErr> {
    if next_kind(reader) != Some(TokenKind::OpenBracket) {
        return no();
    }
    let index = at(reader);
    reader.skip();
    Ok(reader.state().open_list(index))
}

fn open_call(reader: &mut Reader<'_, '_>) -> Result<(usize, usize), EmptyErr> {
    if next_kind(reader) != Some(TokenKind::Name) || second_kind(reader) != Some(TokenKind::OpenParen) {
        return no();
    }
    let index = at(reader);
    reader.skip();
    reader.skip();
    Ok(reader.state().open_call(index))
}

/// `name:` before a call's argument.
fn argument_name(reader: &mut Reader<'_, '_>) -> Result<Option<usize>, EmptyErr> {
    if next_kind(reader) != Some(TokenKind::Word) || second_kind(reader) != Some(TokenKind::Colon) {
        return Ok(None);
    }
    let index = at(reader);
    reader.skip();
    reader.skip();
    Ok(Some(index))
}

/// What stands between two entries of a list or call: a comma, a line's end, or both.
fn separator(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    let newline = next_kind(reader) == Some(TokenKind::Newline);
    if newline {
        reader.skip();
    }
    match next_kind(reader) {
        Some(TokenKind::Comma) => reader.skip(),
        Some(
            TokenKind::Word | TokenKind::Name | TokenKind::String(_) | TokenKind::OpenBracket | TokenKind::OpenBrace,
        ) if !newline => {
            let index = at(reader);
            let touches = index > 0 && {
                let tokens = reader.state().tokens;
                tokens[index - 1].range.end == tokens[index].range.start && tokens[index].kind != TokenKind::OpenBrace
            };
            let kind = if touches { FaultKind::TouchingEntries } else { FaultKind::MissingComma };
            reader.state().fault(kind, index);
        }
        _ => {}
    }
    Ok(())
}

fn misplaced_element(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    misplaced_entry(reader, Place::List)
}

fn misplaced_call_argument(reader: &mut Reader<'_, '_>) -> Result<(), EmptyErr> {
    if next_kind(reader) == Some(TokenKind::Word) && second_kind(reader) == Some(TokenKind::Colon) {
        reader.skip();
        reader.skip();
        let index = at(reader);
        reader.state().fault(FaultKind::Unexpected(Place::CallValue), index);
        return Ok(());
    }
    misplaced_entry(reader, Place::Call)
}

fn misplaced_entry(reader: &mut Reader<'_, '_>, place: Place) -> Result<(), EmptyErr> {
    let index = at(reader);
    match next_kind(reader) {
        None => return no(),
        Some(kind) if kind.closes() => return no(),
        // A line's end that no separator took, after something that could not be read.
        Some(TokenKind::Newline) => {}
        Some(TokenKind::Equals) => {
            let tokens = reader.state().tokens;
            let touches =
                |a: Option<&Token>, b: Option<&Token>| a.zip(b).is_some_and(|(a, b)| a.range.end == b.range.start);
            let glued = touches(index.checked_sub(1).and_then(|i| tokens.get(i)), tokens.get(index))
                && touches(tokens.get(index), tokens.get(index + 1));
            let kind = if glued { FaultKind::GluedEquals } else { FaultKind::Unexpected(place) };
            reader.state().fault(kind, index);
        }
        Some(_) => reader.state().fault(FaultKind::Unexpected(place), index),
    }
    skip_group(reader);
    Ok(())
}
