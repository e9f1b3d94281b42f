//! What a program need not say: names, selectors, ports. Filled in after the merge, as the weakest layer, only where
//! nothing is written.

mod app;
mod containers;
mod service;

use rustc_hash::FxHashMap;
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

/// The ports that an app's containers declare, to be found by name or number.
#[derive(Default)]
pub(super) struct DeclaredPorts {
    pub list: Vec<DeclaredPort>,
    names: FxHashMap<SmolStr, usize>,
    numbers: FxHashMap<i64, Vec<usize>>,
}

impl DeclaredPorts {
    fn new(list: Vec<DeclaredPort>) -> DeclaredPorts {
        let mut ports = DeclaredPorts { list, ..DeclaredPorts::default() };
        for (at, port) in ports.list.iter().enumerate() {
            if let Some(name) = &port.name {
                ports.names.entry(name.clone()).or_insert(at);
            }
            ports.numbers.entry(port.number).or_default().push(at);
        }
        ports
    }

    fn named(&self, name: &str) -> Option<&DeclaredPort> {
        self.names.get(name).map(|at| &self.list[*at])
    }

    /// The only port of that number, and protocol where one is said.
    fn numbered(&self, number: i64, protocol: Option<&str>) -> Option<&DeclaredPort> {
        let same = self.numbers.get(&number)?.iter().map(|at| &self.list[*at]);
        let mut fitting = same.filter(|port| protocol.is_none_or(|protocol| port.has_protocol(protocol)));
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }
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
