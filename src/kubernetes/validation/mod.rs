//! The API server's own rules, each with its id, over the types of k8s-openapi: one file per kind. A rule names the
//! field as the server does; where that field stands in the source is looked up in the tree. Rules read an object
//! after the server's defaults; the object that is written out never has them.
//!
//! A kind is added by a file with a table of its rules and a `check`, and a line in [`check_rules`] and in [`rules`].

mod config_map;
mod endpoint_slice;
pub mod formats;
mod metadata;
mod pod;
mod rule;
mod service;
#[cfg(test)]
mod tests;
mod workload;

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::kubernetes::schema::{Finding, Schemas, check_kind, check_schema};
use crate::kubernetes::{Group, Object, Target};
use crate::object::path::{find, resolve_deepest};
use crate::object::{Node, Origin, Origins, Value};
use crate::source::{Span, TextRange};

pub use rule::{ErrorKind, Rule};

/// Every rule that svcc holds against an object, by kind.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [metadata::TABLE, service::TABLE, endpoint_slice::TABLE, config_map::TABLE, workload::TABLE, pod::TABLE]
        .into_iter()
        .flatten()
}

/// Everything that the schema and the rules of the API server say of a group's objects.
pub fn check_group(group: &Group, schemas: &Schemas, target: &Target) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    // A text that several objects of a declaration take from one place is reported once.
    let mut texts = Vec::new();
    for object in &group.objects {
        let first = diagnostics.len();
        check_types(object, &group.origins, schemas, target, &mut diagnostics);
        // What an unknown field was meant to be is not missing.
        if object.incomplete || diagnostics[first..].iter().any(|found| found.code == Code::TYP002) {
            continue;
        }
        // A field whose value the schema refuses says nothing that a rule could hold against it.
        let refused: Vec<String> =
            diagnostics[first..].iter().filter_map(|diagnostic| diagnostic.path.clone()).collect();
        let mut rules = Rules {
            object,
            root: without(&object.root, &refused),
            origins: &group.origins,
            target,
            refused,
            texts: &mut texts,
            found: Vec::new(),
        };
        check_rules(&mut rules);
        diagnostics.append(&mut rules.found);
    }
    diagnostics
}

fn check_rules(rules: &mut Rules) {
    metadata::check(rules);
    let object = rules.object;
    match (object.api_version.as_str(), object.kind.as_str()) {
        ("v1", "Service") => service::check(rules),
        ("discovery.k8s.io/v1", "EndpointSlice") => endpoint_slice::check(rules),
        ("v1", "ConfigMap") => config_map::check(rules),
        ("apps/v1", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") => {
            workload::check(rules);
            pod::check(rules, "spec.template");
        }
        ("batch/v1", "Job") => pod::check(rules, "spec.template"),
        ("batch/v1", "CronJob") => pod::check(rules, "spec.jobTemplate.spec.template"),
        ("v1", "Pod") => pod::check(rules, ""),
        _ => {}
    }
}

fn check_types(object: &Object, origins: &Origins, schemas: &Schemas, target: &Target, found: &mut Vec<Diagnostic>) {
    let Some(kind) = schemas.kind_by_api_version(&object.api_version, &object.kind) else { return };
    if let Some(finding) = check_kind(&kind, target.version, object.root.origin) {
        found.push(diagnostic(finding, object, origins));
        return;
    }
    check_schema(schemas, kind.ty, &object.root, target.version, &mut |finding| {
        found.push(diagnostic(finding, object, origins));
    });
}

/// A finding about a tree, with its place.
fn diagnostic(finding: Finding, object: &Object, origins: &Origins) -> Diagnostic {
    let origin = origins.get(finding.origin);
    let mut diagnostic = Diagnostic::new(finding.code, origin.span(), finding.message)
        .note(finding.note)
        .path(finding.path)
        .object(object.object_name());
    diagnostic.help = finding.help;
    if let (Some(text), Origin::Field { statement, value }) = (finding.replacement, origin) {
        let span = match diagnostic.code == Code::TYP002 {
            true => name_span(*statement, *value, diagnostic.path.as_deref().unwrap_or_default()),
            false => Some(origin.value_span()),
        };
        if let Some(span) = span {
            diagnostic = diagnostic.fix(format!("write `{text}`"), vec![Edit { span, text }]);
        }
    }
    diagnostic
}

/// The place of a field's name in `name value`; `None` where the head is a longer path, whose parts have no places.
fn name_span(statement: Span, value: u32, path: &str) -> Option<Span> {
    let name = path.rsplit('.').next().unwrap_or_default();
    let end = statement.range.start + name.len() as u32;
    (end + 1 == value).then_some(Span { file: statement.file, range: TextRange { start: statement.range.start, end } })
}

/// The tree as rules read it: what the schema refused is poisoned. Only a tree with such values is copied.
fn without<'a>(root: &'a Node, refused: &[String]) -> Cow<'a, Node> {
    if refused.is_empty() {
        return Cow::Borrowed(root);
    }
    let mut copy = root.clone();
    for path in refused {
        poison(&mut copy, path);
    }
    Cow::Owned(copy)
}

fn poison(root: &mut Node, path: &str) {
    let mut node = root;
    let mut rest = path;
    while !rest.is_empty() {
        let next = match rest.strip_prefix('[') {
            None => {
                let name = rest.strip_prefix('.').unwrap_or(rest);
                let end = name.find(['.', '[']).unwrap_or(name.len());
                rest = &name[end..];
                node.as_map_mut().and_then(|map| map.get_mut(&name[..end]))
            }
            Some(inside) => match &mut node.value {
                Value::List(list) => {
                    let Some((index, after)) = inside.split_once(']') else { return };
                    rest = after;
                    index.parse::<usize>().ok().and_then(|index| list.items.get_mut(index))
                }
                Value::Map(map) => {
                    let mut ends = inside.match_indices(']').map(|(end, _)| end).take(8);
                    let Some(end) = ends.find(|end| map.get(&inside[..*end]).is_some()) else { return };
                    rest = &inside[end + 1..];
                    map.get_mut(&inside[..end])
                }
                _ => None,
            },
        };
        match next {
            Some(next) => node = next,
            // The field is missing; that it is, was said.
            None => return,
        }
    }
    node.value = Value::Poisoned;
}

/// What a kind's rules read, and where they report.
pub(super) struct Rules<'a> {
    pub object: &'a Object,
    /// The object without the values that the schema refused.
    pub root: Cow<'a, Node>,
    origins: &'a Origins,
    pub target: &'a Target,
    refused: Vec<String>,
    texts: &'a mut Vec<(Code, SmolStr)>,
    found: Vec<Diagnostic>,
}

impl Rules<'_> {
    /// Whether the minor version of the target is this one or a later one.
    pub fn is_from(&self, minor: u8) -> bool {
        self.target.version.0 >= minor
    }

    /// Whether the object was read from YAML. What a statement of the language needs is said where it is read.
    pub fn is_yaml(&self) -> bool {
        matches!(self.origins.get(self.object.root.origin), Origin::Yaml(_))
    }

    /// The place of a field, or of what stands nearest above it.
    pub fn span(&self, path: &str) -> Span {
        let (node, complete) = resolve_deepest(&self.object.root, path);
        // Above its fields an object is the statement that makes it.
        if !complete && std::ptr::eq(node, &self.object.root) {
            return self.object.span;
        }
        self.origins.span(node.origin)
    }

    /// The place of a field's value alone.
    pub fn value_span(&self, path: &str) -> Span {
        match find(&self.object.root, path) {
            Some(node) => self.origins.get(node.origin).value_span(),
            None => self.span(path),
        }
    }

    /// Whether something is written there, be it wrong.
    pub fn has(&self, path: &str) -> bool {
        find(&self.object.root, path).is_some_and(|node| !matches!(node.value, Value::Null))
    }

    /// Whether a field's value, said or unsaid, is what its writer meant: neither refused nor poisoned, nor within what is.
    pub fn is_known(&self, path: &str) -> bool {
        let (node, _) = resolve_deepest(&self.root, path);
        let is_within = |refused: &String| {
            path.strip_prefix(refused.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        !matches!(node.value, Value::Poisoned | Value::Deferred(_)) && !self.refused.iter().any(is_within)
    }

    /// A broken rule at a field. The note under the place says what the server does; a better one may replace it.
    pub fn broken(&self, rule: &Rule, path: &str, message: impl Into<String>) -> Diagnostic {
        self.broken_at(rule, path, path, message)
    }

    /// The same, where another place than the field's own shows it best.
    pub fn broken_at(&self, rule: &Rule, path: &str, place: &str, message: impl Into<String>) -> Diagnostic {
        let diagnostic = Diagnostic::new(rule.code, self.span(place), message).rule(rule.id).path(path);
        match rule.kind {
            ErrorKind::Warning => diagnostic,
            ErrorKind::Required => diagnostic.note("the API server demands it"),
            _ => diagnostic.note("the API server refuses this"),
        }
    }

    /// Reports a broken rule, unless the field's value is refused already.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if diagnostic.path.as_deref().is_none_or(|path| self.is_known(path)) {
            self.found.push(diagnostic.object(self.object.object_name()));
        }
    }

    /// Reports what is wrong with a text, once for all objects of the declaration that take it over.
    pub fn report_text(&mut self, text: &str, diagnostic: Diagnostic) {
        if self.texts.iter().any(|(code, known)| *code == diagnostic.code && known == text) {
            return;
        }
        self.texts.push((diagnostic.code, text.into()));
        self.report(diagnostic);
    }

    /// A fix that says another field in front of one, where that is written by its name.
    pub fn say_before(&self, diagnostic: Diagnostic, path: &str, title: &str, field: &str) -> Diagnostic {
        let Some(node) = find(&self.object.root, path) else { return diagnostic };
        let Origin::Field { statement, .. } = self.origins.get(node.origin) else { return diagnostic };
        let place = Span { range: TextRange { end: statement.range.start, ..statement.range }, ..*statement };
        diagnostic.fix(title, vec![Edit { span: place, text: format!("{field}; ") }])
    }

    /// Offers to drop the line that says a field, where a line says it and nothing else.
    pub fn drop_line(&self, diagnostic: Diagnostic, path: &str) -> Diagnostic {
        let Some(node) = find(&self.object.root, path) else { return diagnostic };
        let Origin::Field { statement, value } = self.origins.get(node.origin) else { return diagnostic };
        // A field's line is its name and the value; a port line says several fields.
        let starts_with_value = *value == statement.range.start;
        let shared = ["port", "targetPort"].iter().any(|field| {
            let sibling = path.rsplit_once('.').and_then(|(parent, own)| {
                (own != *field).then(|| find(&self.object.root, &format!("{parent}.{field}"))).flatten()
            });
            sibling.is_some_and(|sibling| self.origins.span(sibling.origin) == *statement)
        });
        if starts_with_value || shared || matches!(node.value, Value::Map(_)) {
            return diagnostic;
        }
        diagnostic.fix("drop the line", vec![Edit { span: *statement, text: String::new() }])
    }

    /// Offers to write another value, where the place holds this value and nothing else.
    pub fn rewrite(&self, diagnostic: Diagnostic, path: &str, text: &str) -> Diagnostic {
        let Some(node) = find(&self.object.root, path) else { return diagnostic };
        let (Some(written), origin) = (node.as_str(), self.origins.get(node.origin)) else { return diagnostic };
        let span = origin.value_span();
        let exact = matches!(origin, Origin::Field { .. } | Origin::Written(_));
        // A longer or shorter place holds more than the bare word.
        if !exact || span.range.len() != written.len() {
            return diagnostic;
        }
        diagnostic.fix(format!("write `{text}`"), vec![Edit { span, text: text.to_owned() }])
    }
}

/// Finds elements that equal an earlier one, in few steps for short lists and in linear time for long ones.
pub(super) fn repeated<K: Eq + std::hash::Hash>(
    count: usize,
    key: impl Fn(usize) -> Option<K>,
    mut found: impl FnMut(usize, usize),
) {
    const FEW: usize = 16;
    if count <= FEW {
        for again in 1..count {
            let Some(own) = key(again) else { continue };
            if let Some(first) = (0..again).find(|first| key(*first).as_ref() == Some(&own)) {
                found(first, again);
            }
        }
        return;
    }
    let mut seen = rustc_hash::FxHashMap::default();
    for at in 0..count {
        let Some(own) = key(at) else { continue };
        match seen.entry(own) {
            std::collections::hash_map::Entry::Occupied(first) => found(*first.get(), at),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(at);
            }
        }
    }
}

/// A text of the user's, short enough for a message.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
