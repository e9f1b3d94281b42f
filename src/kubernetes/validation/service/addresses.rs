//! IP addresses and ranges of a Service: whether they are any, and in a form that the target's version takes.

use super::types::SOURCE_RANGES;
use super::*;
use crate::diagnostics::Diagnostic;
use crate::kubernetes::validation::formats::addresses::{
    NotReachable, Sloppy, is_canonical, read_address, read_range, unreachable,
};
use crate::kubernetes::validation::shown;

/// From this version on, fields that once took sloppy forms refuse them.
const STRICT: u8 = 36;

pub fn check(rules: &mut Rules, facts: &Facts) {
    for (index, text) in facts.given.external_ips.iter().flatten().enumerate() {
        external_ip(rules, &format!("spec.externalIPs[{index}]"), text);
    }
    if !facts.is(Kind::LoadBalancer) {
        return;
    }
    match facts.given.load_balancer_source_ranges.as_deref() {
        Some(ranges) if !ranges.is_empty() => {
            for (index, text) in ranges.iter().enumerate() {
                source_range(rules, &SOURCE_RANGE, &format!("spec.loadBalancerSourceRanges[{index}]"), text.trim());
            }
        }
        _ => {
            let Some(ranges) = facts.annotation(SOURCE_RANGES).filter(|ranges| !ranges.trim().is_empty()) else {
                return;
            };
            let path = format!("metadata.annotations[{SOURCE_RANGES}]");
            for text in ranges.split(',') {
                source_range(rules, &SOURCE_RANGES_ANNOTATION, &path, text.trim());
            }
        }
    }
}

/// SVC-036, SVC-037.
fn external_ip(rules: &mut Rules, path: &str, text: &str) {
    if let Some(diagnostic) = bad_address(rules, &EXTERNAL_IP, path, path, text) {
        return rules.report(diagnostic);
    }
    let Some(reason) = read_address(text).and_then(|read| unreachable(read.address)) else { return };
    let message = format!("{text} cannot be an external IP");
    let diagnostic = rules
        .broken(&EXTERNAL_IP_REACHABLE, path, message)
        .note(why_unreachable(reason))
        .help("write an address that the network leads to one of the nodes");
    rules.report(diagnostic);
}

/// Why nobody else can send to an address.
pub fn why_unreachable(reason: NotReachable) -> &'static str {
    match reason {
        NotReachable::Unspecified => "this address means none",
        NotReachable::Loopback => "this address never leaves the machine that uses it",
        NotReachable::LinkLocal => "this address is known on one network link only",
    }
}

/// What is wrong with an address by itself. Sloppy forms that an older server takes are reported as a warning.
pub fn bad_address(rules: &mut Rules, rule: &Rule, path: &str, place: &str, text: &str) -> Option<Diagnostic> {
    let Some(read) = read_address(text) else {
        let diagnostic = rules.broken_at(rule, path, place, format!("`{}` is no IP address", shown(text)));
        return Some(match text.split_once('/') {
            Some((address, _)) if read_address(address).is_some() => {
                diagnostic.help("one address stands here, not a range: drop the `/` and what follows")
            }
            _ => diagnostic.help("write an address such as `192.0.2.10` or `2001:db8::10`"),
        });
    };
    let canonical = read.address.to_string();
    if let Some(sloppy) = read.sloppy {
        let diagnostic = sloppy_form(rules, rule, path, place, text, sloppy, &canonical);
        if rules.is_from(STRICT) {
            return Some(diagnostic);
        }
        rules.report(diagnostic);
    } else if !is_canonical(text, read) {
        let message = format!("`{text}` is not the usual form of its address");
        let diagnostic = rules
            .broken_at(&ADDRESS_FORM, path, place, message)
            .note("the API server takes it, with a warning")
            .help(format!("write `{canonical}`: then everyone who compares texts finds it"));
        let diagnostic = rules.rewrite(diagnostic, place, &canonical);
        rules.report(diagnostic);
    }
    None
}

/// An error where the target is strict, else a warning.
fn sloppy_form(
    rules: &Rules,
    rule: &Rule,
    path: &str,
    place: &str,
    text: &str,
    sloppy: Sloppy,
    canonical: &str,
) -> Diagnostic {
    let strict = rules.is_from(STRICT);
    let message = match sloppy {
        Sloppy::LeadingZeros => format!("`{text}` has leading zeros"),
        Sloppy::MappedIpv4 => format!("`{text}` is an IPv4 address written as IPv6"),
        Sloppy::HostBits => format!("`{text}` has bits beyond its prefix"),
    };
    let why = match sloppy {
        Sloppy::LeadingZeros => "some read such a number as octal",
        Sloppy::MappedIpv4 => "readers do not agree which family it is of",
        Sloppy::HostBits => "one cannot tell whether the range or the address was meant",
    };
    let diagnostic =
        rules.broken_at(if strict { rule } else { &ADDRESS_FORM }, path, place, message).note(why).help(match strict {
            true => format!("write `{canonical}`; Kubernetes refuses other forms from 1.36 on"),
            false => format!("write `{canonical}`; Kubernetes 1.36 will refuse this form"),
        });
    match rules.has(place) {
        true => rules.rewrite(diagnostic, place, canonical),
        false => diagnostic,
    }
}

/// SVC-039, SVC-041.
fn source_range(rules: &mut Rules, rule: &Rule, path: &str, text: &str) {
    let Some(range) = read_range(text) else {
        let mut diagnostic = rules.broken(rule, path, format!("`{}` is no range of addresses", shown(text)));
        diagnostic = match read_address(text) {
            Some(read) => {
                let whole = format!("{}/{}", read.address, if read.address.is_ipv6() { 128 } else { 32 });
                let diagnostic = diagnostic
                    .note("a single address needs its prefix too")
                    .help(format!("write `{whole}` for this one address"));
                rules.rewrite(diagnostic, path, &whole)
            }
            None => diagnostic.help("write a range such as `203.0.113.0/24` or `2001:db8::/32`"),
        };
        return rules.report(diagnostic);
    };
    if let Some(sloppy) = range.sloppy {
        let diagnostic = sloppy_form(rules, rule, path, path, text, sloppy, &range.canonical());
        rules.report(diagnostic);
    }
}
