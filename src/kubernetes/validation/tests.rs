//! What of the rules cannot be shown by a program of the language: objects from YAML, and the machinery.

use super::*;
use crate::object::yaml::read_yaml;
use crate::source::{FileId, TextRange};

/// What the rules say of one YAML document.
fn findings(text: &str) -> Vec<(&'static str, String)> {
    let mut origins = Origins::default();
    let (documents, problems) = read_yaml(text, FileId(0), &mut origins);
    assert!(problems.is_empty(), "{problems:?}");
    let objects = documents.into_iter().map(|document| {
        let root = document.root;
        let text = |path: &str| SmolStr::new(find(&root, path).and_then(Node::as_str).unwrap_or_default());
        let span = TextRange { start: 0, end: 1 }.in_file(FileId(0));
        Object {
            api_version: text("apiVersion"),
            kind: text("kind"),
            namespace: None,
            name: text("metadata.name"),
            ty: None,
            namespaced: true,
            span,
            root,
            incomplete: false,
        }
    });
    let group = Group { objects: objects.collect(), origins, ..Group::default() };
    let found = check_group(&group, &Schemas::builtin(), &Target::default());
    found.into_iter().map(|found| (found.rule.unwrap_or(found.code.id()), found.path.unwrap_or_default())).collect()
}

#[test]
fn a_name_is_demanded_of_yaml() {
    let said = |rule, path: &str| vec![(rule, path.to_owned())];
    assert_eq!(findings("apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n"), said("META-01", "metadata.name"));
    assert_eq!(findings("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ''}\n"), said("META-01", "metadata.name"));
    assert!(findings("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n").is_empty());
    assert!(findings("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n").is_empty());
}

#[test]
fn what_the_schema_refuses_is_not_held_against_the_object_again() {
    let service =
        |spec: &str| findings(&format!("apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {spec}\n"));
    let one = |spec: &str, path: &str| {
        let found = service(spec);
        assert_eq!(found.iter().map(|found| found.1.as_str()).collect::<Vec<_>>(), [path], "{spec}: {found:?}");
    };
    one("{type: Foo, ports: [{port: 80, nodePort: 30000}], externalTrafficPolicy: Local}", "spec.type");
    one("{ports: [{port: 80, name: a, protocol: tcp}, {port: 80, name: b}]}", "spec.ports[0].protocol");
    one("{ports: 80}", "spec.ports");
    one("{ports: [{name: a}]}", "spec.ports[0].port");
    one(
        "{type: LoadBalancer, healthCheckNodePort: 30000, externalTrafficPolicy: L, ports: [{port: 80}]}",
        "spec.externalTrafficPolicy",
    );
    one(
        "{ports: [{port: 80}], sessionAffinity: X, sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}}",
        "spec.sessionAffinity",
    );
}

#[test]
fn repeated_elements_are_found_in_short_and_long_lists() {
    for count in [0, 1, 2, 16, 17, 100] {
        let mut found = Vec::new();
        repeated(count, |index| (index != 3).then_some(index % 10), |first, again| found.push((first, again)));
        let wanted: Vec<_> = (10..count).filter(|index| index % 10 != 3).map(|index| (index % 10, index)).collect();
        let threes = (13..count).step_by(10).skip(1).map(|index| (13, index));
        let mut wanted: Vec<_> = wanted.into_iter().chain(threes).collect();
        wanted.sort_by_key(|pair| pair.1);
        assert_eq!(found, wanted, "{count}");
    }
}

#[test]
fn poison_reaches_fields_keys_and_elements_and_nothing_else() {
    let mut origins = Origins::default();
    let (documents, _) = read_yaml("a: [{b: 1}]\nm: {x.y/z: 1, 'k[0]': 2}\n", FileId(0), &mut origins);
    let root = &documents[0].root;
    for path in ["a[0].b", "a[0]", "m[x.y/z]", "m[k[0]]", "m"] {
        let copy = without(root, &[path.to_owned()]);
        assert!(find(&copy, path).is_some_and(Node::is_poisoned), "{path}");
    }
    for path in ["a[7]", "x", "a[", "a[0].b.c", "", "m[", "[", "..", "a.b"] {
        let _ = without(root, &[path.to_owned()]);
    }
    assert!(matches!(without(root, &[]), Cow::Borrowed(_)));
}
