//! Kinds of CustomResourceDefinitions.

use super::tree;
use crate::diagnostics::Code;
use crate::kubernetes::Version;
use crate::kubernetes::schema::{Finding, ListKind, Schemas, Type, TypeId, check_schema};
use crate::object::Node;

const CERTIFICATE: &str = r#"{
  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
  "metadata": {"name": "certificates.example.io"},
  "spec": {
    "group": "example.io", "scope": "Namespaced",
    "names": {"kind": "Certificate", "plural": "certificates"},
    "versions": [
      {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
        "type": "object", "required": ["spec"],
        "properties": {
          "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
          "spec": {
            "type": "object", "required": ["secretName", "usage"],
            "properties": {
              "secretName": {"type": "string"},
              "usage": {"type": "string", "enum": ["Server", "Client", ""], "default": "Server"},
              "days": {"type": "integer", "format": "int32", "default": 90},
              "notBefore": {"type": "string", "format": "date-time"},
              "ratio": {"type": "number"},
              "share": {"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]},
              "names": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
              "rules": {
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["host", "port"],
                "items": {"type": "object", "required": ["host"], "properties": {
                  "host": {"type": "string"}, "port": {"type": "integer"}}}
              },
              "headers": {"type": "array", "items": {"type": "object", "properties": {
                "name": {"type": "string"}, "value": {"type": "string"}}}},
              "extra": {"type": "object", "additionalProperties": {"type": "boolean"}},
              "anything": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
              "half": {"type": "object", "x-kubernetes-preserve-unknown-fields": true,
                       "properties": {"known": {"type": "string"}}},
              "template": {"type": "object", "x-kubernetes-embedded-resource": true,
                           "properties": {"data": {"type": "string", "format": "byte"}}}
            }
          }
        }
      }}},
      {"name": "v1alpha1", "served": false, "storage": false},
      {"name": "v2", "served": true, "storage": false}
    ]
  }
}"#;

fn loaded() -> Schemas {
    let mut schemas = Schemas::builtin();
    assert_eq!(schemas.add_custom(&tree(CERTIFICATE)), Ok(2));
    schemas
}

fn check(schemas: &Schemas, api_version: &str, json: &str) -> Vec<Finding> {
    let kind = schemas.kind_by_api_version(api_version, "Certificate").unwrap();
    let mut findings = Vec::new();
    check_schema(schemas, kind.ty, &tree(json), Version(37), &mut |finding| findings.push(finding));
    findings
}

fn spec(more: &str) -> Vec<Finding> {
    check(&loaded(), "example.io/v1", &format!(r#"{{"metadata":{{"name":"a"}},"spec":{{"secretName":"s"{more}}}}}"#))
}

#[test]
fn kinds_are_found() {
    let schemas = loaded();
    let kind = schemas.kind("example.io", "v1", "Certificate").unwrap();
    assert!(kind.namespaced && kind.resource == "certificates" && kind.is_in(Version(33)));
    assert!(schemas.kind("example.io", "v1alpha1", "Certificate").is_none(), "not served");
    assert!(schemas.kind("example.io", "v2", "Certificate").is_some());
    assert!(schemas.kind("example.com", "v1", "Certificate").is_none());
    assert!(schemas.kind_by_api_version("apps/v1", "Deployment").is_some(), "built-in ones stay");
    assert_eq!(schemas.kinds().count(), Schemas::builtin().kinds().count() + 2);
    assert!(Schemas::builtin().kind("example.io", "v1", "Certificate").is_none());
    assert_eq!(schemas.clone().kinds().count(), schemas.kinds().count());
}

#[test]
fn types_are_read() {
    let schemas = loaded();
    let root = schemas.kind("example.io", "v1", "Certificate").unwrap().ty;
    assert_eq!(schemas.type_name(root), "Certificate");
    let names: Vec<_> = schemas.fields(root).map(|field| field.name).collect();
    assert_eq!(names, ["apiVersion", "kind", "metadata", "spec"]);
    assert_eq!(schemas.field(root, "metadata").unwrap().ty, TypeId::OBJECT_META);
    let spec = schemas.field(root, "spec").unwrap();
    assert!(spec.required && spec.builtin_name().is_none());
    assert_eq!(schemas.type_name(spec.ty), "CertificateSpec");
    let of = |name: &str| schemas.field(spec.ty, name).unwrap();
    assert!(of("secretName").required);
    assert!(!of("usage").required, "it has a default");
    assert_eq!((of("days").default, of("days").ty), (Some("90"), TypeId::INT32));
    assert_eq!(of("notBefore").ty, TypeId::TIME);
    assert_eq!(of("ratio").ty, TypeId::NUMBER);
    assert_eq!(of("share").ty, TypeId::INT_OR_STRING);
    assert_eq!(of("anything").ty, TypeId::ANY);
    assert!(matches!(schemas.ty(of("names").ty), Type::List { element: TypeId::STRING, kind: ListKind::Set }));
    assert!(matches!(schemas.ty(of("extra").ty), Type::Map { value: TypeId::BOOLEAN }));
    assert_eq!(schemas.merge_keys(of("rules").ty), Some(&["host", "port"][..]));
    assert_eq!(schemas.merge_keys(of("headers").ty), Some(&["name"][..]));
    assert_eq!(schemas.merge_keys(of("names").ty), None);
    assert!(schemas.allows_unknown(of("half").ty) && !schemas.allows_unknown(spec.ty));
    let Type::Enum(values) = schemas.ty(of("usage").ty) else { panic!("an enum") };
    assert_eq!(values.available(Version(35)).collect::<Vec<_>>(), ["Server", "Client"]);
    // Equal list keys are one, however often a definition is read.
    let other = loaded();
    let rules = |schemas: &Schemas| {
        let root = schemas.kind("example.io", "v1", "Certificate").unwrap().ty;
        schemas.merge_keys(schemas.field(schemas.field(root, "spec").unwrap().ty, "rules").unwrap().ty).unwrap()
    };
    assert!(std::ptr::eq(rules(&schemas), rules(&other)));
}

#[test]
fn trees_are_checked() {
    assert_eq!(spec(""), []);
    assert_eq!(
        spec(
            r#","usage":"Client","days":3,"share":"10%","names":["a"],"rules":[{"host":"h"}],"extra":{"x":true},
               "anything":{"what":[1]},"half":{"known":"a","more":1},
               "template":{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":"aGk="}"#
        ),
        []
    );
    for (more, code, path) in [
        (r#","usage":"Sever""#, Code::TYP004, "spec.usage"),
        (r#","day":3"#, Code::TYP002, "spec.day"),
        (r#","days":"3""#, Code::TYP003, "spec.days"),
        (r#","rules":[{"port":1}]"#, Code::TYP005, "spec.rules[0].host"),
        (r#","extra":{"x":1}"#, Code::TYP003, "spec.extra[x]"),
        (r#","half":{"known":1}"#, Code::TYP003, "spec.half.known"),
        (r#","template":{"metadata":{"nam":"x"}}"#, Code::TYP002, "spec.template.metadata.nam"),
        (r#","template":{"dat":""}"#, Code::TYP002, "spec.template.dat"),
    ] {
        let findings = spec(more);
        assert_eq!(findings.len(), 1, "{more}: {findings:#?}");
        assert_eq!((findings[0].code, findings[0].path.as_str()), (code, path));
    }
    let schemas = loaded();
    assert_eq!(check(&schemas, "example.io/v1", "{}")[0].path, "spec");
    // A version without a schema takes anything, but for its metadata.
    assert_eq!(check(&schemas, "example.io/v2", r#"{"metadata":{"name":"a"},"spec":{"x":1},"y":2}"#), []);
    assert_eq!(check(&schemas, "example.io/v2", r#"{"metadata":{"nam":"a"}}"#)[0].code, Code::TYP002);
}

#[test]
fn a_newer_definition_replaces_an_older_one() {
    let mut schemas = loaded();
    let before = schemas.clone();
    assert_eq!(schemas.add_custom(&tree(&CERTIFICATE.replace("secretName", "secret"))), Ok(2));
    assert_eq!(schemas.kinds().count(), before.kinds().count());
    let has = |schemas: &Schemas, name: &str| {
        let root = schemas.kind("example.io", "v1", "Certificate").unwrap().ty;
        let spec = schemas.field(root, "spec").unwrap().ty;
        schemas.field(spec, name).is_some()
    };
    assert!(has(&before, "secretName") && !has(&before, "secret"));
    assert!(has(&schemas, "secret") && !has(&schemas, "secretName"));
}

#[test]
fn a_built_in_kind_stays_as_it_is() {
    let mut schemas = Schemas::builtin();
    let service = CERTIFICATE.replace("example.io", "apps").replace("Certificate", "Deployment");
    assert_eq!(schemas.add_custom(&tree(&service)), Ok(1), "only v2, which Kubernetes does not have");
    let kind = schemas.kind("apps", "v1", "Deployment").unwrap();
    assert!(schemas.field(schemas.field(kind.ty, "spec").unwrap().ty, "replicas").is_some());
    assert_eq!(schemas.kinds().filter(|kind| kind.kind == "Deployment" && kind.version == "v1").count(), 1);
}

#[test]
fn definitions_that_say_too_little() {
    for (json, code, path) in [
        ("{}", Code::TYP005, "spec.group"),
        (r#"{"spec":{"group":"a.b"}}"#, Code::TYP005, "spec.names.kind"),
        (r#"{"spec":{"group":"a.b","names":{"kind":"A"}}}"#, Code::TYP005, "spec.names.plural"),
        (r#"{"spec":{"group":"a.b","names":{"kind":"A","plural":"as"}}}"#, Code::TYP005, "spec.scope"),
        (r#"{"spec":{"group":"a.b","names":{"kind":"A","plural":"as"},"scope":"Global"}}"#, Code::TYP004, "spec.scope"),
        (
            r#"{"spec":{"group":"a.b","names":{"kind":"A","plural":"as"},"scope":"Cluster"}}"#,
            Code::TYP005,
            "spec.versions",
        ),
        (
            r#"{"spec":{"group":"a.b","names":{"kind":"A","plural":"as"},"scope":"Cluster","versions":[{"name":"v1"},{}]}}"#,
            Code::TYP005,
            "spec.versions[].name",
        ),
    ] {
        let mut schemas = Schemas::builtin();
        let finding = schemas.add_custom(&tree(json)).unwrap_err();
        assert_eq!((finding.code, finding.path.as_str()), (code, path), "{json}");
        assert_eq!(schemas.kinds().count(), Schemas::builtin().kinds().count());
    }
}

#[test]
fn deep_schemas_end() {
    let crd = |depth: usize| {
        let mut node: Node = tree(r#"{"type":"string"}"#);
        for _ in 0..depth {
            let mut object = tree(r#"{"type":"object","properties":{"inner":{}}}"#);
            let properties = object.as_map_mut().unwrap().get_mut("properties").unwrap().as_map_mut().unwrap();
            properties.insert("inner", node);
            node = object;
        }
        let mut crd = tree(CERTIFICATE);
        let spec = crd.as_map_mut().unwrap().get_mut("spec").unwrap().as_map_mut().unwrap();
        let versions = spec.get_mut("versions").unwrap();
        let crate::object::Value::List(list) = &mut versions.value else { panic!("a list") };
        let first = list.items[0].as_map_mut().unwrap();
        first.get_mut("schema").unwrap().as_map_mut().unwrap().insert("openAPIV3Schema", node);
        crd
    };
    for depth in [0, 200, 1_000] {
        assert_eq!(Schemas::builtin().add_custom(&crd(depth)), Ok(2), "{depth}");
    }
}

/// Ids of one set of schemas mean nothing in another, and harm nothing there.
#[test]
fn foreign_ids_are_any_value() {
    let schemas = loaded();
    let id = schemas.kind("example.io", "v1", "Certificate").unwrap().ty;
    let other = Schemas::builtin();
    assert!(matches!(other.ty(id), Type::Any));
    assert!(other.field(id, "spec").is_none() && other.type_name(id).is_empty() && other.merge_keys(id).is_none());
    assert_eq!(other.fields(id).count(), 0);
}
