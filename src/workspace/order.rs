//! The order of output: cluster-scoped objects first; then by namespace what others mount or run as, then each
//! declaration by name with what belongs to it together.

use std::sync::Arc;

use crate::kubernetes::{Group, Object};

/// Objects of these kinds stand before the others of their namespace.
const FIRST_IN_NAMESPACE: &[&str] = &["ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim"];
/// Routes stand last: they name Services.
const LAST_IN_NAMESPACE: &[&str] = &["Ingress", "HTTPRoute"];

/// Of what belongs to one declaration, these kinds follow the workload and its Services, in this order.
const LAST_IN_DECLARATION: &[&str] =
    &["EndpointSlice", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"];

/// An object by its group's place and its own.
pub type Place = (usize, usize);

/// The objects of all groups in the order in which they are written.
pub fn output_order(groups: &[Arc<Group>]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(groups.iter().map(|group| group.objects.len()).sum());
    for (at, group) in groups.iter().enumerate() {
        places.extend((0..group.objects.len()).map(|object| (at, object)));
    }
    // Within a declaration, objects of one rank keep the order in which it makes them. Two declarations of one name (an app and
    // a service, say) are told apart by the kind and name of what they make first, not by their place in the source.
    places.sort_by_cached_key(|&(group, at)| {
        let group = &groups[group];
        let object = &group.objects[at];
        let first = group.objects.first().unwrap_or(object);
        let key = |object: &Object| (object.kind.clone(), object.api_version.clone(), object.name.clone());
        let (class, rank) = class(object);
        let last = LAST_IN_DECLARATION.iter().position(|kind| *kind == object.kind).map_or(0, |rank| rank + 1);
        (class, object.namespace.clone(), rank, group.name.clone(), key(first), last, at)
    });
    places
}

/// Cluster-scoped kinds by rank, then namespaced ones by rank within their namespace.
fn class(object: &Object) -> (u8, usize) {
    if !object.namespaced {
        return match object.kind.as_str() {
            "Namespace" => (0, 0),
            "CustomResourceDefinition" => (0, 1),
            _ => (0, 2),
        };
    }
    let kind = object.kind.as_str();
    if let Some(rank) = FIRST_IN_NAMESPACE.iter().position(|first| *first == kind) {
        return (1, rank);
    }
    let last = LAST_IN_NAMESPACE.contains(&kind);
    (1, FIRST_IN_NAMESPACE.len() + usize::from(last))
}
