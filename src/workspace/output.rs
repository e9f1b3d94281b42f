//! Objects to bytes: one stream, one file per object, or where each field comes from.

use std::fmt::Write as _;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::order::output_order;
use super::parallel;
use crate::kubernetes::{Group, Object};
use crate::object::json::{write_json, write_json_list};
use crate::object::yaml::{write_documents, write_yaml};
use crate::object::{Node, Origin, Origins, Value};
use crate::source::Files;

/// The objects of all groups in the order of output.
pub fn objects(groups: &[Arc<Group>]) -> Vec<&Object> {
    output_order(groups).into_iter().map(|(group, object)| &groups[group].objects[object]).collect()
}

/// Fewer objects than this are not worth a thread.
const WORTH_A_THREAD: usize = 256;

/// A stream is written in no more pieces than this.
const MOST_PIECES: usize = 64;

/// About as many bytes as an object takes.
const USUAL_BYTES: usize = 640;

/// All objects as one stream: YAML documents, or JSON (a List where there are several).
pub fn stream(groups: &[Arc<Group>], json: bool) -> Vec<u8> {
    let objects = objects(groups);
    if !json {
        return documents(&objects).concat();
    }
    let mut out = Vec::with_capacity(objects.len() * USUAL_BYTES);
    match objects.as_slice() {
        [only] => write_json(&only.root, &mut out, true),
        several => write_json_list(several.iter().map(|object| &object.root), &mut out, true),
    }
    if out.last() != Some(&b'\n') {
        out.push(b'\n');
    }
    out
}

/// All objects as YAML documents, in pieces that follow one another.
pub fn documents(objects: &[&Object]) -> Vec<Vec<u8>> {
    let worth = objects.len() / WORTH_A_THREAD;
    let share = objects.len().div_ceil(worth.clamp(1, MOST_PIECES)).max(1);
    let shares: Vec<(usize, &[&Object])> = objects.chunks(share).enumerate().collect();
    parallel::map(shares, worth, |(at, share)| {
        let mut out = Vec::with_capacity(share.len() * USUAL_BYTES);
        if at > 0 {
            out.extend_from_slice(b"---\n");
        }
        write_documents(share.iter().map(|object| &object.root), &mut out);
        out
    })
}

/// One file per object: `NAMESPACE/KIND-NAME.yaml`, or why it cannot be.
pub fn files(groups: &[Arc<Group>], json: bool) -> Result<Vec<(String, Vec<u8>)>, String> {
    let extension = if json { "json" } else { "yaml" };
    let mut files = Vec::new();
    let mut taken: FxHashMap<String, String> = FxHashMap::default();
    for object in objects(groups) {
        if object.name.is_empty() {
            return Err(format!(
                "an object of kind {} has no name of its own, so no file can be named after it",
                object.kind
            ));
        }
        let folder = match (&object.namespace, object.namespaced) {
            (Some(namespace), _) => namespace.as_str(),
            (None, true) => "_default",
            (None, false) => "_cluster",
        };
        let kind = object.kind.to_ascii_lowercase();
        let mut path = format!("{folder}/{kind}-{}.{extension}", object.name);
        // Two groups may have a kind of one name; the second says which it is.
        if taken.contains_key(&path) {
            let group = object.api_version.split('/').next().unwrap_or_default();
            path = format!("{folder}/{kind}.{group}-{}.{extension}", object.name);
        }
        taken.insert(path.clone(), object.display());
        let mut bytes = Vec::new();
        if json {
            write_json(&object.root, &mut bytes, true);
            bytes.push(b'\n');
        } else {
            write_yaml(&object.root, &mut bytes);
        }
        files.push((path, bytes));
    }
    Ok(files)
}

/// Where each field of each object comes from, as JSON: object, then path → `file:line`.
pub fn origins(groups: &[Arc<Group>], files: &Files) -> String {
    let mut list = Vec::new();
    for (group, at) in output_order(groups) {
        let group = &groups[group];
        let object = &group.objects[at];
        let mut fields = serde_json::Map::new();
        leaves(&object.root, &mut String::new(), &mut |path, node| {
            fields.insert(path.to_string(), place(&group.origins, node, files));
        });
        list.push(serde_json::json!({
            "apiVersion": object.api_version.as_str(),
            "kind": object.kind.as_str(),
            "namespace": object.namespace.as_deref(),
            "name": object.name.as_str(),
            "fields": fields,
        }));
    }
    let mut text =
        serde_json::to_string_pretty(&serde_json::json!({ "version": 1, "objects": list })).unwrap_or_default();
    text.push('\n');
    text
}

fn place(origins: &Origins, node: &Node, files: &Files) -> serde_json::Value {
    let origin = origins.get(node.origin);
    let line = |span: crate::source::Span| {
        let position = files.position(span.file, span.range.start as usize);
        let path = files.get(span.file).map_or("", |file| file.path.as_str());
        format!("{path}:{}", position.line)
    };
    let how = match origin {
        Origin::Written(_) | Origin::Field { .. } => "written",
        Origin::Interpolated { .. } => "interpolated",
        Origin::Derived(_) => "derived",
        Origin::Given { .. } => "given",
        Origin::Yaml(_) => "yaml",
    };
    let mut place = serde_json::json!({ "at": line(origin.span()), "how": how });
    match origin {
        Origin::Interpolated { parts, .. } => {
            place["with"] = parts.iter().map(|part| line(*part)).collect();
        }
        Origin::Given { name, .. } => place["name"] = serde_json::Value::from(&**name),
        _ => {}
    }
    let lost = origins.lost(node.origin);
    if !lost.is_empty() {
        place["over"] = lost.iter().map(|(loser, _)| line(origins.span(*loser))).collect();
    }
    place
}

/// Visits every scalar, and every empty map and list, with its path.
pub(super) fn leaves<'n>(node: &'n Node, path: &mut String, visit: &mut impl FnMut(&str, &'n Node)) {
    let length = path.len();
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            for entry in map.iter() {
                crate::object::path::push_field(path, &entry.key);
                leaves(&entry.node, path, visit);
                path.truncate(length);
            }
        }
        Value::List(list) if !list.items.is_empty() => {
            for (index, item) in list.items.iter().enumerate() {
                let _ = write!(path, "[{index}]");
                leaves(item, path, visit);
                path.truncate(length);
            }
        }
        _ => visit(path, node),
    }
}
