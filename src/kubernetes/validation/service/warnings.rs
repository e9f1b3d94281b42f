//! What the API server takes and warns of: fields without effect, and those that are on their way out.

use super::traffic::TOPOLOGY_HINTS;
use super::*;

pub fn check(rules: &mut Rules, facts: &Facts) {
    let given = facts.given;
    let external_ips = given.external_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    if facts.headless && facts.is(Kind::ClusterIp) {
        let affinity = given.session_affinity.as_deref() == Some("ClientIP");
        let balancer = given.load_balancer_ip.as_deref().is_some_and(|ip| !ip.is_empty());
        for (field, set) in [("sessionAffinity", affinity), ("externalIPs", external_ips), ("loadBalancerIP", balancer)]
        {
            if set {
                let why = "clients reach the pods themselves, and nothing stands between them";
                without_effect(rules, facts, &HEADLESS_IGNORES, field, "headless", why);
            }
        }
    } else if external_ips && facts.is(Kind::ExternalName) {
        let why = "it is a name in DNS, and no traffic passes through it";
        without_effect(rules, facts, &EXTERNAL_IPS_IGNORED, "externalIPs", "ExternalName", why);
    } else if external_ips && rules.is_from(36) {
        let diagnostic = rules
            .broken(&EXTERNAL_IPS_DEPRECATED, "spec.externalIPs", "`externalIPs` is deprecated from Kubernetes 1.36 on")
            .note("whoever may write a Service can take over other hosts' traffic with it")
            .help(
                "let a load balancer give the address (`as LoadBalancer`), or lead the outside address to a node port",
            );
        rules.report(diagnostic);
    }
    if given.external_name.as_deref().is_some_and(|name| !name.is_empty()) && facts.is_not(Kind::ExternalName) {
        let ty = match facts.kind {
            Some(Kind::LoadBalancer) => "LoadBalancer",
            Some(Kind::NodePort) => "NodePort",
            _ => "ClusterIP",
        };
        let why = "only `type ExternalName` makes it an alias";
        without_effect(rules, facts, &EXTERNAL_NAME_IGNORED, "externalName", ty, why);
    }
    if given.traffic_distribution.as_deref() == Some("PreferClose") && rules.is_from(35) {
        let path = "spec.trafficDistribution";
        let diagnostic = rules
            .broken(&PREFER_CLOSE, path, "`PreferClose` is deprecated from Kubernetes 1.35 on")
            .note("`PreferSameZone` says the same")
            .help("write `PreferSameZone`");
        let diagnostic = rules.rewrite(diagnostic, path, "PreferSameZone");
        rules.report(diagnostic);
    }
    if facts.annotation(TOPOLOGY_HINTS).is_some() && facts.annotation("service.kubernetes.io/topology-mode").is_none() {
        let path = format!("metadata.annotations[{TOPOLOGY_HINTS}]");
        let diagnostic = rules
            .broken(&DEPRECATED_ANNOTATION, &path, format!("`{TOPOLOGY_HINTS}` is deprecated"))
            .note("this is the older spelling")
            .help("write `service.kubernetes.io/topology-mode`, or `trafficDistribution PreferSameZone`");
        rules.report(diagnostic);
    }
}

fn without_effect(rules: &mut Rules, facts: &Facts, rule: &Rule, field: &str, ty: &str, why: &str) {
    let path = format!("spec.{field}");
    let article = if ty == "ExternalName" { "an" } else { "a" };
    let diagnostic = rules
        .broken(rule, &path, format!("`{field}` has no effect on {article} {ty} Service"))
        .note(why)
        .label(facts.type_place(rules), format!("this is {article} {ty} Service"))
        .help("drop the line, or change the type");
    let diagnostic = rules.drop_line(diagnostic, &path);
    rules.report(diagnostic);
}
