//! API blocks: fields by their API name, dotted paths, lists whose keys make a block of them. The schema says what
//! each field takes; what it does not know is kept, and found by the check of the tree.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::schema::{Type, TypeId};
use crate::lower::context::{Frame, Lowering, end_of};
use crate::lower::draft::DraftId;
use crate::object::Write;
use crate::object::node::element_key;
use crate::object::{List, ListKeys, Map, Node, OriginId, Segment, Value, merge};
use crate::program::evaluate::{Evaluated, Kind};
use crate::source::Span;
use crate::syntax::tree::{Argument, BlockId, StatementId, ValueId, ValueKind};

/// Names in one dotted head; no schema nests deeper.
const LONGEST_PATH: usize = 32;

/// What a dotted head leads to.
struct Resolved {
    path: Vec<Segment>,
    /// The type at its end; `None` where no schema knows it.
    ty: Option<TypeId>,
    /// The last name of the path.
    name: SmolStr,
}

impl<'p> Lowering<'p> {
    /// One field of an object, written at `path`.
    pub fn field_statement(
        &mut self,
        frame: &Frame<'p>,
        draft: DraftId,
        path: &[Segment],
        ty: Option<TypeId>,
        id: StatementId,
    ) {
        if let Some((head, quoted)) = self.head(frame, id) {
            self.field_named(frame, draft, path, ty, id, &head, quoted);
        }
    }

    /// The same for a statement whose head, or the rest of it, is known already: `name` of `container.name web`.
    #[allow(clippy::too_many_arguments)] // a place to write is a draft and a path, a value a frame and a statement
    pub fn field_named(
        &mut self,
        frame: &Frame<'p>,
        draft: DraftId,
        path: &[Segment],
        ty: Option<TypeId>,
        id: StatementId,
        head: &SmolStr,
        quoted: bool,
    ) {
        let Some((resolved, node)) = self.field_value(frame, ty, id, head, quoted) else { return };
        let path = path.iter().cloned().chain(resolved.path).collect();
        self.write(draft, path, node);
    }

    fn field_value(
        &mut self,
        frame: &Frame<'p>,
        ty: Option<TypeId>,
        id: StatementId,
        head: &SmolStr,
        quoted: bool,
    ) -> Option<(Resolved, Node)> {
        if frame.site.unit.tree.statement(id).broken {
            return None;
        }
        let resolved = self.resolve(frame, ty, head, quoted, id)?;
        let levels = resolved.path.len();
        if !self.enter(frame.site.unit.value_span(frame.site.unit.tree.statement(id).head), levels) {
            return None;
        }
        let value = self.statement_value(frame, resolved.ty, &resolved.name, id);
        self.leave(levels);
        Some((resolved, value?.0))
    }

    /// Follows a dotted head through the schema. A quoted head is one name; in a map a dot belongs to the key.
    fn resolve(
        &mut self,
        frame: &Frame<'p>,
        ty: Option<TypeId>,
        head: &SmolStr,
        quoted: bool,
        id: StatementId,
    ) -> Option<Resolved> {
        let schemas = &self.conditions.schemas;
        let mut path = Vec::new();
        let mut current = ty;
        let mut rest = head.as_str();
        loop {
            let shape = current.map_or(Type::Any, |ty| schemas.ty(ty));
            let whole = quoted || matches!(shape, Type::Map { .. });
            let (name, after) = match rest.split_once('.') {
                Some((name, after)) if !whole => (name, Some(after)),
                _ => (rest, None),
            };
            if name.is_empty() || after == Some("") {
                let span = frame.site.unit.value_span(frame.site.unit.tree.statement(id).head);
                self.error(
                    Code::TYP002,
                    span,
                    format!("`{head}` is no path of fields: a name is missing beside a dot"),
                );
                return None;
            }
            let next = match shape {
                Type::Object => current.and_then(|ty| schemas.field(ty, name)).map(|field| field.ty),
                Type::Map { value } => Some(value),
                Type::Any => None,
                _ => {
                    let span = frame.site.unit.value_span(frame.site.unit.tree.statement(id).head);
                    let list = matches!(shape, Type::List { .. });
                    let before = head[..head.len() - rest.len()].trim_end_matches('.');
                    let mut diagnostic = Diagnostic::new(
                        Code::TYP002,
                        span,
                        format!(
                            "`{before}` has no field `{name}`: it is {}",
                            if list { "a list" } else { "one value" }
                        ),
                    );
                    if list {
                        diagnostic = diagnostic
                            .help(format!("write `{before} [ {{ {name} … }} ]`, or a block of its entries by name"));
                    }
                    self.diagnostics.push(diagnostic);
                    return None;
                }
            };
            path.push(Segment::Key(SmolStr::new(name)));
            if path.len() > LONGEST_PATH {
                let span = frame.site.unit.value_span(frame.site.unit.tree.statement(id).head);
                self.error(Code::TYP002, span, format!("this path of fields is longer than {LONGEST_PATH}"));
                return None;
            }
            current = next;
            match after {
                Some(after) => rest = after,
                None => return Some(Resolved { path, ty: current, name: SmolStr::new(name) }),
            }
        }
    }

    /// The value that a statement gives to its head: its one argument, or its block. Neither is an empty object, map
    /// or list. The origin returned is that of the statement.
    pub fn statement_value(
        &mut self,
        frame: &Frame<'p>,
        ty: Option<TypeId>,
        name: &str,
        id: StatementId,
    ) -> Option<(Node, OriginId)> {
        let tree = &frame.site.unit.tree;
        let statement = tree.statement(id);
        if statement.broken {
            return None;
        }
        let arguments = tree.arguments(statement);
        match (arguments, statement.block) {
            ([Argument::Value(value)], None) => {
                let evaluated = self.evaluate(frame, *value);
                let origin = self.origin(frame, id, &evaluated);
                Some((self.typed(frame, ty, name, evaluated, origin), origin))
            }
            ([], Some(block)) => {
                let origin = self.written(frame, id);
                Some((self.typed_block(frame, ty, name, block, origin), origin))
            }
            ([], None) => {
                let origin = self.written(frame, id);
                let shape = ty.map_or(Type::Any, |ty| self.conditions.schemas.ty(ty));
                let value = match shape {
                    Type::Object | Type::Map { .. } => Value::Map(Map::new()),
                    _ => {
                        let span = frame.site.unit.head_span(id);
                        self.error(Code::TYP007, end_of(span).to(span), format!("`{name}` lacks a value"));
                        Value::Poisoned
                    }
                };
                Some((Node::new(value, origin, frame.layer), origin))
            }
            ([Argument::Value(_)], Some(block)) => {
                let span = frame.site.unit.span(tree.block(block).range);
                let diagnostic =
                    Diagnostic::new(Code::TYP008, span, format!("`{name}` takes a value or a block, not both"));
                self.diagnostics.push(diagnostic);
                Some(self.unread(frame, id))
            }
            _ => {
                self.too_many(frame, name, id, arguments);
                Some(self.unread(frame, id))
            }
        }
    }

    /// A value that could not be read, and about which a finding was given: it is not missing.
    fn unread(&mut self, frame: &Frame<'p>, id: StatementId) -> (Node, OriginId) {
        let origin = self.written(frame, id);
        (Node::new(Value::Poisoned, origin, frame.layer), origin)
    }

    fn too_many(&mut self, frame: &Frame<'p>, name: &str, id: StatementId, arguments: &[Argument]) {
        let unit = frame.site.unit;
        let place = |argument: &Argument| match argument {
            Argument::Value(value) => unit.value_span(*value),
            Argument::Arrow(range) | Argument::Equals(range) | Argument::Comma(range) => unit.span(*range),
        };
        let first = place(&arguments[0]);
        let all = arguments.iter().map(place).fold(first, Span::to);
        let is_word = |value: ValueId| unit.tree.value(value).kind == ValueKind::Word;
        let only_words = arguments.iter().all(|argument| matches!(argument, Argument::Value(value) if is_word(*value)));
        let text = unit.tree.text(all.range);
        let mut diagnostic = Diagnostic::new(Code::TYP008, all, format!("`{name}` takes one value"));
        diagnostic = if only_words {
            diagnostic
                .note("these are several words")
                .help("quote a text with blanks in it; a list is written `[a, b]`")
                .fix("quote it", vec![crate::diagnostics::Edit { span: all, text: quote(text) }])
        } else if !text.contains(char::is_whitespace) {
            diagnostic
                .note("a sign at the edge of a word ends it")
                .help("quote a text with such signs in it")
                .fix("quote it", vec![crate::diagnostics::Edit { span: all, text: quote(text) }])
        } else {
            let head = unit.head_span(id);
            diagnostic.help(format!("`{}` stands where a field of the API is expected", unit.tree.text(head.range)))
        };
        self.diagnostics.push(diagnostic);
    }

    /// An object's fields, or a block that no schema knows.
    pub fn object_block(&mut self, frame: &Frame<'p>, ty: Option<TypeId>, block: BlockId, origin: OriginId) -> Node {
        let mut root = Node::map(origin, frame.layer);
        self.fill(frame, ty, block, &mut root);
        root
    }

    /// Adds a block's fields to an object.
    fn fill(&mut self, frame: &Frame<'p>, ty: Option<TypeId>, block: BlockId, root: &mut Node) {
        let tree = &frame.site.unit.tree;
        let mut writes = Vec::with_capacity(tree.statements_of(block).len());
        for &id in tree.statements_of(block) {
            let Some((head, quoted)) = self.head(frame, id) else { continue };
            if let Some((resolved, node)) = self.field_value(frame, ty, id, &head, quoted) {
                writes.push(Write { path: resolved.path, value: node });
            }
        }
        for conflict in merge(root, writes, &mut self.origins) {
            let message = format!("`{}` stands twice in this block", conflict.path);
            self.said_twice(message, conflict.first, conflict.second, "remove one of them");
        }
    }

    /// A list that its keys make a block of: `KEY { fields }`, `KEY value`, or `KEY` alone.
    pub fn keyed_list(
        &mut self,
        frame: &Frame<'p>,
        element: TypeId,
        keys: ListKeys,
        block: BlockId,
        origin: OriginId,
    ) -> Node {
        let tree = &frame.site.unit.tree;
        let mut list = List::keyed(keys);
        for &id in tree.statements_of(block) {
            if tree.statement(id).broken {
                continue;
            }
            let Some((key, _)) = self.head(frame, id) else { continue };
            let Some(node) = self.keyed_element(frame, element, keys, &key, id) else { continue };
            let place = element_key(&node, keys).unwrap_or(key);
            match list.find(&place) {
                Some(first) => {
                    let message = format!("`{place}` stands twice in this block");
                    let help = "the form in brackets `[ … ]` keeps duplicates, if they are meant";
                    self.said_twice(message, list.items[first].origin, node.origin, help);
                }
                None => {
                    list.push_keyed(place, node);
                }
            }
        }
        Node::new(Value::List(list), origin, frame.layer)
    }

    /// One element of a keyed list, its key field first.
    pub fn keyed_element(
        &mut self,
        frame: &Frame<'p>,
        element: TypeId,
        keys: ListKeys,
        key: &SmolStr,
        id: StatementId,
    ) -> Option<Node> {
        let tree = &frame.site.unit.tree;
        let statement = tree.statement(id);
        let origin = self.written(frame, id);
        let key_field = keys.first()?;
        let key_type = self.conditions.schemas.field(element, key_field).map(|field| field.ty);
        let head = Evaluated {
            kind: Kind::Text { text: key.clone(), quoted: false },
            span: frame.site.unit.value_span(statement.head),
            parts: Vec::new(),
            given: None,
        };
        let mut root = Node::map(origin, frame.layer);
        let key_node = self.typed(frame, key_type, key_field, head, origin);
        if let Some(map) = root.as_map_mut() {
            map.push(SmolStr::new_static(key_field), key_node);
        }
        match (tree.arguments(statement), statement.block) {
            ([], None) => {}
            ([], Some(block)) => self.fill(frame, Some(element), block, &mut root),
            ([Argument::Value(value)], None) => {
                let Some(field) = self.conditions.schemas.field(element, "value") else {
                    let span = frame.site.unit.value_span(*value);
                    let diagnostic =
                        Diagnostic::new(Code::TYP003, span, format!("`{key}` takes a block of fields, not one value"))
                            .help(format!("write `{key} {{ … }}`"));
                    self.diagnostics.push(diagnostic);
                    return None;
                };
                let evaluated = self.evaluate(frame, *value);
                let origin = self.origin(frame, id, &evaluated);
                let node = self.typed(frame, Some(field.ty), key, evaluated, origin);
                if let Some(map) = root.as_map_mut() {
                    map.push(SmolStr::new_static("value"), node);
                }
            }
            (arguments, _) => {
                self.too_many(frame, key, id, arguments);
                return None;
            }
        }
        Some(root)
    }

    /// A slot's value as a field reads it, with the statement as its origin.
    pub fn slot(
        &mut self,
        frame: &Frame<'p>,
        ty: Option<TypeId>,
        field: &str,
        id: StatementId,
        value: Option<ValueId>,
    ) -> Option<Node> {
        let evaluated = self.evaluate(frame, value?);
        let origin = self.origin(frame, id, &evaluated);
        Some(self.typed(frame, ty, field, evaluated, origin))
    }

    /// The type of a field.
    pub fn field_type(&self, ty: Option<TypeId>, field: &str) -> Option<TypeId> {
        Some(self.conditions.schemas.field(ty?, field)?.ty)
    }
}

/// A text in double quotes.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') || c == '$' {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}
