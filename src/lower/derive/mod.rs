//! What a program need not say: names, selectors, ports. Filled in after the merge, as the weakest layer, only where
//! nothing is written.

mod app;
mod containers;
mod service;

use smol_str::SmolStr;

use crate::object::{Layer, Map, Node, OriginId};

/// A port that a container of the app declares.
pub(super) struct DeclaredPort {
    pub name: Option<SmolStr>,
    pub number: i64,
    /// Where it is written.
    pub protocol: Option<SmolStr>,
    pub app_protocol: Option<Node>,
    pub origin: OriginId,
}

impl DeclaredPort {
    fn has_protocol(&self, protocol: &str) -> bool {
        self.protocol.as_deref().unwrap_or("TCP") == protocol
    }
}

/// Sets a key that is absent.
fn fill(map: &mut Map, key: &'static str, value: impl FnOnce() -> Node) {
    if map.get(key).is_none() {
        map.push(SmolStr::new_static(key), value());
    }
}

/// The map under a path of keys, made where it is absent. `None` where something else stands there.
fn map_at<'n>(node: &'n mut Node, path: &[&'static str], origin: OriginId) -> Option<&'n mut Map> {
    let map = node.as_map_mut()?;
    let Some((first, rest)) = path.split_first() else { return Some(map) };
    fill(map, first, || Node::map(origin, Layer::DERIVED));
    map_at(map.get_mut(first)?, rest, origin)
}

/// The node under a path of keys.
fn node_at<'n>(node: &'n mut Node, path: &[&str]) -> Option<&'n mut Node> {
    path.iter().try_fold(node, |node, key| node.as_map_mut()?.get_mut(key))
}
