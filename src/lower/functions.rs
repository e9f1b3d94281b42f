//! Functions: `url(ref)`, `secret(name:key)`, `file("path")` and the others. What needs another declaration is deferred.

use smol_str::SmolStr;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::schema::Type;
use crate::language::{self, FUNCTIONS, function, values};
use crate::lower::context::{Frame, Lowering};
use crate::object::{Map, Node, OriginId, Value};
use crate::program::evaluate::{Call, Kind, Piece};
use crate::source::Span;

/// A text that is known once every declaration is expanded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deferred {
    pub pieces: Vec<DeferredPiece>,
    /// The place asks for a number (`port(ref)` in an integer field).
    pub number: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DeferredPiece {
    Text(String),
    Reference { function: Function, target: Target, span: Span },
}

/// What is asked of a reference's target.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Function {
    Url,
    Host,
    Address,
    Port,
    Fqdn,
    Hash,
}

/// `[namespace/]name[:part]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    pub namespace: Option<SmolStr>,
    pub name: SmolStr,
    pub part: Option<SmolStr>,
}

/// A config or secret, and perhaps one of its keys, that must exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lookup {
    pub secret: bool,
    pub namespace: Option<SmolStr>,
    pub name: SmolStr,
    pub key: Option<SmolStr>,
    pub span: Span,
}

impl<'p> Lowering<'p> {
    /// A call where a value is expected.
    pub fn call_value(&mut self, shape: &Type, call: Call<'p>) -> Value {
        match call.function() {
            "file" => self.file(&call).map_or(Value::Poisoned, Value::String),
            "secret" | "config" | "field" | "resource" => {
                let function = call.function();
                let diagnostic = Diagnostic::new(
                    Code::TYP003,
                    call.span(),
                    format!("`{function}(…)` is the value of an environment variable, and this is none"),
                )
                .note("Kubernetes fills it in when the pod starts")
                .help(format!("write it in `env {{ NAME {function}(…) }}` and read the variable"));
                self.diagnostics.push(diagnostic);
                Value::Poisoned
            }
            "port" if matches!(shape, Type::Int32 | Type::Int64 | Type::IntOrString | Type::Any) => {
                self.defer(vec![Piece::Call(call)], true)
            }
            _ if matches!(shape, Type::String | Type::IntOrString | Type::Any) => {
                self.defer(vec![Piece::Call(call)], false)
            }
            _ => {
                let known = function(call.function()).is_some();
                match known {
                    true => self.wrong_type(shape, "this field", call.span(), &format!("`{}(…)`", call.function())),
                    false => self.unknown_function(&call),
                }
                Value::Poisoned
            }
        }
    }

    /// A value to be filled in later.
    pub fn defer(&mut self, pieces: Vec<Piece<'p>>, number: bool) -> Value {
        let mut deferred = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Text(text) => deferred.push(DeferredPiece::Text(text)),
                Piece::Call(call) => match self.reference(&call) {
                    Some(piece) => deferred.push(piece),
                    None => return Value::Poisoned,
                },
            }
        }
        self.deferred.push(Deferred { pieces: deferred, number });
        Value::Deferred(self.deferred.len() as u32 - 1)
    }

    fn reference(&mut self, call: &Call<'p>) -> Option<DeferredPiece> {
        let function = match call.function() {
            "url" => Function::Url,
            "host" => Function::Host,
            "address" => Function::Address,
            "port" => Function::Port,
            "fqdn" => Function::Fqdn,
            "hash" => Function::Hash,
            "file" => return self.file(call).map(|text| DeferredPiece::Text(text.to_string())),
            "secret" | "config" | "field" | "resource" => {
                let message = format!(
                    "`{}(…)` cannot be part of a text: Kubernetes fills it in when the pod starts",
                    call.function()
                );
                let diagnostic = Diagnostic::new(Code::TYP003, call.span(), message)
                    .help("give it a variable of its own in `env`, and use that in the text: `$(NAME)`");
                self.diagnostics.push(diagnostic);
                return None;
            }
            _ => {
                self.unknown_function(call);
                return None;
            }
        };
        let (text, span) = self.one_argument(call)?;
        let Some(reference) = values::reference(&text) else {
            let diagnostic = Diagnostic::new(Code::TYP003, span, format!("`{text}` is no reference"))
                .help("a reference is `name`, `name:port` or `namespace/name:port`");
            self.diagnostics.push(diagnostic);
            return None;
        };
        let target = Target {
            namespace: reference.namespace.map(SmolStr::new),
            name: SmolStr::new(reference.name),
            part: reference.part.map(SmolStr::new),
        };
        Some(DeferredPiece::Reference { function, target, span })
    }

    fn unknown_function(&mut self, call: &Call<'p>) {
        let name = call.function();
        let span = call.site.unit.span(call.name);
        let names = || FUNCTIONS.iter().map(|function| function.name);
        let diagnostic = Diagnostic::new(Code::TYP012, span, format!("there is no function `{name}`"));
        self.diagnostics.push(match nearest(name, names()) {
            Some(near) => diagnostic.meant(span, near),
            None => {
                let known: Vec<&str> = names().collect();
                diagnostic.help(format!(
                    "known are {}; quote a text with parentheses in it",
                    crate::language::form::one_of(&known)
                ))
            }
        });
    }

    /// The text of a call's only argument.
    fn one_argument(&mut self, call: &Call<'p>) -> Option<(SmolStr, Span)> {
        let arguments = call.site.unit.tree.call_arguments(call.arguments);
        let usage = || function(call.function()).map_or_else(String::new, language::Function::describe);
        let [argument] = arguments else {
            let message = format!("`{}(…)` takes one argument, not {}", call.function(), arguments.len());
            self.diagnostics.push(Diagnostic::new(Code::TYP008, call.span(), message).help(usage()));
            return None;
        };
        if let Some(name) = argument.name {
            let message = format!("the argument of `{}(…)` has no name", call.function());
            self.diagnostics.push(Diagnostic::new(Code::TYP008, call.site.unit.span(name), message).help(usage()));
            return None;
        }
        let evaluated = self.program.evaluate(&call.site, argument.value, &mut self.diagnostics);
        match evaluated.kind {
            Kind::Text { text, .. } => Some((text, evaluated.span)),
            Kind::Poisoned => None,
            _ => {
                let message = format!("the argument of `{}(…)` is a word or text", call.function());
                self.diagnostics.push(Diagnostic::new(Code::TYP003, evaluated.span, message).help(usage()));
                None
            }
        }
    }

    fn file(&mut self, call: &Call<'p>) -> Option<SmolStr> {
        let (path, span) = self.one_argument(call)?;
        let whole = crate::source::path::join(&call.site.unit.folder, &path);
        match self.program.texts.get(&whole) {
            Some(Ok(text)) => Some(SmolStr::new(text)),
            Some(Err(reason)) => {
                let diagnostic = Diagnostic::new(Code::REF017, span, format!("`{whole}` cannot be read: {reason}"))
                    .help("the path is relative to the folder of this file");
                self.diagnostics.push(diagnostic);
                None
            }
            None => {
                let diagnostic = Diagnostic::new(Code::REF017, span, format!("`{whole}` is not known"))
                    .note("the path of `file(…)` must be written out, so that it can be read before anything is built");
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// `valueFrom` of an environment variable; `None` where the call is an ordinary value.
    pub fn value_from(&mut self, frame: &Frame<'p>, call: &Call<'p>, origin: OriginId) -> Option<Node> {
        let layer = frame.layer;
        let text = |text: &str| Node::string(text, origin, layer);
        let wrap = |key: &'static str, inner: Map| {
            let mut map = Map::with_capacity(1);
            map.push(SmolStr::new_static(key), Node::new(Value::Map(inner), origin, layer));
            Node::new(Value::Map(map), origin, layer)
        };
        let poisoned = Node::new(Value::Poisoned, origin, layer);
        let function = call.function();
        if !matches!(function, "secret" | "config" | "field" | "resource") {
            return None;
        }
        let Some((argument, span)) = self.one_argument(call) else { return Some(poisoned) };
        let mut inner = Map::with_capacity(2);
        match function {
            "field" => {
                inner.push(SmolStr::new_static("fieldPath"), text(&argument));
                return Some(wrap("fieldRef", inner));
            }
            "resource" => {
                inner.push(SmolStr::new_static("resource"), text(&argument));
                return Some(wrap("resourceFieldRef", inner));
            }
            _ => {}
        }
        let reference = values::reference(&argument).filter(|reference| reference.namespace.is_none());
        let Some((name, key)) = reference.and_then(|reference| Some((reference.name, reference.part?))) else {
            let diagnostic = Diagnostic::new(Code::TYP003, span, format!("`{argument}` names no key of a {function}"))
                .help(format!("write `{function}(NAME:KEY)`; a pod reads what is in its own namespace"));
            self.diagnostics.push(diagnostic);
            return Some(poisoned);
        };
        self.look_up(function == "secret", name, Some(key), span);
        inner.push(SmolStr::new_static("name"), text(name));
        inner.push(SmolStr::new_static("key"), text(key));
        Some(wrap(if function == "secret" { "secretKeyRef" } else { "configMapKeyRef" }, inner))
    }

    /// Remembers that a config or secret must exist.
    pub fn look_up(&mut self, secret: bool, name: &str, key: Option<&str>, span: Span) {
        let namespace = self.declaration.namespace.clone();
        self.lookups.push(Lookup { secret, namespace, name: SmolStr::new(name), key: key.map(SmolStr::new), span });
    }
}
