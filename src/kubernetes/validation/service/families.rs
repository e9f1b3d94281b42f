//! Cluster IPs and IP families: which a Service asks for, and whether they agree with each other and with the cluster.

use super::*;
use crate::diagnostics::Diagnostic;
use crate::kubernetes::validation::formats::addresses::read_address;
use crate::kubernetes::validation::service::addresses::bad_address;
use crate::kubernetes::validation::{repeated, shown};

const IPS: &str = "spec.clusterIPs";
const FAMILIES: &str = "spec.ipFamilies";
const POLICY: &str = "spec.ipFamilyPolicy";

pub fn check(rules: &mut Rules, facts: &Facts) {
    // An ExternalName has none of these; that it has them is said where types are checked.
    if facts.kind.is_none_or(|kind| kind == Kind::ExternalName) {
        return;
    }
    let given = facts.given;
    let families = given.ip_families.as_deref().unwrap_or_default();
    repeated(
        families.len(),
        |index| families.get(index),
        |first, again| {
            let diagnostic = rules
                .broken(&FAMILY_TWICE, &format!("{FAMILIES}[{again}]"), format!("{} stands twice", families[again]))
                .note("here again")
                .label(rules.span(&format!("{FAMILIES}[{first}]")), "first here")
                .help("each family stands once: `ipFamilies [IPv4, IPv6]`");
            rules.report(diagnostic);
        },
    );
    if cluster_ips(rules, facts) {
        policy(rules, facts, families);
    }
    if rules.target.ip_families.is_some() && (!facts.headless || facts.has_selector) {
        families_of_cluster(rules, facts, families);
    }
}

/// The IPs by themselves and with `clusterIP`. False where nothing more can be said of them.
fn cluster_ips(rules: &mut Rules, facts: &Facts) -> bool {
    let given = facts.given;
    let (single, several) = (given.cluster_ip.as_deref().unwrap_or_default(), given.cluster_ips.as_deref());
    if !rules.is_known("spec.clusterIP") || !rules.is_known(IPS) {
        return false;
    }
    // The server takes over `clusterIP` as the one of `clusterIPs`, where that is not said.
    let (ips, written) = match several {
        Some(ips) if !ips.is_empty() => (ips, true),
        _ if single.is_empty() => return true,
        _ => (std::slice::from_ref(given.cluster_ip.as_ref().unwrap_or(&EMPTY)), false),
    };
    if written && single.is_empty() {
        let diagnostic = rules
            .broken(&CLUSTER_IPS_ALONE, IPS, "`clusterIPs` needs `clusterIP` beside it")
            .help(format!("add `clusterIP {}`: the first of the list stands there too", shown(&ips[0])));
        rules.report(diagnostic);
        return false;
    }
    if ips[0] != single {
        let message = format!("`clusterIP` is {}, and `clusterIPs` begins with {}", shown(single), shown(&ips[0]));
        let diagnostic = rules
            .broken_at(&CLUSTER_IPS_FIRST, IPS, "spec.clusterIPs[0]", message)
            .label(rules.span("spec.clusterIP"), "the other one")
            .help("write the same in both, or leave `clusterIPs` out where there is one IP only");
        rules.report(diagnostic);
        return false;
    }
    if let Some(at) = ips.iter().position(|ip| ip == "None").filter(|_| ips.len() > 1) {
        let diagnostic = rules
            .broken_at(&NONE_ALONE, IPS, &format!("{IPS}[{at}]"), "`None` stands beside an IP")
            .note("a headless Service has no IP at all")
            .help("write `None` alone, or IPs alone");
        rules.report(diagnostic);
        return false;
    }
    if facts.headless {
        return true;
    }
    let mut fine = true;
    for (index, ip) in ips.iter().enumerate() {
        let path = format!("{IPS}[{index}]");
        let place = if written { path.as_str() } else { "spec.clusterIP" };
        if let Some(diagnostic) = bad_address(rules, &CLUSTER_IP, &path, place, ip) {
            let diagnostic = match ip.as_str() {
                _ if ip.eq_ignore_ascii_case("none") => {
                    rules.rewrite(diagnostic.note("did you mean `None`?"), place, "None")
                }
                _ => diagnostic,
            };
            rules.report(diagnostic);
            fine = false;
        }
    }
    if ips.len() > 2 {
        let diagnostic = rules
            .broken(
                &CLUSTER_IPS_COUNT,
                IPS,
                format!("a Service has two cluster IPs at most, and these are {}", ips.len()),
            )
            .help("one IPv4 and one IPv6 address can stand there");
        rules.report(diagnostic);
        return false;
    }
    fine && ip_families(rules, facts, ips, written)
}

static EMPTY: String = String::new();

/// SVC-031, SVC-032, SVC-103: the families of the IPs.
fn ip_families(rules: &mut Rules, facts: &Facts, ips: &[String], written: bool) -> bool {
    let family = |ip: &String| Some(if read_address(ip)?.address.is_ipv6() { "IPv6" } else { "IPv4" });
    if let [first, second] = ips
        && family(first) == family(second)
    {
        let message = format!("both cluster IPs are {}", family(first).unwrap_or("of one family"));
        let diagnostic =
            rules.broken(&CLUSTER_IPS_FAMILIES, IPS, message).help("two cluster IPs are one IPv4 and one IPv6 address");
        rules.report(diagnostic);
        return false;
    }
    let asked = facts.given.ip_families.as_deref().unwrap_or_default();
    for (index, ip) in ips.iter().enumerate() {
        let own = family(ip);
        let path = format!("{IPS}[{index}]");
        let place = if written { path.clone() } else { "spec.clusterIP".to_owned() };
        if let Some(wanted) = asked.get(index) {
            let place_of_family = format!("{FAMILIES}[{index}]");
            if own.is_some_and(|own| own != wanted) && rules.is_known(&place_of_family) {
                let message = format!("{ip} is no {wanted} address");
                let diagnostic = rules
                    .broken_at(&CLUSTER_IP_FAMILY, &path, &place, message)
                    .label(rules.span(&place_of_family), format!("{wanted} is asked for here"))
                    .help("write an address of that family, or the families in the order of the addresses");
                rules.report(diagnostic);
            }
        } else if let (Some(own), Some(families)) = (own, &rules.target.ip_families)
            && !families.iter().any(|family| family == own)
        {
            let diagnostic = rules
                .broken_at(&CLUSTER_IP_OF_CLUSTER, &path, &place, format!("the cluster has no {own} addresses"))
                .note(cluster_has(rules))
                .help("take an address of the cluster's own range, or leave it out");
            rules.report(diagnostic);
        }
    }
    true
}

fn cluster_has(rules: &Rules) -> String {
    let families = rules.target.ip_families.as_deref().unwrap_or_default();
    let cluster = rules.target.cluster.as_deref().unwrap_or("it");
    format!("`{cluster}` has {}", families.join(" and "))
}

/// SVC-101, SVC-102: two IPs or families need a policy that allows two.
fn policy(rules: &mut Rules, facts: &Facts, families: &[String]) {
    let given = facts.given;
    if !matches!(given.ip_family_policy.as_deref(), None | Some("" | "SingleStack")) || !rules.is_known(POLICY) {
        return;
    }
    let ips = given.cluster_ips.as_deref().unwrap_or_default();
    let (rule, list, what) = match (ips, families) {
        ([_, _], _) => (&TWO_CLUSTER_IPS_POLICY, IPS, "cluster IPs"),
        // A headless Service without selector is of both families when nothing else is said.
        (_, [first, second])
            if first != second && !(facts.headless && !facts.has_selector && given.ip_family_policy.is_none()) =>
        {
            (&TWO_FAMILIES_POLICY, FAMILIES, "IP families")
        }
        _ => return,
    };
    let message = format!("two {what} need `ipFamilyPolicy PreferDualStack` or `RequireDualStack`");
    let mut diagnostic: Diagnostic = rules.broken_at(rule, POLICY, list, message).help(
        "add `ipFamilyPolicy PreferDualStack`, or leave one of the two; without a policy a Service is of one family",
    );
    if rules.has(POLICY) {
        diagnostic = diagnostic.label(rules.span(POLICY), "this allows one");
    }
    rules.report(diagnostic);
}

/// SVC-104, SVC-105: what the target cluster does not have.
fn families_of_cluster(rules: &mut Rules, facts: &Facts, families: &[String]) {
    let Some(known) = &rules.target.ip_families else { return };
    if known.len() < 2 && facts.given.ip_family_policy.as_deref() == Some("RequireDualStack") {
        let diagnostic = rules
            .broken(&DUAL_STACK_OF_CLUSTER, POLICY, "`RequireDualStack` needs a cluster with both IP families")
            .note(cluster_has(rules))
            .help("write `PreferDualStack`: one family where there is one, both where there are both");
        let diagnostic = rules.rewrite(diagnostic, POLICY, "PreferDualStack");
        rules.report(diagnostic);
        return;
    }
    for (index, family) in families.iter().enumerate() {
        if matches!(family.as_str(), "IPv4" | "IPv6") && !known.iter().any(|known| known == family) {
            let path = format!("{FAMILIES}[{index}]");
            let diagnostic = rules
                .broken(&FAMILY_OF_CLUSTER, &path, format!("the cluster has no {family} addresses"))
                .note(cluster_has(rules))
                .help("leave the family out; `ipFamilies` of `cluster` says what the cluster has");
            rules.report(diagnostic);
        }
    }
}
