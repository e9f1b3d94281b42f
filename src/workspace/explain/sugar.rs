//! Which statement writes a field, from what the statement table says they own.

use super::search;
use crate::kubernetes::schema::Schemas;
use crate::language::direct::{Owner, direct_field};
use crate::language::statements::{self, exposure};
use crate::language::{Place, Statement};

/// The kinds of workload, and where their pods' template stands.
const WORKLOADS: &[(&str, &str)] = &[
    ("Deployment", "spec.template"),
    ("StatefulSet", "spec.template"),
    ("DaemonSet", "spec.template"),
    ("Job", "spec.template"),
    ("CronJob", "spec.jobTemplate.spec.template"),
];

/// Whether a kind runs pods.
pub fn is_workload(kind: &str) -> bool {
    WORKLOADS.iter().any(|(workload, _)| *workload == kind)
}

/// A field that a statement owns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owned {
    /// `None` means every kind.
    pub kind: Option<&'static str>,
    /// Empty for the object itself.
    pub path: String,
}

impl Owned {
    /// `Service.spec.ports`, as `svcc explain` takes it.
    pub fn spell(&self) -> String {
        match (self.kind, self.path.as_str()) {
            (Some(kind), "") => kind.to_string(),
            (Some(kind), path) => format!("{kind}.{path}"),
            (None, path) => path.to_string(),
        }
    }

    /// How much of a field's path it covers: `None` where it is another field.
    fn covers(&self, kind: &str, path: &str) -> Option<usize> {
        if self.kind.is_some_and(|own| own != kind) || (self.path.is_empty() && !path.is_empty()) {
            return None;
        }
        let rest = path.strip_prefix(self.path.as_str())?;
        (rest.is_empty() || rest.starts_with('.')).then_some(self.path.len())
    }
}

/// Every statement, and the port line.
pub fn all() -> impl Iterator<Item = &'static Statement> {
    statements::all().chain([&exposure::PORT_LINE]).filter(|statement| !statement.reserved)
}

/// Everything that a statement owns, from the roots of objects.
pub fn owned(statement: &Statement, schemas: &Schemas) -> Vec<Owned> {
    let mut found: Vec<Owned> = Vec::new();
    for own in statement.owns {
        let (first, rest) = own.split_once('.').unwrap_or((own, ""));
        if let Some(kind) = schemas.kinds().map(|kind| kind.kind).find(|kind| *kind == first)
            && let Some(kind) = known_kind(kind)
        {
            found.push(Owned { kind: Some(kind), path: rest.to_string() });
            continue;
        }
        for place in statement.places {
            for owned in owned_in(*place, statement, own) {
                // Not every kind of workload has every field: a DaemonSet has no `replicas`.
                let exists = owned.kind.is_none_or(|kind| search::exists(schemas, kind, &owned.path));
                if exists && !found.contains(&owned) {
                    found.push(owned);
                }
            }
        }
    }
    found
}

/// The kinds that statements name; the names outlive every table.
fn known_kind(kind: &str) -> Option<&'static str> {
    const KINDS: &[&str] = &[
        "Service",
        "ConfigMap",
        "EndpointSlice",
        "ServiceAccount",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "Job",
        "CronJob",
    ];
    KINDS.iter().find(|known| **known == kind).copied()
}

fn owned_in(place: Place, statement: &Statement, own: &str) -> Vec<Owned> {
    let of = |kind: &'static str, path: String| Owned { kind: Some(kind), path };
    let in_pods =
        |path: &str| WORKLOADS.iter().map(|(kind, pods)| of(kind, format!("{pods}.{path}"))).collect::<Vec<_>>();
    let in_containers = |path: &str| -> Vec<Owned> {
        ["containers", "initContainers"].iter().flat_map(|list| in_pods(&format!("spec.{list}.{path}"))).collect()
    };
    match place {
        Place::File => vec![Owned { kind: None, path: own.to_string() }],
        // In an app, a container's statement speaks of the main container.
        Place::App if statement.places.contains(&Place::Container) => Vec::new(),
        Place::App => WORKLOADS
            .iter()
            .map(|(kind, pods)| match own.strip_prefix("spec.template") {
                Some(rest) => of(kind, format!("{pods}{rest}")),
                None => of(kind, own.to_string()),
            })
            .collect(),
        Place::Container => in_containers(own),
        Place::EnvFrom => in_containers(&format!("envFrom.{own}")),
        Place::Pod => in_pods(own),
        Place::Exposure | Place::Service | Place::External | Place::Provider => vec![of("Service", own.to_string())],
        Place::Config => vec![of("ConfigMap", own.to_string())],
        Place::Storage => vec![of("StatefulSet", format!("spec.volumeClaimTemplates.{own}"))],
        Place::Secret | Place::Cluster => Vec::new(),
    }
}

/// The statements that own a field most closely, and whether one of them owns exactly it.
pub fn writers(schemas: &Schemas, kind: &str, path: &str) -> Vec<&'static Statement> {
    let mut best = 0;
    let mut found: Vec<&'static Statement> = Vec::new();
    for statement in all() {
        let covered = owned(statement, schemas).iter().filter_map(|owned| owned.covers(kind, path)).max();
        let Some(covered) = covered else { continue };
        if covered > best || found.is_empty() {
            found.clear();
            best = covered;
        }
        if covered == best {
            found.push(statement);
        }
    }
    found
}

/// Where a field may stand by its own name.
pub fn direct(kind: &str, path: &str) -> Option<&'static str> {
    if kind == "Service" {
        let name = path.strip_prefix("spec.").filter(|name| !name.contains('.'))?;
        return (!matches!(name, "ports" | "selector")).then_some("in an `expose` or a `service`");
    }
    let (_, pods) = WORKLOADS.iter().find(|(workload, _)| *workload == kind)?;
    let owner = |name: &str| direct_field(name);
    let within = |prefix: &str| path.strip_prefix(prefix).filter(|name| !name.is_empty() && !name.contains('.'));
    let (name, own) = if let Some(name) = within(&format!("{pods}.spec.containers.")) {
        (name, Owner::Container)
    } else if let Some(name) = within(&format!("{pods}.spec.")) {
        (name, Owner::Pod)
    } else {
        (within("spec.")?, Owner::Spec)
    };
    match owner(name)? {
        found if found == own => Some("directly in `app`"),
        Owner::Several(_) => Some(match own {
            Owner::Container => "in `container { … }`",
            Owner::Pod => "in `pod { … }`",
            _ => "in `spec { … }`",
        }),
        _ => None,
    }
}
