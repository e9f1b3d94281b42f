//! The object tree: what a Kubernetes object is in svcc, whether lowered, read from YAML or fetched.
//!
//! Maps keep the order in which their keys were written; every value carries its origin. A node has no lifetime
//! and takes 40 bytes at most. Look-ups in large maps and keyed lists go through an index, so that they stay linear to build.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use thin_vec::ThinVec;

use super::origin::{Layer, OriginId};

/// One value of an object tree.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub origin: OriginId,
    pub layer: Layer,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(SmolStr),
    List(List),
    Map(Map),
    /// A value that is filled in once other declarations are known; the number is its place in a side table of the
    /// pass that made it. None is left after derive.
    Deferred(u32),
    /// Stands where a diagnostic was already given. Never written out; what depends on it says nothing more.
    Poisoned,
}

const _: () = assert!(size_of::<Node>() <= 40);
const _: () = assert!(size_of::<Value>() <= 32);

/// Maps and lists with more entries than this are searched through an index.
const INDEX_FROM: usize = 16;

/// An ordered map. Keys are unique.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: ThinVec<Entry>,
    index: Option<Box<FxHashMap<SmolStr, u32>>>,
}

/// A key and its value. `key_origin` is not kept: a value's origin covers its key.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: SmolStr,
    pub node: Node,
}

impl Map {
    pub fn new() -> Self {
        Map::default()
    }

    pub fn with_capacity(capacity: usize) -> Self {
        Map { entries: ThinVec::with_capacity(capacity), index: None }
    }

    pub fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).map(|&at| at as usize),
            None => self.entries.iter().position(|entry| entry.key == key),
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.position(key).map(|at| &self.entries[at].node)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).map(|at| &mut self.entries[at].node)
    }

    /// Sets a key, at its place if it is there, else at the end; gives what was there before.
    pub fn insert(&mut self, key: impl Into<SmolStr>, node: Node) -> Option<Node> {
        let key = key.into();
        if let Some(at) = self.position(&key) {
            return Some(std::mem::replace(&mut self.entries[at].node, node));
        }
        self.push(key, node);
        None
    }

    /// Appends a key that the caller knows to be absent.
    pub fn push(&mut self, key: impl Into<SmolStr>, node: Node) {
        let key = key.into();
        if let Some(index) = &mut self.index {
            index.insert(key.clone(), self.entries.len() as u32);
        }
        self.entries.push(Entry { key, node });
        if self.index.is_none() && self.entries.len() > INDEX_FROM {
            self.reindex();
        }
    }

    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.position(key)?;
        let entry = self.entries.remove(at);
        if self.index.is_some() {
            self.reindex();
        }
        Some(entry.node)
    }

    /// Moves the named keys to the front, in the order given; the others keep theirs.
    pub fn order_first(&mut self, keys: &[&str]) {
        let hashed: Option<FxHashMap<&str, usize>> = (self.entries.len() > INDEX_FROM && keys.len() > INDEX_FROM)
            .then(|| keys.iter().enumerate().map(|(at, key)| (*key, at)).collect());
        let rank = |entry: &Entry| {
            let name = entry.key.as_str();
            let place = match &hashed {
                Some(places) => places.get(name).copied(),
                None => keys.iter().position(|key| *key == name),
            };
            place.unwrap_or(keys.len())
        };
        // Most maps are small and nearly in order: ranks on the stack, and each entry moved back to its place.
        let mut ranks = [0; 2 * INDEX_FROM];
        if self.entries.len() > ranks.len() {
            self.entries.sort_by_cached_key(rank);
        } else {
            for at in 0..self.entries.len() {
                ranks[at] = rank(&self.entries[at]);
                let mut place = at;
                while place > 0 && ranks[place - 1] > ranks[place] {
                    ranks.swap(place - 1, place);
                    self.entries.swap(place - 1, place);
                    place -= 1;
                }
            }
        }
        if self.index.is_some() {
            self.reindex();
        }
    }

    fn reindex(&mut self) {
        let pairs = self.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at as u32));
        self.index = Some(Box::new(pairs.collect()));
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&SmolStr, &mut Node)> {
        self.entries.iter_mut().map(|entry| (&entry.key, &mut entry.node))
    }

    /// The value at a place that [`Map::position`] gave.
    pub fn node_at_mut(&mut self, at: usize) -> &mut Node {
        &mut self.entries[at].node
    }

    /// The entries, taken out in order.
    pub fn into_entries(self) -> impl Iterator<Item = (SmolStr, Node)> {
        self.entries.into_iter().map(|entry| (entry.key, entry.node))
    }

    pub fn retain(&mut self, mut keep: impl FnMut(&str, &Node) -> bool) {
        self.entries.retain(|entry| keep(&entry.key, &entry.node));
        if self.index.is_some() {
            self.reindex();
        }
    }
}

/// The fields that tell a keyed list's elements apart. The first names an element to people.
pub type ListKeys = &'static [&'static str];

/// A list. A *keyed* one merges with another by its elements' keys; any other is replaced as a whole.
#[derive(Clone, Debug, Default)]
pub struct List {
    pub items: ThinVec<Node>,
    keyed: Option<Box<Keyed>>,
}

#[derive(Clone, Debug)]
struct Keyed {
    keys: ListKeys,
    /// The key of each element, in order; `None` where it has none.
    names: Vec<Option<SmolStr>>,
    /// Only for lists with more elements than [`INDEX_FROM`].
    index: FxHashMap<SmolStr, u32>,
}

impl Keyed {
    fn new(keys: ListKeys) -> Self {
        Keyed { keys, names: Vec::new(), index: FxHashMap::default() }
    }

    fn push(&mut self, name: Option<SmolStr>) {
        let at = self.names.len();
        if at == INDEX_FROM {
            let named = self.names.iter().enumerate().filter_map(|(at, name)| Some((name.clone()?, at as u32)));
            self.index = named.collect();
        }
        if let (true, Some(name)) = (at >= INDEX_FROM, &name) {
            self.index.insert(name.clone(), at as u32);
        }
        self.names.push(name);
    }

    /// The last element of that key.
    fn find(&self, key: &str) -> Option<usize> {
        if self.names.len() > INDEX_FROM {
            return self.index.get(key).map(|&at| at as usize);
        }
        self.names.iter().rposition(|name| name.as_deref() == Some(key))
    }
}

impl List {
    /// A list that is replaced as a whole.
    pub fn whole(items: impl Into<ThinVec<Node>>) -> Self {
        List { items: items.into(), keyed: None }
    }

    /// A list that merges by the fields named.
    pub fn keyed(keys: ListKeys) -> Self {
        List { items: ThinVec::new(), keyed: Some(Box::new(Keyed::new(keys))) }
    }

    pub fn keys(&self) -> Option<ListKeys> {
        self.keyed.as_ref().map(|keyed| keyed.keys)
    }

    /// The element of a keyed list that was added under this key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.keyed.as_ref()?.find(key)
    }

    /// Appends an element under a key that the caller knows to be absent. A list that is not keyed ignores the key.
    pub fn push_keyed(&mut self, key: SmolStr, node: Node) -> usize {
        let at = self.items.len();
        if let Some(keyed) = &mut self.keyed {
            keyed.push(Some(key));
        }
        self.items.push(node);
        at
    }

    /// Makes a whole list a keyed one, by its elements' own key fields; elements without them keep their place only.
    pub fn make_keyed(&mut self, keys: ListKeys) {
        if self.keyed.is_some() {
            return;
        }
        let mut keyed = Keyed::new(keys);
        self.items.iter().for_each(|node| keyed.push(element_key(node, keys)));
        self.keyed = Some(Box::new(keyed));
    }

    /// The elements with the keys under which they were added, in order.
    pub(crate) fn into_keyed(self) -> impl Iterator<Item = (SmolStr, Node)> {
        let names = self.keyed.map(|keyed| keyed.names).unwrap_or_default();
        self.items
            .into_iter()
            .zip(names.into_iter().chain(std::iter::repeat(None)))
            .map(|(node, key)| (key.unwrap_or_default(), node))
    }

    /// The key under which each element was added; none for those of a list that is not keyed.
    pub fn element_keys(&self) -> impl Iterator<Item = Option<&SmolStr>> {
        let names = self.keyed.iter().flat_map(|keyed| keyed.names.iter().map(Option::as_ref));
        names.chain(std::iter::repeat(None)).take(self.items.len())
    }
}

/// What tells an element of a keyed list apart: its key fields' values, `80/TCP`; fields that are absent are left out.
pub fn element_key(node: &Node, keys: ListKeys) -> Option<SmolStr> {
    let mut parts = keys.iter().filter_map(|key| match &node.get(key)?.value {
        Value::String(text) => Some(text.clone()),
        Value::Int(number) => Some(smol_str::format_smolstr!("{number}")),
        _ => None,
    });
    let first = parts.next()?;
    Some(parts.fold(first, |key, part| smol_str::format_smolstr!("{key}/{part}")))
}

impl Node {
    pub fn new(value: Value, origin: OriginId, layer: Layer) -> Self {
        Node { value, origin, layer }
    }

    pub fn string(text: impl Into<SmolStr>, origin: OriginId, layer: Layer) -> Self {
        Node::new(Value::String(text.into()), origin, layer)
    }

    pub fn int(number: i64, origin: OriginId, layer: Layer) -> Self {
        Node::new(Value::Int(number), origin, layer)
    }

    pub fn map(origin: OriginId, layer: Layer) -> Self {
        Node::new(Value::Map(Map::new()), origin, layer)
    }

    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(&list.items),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self.value {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The value under a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Follows keys through nested maps: `node.at(&["spec", "template"])`.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    pub fn is_poisoned(&self) -> bool {
        matches!(self.value, Value::Poisoned)
    }
}

/// Equality of what a node says; origins and layers do not count, the order of a map's keys neither.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) | (Value::Poisoned, Value::Poisoned) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Deferred(a), Value::Deferred(b)) => a == b,
            (Value::List(a), Value::List(b)) => a.items == b.items,
            (Value::Map(a), Value::Map(b)) => {
                a.len() == b.len() && a.iter().all(|entry| b.get(&entry.key) == Some(&entry.node))
            }
            _ => false,
        }
    }
}
