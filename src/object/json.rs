//! The object tree as JSON, and from and to `serde_json`'s values.

use super::yaml::write::{write_float, write_int};
use super::{Layer, List, Map, Node, OriginId, Value};

/// Writes one value and a line break; `pretty` is kubectl's form with four spaces.
pub fn write_json(node: &Node, out: &mut Vec<u8>, pretty: bool) {
    write_value(node, 0, pretty, out);
    out.push(b'\n');
}

/// Writes several objects as one `v1` List, as `kubectl get -o json` does.
pub fn write_json_list<'a>(objects: impl IntoIterator<Item = &'a Node>, out: &mut Vec<u8>, pretty: bool) {
    let colon: &[u8] = if pretty { b": " } else { b":" };
    let open = |key: &[u8], first: bool, out: &mut Vec<u8>| {
        if !first {
            out.push(b',');
        }
        write_break(1, pretty, out);
        out.extend_from_slice(key);
        out.extend_from_slice(colon);
    };
    out.push(b'{');
    open(b"\"apiVersion\"", true, out);
    out.extend_from_slice(b"\"v1\"");
    open(b"\"kind\"", false, out);
    out.extend_from_slice(b"\"List\"");
    open(b"\"items\"", false, out);
    write_items(objects.into_iter(), 1, pretty, out);
    write_break(0, pretty, out);
    out.extend_from_slice(b"}\n");
}

fn write_value(node: &Node, depth: usize, pretty: bool, out: &mut Vec<u8>) {
    match &node.value {
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(number) => write_int(*number, out),
        Value::Float(number) if number.is_finite() => write_float(*number, out),
        Value::String(text) => write_string(text, out),
        Value::List(list) => write_items(list.items.iter(), depth, pretty, out),
        Value::Map(map) => write_map(map, depth, pretty, out),
        // JSON has no word for infinity, and nothing else for what is not there.
        Value::Float(_) | Value::Null | Value::Deferred(_) | Value::Poisoned => out.extend_from_slice(b"null"),
    }
}

fn write_items<'a>(items: impl Iterator<Item = &'a Node>, depth: usize, pretty: bool, out: &mut Vec<u8>) {
    out.push(b'[');
    let mut any = false;
    for item in items {
        if any {
            out.push(b',');
        }
        any = true;
        write_break(depth + 1, pretty, out);
        write_value(item, depth + 1, pretty, out);
    }
    if any {
        write_break(depth, pretty, out);
    }
    out.push(b']');
}

fn write_map(map: &Map, depth: usize, pretty: bool, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, entry) in map.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_break(depth + 1, pretty, out);
        write_string(&entry.key, out);
        out.extend_from_slice(if pretty { b": " } else { b":" });
        write_value(&entry.node, depth + 1, pretty, out);
    }
    if !map.is_empty() {
        write_break(depth, pretty, out);
    }
    out.push(b'}');
}

fn write_break(depth: usize, pretty: bool, out: &mut Vec<u8>) {
    if pretty {
        out.push(b'\n');
        out.resize(out.len() + 4 * depth, b' ');
    }
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut written = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[written..at]);
        written = at + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                out.extend_from_slice(b"\\u00");
                out.push(b'0' + (byte >> 4));
                out.push(b"0123456789abcdef"[(byte & 15) as usize]);
            }
        }
    }
    out.extend_from_slice(&bytes[written..]);
    out.push(b'"');
}

/// A tree from a JSON value, every node with the same origin. Integers beyond 64 bits with sign become floats.
pub fn from_json(value: &serde_json::Value, origin: OriginId, layer: Layer) -> Node {
    let value = match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => {
            let items: thin_vec::ThinVec<Node> = items.iter().map(|item| from_json(item, origin, layer)).collect();
            Value::List(List::whole(items))
        }
        serde_json::Value::Object(entries) => {
            let mut map = Map::with_capacity(entries.len());
            for (key, value) in entries {
                map.push(key.as_str(), from_json(value, origin, layer));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin, layer)
}

/// The tree as a JSON value. Integral floats stay floats; what JSON cannot say is `null`.
pub fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null | Value::Deferred(_) | Value::Poisoned => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::String(text) => text.as_str().into(),
        Value::List(list) => list.items.iter().map(to_json).collect(),
        Value::Map(map) => {
            serde_json::Value::Object(map.iter().map(|entry| (entry.key.to_string(), to_json(&entry.node))).collect())
        }
    }
}
