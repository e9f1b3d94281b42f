mod check;
mod custom;
mod table;

use crate::object::{Layer, List, Map, Node, OriginId, Value};

/// A tree from JSON; every value has an origin of its own, in the order of the text.
pub fn tree(json: &str) -> Node {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    convert(&value, &mut 0)
}

fn convert(value: &serde_json::Value, next: &mut u32) -> Node {
    let origin = OriginId(*next);
    *next += 1;
    let value = match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap()), Value::Int)
        }
        serde_json::Value::String(text) => Value::String(text.into()),
        serde_json::Value::Array(items) => {
            Value::List(List::whole(items.iter().map(|item| convert(item, next)).collect::<Vec<_>>()))
        }
        serde_json::Value::Object(fields) => {
            let mut map = Map::new();
            for (key, value) in fields {
                map.push(key, convert(value, next));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin, Layer::base(0))
}
