//! The tutorial, row by row: what svcc makes is what the tutorial shows, or svcc says what is wrong with it.

use serde::Deserialize;
use serde_json::{Value, json};
use svcc::diagnostics::apply_fixes;
use svcc::workspace::Options;

use crate::outcome::{Outcome, read_folder, repository};

/// Where a row of the tutorial is shown to hold.
enum Row {
    /// By this test of this file.
    Test(&'static str),
    /// It needs what a later part of svcc brings.
    Later(&'static str),
}
use Row::{Later, Test};

const ROWS: &[(&str, Row)] = &[
    ("T01", Later("the graph")),
    ("T02", Test("t02_t03_cluster_ip")),
    ("T03", Test("t02_t03_cluster_ip")),
    ("T04", Test("t18_t22_dns")),
    ("T05", Later("the live cluster")),
    ("T06", Test("t06_node_port")),
    ("T07", Later("the API server's rules of node ports")),
    ("T08", Test("t08_node_port_range")),
    ("T09", Test("t09_t10_load_balancer")),
    ("T10", Test("t10_t12_providers")),
    ("T11", Test("t10_t12_providers")),
    ("T12", Test("t10_t12_providers")),
    ("T13", Later("the whole-program rule of load balancers without provider")),
    ("T14", Test("t14_external_name")),
    ("T15", Later("svcc dns")),
    ("T16", Test("t16_headless")),
    ("T17", Test("t17_pod_dns")),
    ("T18", Test("t18_t22_dns")),
    ("T19", Test("t18_t22_dns")),
    ("T20", Test("t18_t22_dns")),
    ("T21", Test("t18_t22_dns")),
    ("T22", Test("t18_t22_dns")),
    ("T23", Later("svcc dns")),
    ("T24", Later("the live cluster")),
    ("T25", Test("t25_endpoints")),
    ("T26", Test("t26_t27_external_endpoints")),
    ("T27", Test("t26_t27_external_endpoints")),
    ("T28", Test("t28_t29_session_affinity")),
    ("T29", Test("t28_t29_session_affinity")),
    ("T30", Test("t30_multi_port")),
    ("T31", Test("t31_t32_traffic_policy")),
    ("T32", Test("t31_t32_traffic_policy")),
    ("T33", Test("t33_topology")),
    ("T34", Later("the live cluster")),
    ("T35", Later("svcc new")),
    ("T36", Test("t36_expose_deployment")),
    ("T37", Later("the live cluster")),
    ("T38", Later("the live cluster")),
    ("T39", Later("the live cluster")),
    ("T40", Later("the live cluster")),
    ("T41", Later("the live cluster")),
    ("T42", Later("the live cluster")),
    ("T43", Later("the live cluster")),
    ("T44", Later("svcc docs")),
    ("T45", Test("t45_t50_best_practices")),
    ("T46", Test("t45_t50_best_practices")),
    ("T47", Test("t45_t50_best_practices")),
    ("T48", Test("t45_t50_best_practices")),
    ("T49", Test("t45_t50_best_practices")),
    ("T50", Test("t45_t50_best_practices")),
    ("T51", Test("t51_t53_complete")),
    ("T52", Test("t51_t53_complete")),
    ("T53", Test("t51_t53_complete")),
    ("T54", Test("t54_selectors_match")),
    ("T55", Later("route")),
];

#[test]
fn every_row_has_its_test() {
    let numbers: Vec<String> = (1..=55).map(|number| format!("T{number:02}")).collect();
    let rows: Vec<&str> = ROWS.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, numbers);
    let source = std::fs::read_to_string(repository("tests/suite/tutorial.rs")).unwrap();
    for (row, place) in ROWS {
        match place {
            Test(name) => assert!(source.contains(&format!("#[test]\nfn {name}()")), "{row}: there is no test {name}"),
            Later(why) => assert!(!why.is_empty(), "{row}"),
        }
    }
    // And no test of a row is left out of the list.
    for name in source.split("#[test]\nfn t").skip(1).map(|rest| rest.split('(').next().unwrap()) {
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            let name = format!("t{name}");
            assert!(ROWS.iter().any(|(_, row)| matches!(row, Test(test) if *test == name)), "{name} is no row's");
        }
    }
}

/// A program of `examples/tutorial/`, without any finding.
fn build(name: &str) -> Vec<Value> {
    build_for(name, &Options::default())
}

fn build_for(name: &str, options: &Options) -> Vec<Value> {
    let inputs = read_folder(&repository("examples/tutorial"), &[]);
    let path = format!("{name}.svc");
    let outcome = Outcome::of(crate::outcome::memory(&inputs), &[&path], options);
    assert!(outcome.report.is_empty(), "{}", outcome.findings());
    assert!(!outcome.objects().is_empty(), "{name} makes nothing");
    outcome.objects()
}

/// The objects of a manifest as the tutorial prints it.
fn manifest(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(repository(&format!("tests/corpus/tutorial/{name}.yaml"))).unwrap();
    serde_yaml::Deserializer::from_str(&text).map(|document| Value::deserialize(document).unwrap()).collect()
}

fn is_the_tutorials(name: &str) {
    assert_eq!(build(name), manifest(name));
}

#[test]
fn t02_t03_cluster_ip() {
    is_the_tutorials("cluster-ip");
    // T02: the type may be left out, and then it is.
    let unsaid = Outcome::of_text("a.svc", "service backend-service { selector { app backend }; http 80/TCP -> 8080 }");
    let mut wanted = manifest("cluster-ip");
    wanted[0]["spec"].as_object_mut().unwrap().remove("type");
    assert_eq!(unsaid.objects(), wanted);
}

#[test]
fn t06_node_port() {
    is_the_tutorials("node-port");
}

#[test]
fn t08_node_port_range() {
    let objects = build("node-port-range");
    let mut wanted = manifest("node-port");
    wanted[0]["spec"]["ports"][0]["nodePort"] = json!(20080);
    assert_eq!(objects, wanted);
    let inputs = read_folder(&repository("examples/tutorial"), &[]);
    let outcome = Outcome::of(crate::outcome::memory(&inputs), &["node-port-range.svc"], &Options::default());
    assert_eq!(outcome.analysis.target.node_ports, (20000, 32767));
    assert_eq!(Outcome::of_text("a.svc", "external a -> b.example.com").analysis.target.node_ports, (30000, 32767));
}

#[test]
fn t09_t10_load_balancer() {
    is_the_tutorials("load-balancer");
}

#[test]
fn t10_t12_providers() {
    let annotations = |cluster: &str| {
        let options = Options { on: Some(cluster.to_owned()), ..Options::default() };
        let objects = build_for("load-balancer-providers", &options);
        // But for the annotations it is the tutorial's Service.
        let mut wanted = manifest("load-balancer");
        wanted[0]["metadata"]["annotations"] = objects[0]["metadata"]["annotations"].clone();
        assert_eq!(objects, wanted, "{cluster}");
        objects[0]["metadata"]["annotations"].clone()
    };
    // The tutorial's `internal: "false"` is deprecated: the scheme says it today.
    let aws = json!({
        "service.beta.kubernetes.io/aws-load-balancer-type": "nlb",
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
    });
    assert_eq!(annotations("eks"), aws);
    assert_eq!(annotations("gke"), json!({ "networking.gke.io/load-balancer-type": "External" }));
    assert_eq!(annotations("aks"), json!({ "service.beta.kubernetes.io/azure-load-balancer-internal": "false" }));
}

#[test]
fn t14_external_name() {
    is_the_tutorials("external-name");
}

#[test]
fn t16_headless() {
    is_the_tutorials("headless");
}

#[test]
fn t17_pod_dns() {
    let objects = build("pod-dns");
    let [workload, service] = &objects[..] else { panic!("{objects:?}") };
    assert_eq!(workload["kind"], "StatefulSet");
    assert_eq!(workload["spec"]["serviceName"], service["metadata"]["name"]);
    assert_eq!(service["metadata"]["name"], "database-headless");
    assert_eq!(service["spec"]["clusterIP"], "None");
    assert_eq!(service["spec"]["selector"], workload["spec"]["template"]["metadata"]["labels"]);
}

#[test]
fn t18_t22_dns() {
    let objects = build("dns");
    assert_eq!(objects[..1], manifest("dns"));
    let environment = |object: &Value| -> Vec<Value> {
        let env = object["spec"]["template"]["spec"]["containers"][0]["env"].as_array().unwrap();
        env.iter().map(|entry| entry["value"].clone()).collect()
    };
    assert_eq!(environment(&objects[1]), ["http://api-service:80"]);
    let visitor = [
        "http://api-service.production:80",
        "api-service.production",
        "api-service.production:80",
        "api-service.production.svc.cluster.local",
    ];
    assert_eq!(environment(&objects[2]), visitor);
}

#[test]
fn t25_endpoints() {
    // What the cluster makes by itself can be said, as any object can.
    let text = "\
object v1/Endpoints backend-service {
  subsets [ { addresses [ { ip 10.244.1.5 }, { ip 10.244.2.7 } ]; ports [ { port 8080 } ] } ]
}
";
    assert_eq!(Outcome::of_text("endpoints.svc", text).objects(), manifest("endpoints"));
}

#[test]
fn t26_t27_external_endpoints() {
    let objects = build("external-endpoints");
    let tutorial = manifest("external-endpoints");
    let [service, slice] = &objects[..] else { panic!("{objects:?}") };
    assert_eq!(*service, tutorial[0]);
    // Endpoints is deprecated since Kubernetes 1.33: the same addresses and ports stand in an EndpointSlice.
    let endpoints = &tutorial[1];
    assert_eq!(endpoints["kind"], "Endpoints");
    let [subset] = &endpoints["subsets"].as_array().unwrap()[..] else { panic!("{endpoints}") };
    let addresses: Vec<&Value> = subset["addresses"].as_array().unwrap().iter().map(|address| &address["ip"]).collect();
    let wanted = json!({
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "external-database-ipv4",
            "labels": {
                "kubernetes.io/service-name": endpoints["metadata"]["name"],
                "endpointslice.kubernetes.io/managed-by": "svcc",
            },
        },
        "addressType": "IPv4",
        "endpoints": [{ "addresses": addresses }],
        "ports": subset["ports"],
    });
    assert_eq!(*slice, wanted);
}

#[test]
fn t28_t29_session_affinity() {
    is_the_tutorials("session-affinity");
    let none = Outcome::of_text("a.svc", "service a { selector { app a }; 80; sessionAffinity None }");
    assert_eq!(none.objects()[0]["spec"]["sessionAffinity"], "None");
    assert!(none.objects()[0]["spec"].get("sessionAffinityConfig").is_none());
}

#[test]
fn t30_multi_port() {
    is_the_tutorials("multi-port");
}

/// The tutorial's own program, which the API server refuses.
const LOCAL_SERVICE: &str = "\
service local-service {
  selector { app web }
  80
  internalTrafficPolicy Local
  externalTrafficPolicy Local
}
";

#[test]
fn t31_t32_traffic_policy() {
    let outcome = Outcome::of_text("local.svc", LOCAL_SERVICE);
    assert_eq!(outcome.objects(), manifest("traffic-policy"));
    assert_eq!(outcome.yaml(), "", "with an error nothing is written");
    let shown = "\
error[API001]: `externalTrafficPolicy` needs a Service that is reachable from outside the cluster
   ╭─[ local.svc:5:3 ]
   │
 1 │ service local-service {
   │ ┬────────────────────
   │ ╰────────────────────── this is a ClusterIP Service
   │
 5 │   externalTrafficPolicy Local
   │   ┬──────────────────────────
   │   ╰──────────────────────────── the API server refuses this field here
───╯
   = help: make it `as LoadBalancer` or `as NodePort`, or drop the line; inside the cluster `internalTrafficPolicy Local` already applies
   = fix: drop the line
     5 -   externalTrafficPolicy Local
   = fix: make it a LoadBalancer
     5 +   type LoadBalancer; externalTrafficPolicy Local

1 error
";
    assert_eq!(outcome.findings(), shown);
    // Every fix that is offered mends it.
    let [finding] = outcome.report.diagnostics() else { panic!("one finding") };
    assert_eq!(finding.fixes.len(), 2);
    for fix in &finding.fixes {
        let fixed = Outcome::of_text("local.svc", &apply_fixes(LOCAL_SERVICE, &fix.edits).unwrap());
        assert!(fixed.report.is_empty(), "{}: {}", fix.title, fixed.findings());
        assert_eq!(fixed.objects()[0]["spec"]["internalTrafficPolicy"], "Local");
    }
    // Where it is reachable from outside, the program is the tutorial's.
    let mut wanted = manifest("traffic-policy");
    wanted[0]["spec"]["type"] = json!("LoadBalancer");
    assert_eq!(build("traffic-policy"), wanted);
}

#[test]
fn t33_topology() {
    assert_eq!(build("topology")[0]["spec"]["trafficDistribution"], "PreferSameZone");
}

#[test]
fn t36_expose_deployment() {
    // What `kubectl expose deployment nginx --port=80 --target-port=8080` makes.
    let wanted = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": { "name": "nginx" },
        "spec": { "selector": { "app": "nginx" }, "ports": [{ "port": 80, "targetPort": 8080 }] },
    });
    assert_eq!(build("expose-deployment")[1], wanted);
}

#[test]
fn t45_t50_best_practices() {
    let objects = build("best-practices");
    let of_kind = |kind: &str| objects.iter().filter(|object| object["kind"] == kind).cloned().collect::<Vec<_>>();
    let services = of_kind("Service");
    for service in &services {
        for port in service["spec"]["ports"].as_array().unwrap() {
            assert!(port["name"].is_string() && port["targetPort"].is_string(), "a named port: {port}");
        }
    }
    let of_type = |ty: Value| services.iter().filter(|service| service["spec"]["type"] == ty).count();
    assert_eq!((of_type(Value::Null), of_type(json!("LoadBalancer"))), (1, 1), "ClusterIP inside");
    assert!(services.iter().any(|service| service["spec"]["internalTrafficPolicy"] == "Local"));
    for workload in of_kind("Deployment") {
        let container = &workload["spec"]["template"]["spec"]["containers"][0];
        assert!(container["readinessProbe"].is_object(), "a readiness probe: {container}");
        assert!(!container["env"].to_string().contains("SERVICE_HOST"), "DNS, not variables: {container}");
    }
}

#[test]
fn t51_t53_complete() {
    is_the_tutorials("complete");
    let source = std::fs::read_to_string(repository("examples/tutorial/complete.svc")).unwrap();
    let lines = source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert_eq!(lines, 9);
}

#[test]
fn t54_selectors_match() {
    for name in ["complete", "best-practices", "pod-dns", "expose-deployment"] {
        let objects = build(name);
        let mut apps = 0;
        for workload in objects.iter().filter(|object| object["spec"]["template"].is_object()) {
            let labels = &workload["spec"]["template"]["metadata"]["labels"];
            assert_eq!(workload["spec"]["selector"]["matchLabels"], *labels, "{name}");
            apps += objects
                .iter()
                .filter(|object| object["kind"] == "Service" && object["spec"]["selector"] == *labels)
                .count();
        }
        assert_eq!(apps, objects.iter().filter(|object| object["kind"] == "Service").count(), "{name}");
    }
}
