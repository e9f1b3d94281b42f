//! The API server's own rules, each with its id, over the types of k8s-openapi: one file per kind. A rule names the
//! field as the server does; where that field stands in the source is looked up in the tree.

mod service;

use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::kubernetes::schema::{Finding, Schemas, check_kind, check_schema};
use crate::kubernetes::{Group, Object, Target};
use crate::object::path::resolve_deepest;
use crate::object::{Origin, Origins};
use crate::source::{Span, TextRange};

/// Everything that the schema and the rules of the API server say of a group's objects.
pub fn check_group(group: &Group, schemas: &Schemas, target: &Target) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for object in &group.objects {
        let first = diagnostics.len();
        check_types(object, &group.origins, schemas, target, &mut diagnostics);
        // A field whose value the schema refuses says nothing that a rule could hold against it.
        let refused: Vec<String> =
            diagnostics[first..].iter().filter_map(|diagnostic| diagnostic.path.clone()).collect();
        let mut rules = Rules { object, origins: &group.origins, target, refused, found: Vec::new() };
        if object.is("v1", "Service") {
            service::check(&mut rules);
        }
        diagnostics.append(&mut rules.found);
    }
    diagnostics
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

/// What a kind's rules read, and where they report.
pub(super) struct Rules<'a> {
    pub object: &'a Object,
    origins: &'a Origins,
    pub target: &'a Target,
    refused: Vec<String>,
    found: Vec<Diagnostic>,
}

impl Rules<'_> {
    /// The place of a field, or of what stands nearest above it.
    pub fn span(&self, path: &str) -> Span {
        let (node, _) = resolve_deepest(&self.object.root, path);
        self.origins.span(node.origin)
    }

    /// Reports a broken rule, unless the field's value is refused already.
    pub fn report(&mut self, path: &str, diagnostic: Diagnostic) {
        let under = |refused: &String| path.starts_with(refused.as_str());
        if !self.refused.iter().any(under) {
            self.found.push(diagnostic.path(path).object(self.object.object_name()));
        }
    }
}
