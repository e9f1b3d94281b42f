//! Services: type, ports, and the annotations of providers.

use smol_str::SmolStr;

use super::{DeclaredPort, DeclaredPorts, fill, map_at};
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::Provider;
use crate::lower::context::Lowering;
use crate::lower::draft::{DraftId, Merged};
use crate::object::{Layer, List, Map, Node, OriginId, Value};
use crate::program::DeclarationKind;

impl Lowering<'_> {
    /// Completes a Service; `declared` are the ports of the pods behind it, where they are known.
    pub fn derive_service(&mut self, draft: DraftId, merged: &mut Merged, declared: &DeclaredPorts) {
        let origin = self.drafts[draft.0].origin;
        self.derive_type(merged, origin);
        self.derive_annotations(merged, origin);
        let in_app = self.declaration.kind == DeclarationKind::App;
        let Some(spec) = map_at(&mut merged.root, &["spec"], origin) else { return };
        let headless = spec.get("clusterIP").and_then(Node::as_str) == Some("None");
        if spec.get("ports").is_none() {
            if !declared.list.is_empty() {
                let ports: Vec<Node> = declared.list.iter().map(|port| own_number(port, origin)).collect();
                spec.push("ports", Node::new(Value::List(List::whole(ports)), origin, Layer::DERIVED));
            } else if !headless && self.declaration.kind != DeclarationKind::External {
                self.no_ports(draft, in_app);
                spec.push("ports", Node::new(Value::Poisoned, origin, Layer::DERIVED));
            }
            return;
        }
        let Some(Value::List(list)) = spec.get_mut("ports").map(|node| &mut node.value) else { return };
        let mut problems = Vec::new();
        for port in &mut list.items {
            if let Some(map) = port.as_map_mut() {
                derive_port(map, declared, in_app, &mut problems);
            }
        }
        for problem in problems {
            self.unknown_target(draft, problem, declared, in_app);
        }
    }

    fn derive_type(&mut self, merged: &mut Merged, origin: OriginId) {
        let Some(note) = merged.notes.get("type").cloned() else { return };
        let Some(spec) = map_at(&mut merged.root, &["spec"], origin) else { return };
        let (field, value) = match note.as_str() {
            Some("Headless") => ("clusterIP", Node { value: Value::String(SmolStr::new_static("None")), ..note }),
            _ => ("type", note),
        };
        match spec.get(field) {
            Some(written) if *written != value => {
                let (first, second) = (self.origins.span(value.origin), self.origins.span(written.origin));
                let diagnostic = Diagnostic::new(Code::TYP006, second, format!("`{field}` has two values"))
                    .note("this one")
                    .label(first, "and the one after `as`")
                    .help("remove the line: `as` says the type");
                self.diagnostics.push(diagnostic);
            }
            Some(_) => {}
            None => {
                spec.push(SmolStr::new_static(field), value);
                spec.order_first(&["type", "clusterIP"]);
            }
        }
    }

    /// A provider's block counts where the target has that provider, or says none.
    fn derive_annotations(&mut self, merged: &mut Merged, origin: OriginId) {
        let Some(blocks) = merged.notes.get("provider").and_then(Node::as_map).cloned() else { return };
        for block in blocks.iter() {
            let provider = Provider::parse(&block.key);
            if self.conditions.target.provider.is_some() && self.conditions.target.provider != provider {
                continue;
            }
            let (Some(settings), Some(annotations)) =
                (block.node.as_map(), map_at(&mut merged.root, &["metadata", "annotations"], origin))
            else {
                continue;
            };
            for setting in settings.iter() {
                if annotations.get(&setting.key).is_none() {
                    annotations.push(setting.key.clone(), setting.node.clone());
                }
            }
        }
    }

    fn no_ports(&mut self, draft: DraftId, in_app: bool) {
        if self.incomplete {
            self.drafts[draft.0].incomplete = true;
            return;
        }
        let span = self.drafts[draft.0].span;
        let diagnostic = Diagnostic::new(Code::TYP005, span, "this Service has no port");
        self.diagnostics.push(if in_app {
            diagnostic
                .note("no container of the app declares one either")
                .help("declare what the app listens on, `port http 8080`, and it is exposed under its own number")
        } else {
            diagnostic.help("add a port line, such as `80 -> 8080`")
        });
    }

    fn unknown_target(&mut self, draft: DraftId, problem: UnknownTarget, declared: &DeclaredPorts, in_app: bool) {
        if self.incomplete {
            self.drafts[draft.0].incomplete = true;
            return;
        }
        let UnknownTarget { name, origin, bare } = problem;
        let span = self.origins.get(origin).value_span();
        if !in_app {
            let diagnostic = Diagnostic::new(Code::TYP003, span, format!("`{name}` is no port number"))
                .note("the ports of other apps' containers have no number here")
                .help(format!("write `PORT -> {name}`"));
            self.diagnostics.push(diagnostic);
            return;
        }
        // A line that is a name alone has its number from the port of that name: without one there is no line.
        let diagnostic = match bare {
            true => Diagnostic::new(Code::REF013, span, format!("the app declares no port `{name}`"))
                .note("a name alone exposes the declared port of that name"),
            false => Diagnostic::new(Code::NET002, span, format!("`{name}` is no port of the app's containers"))
                .note("the Service would have no endpoints on this port")
                .rule("LNT-01"),
        };
        let diagnostic = self.declared_ports_help(diagnostic, origin, &name, &declared.list);
        self.diagnostics.push(diagnostic);
    }
}

struct UnknownTarget {
    name: SmolStr,
    origin: OriginId,
    /// The line is the name alone.
    bare: bool,
}

/// A declared port under its own number.
fn own_number(port: &DeclaredPort, origin: OriginId) -> Node {
    let mut map = Map::with_capacity(4);
    let text = |text: &SmolStr| Node::string(text.clone(), origin, Layer::DERIVED);
    if let Some(name) = &port.name {
        map.push("name", text(name));
    }
    map.push("port", Node::int(port.number, origin, Layer::DERIVED));
    if let Some(name) = &port.name {
        map.push("targetPort", text(name));
    }
    complete(&mut map, port, origin);
    Node::new(Value::Map(map), origin, Layer::DERIVED)
}

/// What a port line leaves out and its target says.
fn derive_port(map: &mut Map, declared: &DeclaredPorts, in_app: bool, problems: &mut Vec<UnknownTarget>) {
    let protocol = map.get("protocol").and_then(Node::as_str).map(SmolStr::new);
    let of_number = |number: i64| declared.numbered(number, protocol.as_deref());
    let target = match map.get("targetPort") {
        Some(target) => match &target.value {
            Value::String(name) => {
                let found = declared.named(name);
                let bare = map.get("port").is_none();
                if found.is_none() && (in_app || bare) {
                    problems.push(UnknownTarget { name: name.clone(), origin: target.origin, bare });
                    if bare {
                        // Said once: the missing number follows from it.
                        let poisoned = Node { value: Value::Poisoned, ..target.clone() };
                        map.push("port", poisoned);
                    }
                }
                found
            }
            Value::Int(number) => of_number(*number),
            _ => None,
        },
        None => map.get("port").and_then(Node::as_int).and_then(of_number),
    };
    let Some(target) = target else { return };
    let origin = map.get("targetPort").or(map.get("port")).map_or(target.origin, |node| node.origin);
    if let Some(name) = &target.name {
        fill(map, "name", || Node::string(name.clone(), origin, Layer::DERIVED));
    }
    fill(map, "port", || Node::int(target.number, origin, Layer::DERIVED));
    complete(map, target, origin);
}

fn complete(map: &mut Map, port: &DeclaredPort, origin: OriginId) {
    if let Some(protocol) = &port.protocol {
        fill(map, "protocol", || Node::string(protocol.clone(), origin, Layer::DERIVED));
    }
    if let Some(app_protocol) = &port.app_protocol {
        fill(map, "appProtocol", || Node { layer: Layer::DERIVED, ..app_protocol.clone() });
    }
}
