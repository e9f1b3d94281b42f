//! Rules that Deployments, StatefulSets, DaemonSets and ReplicaSets share: how many pods, and which are theirs.

use super::formats::names::{is_dns_label, is_label_value, is_qualified_name};
use super::metadata::label_map;
use super::rule::{ErrorKind, Rule, rules};
use super::{Rules, shown};
use crate::diagnostics::Code;
use crate::object::Node;

rules! {
    REPLICAS "DEP-002" Invalid API022,
    SELECTOR "DEP-004" Invalid API021,
    SELECTOR_LABELS "META-17" Invalid API007,
    OPERATOR "META-18" Invalid API021,
    VALUES "META-19" Required API021,
    EXPRESSION "META-20" Invalid API007,
    MATCH "DEP-005" Invalid API002,
    SET_REPLICAS "STS-008" Invalid API022,
    SERVICE_NAME "STS-010" Invalid API003,
    SET_SELECTOR "STS-011" Invalid API021,
    SET_MATCH "STS-012" Invalid API002,
    MIN_READY "DEP-014" Invalid API022,
}

pub fn check(rules: &mut Rules) {
    let root = rules.root.clone();
    let Some(spec) = root.get("spec") else { return };
    let set = rules.object.kind == "StatefulSet";
    not_negative(rules, spec, "replicas", if set { &SET_REPLICAS } else { &REPLICAS });
    not_negative(rules, spec, "minReadySeconds", if set { &SET_REPLICAS } else { &MIN_READY });
    if !set {
        not_negative(rules, spec, "revisionHistoryLimit", &MIN_READY);
    }
    if let Some(name) = spec.get("serviceName").and_then(Node::as_str).filter(|_| set)
        && !name.is_empty()
        && !is_dns_label(name)
    {
        let diagnostic = rules
            .broken(&SERVICE_NAME, "spec.serviceName", format!("`{}` cannot be the name of a Service", shown(name)))
            .help("name the headless Service that gives the pods their names in DNS");
        rules.report_text(name, diagnostic);
    }
    selector(rules, &root, spec, set);
}

fn not_negative(rules: &mut Rules, spec: &Node, field: &str, rule: &Rule) {
    let Some(number) = spec.get(field).and_then(Node::as_int).filter(|number| *number < 0) else { return };
    let diagnostic =
        rules.broken(rule, &format!("spec.{field}"), format!("`{field}` cannot be {number}")).help("write 0 or more");
    rules.report(diagnostic);
}

fn selector(rules: &mut Rules, root: &Node, spec: &Node, set: bool) {
    let Some(selector) = spec.get("selector").and_then(Node::as_map) else { return };
    let wanted = selector.get("matchLabels").and_then(Node::as_map);
    let expressions = selector.get("matchExpressions").and_then(Node::as_list).unwrap_or_default();
    if wanted.is_none_or(|wanted| wanted.is_empty()) && expressions.is_empty() {
        let kind = &rules.object.kind;
        let path = "spec.selector";
        let poisoned = !rules.is_known("spec.selector.matchLabels");
        let diagnostic = rules
            .broken(if set { &SET_SELECTOR } else { &SELECTOR }, path, format!("the selector of this {kind} is empty"))
            .note("it would take over every pod of the namespace")
            .help("select by the labels of its own pods: `selector { matchLabels { app web } }`");
        if !poisoned {
            rules.report(diagnostic);
        }
        return;
    }
    if let Some(wanted) = wanted {
        label_map(rules, &SELECTOR_LABELS, wanted, &"spec.selector.matchLabels");
    }
    for (index, expression) in expressions.iter().enumerate() {
        check_expression(rules, &format!("spec.selector.matchExpressions[{index}]"), expression);
    }
    let labels = root.at(&["spec", "template", "metadata", "labels"]);
    if labels.is_some_and(Node::is_poisoned) {
        return;
    }
    let label = |key: &str| labels.and_then(|labels| labels.get(key));
    let missing = wanted.into_iter().flat_map(|wanted| wanted.iter()).find(|entry| {
        let own = label(&entry.key);
        let unknown = |node: &Node| node.is_poisoned() || node.as_str().is_none();
        !unknown(&entry.node) && !own.is_some_and(unknown) && own.and_then(Node::as_str) != entry.node.as_str()
    });
    let Some(entry) = missing else { return };
    let path = "spec.template.metadata.labels";
    let own = format!("{path}[{}]", entry.key);
    let value = entry.node.as_str().unwrap_or_default();
    let message = format!("the pods do not have the label `{}` as the selector asks for it", shown(&entry.key));
    let place = rules.span(&format!("spec.selector.matchLabels[{}]", entry.key));
    let diagnostic = rules
        .broken_at(if set { &SET_MATCH } else { &MATCH }, path, &own, message)
        .note("a workload must select the pods that it makes")
        .label(place, format!("this asks for `{}`", shown(value)))
        .help(format!("write the label `{} {}` in both places", shown(&entry.key), shown(value)));
    rules.report(diagnostic);
}

/// META-18, META-19, META-20: one requirement of a selector.
fn check_expression(rules: &mut Rules, path: &str, expression: &Node) {
    let text = |field: &str| expression.get(field).and_then(Node::as_str).unwrap_or_default();
    let values = expression.get("values").and_then(Node::as_list).unwrap_or_default();
    let (operator, at) = (text("operator"), format!("{path}.operator"));
    match operator {
        "In" | "NotIn" if values.is_empty() => {
            let diagnostic = rules
                .broken_at(&VALUES, &format!("{path}.values"), path, format!("`{operator}` needs values"))
                .help("write `values [ … ]`, or ask for the label alone with `Exists` or `DoesNotExist`");
            rules.report(diagnostic);
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            let diagnostic = rules
                .broken(&VALUES, &format!("{path}.values"), format!("`{operator}` takes no values"))
                .help("drop them, or write `In` or `NotIn`");
            rules.report(diagnostic);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        _ if rules.is_known(&at) && rules.has(&at) => {
            let diagnostic = rules
                .broken(&OPERATOR, &at, format!("`{}` is no operator of a selector", shown(operator)))
                .help("write `In`, `NotIn`, `Exists` or `DoesNotExist`");
            rules.report(diagnostic);
        }
        _ => {}
    }
    let key = text("key");
    if rules.has(&format!("{path}.key")) && !is_qualified_name(key) {
        let message = format!("`{}` cannot be the key of a label", shown(key));
        let diagnostic =
            rules.broken(&EXPRESSION, &format!("{path}.key"), message).help("write `name` or `example.com/name`");
        rules.report_text(key, diagnostic);
    }
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value.as_str().filter(|value| !is_label_value(value)) else { continue };
        let message = format!("`{}` cannot be the value of a label", shown(value));
        let diagnostic = rules
            .broken(&EXPRESSION, &format!("{path}.values[{index}]"), message)
            .help("write letters, digits, `-`, `_` and `.`, with a letter or digit at both ends");
        rules.report_text(value, diagnostic);
    }
}
