//! NET010: a headless Service that seems to translate a port. Clients reach the pods themselves, on the pods' numbers.

use std::sync::Arc;

use super::{ports, services, spec_text};
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::Group;
use crate::object::{Node, Value};

pub fn check(groups: &[Arc<Group>], diagnostics: &mut Vec<Diagnostic>) {
    for group in groups {
        for (object, origins) in services(std::slice::from_ref(group)) {
            if spec_text(object, "clusterIP") != Some("None") {
                continue;
            }
            let numbers = group.container_ports();
            for (index, port) in ports(object) {
                let (Some(number), Some(target)) = (port.get("port").and_then(Node::as_int), port.get("targetPort"))
                else {
                    continue;
                };
                let reached = match &target.value {
                    Value::Int(number) => Some(*number),
                    Value::String(name) => numbers.get(name.as_str()).copied(),
                    _ => None,
                };
                let Some(reached) = reached.filter(|reached| *reached != number) else { continue };
                diagnostics.push(
                    Diagnostic::new(
                        Code::NET010,
                        origins.span(target.origin),
                        format!("nothing translates {number} to {reached} here"),
                    )
                    .note("a headless Service has no address of its own: clients reach the pods")
                    .label(object.span, "this Service is headless")
                    .help(format!("clients must use {reached}: write `{reached}` for the port, or drop `as Headless`"))
                    .path(format!("spec.ports[{index}].targetPort"))
                    .object(object.object_name()),
                );
            }
        }
    }
}
