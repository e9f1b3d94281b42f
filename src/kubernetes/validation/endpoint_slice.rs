//! Rules of discovery.k8s.io/v1 EndpointSlice.

use k8s_openapi::api::discovery::v1::{Endpoint, EndpointSlice};

use super::formats::addresses::{is_canonical, read_address, unreachable};
use super::formats::names::{is_dns_label, is_dns_subdomain, is_full_dns_name, is_label_value, is_port_number};
use super::metadata::qualified_name;
use super::rule::{ErrorKind, Rule, rules};
use super::service::why_unreachable;
use super::{Rules, repeated, shown};
use crate::diagnostics::Code;
use crate::object::decode::decode;

rules! {
    ENDPOINTS_COUNT "EPS-005" TooMany API018,
    ADDRESSES_REQUIRED "EPS-006" Required API018,
    ADDRESSES_COUNT "EPS-007" TooMany API018,
    ADDRESS_IPV4 "EPS-008" Invalid API011,
    ADDRESS_NOT_IPV4 "EPS-009" Invalid API018,
    ADDRESS_IPV6 "EPS-010" Invalid API011,
    ADDRESS_NOT_IPV6 "EPS-011" Invalid API018,
    ADDRESS_REACHABLE "EPS-012" Invalid API011,
    ADDRESS_FQDN "EPS-013" Invalid API011,
    HOSTNAME "EPS-014" Invalid API003,
    NODE_NAME "EPS-015" Invalid API003,
    ZONES "EPS-017" Invalid API018,
    NODES "EPS-018" Invalid API018,
    PORTS_COUNT "EPS-022" TooMany API018,
    PORT_NAME "EPS-023" Invalid API004,
    PORT_NAME_TWICE "EPS-024" Duplicate API005,
    PORT_NUMBER "EPS-026" Invalid API014,
    APP_PROTOCOL "EPS-027" Invalid API016,
    FQDN_DEPRECATED "WRN-07" Warning DEP010,
}

const ENDPOINTS: usize = 1000;
const ADDRESSES: usize = 100;
const PORTS: usize = 20_000;
const HINTS: usize = 8;

pub fn check(rules: &mut Rules) {
    let root = rules.root.clone();
    let Ok(slice) = decode::<EndpointSlice>(&root) else { return };
    let family = if rules.is_known("addressType") { slice.address_type.as_str() } else { "" };
    if family == "FQDN" {
        let diagnostic = rules
            .broken(&FQDN_DEPRECATED, "addressType", "`addressType FQDN` is deprecated")
            .note("no part of Kubernetes reads such a slice")
            .help("for a DNS name outside the cluster write `external NAME -> db.example.com`");
        rules.report(diagnostic);
    }
    let endpoints = slice.endpoints.as_deref().unwrap_or_default();
    if endpoints.len() > ENDPOINTS {
        too_many(rules, &ENDPOINTS_COUNT, "endpoints", "endpoints", endpoints.len(), ENDPOINTS, "make several slices");
    } else {
        for (index, endpoint) in endpoints.iter().enumerate() {
            check_endpoint(rules, family, index, endpoint);
        }
    }
    ports(rules, &slice);
}

fn too_many(rules: &mut Rules, rule: &Rule, path: &str, what: &str, count: usize, most: usize, help: &str) {
    let message = format!("{count} {what}, and {most} is the most");
    let diagnostic = rules.broken(rule, path, message).help(help);
    rules.report(diagnostic);
}

fn check_endpoint(rules: &mut Rules, family: &str, index: usize, endpoint: &Endpoint) {
    let at = |field: &str| format!("endpoints[{index}].{field}");
    match endpoint.addresses.len() {
        0 => {
            let path = at("addresses");
            // A missing field is the schema's to report; an empty list is not.
            let message = "an endpoint has no address";
            let diagnostic = rules.broken(&ADDRESSES_REQUIRED, &path, message).help("write one, or drop the endpoint");
            if rules.has(&path) {
                rules.report(diagnostic);
            }
        }
        count if count > ADDRESSES => {
            let help = "addresses of one endpoint are the same pod; others are endpoints of their own";
            too_many(rules, &ADDRESSES_COUNT, &at("addresses"), "addresses of one endpoint", count, ADDRESSES, help);
        }
        _ => {
            for (place, address) in endpoint.addresses.iter().enumerate() {
                let path = format!("endpoints[{index}].addresses[{place}]");
                match family {
                    "IPv4" | "IPv6" => check_address(rules, family, &path, &at("addresses"), address),
                    "FQDN" if !is_full_dns_name(address) => {
                        let message = format!("`{}` is no full DNS name", shown(address));
                        let diagnostic = rules
                            .broken(&ADDRESS_FQDN, &path, message)
                            .help("write a name of two parts at least: `db.example.com`");
                        rules.report(diagnostic);
                    }
                    _ => {}
                }
            }
        }
    }
    if let Some(name) = endpoint.hostname.as_deref().filter(|name| !is_dns_label(name)) {
        let message = format!("`{}` cannot be the name of a host", shown(name));
        let diagnostic = rules
            .broken(&HOSTNAME, &at("hostname"), message)
            .help("write lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends");
        rules.report(diagnostic);
    }
    if let Some(name) = endpoint.node_name.as_deref().filter(|name| !is_dns_subdomain(name)) {
        let message = format!("`{}` cannot be the name of a node", shown(name));
        let diagnostic = rules
            .broken(&NODE_NAME, &at("nodeName"), message)
            .help("write the node's name as `kubectl get nodes` does");
        rules.report(diagnostic);
    }
    let Some(given) = &endpoint.hints else { return };
    let zones: Vec<&str> = given.for_zones.iter().flatten().map(|zone| zone.name.as_str()).collect();
    hints(rules, &ZONES, &at("hints.forZones"), "zone", &zones, is_label_value);
    let nodes: Vec<&str> = given.for_nodes.iter().flatten().map(|node| node.name.as_str()).collect();
    hints(rules, &NODES, &at("hints.forNodes"), "node", &nodes, is_dns_subdomain);
}

/// EPS-008 to EPS-012.
fn check_address(rules: &mut Rules, family: &str, path: &str, list: &str, text: &str) {
    let (form, other) = match family {
        "IPv6" => (&ADDRESS_IPV6, &ADDRESS_NOT_IPV6),
        _ => (&ADDRESS_IPV4, &ADDRESS_NOT_IPV4),
    };
    let Some(read) = read_address(text) else {
        let diagnostic = rules
            .broken(form, path, format!("`{}` is no IP address", shown(text)))
            .help("write an address such as `192.0.2.10` or `2001:db8::10`");
        return rules.report(diagnostic);
    };
    let canonical = read.address.to_string();
    if read.address.is_ipv6() != (family == "IPv6") {
        let diagnostic = rules
            .broken_at(other, list, path, format!("`{text}` is no {family} address"))
            .label(rules.span("addressType"), format!("this slice holds {family} addresses"))
            .help("a slice holds addresses of one family: make a second one for the other");
        return rules.report(diagnostic);
    }
    let refused = match family {
        "IPv6" => !is_canonical(text, read),
        _ => read.sloppy.is_some() && rules.is_from(36),
    };
    if refused {
        let diagnostic = rules
            .broken(form, path, format!("`{text}` is not the canonical form of its address"))
            .note("the API server takes no other here")
            .help(format!("write `{canonical}`"));
        let diagnostic = rules.rewrite(diagnostic, path, &canonical);
        return rules.report(diagnostic);
    }
    if let Some(reason) = unreachable(read.address) {
        let diagnostic = rules
            .broken(&ADDRESS_REACHABLE, path, format!("{text} cannot be the address of an endpoint"))
            .note(why_unreachable(reason))
            .help("write an address that pods can send to");
        rules.report(diagnostic);
    }
}

/// EPS-017, EPS-018.
fn hints(rules: &mut Rules, rule: &Rule, path: &str, what: &str, names: &[&str], is_name: fn(&str) -> bool) {
    if names.len() > HINTS {
        let help = "leave the hints out: the proxies then choose themselves";
        return too_many(rules, rule, path, &format!("{what}s in one hint"), names.len(), HINTS, help);
    }
    for (index, name) in names.iter().enumerate().filter(|(_, name)| !is_name(name)) {
        let diagnostic = rules
            .broken(rule, &format!("{path}[{index}].name"), format!("`{}` cannot be the name of a {what}", shown(name)))
            .help(format!("write the name of a {what} of the cluster"));
        rules.report(diagnostic);
    }
    repeated(
        names.len(),
        |index| names.get(index),
        |first, again| {
            let message = format!("the {what} `{}` stands twice", names[again]);
            let diagnostic = rules
                .broken(rule, &format!("{path}[{again}].name"), message)
                .note("here again")
                .label(rules.span(&format!("{path}[{first}].name")), "first here")
                .help("remove one of them");
            rules.report(diagnostic);
        },
    );
}

fn ports(rules: &mut Rules, slice: &EndpointSlice) {
    let ports = slice.ports.as_deref().unwrap_or_default();
    if ports.len() > PORTS {
        return too_many(rules, &PORTS_COUNT, "ports", "ports", ports.len(), PORTS, "make several slices");
    }
    let name_of = |index: usize| ports[index].name.as_deref().unwrap_or_default();
    for (index, port) in ports.iter().enumerate() {
        let name = name_of(index);
        if !name.is_empty() && !is_dns_label(name) {
            let path = format!("ports[{index}].name");
            let diagnostic = rules
                .broken(&PORT_NAME, &path, format!("`{}` cannot be the name of a port", shown(name)))
                .help("write lower-case letters, digits and `-`, with a letter or digit at both ends, as the Service names it");
            rules.report_text(name, diagnostic);
        }
        if let Some(number) = port.port.filter(|number| !is_port_number((*number).into())) {
            let diagnostic = rules
                .broken(&PORT_NUMBER, &format!("ports[{index}].port"), format!("there is no port {number}"))
                .note("the API server takes it, and no traffic arrives")
                .help("ports are numbers from 1 to 65535");
            rules.report(diagnostic);
        }
        if let Some(protocol) = &port.app_protocol {
            let path = format!("ports[{index}].appProtocol");
            qualified_name(rules, &APP_PROTOCOL, &path, "appProtocol", protocol);
        }
    }
    let known = |index: usize| rules.is_known(&format!("ports[{index}].name"));
    let mut pairs = Vec::new();
    repeated(ports.len(), |index| Some(name_of(index)), |first, again| pairs.push((first, again)));
    pairs.retain(|(first, again)| known(*first) && known(*again));
    for (first, again) in pairs {
        let message = match name_of(again) {
            "" => "two ports of this slice have no name".to_owned(),
            name => format!("two ports of this slice are named `{name}`"),
        };
        let place = |index: usize| match name_of(index) {
            "" => format!("ports[{index}]"),
            _ => format!("ports[{index}].name"),
        };
        let diagnostic = rules
            .broken_at(&PORT_NAME_TWICE, &format!("ports[{again}].name"), &place(again), message)
            .note("here again")
            .label(rules.span(&place(first)), "first here")
            .help("name each port as the Service does");
        // A slice of `external` has its ports from the Service, where the same was said.
        rules.report_text(name_of(again), diagnostic);
    }
}
