//! The merge: layers, keyed lists, conflicts, unions.

use proptest::prelude::*;

use super::*;
use crate::object::{Origin, Origins};
use crate::source::{FileId, TextRange};

struct Bench {
    origins: Origins,
    writes: Vec<Write>,
    next: usize,
}

impl Bench {
    fn new() -> Self {
        Bench { origins: Origins::default(), writes: Vec::new(), next: 0 }
    }

    fn origin(&mut self) -> OriginId {
        self.next += 10;
        self.origins.add(Origin::Written(TextRange::new(self.next, self.next + 1).in_file(FileId(0))))
    }

    fn set(&mut self, path: &str, layer: u16, value: Value) -> OriginId {
        let origin = self.origin();
        let path = path
            .split('.')
            .map(|part| match part.strip_prefix('@') {
                Some(key) => Segment::Element { key: key.into(), keys: &["name"] },
                None => Segment::Key(part.into()),
            })
            .collect();
        self.writes.push(Write { path, value: Node::new(value, origin, Layer(layer)) });
        origin
    }

    fn int(&mut self, path: &str, layer: u16, number: i64) -> OriginId {
        self.set(path, layer, Value::Int(number))
    }

    fn merge(mut self) -> (Node, Vec<Conflict>, Origins) {
        let origin = self.origin();
        let mut root = Node::map(origin, Layer::DERIVED);
        let conflicts = merge(&mut root, std::mem::take(&mut self.writes), &mut self.origins);
        (root, conflicts, self.origins)
    }
}

const BASE: u16 = Layer::TEMPLATE_DEPTH + 1;

#[test]
fn the_stronger_layer_wins_whatever_comes_first() {
    for order in [[BASE, BASE - 1], [BASE - 1, BASE]] {
        let mut bench = Bench::new();
        for layer in order {
            bench.int("spec.replicas", layer, i64::from(layer));
        }
        let (root, conflicts, origins) = bench.merge();
        let node = root.at(&["spec", "replicas"]).expect("it was written");
        assert_eq!(node.as_int(), Some(i64::from(BASE)));
        assert_eq!(conflicts, []);
        assert_eq!(origins.lost(node.origin).len(), 1, "the loser is remembered");
    }
}

#[test]
fn two_values_in_one_layer_are_a_conflict_with_both_places() {
    let mut bench = Bench::new();
    let (first, second) = (bench.int("spec.replicas", BASE, 1), bench.int("spec.replicas", BASE, 2));
    let (root, conflicts, _) = bench.merge();
    assert_eq!(conflicts, [Conflict { path: "spec.replicas".into(), first, second, same: false }]);
    assert_eq!(root.at(&["spec", "replicas"]).and_then(Node::as_int), Some(1));
}

#[test]
fn templates_may_agree_and_a_block_may_not_repeat_itself() {
    let mut agreeing = Bench::new();
    agreeing.int("replicas", BASE - 1, 1);
    agreeing.int("replicas", BASE - 1, 1);
    assert_eq!(agreeing.merge().1, []);
    let mut repeating = Bench::new();
    repeating.int("replicas", BASE, 1);
    repeating.int("replicas", BASE, 1);
    assert!(repeating.merge().1[0].same);
}

#[test]
fn a_stronger_layer_settles_what_weaker_ones_disagree_on() {
    for order in [[3, 1, 2], [1, 3, 2], [1, 2, 3]] {
        let mut bench = Bench::new();
        for number in order {
            bench.int("replicas", if number == 3 { BASE } else { BASE - 1 }, number);
        }
        let (root, conflicts, _) = bench.merge();
        assert_eq!((root.get("replicas").and_then(Node::as_int), conflicts), (Some(3), vec![]), "{order:?}");
    }
}

#[test]
fn keyed_lists_merge_by_element_and_keep_their_order() {
    let mut bench = Bench::new();
    bench.int("ports.@http.number", BASE - 1, 80);
    bench.int("ports.@admin.number", BASE, 90);
    bench.int("ports.@http.number", BASE, 81);
    let (root, conflicts, _) = bench.merge();
    let numbers: Vec<_> = root
        .get("ports")
        .and_then(Node::as_list)
        .expect("a list")
        .iter()
        .map(|port| port.get("number").and_then(Node::as_int))
        .collect();
    assert_eq!((numbers, conflicts), (vec![Some(81), Some(90)], vec![]));
}

#[test]
fn a_whole_list_replaces_a_weaker_one_and_takes_stronger_elements() {
    let element = |name: &str, origin| {
        let mut node = Node::map(origin, Layer(BASE - 1));
        node.as_map_mut().expect("a map").push("name", Node::string(name, origin, Layer(BASE - 1)));
        node
    };
    let mut bench = Bench::new();
    let origin = bench.origin();
    bench.set("env", BASE - 1, Value::List(List::whole(vec![element("A", origin), element("B", origin)])));
    bench.int("env.@B.value", BASE, 2);
    let (root, conflicts, _) = bench.merge();
    let env = root.get("env").and_then(Node::as_list).expect("a list");
    assert_eq!((env.len(), env[1].get("value").and_then(Node::as_int), conflicts), (2, Some(2), vec![]));
}

#[test]
fn of_a_union_the_strongest_member_stays() {
    let mut bench = Bench::new();
    bench.int("probe.httpGet.port", BASE - 1, 80);
    bench.int("probe.tcpSocket.port", BASE, 81);
    bench.int("probe.periodSeconds", BASE - 1, 5);
    let (mut root, _, mut origins) = bench.merge();
    let probe = root.as_map_mut().and_then(|map| map.get_mut("probe")).expect("a probe");
    assert!(keep_strongest_member(probe, &["httpGet", "tcpSocket"], &mut origins));
    assert!(probe.get("httpGet").is_none() && probe.get("tcpSocket").is_some() && probe.get("periodSeconds").is_some());
}

#[test]
fn large_maps_and_lists_are_found_by_key() {
    let mut bench = Bench::new();
    for at in 0..5_000 {
        bench.int(&format!("data.k{at}"), BASE, at);
        bench.int(&format!("list.@e{at}.value"), BASE, at);
    }
    let (root, conflicts, _) = bench.merge();
    assert_eq!(conflicts, []);
    assert_eq!(root.at(&["data", "k4321"]).and_then(Node::as_int), Some(4_321));
    assert_eq!(root.get("list").and_then(Node::as_list).map(<[Node]>::len), Some(5_000));
}

#[test]
fn a_poisoned_value_stays_silent() {
    let mut bench = Bench::new();
    bench.set("replicas", BASE, Value::Poisoned);
    bench.int("replicas", BASE, 1);
    bench.int("replicas", BASE - 1, 2);
    let (root, conflicts, _) = bench.merge();
    assert!(root.get("replicas").expect("it was written").is_poisoned());
    assert_eq!(conflicts, []);
}

fn segments() -> impl Strategy<Value = Vec<Segment>> {
    let key = prop::sample::select(vec!["a", "b", "c"]);
    let segment = (key, any::<bool>()).prop_map(|(key, element)| match element {
        true => Segment::Element { key: key.into(), keys: &["name"] },
        false => Segment::Key(key.into()),
    });
    // Paths that mostly begin alike, as those of one block do.
    (prop::collection::vec(segment, 0..3), 0..2usize).prop_map(|(rest, spec)| {
        let spec = ["spec", "metadata"][spec];
        std::iter::once(Segment::from(spec)).chain(rest).collect()
    })
}

fn values() -> impl Strategy<Value = (u8, u16)> {
    (0..5u8, 0..3u16)
}

fn node(kind: u8, layer: u16, at: usize, origins: &mut Origins) -> Node {
    let origin = origins.add(Origin::Written(TextRange::new(at, at + 1).in_file(FileId(0))));
    let value = match kind {
        0 => Value::Int(1),
        1 => Value::Int(2),
        2 => Value::Poisoned,
        3 => Value::Map(Map::new()),
        _ => Value::List(List::keyed(&["name"])),
    };
    Node::new(value, origin, Layer(layer))
}

proptest! {
    /// Neighbours that go on alike are looked up once; the result is that of one write after the other.
    #[test]
    fn all_at_once_is_one_after_the_other(said in prop::collection::vec((segments(), values()), 0..12)) {
        let mut origins = Origins::default();
        let writes: Vec<Write> = said
            .into_iter()
            .enumerate()
            .map(|(at, (path, (kind, layer)))| Write { path, value: node(kind, layer, at, &mut origins) })
            .collect();
        let empty = Node::map(OriginId(0), Layer::DERIVED);
        let (mut together, mut apart) = (empty.clone(), empty);
        let mut other = origins.clone();
        let conflicts = merge(&mut together, writes.clone(), &mut origins);
        let one_by_one: Vec<Conflict> =
            writes.into_iter().flat_map(|write| merge(&mut apart, [write], &mut other)).collect();
        prop_assert_eq!(format!("{together:?}"), format!("{apart:?}"));
        // What a later write settles is no conflict; one after the other, nothing is later.
        prop_assert!(conflicts.iter().all(|conflict| one_by_one.contains(conflict)));
    }
}
