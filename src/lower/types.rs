//! The schema's types that statements write into, looked up once.

use crate::kubernetes::schema::{Schemas, Type, TypeId};

/// Types by the place that statements know them by. `None` only with a schema that lacks the kind.
#[derive(Clone, Debug, Default)]
pub struct Types {
    pub pod_spec: Option<TypeId>,
    pub container: Option<TypeId>,
    pub container_port: Option<TypeId>,
    pub probe: Option<TypeId>,
    pub volume: Option<TypeId>,
    pub volume_mount: Option<TypeId>,
    pub env_var: Option<TypeId>,
    pub env_from: Option<TypeId>,
    pub resources: Option<TypeId>,
    pub service_spec: Option<TypeId>,
    pub service_port: Option<TypeId>,
    pub claim_spec: Option<TypeId>,
    pub job_spec: Option<TypeId>,
    pub text: Option<TypeId>,
}

/// The type at a path of fields below a type; lists give their element's.
pub fn type_at(schemas: &Schemas, ty: TypeId, path: &[&str]) -> Option<TypeId> {
    path.iter().try_fold(ty, |ty, name| {
        let field = schemas.field(ty, name)?.ty;
        Some(match schemas.ty(field) {
            Type::List { element, .. } => element,
            _ => field,
        })
    })
}

impl Types {
    pub fn of(schemas: &Schemas) -> Types {
        let kind = |api_version: &str, kind: &str| schemas.kind_by_api_version(api_version, kind).map(|kind| kind.ty);
        let under = |ty: Option<TypeId>, path: &[&str]| type_at(schemas, ty?, path);
        let pod_spec = under(kind("v1", "Pod"), &["spec"]);
        let container = under(pod_spec, &["containers"]);
        let service_spec = under(kind("v1", "Service"), &["spec"]);
        let text = kind("v1", "ConfigMap").and_then(|ty| schemas.field(ty, "data")).and_then(|field| {
            match schemas.ty(field.ty) {
                Type::Map { value } => Some(value),
                _ => None,
            }
        });
        Types {
            pod_spec,
            container,
            container_port: under(container, &["ports"]),
            probe: under(container, &["readinessProbe"]),
            volume: under(pod_spec, &["volumes"]),
            volume_mount: under(container, &["volumeMounts"]),
            env_var: under(container, &["env"]),
            env_from: under(container, &["envFrom"]),
            resources: under(container, &["resources"]),
            service_spec,
            service_port: under(service_spec, &["ports"]),
            claim_spec: under(kind("v1", "PersistentVolumeClaim"), &["spec"]),
            job_spec: under(kind("batch/v1", "Job"), &["spec"]),
            text,
        }
    }
}
