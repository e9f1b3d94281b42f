//! Rules of v1 ConfigMap.
//!
//! Read from the tree itself: a decoded copy would hold every text once more.

use super::formats::names::is_config_key;
use super::rule::{ErrorKind, Rule, rules};
use super::{Rules, shown};
use crate::diagnostics::Code;
use crate::object::{Map, Node};

rules! {
    KEY "CFG-001" Invalid API020,
    SIZE "CFG-002" TooLong API019,
}

/// All values together.
const BYTES: usize = 1_048_576;

pub fn check(rules: &mut Rules) {
    let root = rules.root.clone();
    let map = |field: &str| root.get(field).and_then(Node::as_map);
    let (data, binary) = (map("data"), map("binaryData"));
    keys(rules, "data", data);
    keys(rules, "binaryData", binary);
    if let (Some(data), Some(binary)) = (data, binary) {
        for entry in binary.iter().filter(|entry| data.get(&entry.key).is_some()) {
            let path = format!("data[{}]", entry.key);
            let diagnostic = rules
                .broken(&KEY, &path, format!("the key `{}` stands in `data` and in `binaryData`", shown(&entry.key)))
                .label(rules.span(&format!("binaryData[{}]", entry.key)), "the other one")
                .help("both become one file: remove one, or give it another name");
            rules.report(diagnostic);
        }
    }
    let text = |map: Option<&Map>| -> usize {
        map.into_iter().flat_map(Map::iter).filter_map(|entry| entry.node.as_str()).map(str::len).sum()
    };
    // Base64 holds three bytes in four characters.
    let size = text(data) + text(binary) / 4 * 3;
    if size > BYTES {
        let message = format!("the values hold {size} bytes, and a ConfigMap takes {BYTES}");
        let mut diagnostic = rules
            .broken(&SIZE, "", message)
            .help("make several of them, or bring large files into the image or a volume");
        diagnostic.span = Some(rules.object.span);
        rules.report(diagnostic);
    }
}

fn keys(rules: &mut Rules, field: &str, map: Option<&Map>) {
    for entry in map.into_iter().flat_map(Map::iter).filter(|entry| !is_config_key(&entry.key)) {
        let path = format!("{field}[{}]", entry.key);
        let message = format!("`{}` cannot be a key of a ConfigMap", shown(&entry.key));
        let help = match entry.key.as_str() {
            key if key.contains('/') => {
                "a key becomes a file's name, without folders: mount it elsewhere with `items` and `path`"
            }
            key if key.starts_with("..") || key == "." => "a key becomes a file's name, and does not begin with `..`",
            _ => "write letters, digits, `-`, `_` and `.`, at most 253",
        };
        let diagnostic = rules.broken(&KEY, &path, message).help(help);
        rules.report(diagnostic);
    }
}
