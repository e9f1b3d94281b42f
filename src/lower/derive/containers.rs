//! The containers of a pod: names, ports, probes, variables.

use smol_str::SmolStr;

use super::app::container_name;
use super::{DeclaredPort, fill};
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::lower::context::Lowering;
use crate::lower::probe::{HANDLERS, PROBES};
use crate::object::merge::keep_strongest_member;
use crate::object::{Layer, List, Node, Origin, OriginId, Value};

/// A message looks at no more of an app's ports than this.
const MOST_NAMED: usize = 256;

impl Lowering<'_> {
    /// Completes a PodSpec and gives the ports that its containers declare.
    pub(super) fn derive_pod(
        &mut self,
        pod_spec: &mut Node,
        app_protocols: Option<&Node>,
        origin: OriginId,
    ) -> Vec<DeclaredPort> {
        let mut ports = Vec::new();
        let Some(pod) = pod_spec.as_map_mut() else { return ports };
        match pod.get_mut("containers").map(|node| &mut node.value) {
            Some(Value::List(list)) => {
                self.name_main_container(list, origin);
                for container in &mut list.items {
                    self.derive_container(container, app_protocols, &mut ports);
                }
            }
            Some(_) => {}
            None => self.no_containers(),
        }
        if let Some(Value::List(list)) = pod.get_mut("initContainers").map(|node| &mut node.value) {
            for container in &mut list.items {
                self.derive_container(container, app_protocols, &mut ports);
            }
        }
        if let Some(Value::List(list)) = pod.get_mut("volumes").map(|node| &mut node.value) {
            self.choose_volume_sources(list);
        }
        ports
    }

    pub(super) fn no_containers(&mut self) {
        if self.incomplete {
            return;
        }
        let diagnostic = Diagnostic::new(
            Code::TYP005,
            self.head_span(),
            format!("the app `{}` has no `image`", self.declaration.name),
        )
        .note("what does it run?")
        .help("add `image NAME:TAG` to its block");
        self.diagnostics.push(diagnostic);
    }

    /// The main container stands first and is named like the app unless it says otherwise.
    fn name_main_container(&mut self, list: &mut List, origin: OriginId) {
        let Some(at) = list.find("") else { return };
        list.items[..=at].rotate_right(1);
        let name = self.declaration.name.clone();
        if let Some(map) = list.items[0].as_map_mut() {
            fill(map, "name", || Node::string(name, origin, Layer::DERIVED));
            map.order_first(&["name"]);
        }
        let main = container_name(&list.items[0]);
        let same = list.items[1..].iter().position(|container| container_name(container) == main);
        if let Some(same) = same.map(|at| at + 1) {
            let origin = list.items[same].origin;
            let diagnostic = Diagnostic::new(
                Code::REF001,
                self.origins.span(origin),
                format!("two containers are named `{main}`"),
            )
            .note("this one")
            .label(self.origins.span(list.items[0].origin), "and the app's main container, which is named like the app")
            .help(
                "give this one another name; for fields of the main container write `container { … }` without a name",
            );
            self.diagnostics.push(diagnostic);
            if let Some(name) = list.items[same].as_map_mut().and_then(|map| map.get_mut("name")) {
                name.value = Value::Poisoned;
            }
        }
    }

    fn derive_container(&mut self, container: &mut Node, app_protocols: Option<&Node>, ports: &mut Vec<DeclaredPort>) {
        let name = container_name(container);
        let origin = container.origin;
        let Some(map) = container.as_map_mut() else { return };
        if map.get("image").is_none() && !self.incomplete {
            let diagnostic = Diagnostic::new(
                Code::TYP005,
                self.origins.span(origin),
                format!("the container `{name}` has no `image`"),
            )
            .note("what does it run?")
            .help("add `image NAME:TAG`");
            self.diagnostics.push(diagnostic);
        }
        let first = ports.len();
        if let Some(Value::List(list)) = map.get("ports").map(|node| &node.value) {
            let keys = list.element_keys();
            for (port, key) in list.items.iter().zip(keys) {
                let Some(number) = port.get("containerPort").and_then(Node::as_int) else { continue };
                let text = |field: &str| port.get(field).and_then(Node::as_str).map(SmolStr::new);
                let app_protocol = key.and_then(|key| app_protocols?.get(key)).cloned();
                ports.push(DeclaredPort {
                    name: text("name"),
                    number,
                    protocol: text("protocol"),
                    app_protocol,
                    origin: port.origin,
                });
            }
        }
        self.find_duplicate_ports(&ports[first..]);
        for probe in PROBES {
            if let Some(node) = map.get_mut(probe) {
                keep_strongest_member(node, HANDLERS, &mut self.origins);
                self.derive_probe(node, probe, &name, &ports[first..]);
            }
        }
        let from_elsewhere = map.get("envFrom").is_some();
        if let Some(Value::List(list)) = map.get_mut("env").map(|node| &mut node.value) {
            for variable in &mut list.items {
                keep_strongest_member(variable, &["value", "valueFrom"], &mut self.origins);
            }
            self.check_variables(list, from_elsewhere);
        }
    }

    /// A name or a number and protocol that a container declares twice.
    fn find_duplicate_ports(&mut self, ports: &[DeclaredPort]) {
        for (at, port) in ports.iter().enumerate() {
            let earlier = &ports[..at];
            // Containers have few ports; beyond that the API server's own rule finds them.
            let Some(same) = earlier.iter().take(64).find(|other| {
                other.number == port.number && other.has_protocol(port.protocol.as_deref().unwrap_or("TCP"))
            }) else {
                continue;
            };
            let diagnostic = Diagnostic::new(
                Code::REF001,
                self.origins.span(port.origin),
                format!("port {} is declared twice", port.number),
            )
            .note("here again")
            .label(self.origins.span(same.origin), "first here")
            .help("remove one of them; a Service can expose one port under several numbers");
            self.diagnostics.push(diagnostic);
        }
    }

    /// A probe's port must be one that the container declares, where it is a name; gRPC takes numbers only.
    fn derive_probe(&mut self, probe: &mut Node, field: &str, container: &str, ports: &[DeclaredPort]) {
        for handler in ["httpGet", "tcpSocket", "grpc"] {
            let Some(port) = probe.as_map_mut().and_then(|map| map.get_mut(handler)?.as_map_mut()?.get_mut("port"))
            else {
                continue;
            };
            let Some(name) = port.as_str().map(SmolStr::new) else { continue };
            match ports.iter().find(|declared| declared.name.as_ref() == Some(&name)) {
                Some(declared) if handler == "grpc" => port.value = Value::Int(declared.number),
                Some(_) => {}
                None if self.incomplete => port.value = Value::Poisoned,
                None => {
                    let span = self.origins.get(port.origin).span();
                    let message =
                        format!("`{field}` asks on port `{name}`, which the container `{container}` does not declare");
                    // gRPC takes numbers, and there is none to write; of the others the server takes any name.
                    let code = if handler == "grpc" { Code::REF013 } else { Code::NET003 };
                    let diagnostic =
                        Diagnostic::new(code, span, message).note("the pod would never become ready").rule("LNT-02");
                    let diagnostic = self.declared_ports_help(diagnostic, port.origin, &name, ports);
                    self.diagnostics.push(diagnostic);
                    if handler == "grpc" {
                        port.value = Value::Poisoned;
                    }
                }
            }
        }
    }

    /// Adds what the ports are, and which was probably meant.
    pub(super) fn declared_ports_help(
        &self,
        diagnostic: Diagnostic,
        origin: OriginId,
        name: &str,
        ports: &[DeclaredPort],
    ) -> Diagnostic {
        let names: Vec<&str> = ports.iter().filter_map(|port| port.name.as_deref()).take(MOST_NAMED).collect();
        match nearest(name, names.iter().copied()) {
            Some(near) => {
                let place = ports.iter().find(|port| port.name.as_deref() == Some(near)).map(|port| port.origin);
                let diagnostic = match place {
                    Some(origin) => diagnostic.label(self.origins.span(origin), format!("did you mean `{near}`?")),
                    None => diagnostic,
                };
                let diagnostic = diagnostic.help(format!("write `{near}`, or declare it: `port {name} NUMBER`"));
                let origin = self.origins.get(origin);
                let span = origin.value_span();
                // Only where the name stands there by itself, without variables.
                let is_literal = matches!(origin, Origin::Written(_) | Origin::Field { .. });
                match is_literal && span.range.len() == name.len() {
                    true => diagnostic.fix(format!("write `{near}`"), vec![Edit { span, text: near.into() }]),
                    false => diagnostic,
                }
            }
            None if names.is_empty() => diagnostic.help(format!("declare it: `port {name} NUMBER`")),
            None => {
                let names = crate::language::form::one_of(&names);
                diagnostic.help(format!("declare it with `port {name} NUMBER`; declared are {names}"))
            }
        }
    }

    /// `$(NAME)` in a value is replaced only by a variable that stands earlier.
    fn check_variables(&mut self, list: &List, from_elsewhere: bool) {
        if from_elsewhere {
            return;
        }
        let names: rustc_hash::FxHashMap<&str, usize> = list
            .items
            .iter()
            .enumerate()
            .filter_map(|(at, variable)| Some((variable.get("name")?.as_str()?, at)))
            .collect();
        for (at, variable) in list.items.iter().enumerate() {
            let Some(value) = variable.get("value") else { continue };
            let Some(text) = value.as_str().filter(|text| text.contains("$(")) else { continue };
            for used in references_in(text) {
                // The variables that Kubernetes injects for Services are there before all others.
                let earlier = names.get(used).is_some_and(|&defined| defined < at);
                if earlier || used.ends_with("_SERVICE_HOST") || used.ends_with("_SERVICE_PORT") {
                    continue;
                }
                let later = names.get(used).filter(|&&defined| defined > at);
                let message = match later {
                    Some(_) => format!("`$({used})` is used before `{used}` is defined"),
                    None => format!("`$({used})` is no variable of this container"),
                };
                let mut diagnostic =
                    Diagnostic::new(Code::REF019, self.origins.get(value.origin).value_span(), message)
                        .note("Kubernetes would leave the text as it is")
                        .help("variables are replaced in order: define it above, or write `$$(…)` for the text itself");
                if let Some(&later) = later {
                    diagnostic = diagnostic.label(self.origins.span(list.items[later].origin), "defined here, later");
                }
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn choose_volume_sources(&mut self, list: &mut List) {
        let Some(volume) = self.conditions.types.volume else { return };
        let sources: Vec<&str> =
            self.conditions.schemas.fields(volume).map(|field| field.name).filter(|name| *name != "name").collect();
        for volume in &mut list.items {
            keep_strongest_member(volume, &sources, &mut self.origins);
        }
    }
}

/// The names in `$(NAME)`; `$$(NAME)` is a text.
fn references_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("$(").filter_map(|(at, _)| {
        let dollars = text[..at].bytes().rev().take_while(|byte| *byte == b'$').count();
        // No further than the name goes: a text of nothing but `$(` is read once.
        let rest = &text[at + 2..];
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && !b"_-.".contains(&byte))?;
        (dollars % 2 == 0 && end > 0 && rest.as_bytes()[end] == b')').then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::references_in;

    #[test]
    fn references_are_found_and_escapes_are_not() {
        let found: Vec<&str> = references_in("a $(B) $$(C) $$$(D) $(E $() $(not a name)").collect();
        assert_eq!(found, ["B", "D"]);
    }
}
