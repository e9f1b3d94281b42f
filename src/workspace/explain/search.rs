//! Finding API fields by what people write: `Service.spec.type`, `spec.ports.nodePort`, `externalTrafficPolicy`.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::Unknown;
use crate::diagnostics::nearest::nearest;
use crate::kubernetes::schema::{Field, Kind, Schemas, Type, TypeId};

/// Kinds that people ask for first.
const FIRST: &[&str] = &[
    "Service",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "CronJob",
    "Job",
    "Pod",
    "ConfigMap",
    "EndpointSlice",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "Ingress",
    "HTTPRoute",
    "NetworkPolicy",
];

/// A field, with the way to it.
#[derive(Clone, Debug)]
pub struct Found<'s> {
    pub kind: Kind<'s>,
    /// From the object's root, without indices: `spec.ports.nodePort`.
    pub path: String,
    /// The type whose field it is.
    pub owner: TypeId,
    pub field: Field<'s>,
}

/// The parts of a path, without indices and keys: `spec.ports[0].port` has three.
fn parts(path: &str) -> Vec<&str> {
    let names = path.split('.').map(|part| part.split('[').next().unwrap_or_default());
    names.filter(|name| !name.is_empty()).collect()
}

/// Kinds in the order in which to show them.
pub fn kinds(schemas: &Schemas) -> Vec<Kind<'_>> {
    let mut kinds: Vec<Kind> = schemas.kinds().collect();
    let rank = |kind: &Kind| FIRST.iter().position(|first| *first == kind.kind).unwrap_or(FIRST.len());
    // Versions of one kind: the one that stays, before those that are going away or not settled.
    kinds.sort_by_key(|kind| (rank(kind), kind.until.is_some(), kind.version.contains(['a', 'b'])));
    kinds
}

/// The kinds that a first word means, by name (in any case) or plural, and what stands after it.
pub fn kinds_named<'s, 'w>(what: &'w str, schemas: &'s Schemas) -> (Vec<Kind<'s>>, &'w str) {
    // A group has dots: `networking.k8s.io/v1/Ingress.spec`.
    let (group, rest) = what.rsplit_once('/').map_or((None, what), |(group, rest)| (Some(group), rest));
    let (word, path) = rest.split_once('.').unwrap_or((rest, ""));
    let all: Vec<Kind> =
        kinds(schemas).into_iter().filter(|kind| group.is_none_or(|group| kind.api_version() == group)).collect();
    let exact: Vec<Kind> = all.iter().filter(|kind| kind.kind == word).copied().collect();
    if !exact.is_empty() {
        return (exact, path);
    }
    let alike = |kind: &&Kind| kind.kind.eq_ignore_ascii_case(word) || kind.resource == word;
    (all.iter().filter(alike).copied().collect(), path)
}

/// Follows a path from a type; lists and maps are passed through.
fn follow<'s>(schemas: &'s Schemas, from: TypeId, names: &[&str]) -> Option<(TypeId, Field<'s>)> {
    let (first, rest) = names.split_first()?;
    let owner = inner(schemas, from);
    let field = schemas.field(owner, first)?;
    if rest.is_empty() { Some((owner, field)) } else { follow(schemas, field.ty, rest) }
}

/// The type of a list's elements or a map's values, however deep; any other type itself.
pub fn inner(schemas: &Schemas, ty: TypeId) -> TypeId {
    let mut ty = ty;
    for _ in 0..8 {
        ty = match schemas.ty(ty) {
            Type::List { element, .. } => element,
            Type::Map { value } => value,
            _ => break,
        };
    }
    ty
}

/// Whether a kind has a field at exactly this path; the empty path is the object itself.
pub fn exists(schemas: &Schemas, kind: &str, path: &str) -> bool {
    let names = parts(path);
    let mut kinds = schemas.kinds().filter(|known| known.kind == kind);
    kinds.any(|kind| names.is_empty() || follow(schemas, kind.ty, &names).is_some())
}

/// Every field that the words mean, best first.
pub fn find<'s>(what: &str, schemas: &'s Schemas) -> Vec<Found<'s>> {
    let (named, path) = kinds_named(what, schemas);
    if !named.is_empty() {
        let names = parts(path);
        let at = |kind: &Kind<'s>| {
            let (owner, field) = follow(schemas, kind.ty, &names)?;
            Some(Found { kind: *kind, path: names.join("."), owner, field })
        };
        let found: Vec<Found> = named.iter().filter_map(at).collect();
        // A kind was named, and the path may leave out what stands before: `Service.nodePort`.
        if !found.is_empty() || names.is_empty() {
            return found;
        }
        return named.iter().flat_map(|kind| below(schemas, kind, &names)).collect();
    }
    let names = parts(what);
    if names.is_empty() {
        return Vec::new();
    }
    kinds(schemas).iter().flat_map(|kind| below(schemas, kind, &names)).collect()
}

/// Everywhere in a kind where the path's names follow each other; each type once, on the shortest way to it.
fn below<'s>(schemas: &'s Schemas, kind: &Kind<'s>, names: &[&str]) -> Vec<Found<'s>> {
    let mut found = Vec::new();
    walk(schemas, kind, &mut |owner, prefix| {
        if let Some((last, field)) = follow(schemas, owner, names) {
            let separator = if prefix.is_empty() { "" } else { "." };
            let path = format!("{prefix}{separator}{}", names.join("."));
            found.push(Found { kind: *kind, path, owner: last, field });
        }
    });
    found
}

/// Every field that has an enumerated value.
pub fn find_value<'s>(value: &str, schemas: &'s Schemas) -> Vec<Found<'s>> {
    let mut found = Vec::new();
    for kind in kinds(schemas) {
        walk(schemas, &kind, &mut |owner, prefix| {
            for field in schemas.fields(owner) {
                let Type::Enum(values) = schemas.ty(inner(schemas, field.ty)) else { continue };
                if values.find(value).is_some_and(|known| !known.value.is_empty()) {
                    let separator = if prefix.is_empty() { "" } else { "." };
                    found.push(Found { kind, path: format!("{prefix}{separator}{}", field.name), owner, field });
                }
            }
        });
    }
    found
}

/// Visits every object type of a kind once, the nearest first, with the way to it.
fn walk(schemas: &Schemas, kind: &Kind, visit: &mut impl FnMut(TypeId, &str)) {
    walk_new(schemas, kind, &mut FxHashSet::default(), visit);
}

/// The same, but for types that were seen before.
fn walk_new(schemas: &Schemas, kind: &Kind, seen: &mut FxHashSet<TypeId>, visit: &mut impl FnMut(TypeId, &str)) {
    seen.insert(kind.ty);
    let mut waiting = vec![(kind.ty, String::new())];
    let mut at = 0;
    while let Some((ty, path)) = waiting.get(at).cloned() {
        at += 1;
        visit(ty, &path);
        // Containers before those that only start, which have the same type.
        let late = |field: &Field| matches!(field.name, "initContainers" | "ephemeralContainers");
        let (first, last): (Vec<Field>, Vec<Field>) = schemas.fields(ty).partition(|field| !late(field));
        for field in first.into_iter().chain(last) {
            let inside = inner(schemas, field.ty);
            if matches!(schemas.ty(inside), Type::Object) && seen.insert(inside) {
                let separator = if path.is_empty() { "" } else { "." };
                waiting.push((inside, format!("{path}{separator}{}", field.name)));
            }
        }
    }
}

/// The names of all fields.
pub fn field_names(schemas: &Schemas) -> BTreeSet<&str> {
    let mut types: FxHashSet<TypeId> = FxHashSet::default();
    for kind in schemas.kinds() {
        walk_new(schemas, &kind, &mut types, &mut |_, _| {});
    }
    types.into_iter().flat_map(|ty| schemas.fields(ty).map(|field| field.name)).collect()
}

/// What is wrong with a path that begins with a kind, and the nearest that is right.
pub fn nearest_field(what: &str, schemas: &Schemas) -> Option<Unknown> {
    let (named, path) = kinds_named(what, schemas);
    let kind = named.first()?;
    let mut ty = kind.ty;
    let mut way = kind.kind.to_string();
    for name in parts(path) {
        let owner = inner(schemas, ty);
        match schemas.field(owner, name) {
            Some(field) => {
                ty = field.ty;
                way = format!("{way}.{name}");
            }
            None => {
                let near = nearest(name, schemas.fields(owner).map(|field| field.name));
                return Some(Unknown {
                    message: format!("`{way}` has no field `{name}`"),
                    near: near.map(|near| format!("{way}.{near}")),
                });
            }
        }
    }
    None
}
