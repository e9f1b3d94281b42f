//! NET008: one node port for two Services; the second one applied is refused. NET009: a fixed node port where the API
//! server gives out ports by itself, so that it may be taken one day.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{ports, services};
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::{Group, Target};
use crate::source::Span;

pub fn check(groups: &[Arc<Group>], target: &Target, diagnostics: &mut Vec<Diagnostic>) {
    // Ports of all protocols and health checks come from one pool; within a Service the rules of its own hold.
    let mut taken: FxHashMap<i64, (usize, Span, String)> = FxHashMap::default();
    let (first, last) = target.node_ports;
    let band = static_band(first, last);
    for (at, (object, origins)) in services(groups).enumerate() {
        let fixed = ports(object)
            .filter_map(|(index, port)| Some((format!("spec.ports[{index}].nodePort"), port.get("nodePort")?)));
        let health =
            object.root.at(&["spec", "healthCheckNodePort"]).map(|node| ("spec.healthCheckNodePort".to_string(), node));
        for (path, node) in fixed.chain(health) {
            let Some(number) = node.as_int().filter(|number| *number != 0) else { continue };
            let span = origins.span(node.origin);
            match taken.get(&number) {
                Some((owner, place, name)) if *owner != at => diagnostics.push(
                    Diagnostic::new(Code::NET008, span, format!("node port {number} is taken by {name}"))
                        .note("the API server would refuse whichever comes second")
                        .label(*place, "taken here")
                        .help("choose another number, or leave it out: the API server then finds a free one")
                        .path(path)
                        .object(object.object_name()),
                ),
                Some(_) => {}
                None => {
                    taken.insert(number, (at, span, object.display()));
                    if number > band && number <= i64::from(last) {
                        diagnostics.push(
                            Diagnostic::new(
                                Code::NET009,
                                span,
                                format!("node port {number} may be given to another Service"),
                            )
                            .note("the API server gives out ports of this part of the range by itself")
                            .help(format!("fixed ports are safest from {first} to {band}, which it leaves to the last"))
                            .path(path)
                            .object(object.object_name()),
                        );
                    }
                }
            }
        }
    }
}

/// The last port of the band that dynamic allocation avoids (SVC-116).
fn static_band(first: u16, last: u16) -> i64 {
    let size = i64::from(last) - i64::from(first) + 1;
    let offset = (size / 32).clamp(16, 128);
    i64::from(first) + if size <= 16 { size } else { offset } - 1
}

#[cfg(test)]
mod tests {
    use super::static_band;

    #[test]
    fn the_band_is_that_of_the_api_server() {
        assert_eq!(static_band(30_000, 32_767), 30_085);
        assert_eq!(static_band(20_000, 32_767), 20_127);
        assert_eq!(static_band(30_000, 30_099), 30_015);
    }
}
