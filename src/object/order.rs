//! The order in which a person would write the fields of an object.
//!
//! One table, by the name of the field that a map stands under. Fields it does not name keep the order they have, and
//! maps of the user's own (labels, data) are never touched.

use super::{Map, Node, Value};

/// Fields of maps that stand under a field of this name, directly or as elements of its list.
const ORDERS: &[(&[&str], &[&str])] = &[
    (&["metadata"], &["name", "generateName", "namespace", "labels", "annotations"]),
    (&["template", "jobTemplate"], &["metadata", "spec"]),
    (&["volumeClaimTemplates"], &["apiVersion", "kind", "metadata", "spec"]),
    (
        &["spec"],
        &[
            "type",
            "clusterIP",
            "externalName",
            "clusterIP",
            "clusterIPs",
            "schedule",
            "serviceName",
            "scaleTargetRef",
            "minReplicas",
            "maxReplicas",
            "replicas",
            "podSelector",
            "policyTypes",
            "selector",
            "ports",
            "strategy",
            "updateStrategy",
            "podManagementPolicy",
            "minReadySeconds",
            "revisionHistoryLimit",
            "progressDeadlineSeconds",
            "timeZone",
            "suspend",
            "concurrencyPolicy",
            "startingDeadlineSeconds",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "completions",
            "parallelism",
            "completionMode",
            "backoffLimit",
            "activeDeadlineSeconds",
            "ttlSecondsAfterFinished",
            "template",
            "jobTemplate",
            "volumeClaimTemplates",
            "serviceAccountName",
            "initContainers",
            "containers",
            "volumes",
        ],
    ),
    (
        &["containers", "initContainers", "ephemeralContainers"],
        &[
            "name",
            "image",
            "imagePullPolicy",
            "command",
            "args",
            "workingDir",
            "ports",
            "envFrom",
            "env",
            "resources",
            "volumeMounts",
            "startupProbe",
            "readinessProbe",
            "livenessProbe",
            "lifecycle",
            "securityContext",
        ],
    ),
    (
        &["ports"],
        &["name", "port", "containerPort", "targetPort", "protocol", "nodePort", "hostIP", "hostPort", "appProtocol"],
    ),
    (&["env"], &["name", "value", "valueFrom"]),
    (&["configMapKeyRef", "secretKeyRef"], &["name", "key", "optional"]),
    (&["volumeMounts"], &["name", "mountPath", "subPath", "subPathExpr", "readOnly"]),
    (&["volumes"], &["name"]),
    (
        &["startupProbe", "readinessProbe", "livenessProbe"],
        &[
            "httpGet",
            "tcpSocket",
            "grpc",
            "exec",
            "initialDelaySeconds",
            "periodSeconds",
            "timeoutSeconds",
            "successThreshold",
            "failureThreshold",
        ],
    ),
    (&["httpGet"], &["path", "port", "host", "scheme", "httpHeaders"]),
    (&["httpHeaders", "sysctls"], &["name", "value"]),
    (&["resources"], &["requests", "limits"]),
    (&["requests", "limits"], &["cpu", "memory"]),
    (&["matchExpressions"], &["key", "operator", "values"]),
    (&["tolerations"], &["key", "operator", "value", "effect"]),
    (&["scaleTargetRef"], &["apiVersion", "kind", "name"]),
    (&["parentRefs", "backendRefs"], &["group", "kind", "namespace", "name", "sectionName", "port", "weight"]),
    (&["roleRef"], &["apiGroup", "kind", "name"]),
    (&["subjects"], &["kind", "apiGroup", "namespace", "name"]),
    (&["endpoints"], &["addresses", "conditions", "hostname", "nodeName", "zone"]),
];

const OBJECT: &[&str] = &["apiVersion", "kind", "metadata", "type", "spec", "immutable", "data", "binaryData"];

/// Maps whose keys are the user's: what is below them has no fields to order.
const FREE: &[&str] =
    &["labels", "annotations", "data", "binaryData", "stringData", "matchLabels", "nodeSelector", "parameters"];

/// Puts the fields of a whole object, and of everything in it, into the order people expect; `status` goes last.
pub fn order_object(object: &mut Node) {
    let Some(map) = object.as_map_mut() else { return };
    map.order_first(OBJECT);
    if let Some(status) = map.remove("status") {
        map.push("status", status);
    }
    order_fields(map);
}

fn order_fields(map: &mut Map) {
    for (key, node) in map.iter_mut() {
        let holds_fields = matches!(node.value, Value::Map(_) | Value::List(_));
        if holds_fields && !FREE.contains(&key.as_str()) {
            let order = ORDERS.iter().find(|(names, _)| names.contains(&key.as_str())).map_or(&[][..], |found| found.1);
            order_under(order, node);
        }
    }
}

fn order_under(order: &[&str], node: &mut Node) {
    match &mut node.value {
        Value::Map(map) => {
            if !order.is_empty() {
                map.order_first(order);
            }
            order_fields(map);
        }
        Value::List(list) => list.items.iter_mut().for_each(|item| order_under(order, item)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::{Layer, OriginId, json};

    fn ordered(text: &str) -> String {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        // `serde_json` sorts keys, so that the order below is this room's work.
        let mut node = json::from_json(&value, OriginId(0), Layer::base(0));
        order_object(&mut node);
        let mut out = Vec::new();
        json::write_json(&node, &mut out, false);
        String::from_utf8(out).unwrap().trim_end().to_owned()
    }

    #[test]
    fn an_object_reads_as_a_person_would_write_it() {
        assert_eq!(
            ordered(
                r#"{"status":{},"apiVersion":"v1","kind":"Service","spec":{"selector":{"app":"x"},"type":"NodePort","ports":[
                {"targetPort":"http","protocol":"TCP","port":80,"nodePort":30080,"name":"http"}]},
                "metadata":{"annotations":{"spec":"x"},"namespace":"shop","labels":{"z":"1","name":"2"},"name":"web"}}"#
            ),
            concat!(
                r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop","labels":{"name":"2","z":"1"},"#,
                r#""annotations":{"spec":"x"}},"spec":{"type":"NodePort","selector":{"app":"x"},"ports":[{"name":"http","#,
                r#""port":80,"targetPort":"http","protocol":"TCP","nodePort":30080}]},"status":{}}"#
            )
        );
    }

    #[test]
    fn keys_of_the_users_own_keep_their_order() {
        let text = r#"{"kind":"ConfigMap","data":{"b":"1","apiVersion":"2","name":"3","ports":"4"}}"#;
        assert_eq!(
            ordered(text),
            r#"{"kind":"ConfigMap","data":{"apiVersion":"2","b":"1","name":"3","ports":"4"}}"#,
            "data is not reordered by its keys' names"
        );
    }

    #[test]
    fn what_is_not_a_map_is_left_alone() {
        for text in ["[]", "1", "null", r#""x""#] {
            assert_eq!(ordered(text), text);
        }
    }
}
