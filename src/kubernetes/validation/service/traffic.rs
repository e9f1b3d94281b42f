//! How traffic is spread: policies, affinity, distribution.

use super::*;
use crate::diagnostics::nearest;
use crate::kubernetes::validation::shown;

const TOPOLOGY_MODE: &str = "service.kubernetes.io/topology-mode";
pub const TOPOLOGY_HINTS: &str = "service.kubernetes.io/topology-aware-hints";

/// A day, in seconds.
const LONGEST_AFFINITY: i32 = 86_400;

pub fn check(rules: &mut Rules, facts: &Facts) {
    external_traffic_policy(rules, facts);
    affinity(rules, facts);
    distribution(rules, facts);
    topology_annotations(rules, facts);
}

/// SVC-046: only a Service that is reachable from outside the cluster has a policy for traffic from there.
fn external_traffic_policy(rules: &mut Rules, facts: &Facts) {
    let given = facts.given;
    let external_ips = given.external_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    let unreachable = match facts.kind {
        Some(Kind::ClusterIp) => !external_ips,
        Some(Kind::ExternalName) => true,
        _ => false,
    };
    let Some(policy) = given.external_traffic_policy.as_deref().filter(|policy| unreachable && !policy.is_empty())
    else {
        return;
    };
    let path = "spec.externalTrafficPolicy";
    let message = "`externalTrafficPolicy` needs a Service that is reachable from outside the cluster";
    let what = facts.article_and_type();
    let inside = match policy {
        "Local" if given.internal_traffic_policy.as_deref() == Some("Local") => {
            "; inside the cluster `internalTrafficPolicy Local` already applies"
        }
        "Local" => "; for traffic from inside the cluster there is `internalTrafficPolicy Local`",
        _ => "",
    };
    let diagnostic = rules
        .broken(&EXTERNAL_TRAFFIC_POLICY, path, message)
        .note("the API server refuses this field here")
        .label(facts.type_place(rules), format!("this is {what} Service"))
        .help(format!("make it `as LoadBalancer` or `as NodePort`, or drop the line{inside}"));
    let mut diagnostic = rules.drop_line(diagnostic, path);
    // A type that is written, or a missing cluster IP, is what somebody meant.
    if given.type_.is_none() && given.cluster_ip.is_none() {
        diagnostic = rules.say_before(diagnostic, path, "make it a LoadBalancer", "type LoadBalancer");
    }
    rules.report(diagnostic);
}

/// SVC-017, SVC-018.
fn affinity(rules: &mut Rules, facts: &Facts) {
    let path = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
    let config = facts.spec.session_affinity_config.as_ref().and_then(|config| config.client_ip.as_ref());
    if let Some(seconds) = config.and_then(|config| config.timeout_seconds)
        && !(1..=LONGEST_AFFINITY).contains(&seconds)
    {
        let message = match seconds {
            ..1 => format!("a client cannot stay at its pod for {seconds} seconds"),
            _ => format!("a client cannot stay at its pod for {}", duration(seconds)),
        };
        let diagnostic = rules
            .broken(&AFFINITY_TIMEOUT, path, message)
            .note("affinity lasts from 1 second to 1 day (86400 seconds)")
            .help("write a time such as `for 3h`; `for 24h` is the longest");
        rules.report(diagnostic);
    }
    let affine = facts.given.session_affinity.as_deref() == Some("ClientIP") || !rules.is_known("spec.sessionAffinity");
    if facts.given.session_affinity_config.is_some() && !affine {
        let path = "spec.sessionAffinityConfig";
        let mut diagnostic = rules
            .broken(&AFFINITY_CONFIG, path, "`sessionAffinityConfig` has no effect without `sessionAffinity ClientIP`")
            .note("the API server drops it without a word")
            .help("add `sessionAffinity ClientIP`, or remove this");
        if rules.has("spec.sessionAffinity") {
            diagnostic = diagnostic.label(rules.span("spec.sessionAffinity"), "clients have no affinity");
        }
        rules.report(diagnostic);
    }
}

/// `25h` or `90 seconds`.
fn duration(seconds: i32) -> String {
    match (seconds % 3600, seconds % 60) {
        (0, _) => format!("{}h", seconds / 3600),
        (_, 0) => format!("{}m", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}

/// SVC-051: the schema has no list of these values, and each has its first version.
fn distribution(rules: &mut Rules, facts: &Facts) {
    const VALUES: [(&str, u8); 3] = [("PreferClose", 30), ("PreferSameZone", 34), ("PreferSameNode", 34)];
    let path = "spec.trafficDistribution";
    let Some(value) = facts.given.traffic_distribution.as_deref() else { return };
    let version = rules.target.version;
    let known = VALUES.iter().find(|(name, _)| *name == value);
    let taken: Vec<&str> = VALUES.iter().filter(|(_, since)| rules.is_from(*since)).map(|(name, _)| *name).collect();
    let list = match taken.as_slice() {
        [one] => format!("`{one}`"),
        several => several.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    };
    let diagnostic = match known {
        Some((_, since)) if rules.is_from(*since) => return,
        Some((_, since)) => rules
            .broken(
                &TRAFFIC_DISTRIBUTION_LATER,
                path,
                format!("`{value}` as `trafficDistribution` exists from Kubernetes 1.{since} on"),
            )
            .note(format!("the target is Kubernetes {version}"))
            .help(format!("set the target's version, or write {list}")),
        None => {
            let diagnostic = rules.broken(
                &TRAFFIC_DISTRIBUTION,
                path,
                format!("`trafficDistribution` cannot be `{}`", shown(value)),
            );
            let diagnostic = diagnostic.help(format!("write one of {list}, or drop the line"));
            match nearest(value, taken.iter().copied()) {
                Some(near) => rules.rewrite(diagnostic.note(format!("did you mean `{near}`?")), path, near),
                None => diagnostic.note("no such value"),
            }
        }
    };
    rules.report(diagnostic);
}

/// SVC-002.
fn topology_annotations(rules: &mut Rules, facts: &Facts) {
    let (Some(mode), Some(hints)) = (facts.annotation(TOPOLOGY_MODE), facts.annotation(TOPOLOGY_HINTS)) else { return };
    if mode == hints {
        return;
    }
    let path = format!("metadata.annotations[{TOPOLOGY_MODE}]");
    let older = format!("metadata.annotations[{TOPOLOGY_HINTS}]");
    let diagnostic = rules
        .broken(&TOPOLOGY_ANNOTATIONS, &path, "two annotations say differently how traffic is spread over zones")
        .label(rules.span(&older), "the older spelling of the same")
        .help("drop the older one, `service.kubernetes.io/topology-aware-hints`");
    let diagnostic = rules.drop_line(diagnostic, &older);
    rules.report(diagnostic);
}
