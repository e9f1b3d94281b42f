//! JSON that leaves svcc is as `docs/schema/` says.

use serde_json::Value;
use svcc::diagnostics::{Code, Diagnostic, Edit, ObjectName, Report, render_json};
use svcc::source::{Files, TextRange};

/// What is wrong with a value, by the keywords that svcc's schemas use; an unknown keyword is wrong itself.
pub fn violations(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Value::Object(keywords) = schema else { panic!("{at}: a schema is an object") };
    for (keyword, want) in keywords {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = want.as_str().unwrap().trim_start_matches('#');
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("no schema at {pointer}"));
                found.extend(violations(target, root, value, at));
            }
            "const" if want == value => {}
            "enum" if want.as_array().unwrap().contains(value) => {}
            "minimum" if value.as_i64() >= want.as_i64() => {}
            "type" => {
                let is = match want.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64() || value.is_u64(),
                    other => panic!("the type {other}"),
                };
                if !is {
                    found.push(format!("{at}: not {want}"));
                }
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(violations(want, root, item, &format!("{at}[{number}]")));
                }
            }
            "properties" => {
                for (key, schema) in want.as_object().unwrap() {
                    if let Some(value) = value.get(key) {
                        found.extend(violations(schema, root, value, &format!("{at}.{key}")));
                    }
                }
            }
            "required" => {
                for key in want.as_array().unwrap() {
                    if value.get(key.as_str().unwrap()).is_none() {
                        found.push(format!("{at}: lacks {key}"));
                    }
                }
            }
            "additionalProperties" => {
                for key in value.as_object().into_iter().flat_map(|map| map.keys()) {
                    if schema["properties"].get(key).is_none() {
                        found.push(format!("{at}: `{key}` is not in the schema"));
                    }
                }
            }
            _ => found.push(format!("{at}: not as {keyword} {want}")),
        }
    }
    found
}

fn diagnostics_schema() -> Value {
    serde_json::from_str(include_str!("../../docs/schema/diagnostics-1.json")).unwrap()
}

#[test]
fn diagnostics_are_as_published() {
    let mut files = Files::new();
    let id = files.add("shop.svc", "app web { }\n");
    let span = TextRange::new(4, 7).in_file(id);
    let full = Diagnostic::new(Code::API001, span, "wrong")
        .label(span, "here")
        .help("mend it")
        .fix("rename", vec![Edit { span, text: "\"shop\"\n".into() }])
        .rule("SVC-046")
        .path("spec.ports[0].nodePort")
        .object(ObjectName { api_version: "v1".into(), kind: "Service".into(), namespace: None, name: "web".into() });
    let loose = Diagnostic::new(Code::NET004, None, "nothing");
    let schema = diagnostics_schema();
    for diagnostics in [vec![], vec![full.clone()], vec![loose.clone(), full]] {
        let count = diagnostics.len();
        let json: Value = serde_json::from_str(&render_json(&Report::new(diagnostics, &files), &files)).unwrap();
        assert_eq!(violations(&schema, &schema, &json, "$"), Vec::<String>::new());
        assert_eq!(json["diagnostics"].as_array().unwrap().len(), count);
    }
}

#[test]
fn the_schema_refuses_what_is_not_as_published() {
    let schema = diagnostics_schema();
    let wrong = |text: &str| violations(&schema, &schema, &serde_json::from_str(text).unwrap(), "$");
    let finding = |change: &str| {
        format!(
            r#"{{"version": 1, "diagnostics": [{{"code": "X", "severity": "error", "message": "m", "related": [], "fixes": []{change}}}]}}"#
        )
    };
    assert!(wrong(&finding("")).is_empty());
    for (text, what) in [
        (r#"{"version": 2, "diagnostics": []}"#.to_owned(), "$.version: not as const"),
        (r#"{"version": 1}"#.to_owned(), "lacks \"diagnostics\""),
        (finding(r#", "start": {"line": 0, "column": 1}"#), "start.line: not as minimum"),
        (finding(r#", "note": "x""#), "`note` is not in the schema"),
        (finding(r#", "help": 1"#), "help: not \"string\""),
        (finding("").replace("error", "fatal"), "severity: not as enum"),
    ] {
        let found = wrong(&text);
        assert!(found.len() == 1 && found[0].contains(what), "{what}: {found:?}");
    }
}
