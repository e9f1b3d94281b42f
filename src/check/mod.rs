//! Checks over all objects of a program, one file each. They see objects, edges and the target, and nothing of the
//! language: the same checks hold for programs, plain YAML and a live cluster.

mod annotations;
mod headless;
mod identity;
mod load_balancer;
mod node_ports;

use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::kubernetes::{Group, Object, Target};
use crate::object::{Node, Origins};

/// Every whole-program check.
pub fn check_program(groups: &[Arc<Group>], target: &Target) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    identity::check(groups, &mut diagnostics);
    annotations::check(groups, &mut diagnostics);
    headless::check(groups, &mut diagnostics);
    load_balancer::check(groups, target, &mut diagnostics);
    node_ports::check(groups, target, &mut diagnostics);
    diagnostics
}

/// The Services of a program, each with the origins of its values.
fn services(groups: &[Arc<Group>]) -> impl Iterator<Item = (&Object, &Origins)> {
    let objects = groups.iter().flat_map(|group| group.objects.iter().map(move |object| (object, &group.origins)));
    objects.filter(|(object, _)| object.is("v1", "Service"))
}

/// A field of a Service's spec, as text.
fn spec_text<'o>(object: &'o Object, field: &str) -> Option<&'o str> {
    object.root.at(&["spec", field]).and_then(Node::as_str)
}

/// The entries of a Service's `spec.ports`, with their places in it.
fn ports(object: &Object) -> impl Iterator<Item = (usize, &Node)> {
    object.root.at(&["spec", "ports"]).and_then(Node::as_list).unwrap_or_default().iter().enumerate()
}
