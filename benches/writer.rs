//! How fast a tree becomes text: 2,200 Deployments and Services, about 3 MB of YAML.

use divan::counter::BytesCount;
use svcc::object::yaml::{read_yaml, write_documents};
use svcc::object::{Layer, Node, OriginId, Origins, json};
use svcc::source::FileId;

fn main() {
    divan::main();
}

fn objects() -> Vec<Node> {
    let node = |value: serde_json::Value| json::from_json(&value, OriginId(0), Layer::base(0));
    (0..1100)
        .flat_map(|at| {
            let name = format!("service-{at}");
            let labels = serde_json::json!({ "app": name, "app.kubernetes.io/part-of": "shop", "version": "1.25" });
            let metadata = serde_json::json!({
                "name": name, "namespace": "production", "labels": labels,
                "annotations": { "prometheus.io/scrape": "true", "example.com/owner": "team: payments", "note": "first\nsecond\n" },
            });
            let container = serde_json::json!({
                "name": name,
                "image": format!("registry.example.com/shop/{name}:v1.{at}.0"),
                "args": ["--port=8080", "-c", "/etc/config/app.yaml"],
                "env": [
                    { "name": "LOG_LEVEL", "value": "info" },
                    { "name": "DATABASE", "value": "postgres://db.production.svc.cluster.local:5432/shop?sslmode=require" },
                    { "name": "PASSWORD", "valueFrom": { "secretKeyRef": { "name": "db", "key": "password" } } },
                ],
                "ports": [{ "name": "http", "containerPort": 8080, "protocol": "TCP" }],
                "readinessProbe": { "httpGet": { "path": "/healthz", "port": "http" }, "periodSeconds": 10 },
                "resources": { "requests": { "cpu": "100m", "memory": "128Mi" }, "limits": { "cpu": "500m", "memory": "256Mi" } },
                "volumeMounts": [{ "name": "config", "mountPath": "/etc/config", "readOnly": true }],
            });
            let deployment = serde_json::json!({
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
                "spec": {
                    "replicas": 3, "selector": { "matchLabels": { "app": name } },
                    "template": {
                        "metadata": { "labels": labels },
                        "spec": { "containers": [container], "volumes": [{ "name": "config", "configMap": { "name": "config" } }] },
                    },
                },
            });
            let service = serde_json::json!({
                "apiVersion": "v1", "kind": "Service", "metadata": metadata,
                "spec": {
                    "type": "ClusterIP", "selector": { "app": name },
                    "ports": [{ "name": "http", "port": 80, "targetPort": "http", "protocol": "TCP" }],
                },
            });
            [node(deployment), node(service)]
        })
        .collect()
}

fn yaml(objects: &[Node]) -> Vec<u8> {
    let mut out = Vec::new();
    write_documents(objects, &mut out);
    out
}

#[divan::bench]
fn write_yaml(bencher: divan::Bencher) {
    let objects = objects();
    let mut out = yaml(&objects);
    bencher.counter(BytesCount::new(out.len())).bench_local(|| {
        out.clear();
        write_documents(divan::black_box(&objects), &mut out);
        out.len()
    });
}

#[divan::bench]
fn write_json(bencher: divan::Bencher) {
    let objects = objects();
    let mut out = Vec::new();
    json::write_json_list(&objects, &mut out, true);
    bencher.counter(BytesCount::new(out.len())).bench_local(|| {
        out.clear();
        json::write_json_list(divan::black_box(&objects), &mut out, true);
        out.len()
    });
}

#[divan::bench]
fn read(bencher: divan::Bencher) {
    let text = String::from_utf8(yaml(&objects())).unwrap_or_default();
    bencher
        .counter(BytesCount::new(text.len()))
        .bench_local(|| read_yaml(divan::black_box(&text), FileId(0), &mut Origins::default()).0.len());
}

#[divan::bench]
fn decode(bencher: divan::Bencher) {
    use k8s_openapi::api::apps::v1::Deployment;
    use svcc::object::decode::decode;
    let objects: Vec<Node> = objects().into_iter().step_by(2).collect();
    bencher.bench_local(|| objects.iter().filter(|node| decode::<Deployment>(node).is_ok()).count());
}
