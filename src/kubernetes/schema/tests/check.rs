//! Every finding in both directions: what gives it, and the same text mended, which gives none.

use super::tree;
use crate::diagnostics::Code;
use crate::kubernetes::Version;
use crate::kubernetes::schema::check::walk;
use crate::kubernetes::schema::{Finding, Schemas, check_kind, check_schema};
use crate::object::{Map, Node, OriginId, Value};
use proptest::prelude::*;

static BUILTIN: Schemas = Schemas::builtin();

fn check_tree(api_version: &str, kind: &str, root: &Node, version: u8) -> Vec<Finding> {
    let kind = BUILTIN.kind_by_api_version(api_version, kind).unwrap();
    let mut findings = Vec::new();
    check_schema(&BUILTIN, kind.ty, root, Version(version), &mut |finding| findings.push(finding));
    findings
}

fn check(api_version: &str, kind: &str, json: &str) -> Vec<Finding> {
    check_tree(api_version, kind, &tree(json), 37)
}

fn service(spec: &str) -> Vec<Finding> {
    check(
        "v1",
        "Service",
        &format!(r#"{{"apiVersion":"v1","kind":"Service","metadata":{{"name":"a"}},"spec":{spec}}}"#),
    )
}

fn pod(container: &str) -> String {
    format!(r#"{{"spec":{{"containers":[{container}]}}}}"#)
}

/// The one finding of a Service's spec; its mended form has none.
fn one(bad: &str, good: &str) -> Finding {
    assert_eq!(service(good), [], "{good}");
    only(service(bad))
}

fn only(mut findings: Vec<Finding>) -> Finding {
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

/// The value that the finding's origin stands for.
fn at(node: &Node, origin: OriginId) -> Option<&Node> {
    if node.origin == origin {
        return Some(node);
    }
    match &node.value {
        Value::Map(map) => map.iter().find_map(|entry| at(&entry.node, origin)),
        Value::List(list) => list.items.iter().find_map(|item| at(item, origin)),
        _ => None,
    }
}

#[test]
fn a_good_object_has_no_findings() {
    let deployment = r#"{
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "web", "labels": {"app": "web"}, "creationTimestamp": null},
        "spec": {
            "replicas": 3, "selector": {"matchLabels": {"app": "web"}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{
                "name": "web", "image": "nginx:1.25", "ports": [{"containerPort": 80, "protocol": "TCP"}],
                "env": [{"name": "A", "value": "b"}, {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
                "resources": {"requests": {"cpu": 1, "memory": "128Mi"}, "limits": {"cpu": 0.5}},
                "readinessProbe": {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 3.0}
            }]}}
        },
        "status": {"conditions": [{"type": "Available"}], "replicas": 3}
    }"#;
    assert_eq!(check("apps/v1", "Deployment", deployment), []);
}

#[test]
fn unknown_field() {
    let finding = one(r#"{"sesionAffinity":"ClientIP"}"#, r#"{"sessionAffinity":"ClientIP"}"#);
    assert_eq!(finding.code, Code::TYP002);
    assert_eq!(finding.message, "ServiceSpec has no field `sesionAffinity`");
    assert_eq!(finding.note, "did you mean `sessionAffinity`?");
    assert_eq!(finding.path, "spec.sesionAffinity");
    assert_eq!(finding.replacement.as_deref(), Some("sessionAffinity"));
}

#[test]
fn unknown_field_in_a_list_points_at_the_value() {
    let root = tree(r#"{"spec":{"ports":[{"port":80},{"port":81,"nodeprot":30080}]}}"#);
    let finding = only(check_tree("v1", "Service", &root, 37));
    assert_eq!((finding.code, finding.path.as_str()), (Code::TYP002, "spec.ports[1].nodeprot"));
    assert_eq!(finding.replacement.as_deref(), Some("nodePort"));
    assert_eq!(at(&root, finding.origin).and_then(Node::as_int), Some(30080));
}

#[test]
fn unknown_field_far_from_any_lists_what_there_is() {
    let finding = one(r#"{"sessionAffinityConfig":{"colour":1}}"#, r#"{"sessionAffinityConfig":{"clientIP":{}}}"#);
    assert_eq!(finding.help.as_deref(), Some("the fields of SessionAffinityConfig are `clientIP`"));
    assert_eq!(finding.replacement, None);
}

#[test]
fn a_field_one_level_too_high_or_too_deep() {
    let deployment = r#"{"replicas":2,"spec":{"selector":{},"template":{}}}"#;
    let finding = only(check("apps/v1", "Deployment", deployment));
    assert_eq!(finding.help.as_deref(), Some("`replicas` is a field of DeploymentSpec: move it into `spec`"));
    let pod = r#"{"spec":{"containers":[{"name":"a","hostNetwork":true}]}}"#;
    let finding = only(check("v1", "Pod", pod));
    assert_eq!(finding.path, "spec.containers[0].hostNetwork");
    assert_eq!(finding.help.as_deref(), Some("`hostNetwork` is a field of PodSpec: move it out, at `spec`"));
}

#[test]
fn wrong_types() {
    for (bad, good, message, path, replacement) in [
        (
            r#"{"ports":{"port":80}}"#,
            r#"{"ports":[{"port":80}]}"#,
            "`ports` takes a list of ServicePort objects, not a block of fields",
            "spec.ports",
            None,
        ),
        (
            r#"{"ports":[{"port":"80"}]}"#,
            r#"{"ports":[{"port":80}]}"#,
            "`port` takes an integer, not the string `80`",
            "spec.ports[0].port",
            Some("80"),
        ),
        (
            r#"{"selector":{"version":1.5}}"#,
            r#"{"selector":{"version":"1.5"}}"#,
            "`selector` takes a string, not the number `1.5`",
            "spec.selector",
            Some("\"1.5\""),
        ),
        (
            r#"{"publishNotReadyAddresses":"yes"}"#,
            r#"{"publishNotReadyAddresses":true}"#,
            "`publishNotReadyAddresses` takes `true` or `false`, not the string `yes`",
            "spec.publishNotReadyAddresses",
            Some("true"),
        ),
        (
            r#"{"ports":[{"port":80,"targetPort":true}]}"#,
            r#"{"ports":[{"port":80,"targetPort":"http"}]}"#,
            "`targetPort` takes an integer or a string such as `25%`, not the boolean `true`",
            "spec.ports[0].targetPort",
            Some("\"true\""),
        ),
        (
            r#"{"ports":[{"port":80.5}]}"#,
            r#"{"ports":[{"port":80}]}"#,
            "`port` takes an integer, not the number `80.5`",
            "spec.ports[0].port",
            None,
        ),
        (
            r#"{"type":7}"#,
            r#"{"type":"NodePort"}"#,
            "`type` takes `ClusterIP`, `ExternalName`, `LoadBalancer` or `NodePort`, not the integer `7`",
            "spec.type",
            Some("\"7\""),
        ),
        (r#"[]"#, r#"{}"#, "`spec` takes an object with the fields of ServiceSpec, not a list", "spec", None),
    ] {
        let finding = one(bad, good);
        assert_eq!((finding.code, finding.message.as_str()), (Code::TYP003, message));
        assert_eq!((finding.path.as_str(), finding.replacement.as_deref()), (path, replacement));
    }
    let finding = only(check("v1", "Service", "[]"));
    assert_eq!((finding.message.as_str(), finding.path.as_str()), ("an object is a map of fields, not a list", ""));
}

#[test]
fn numbers_of_32_bits() {
    let finding = one(r#"{"ports":[{"port":3000000000}]}"#, r#"{"ports":[{"port":2147483647}]}"#);
    assert_eq!((finding.code, finding.path.as_str()), (Code::TYP003, "spec.ports[0].port"));
    assert!(finding.message.contains("32 bits"), "{}", finding.message);
    assert_eq!(only(service(r#"{"ports":[{"port":1,"targetPort":-3000000000}]}"#)).code, Code::TYP003);
    // An integer of 64 bits holds it.
    assert_eq!(check("v1", "Pod", r#"{"spec":{"containers":[],"terminationGracePeriodSeconds":3000000000}}"#), []);
}

#[test]
fn maps_are_named_as_the_api_server_names_them() {
    let finding = only(check("v1", "ConfigMap", r#"{"metadata":{"labels":{"app":1}}}"#));
    assert_eq!(finding.path, "metadata.labels");
    let finding = only(check("v1", "ConfigMap", r#"{"data":{"LOG":true}}"#));
    assert_eq!(finding.path, "data[LOG]");
    assert_eq!(finding.help.as_deref(), Some("in quotes it is a string: `\"true\"`"));
}

#[test]
fn unknown_values() {
    let finding = one(r#"{"type":"Nodeport"}"#, r#"{"type":"NodePort"}"#);
    assert_eq!((finding.code, finding.path.as_str()), (Code::TYP004, "spec.type"));
    assert_eq!(finding.message, "`type` cannot be `Nodeport`");
    assert_eq!(finding.replacement.as_deref(), Some("NodePort"));
    assert_eq!(finding.help.as_deref(), Some("write `ClusterIP`, `ExternalName`, `LoadBalancer` or `NodePort`"));
    let finding = one(r#"{"ports":[{"port":1,"protocol":"HTTP"}]}"#, r#"{"ports":[{"port":1,"protocol":"UDP"}]}"#);
    assert_eq!((finding.note.as_str(), finding.replacement), ("no such value", None));
    // In a list; and the empty value is no value.
    assert_eq!(only(service(r#"{"ipFamilies":["IPv4","IPv5"]}"#)).path, "spec.ipFamilies[1]");
    assert_eq!(service(r#"{"type":""}"#), []);
}

#[test]
fn missing_fields() {
    let root = tree(r#"{"spec":{"ports":[{"port":80},{"name":"http"}]}}"#);
    let finding = only(check_tree("v1", "Service", &root, 37));
    assert_eq!((finding.code, finding.path.as_str()), (Code::TYP005, "spec.ports[1].port"));
    assert_eq!(finding.message, "ServicePort needs `port`");
    assert_eq!(at(&root, finding.origin).and_then(|node| node.get("name")).and_then(Node::as_str), Some("http"));
    // An explicit null is as missing.
    assert_eq!(only(service(r#"{"ports":[{"port":null}]}"#)).code, Code::TYP005);
    // The slip of a required field is one mistake, not two.
    let finding = only(service(r#"{"ports":[{"prot":80}]}"#));
    assert_eq!((finding.code, finding.replacement.as_deref()), (Code::TYP002, Some("port")));
    // What stands in `status` was not written by anyone.
    assert_eq!(check("v1", "Service", r#"{"status":{"conditions":[{"type":"a"}]}}"#), []);
}

#[test]
fn fields_of_other_versions() {
    let later = tree(r#"{"spec":{"containers":[],"hostnameOverride":"a"}}"#);
    assert_eq!(check_tree("v1", "Pod", &later, 34), []);
    let finding = only(check_tree("v1", "Pod", &later, 33));
    assert_eq!((finding.code, finding.path.as_str()), (Code::DEP001, "spec.hostnameOverride"));
    assert_eq!(finding.message, "`hostnameOverride` of PodSpec exists from Kubernetes 1.34 on");
    assert_eq!(finding.note, "the target is Kubernetes 1.33");
    assert_eq!(finding.help.as_deref(), Some("raise the target to `kubernetes 1.34`, or drop the field"));

    let earlier = tree(r#"{"spec":{"containers":[],"workloadRef":{"name":"a","podGroup":"b"}}}"#);
    assert_eq!(check_tree("v1", "Pod", &earlier, 35), []);
    let finding = only(check_tree("v1", "Pod", &earlier, 36));
    assert_eq!(finding.code, Code::DEP002);
    assert_eq!(finding.message, "`workloadRef` of PodSpec existed until Kubernetes 1.35");
    assert_eq!(only(check_tree("v1", "Pod", &earlier, 34)).code, Code::DEP001);
    // Its null is nothing.
    assert_eq!(check("v1", "Pod", r#"{"spec":{"containers":[],"workloadRef":null}}"#), []);
}

#[test]
fn values_of_other_versions() {
    let gt = tree(r#"{"spec":{"containers":[],"tolerations":[{"key":"a","operator":"Gt","value":"1"}]}}"#);
    assert_eq!(check_tree("v1", "Pod", &gt, 35), []);
    let finding = only(check_tree("v1", "Pod", &gt, 34));
    assert_eq!((finding.code, finding.path.as_str()), (Code::DEP001, "spec.tolerations[0].operator"));
    assert_eq!(finding.message, "`Gt` as `operator` exists from Kubernetes 1.35 on");
    assert_eq!(finding.help.as_deref(), Some("raise the target to `kubernetes 1.35`, or write `Equal` or `Exists`"));
}

#[test]
fn kinds_of_other_versions() {
    let kind = |api_version: &str, name: &str| BUILTIN.kind_by_api_version(api_version, name).unwrap();
    let origin = OriginId(7);
    assert_eq!(check_kind(&kind("apps/v1", "Deployment"), Version(33), origin), None);
    let finding = check_kind(&kind("extensions/v1beta1", "Ingress"), Version(33), origin).unwrap();
    assert_eq!((finding.code, finding.origin), (Code::DEP002, origin));
    assert_eq!(finding.message, "`Ingress` of `extensions/v1beta1` is gone since Kubernetes 1.22");
    assert_eq!(finding.replacement.as_deref(), Some("networking.k8s.io/v1"));
    let class = kind("storage.k8s.io/v1", "VolumeAttributesClass");
    assert_eq!(check_kind(&class, Version(34), origin), None);
    let finding = check_kind(&class, Version(33), origin).unwrap();
    assert_eq!(finding.code, Code::DEP001);
    assert_eq!(finding.message, "`VolumeAttributesClass` of `storage.k8s.io/v1` exists from Kubernetes 1.34 on");
    let policy = check_kind(&kind("policy/v1beta1", "PodSecurityPolicy"), Version(37), origin).unwrap();
    assert_eq!((policy.help, policy.replacement), (None, None));
}

#[test]
fn values_that_are_not_known_yet_say_nothing() {
    for value in [Value::Poisoned, Value::Deferred(3)] {
        let unknown = Node::new(value, OriginId(0), Default::default());
        let mut port = Map::new();
        port.push("port", unknown.clone());
        port.push("nonsense", unknown.clone());
        let list = crate::object::List::whole(vec![Node::new(Value::Map(port), OriginId(1), Default::default())]);
        let mut spec = Map::new();
        spec.push("ports", Node::new(Value::List(list), OriginId(2), Default::default()));
        spec.push("type", unknown.clone());
        let mut root = Map::new();
        root.push("spec", Node::new(Value::Map(spec), OriginId(3), Default::default()));
        let root = Node::new(Value::Map(root), OriginId(4), Default::default());
        assert_eq!(check_tree("v1", "Service", &root, 37), []);
        assert_eq!(check_tree("v1", "Service", &unknown, 37), []);
    }
}

#[test]
fn long_texts_are_cut_in_messages() {
    let finding = only(service(&format!(r#"{{"type":"{}"}}"#, "x".repeat(10_000))));
    assert!(finding.message.len() < 120, "{}", finding.message.len());
    let finding = only(service(&format!(r#"{{"{}":1}}"#, "x".repeat(10_000))));
    assert!(finding.message.len() < 120, "{}", finding.message.len());
}

#[test]
fn deep_trees_end() {
    // JSON schemas nest without end; the walk does not.
    let mut node = tree(r#"{"type":5}"#);
    for _ in 0..2_000 {
        let mut map = Map::new();
        map.push("not", node);
        node = Node::new(Value::Map(map), OriginId(0), Default::default());
    }
    let mut findings = 0;
    let ty = BUILTIN.kind_by_api_version("apiextensions.k8s.io/v1", "CustomResourceDefinition").unwrap().ty;
    let path = ["spec", "versions", "schema", "openAPIV3Schema"];
    let schema = path.iter().fold(ty, |ty, name| {
        let ty = BUILTIN.field(ty, name).unwrap().ty;
        match BUILTIN.ty(ty) {
            crate::kubernetes::schema::Type::List { element, .. } => element,
            _ => ty,
        }
    });
    check_schema(&BUILTIN, schema, &node, Version(37), &mut |_| findings += 1);
    assert_eq!(findings, 0);
    assert_eq!(only(check_schema_of(schema, r#"{"not":{"not":{"type":5}}}"#)).path, "not.not.type");
}

fn check_schema_of(ty: crate::kubernetes::schema::TypeId, json: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_schema(&BUILTIN, ty, &tree(json), Version(37), &mut |finding| findings.push(finding));
    findings
}

/// Each value is looked at once, however large the tree and whatever is wrong with it.
#[test]
fn steps_are_linear() {
    fn count(node: &Node) -> usize {
        1 + match &node.value {
            Value::Map(map) => map.iter().map(|entry| count(&entry.node)).sum(),
            Value::List(list) => list.items.iter().map(count).sum::<usize>(),
            _ => 0,
        }
    }
    for (env, known) in [(r#"{"name":"A","value":"b"}"#, 3), (r#"{"name":1,"valu":"b"}"#, 2)] {
        for size in [1, 100, 200] {
            let list = vec![env; size].join(",");
            let root = tree(&pod(&format!(r#"{{"name":"a","env":[{list}]}}"#)));
            let kind = BUILTIN.kind_by_api_version("v1", "Pod").unwrap();
            let steps = walk(&BUILTIN, kind.ty, &root, Version(37), &mut |_| ());
            assert_eq!(steps, 6 + known * size, "{env}");
            assert!(steps <= count(&root));
        }
    }
}

/// As many findings as mistakes, in maps and lists of any size.
#[test]
fn one_finding_per_mistake_at_any_size() {
    for count in [1, 16, 17, 400] {
        let ports = vec![r#"{"port":"x","nam":"a"}"#; count].join(",");
        let findings = service(&format!(r#"{{"ports":[{ports}]}}"#));
        assert_eq!(findings.len(), 2 * count);
    }
    let env = vec![r#"{"name":"A","value":1}"#; 300].join(",");
    assert_eq!(check("v1", "Pod", &pod(&format!(r#"{{"name":"a","env":[{env}]}}"#))).len(), 300);
}

fn any_tree() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Value as Json, json};
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f32>().prop_map(|number| json!(number)),
        ".{0,12}".prop_map(Json::from),
        prop::sample::select(vec!["ClusterIP", "TCP", "1Gi"]).prop_map(Json::from),
    ];
    let key = prop_oneof![
        prop::sample::select(vec!["spec", "metadata", "status", "ports", "port", "labels", "selector", "type", "name"])
            .prop_map(str::to_owned),
        ".{0,12}",
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|fields| Json::from(fields.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

proptest! {
    /// Whatever the tree, every finding names a place in it.
    #[test]
    fn any_tree_is_checked(json in any_tree(), version in 33u8..=37) {
        let root = tree(&json.to_string());
        for (api_version, kind) in [("v1", "Service"), ("apps/v1", "Deployment")] {
            for finding in check_tree(api_version, kind, &root, version) {
                prop_assert!(at(&root, finding.origin).is_some());
                prop_assert!(!finding.message.is_empty());
                prop_assert!(!finding.message.ends_with('.'));
            }
        }
    }
}
