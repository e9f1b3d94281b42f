//! Rules of pod templates that concern how the pods are reached: labels, ports, probes, variables.
//!
//! Read from the tree itself: a template has hundreds of fields, and these rules look at few.

use super::formats::names::{
    is_dns_label, is_env_name, is_header_name, is_port_name, is_port_number, is_qualified_name,
};
use super::metadata::labels_and_annotations;
use super::rule::{ErrorKind, Rule, rules};
use super::{Rules, repeated, shown};
use crate::diagnostics::{Code, nearest};
use crate::object::Node;
use crate::object::path::find;

rules! {
    CONTAINER_NAME "CTR-001" Invalid API003,
    CONTAINER_NAME_TWICE "CTR-002" Duplicate API003,
    PORT_NAME "CTR-006" Invalid API004,
    PORT_NAME_TWICE "CTR-007" Duplicate API005,
    CONTAINER_PORT "CTR-008" Invalid API014,
    HOST_PORT "CTR-009" Invalid API014,
    HOST_PORT_TWICE "CTR-011" Duplicate API005,
    VARIABLE_NAME "ENV-001" Invalid API023,
    VARIABLE_SOURCES "ENV-003" Invalid API023,
    VARIABLE_VALUE_TOO "ENV-004" Invalid API023,
    VARIABLE_FIELD "ENV-007" NotSupported API023,
    HANDLER "PRB-001" Required API024,
    HANDLERS "PRB-001" Forbidden API024,
    COMMAND "PRB-002" Required API024,
    PROBE_PORT "PRB-004" Invalid API014,
    HEADER "PRB-006" Invalid API024,
    GRPC_PORT "PRB-007" Invalid API014,
    PROBE_NUMBER "PRB-008" Invalid API024,
    SUCCESS_THRESHOLD "PRB-009" Invalid API024,
    GRACE_PERIOD "PRB-010" Invalid API024,
}

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];
const HANDLER_FIELDS: [&str; 4] = ["exec", "httpGet", "tcpSocket", "grpc"];

/// A pod template, or for an empty path a pod.
pub fn check(rules: &mut Rules, template: &str) {
    let root = rules.root.clone();
    let at = |field: &str| if template.is_empty() { field.to_owned() } else { format!("{template}.{field}") };
    let Some(node) = find(&root, template) else { return };
    if !template.is_empty()
        && let Some(metadata) = node.get("metadata")
    {
        labels_and_annotations(rules, metadata, &at("metadata"));
    }
    let Some(spec) = node.get("spec") else { return };
    let list = |field: &str| spec.get(field).and_then(Node::as_list).unwrap_or_default();
    let (containers, initial) = (list("containers"), list("initContainers"));
    container_names(rules, containers, initial, &at("spec"));
    let mut host_ports = Vec::new();
    for (field, containers) in [("spec.containers", containers), ("spec.initContainers", initial)] {
        for (index, container) in containers.iter().enumerate() {
            check_container(rules, container, &format!("{}[{index}]", at(field)));
            if field == "spec.containers" {
                collect_host_ports(container, index, &mut host_ports);
            }
        }
    }
    repeated(
        host_ports.len(),
        |index| host_ports.get(index).map(|(key, _)| *key),
        |first, again| {
            let path = |(_, (container, port)): &(HostPort, (usize, usize))| {
                format!("{}[{container}].ports[{port}].hostPort", at("spec.containers"))
            };
            let (first, again) = (path(&host_ports[first]), path(&host_ports[again]));
            let diagnostic = rules
                .broken(&HOST_PORT_TWICE, &again, "two ports of one pod take the same port of its node")
                .note("here again")
                .label(rules.span(&first), "first here")
                .help("give one of them another `hostPort`, or leave it out");
            rules.report(diagnostic);
        },
    );
}

/// CTR-002: containers of both lists have names of their own.
fn container_names(rules: &mut Rules, containers: &[Node], initial: &[Node], spec: &str) {
    let name_of = |at: usize| {
        let container = containers.get(at).or_else(|| initial.get(at - containers.len()))?;
        container.get("name").and_then(Node::as_str).filter(|name| !name.is_empty())
    };
    let path = |at: usize| match at.checked_sub(containers.len()) {
        None => format!("{spec}.containers[{at}].name"),
        Some(at) => format!("{spec}.initContainers[{at}].name"),
    };
    repeated(containers.len() + initial.len(), name_of, |first, again| {
        let message = format!("two containers are named `{}`", shown(name_of(again).unwrap_or_default()));
        let diagnostic = rules
            .broken(&CONTAINER_NAME_TWICE, &path(again), message)
            .note("here again")
            .label(rules.span(&path(first)), "first here")
            .help("give one of them another name");
        rules.report(diagnostic);
    });
}

/// Protocol, address and number.
type HostPort<'a> = (&'a str, &'a str, i64);

fn collect_host_ports<'a>(container: &'a Node, at: usize, found: &mut Vec<(HostPort<'a>, (usize, usize))>) {
    for (index, port) in container.get("ports").and_then(Node::as_list).unwrap_or_default().iter().enumerate() {
        let Some(number) = port.get("hostPort").and_then(Node::as_int).filter(|number| *number != 0) else { continue };
        let text = |field: &str| port.get(field).and_then(Node::as_str);
        let protocol = text("protocol").unwrap_or("TCP");
        found.push(((protocol, text("hostIP").unwrap_or_default(), number), (at, index)));
    }
}

fn check_container(rules: &mut Rules, container: &Node, path: &str) {
    if let Some(name) = container.get("name").and_then(Node::as_str).filter(|name| !is_dns_label(name)) {
        let diagnostic = rules
            .broken(
                &CONTAINER_NAME,
                &format!("{path}.name"),
                format!("`{}` cannot be the name of a container", shown(name)),
            )
            .help("write lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends");
        rules.report_text(name, diagnostic);
    }
    if let Some(ports) = container.get("ports").and_then(Node::as_list) {
        check_ports(rules, ports, &format!("{path}.ports"));
    }
    for (index, variable) in container.get("env").and_then(Node::as_list).unwrap_or_default().iter().enumerate() {
        check_variable(rules, variable, || format!("{path}.env[{index}]"));
    }
    for probe in PROBES {
        if let Some(node) = container.get(probe).filter(|node| node.as_map().is_some()) {
            check_probe(rules, node, probe, &format!("{path}.{probe}"));
        }
    }
}

fn check_ports(rules: &mut Rules, ports: &[Node], path: &str) {
    let name_of = |index: usize| ports[index].get("name").and_then(Node::as_str).filter(|name| !name.is_empty());
    for (index, port) in ports.iter().enumerate() {
        if let Some(name) = name_of(index).filter(|name| !is_port_name(name)) {
            let message = format!("`{}` cannot be the name of a container's port", shown(name));
            let help = match name.len() {
                16.. => format!("it has {} characters, and such a name takes 15", name.len()),
                _ => "write lower-case letters, digits and single `-` inside, with one letter at least".to_owned(),
            };
            let diagnostic = rules.broken(&PORT_NAME, &format!("{path}[{index}].name"), message).help(help);
            rules.report_text(name, diagnostic);
        }
        for (field, rule) in [("containerPort", &CONTAINER_PORT), ("hostPort", &HOST_PORT)] {
            let Some(number) = port.get(field).and_then(Node::as_int) else { continue };
            if !is_port_number(number) && (number != 0 || field == "containerPort") {
                let diagnostic = rules
                    .broken(rule, &format!("{path}[{index}].{field}"), format!("there is no port {number}"))
                    .help("ports are numbers from 1 to 65535");
                rules.report(diagnostic);
            }
        }
    }
    repeated(ports.len(), name_of, |first, again| {
        let message = format!("two ports of this container are named `{}`", name_of(again).unwrap_or_default());
        let diagnostic = rules
            .broken(&PORT_NAME_TWICE, &format!("{path}[{again}].name"), message)
            .note("here again")
            .label(rules.span(&format!("{path}[{first}].name")), "first here")
            .help("give one of them another name");
        rules.report(diagnostic);
    });
}

fn check_variable(rules: &mut Rules, variable: &Node, path: impl Fn() -> String) {
    const SOURCES: [&str; 5] = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    if let Some(name) = variable.get("name").and_then(Node::as_str).filter(|name| !is_env_name(name)) {
        let message = match name {
            "" => "a variable has no name".to_owned(),
            _ => format!("`{}` cannot be the name of a variable", shown(name)),
        };
        let diagnostic = rules
            .broken(&VARIABLE_NAME, &format!("{}.name", path()), message)
            .help("write letters, digits and `_`; `=` and characters outside ASCII are refused");
        rules.report(diagnostic);
    }
    let Some(from) = variable.get("valueFrom").filter(|from| from.as_map().is_some()) else { return };
    let value_from = || format!("{}.valueFrom", path());
    let mut sources = SOURCES.into_iter().filter(|source| from.get(source).is_some());
    match (sources.next(), sources.next()) {
        (None, _) => {
            let diagnostic = rules
                .broken(&VARIABLE_SOURCES, &value_from(), "`valueFrom` names no source")
                .help("write one of `config(name:key)`, `secret(name:key)` and `field(\"…\")` as the variable's value");
            rules.report(diagnostic);
        }
        (Some(first), Some(second)) => {
            let diagnostic = rules
                .broken_at(
                    &VARIABLE_SOURCES,
                    &value_from(),
                    &format!("{}.{second}", value_from()),
                    "a variable has one source",
                )
                .label(rules.span(&format!("{}.{first}", value_from())), "the other one")
                .help("remove one of them");
            rules.report(diagnostic);
        }
        _ => {}
    }
    if variable.get("value").and_then(Node::as_str).is_some_and(|value| !value.is_empty()) {
        let diagnostic = rules
            .broken(&VARIABLE_VALUE_TOO, &value_from(), "a variable has a value and a source")
            .label(rules.span(&format!("{}.value", path())), "the value")
            .help("remove one of them");
        rules.report(diagnostic);
    }
    if let Some(field) = from.at(&["fieldRef", "fieldPath"]).and_then(Node::as_str).filter(|field| !is_pod_field(field))
    {
        let path = format!("{}.fieldRef.fieldPath", value_from());
        let message = format!("a variable cannot be the pod's `{}`", shown(field));
        let diagnostic = rules.broken(&VARIABLE_FIELD, &path, message).help(format!(
            "known are {}, `metadata.labels['KEY']` and `metadata.annotations['KEY']`",
            POD_FIELDS.map(|field| format!("`{field}`")).join(", ")
        ));
        let diagnostic = match nearest(field, POD_FIELDS) {
            Some(near) => diagnostic.note(format!("did you mean `{near}`?")),
            None => diagnostic,
        };
        rules.report(diagnostic);
    }
}

const POD_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

fn is_pod_field(field: &str) -> bool {
    let key_of = |map: &str| field.strip_prefix(map)?.strip_prefix("['")?.strip_suffix("']");
    POD_FIELDS.contains(&field)
        || key_of("metadata.labels").is_some_and(is_qualified_name)
        // The keys of annotations are read without regard to case.
        || key_of("metadata.annotations").is_some_and(|key| is_qualified_name(&key.to_ascii_lowercase()))
}

fn check_probe(rules: &mut Rules, node: &Node, probe: &str, path: &str) {
    let mut handlers = HANDLER_FIELDS.into_iter().filter(|field| node.get(field).is_some());
    match (handlers.next(), handlers.next()) {
        (None, _) => {
            let message = format!("`{probe}` does not say what to ask");
            let diagnostic = rules
                .broken(&HANDLER, path, message)
                .help(format!("write `{probe} GET /healthz on PORT`, `tcp on PORT`, `grpc on PORT` or `exec [ … ]`"));
            rules.report(diagnostic);
        }
        (Some(first), Some(second)) => {
            let diagnostic = rules
                .broken(&HANDLERS, &format!("{path}.{second}"), format!("`{probe}` asks in two ways"))
                .label(rules.span(&format!("{path}.{first}")), "the other one")
                .help("remove one of them");
            rules.report(diagnostic);
        }
        _ => {}
    }
    if let Some(exec) = node.get("exec").filter(|exec| !exec.is_poisoned())
        && exec.get("command").and_then(Node::as_list).is_none_or(<[Node]>::is_empty)
        && rules.is_known(&format!("{path}.exec.command"))
    {
        let diagnostic = rules
            .broken(&COMMAND, &format!("{path}.exec.command"), format!("`{probe}` runs no command"))
            .help("write the command and its arguments: `exec [cat, /tmp/healthy]`");
        rules.report(diagnostic);
    }
    for handler in ["httpGet", "tcpSocket"] {
        let Some(port) = node.at(&[handler, "port"]) else { continue };
        let wrong = match (port.as_int(), port.as_str()) {
            (Some(number), _) => !is_port_number(number),
            (_, Some(name)) => !is_port_name(name),
            _ => false,
        };
        if wrong {
            let text = port.as_str().map_or_else(|| port.as_int().unwrap_or_default().to_string(), str::to_owned);
            let diagnostic = rules
                .broken(&PROBE_PORT, &format!("{path}.{handler}.port"), format!("`{}` is no port to ask", shown(&text)))
                .help("write the name of a port of this container, or a number from 1 to 65535 without quotes");
            rules.report(diagnostic);
        }
    }
    if let Some(number) = node.at(&["grpc", "port"]).and_then(Node::as_int).filter(|number| !is_port_number(*number)) {
        let diagnostic = rules
            .broken(&GRPC_PORT, &format!("{path}.grpc.port"), format!("there is no port {number}"))
            .help("ports are numbers from 1 to 65535");
        rules.report(diagnostic);
    }
    let headers = node.at(&["httpGet", "httpHeaders"]).and_then(Node::as_list).unwrap_or_default();
    for (index, header) in headers.iter().enumerate() {
        let Some(name) = header.get("name").and_then(Node::as_str).filter(|name| !is_header_name(name)) else {
            continue;
        };
        let diagnostic = rules
            .broken(
                &HEADER,
                &format!("{path}.httpGet.httpHeaders[{index}].name"),
                format!("`{}` cannot be the name of a header", shown(name)),
            )
            .help("write letters, digits and `-`");
        rules.report(diagnostic);
    }
    probe_numbers(rules, node, probe, path);
}

fn probe_numbers(rules: &mut Rules, node: &Node, probe: &str, path: &str) {
    let number = |field: &str| node.get(field).and_then(Node::as_int);
    for field in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
        let Some(number) = number(field).filter(|number| *number < 0) else { continue };
        let diagnostic = rules
            .broken(&PROBE_NUMBER, &format!("{path}.{field}"), format!("`{field}` cannot be {number}"))
            .help("write 0 or more");
        rules.report(diagnostic);
    }
    if let Some(number) = number("successThreshold").filter(|number| *number > 1 && probe != "readinessProbe") {
        let at = format!("{path}.successThreshold");
        let diagnostic = rules
            .broken(&SUCCESS_THRESHOLD, &at, format!("`{probe}` cannot ask for {number} successes in a row"))
            .note("one success is enough for it; only `readinessProbe` counts them")
            .help("drop the line");
        let diagnostic = rules.drop_line(diagnostic, &at);
        rules.report(diagnostic);
    }
    if let Some(seconds) = number("terminationGracePeriodSeconds") {
        let at = format!("{path}.terminationGracePeriodSeconds");
        if probe == "readinessProbe" {
            let diagnostic = rules
                .broken(&GRACE_PERIOD, &at, "`readinessProbe` ends no container and has no grace period")
                .help("drop the line, or move it to `livenessProbe`");
            let diagnostic = rules.drop_line(diagnostic, &at);
            rules.report(diagnostic);
        } else if seconds <= 0 {
            let diagnostic = rules
                .broken(&GRACE_PERIOD, &at, format!("a grace period cannot be {seconds} seconds"))
                .help("write 1 or more, or drop the line: the pod's own grace period holds then");
            rules.report(diagnostic);
        }
    }
}
