//! Writes and how they become one tree. Everything a program says about an object is a write; the stronger layer wins.

use smol_str::SmolStr;

use super::node::{List, ListKeys, Map, Node, Value};
use super::origin::{Layer, OriginId, Origins};

/// A step from a value to one inside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Segment {
    /// The value under this key of a map.
    Key(SmolStr),
    /// The element that was added under this key to a list that merges by `keys`.
    Element { key: SmolStr, keys: ListKeys },
}

impl From<&'static str> for Segment {
    fn from(key: &'static str) -> Self {
        Segment::Key(SmolStr::new_static(key))
    }
}

/// One statement's contribution to an object.
#[derive(Clone, Debug)]
pub struct Write {
    pub path: Vec<Segment>,
    /// Its layer says how strong the write is.
    pub value: Node,
}

/// Two writes of one layer that do not agree. The tree keeps the first.
#[derive(Clone, PartialEq, Debug)]
pub struct Conflict {
    /// The field, spelled as the API server does.
    pub path: String,
    pub first: OriginId,
    pub second: OriginId,
    /// Both say the same; it is only said twice.
    pub same: bool,
}

/// Where the merge stands; a list on the stack, spelled out only for a conflict.
struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Root,
    Key(&'a str),
    Element(&'a str),
}

impl Trail<'_> {
    fn spell(&self) -> String {
        let mut path = self.parent.map(Trail::spell).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            Step::Element(key) => {
                path.push('[');
                path.push_str(key);
                path.push(']');
            }
        }
        path
    }
}

/// Merges writes into `root`, a map. The order of the writes decides only the order of keys and elements.
///
/// Maps merge by key and keyed lists by element; of everything else the stronger layer wins, and what it won against
/// is recorded in `origins`. Two different values in one layer are a conflict.
pub fn merge(root: &mut Node, writes: impl IntoIterator<Item = Write>, origins: &mut Origins) -> Vec<Conflict> {
    let mut merger = Merger { origins, conflicts: Vec::new() };
    let mut writes: Vec<Write> = writes.into_iter().collect();
    merger.write(root, &mut writes, 0, &Trail { parent: None, step: Step::Root });
    merger.conflicts
}

struct Merger<'a> {
    origins: &'a mut Origins,
    conflicts: Vec<Conflict>,
}

impl Merger<'_> {
    /// Merges writes whose paths lead to `target` with their first `depth` segments. Neighbours mostly go on alike:
    /// the way of a run of them is looked up once.
    fn write(&mut self, target: &mut Node, writes: &mut [Write], depth: usize, trail: &Trail) {
        let mut rest = writes;
        while let [first, ..] = rest {
            let Some(segment) = first.path.get(depth).cloned() else {
                let value = std::mem::replace(&mut first.value, Node::new(Value::Null, OriginId(0), Layer::DERIVED));
                self.merge_node(target, value, trail);
                rest = &mut rest[1..];
                continue;
            };
            if depth > 0 {
                prepare(target, &segment, &first.value);
            }
            let fits = matches!(
                (&target.value, &segment),
                (Value::Map(_), Segment::Key(_)) | (Value::List(_), Segment::Element { .. })
            );
            if !fits {
                // By itself: a stronger one after it may make place for what it says.
                if !target.is_poisoned() {
                    self.clash(target, first.value.origin, first.value.layer, trail);
                }
                rest = &mut rest[1..];
                continue;
            }
            let absent = absent(&first.value);
            let run = rest.iter().take_while(|write| write.path.get(depth) == Some(&segment)).count();
            let (same, others) = rest.split_at_mut(run);
            rest = others;
            match (&mut target.value, &segment) {
                (Value::Map(map), Segment::Key(key)) => {
                    let at = map.position(key).unwrap_or_else(|| {
                        map.push(key.clone(), absent);
                        map.len() - 1
                    });
                    let trail = Trail { parent: Some(trail), step: Step::Key(key) };
                    self.write(map.node_at_mut(at), same, depth + 1, &trail);
                }
                (Value::List(list), Segment::Element { key, keys }) => {
                    list.make_keyed(keys);
                    let at = list.find(key).unwrap_or_else(|| list.push_keyed(key.clone(), absent));
                    let trail = Trail { parent: Some(trail), step: Step::Element(key) };
                    self.write(&mut list.items[at], same, depth + 1, &trail);
                }
                _ => {}
            }
        }
    }

    fn merge_node(&mut self, target: &mut Node, value: Node, trail: &Trail) {
        if target.is_poisoned() && target.layer >= value.layer {
            return;
        }
        if let (Value::List(list), Value::List(incoming)) = (&mut target.value, &value.value)
            && target.layer < value.layer
            && let Some(keys) = incoming.keys()
        {
            list.make_keyed(keys);
        }
        match (&mut target.value, value.value) {
            (slot @ Value::Null, incoming) => {
                *slot = incoming;
                target.origin = value.origin;
                target.layer = value.layer;
            }
            (Value::Map(map), Value::Map(incoming)) => {
                if target.layer < value.layer {
                    target.layer = value.layer;
                }
                self.merge_map(map, incoming, trail);
            }
            (Value::List(list), Value::List(incoming)) if incoming.keys().is_some() && list.keys().is_some() => {
                self.merge_list(list, incoming, trail);
            }
            (_, incoming) => {
                let value = Node { value: incoming, ..value };
                self.choose(target, value, trail);
            }
        }
    }

    fn merge_map(&mut self, map: &mut Map, incoming: Map, trail: &Trail) {
        for (key, node) in incoming.into_entries() {
            match map.get_mut(&key) {
                Some(present) => self.merge_node(present, node, &Trail { parent: Some(trail), step: Step::Key(&key) }),
                None => map.push(key, node),
            }
        }
    }

    fn merge_list(&mut self, list: &mut List, incoming: List, trail: &Trail) {
        for (key, node) in incoming.into_keyed() {
            match list.find(&key) {
                Some(at) => {
                    let step = Step::Element(&key);
                    self.merge_node(&mut list.items[at], node, &Trail { parent: Some(trail), step });
                }
                None => {
                    list.push_keyed(key, node);
                }
            }
        }
    }

    /// Both cannot stand: the stronger one does.
    fn choose(&mut self, target: &mut Node, value: Node, trail: &Trail) {
        if value.layer > target.layer {
            // It settles what weaker layers disagreed on.
            if !self.conflicts.is_empty() {
                let path = trail.spell();
                self.conflicts.retain(|conflict| conflict.path != path);
            }
            self.origins.record_loss(value.origin, target.origin, target.layer);
            *target = value;
        } else if value.layer < target.layer {
            self.origins.record_loss(target.origin, value.origin, value.layer);
        } else if value.is_poisoned() {
            *target = value;
        } else {
            let same = *target == value;
            // Templates may agree; a block that repeats itself does not mean to.
            if !same || (value.layer.is_own() && value.origin != target.origin) {
                let path = trail.spell();
                self.conflicts.push(Conflict { path, first: target.origin, second: value.origin, same });
            }
        }
    }

    /// A write into something that is no map or list.
    fn clash(&mut self, target: &Node, origin: OriginId, layer: Layer, trail: &Trail) {
        if target.layer == layer {
            self.conflicts.push(Conflict { path: trail.spell(), first: target.origin, second: origin, same: false });
        }
    }
}

/// A place for a value that is about to be written.
fn absent(value: &Node) -> Node {
    Node::new(Value::Null, value.origin, value.layer)
}

/// Makes an absent node the map or list that the next step of a path needs, or replaces a weaker value by it.
fn prepare(node: &mut Node, next: &Segment, value: &Node) {
    let fits = match (&node.value, next) {
        (Value::Map(_), Segment::Key(_)) | (Value::List(_), Segment::Element { .. }) => true,
        (Value::Null, _) => false,
        _ => node.layer >= value.layer,
    };
    if !fits {
        node.value = match next {
            Segment::Key(_) => Value::Map(Map::new()),
            Segment::Element { keys, .. } => Value::List(List::keyed(keys)),
        };
        node.origin = value.origin;
        node.layer = value.layer;
    }
}

/// Keeps, of the members of a union that several layers set (a probe's handlers, a volume's sources), those of the
/// strongest layer: naming another member replaces the weaker one. Returns whether anything was dropped.
pub fn keep_strongest_member(node: &mut Node, members: &[&str], origins: &mut Origins) -> bool {
    let Some(map) = node.as_map_mut() else { return false };
    let present = || members.iter().filter_map(|member| Some((*member, map.get(member)?)));
    let Some((_, strongest)) = present().max_by_key(|(_, node)| strength(node)) else { return false };
    let (winner, layer) = (strongest.origin, strength(strongest));
    let weaker: Vec<&str> = present().filter(|(_, node)| strength(node) < layer).map(|(member, _)| member).collect();
    for member in &weaker {
        if let Some(lost) = map.remove(member) {
            origins.record_loss(winner, lost.origin, lost.layer);
        }
    }
    !weaker.is_empty()
}

/// The strongest layer in or under a node.
fn strength(node: &Node) -> Layer {
    match &node.value {
        Value::Map(map) => map.iter().map(|entry| strength(&entry.node)).max().unwrap_or(node.layer).max(node.layer),
        _ => node.layer,
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
