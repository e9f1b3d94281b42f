//! The ports of a Service.

use k8s_openapi::api::core::v1::ServicePort;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::*;
use crate::diagnostics::{Diagnostic, Edit};
use crate::kubernetes::validation::formats::names::{is_dns_label, is_port_name, is_port_number, legal_label};
use crate::kubernetes::validation::metadata::qualified_name;
use crate::kubernetes::validation::{repeated, shown};

pub fn check(rules: &mut Rules, facts: &Facts) {
    if !rules.is_known("spec.ports") {
        return;
    }
    let ports = facts.spec.ports.as_deref().unwrap_or_default();
    if ports.is_empty() {
        return no_ports(rules, facts);
    }
    let duplicates = duplicates(rules, ports);
    // Where all ports are one, that is the mistake, and not that they have no names.
    if ports.len() > 1 && duplicates + 1 < ports.len() {
        unnamed(rules, ports);
    }
    for (index, port) in ports.iter().enumerate() {
        name(rules, index, port);
        numbers(rules, facts, index, port);
        if let Some(protocol) = &port.app_protocol {
            let path = format!("spec.ports[{index}].appProtocol");
            qualified_name(rules, &APP_PROTOCOL, &path, "appProtocol", protocol);
        }
    }
    node_ports(rules, facts, ports);
}

fn no_ports(rules: &mut Rules, facts: &Facts) {
    if facts.headless || facts.kind.is_none_or(|kind| kind == Kind::ExternalName) {
        return;
    }
    let message = format!("{} Service has no port", facts.article_and_type());
    let mut diagnostic = rules.broken(&PORTS_REQUIRED, "spec.ports", message);
    if !rules.has("spec.ports") {
        diagnostic.span = Some(rules.object.span);
    }
    diagnostic = diagnostic
        .note("traffic to it would go nowhere, and the API server refuses it")
        .help("give it the port that clients reach it on; a Service that is a list of addresses for DNS alone is headless (`clusterIP None`) and needs none");
    rules.report(diagnostic);
}

/// SVC-005: one finding for all ports that lack their name.
fn unnamed(rules: &mut Rules, ports: &[ServicePort]) {
    let mut diagnostic: Option<Diagnostic> = None;
    for (index, port) in ports.iter().enumerate() {
        let path = format!("spec.ports[{index}].name");
        // The name is that of the target; where the target is wrong, that is said already.
        let target = format!("spec.ports[{index}].targetPort");
        let number = format!("spec.ports[{index}].port");
        if port.name.as_deref().is_some_and(|name| !name.is_empty())
            || ![&path, &target, &number].into_iter().all(|path| rules.is_known(path))
        {
            continue;
        }
        let element = format!("spec.ports[{index}]");
        diagnostic = Some(match diagnostic {
            None => rules
                .broken_at(&PORT_NAME_REQUIRED, &path, &element, "a port of a Service with several ports has no name")
                .note("this one is unnamed")
                .help("name each of them; in a port line the name stands first: `http 80 -> 8080`"),
            Some(first) => {
                let place = rules.span(&element);
                if first.span == Some(place) { first } else { first.label(place, "this one too") }
            }
        });
    }
    if let Some(diagnostic) = diagnostic {
        rules.report(diagnostic);
    }
}

fn name(rules: &mut Rules, index: usize, port: &ServicePort) {
    let Some(name) = port.name.as_deref().filter(|name| !name.is_empty() && !is_dns_label(name)) else { return };
    let path = format!("spec.ports[{index}].name");
    let message = format!("`{}` cannot be the name of a port", shown(name));
    let mut diagnostic = rules.broken(&PORT_NAME, &path, message).help(
        "write lower-case letters, digits and `-`, with a letter or digit at both ends; 15 at most if a container's port or an Ingress is to have the same name",
    );
    if let Some(legal) = legal_label(name) {
        diagnostic = rules.rewrite(diagnostic.note(format!("did you mean `{legal}`?")), &path, &legal);
    }
    rules.report_text(name, diagnostic);
}

fn numbers(rules: &mut Rules, facts: &Facts, index: usize, port: &ServicePort) {
    if !is_port_number(port.port.into()) {
        let path = format!("spec.ports[{index}].port");
        if rules.has(&path) {
            let diagnostic = rules
                .broken(&PORT_NUMBER, &path, format!("there is no port {}", port.port))
                .help("ports are numbers from 1 to 65535");
            rules.report(diagnostic);
        }
    }
    let given = facts.given.ports.as_deref().and_then(|ports| ports.get(index)?.target_port.as_ref());
    let path = || format!("spec.ports[{index}].targetPort");
    match given {
        Some(IntOrString::Int(number)) if *number != 0 && !is_port_number((*number).into()) => {
            let path = path();
            let diagnostic = rules
                .broken(&TARGET_PORT, &path, format!("there is no port {number} to lead to"))
                .help("ports are numbers from 1 to 65535");
            rules.report(diagnostic);
        }
        Some(IntOrString::String(name)) if !name.is_empty() && !is_port_name(name) => {
            let path = path();
            let message = format!("`{}` cannot be a target port", shown(name));
            let mut diagnostic = rules.broken(&TARGET_PORT, &path, message);
            diagnostic = if is_quoted_number(name) {
                let diagnostic = diagnostic
                    .note("in quotes this is a name, and a port's name has a letter in it")
                    .help(format!("write {name} without quotes"));
                quotes_away(rules, diagnostic, &path, name)
            } else {
                diagnostic.help(
                    "the name of a container's port has 15 lower-case letters, digits and single `-` at most, one letter among them",
                )
            };
            rules.report_text(name, diagnostic);
        }
        _ => {}
    }
}

fn is_quoted_number(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit()) && name.parse().is_ok_and(is_port_number)
}

fn quotes_away(rules: &Rules, diagnostic: Diagnostic, path: &str, number: &str) -> Diagnostic {
    let span = rules.value_span(path);
    match span.range.len() == number.len() + 2 {
        true => diagnostic.fix(format!("write {number}"), vec![Edit { span, text: number.to_owned() }]),
        false => diagnostic,
    }
}

/// The protocol, where it is not refused.
fn protocol<'a>(rules: &Rules, ports: &'a [ServicePort], index: usize) -> Option<&'a str> {
    let protocol = ports[index].protocol.as_deref()?;
    // Only a refused one was copied; the look-up costs nothing otherwise.
    let copied = matches!(rules.root, Cow::Owned(_));
    (!copied || rules.is_known(&format!("spec.ports[{index}].protocol"))).then_some(protocol)
}

/// SVC-012 and SVC-007. Two lines that are the same in both are one mistake. Gives how many are too many.
fn duplicates(rules: &mut Rules, ports: &[ServicePort]) -> usize {
    let mut found = Vec::new();
    repeated(
        ports.len(),
        |index| {
            let port = ports[index].port;
            (port != 0).then_some(())?;
            Some((port, protocol(rules, ports, index)?))
        },
        |first, again| found.push((first, again)),
    );
    for (first, again) in &found {
        let port = &ports[*again];
        let protocol = port.protocol.as_deref().unwrap_or("TCP");
        let message = format!("the port {}/{protocol} stands twice in this Service", port.port);
        let diagnostic = rules
            .broken(&PORT_TWICE, &format!("spec.ports[{again}]"), message)
            .note("here again")
            .label(rules.span(&format!("spec.ports[{first}]")), "first here")
            .help("a packet to one port has one target: remove one of them, or give it another number or protocol");
        rules.report(diagnostic);
    }
    let mut names = Vec::new();
    let name_of = |index: usize| ports[index].name.as_deref().filter(|name| !name.is_empty());
    repeated(ports.len(), name_of, |first, again| names.push((first, again)));
    for (first, again) in names.into_iter().filter(|pair| !found.contains(pair)) {
        let (first_path, path) = (format!("spec.ports[{first}].name"), format!("spec.ports[{again}].name"));
        let message = format!("two ports of this Service are named `{}`", name_of(again).unwrap_or_default());
        let diagnostic = rules
            .broken(&PORT_NAME_TWICE, &path, message)
            .note("here again")
            .label(rules.span(&first_path), "first here")
            .help("give one of them another name; in a port line the name stands first: `admin 81 -> http`");
        rules.report(diagnostic);
    }
    found.len()
}

fn node_ports(rules: &mut Rules, facts: &Facts, ports: &[ServicePort]) {
    let node_port = |index: usize| ports[index].node_port.filter(|number| *number != 0);
    match facts.kind {
        Some(Kind::ClusterIp) => return node_port_of_cluster_ip(rules, facts, ports),
        Some(Kind::NodePort | Kind::LoadBalancer) => {}
        _ => return,
    }
    let (low, high) = rules.target.node_ports;
    for index in 0..ports.len() {
        let Some(number) = node_port(index).filter(|n| !(i32::from(low)..=i32::from(high)).contains(n)) else {
            continue;
        };
        let path = format!("spec.ports[{index}].nodePort");
        let diagnostic = out_of_range(rules, &NODE_PORT_RANGE, &path, &format!("the node port {number}"));
        rules.report(diagnostic);
    }
    let mut pairs = Vec::new();
    repeated(ports.len(), node_port, |first, again| pairs.push((first, again)));
    for (first, again) in pairs {
        let same_protocol = ports[first].protocol == ports[again].protocol;
        let same_port = ports[first].port == ports[again].port;
        // The same port twice is said already.
        if same_port || protocol(rules, ports, first).is_none() || protocol(rules, ports, again).is_none() {
            continue;
        }
        let rule = if same_protocol { &NODE_PORT_TWICE } else { &NODE_PORT_SHARED };
        let number = node_port(again).unwrap_or_default();
        let message = format!("two ports of this Service take the node port {number}");
        let help = match same_protocol {
            true => "give one of them another node port, or leave it out: the API server then chooses a free one",
            false => {
                "two protocols may share a node port only if they share the port too; give one of them another node port, or leave it out"
            }
        };
        let place = format!("spec.ports[{again}].nodePort");
        let diagnostic = rules
            .broken(rule, &place, message)
            .note("here again")
            .label(rules.span(&format!("spec.ports[{first}].nodePort")), "first here")
            .help(help);
        rules.report(diagnostic);
    }
}

/// SVC-110, SVC-113: a port of the nodes that the target cluster does not give away.
pub fn out_of_range(rules: &Rules, rule: &Rule, path: &str, what: &str) -> Diagnostic {
    let (low, high) = rules.target.node_ports;
    let cluster = match &rules.target.cluster {
        Some(cluster) => format!("the cluster `{cluster}`"),
        None => "a cluster".to_owned(),
    };
    let known = match rules.target.cluster {
        Some(_) => format!("`nodePorts {low}-{high}` of `cluster` is the API server's `--service-node-port-range`"),
        None => format!(
            "write a number from {low} to {high}; a cluster with another range is described by `cluster NAME {{ nodePorts FIRST-LAST }}`"
        ),
    };
    rules
        .broken(rule, path, format!("{what} is outside the range of node ports"))
        .note(format!("{cluster} gives away {low} to {high}"))
        .help(match rules.target.cluster {
            Some(_) => format!("write a number from {low} to {high}; {known}"),
            None => known,
        })
}

/// SVC-014: one finding for all ports.
fn node_port_of_cluster_ip(rules: &mut Rules, facts: &Facts, ports: &[ServicePort]) {
    let mut with = (0..ports.len()).filter(|index| ports[*index].node_port.is_some_and(|number| number != 0));
    let Some(first) = with.next() else { return };
    let path = format!("spec.ports[{first}].nodePort");
    let message = format!(
        "`nodePort` needs a Service that opens ports on the nodes, and this is {} one",
        facts.article_and_type()
    );
    let mut diagnostic = rules.broken(&NODE_PORT_OF_CLUSTER_IP, &path, message);
    for index in with {
        diagnostic = diagnostic.label(rules.span(&format!("spec.ports[{index}].nodePort")), "this one too");
    }
    diagnostic = diagnostic
        .label(facts.type_place(rules), format!("this is {} Service", facts.article_and_type()))
        .help("make it `as NodePort` (`type NodePort`), or drop the node port");
    let diagnostic = rules.drop_line(diagnostic, &path);
    rules.report(diagnostic);
}
