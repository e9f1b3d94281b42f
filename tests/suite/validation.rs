//! The API server's rules, each with a manifest that breaks it and one that does not, through the whole compiler.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use svcc::diagnostics::{Code, Diagnostic, Report, Severity};
use svcc::kubernetes::validation::rules;
use svcc::source::memory::Memory;
use svcc::workspace::{Cancel, Options, Version, Workspace};

use crate::pages;

/// What the compiler says of a program, for a version of Kubernetes.
fn findings(source: &str, version: u8) -> Vec<Diagnostic> {
    let mut workspace = Workspace::new(Arc::new(Memory::new()));
    workspace.open_text("main.svc", source.as_bytes().to_vec());
    let options = Options { kubernetes: Some(Version(version)), ..Options::default() };
    let analyses = workspace.check(&options, &Cancel::default()).unwrap();
    let found = analyses.into_iter().flat_map(|analysis| analysis.diagnostics).collect();
    Report::new(found, workspace.files()).diagnostics().to_vec()
}

/// A rule with a program that breaks it and one that does not. `tests/corpus/validation/*.txt` holds them, three lines
/// each: the rule, the version of Kubernetes and the path of the one finding; `bad` and a program; `good` and one. A
/// program that begins with `=` stands as it is; another is the spec of a Service, with a port where it says none.
struct Case {
    rule: &'static str,
    version: u8,
    path: &'static str,
    bad: &'static str,
    good: &'static str,
}

fn cases(text: &'static str) -> Vec<Case> {
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut cases = Vec::new();
    while let Some(head) = lines.next() {
        let (rule, rest) = head.split_once(' ').unwrap();
        let (version, path) = rest.split_once(' ').unwrap();
        let version = version.strip_prefix("1.").unwrap().parse().unwrap();
        let mut program = |word: &str| lines.next().unwrap().strip_prefix(word).unwrap().trim();
        cases.push(Case { rule, version, path, bad: program("bad "), good: program("good ") });
    }
    assert!(!cases.is_empty());
    cases
}

const METADATA: &str = include_str!("../corpus/validation/metadata.txt");
const SERVICE: &str = include_str!("../corpus/validation/service.txt");
const OTHERS: &str = include_str!("../corpus/validation/others.txt");
const PODS: &str = include_str!("../corpus/validation/pods.txt");

fn all_cases() -> Vec<Case> {
    [METADATA, SERVICE, OTHERS, PODS].into_iter().flat_map(cases).collect()
}

fn program(text: &str) -> String {
    match text.strip_prefix('=') {
        Some(program) => program.to_owned(),
        None if text.contains("ports ") || text.contains("ExternalName") => {
            format!("object v1/Service web {{ spec {{ {text} }} }}")
        }
        None => format!("object v1/Service web {{ spec {{ ports [ {{ port 80 }} ]; {text} }} }}"),
    }
}

fn check(text: &'static str) {
    let mut failures = String::new();
    for Case { rule, version, path, bad, good } in &cases(text) {
        let found = findings(&program(bad), *version);
        let said: Vec<_> = found.iter().map(|found| (found.rule, found.path.as_deref().unwrap_or(""))).collect();
        if said != [(Some(*rule), *path)] {
            let _ = writeln!(failures, "{rule}: `{bad}` gives {}", short(&found));
        }
        for finding in &found {
            assert!(finding.help.is_some(), "{rule}: a finding says how to mend it");
            assert!(finding.span.is_some(), "{rule}: a finding has a place");
        }
        // A hint is no rule of the server's.
        let mut found = findings(&program(good), *version);
        found.retain(|found| found.severity != Severity::Hint);
        if !found.is_empty() {
            let _ = writeln!(failures, "{rule}: `{good}` gives {}", short(&found));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Findings, each on a line.
fn short(found: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| {
        format!("\n    {} {:?} {:?}: {}", found.code, found.rule.unwrap_or(""), found.path, found.message)
    };
    found.iter().map(line).collect()
}

/// Rules whose cases need long texts, which the test of limits has, or YAML, which the room's own tests have.
const LIMITS: &[&str] = &["META-01", "META-08", "CFG-002", "EPS-005", "EPS-007", "EPS-013", "EPS-022", "CTR-002"];

#[test]
fn metadata() {
    check(METADATA);
}

#[test]
fn services() {
    check(SERVICE);
}

#[test]
fn other_kinds() {
    check(OTHERS);
}

#[test]
fn pods() {
    check(PODS);
}

#[test]
fn every_rule_has_a_case() {
    let cases: BTreeSet<&str> = all_cases().iter().map(|case| case.rule).collect();
    for rule in rules() {
        assert!(cases.contains(rule.id) || LIMITS.contains(&rule.id), "{} has no case", rule.id);
    }
}

#[test]
fn limits() {
    let of =
        |source: String| findings(&source, 37).iter().map(|found| found.rule.unwrap_or("none")).collect::<Vec<_>>();
    let annotation = |size: usize| format!("config web {{ annotations {{ a \"{}\" }} }}", "x".repeat(size));
    assert_eq!(of(annotation(262_144)), ["META-08"]);
    assert!(of(annotation(262_143)).is_empty());
    let config = |size: usize| format!("config web {{ a \"{}\" }}", "x".repeat(size));
    assert_eq!(of(config(1_048_577)), ["CFG-002"]);
    assert!(of(config(1_048_576)).is_empty());
    let slice = |text: String| format!("object discovery.k8s.io/v1/EndpointSlice web {{ addressType IPv4; {text} }}");
    let endpoints = |count: usize| slice(format!("endpoints [{}]", "{ addresses [10.0.0.1] },".repeat(count)));
    assert_eq!(of(endpoints(1001)), ["EPS-005"]);
    assert!(of(endpoints(1000)).is_empty());
    let addresses = |count: usize| slice(format!("endpoints [ {{ addresses [{}] }} ]", "10.0.0.1,".repeat(count)));
    assert_eq!(of(addresses(101)), ["EPS-007"]);
    assert!(of(addresses(100)).is_empty());
    let ports = |count: usize| {
        let ports: String = (0..count).map(|at| format!("{{ name p{at} }},")).collect();
        slice(format!("endpoints []; ports [{ports}]"))
    };
    assert_eq!(of(ports(20_001)), ["EPS-022"]);
    assert!(of(ports(20_000)).is_empty());
    let names = "object discovery.k8s.io/v1/EndpointSlice web { addressType FQDN; endpoints [ { addresses [db] } ] }";
    assert_eq!(of(names.to_owned()), ["WRN-07", "EPS-013"]);
    let containers = |second: &str| {
        format!(
            "object v1/Pod web {{ spec {{ containers [ {{ name a; image b }} ]; initContainers [ {{ name {second}; image b }} ] }} }}"
        )
    };
    assert_eq!(of(containers("a")), ["CTR-002"]);
    assert!(of(containers("b")).is_empty());
}

/// The Services that the API server refuses and that tools usually pass: one finding each, at the field.
#[test]
fn services_that_tools_usually_pass() {
    let cases: &[(&str, &str)] = &[
        ("externalTrafficPolicy Local", "spec.externalTrafficPolicy"),
        ("ports [ { port 80 }, { port 81 } ]", "spec.ports[0].name"),
        ("ports [ { port 80; name a }, { port 80; name b } ]", "spec.ports[1]"),
        ("ports [ { port 80; name a }, { port 81; name a } ]", "spec.ports[1].name"),
        ("ports [ { port 80; nodePort 30080 } ]", "spec.ports[0].nodePort"),
        ("type NodePort; ports [ { port 80; nodePort 80 } ]", "spec.ports[0].nodePort"),
        ("ports [ { port 70000 } ]", "spec.ports[0].port"),
        ("ports [ { port 80; targetPort Http_Port } ]", "spec.ports[0].targetPort"),
        ("type ExternalName", "spec.externalName"),
        ("type LoadBalancer; clusterIP None", "spec.clusterIPs[0]"),
        ("ports []", "spec.ports"),
        (
            "sessionAffinity ClientIP; sessionAffinityConfig.clientIP.timeoutSeconds 90000",
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
        ),
        ("loadBalancerSourceRanges [10.0.0.0/8]", "spec.loadBalancerSourceRanges"),
        ("type LoadBalancer; loadBalancerSourceRanges [10.0.0.0]", "spec.loadBalancerSourceRanges[0]"),
        ("allocateLoadBalancerNodePorts false", "spec.allocateLoadBalancerNodePorts"),
        ("loadBalancerClass a.io/b", "spec.loadBalancerClass"),
        ("type LoadBalancer; healthCheckNodePort 30000", "spec.healthCheckNodePort"),
        ("trafficDistribution Nearby", "spec.trafficDistribution"),
        ("type Cluster", "spec.type"),
        ("ports [ { port 80; protocol tcp } ]", "spec.ports[0].protocol"),
        ("session ClientIP", "spec.session"),
        ("=object v1/Service My_Web { spec.ports [ { port 80 } ] }", "metadata.name"),
        ("selector { app \"a b\" }", "spec.selector"),
    ];
    for (spec, path) in cases {
        let found = findings(&program(spec), 37);
        let paths: Vec<_> = found.iter().map(|found| found.path.as_deref().unwrap_or("")).collect();
        assert_eq!(paths, [*path], "`{spec}` gives {}", short(&found));
        assert!(found[0].is_error(), "`{spec}`");
    }
}

/// What the language's own statements make of the same mistakes: one finding, on the line that made it.
#[test]
fn one_mistake_in_an_app_is_one_finding() {
    let app = |lines: &str| format!("app web {{\n  image nginx:1\n  port http 80\n  {lines}\n}}\n");
    for (lines, code, text) in [
        ("expose { externalTrafficPolicy Local }", "API001", "externalTrafficPolicy Local"),
        ("expose { 80 -> htpp; 81 -> http }", "NET002", "80 -> htpp"),
        ("expose { 30080 -> 80 -> http }", "API006", "30080 -> 80 -> http"),
        ("expose as NodePort { 80 -> 80 -> http }", "API006", "80 -> 80 -> http"),
        ("expose { 80 -> http; 80/TCP -> http }", "API005", "80/TCP -> http"),
        ("expose { sessionAffinity ClientIP for 25h }", "API015", "sessionAffinity ClientIP for 25h"),
        ("expose as Headless { sessionAffinity ClientIP for 1h }", "BPR010", "sessionAffinity ClientIP for 1h"),
        ("expose { \"My Port\" 80 -> http }", "API004", "\"My Port\" 80 -> http"),
        ("expose Web_Out", "API003", "expose Web_Out"),
        ("selector { app \"a b\" }\n  expose", "API007", "app \"a b\""),
        ("pod { labels { app other } }\n  expose", "API002", "app other"),
        ("expose { trafficDistribution PreferSameZnoe }", "TYP004", "trafficDistribution PreferSameZnoe"),
    ] {
        let source = app(lines);
        let found = findings(&source, 37);
        assert_eq!(
            found.iter().map(|found| found.code.id()).collect::<Vec<_>>(),
            [code],
            "`{lines}`: {}",
            short(&found)
        );
        let span = found[0].span.unwrap();
        assert!(
            source[span.range.bytes()].contains(text) || text.contains(&source[span.range.bytes()]),
            "`{lines}`: {}",
            &source[span.range.bytes()]
        );
    }
    let jobs = "app Bad_Name { image nginx:1; port http 80; expose }";
    assert_eq!(findings(jobs, 37).len(), 1, "a bad name is one mistake, whatever is named after it");
    let namespace = "namespace Bad\nconfig a {}\nconfig b {}\n";
    let found = findings(namespace, 37);
    assert_eq!(found.len(), 1, "a bad namespace is said once, where it is named: {}", short(&found));
    assert!(namespace[..13].contains(&namespace[found[0].span.unwrap().range.bytes()]));
    // Neither pods nor a port: two things to write, each said once.
    assert_eq!(findings("service web {}", 37).len(), 2);
}

/// Every fix of these rules makes its finding go away.
#[test]
fn fixes_mend() {
    for Case { version, bad, .. } in all_cases() {
        let source = program(bad);
        for fix in findings(&source, version).iter().flat_map(|found| &found.fixes) {
            let mut mended = source.clone();
            let mut edits = fix.edits.clone();
            edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.range.start));
            for edit in edits {
                mended.replace_range(edit.span.range.bytes(), &edit.text);
            }
            let left = findings(&mended, version);
            assert!(left.is_empty(), "`{}` makes of\n{source}\n{mended}\nwhich gives {}", fix.title, short(&left));
        }
    }
}

/// The pages of the codes that these rules give: each bad program gives exactly that code, each good one nothing.
#[test]
fn pages_show_their_codes() {
    let own = |id: &str| id.starts_with("API") || ["DEP010", "BPR010", "BPR011"].contains(&id);
    for code in Code::all().filter(|code| own(code.id())) {
        for example in pages::examples(code.info().page) {
            let codes: BTreeSet<&str> = findings(&example.files[0].1, 37).iter().map(|found| found.code.id()).collect();
            let wanted: BTreeSet<&str> = if example.good { BTreeSet::new() } else { BTreeSet::from([code.id()]) };
            assert_eq!(codes, wanted, "{code}:\n{}", example.files[0].1);
        }
    }
}
