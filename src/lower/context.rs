//! What all statement families share while one declaration is lowered.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::schema::TypeId;
use crate::kubernetes::{Group, Object, Provider};
use crate::language::{self, Matched, Place};
use crate::lower::draft::{Draft, DraftId, Merged};
use crate::lower::{Conditions, DeclaredSecret, Deferred, Expanded, Facts, Lookup};
use crate::object::order::order_object;
use crate::object::{Conflict, Layer, Node, Origin, OriginId, Origins, Segment, Value, Write, merge};
use crate::program::evaluate::{Evaluated, Kind};
use crate::program::scope::{Binding, Scope, Site};
use crate::program::{Declaration, DeclarationKind, Program, Template, match_statement};
use crate::source::{Span, TextRange};
use crate::syntax::tree::{BlockId, StatementId, ValueId, ValueKind};

/// Where statements are being read: their variables, and how strong what they write is.
#[derive(Clone)]
pub(super) struct Frame<'p> {
    pub site: Site<'p>,
    pub layer: Layer,
}

/// A block that statements are read in: what they may be, and where they write.
#[derive(Clone)]
pub(super) enum Target {
    App,
    Container(Vec<Segment>),
    Pod,
    Exposure(DraftId),
    Service(DraftId),
    External(DraftId),
    Config(DraftId),
    Storage {
        draft: DraftId,
        path: Vec<Segment>,
    },
    /// API fields of a type, at a path of an object.
    Fields {
        draft: DraftId,
        path: Vec<Segment>,
        ty: Option<TypeId>,
    },
}

pub(super) struct Lowering<'p> {
    pub program: &'p Program,
    pub conditions: &'p Conditions,
    pub declaration: &'p Declaration,
    pub origins: Origins,
    pub diagnostics: Vec<Diagnostic>,
    pub drafts: Vec<Draft>,
    pub objects: Vec<Object>,
    pub deferred: Vec<Deferred>,
    pub lookups: Vec<Lookup>,
    pub secret: Option<DeclaredSecret>,
    pub providers: Vec<(Provider, Span)>,
    /// `$app` and `$namespace`.
    pub implied: Vec<(SmolStr, Binding<'p>)>,
    pub workload: Option<super::draft::Workload>,
    pub dependents: super::draft::Dependents,
    /// The drafts by kind and name.
    known: FxHashMap<(SmolStr, SmolStr), DraftId>,
    /// A statement could not be read; a finding says so. What seems to be missing may stand in it.
    pub incomplete: bool,
    /// How many templates were applied, values made, and how deep the value at hand is.
    applied: usize,
    values: usize,
    depth: usize,
    exceeded: bool,
}

/// Limits of one declaration, far above what a person would write: templates within templates and values of values
/// double with each line.
const MOST_TEMPLATES: usize = 5_000;
const MOST_VALUES: usize = 1 << 20;
const MOST_DEPTH: usize = 256;

impl<'p> Lowering<'p> {
    pub fn new(program: &'p Program, declaration: &'p Declaration, conditions: &'p Conditions) -> Self {
        Lowering {
            program,
            conditions,
            declaration,
            origins: Origins::default(),
            diagnostics: Vec::new(),
            drafts: Vec::new(),
            objects: Vec::new(),
            deferred: Vec::new(),
            lookups: Vec::new(),
            secret: None,
            providers: Vec::new(),
            implied: Vec::new(),
            workload: None,
            dependents: Default::default(),
            known: FxHashMap::default(),
            incomplete: false,
            applied: 0,
            values: 0,
            depth: 0,
            exceeded: false,
        }
    }

    pub fn finish(self) -> (Expanded, Group) {
        let name = self.declaration.name.clone();
        let group = Group { objects: self.objects, origins: self.origins, edges: Vec::new(), name };
        let expanded = Expanded {
            facts: Facts::of(&group, self.secret.as_ref()),
            diagnostics: self.diagnostics,
            deferred: self.deferred,
            lookups: self.lookups,
            providers: self.providers,
        };
        (expanded, group)
    }

    /// The frame of the declaration's own block.
    pub fn frame(&self) -> Frame<'p> {
        let unit = self.program.unit(self.declaration);
        let scope = Rc::new(Scope { bindings: self.implied.clone() });
        Frame { site: Site { unit, scope }, layer: Layer::base(0) }
    }

    pub fn head_span(&self) -> Span {
        self.program.unit(self.declaration).head_span(self.declaration.statement)
    }

    /// The draft of that kind and name, made where it is new.
    pub fn draft(&mut self, api_version: &str, kind: &str, name: &SmolStr, span: Span) -> DraftId {
        let next = DraftId(self.drafts.len());
        let known = *self.known.entry((kind.into(), name.clone())).or_insert(next);
        if known != next {
            return known;
        }
        let found = self.conditions.schemas.kind_by_api_version(api_version, kind);
        let (ty, namespaced) = match found {
            Some(kind) => (Some(kind.ty), kind.namespaced),
            None => (None, self.declaration.namespace.is_some()),
        };
        let origin = self.origins.add(Origin::Derived(span));
        self.drafts.push(Draft {
            api_version: api_version.into(),
            kind: kind.into(),
            name: name.clone(),
            span,
            origin,
            ty,
            namespaced,
            incomplete: false,
            writes: Vec::new(),
            notes: Vec::new(),
        });
        next
    }

    pub fn write(&mut self, draft: DraftId, path: Vec<Segment>, value: Node) {
        self.drafts[draft.0].writes.push(Write { path, value });
    }

    /// Writes something that is no field of the object.
    pub fn note(&mut self, draft: DraftId, path: Vec<Segment>, value: Node) {
        self.drafts[draft.0].notes.push(Write { path, value });
    }

    /// Merges a draft's writes and reports what does not agree.
    pub fn merge(&mut self, draft: DraftId) -> Merged {
        let draft = &mut self.drafts[draft.0];
        let empty = || Node::map(draft.origin, Layer::DERIVED);
        let (mut root, mut notes) = (empty(), empty());
        let mut conflicts = merge(&mut root, std::mem::take(&mut draft.writes), &mut self.origins);
        conflicts.extend(merge(&mut notes, std::mem::take(&mut draft.notes), &mut self.origins));
        // Where an entry of a list stands twice, what its fields disagree on is not said again.
        let entry = |path: &str| path.rfind(']').map(|end| SmolStr::new(&path[..=end]));
        let twice: FxHashSet<SmolStr> =
            conflicts.iter().filter(|conflict| conflict.same).filter_map(|conflict| entry(&conflict.path)).collect();
        for conflict in conflicts {
            if conflict.same || !entry(&conflict.path).is_some_and(|entry| twice.contains(&entry)) {
                self.report(conflict);
            }
        }
        Merged { root, notes }
    }

    fn report(&mut self, conflict: Conflict) {
        let (first, second) = (self.origins.get(conflict.first), self.origins.get(conflict.second));
        let message = match conflict.same {
            true => {
                let entry = conflict.path.rfind(']').map_or(&*conflict.path, |end| &conflict.path[..=end]);
                let list = entry.rfind('[').unwrap_or(entry.len());
                let from = entry[..list].rfind('.').map_or(0, |dot| dot + 1);
                format!("`{}` stands twice", &entry[from..])
            }
            false => format!("`{}` has two values", conflict.path),
        };
        let diagnostic = Diagnostic::new(Code::TYP006, second.span(), message)
            .note(if conflict.same { "here again" } else { "this one" })
            .label(first.span(), if conflict.same { "first here" } else { "and this one" })
            .help(if conflict.same {
                "remove one of them"
            } else {
                "remove one of them; where both come from templates, say in the block itself which holds"
            });
        // Where both stand in templates, the block that uses both is what the reader must change.
        let own = self.program.unit(self.declaration).tree.statement(self.declaration.statement).range;
        let file = self.program.unit(self.declaration).file;
        let elsewhere = |span: Span| span.file != file || !own.contains(span.range);
        let diagnostic = match elsewhere(first.span()) && elsewhere(second.span()) {
            true => diagnostic.label(self.head_span(), "both apply here"),
            false => diagnostic,
        };
        self.diagnostics.push(diagnostic);
    }

    /// Turns a merged draft into an object of the output: identity first.
    pub fn emit(&mut self, id: DraftId, mut root: Node) {
        let draft = &self.drafts[id.0];
        let (origin, span, name) = (draft.origin, draft.span, draft.name.clone());
        let namespace = self.declaration.namespace.clone().filter(|_| draft.namespaced);
        let text = |text: &SmolStr| Node::string(text.clone(), origin, Layer::DERIVED);
        let Some(map) = root.as_map_mut() else { return };
        let metadata = match map.remove("metadata") {
            Some(Node { value: Value::Map(metadata), .. }) => metadata,
            _ => Default::default(),
        };
        let mut named = crate::object::Map::with_capacity(metadata.len() + 2);
        if !name.is_empty() {
            named.push(SmolStr::new_static("name"), text(&name));
        }
        if let Some(namespace) = &namespace {
            let mut node = text(namespace);
            if let Some(span) = self.declaration.namespace_span {
                node.origin = self.origins.add(Origin::Derived(span));
            }
            named.push(SmolStr::new_static("namespace"), node);
        }
        for (key, node) in metadata.into_entries() {
            if named.get(&key).is_none() {
                named.push(key, node);
            }
        }
        let mut ordered = crate::object::Map::with_capacity(map.len() + 3);
        ordered.push(SmolStr::new_static("apiVersion"), text(&draft.api_version));
        ordered.push(SmolStr::new_static("kind"), text(&draft.kind));
        ordered.push(SmolStr::new_static("metadata"), Node::new(Value::Map(named), origin, Layer::DERIVED));
        for (key, node) in std::mem::take(map).into_entries() {
            if ordered.get(&key).is_none() {
                ordered.push(key, node);
            }
        }
        let mut root = Node::new(Value::Map(ordered), origin, Layer::DERIVED);
        order_object(&mut root);
        // An app's objects are told apart; any other declaration is one object, with what follows from it.
        let of_app = self.declaration.kind == DeclarationKind::App;
        let failed = || self.incomplete || self.diagnostics.iter().any(Diagnostic::is_error);
        let incomplete = if of_app { self.drafts[id.0].incomplete } else { failed() };
        let draft = &self.drafts[id.0];
        self.objects.push(Object {
            api_version: draft.api_version.clone(),
            kind: draft.kind.clone(),
            namespace,
            name,
            ty: draft.ty,
            namespaced: draft.namespaced,
            root,
            span,
            incomplete,
        });
    }

    /// Reads a block: the templates of its head first, weaker, then its statements.
    pub fn block(&mut self, frame: &Frame<'p>, target: &Target, with: &[ValueId], block: Option<BlockId>) {
        self.templates(frame, target, with, Layer::TEMPLATE_DEPTH);
        if let Some(block) = block {
            let tree = &frame.site.unit.tree;
            for &id in tree.statements_of(block) {
                self.statement(frame, target, id);
            }
        }
    }

    fn templates(&mut self, frame: &Frame<'p>, target: &Target, with: &[ValueId], depth: u16) {
        let in_exposure = matches!(target, Target::Exposure(_) | Target::Service(_));
        for &value in with {
            let span = || frame.site.unit.value_span(value);
            self.applied += 1;
            if self.applied > MOST_TEMPLATES {
                let message = format!("more than {MOST_TEMPLATES} templates unfold in one declaration");
                return self.exceed(span(), message);
            }
            if depth == 0 {
                let message = format!("templates use one another more than {} deep", Layer::TEMPLATE_DEPTH);
                return self.exceed(span(), message);
            }
            let applied = self.program.apply(&frame.site, value, &self.implied, in_exposure, &mut self.diagnostics);
            let Some((template, site)) = applied else {
                self.incomplete = true;
                continue;
            };
            let inner = Frame { site, layer: frame.layer.template() };
            self.templates(&inner, target, &template.with, depth - 1);
            let block = self.template_block(template);
            self.block(&inner, target, &[], block);
        }
    }

    /// Says, once, that the declaration unfolds too far. What it makes is never used.
    pub fn exceed(&mut self, span: Span, message: String) {
        if !std::mem::replace(&mut self.exceeded, true) {
            let diagnostic = Diagnostic::new(Code::REF022, span, message)
                .note("here it goes too far")
                .label(self.head_span(), "in this declaration")
                .help("let it use fewer templates, or templates that use fewer");
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether one value more may be made, so many levels within what is around it: what grows without measure ends
    /// here.
    pub fn enter(&mut self, span: Span, levels: usize) -> bool {
        self.values += 1;
        if self.values > MOST_VALUES {
            self.exceed(span, format!("one declaration unfolds to more than {MOST_VALUES} values"));
        } else if self.depth + levels > MOST_DEPTH {
            self.exceed(span, format!("values nest more than {MOST_DEPTH} deep"));
        }
        if !self.exceeded {
            self.depth += levels;
        }
        !self.exceeded
    }

    pub fn leave(&mut self, levels: usize) {
        self.depth -= levels;
    }

    fn template_block(&self, template: &Template) -> Option<BlockId> {
        self.program.units[template.unit].tree.statement(template.statement).block
    }

    fn statement(&mut self, frame: &Frame<'p>, target: &Target, id: StatementId) {
        self.incomplete |= frame.site.unit.tree.statement(id).broken;
        if !self.enter(frame.site.unit.value_span(frame.site.unit.tree.statement(id).head), 0) {
            return;
        }
        match target {
            Target::App => self.app_statement(frame, id),
            Target::Container(path) => self.container_statement(frame, path, id),
            Target::Pod => self.pod_statement(frame, id),
            Target::Exposure(draft) => self.exposure_statement(frame, *draft, Place::Exposure, id),
            Target::Service(draft) => self.exposure_statement(frame, *draft, Place::Service, id),
            Target::External(draft) => self.external_statement(frame, *draft, id),
            Target::Config(draft) => self.config_statement(frame, *draft, id),
            Target::Storage { draft, path } => self.storage_statement(frame, *draft, path, id),
            Target::Fields { draft, path, ty } => self.field_statement(frame, *draft, path, *ty, id),
        }
    }

    /// A statement's head: its text, and whether it was quoted. `None` where it cannot be read.
    pub fn head(&mut self, frame: &Frame<'p>, id: StatementId) -> Option<(SmolStr, bool)> {
        let tree = &frame.site.unit.tree;
        let statement = tree.statement(id);
        let quoted = tree.value(statement.head).kind != ValueKind::Word;
        if let Some(text) = tree.plain(statement.head) {
            return Some((SmolStr::new(text), quoted));
        }
        match self.program.evaluate(&frame.site, statement.head, &mut self.diagnostics).kind {
            Kind::Text { text, .. } => Some((text, quoted)),
            Kind::Poisoned => None,
            _ => {
                let span = frame.site.unit.value_span(statement.head);
                self.diagnostics.push(Diagnostic::new(Code::TYP003, span, "a name must be a word or a text"));
                None
            }
        }
    }

    /// A statement of the table that stands in this place, with its arguments matched; `None` where there is none of
    /// that name, `Some(None)` where its arguments do not fit and a diagnostic says so.
    pub fn known(
        &mut self,
        frame: &Frame<'p>,
        place: Place,
        head: &str,
        id: StatementId,
    ) -> Option<Option<(&'static language::Statement, Matched)>> {
        let definition = language::find(place, head)?;
        let matched = match_statement(frame.site.unit, id, definition, &mut self.diagnostics);
        self.incomplete |= matched.is_none();
        Some(matched.map(|matched| (definition, matched)))
    }

    pub fn evaluate(&mut self, frame: &Frame<'p>, value: ValueId) -> Evaluated<'p> {
        self.program.evaluate(&frame.site, value, &mut self.diagnostics)
    }

    /// A slot's text, with its place. `None` where it is absent, or after a diagnostic.
    pub fn text(&mut self, frame: &Frame<'p>, value: Option<ValueId>) -> Option<(SmolStr, Evaluated<'p>)> {
        let evaluated = self.evaluate(frame, value?);
        match &evaluated.kind {
            Kind::Text { text, .. } => Some((text.clone(), evaluated)),
            Kind::Poisoned => None,
            other => {
                let what = describe(other);
                self.diagnostics.push(Diagnostic::new(
                    Code::TYP003,
                    evaluated.span,
                    format!("a word or text is needed here, not {what}"),
                ));
                None
            }
        }
    }

    /// The origin of a value that a statement writes.
    pub fn origin(&mut self, frame: &Frame<'p>, id: StatementId, evaluated: &Evaluated<'p>) -> OriginId {
        let statement = frame.site.unit.head_span(id);
        let origin = match (&evaluated.given, evaluated.parts.is_empty()) {
            (Some(name), _) => Origin::Given { name: name.clone(), at: statement },
            (None, true) if statement.range.contains(evaluated.span.range) => {
                Origin::Field { statement, value: evaluated.span.range.start }
            }
            (None, true) => Origin::Written(statement),
            (None, false) => Origin::Interpolated { whole: statement, parts: evaluated.parts.clone().into() },
        };
        self.origins.add(origin)
    }

    /// The origin of what a whole statement writes.
    pub fn written(&mut self, frame: &Frame<'p>, id: StatementId) -> OriginId {
        let span = frame.site.unit.head_span(id);
        self.origins.add(Origin::Written(span))
    }

    /// The origin of a value by itself, such as a list's element.
    pub fn value_origin(&mut self, evaluated: &Evaluated<'p>) -> OriginId {
        let span = evaluated.span;
        let origin = match (&evaluated.given, evaluated.parts.is_empty()) {
            (Some(name), _) => Origin::Given { name: name.clone(), at: span },
            (None, true) => Origin::Written(span),
            (None, false) => Origin::Interpolated { whole: span, parts: evaluated.parts.clone().into() },
        };
        self.origins.add(origin)
    }

    /// One block says something twice: where first, and where again.
    pub fn said_twice(&mut self, message: String, first: OriginId, second: OriginId, help: &str) {
        let (first, second) = (self.origins.span(first), self.origins.span(second));
        let diagnostic = Diagnostic::new(Code::TYP006, second, message).note("here again").label(first, "first here");
        self.diagnostics.push(diagnostic.help(help));
    }

    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, span, message));
    }
}

/// What kind of value it is, for a message.
pub(super) fn describe(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { quoted: true, .. } => "a text",
        Kind::Text { .. } => "a word",
        Kind::Mixed(_) => "a text with calls",
        Kind::Call(_) => "a call",
        Kind::List { .. } => "a list",
        Kind::Block { .. } => "a block",
        Kind::Poisoned => "nothing",
    }
}

/// The end of a place, to say that something is missing there.
pub(super) fn end_of(span: Span) -> Span {
    Span {
        file: span.file,
        range: TextRange { start: span.range.end.saturating_sub(1).max(span.range.start), end: span.range.end },
    }
}
