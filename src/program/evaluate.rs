//! What a value of the source says once its variables are known.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::program::Program;
use crate::program::scope::{Binding, Scope, Site};
use crate::source::{Span, TextRange};
use crate::syntax::tree::{BlockId, Part, Quotes, Run, ValueId, ValueKind};

/// Values that stand for each other through variables are followed this deep; lets that are cyclic are found before.
const DEPTH: usize = 64;
/// So many variables are replaced in one value, whatever they stand for in turn.
const VARIABLES: usize = 1_000;
/// No text with variables grows longer: the API server stores no object of this size.
const BYTES: usize = 2 << 20;

/// How far one value may still unfold.
struct Unfolding {
    /// Where the value is used.
    span: Span,
    depth: usize,
    variables: usize,
    exceeded: bool,
}

impl Unfolding {
    /// Says, once, that it goes too far.
    fn exceed(&mut self, what: &str, diagnostics: &mut Vec<Diagnostic>) {
        if !std::mem::replace(&mut self.exceeded, true) {
            diagnostics.push(
                Diagnostic::new(Code::REF022, self.span, format!("this value {what}"))
                    .note("its variables stand for values with variables in turn")
                    .help("give it, or a `let` on the way, the text itself"),
            );
        }
    }
}

/// A value of the source after its variables are replaced.
#[derive(Clone)]
pub struct Evaluated<'p> {
    pub kind: Kind<'p>,
    /// Where it is used.
    pub span: Span,
    /// Where the values of its variables stand.
    pub parts: Vec<Span>,
    /// The `--set` that gave it.
    pub given: Option<Arc<str>>,
}

/// What a value is.
#[derive(Clone)]
pub enum Kind<'p> {
    /// A word or string. A quoted one is never a number or a keyword.
    Text {
        text: SmolStr,
        quoted: bool,
    },
    /// Text with calls in it, from variables that name calls.
    Mixed(Vec<Piece<'p>>),
    Call(Call<'p>),
    List {
        site: Site<'p>,
        elements: Run,
    },
    Block {
        site: Site<'p>,
        block: BlockId,
    },
    /// A diagnostic was given.
    Poisoned,
}

#[derive(Clone)]
pub enum Piece<'p> {
    Text(String),
    Call(Call<'p>),
}

/// A function call where it is written.
#[derive(Clone)]
pub struct Call<'p> {
    pub site: Site<'p>,
    pub value: ValueId,
    pub name: TextRange,
    pub arguments: Run,
}

impl<'p> Call<'p> {
    pub fn function(&self) -> &'p str {
        self.site.unit.tree.text(self.name)
    }

    pub fn span(&self) -> Span {
        self.site.unit.value_span(self.value)
    }
}

impl Program {
    /// Reads a value where it stands.
    pub fn evaluate<'p>(&'p self, site: &Site<'p>, value: ValueId, diagnostics: &mut Vec<Diagnostic>) -> Evaluated<'p> {
        let mut unfolding =
            Unfolding { span: site.unit.value_span(value), depth: DEPTH, variables: VARIABLES, exceeded: false };
        self.unfold(site, value, &mut unfolding, diagnostics)
    }

    fn unfold<'p>(
        &'p self,
        site: &Site<'p>,
        value: ValueId,
        unfolding: &mut Unfolding,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Evaluated<'p> {
        let tree = &site.unit.tree;
        let node = tree.value(value);
        let span = site.unit.span(node.range);
        let plain = |kind| Evaluated { kind, span, parts: Vec::new(), given: None };
        match &node.kind {
            ValueKind::Word | ValueKind::String(_) => {
                let quoted = node.kind != ValueKind::Word;
                if let ValueKind::String(Quotes::Double | Quotes::DoubleBlock) = node.kind {
                    self.warn_of_missing_braces(tree.text(node.range), span, diagnostics);
                }
                if let Some(text) = tree.plain(value) {
                    return plain(Kind::Text { text: SmolStr::new(text), quoted });
                }
                if unfolding.depth == 0 {
                    unfolding.exceed(&format!("needs more than {DEPTH} values, each for the next"), diagnostics);
                    return plain(Kind::Poisoned);
                }
                self.interpolate(site, value, quoted, span, unfolding, diagnostics)
            }
            ValueKind::Call { name, arguments } => {
                plain(Kind::Call(Call { site: site.clone(), value, name: *name, arguments: *arguments }))
            }
            ValueKind::List { elements } => plain(Kind::List { site: site.clone(), elements: *elements }),
            ValueKind::Block(block) => plain(Kind::Block { site: site.clone(), block: *block }),
            ValueKind::Error => plain(Kind::Poisoned),
        }
    }

    fn interpolate<'p>(
        &'p self,
        site: &Site<'p>,
        value: ValueId,
        quoted: bool,
        span: Span,
        unfolding: &mut Unfolding,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Evaluated<'p> {
        let parts = site.unit.tree.parts(value);
        // A word that is just a variable is the variable's value, whatever that is.
        if let ([Part::Variable { name, range }], false) = (parts.as_slice(), quoted) {
            return self.variable(site, name, site.unit.span(*range), span, unfolding, diagnostics);
        }
        let mut pieces: Vec<Piece<'p>> = Vec::new();
        let mut places = Vec::new();
        let mut given = None;
        let mut poisoned = false;
        let mut bytes = 0;
        for part in parts {
            let (name, range) = match part {
                Part::Text(text) => {
                    push_text(&mut pieces, &text);
                    continue;
                }
                Part::Variable { name, range } => (name, range),
            };
            let at = site.unit.span(range);
            let evaluated = self.variable(site, &name, at, at, unfolding, diagnostics);
            if unfolding.exceeded {
                poisoned = true;
                break;
            }
            places.extend(evaluated.parts);
            given = given.or(evaluated.given);
            match evaluated.kind {
                Kind::Text { text, .. } => {
                    bytes += text.len();
                    if bytes > BYTES {
                        unfolding.exceed(&format!("grows longer than {} MiB", BYTES >> 20), diagnostics);
                        poisoned = true;
                        break;
                    }
                    push_text(&mut pieces, &text);
                }
                Kind::Call(call) => pieces.push(Piece::Call(call)),
                Kind::Mixed(more) => pieces.extend(more),
                Kind::Poisoned => poisoned = true,
                Kind::List { .. } | Kind::Block { .. } => {
                    poisoned = true;
                    let what = if matches!(evaluated.kind, Kind::List { .. }) { "a list" } else { "a block" };
                    diagnostics.push(
                        Diagnostic::new(Code::TYP003, at, format!("`${name}` is {what} and cannot be part of a text"))
                            .help("use it alone, or give it a word or string"),
                    );
                }
            }
        }
        let kind = if poisoned {
            Kind::Poisoned
        } else {
            match pieces.as_slice() {
                [] => Kind::Text { text: SmolStr::default(), quoted },
                [Piece::Text(text)] => Kind::Text { text: SmolStr::new(text), quoted },
                _ => Kind::Mixed(pieces),
            }
        };
        Evaluated { kind, span, parts: places, given }
    }

    fn variable<'p>(
        &'p self,
        site: &Site<'p>,
        name: &str,
        at: Span,
        span: Span,
        unfolding: &mut Unfolding,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Evaluated<'p> {
        let poisoned = Evaluated { kind: Kind::Poisoned, span, parts: Vec::new(), given: None };
        if unfolding.variables == 0 {
            unfolding.exceed(&format!("needs more than {VARIABLES} variables"), diagnostics);
            return poisoned;
        }
        unfolding.variables -= 1;
        match site.scope.get(name) {
            Some(Binding::Value { site: bound, value }) => {
                let (bound, value) = (bound.clone(), *value);
                return self.behind(&bound, value, span, unfolding, diagnostics);
            }
            Some(Binding::Text { text, span: place }) => {
                let kind = Kind::Text { text: text.clone(), quoted: false };
                return Evaluated { kind, span, parts: vec![*place], given: None };
            }
            Some(Binding::Poisoned) => return poisoned,
            None => {}
        }
        let Some(definition) = self.lets.get(name) else {
            diagnostics.push(self.unknown_variable(site, name, at));
            return poisoned;
        };
        if definition.cyclic {
            return poisoned;
        }
        if let Some((name, text)) = self.given.get_key_value(name) {
            let kind = Kind::Text { text: SmolStr::new(text), quoted: false };
            return Evaluated { kind, span, parts: vec![definition.name_span], given: Some(name.as_str().into()) };
        }
        let home = Site { unit: &self.units[definition.unit], scope: Scope::default().into() };
        self.behind(&home, definition.value, span, unfolding, diagnostics)
    }

    /// The value behind a variable, as used at `span`.
    fn behind<'p>(
        &'p self,
        site: &Site<'p>,
        value: ValueId,
        span: Span,
        unfolding: &mut Unfolding,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Evaluated<'p> {
        unfolding.depth = unfolding.depth.saturating_sub(1);
        let mut evaluated = self.unfold(site, value, unfolding, diagnostics);
        unfolding.depth += 1;
        evaluated.parts.insert(0, site.unit.value_span(value));
        evaluated.span = span;
        evaluated
    }

    fn unknown_variable(&self, site: &Site, name: &str, at: Span) -> Diagnostic {
        let diagnostic = Diagnostic::new(Code::REF007, at, format!("there is no `${name}`"));
        let names = site.scope.names().chain(self.nearby().lets.find(name));
        match nearest(name, names) {
            Some(near) => diagnostic
                .note(format!("did you mean `${near}`?"))
                .fix(format!("write `${near}`"), vec![Edit { span: at, text: format!("${{{near}}}") }]),
            None => diagnostic.help(format!(
                "define it with `let {name} = …`, or quote the text if a dollar sign is meant: `'${name}'`"
            )),
        }
    }

    /// In a string only `${name}` is replaced; `$name` of a known value is likely meant to be. The text is as it is
    /// written, with its escapes.
    fn warn_of_missing_braces(&self, text: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        for (at, _) in text.match_indices('$') {
            let escapes = text.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
            if escapes % 2 == 1 {
                continue;
            }
            let name: &str =
                text[at + 1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
            if let Some(definition) = self.lets.get(name) {
                diagnostics.push(
                    Diagnostic::new(Code::REF018, span, format!("`${name}` in a string is not replaced"))
                        .label(definition.name_span, format!("`{name}` is defined here"))
                        .help(format!("write `${{{name}}}` for its value, or `\\${name}` for the text itself")),
                );
            }
        }
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_string())),
    }
}
