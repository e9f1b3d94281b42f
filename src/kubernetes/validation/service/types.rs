//! What the type of a Service allows: fields for one type only, and what an ExternalName must be.

use super::*;
use crate::diagnostics::Diagnostic;
use crate::kubernetes::validation::formats::addresses::read_address;
use crate::kubernetes::validation::formats::names::is_dns_subdomain;
use crate::kubernetes::validation::metadata::qualified_name;
use crate::kubernetes::validation::service::ports::out_of_range;
use crate::kubernetes::validation::shown;

/// The older spelling of `loadBalancerSourceRanges`.
pub const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

pub fn check(rules: &mut Rules, facts: &Facts) {
    headless(rules, facts);
    external_name(rules, facts);
    load_balancer_only(rules, facts);
    health_check_port(rules, facts);
    if let Some(class) = facts.given.load_balancer_class.as_deref().filter(|_| facts.is(Kind::LoadBalancer)) {
        qualified_name(rules, &CLASS, "spec.loadBalancerClass", "loadBalancerClass", class);
    }
}

/// SVC-019, SVC-020.
fn headless(rules: &mut Rules, facts: &Facts) {
    let (rule, ty, help) = match facts.kind {
        _ if !facts.headless => return,
        Some(Kind::LoadBalancer) => (
            &HEADLESS_LOAD_BALANCER,
            "LoadBalancer",
            "clients outside reach pods through the load balancer and clients inside by DNS: make them two Services",
        ),
        Some(Kind::NodePort) => (
            &HEADLESS_NODE_PORT,
            "NodePort",
            "clients outside reach pods through the nodes and clients inside by DNS: make them two Services",
        ),
        _ => return,
    };
    let none = facts.none_path();
    let diagnostic = rules
        .broken_at(rule, "spec.clusterIPs[0]", none, format!("a {ty} Service cannot be headless"))
        .note("without a cluster IP nothing can lead to the pods from outside")
        .label(facts.type_place(rules), format!("this is a {ty} Service"))
        .help(format!("drop `clusterIP None`, or the type; {help}"));
    let diagnostic = rules.drop_line(diagnostic, none);
    rules.report(diagnostic);
}

fn external_name(rules: &mut Rules, facts: &Facts) {
    if !facts.is(Kind::ExternalName) {
        return;
    }
    let given = facts.given;
    let has_ips = given.cluster_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    let has_ip = given.cluster_ip.as_deref().is_some_and(|ip| !ip.is_empty());
    if has_ips || has_ip {
        let place = if has_ip { "spec.clusterIP" } else { "spec.clusterIPs" };
        let field = if has_ip { "clusterIP" } else { "clusterIPs" };
        not_for_external_name(rules, facts, &EXTERNAL_NAME_CLUSTER_IPS, "spec.clusterIPs", place, field);
    }
    if given.ip_families.as_ref().is_some_and(|families| !families.is_empty()) {
        let path = "spec.ipFamilies";
        not_for_external_name(rules, facts, &EXTERNAL_NAME_FAMILIES, path, path, "ipFamilies");
    }
    if given.ip_family_policy.is_some() {
        let path = "spec.ipFamilyPolicy";
        not_for_external_name(rules, facts, &EXTERNAL_NAME_FAMILY_POLICY, path, path, "ipFamilyPolicy");
    }
    let path = "spec.externalName";
    let host = given.external_name.as_deref().unwrap_or_default();
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.is_empty() {
        let mut diagnostic = rules
            .broken(&EXTERNAL_NAME_REQUIRED, path, "an ExternalName Service has no `externalName`")
            .help("say the DNS name that it stands for: `external NAME -> db.example.com`, or `externalName db.example.com`");
        if !rules.has(path) {
            diagnostic.span = Some(facts.type_place(rules));
            diagnostic = diagnostic.note("this type is an alias of a DNS name");
        }
        rules.report(diagnostic);
    } else if !is_dns_subdomain(name) {
        let message = format!("`{}` is no DNS name", shown(host));
        let mut diagnostic = rules.broken(&EXTERNAL_NAME, path, message);
        let lower = name.to_ascii_lowercase();
        diagnostic = if read_address(name).is_some() {
            diagnostic.help("an alias in DNS cannot lead to an address: write `external NAME at ADDRESS { PORT }`")
        } else if is_dns_subdomain(&lower) {
            let diagnostic = diagnostic.note(format!("did you mean `{lower}`?"));
            rules.rewrite(diagnostic.help("the API server takes lower case only"), path, &lower)
        } else if name.contains("://") {
            diagnostic.help("write the host alone: the scheme and the port belong to who calls it")
        } else if name.contains([':', '/']) {
            diagnostic.help("write the host alone: the port and the path belong to who calls it")
        } else {
            diagnostic.help("write lower-case letters, digits, `-` and `.`, with a letter or digit on both sides of every dot; the API server takes no `_`")
        };
        rules.report(diagnostic);
    }
}

fn not_for_external_name(rules: &mut Rules, facts: &Facts, rule: &Rule, path: &str, place: &str, field: &str) {
    let diagnostic = rules
        .broken_at(rule, path, place, format!("an ExternalName Service has no `{field}`"))
        .note("it is a name in DNS and has no address of its own")
        .label(facts.type_place(rules), "this is an ExternalName Service")
        .help("drop the line");
    let diagnostic = rules.drop_line(diagnostic, place);
    rules.report(diagnostic);
}

fn load_balancer_only(rules: &mut Rules, facts: &Facts) {
    if !facts.is_not(Kind::LoadBalancer) {
        return;
    }
    let given = facts.given;
    let has_ranges = given.load_balancer_source_ranges.as_ref().is_some_and(|ranges| !ranges.is_empty());
    if has_ranges {
        let why = "only a load balancer looks at who its clients are; inside the cluster that is the work of a NetworkPolicy: `allow from`";
        needs_load_balancer(rules, facts, &SOURCE_RANGES_TYPE, "spec.loadBalancerSourceRanges", why);
    } else if facts.annotation(SOURCE_RANGES).is_some() {
        let path = format!("metadata.annotations[{SOURCE_RANGES}]");
        needs_load_balancer(rules, facts, &SOURCE_RANGES_ANNOTATION_TYPE, &path, "");
    }
    if given.allocate_load_balancer_node_ports.is_some() {
        let path = "spec.allocateLoadBalancerNodePorts";
        needs_load_balancer(rules, facts, &ALLOCATE_NODE_PORTS, path, "");
    }
    if given.load_balancer_class.is_some() {
        needs_load_balancer(rules, facts, &CLASS_TYPE, "spec.loadBalancerClass", "");
    }
}

fn needs_load_balancer(rules: &mut Rules, facts: &Facts, rule: &Rule, path: &str, why: &str) {
    let field = match path.strip_prefix("metadata.annotations[") {
        Some(key) => key.trim_end_matches(']'),
        None => path.trim_start_matches("spec."),
    };
    let help = match why {
        "" => "make it `as LoadBalancer` (`type LoadBalancer`), or drop the line".to_owned(),
        _ => format!("make it `as LoadBalancer` (`type LoadBalancer`), or drop the line: {why}"),
    };
    let diagnostic = rules
        .broken(rule, path, format!("`{field}` needs a LoadBalancer Service"))
        .label(facts.type_place(rules), format!("this is {} Service", facts.article_and_type()))
        .help(help);
    let diagnostic = rules.drop_line(diagnostic, path);
    rules.report(diagnostic);
}

/// SVC-048, SVC-049, SVC-113.
fn health_check_port(rules: &mut Rules, facts: &Facts) {
    let Some(number) = facts.given.health_check_node_port.filter(|number| *number != 0) else { return };
    let path = "spec.healthCheckNodePort";
    let local = facts.spec.external_traffic_policy.as_deref() == Some("Local");
    let policy_is_known = rules.is_known("spec.externalTrafficPolicy");
    let broken = |rules: &Rules, what: &str| -> Diagnostic {
        rules.broken(&HEALTH_CHECK_PORT_TYPE, path, format!("`healthCheckNodePort` needs {what}"))
    };
    if facts.is_not(Kind::LoadBalancer) {
        let diagnostic = broken(rules, "a LoadBalancer Service with `externalTrafficPolicy Local`")
            .label(facts.type_place(rules), format!("this is {} Service", facts.article_and_type()))
            .help("drop the line: the port tells a load balancer which nodes have a pod, and there is none here");
        let diagnostic = rules.drop_line(diagnostic, path);
        rules.report(diagnostic);
    } else if facts.is(Kind::LoadBalancer) && !local && policy_is_known {
        let mut diagnostic = broken(rules, "`externalTrafficPolicy Local`");
        diagnostic = match facts.given.external_traffic_policy {
            Some(_) => diagnostic.label(rules.span("spec.externalTrafficPolicy"), "every node takes traffic here"),
            None => diagnostic.label(facts.type_place(rules), "without the line every node takes traffic"),
        };
        let diagnostic = diagnostic.help("add `externalTrafficPolicy Local`, or drop the line: with `Cluster` no load balancer asks which nodes have a pod");
        let diagnostic = rules.drop_line(diagnostic, path);
        rules.report(diagnostic);
    } else if facts.is(Kind::LoadBalancer) && local {
        let (low, high) = rules.target.node_ports;
        let rule = match number {
            1..=65_535 if (i32::from(low)..=i32::from(high)).contains(&number) => return,
            1..=65_535 => &HEALTH_CHECK_PORT_RANGE,
            _ => &HEALTH_CHECK_PORT,
        };
        let diagnostic = out_of_range(rules, rule, path, &format!("the health check port {number}"));
        rules.report(diagnostic);
    }
}
