//! Rooms use each other through the doors that the table in `lib.rs` lists, and through no others.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::sources;

/// The table: a room, and the paths it may use.
fn doors() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    let mut table = BTreeMap::new();
    let mut rows = text.lines().skip_while(|line| *line != "//! | room | may use |").skip(2);
    for row in rows.by_ref().take_while(|line| line.starts_with("//! |")) {
        let cells: Vec<&str> =
            row.trim_start_matches("//! |").trim_end_matches('|').split('|').map(str::trim).collect();
        let [rooms, doors] = cells[..] else { panic!("a row of two cells: {row}") };
        let doors: Vec<String> =
            doors.split(',').map(|door| door.trim().to_owned()).filter(|d| !d.is_empty()).collect();
        for room in rooms.split(',') {
            assert!(table.insert(room.trim().to_owned(), doors.clone()).is_none(), "{room} twice");
        }
    }
    assert!(table.len() > 10, "the table in lib.rs was not found");
    table
}

/// The paths, of two parts at most, that follow `crate::` here: `{a::b, c}` gives `a::b` and `c`.
fn paths(text: &str) -> Vec<String> {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return members(group).into_iter().flat_map(|member| paths(&member)).collect();
    }
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let first = word(text);
    let Some(rest) = text[first.len()..].strip_prefix("::") else { return vec![first] };
    match rest.trim_start().strip_prefix('{') {
        Some(group) => members(group).iter().map(|member| format!("{first}::{}", word(member))).collect(),
        None => vec![format!("{first}::{}", word(rest))],
    }
}

/// The members of a group, whose opening brace is gone.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut all) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        all.last_mut().unwrap().push(c);
    }
    all.into_iter().map(|member| member.trim().to_owned()).filter(|member| !member.is_empty()).collect()
}

fn is_open(doors: &[String], path: &str) -> bool {
    doors.iter().any(|door| path == door || path.strip_prefix(door.as_str()).is_some_and(|rest| rest.starts_with("::")))
}

#[test]
fn rooms_use_listed_doors_only() {
    let table = doors();
    let mut wrong = Vec::new();
    for source in sources() {
        let room = source.room();
        if ["lib.rs", "main.rs"].contains(&room) {
            continue;
        }
        let Some(doors) = table.get(room) else {
            wrong.push(format!("src/{}: `{room}` is not in the table of doors in lib.rs", source.path));
            continue;
        };
        for (at, _) in source.code.match_indices("crate::") {
            let before = source.code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            for path in paths(&source.code[at + "crate::".len()..]) {
                let target = path.split("::").next().unwrap();
                if target != room && !is_open(doors, &path) {
                    wrong.push(format!("src/{}:{}: `{room}` has no door to `{path}`", source.path, source.line_of(at)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `super` must not be a way out of a room.
#[test]
fn no_room_is_left_upward() {
    let mut wrong = Vec::new();
    for source in sources() {
        if ["lib.rs", "main.rs"].contains(&source.room()) {
            continue;
        }
        let parts: Vec<&str> = source.path.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
        let out = "super::".repeat(parts.len());
        if let Some(at) = source.code.find(&out) {
            wrong.push(format!("src/{}:{}: `{out}` leaves the room", source.path, source.line_of(at)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A circle of rooms could only be understood at once.
#[test]
fn doors_lead_one_way() {
    let table = doors();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    while done.len() < table.len() {
        let room_of = |door: &str| door.split("::").next().unwrap().to_owned();
        let ready: Vec<&str> = table
            .iter()
            .filter(|(room, doors)| {
                !done.contains(room.as_str()) && doors.iter().all(|door| done.contains(room_of(door).as_str()))
            })
            .map(|(room, _)| room.as_str())
            .collect();
        let left: Vec<_> = table.keys().filter(|room| !done.contains(room.as_str())).collect();
        assert!(!ready.is_empty(), "doors in a circle, or to rooms that the table lacks, among {left:?}");
        done.extend(ready);
    }
}

#[test]
fn paths_are_read_as_rust_reads_them() {
    assert_eq!(paths("object::Node;"), ["object::Node"]);
    assert_eq!(paths("object::{Node, node::{Map, List}};"), ["object::Node", "object::node"]);
    assert_eq!(
        paths("{object::Node, source, syntax::{tree::Tree, lexer}};"),
        ["object::Node", "source", "syntax::tree", "syntax::lexer"]
    );
    assert!(is_open(&["kubernetes::schema".into()], "kubernetes::schema"));
    assert!(!is_open(&["kubernetes::schema".into()], "kubernetes::schemas"));
    assert!(is_open(&["object".into()], "object::Node"));
}
