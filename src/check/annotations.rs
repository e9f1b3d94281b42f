//! NET011: an annotation that looks like one of a load balancer controller and is none; it would be ignored silently.
//! DEP003: one that the controller's own documentation has replaced.

use std::sync::Arc;

use super::services;
use crate::diagnostics::{Code, Diagnostic, Edit, nearest};
use crate::kubernetes::Group;
use crate::kubernetes::providers::{REPLACED, is_provider_annotation, known_annotations};
use crate::object::{Node, Origin};

pub fn check(groups: &[Arc<Group>], diagnostics: &mut Vec<Diagnostic>) {
    for (object, origins) in services(groups) {
        let Some(annotations) = object.root.at(&["metadata", "annotations"]).and_then(Node::as_map) else { continue };
        for entry in annotations.iter() {
            let key = entry.key.as_str();
            if !is_provider_annotation(key) || known_annotations().any(|known| known == key) {
                continue;
            }
            let origin = origins.get(entry.node.origin);
            let path = format!("metadata.annotations[{key}]");
            if let Some((_, instead, help)) = REPLACED.iter().find(|(old, ..)| *old == key) {
                diagnostics.push(
                    Diagnostic::new(Code::DEP003, origin.span(), format!("the annotation `{key}` is deprecated"))
                        .note(format!("`{instead}` has taken its place"))
                        .help(*help)
                        .path(path)
                        .object(object.object_name()),
                );
                continue;
            }
            let Some(near) = nearest(key, known_annotations()) else { continue };
            let mut diagnostic =
                Diagnostic::new(Code::NET011, origin.span(), format!("no load balancer controller reads `{key}`"))
                    .note(format!("did you mean `{near}`?"))
                    .help("the API server takes any annotation, and the controller passes over what it does not know")
                    .path(path)
                    .object(object.object_name());
            if let Origin::Field { statement, value } = origin
                && value - statement.range.start == key.len() as u32 + 1
            {
                let end = statement.range.start + key.len() as u32;
                let range = crate::source::TextRange { start: statement.range.start, end };
                let edit = Edit { span: range.in_file(statement.file), text: near.to_string() };
                diagnostic = diagnostic.fix(format!("write `{near}`"), vec![edit]);
            }
            diagnostics.push(diagnostic);
        }
    }
}
