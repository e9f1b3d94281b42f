//! NET001: two objects of one identity. The second one applied would silently replace the first.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::Group;
use crate::source::Span;

pub fn check(groups: &[Arc<Group>], diagnostics: &mut Vec<Diagnostic>) {
    let objects = || groups.iter().flat_map(|group| &group.objects).filter(|object| !object.name.is_empty());
    let mut seen: FxHashMap<(&str, &str, Option<&str>, &str), Span> = FxHashMap::default();
    seen.reserve(objects().count());
    for object in objects() {
        // One group's versions are views of one object.
        let group = object.api_version.split_once('/').map_or("", |(group, _)| group);
        let key = (group, object.kind.as_str(), object.namespace.as_deref(), object.name.as_str());
        let Some(first) = seen.insert(key, object.span) else { continue };
        seen.insert(key, first);
        diagnostics.push(
            Diagnostic::new(Code::NET001, object.span, format!("{} is made twice", object.display()))
                .note("here again")
                .label(first, "first here")
                .help("give one of them another name; applied as they are, the last one would win silently")
                .object(object.object_name()),
        );
    }
}
