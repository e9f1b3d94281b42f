//! The check of an object tree against the schema of a version: one walk, which allocates only for what is wrong.
//!
//! Values that are poisoned or not yet known are passed over; `null` means absent, as it does to the API server.

use super::finding::Finding;
use super::path::{Path, Step, spell};
use super::schemas::Schemas;
use super::types::{EnumValues, Field, Kind, Type, TypeId};
use super::wording::{self, describe, expected};
use crate::diagnostics::{Code, nearest};
use crate::kubernetes::Version;
use crate::object::{Map, Node, OriginId, Value};

/// Trees are not deeper than this; what is, is not looked at.
const DEPTH: usize = 256;

/// Checks a tree whose root is of type `ty`: unknown fields, wrong types and values, what is missing, and what the
/// target version does not have.
pub fn check_schema(schemas: &Schemas, ty: TypeId, root: &Node, version: Version, sink: &mut dyn FnMut(Finding)) {
    walk(schemas, ty, root, version, sink);
}

/// The check, and how many values it looked at.
pub(super) fn walk(
    schemas: &Schemas,
    ty: TypeId,
    root: &Node,
    version: Version,
    sink: &mut dyn FnMut(Finding),
) -> usize {
    let mut walk = Walk { schemas, version, sink, lenient: false, depth: 0, steps: 0 };
    walk.value(ty, root, None);
    walk.steps
}

/// Whether the target version serves the kind; `origin` is where the kind is written.
pub fn check_kind(kind: &Kind<'_>, version: Version, origin: OriginId) -> Option<Finding> {
    if kind.is_in(version) {
        return None;
    }
    let name = format!("`{}` of `{}`", kind.kind, kind.api_version());
    let finding = |code, message| Finding::new(code, origin, "apiVersion".to_owned(), message);
    let Some(until) = kind.until.filter(|until| version > *until) else {
        return Some(
            finding(Code::DEP001, format!("{name} exists from Kubernetes {} on", kind.since))
                .note(format!("the target is Kubernetes {version}"))
                .help(wording::later_target(kind.since)),
        );
    };
    let mut gone = finding(Code::DEP002, format!("{name} is gone since Kubernetes 1.{}", until.0.saturating_add(1)))
        .note(format!("the target is Kubernetes {version}"));
    if let Some((api_version, instead)) = kind.instead.and_then(|instead| instead.rsplit_once('/')) {
        gone = gone.help(if instead == kind.kind {
            format!("write it as `{api_version}`; some of its fields may differ")
        } else {
            format!("use `{instead}` of `{api_version}`")
        });
        if instead == kind.kind {
            gone.replacement = Some(api_version.to_owned());
        }
    }
    Some(gone)
}

struct Walk<'a> {
    schemas: &'a Schemas,
    version: Version,
    sink: &'a mut dyn FnMut(Finding),
    /// Within `status`, which the API server does not read from a manifest: nothing is missing there.
    lenient: bool,
    depth: usize,
    steps: usize,
}

impl Walk<'_> {
    fn value(&mut self, ty: TypeId, node: &Node, path: Option<&Path<'_>>) {
        if self.depth > DEPTH {
            return;
        }
        self.steps += 1;
        let schemas = self.schemas;
        let fits = match (schemas.ty(ty), &node.value) {
            (_, Value::Null | Value::Deferred(_) | Value::Poisoned) | (Type::Any, _) => true,
            (Type::Object, Value::Map(map)) => {
                self.depth += 1;
                self.object(ty, map, node, path);
                self.depth -= 1;
                true
            }
            (Type::Map { value }, Value::Map(map)) => {
                self.depth += 1;
                for entry in map.iter() {
                    let step = Path { parent: path, owner: None, step: Step::Key(&entry.key) };
                    self.value(value, &entry.node, Some(&step));
                }
                self.depth -= 1;
                true
            }
            (Type::List { element, .. }, Value::List(list)) => {
                self.depth += 1;
                for (index, item) in list.items.iter().enumerate() {
                    let step = Path { parent: path, owner: None, step: Step::Index(index) };
                    self.value(element, item, Some(&step));
                }
                self.depth -= 1;
                true
            }
            (Type::Enum(values), Value::String(text)) => {
                self.enumerated(values, text, node, path);
                true
            }
            (Type::String | Type::Bytes | Type::Time | Type::MicroTime, Value::String(_))
            | (Type::Quantity, Value::String(_) | Value::Int(_) | Value::Float(_))
            | (Type::Number, Value::Int(_) | Value::Float(_))
            | (Type::IntOrString, Value::String(_))
            | (Type::Int64, Value::Int(_))
            | (Type::Boolean, Value::Bool(_)) => true,
            (Type::Int32 | Type::IntOrString, Value::Int(number)) => {
                if i32::try_from(*number).is_err() {
                    self.out_of_range(*number, node, path);
                }
                true
            }
            // kubectl sends `3.0` as `3`.
            (Type::Int32 | Type::IntOrString, Value::Float(number)) => {
                number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX)
            }
            (Type::Int64, Value::Float(number)) => number.fract() == 0.0 && number.abs() < 9.0e15,
            _ => false,
        };
        if !fits {
            self.wrong_type(ty, node, path);
        }
    }

    fn object(&mut self, ty: TypeId, map: &Map, node: &Node, path: Option<&Path<'_>>) {
        let schemas = self.schemas;
        // What unknown fields were probably meant to be: such a field is not reported as missing as well.
        let mut meant: Vec<String> = Vec::new();
        for entry in map.iter() {
            let step = Path { parent: path, owner: Some(ty), step: Step::Field(&entry.key) };
            match schemas.field(ty, &entry.key) {
                Some(field) if field.is_in(self.version) => {
                    let was = self.lenient;
                    self.lenient = was || (path.is_none() && field.name == "status");
                    self.value(field.ty, &entry.node, Some(&step));
                    self.lenient = was;
                }
                // An absent value of an absent field says nothing.
                _ if matches!(entry.node.value, Value::Null | Value::Poisoned | Value::Deferred(_)) => {}
                Some(field) => self.field_of_other_version(ty, &field, &entry.node, &step),
                None if schemas.allows_unknown(ty) => {}
                None => meant.extend(self.unknown_field(ty, &entry.key, &entry.node, &step)),
            }
        }
        if self.lenient {
            return;
        }
        for field in schemas.required_fields(ty) {
            let absent = map.get(field.name).is_none_or(|node| matches!(node.value, Value::Null));
            if absent && field.is_in(self.version) && !meant.iter().any(|name| name == field.name) {
                self.missing(ty, &field, node, path);
            }
        }
    }

    fn enumerated(&mut self, values: EnumValues<'_>, text: &str, node: &Node, path: Option<&Path<'_>>) {
        // The empty string is what the API server has for an absent one.
        if text.is_empty() {
            return;
        }
        let name = path.map_or("", Path::field_name);
        let known = values.find(text);
        if known.is_some_and(|known| known.is_in(self.version)) {
            return;
        }
        let allowed = wording::list(values.available(self.version));
        let finding = |code, message| Finding::new(code, node.origin, spell(path), message);
        let version = self.version;
        (self.sink)(match known {
            Some(known) if version < known.since => {
                finding(Code::DEP001, format!("`{text}` as `{name}` exists from Kubernetes {} on", known.since))
                    .note(format!("the target is Kubernetes {version}"))
                    .help(format!("{}, or write {allowed}", wording::later_target(known.since)))
            }
            Some(known) => {
                let last = known.until.unwrap_or(version);
                finding(Code::DEP002, format!("`{text}` as `{name}` existed until Kubernetes {last}"))
                    .note(format!("the target is Kubernetes {version}"))
                    .help(format!("write {allowed}"))
            }
            None => {
                let replacement = nearest(text, values.available(version)).map(str::to_owned);
                let finding = finding(Code::TYP004, format!("`{name}` cannot be `{}`", wording::shorten(text)));
                let mut finding = match &replacement {
                    Some(near) => finding.note(format!("did you mean `{near}`?")),
                    None => finding.note("no such value"),
                };
                finding.replacement = replacement;
                finding.help(format!("write {allowed}"))
            }
        });
    }

    fn out_of_range(&mut self, number: i64, node: &Node, path: Option<&Path<'_>>) {
        let name = path.map_or("", Path::field_name);
        let message = format!("`{name}` cannot be {number}: the API stores it in 32 bits");
        let finding = Finding::new(Code::TYP003, node.origin, spell(path), message);
        (self.sink)(finding.help(format!("write a number from {} to {}", i32::MIN, i32::MAX)));
    }

    fn wrong_type(&mut self, ty: TypeId, node: &Node, path: Option<&Path<'_>>) {
        let shape = self.schemas.ty(ty);
        let wanted = expected(self.schemas, ty, self.version);
        let found = describe(&node.value);
        let message = match path {
            Some(path) => format!("`{}` takes {wanted}, not {found}", path.field_name()),
            None => format!("an object is a map of fields, not {found}"),
        };
        let mut finding =
            Finding::new(Code::TYP003, node.origin, spell(path), message).note(format!("expected {wanted}"));
        if let Some((help, replacement)) = wording::conversion(shape, &node.value) {
            finding = finding.help(help);
            finding.replacement = replacement;
        }
        (self.sink)(finding);
    }

    fn field_of_other_version(&mut self, ty: TypeId, field: &Field<'_>, node: &Node, path: &Path<'_>) {
        let (name, owner, version) = (field.name, self.schemas.type_name(ty), self.version);
        let finding = |code, message| {
            Finding::new(code, node.origin, spell(Some(path)), message)
                .note(format!("the target is Kubernetes {version}"))
        };
        (self.sink)(match field.until.filter(|until| version > *until) {
            Some(until) => finding(Code::DEP002, format!("`{name}` of {owner} existed until Kubernetes {until}"))
                .help("drop it: the API server of the target would ignore or refuse it"),
            None => finding(Code::DEP001, format!("`{name}` of {owner} exists from Kubernetes {} on", field.since))
                .help(format!("{}, or drop the field", wording::later_target(field.since))),
        });
    }

    /// Reports an unknown field, and gives the one that it was probably meant to be.
    fn unknown_field(&mut self, ty: TypeId, name: &str, node: &Node, path: &Path<'_>) -> Option<String> {
        let (schemas, version) = (self.schemas, self.version);
        let owner = schemas.type_name(ty);
        let fields = || schemas.fields(ty).filter(move |field| field.is_in(version));
        let replacement = nearest(name, fields().map(|field| field.name)).map(str::to_owned);
        let message = format!("{owner} has no field `{}`", wording::shorten(name));
        let finding = Finding::new(Code::TYP002, node.origin, spell(Some(path)), message);
        let finding = match (&replacement, self.elsewhere(ty, name, path)) {
            // The exact name one level away says more than a similar one here.
            (_, Some(place)) => finding.note("not a field of this block").help(place),
            (Some(near), None) => {
                let mut finding = finding.note(format!("did you mean `{near}`?"));
                finding.replacement = replacement.clone();
                finding.help(format!("write `{near}`, or drop the field"))
            }
            (None, None) => finding.note("unknown field").help(wording::fields(owner, fields())),
        };
        (self.sink)(finding);
        replacement
    }

    /// Says where a field of that name does stand: in an object around this one, or in one directly below it.
    fn elsewhere(&self, ty: TypeId, name: &str, path: &Path<'_>) -> Option<String> {
        let mut around = path.parent;
        while let Some(step) = around {
            if let Some(owner) = step.owner.filter(|owner| self.has_field(*owner, name)) {
                let place = match spell(step.parent) {
                    place if place.is_empty() => "at the top".to_owned(),
                    place => format!("at `{place}`"),
                };
                return Some(format!("`{name}` is a field of {}: move it out, {place}", self.schemas.type_name(owner)));
            }
            around = step.parent;
        }
        let mut below = self.schemas.fields(ty).filter(|field| {
            field.is_in(self.version)
                && !matches!(field.name, "status" | "metadata")
                && self.has_field(self.object_in(field.ty), name)
        });
        let field = below.next()?;
        // In several of them it could stand anywhere: that is no help.
        below.next().is_none().then(|| {
            let inner = self.schemas.type_name(self.object_in(field.ty));
            format!("`{name}` is a field of {inner}: move it into `{}`", field.name)
        })
    }

    fn object_in(&self, ty: TypeId) -> TypeId {
        match self.schemas.ty(ty) {
            Type::List { element, .. } => element,
            _ => ty,
        }
    }

    fn has_field(&self, ty: TypeId, name: &str) -> bool {
        self.schemas.field(ty, name).is_some_and(|field| field.is_in(self.version))
    }

    fn missing(&mut self, ty: TypeId, field: &Field<'_>, node: &Node, path: Option<&Path<'_>>) {
        let name = field.name;
        let owner = self.schemas.type_name(ty);
        let step = Path { parent: path, owner: Some(ty), step: Step::Field(name) };
        let wanted = expected(self.schemas, field.ty, self.version);
        let finding = Finding::new(Code::TYP005, node.origin, spell(Some(&step)), format!("{owner} needs `{name}`"))
            .note(format!("`{name}` is missing here"))
            .help(format!("add `{name}`: {wanted}"));
        (self.sink)(finding);
    }
}
