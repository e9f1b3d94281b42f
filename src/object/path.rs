//! Field paths, spelled as the API server spells them: `spec.ports[0].nodePort`, `metadata.annotations[example.com/x]`.

use std::fmt::{self, Display, Write as _};

use super::{Node, Value};

/// A path that is built as one descends. The parts live on the stack of whoever descends; nothing is allocated until
/// the path is shown.
#[derive(Copy, Clone, Debug)]
pub struct FieldPath<'a> {
    parent: Option<&'a FieldPath<'a>>,
    part: Part<'a>,
}

#[derive(Copy, Clone, Debug)]
enum Part<'a> {
    Root,
    Field(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> FieldPath<'a> {
    /// The object itself.
    pub fn root() -> FieldPath<'static> {
        FieldPath { parent: None, part: Part::Root }
    }

    /// A field of this: `.name`. A name with a dot or a slash can only be a map's key, and is shown as one.
    pub fn field(&'a self, name: &'a str) -> FieldPath<'a> {
        FieldPath { parent: Some(self), part: Part::Field(name) }
    }

    /// An entry of this map: `[key]`.
    pub fn key(&'a self, key: &'a str) -> FieldPath<'a> {
        FieldPath { parent: Some(self), part: Part::Key(key) }
    }

    /// An element of this list: `[0]`.
    pub fn index(&'a self, index: usize) -> FieldPath<'a> {
        FieldPath { parent: Some(self), part: Part::Index(index) }
    }
}

impl Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let mut at = Some(self);
        while let Some(path) = at {
            parts.push(path.part);
            at = path.parent;
        }
        let mut text = String::new();
        for part in parts.into_iter().rev() {
            match part {
                Part::Root => {}
                Part::Field(name) => push_field(&mut text, name),
                Part::Key(key) => push_key(&mut text, key),
                Part::Index(index) => push_index(&mut text, index),
            }
        }
        f.write_str(&text)
    }
}

/// Appends a field's name to a path.
pub fn push_field(path: &mut String, name: &str) {
    if name.is_empty() || name.contains(['.', '/', '[', ']']) {
        return push_key(path, name);
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Appends a map's key to a path.
pub fn push_key(path: &mut String, key: &str) {
    path.push('[');
    path.push_str(key);
    path.push(']');
}

/// Appends a list's index to a path.
pub fn push_index(path: &mut String, index: usize) {
    // Writing to a string does not fail.
    let _ = write!(path, "[{index}]");
}

/// The deepest node that exists on a path, and whether it is the path's end: for a field that is missing, the map it
/// is missing from. An index into a list that is too short gives the list.
pub fn resolve_deepest<'n>(root: &'n Node, path: &str) -> (&'n Node, bool) {
    let mut node = root;
    let mut rest = path;
    while !rest.is_empty() {
        let Some((next, after)) = step(node, rest) else { return (node, false) };
        node = next;
        rest = after;
    }
    (node, true)
}

/// The node at a path, or the deepest one on the way to it. `None` when not even the first part exists.
pub fn resolve<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    let (node, complete) = resolve_deepest(root, path);
    (complete || !std::ptr::eq(node, root)).then_some(node)
}

/// The node that exactly this path names.
pub fn find<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    let (node, complete) = resolve_deepest(root, path);
    complete.then_some(node)
}

fn step<'n, 'p>(node: &'n Node, path: &'p str) -> Option<(&'n Node, &'p str)> {
    let Some(inside) = path.strip_prefix('[') else {
        let path = path.strip_prefix('.').unwrap_or(path);
        let end = path.find(['.', '[']).unwrap_or(path.len());
        return Some((node.get(&path[..end])?, &path[end..]));
    };
    match &node.value {
        Value::List(list) => {
            let end = inside.find(']')?;
            Some((list.items.get(inside[..end].parse::<usize>().ok()?)?, &inside[end + 1..]))
        }
        // A key may hold brackets itself: the shortest one that exists is meant.
        Value::Map(map) => {
            inside.match_indices(']').take(8).find_map(|(end, _)| Some((map.get(&inside[..end])?, &inside[end + 1..])))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::{Layer, OriginId, json};

    #[test]
    fn paths_are_spelled_as_the_api_server_spells_them() {
        let root = FieldPath::root();
        let spec = root.field("spec");
        let ports = spec.field("ports");
        let first = ports.index(0);
        assert_eq!(first.field("nodePort").to_string(), "spec.ports[0].nodePort");
        let metadata = root.field("metadata");
        assert_eq!(
            metadata.field("annotations").key("example.com/x").to_string(),
            "metadata.annotations[example.com/x]"
        );
        assert_eq!(metadata.field("labels").field("example.com/x").to_string(), "metadata.labels[example.com/x]");
        assert_eq!(root.to_string(), "");
    }

    #[test]
    fn a_path_finds_its_node_or_the_deepest_on_the_way() {
        let value = serde_json::json!({
            "spec": { "ports": [{ "port": 80 }] },
            "metadata": { "annotations": { "example.com/x": "y", "a[0]": "z" } },
        });
        let node = json::from_json(&value, OriginId(0), Layer::base(0));
        assert_eq!(find(&node, "spec.ports[0].port").and_then(Node::as_int), Some(80));
        assert_eq!(find(&node, "metadata.annotations[example.com/x]").and_then(Node::as_str), Some("y"));
        assert_eq!(find(&node, "metadata.annotations[a[0]]").and_then(Node::as_str), Some("z"));
        assert_eq!(find(&node, "spec.ports[0].nodePort"), None);
        assert_eq!(find(&node, "spec.ports[1]"), None);

        let ports = node.at(&["spec", "ports"]).unwrap();
        assert!(std::ptr::eq(resolve(&node, "spec.ports[7].port").unwrap(), ports));
        assert!(std::ptr::eq(resolve(&node, "spec.ports[0].x.y").unwrap(), &ports.as_list().unwrap()[0]));
        assert!(resolve(&node, "status.phase").is_none());
        assert!(std::ptr::eq(resolve(&node, "").unwrap(), &node));
        for broken in ["[", "]", "spec[", "spec.ports[", "spec.ports[-1]", "..", "spec..ports", "[é]", "spec.ports[0]]"]
        {
            let _ = resolve(&node, broken);
        }
    }
}
