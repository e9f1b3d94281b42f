//! Typed values from trees: k8s-openapi's types, and where an error says it is.

use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::core::v1::{ConfigMap, Secret, Service};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::decode::decode;
use super::yaml::read_yaml;
use super::{Layer, Node, OriginId, Origins, Value, json as tree_json};
use crate::source::FileId;

fn tree(text: &str, origins: &mut Origins) -> Node {
    let (mut documents, diagnostics) = read_yaml(text, FileId(0), origins);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    documents.remove(0).root
}

/// Decodes and serialises; nothing may be lost or added.
fn assert_round_trip<T: DeserializeOwned + serde::Serialize>(text: &str) {
    let node = tree(text, &mut Origins::default());
    let typed: T = decode(&node).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(serde_json::to_value(&typed).unwrap(), tree_json::to_json(&node));
}

const DEPLOYMENT: &str = "
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  creationTimestamp: 2024-01-02T03:04:05Z
  labels: {app: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 1}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.25
        args: [\"-c\", \"no\"]
        env: [{name: A, value: \"1\"}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]
        ports: [{name: http, containerPort: 80, protocol: TCP}]
        readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 5}
        resources: {requests: {cpu: 100m, memory: 128Mi}}
        securityContext: {capabilities: {drop: [ALL]}, readOnlyRootFilesystem: true}
      volumes: [{name: tmp, emptyDir: {}}]
";

#[test]
fn kubernetes_types_decode_without_loss() {
    assert_round_trip::<Deployment>(DEPLOYMENT);
    assert_round_trip::<Service>(
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, selector: {app: web}, \
         ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}, {port: 81, targetPort: 8081}], \
         sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}, ipFamilies: [IPv4]}}",
    );
    assert_round_trip::<ConfigMap>(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: \"x\\ny\"}, binaryData: {b: aGVsbG8=}, immutable: true}",
    );
    assert_round_trip::<Secret>(
        "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {p: cGFzcw==}, type: Opaque}",
    );
    assert_round_trip::<StatefulSet>(
        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {serviceName: db, selector: {matchLabels: {a: b}}, \
         template: {}, volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, \
         spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}}",
    );
    assert_round_trip::<EndpointSlice>(
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e}, addressType: IPv4, \
         endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}], ports: [{port: 80}]}",
    );
    assert_round_trip::<Ingress>(
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {rules: [{host: a.b, http: {paths: \
         [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}}",
    );
    assert_round_trip::<NetworkPolicy>(
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np}, spec: {podSelector: {}, \
         policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80, endPort: 90}]}]}}",
    );
}

#[test]
fn a_quantity_may_be_a_number_and_nothing_else_converts() {
    let text = "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {resources: {requests: {storage: 1, x: 1.5}}}}";
    let claim: k8s_openapi::api::core::v1::PersistentVolumeClaim =
        decode(&tree(text, &mut Origins::default())).unwrap();
    let requests = claim.spec.unwrap().resources.unwrap().requests.unwrap();
    assert_eq!(requests["storage"].0, "1");
    assert_eq!(requests["x"].0, "1.5");

    let error = decode::<ConfigMap>(&tree("{apiVersion: v1, kind: ConfigMap, data: {a: 1}}", &mut Origins::default()))
        .unwrap_err();
    assert_eq!(error.path(), "data.a");
    let error = decode::<Service>(&tree(
        "{apiVersion: v1, kind: Service, spec: {ports: [{port: \"80\"}]}}",
        &mut Origins::default(),
    ));
    assert_eq!(error.unwrap_err().path(), "spec.ports[0].port");
}

#[test]
fn a_whole_float_is_an_integer_and_a_broken_one_is_not() {
    let port = |text: &str| decode::<Service>(&tree(text, &mut Origins::default()));
    let service = port("{apiVersion: v1, kind: Service, spec: {ports: [{port: 80.0}]}}").unwrap();
    assert_eq!(service.spec.unwrap().ports.unwrap()[0].port, 80);
    assert!(port("{apiVersion: v1, kind: Service, spec: {ports: [{port: 80.5}]}}").is_err());
    assert!(port("{apiVersion: v1, kind: Service, spec: {ports: [{port: 8000000000}]}}").is_err());
}

#[test]
fn an_error_names_its_field_and_its_place() {
    let mut origins = Origins::default();
    let text = "apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n  - port: none\n";
    let error = decode::<Service>(&tree(text, &mut origins)).unwrap_err();
    assert_eq!(error.path(), "spec.ports[1].port");
    assert!(error.to_string().starts_with("spec.ports[1].port: invalid type: string \"none\""), "{error}");
    assert_eq!(&text[origins.span(error.origin().unwrap()).range.bytes()], "port: none");

    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  annotations:\n    example.com/x: 1\n";
    assert_eq!(decode::<Service>(&tree(text, &mut origins)).unwrap_err().path(), "metadata.annotations[example.com/x]");
    let error = decode::<Service>(&tree("apiVersion: v1\nkind: ConfigMap\n", &mut origins)).unwrap_err();
    // The type itself objects to another kind, once it has read the field.
    assert_eq!(error.path(), "");
    assert!(error.message().contains("ConfigMap"), "{error}");
}

#[test]
fn what_is_absent_is_absent_and_lists_keep_their_places() {
    let node = |value: serde_json::Value| tree_json::from_json(&value, OriginId(0), Layer::base(0));
    let mut service = node(json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": null },
        "spec": { "type": 1, "ports": [null, { "port": 2 }, 3], "selector": null, "ipFamilies": ["IPv4", null] },
    }));
    let spec = service.as_map_mut().unwrap().get_mut("spec").unwrap().as_map_mut().unwrap();
    spec.get_mut("type").unwrap().value = Value::Poisoned;
    let Value::List(ports) = &mut spec.get_mut("ports").unwrap().value else { panic!() };
    ports.items[2].value = Value::Deferred(7);

    let service: Service = decode(&service).unwrap();
    let spec = service.spec.unwrap();
    assert_eq!((service.metadata.name, spec.type_, spec.selector), (None, None, None));
    assert_eq!(spec.ports.unwrap().iter().map(|port| port.port).collect::<Vec<_>>(), [0, 2, 0]);
    assert_eq!(spec.ip_families.unwrap(), ["IPv4", ""]);
}

#[test]
fn enums_and_untyped_values_decode_too() {
    use std::ops::Bound;
    let node = |value: serde_json::Value| tree_json::from_json(&value, OriginId(0), Layer::base(0));
    let all = node(json!(["Unbounded", { "Included": 1 }, { "Excluded": 2.0 }]));
    assert_eq!(decode::<Vec<Bound<i32>>>(&all).unwrap(), [Bound::Unbounded, Bound::Included(1), Bound::Excluded(2)]);
    for wrong in [json!("Included"), json!({ "Unbounded": 1 }), json!({ "Other": 1 }), json!(1), json!({})] {
        assert!(decode::<Bound<i32>>(&node(wrong.clone())).is_err(), "{wrong}");
    }
    let duration = node(json!({ "secs": 5, "nanos": 7 }));
    assert_eq!(decode::<std::time::Duration>(&duration).unwrap(), std::time::Duration::new(5, 7));
    assert_eq!(decode::<(i32, String)>(&node(json!([1, "x"]))).unwrap(), (1, "x".to_owned()));

    let value = json!({ "a": [1, -2, 1.5, "x", true, {}], "b": { "c": [] } });
    assert_eq!(decode::<serde_json::Value>(&node(value.clone())).unwrap(), value);
    let text = node(json!("borrowed"));
    assert_eq!(decode::<&str>(&text).unwrap(), "borrowed");
}
