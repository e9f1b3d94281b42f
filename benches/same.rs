//! Whether files of YAML documents hold the same objects, in any order: `cargo run --example same -- FILE FILE …`.
//! Reads with serde_yaml, so that svcc is not its own judge.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, clippy::print_stderr)] // a tool of the benchmarks

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde::Deserialize as _;
use serde_yaml::Value;

/// Objects by kind, namespace and name.
type Objects = BTreeMap<String, Value>;

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let mut first: Option<(&String, Objects)> = None;
    for path in &paths {
        let objects = match read(path) {
            Ok(objects) => objects,
            Err(problem) => return fail(&format!("{path}: {problem}")),
        };
        match &first {
            None => first = Some((path, objects)),
            Some((other, expected)) => {
                if let Some(difference) = difference(expected, &objects) {
                    return fail(&format!("{other} and {path}: {difference}"));
                }
            }
        }
    }
    let Some((_, objects)) = first else { return fail("no file is named") };
    eprintln!("same: {} files hold the same {} objects", paths.len(), objects.len());
    ExitCode::SUCCESS
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("same: {problem}");
    ExitCode::FAILURE
}

fn read(path: &str) -> Result<Objects, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut objects = Objects::new();
    for document in serde_yaml::Deserializer::from_str(&text) {
        let value = Value::deserialize(document).map_err(|error| error.to_string())?;
        // A stream may be one list of objects.
        let all = match value {
            Value::Sequence(all) => all,
            one => vec![one],
        };
        for object in all {
            let metadata = |field: &str| object.get("metadata").and_then(|metadata| metadata.get(field)).cloned();
            let key = format!("{:?} {:?} {:?}", object.get("kind"), metadata("namespace"), metadata("name"));
            if objects.insert(key.clone(), object).is_some() {
                return Err(format!("{key} stands twice"));
            }
        }
    }
    Ok(objects)
}

fn difference(one: &Objects, other: &Objects) -> Option<String> {
    let lacking = |a: &Objects, b: &Objects| a.keys().find(|key| !b.contains_key(*key)).cloned();
    if let Some(key) = lacking(one, other).or_else(|| lacking(other, one)) {
        return Some(format!("{key} is in only one of them"));
    }
    one.iter()
        .find(|(key, object)| other[*key] != **object)
        .map(|(key, object)| format!("{key} differs:\n{object:?}\n{:?}", other[key]))
}
