//! Rules of every object's metadata: names, labels, annotations, finalizers; and of a pod template's.
//!
//! Read from the tree itself: every object of every kind comes by here, and most have nothing but a name and a label.

use smol_str::SmolStr;

use super::formats::names::{
    is_dns_label, is_dns_label_with_letter_first, is_dns_subdomain, is_label_value, is_name_prefix, is_path_segment,
    is_qualified_name, legal_label,
};
use super::rule::{ErrorKind, Rule, rules};
use super::{Rules, shown};
use crate::diagnostics::{Code, Diagnostic};
use crate::object::path::find;
use crate::object::{Map, Node};

rules! {
    NAME_REQUIRED "META-01" Required API003,
    NAME "META-02" Invalid API003,
    NAME_FLOOR "META-03" Invalid API003,
    GENERATE_NAME "META-04" Invalid API003,
    NAMESPACE "META-05" Invalid API003,
    LABELS "META-06" Invalid API007,
    ANNOTATION_KEYS "META-07" Invalid API007,
    ANNOTATION_SIZE "META-08" TooLong API019,
    FINALIZER "META-09" Invalid API016,
    FINALIZERS_EXCLUDE "META-10" Invalid API016,
}

/// All annotations of an object together, keys and values.
const ANNOTATIONS: usize = 262_144;

/// What a kind's names must be.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum NameRule {
    Label,
    LabelWithLetterFirst,
    Subdomain,
    Segment,
}

impl NameRule {
    fn of(rules: &Rules) -> NameRule {
        let object = rules.object;
        let group = object.api_version.split_once('/').map_or("", |(group, _)| group);
        match (group, object.kind.as_str()) {
            ("", "Service") if rules.is_from(36) => NameRule::Label,
            ("", "Service") => NameRule::LabelWithLetterFirst,
            ("", "Namespace") | ("apps", "StatefulSet") => NameRule::Label,
            ("policy" | "rbac.authorization.k8s.io", _) => NameRule::Segment,
            ("" | "apps" | "batch" | "autoscaling" | "discovery.k8s.io" | "networking.k8s.io", _) => {
                NameRule::Subdomain
            }
            // Kinds that a definition adds; gateways are among them.
            (group, _) if group.contains('.') && (!group.ends_with(".k8s.io") || group.starts_with("gateway.")) => {
                NameRule::Subdomain
            }
            _ => NameRule::Segment,
        }
    }

    fn takes(self, name: &str) -> bool {
        match self {
            NameRule::Label => is_dns_label(name),
            NameRule::LabelWithLetterFirst => is_dns_label_with_letter_first(name),
            NameRule::Subdomain => is_dns_subdomain(name),
            NameRule::Segment => is_path_segment(name),
        }
    }

    fn help(self) -> &'static str {
        match self {
            NameRule::Label => {
                "write lower-case letters, digits and `-`, at most 63, with a letter or digit at both ends"
            }
            NameRule::LabelWithLetterFirst => {
                "write lower-case letters, digits and `-`, at most 63, a letter first and no `-` last"
            }
            NameRule::Subdomain => {
                "write lower-case letters, digits, `-` and `.`, at most 253, with a letter or digit on both sides of every dot and at both ends"
            }
            NameRule::Segment => "a name is neither `.` nor `..` and has no `/` and no `%` in it",
        }
    }
}

pub fn check(rules: &mut Rules) {
    name(rules);
    let root = rules.root.clone();
    let Some(metadata) = root.get("metadata") else { return };
    labels_and_annotations(rules, metadata, "metadata");
    finalizers(rules, metadata);
}

/// META-06, META-07, META-08 and POD-001: the labels and annotations of an object or of a pod template.
pub fn labels_and_annotations(rules: &mut Rules, metadata: &Node, path: &str) {
    if let Some(labels) = metadata.get("labels").and_then(Node::as_map) {
        label_map(rules, &LABELS, labels, &format_args!("{path}.labels"));
    }
    let Some(annotations) = metadata.get("annotations").and_then(Node::as_map) else { return };
    let mut size = 0;
    for entry in annotations.iter() {
        size += entry.key.len() + entry.node.as_str().map_or(0, str::len);
        // Upper case is allowed in the prefix of an annotation's key, and nowhere else.
        let is_key = is_qualified_name(&entry.key)
            || (entry.key.contains(|c: char| c.is_ascii_uppercase())
                && is_qualified_name(&entry.key.to_ascii_lowercase()));
        if !is_key {
            let path = format!("{path}.annotations");
            let diagnostic = bad_key(rules, &ANNOTATION_KEYS, &path, "an annotation", &entry.key);
            rules.report_text(&entry.key, diagnostic);
        }
    }
    if size > ANNOTATIONS {
        let path = format!("{path}.annotations");
        let message = format!("the annotations hold {size} bytes, and an object takes {ANNOTATIONS}");
        let diagnostic = rules
            .broken(&ANNOTATION_SIZE, &path, message)
            .help("put large texts into a `config`; annotations are for short notes");
        rules.report(diagnostic);
    }
}

/// A map of labels: keys FMT-07, values FMT-08. The server names the map; the entry is what is shown.
pub fn label_map(rules: &mut Rules, rule: &Rule, labels: &Map, path: &dyn std::fmt::Display) {
    for entry in labels.iter() {
        if !is_qualified_name(&entry.key) {
            let diagnostic = bad_key(rules, rule, &path.to_string(), "a label", &entry.key);
            rules.report_text(&entry.key, diagnostic);
        }
        if let Some(value) = entry.node.as_str().filter(|value| !is_label_value(value)) {
            let path = path.to_string();
            let place = format!("{path}[{}]", entry.key);
            let message = format!("`{}` cannot be the value of a label", shown(value));
            let help = match value.len() {
                64.. => format!("it has {} characters, and a label's value takes 63", value.len()),
                _ => "write letters, digits, `-`, `_` and `.`, with a letter or digit at both ends".to_owned(),
            };
            let diagnostic = rules.broken_at(rule, &path, &place, message).help(help);
            rules.report_text(value, diagnostic);
        }
    }
}

fn bad_key(rules: &Rules, rule: &Rule, path: &str, what: &str, key: &str) -> Diagnostic {
    let help = match key.split_once('/') {
        Some((prefix, _)) if prefix.is_empty() || !is_dns_subdomain(prefix) => {
            "before the `/` stands a DNS name in lower case: `example.com/name`"
        }
        Some((_, name)) if name.contains('/') => "a key has one `/` at most",
        _ => "write letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at both ends",
    };
    let message = format!("`{}` cannot be the key of {what}", shown(key));
    rules.broken_at(rule, path, &format!("{path}[{key}]"), message).help(help)
}

fn name(rules: &mut Rules) {
    let takes = NameRule::of(rules);
    let root = rules.root.clone();
    let text = |path| find(&root, path).and_then(Node::as_str);
    match (text("metadata.name"), text("metadata.generateName")) {
        (Some("") | None, None) if rules.is_yaml() => {
            let message = format!("this {} has no name", rules.object.kind);
            let diagnostic = rules
                .broken(&NAME_REQUIRED, "metadata.name", message)
                .help("give it a `metadata.name`, or a `metadata.generateName` to which the API server adds letters");
            rules.report(diagnostic);
        }
        (Some(name), _) if !name.is_empty() && !takes.takes(name) => bad_name(rules, takes, name),
        (None | Some(""), Some(prefix)) if !is_name_prefix(prefix, |name| takes.takes(name)) => {
            let message = format!("no name of a {} can begin with `{}`", rules.object.kind, shown(prefix));
            let diagnostic = rules.broken(&GENERATE_NAME, "metadata.generateName", message).help(takes.help());
            rules.report(diagnostic);
        }
        _ => {}
    }
    if let Some(namespace) = text("metadata.namespace").filter(|namespace| !is_dns_label(namespace)) {
        let message = format!("`{}` cannot be the name of a namespace", shown(namespace));
        let diagnostic = rules.broken(&NAMESPACE, "metadata.namespace", message).help(NameRule::Label.help());
        let diagnostic = suggest(diagnostic, namespace);
        rules.report_text(namespace, diagnostic);
    }
}

/// META-02, META-03, SVC-001, EPS-001, DEP-001, STS-001.
fn bad_name(rules: &mut Rules, takes: NameRule, name: &str) {
    let kind = &rules.object.kind;
    let rule = if is_path_segment(name) { &NAME } else { &NAME_FLOOR };
    let message = format!("`{}` cannot be the name of a {kind}", shown(name));
    let mut diagnostic = rules.broken(rule, "metadata.name", message).help(takes.help());
    if takes == NameRule::LabelWithLetterFirst && is_dns_label(name) {
        diagnostic = diagnostic
            .note(format!("the target is Kubernetes {}", rules.target.version))
            .help("begin it with a letter; from Kubernetes 1.36 on, a Service's name may begin with a digit");
    } else if name.len() > 63 && takes != NameRule::Subdomain && is_dns_subdomain(name) {
        diagnostic = diagnostic.help(format!("it has {} characters, and the name of a {kind} takes 63", name.len()));
    }
    let diagnostic = suggest(diagnostic, name);
    rules.report_text(name, diagnostic);
}

/// Offers the nearest name that is allowed. Its other uses would have to follow, so it is no edit.
fn suggest(diagnostic: Diagnostic, name: &str) -> Diagnostic {
    match legal_label(name).filter(|legal| legal != name) {
        Some(legal) => diagnostic.note(format!("did you mean `{legal}`?")),
        None => diagnostic,
    }
}

fn finalizers(rules: &mut Rules, metadata: &Node) {
    let Some(finalizers) = metadata.get("finalizers").and_then(Node::as_list) else { return };
    let mut exclusive: [Option<usize>; 2] = [None, None];
    for (index, node) in finalizers.iter().enumerate() {
        let Some(text) = node.as_str() else { continue };
        match text {
            "orphan" => exclusive[0] = Some(index),
            "foregroundDeletion" => exclusive[1] = Some(index),
            "kubernetes" => {}
            _ if text.contains('/') && is_qualified_name(text) => {}
            _ => {
                let path = format!("metadata.finalizers[{index}]");
                let message = format!("`{}` cannot be a finalizer", shown(text));
                let diagnostic = rules.broken(&FINALIZER, &path, message).help(
                    "a finalizer is named after whoever removes it: `example.com/name`; Kubernetes' own are `orphan`, `foregroundDeletion` and `kubernetes`",
                );
                rules.report(diagnostic);
            }
        }
    }
    if let [Some(orphan), Some(foreground)] = exclusive {
        let (first, second) = (orphan.min(foreground), orphan.max(foreground));
        let message = "`orphan` and `foregroundDeletion` exclude each other";
        let place = format!("metadata.finalizers[{second}]");
        let diagnostic = rules
            .broken_at(&FINALIZERS_EXCLUDE, "metadata.finalizers", &place, message)
            .label(rules.span(&format!("metadata.finalizers[{first}]")), "the other one")
            .help("remove one of them: the first keeps what the object owns, the second deletes it first");
        rules.report(diagnostic);
    }
}

/// A qualified name in a field, FMT-07.
pub fn qualified_name(rules: &mut Rules, rule: &Rule, path: &str, field: &str, value: &str) {
    if is_qualified_name(value) {
        return;
    }
    let message = match value {
        "" => format!("`{field}` is empty"),
        _ => format!("`{}` cannot be `{field}`", shown(value)),
    };
    let diagnostic = rules
        .broken(rule, path, message)
        .help("write a name such as `http` or `example.com/name`: letters, digits, `-`, `_` and `.`, with a letter or digit at both ends");
    let text = SmolStr::new(value);
    rules.report_text(&text, diagnostic);
}
