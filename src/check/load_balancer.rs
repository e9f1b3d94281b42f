//! NET007: a LoadBalancer in a cluster that has no load balancer controller stays pending forever.

use std::sync::Arc;

use super::{services, spec_text};
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::{Group, Provider, Target};

pub fn check(groups: &[Arc<Group>], target: &Target, diagnostics: &mut Vec<Diagnostic>) {
    if target.provider != Some(Provider::None) {
        return;
    }
    for (object, origins) in services(groups) {
        // A class names a controller of its own.
        if spec_text(object, "type") != Some("LoadBalancer") || spec_text(object, "loadBalancerClass").is_some() {
            continue;
        }
        let span = object.root.at(&["spec", "type"]).map_or(object.span, |node| origins.span(node.origin));
        let cluster = target.cluster.as_deref().unwrap_or_default();
        diagnostics.push(
            Diagnostic::new(Code::NET007, span, format!("nothing in the cluster `{cluster}` makes a load balancer"))
                .note("this would stay pending forever")
                .help(
                    "use `as NodePort` there (a local cluster such as kind, or bare metal); or run a controller and say so: \
                     `provider metallb`; or name its class: `loadBalancerClass NAME`",
                )
                .path("spec.type")
                .object(object.object_name()),
        );
    }
}
