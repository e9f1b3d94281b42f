//! `svcc explain` from outside: its JSON is as published, its exit status says whether there was an answer.

use std::sync::Arc;

use serde_json::Value;
use svcc::source::Memory;
use svcc::workspace::explain::{Explanation, explain, explain_line};
use svcc::workspace::{Cancel, Options, Schemas, Workspace};

use crate::schema::violations;

fn is_as_published(explanation: &Explanation) {
    let schema: Value = serde_json::from_str(include_str!("../../docs/schema/explain-1.json")).unwrap();
    let json: Value = serde_json::from_str(&explanation.json()).unwrap();
    assert_eq!(violations(&schema, &schema, &json, "$"), Vec::<String>::new(), "{}", explanation.what);
    assert!(!json["answers"].as_array().unwrap().is_empty());
}

#[test]
fn answers_are_as_published() {
    let schemas = Schemas::builtin();
    for what in [
        "NET002",
        "expose",
        "port line",
        "route",
        "config",
        "implied",
        "Service",
        "PodDisruptionBudget",
        "Service.spec.type",
        "Service.spec.ports",
        "Deployment.spec.template.spec.hostnameOverride",
        "securityContext",
    ] {
        is_as_published(&explain(what, &schemas).unwrap());
    }
}

#[test]
fn lines_are_as_published() {
    let text = "namespace shop\ntemplate two { replicas 2 }\napp web with two {\n  image nginx:1.25\n  replicas 3\n}\n";
    let mut workspace = Workspace::new(Arc::new(Memory::new().file("shop.svc", text)));
    workspace.open(&["shop.svc"]);
    let analysis = workspace.build(&Options::default(), &Cancel::default()).unwrap();
    for line in 1..=6 {
        is_as_published(&explain_line(&workspace, &analysis, "shop.svc", line).unwrap());
    }
}

#[test]
#[cfg(feature = "cli")]
fn the_exit_status_says_whether_there_was_an_answer() {
    let run = |arguments: &[&str]| {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_svcc")).arg("explain").args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (status, out, messages) = run(&["port", "line"]);
    assert_eq!((status, messages.as_str()), (Some(0), ""));
    assert!(out.starts_with("port line\n") && !out.contains('\x1b'), "{out}");
    let (status, out, _) = run(&["--color", "always", "NET002"]);
    assert!(status == Some(0) && out.starts_with("\x1b[1mNET002"), "{out}");
    let (status, out, messages) = run(&["exposse"]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert_eq!(messages, "svcc: nothing is known of `exposse`; did you mean `expose`?\n");
    let (status, _, messages) = run(&["no-such-file.svc:3"]);
    assert!(status == Some(2) && messages.contains("no-such-file.svc"), "{messages}");
    let (status, out, _) = run(&["--output", "json", "url"]);
    assert!(status == Some(0) && serde_json::from_str::<Value>(&out).is_ok(), "{out}");
}
