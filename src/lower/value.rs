//! A value of the source as a value of an object: the type that its place asks for decides how a word is read.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::kubernetes::schema::{Type, TypeId};
use crate::language::values;
use crate::lower::context::{Frame, Lowering, describe};
use crate::object::{List, Map, Node, OriginId, Value};
use crate::program::evaluate::{Evaluated, Kind};
use crate::syntax::tree::BlockId;

impl<'p> Lowering<'p> {
    /// The value as `ty` reads it (`None`: a field that no schema knows). `field` names it in messages; its ending
    /// decides whether seconds may be durations and numbers are octal.
    pub fn typed(
        &mut self,
        frame: &Frame<'p>,
        ty: Option<TypeId>,
        field: &str,
        evaluated: Evaluated<'p>,
        origin: OriginId,
    ) -> Node {
        let shape = ty.map_or(Type::Any, |ty| self.conditions.schemas.ty(ty));
        let layer = frame.layer;
        let poisoned = Node::new(Value::Poisoned, origin, layer);
        match evaluated.kind {
            Kind::Poisoned => poisoned,
            Kind::Text { ref text, quoted } => {
                let value = self.scalar(&shape, field, text, quoted, &evaluated);
                Node::new(value.unwrap_or(Value::Poisoned), origin, layer)
            }
            Kind::Mixed(pieces) => match shape {
                Type::String | Type::Any | Type::IntOrString | Type::Quantity => {
                    let value = self.defer(pieces, false);
                    Node::new(value, origin, layer)
                }
                _ => {
                    self.wrong_type(&shape, field, evaluated.span, "a text with calls");
                    poisoned
                }
            },
            Kind::Call(call) => {
                let value = self.call_value(&shape, call);
                Node::new(value, origin, layer)
            }
            Kind::List { site, elements } => {
                let element = match shape {
                    Type::List { element, .. } => Some(element),
                    Type::Any => None,
                    _ => {
                        self.wrong_type(&shape, field, evaluated.span, "a list");
                        return poisoned;
                    }
                };
                let inner = Frame { site, layer };
                let tree = &inner.site.unit.tree;
                let mut items = Vec::with_capacity(tree.elements(elements).len());
                for &value in tree.elements(elements) {
                    if !self.enter(evaluated.span, 1) {
                        return poisoned;
                    }
                    let evaluated = self.evaluate(&inner, value);
                    let origin = self.value_origin(&evaluated);
                    items.push(self.typed(&inner, element, field, evaluated, origin));
                    self.leave(1);
                }
                Node::new(Value::List(List::whole(items)), origin, layer)
            }
            Kind::Block { site, block } => self.typed_block(&Frame { site, layer }, ty, field, block, origin),
        }
    }

    /// A block as a value: an object, a map, a list that its keys make a block of, or whatever no schema knows.
    pub fn typed_block(
        &mut self,
        frame: &Frame<'p>,
        ty: Option<TypeId>,
        field: &str,
        block: BlockId,
        origin: OriginId,
    ) -> Node {
        let shape = ty.map_or(Type::Any, |ty| self.conditions.schemas.ty(ty));
        match shape {
            Type::Object | Type::Any => {
                self.object_block(frame, ty.filter(|_| matches!(shape, Type::Object)), block, origin)
            }
            Type::Map { value } => self.entries(frame, Some(value), block, origin),
            Type::List { element, .. } => {
                let keys = ty.and_then(|ty| self.conditions.schemas.merge_keys(ty));
                let Some(keys) = keys else {
                    let range = frame.site.unit.tree.block(block).range;
                    let span = frame.site.unit.span(range);
                    let diagnostic = Diagnostic::new(
                        Code::TYP003,
                        span,
                        format!("`{field}` is a list, and its entries have no names"),
                    )
                    .help(format!("write `{field} [ {{ … }}, {{ … }} ]`"));
                    self.diagnostics.push(diagnostic);
                    return Node::new(Value::Poisoned, origin, frame.layer);
                };
                self.keyed_list(frame, element, keys, block, origin)
            }
            _ => {
                let span = frame.site.unit.span(frame.site.unit.tree.block(block).range);
                self.wrong_type(&shape, field, span, "a block");
                Node::new(Value::Poisoned, origin, frame.layer)
            }
        }
    }

    /// `KEY value` entries of a map. A dot belongs to the key.
    pub fn entries(&mut self, frame: &Frame<'p>, value_type: Option<TypeId>, block: BlockId, origin: OriginId) -> Node {
        let tree = &frame.site.unit.tree;
        let statements = tree.statements_of(block);
        let mut map = Map::with_capacity(statements.len());
        for &id in statements {
            if tree.statement(id).broken {
                continue;
            }
            let Some((key, _)) = self.head(frame, id) else { continue };
            let Some((node, _)) = self.statement_value(frame, value_type, &key, id) else { continue };
            self.insert(&mut map, key, node);
        }
        Node::new(Value::Map(map), origin, frame.layer)
    }

    /// Adds an entry to a map of one block; twice the same key is a mistake.
    pub fn insert(&mut self, map: &mut Map, key: SmolStr, node: Node) {
        match map.get(&key) {
            Some(first) if !node.is_poisoned() && !first.is_poisoned() => {
                let message = format!("`{key}` stands twice in this block");
                self.said_twice(message, first.origin, node.origin, "remove one of them");
            }
            Some(_) => {}
            None => map.push(key, node),
        }
    }

    fn scalar(
        &mut self,
        shape: &Type,
        field: &str,
        text: &SmolStr,
        quoted: bool,
        evaluated: &Evaluated<'p>,
    ) -> Option<Value> {
        let as_text = || Some(Value::String(text.clone()));
        match shape {
            Type::String | Type::Enum(_) | Type::Time | Type::MicroTime | Type::Bytes => as_text(),
            Type::Int32 | Type::Int64 if quoted => self.wrong_number(field, text, true, evaluated),
            Type::Int32 | Type::Int64 => match integer(field, text) {
                Some(number) => Some(Value::Int(number)),
                None => self.wrong_number(field, text, false, evaluated),
            },
            Type::Number => match text.parse::<i64>() {
                Ok(number) if !quoted => Some(Value::Int(number)),
                _ => match text.parse::<f64>() {
                    Ok(number) if !quoted && number.is_finite() => Some(Value::Float(number)),
                    _ => self.wrong_number(field, text, quoted, evaluated),
                },
            },
            Type::Boolean => match values::boolean(text) {
                Some(value) if !quoted => Some(Value::Bool(value)),
                _ => {
                    let mut diagnostic = Diagnostic::new(
                        Code::TYP003,
                        evaluated.span,
                        format!("`{field}` is `true` or `false`, not `{text}`"),
                    );
                    let meant = match text.to_ascii_lowercase().as_str() {
                        "true" | "yes" | "on" | "y" | "1" => Some("true"),
                        "false" | "no" | "off" | "n" | "0" => Some("false"),
                        _ => None,
                    };
                    if let (Some(meant), true) = (meant, evaluated.parts.is_empty()) {
                        let edit = Edit { span: evaluated.span, text: meant.into() };
                        diagnostic = diagnostic.fix(format!("write `{meant}`"), vec![edit]);
                    }
                    self.diagnostics.push(diagnostic);
                    None
                }
            },
            Type::Quantity if values::is_quantity(text) => as_text(),
            Type::Quantity => {
                let mut diagnostic =
                    Diagnostic::new(Code::TYP003, evaluated.span, format!("`{text}` is no quantity"))
                        .help("a quantity is a number with a suffix such as `m`, `k`, `M`, `G`, `Ki`, `Mi`, `Gi`: `500m`, `128Mi`");
                if text.contains("..") {
                    diagnostic = diagnostic
                        .help("a range stands in `resources { … }` only; `limits` and `requests` take one value");
                }
                self.diagnostics.push(diagnostic);
                None
            }
            Type::IntOrString => match text.parse::<i64>() {
                Ok(number) if !quoted => Some(Value::Int(number)),
                _ => as_text(),
            },
            Type::Any if quoted => as_text(),
            Type::Any => Some(untyped(text)),
            Type::Object | Type::Map { .. } => {
                let span = evaluated.span;
                let mut diagnostic =
                    Diagnostic::new(Code::TYP003, span, format!("`{field}` takes a block, not `{text}`"));
                diagnostic = diagnostic
                    .help(format!("write `{field} {{ … }}`, or a path to one of its fields: `{field}.NAME {text}`"));
                self.diagnostics.push(diagnostic);
                None
            }
            Type::List { .. } => {
                let mut diagnostic =
                    Diagnostic::new(Code::TYP003, evaluated.span, format!("`{field}` is a list, not one value"))
                        .help("put it in brackets");
                if evaluated.parts.is_empty() {
                    let place = crate::source::Span {
                        file: evaluated.span.file,
                        range: crate::source::TextRange {
                            start: evaluated.span.range.start,
                            end: evaluated.span.range.start,
                        },
                    };
                    let end = crate::source::Span {
                        file: evaluated.span.file,
                        range: crate::source::TextRange {
                            start: evaluated.span.range.end,
                            end: evaluated.span.range.end,
                        },
                    };
                    diagnostic = diagnostic.fix(
                        "add the brackets",
                        vec![Edit { span: place, text: "[".into() }, Edit { span: end, text: "]".into() }],
                    );
                }
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn wrong_number(&mut self, field: &str, text: &str, quoted: bool, evaluated: &Evaluated) -> Option<Value> {
        let span = evaluated.span;
        let seconds = field.contains("Seconds");
        let bare = integer(field, text).is_some();
        let message = if quoted && bare {
            format!("`{field}` is a number, and a quoted `{text}` is a text")
        } else if values::duration(text).is_some() {
            format!("`{field}` is a number without a unit, and `{text}` is a duration")
        } else if values::is_quantity(text) {
            format!("`{field}` is a whole number, and `{text}` is a quantity")
        } else {
            format!("`{field}` is a whole number{}, not `{text}`", if seconds { " or a duration" } else { "" })
        };
        let mut diagnostic = Diagnostic::new(Code::TYP003, span, message);
        if !bare && !seconds {
            diagnostic = diagnostic.help(format!("write a number alone, such as `{field} 3`"));
        }
        if quoted && bare && evaluated.parts.is_empty() {
            diagnostic = diagnostic.fix("remove the quotes", vec![Edit { span, text: text.to_string() }]);
        }
        self.diagnostics.push(diagnostic);
        None
    }

    pub fn wrong_type(&mut self, shape: &Type, field: &str, span: crate::source::Span, what: &str) {
        let needed = match shape {
            Type::Object | Type::Map { .. } => "takes a block",
            Type::List { .. } => "takes a list",
            Type::String | Type::Bytes => "takes a text",
            Type::Enum(_) => "takes one of its known values",
            Type::Int32 | Type::Int64 => "takes a whole number",
            Type::Number => "takes a number",
            Type::Boolean => "takes `true` or `false`",
            Type::Quantity => "takes a quantity such as `500m`",
            Type::IntOrString => "takes a number or a name",
            Type::Time | Type::MicroTime => "takes a time such as `2026-01-31T12:00:00Z`",
            Type::Any => "takes a value",
        };
        self.error(Code::TYP003, span, format!("`{field}` {needed}, not {what}"));
    }

    /// What an evaluated value is, for a message.
    pub fn describe(evaluated: &Evaluated) -> &'static str {
        describe(&evaluated.kind)
    }
}

fn integer(field: &str, text: &str) -> Option<i64> {
    if field == "mode" || field == "defaultMode" {
        return values::mode(text);
    }
    // Also `ttlSecondsAfterFinished`.
    if field.contains("Seconds") {
        return values::duration(text);
    }
    text.parse().ok()
}

/// A bare word where the API has no type: only a plain number, `true`, `false` and `null` are not texts.
fn untyped(text: &SmolStr) -> Value {
    match text.as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain = digits.starts_with(|first: char| first.is_ascii_digit())
                && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && (digits.len() == 1 || !digits.starts_with('0') || digits.starts_with("0."));
            match (plain, text.parse::<i64>(), text.parse::<f64>()) {
                (true, Ok(number), _) => Value::Int(number),
                (true, _, Ok(number)) if number.is_finite() => Value::Float(number),
                _ => Value::String(text.clone()),
            }
        }
    }
}
