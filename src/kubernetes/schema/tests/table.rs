//! Facts of Kubernetes that the table must hold, and the table's own order.

use std::collections::BTreeSet;

use crate::kubernetes::Version;
use crate::kubernetes::schema::key::name_key;
use crate::kubernetes::schema::table::{FIELDS, KEYS, OBJECTS, PLACES, TYPES, TypeData, VALUES};
use crate::kubernetes::schema::text;
use crate::kubernetes::schema::{Field, Kind, ListKind, Schemas, Type, TypeId};

static BUILTIN: Schemas = Schemas::builtin();

fn kind(api_version: &str, name: &str) -> Kind<'static> {
    BUILTIN.kind_by_api_version(api_version, name).unwrap_or_else(|| panic!("no {api_version} {name}"))
}

/// The field at a path of names; lists and maps are passed through.
fn field(api_version: &str, name: &str, path: &str) -> Option<Field<'static>> {
    let mut ty = kind(api_version, name).ty;
    let mut found = None;
    for step in path.split('.') {
        while let Type::List { element: inner, .. } | Type::Map { value: inner } = BUILTIN.ty(ty) {
            ty = inner;
        }
        let field = BUILTIN.field(ty, step)?;
        ty = field.ty;
        found = Some(field);
    }
    found
}

fn type_at(api_version: &str, name: &str, path: &str) -> TypeId {
    field(api_version, name, path).unwrap_or_else(|| panic!("no {path} in {name}")).ty
}

fn values(api_version: &str, name: &str, path: &str) -> Vec<&'static str> {
    let mut ty = type_at(api_version, name, path);
    if let Type::List { element, .. } = BUILTIN.ty(ty) {
        ty = element;
    }
    match BUILTIN.ty(ty) {
        Type::Enum(values) => values.iter().map(|value| value.value).collect(),
        other => panic!("{path} is {other:?}"),
    }
}

#[test]
fn holds_what_kubernetes_has() {
    assert!(BUILTIN.kinds().count() >= 170, "{}", BUILTIN.kinds().count());
    assert!(OBJECTS.len() >= 800, "{}", OBJECTS.len());
    assert!(FIELDS.len() >= 3200, "{}", FIELDS.len());
    let enums = FIELDS.iter().filter(|field| matches!(TYPES[usize::from(field.ty)], TypeData::Enum { .. })).count();
    assert!(enums >= 120, "{enums}");
    for version in 33..=37 {
        let served = BUILTIN.kinds().filter(|kind| kind.is_in(Version(version))).count();
        assert!((85..140).contains(&served), "1.{version} serves {served} kinds");
    }
}

#[test]
fn text_and_compiler_know_the_same_versions() {
    assert_eq!((text::OLDEST, text::NEWEST), (Version::OLDEST.0, Version::NEWEST.0));
}

#[test]
fn fields_of_a_service() {
    let service = kind("v1", "Service");
    assert!(service.namespaced && service.group.is_empty() && service.resource == "services");
    assert_eq!((service.since, service.until), (Version::OLDEST, None));
    assert_eq!(BUILTIN.type_name(service.ty), "Service");
    let spec = type_at("v1", "Service", "spec");
    assert_eq!(BUILTIN.qualified_type_name(spec), "core.v1.ServiceSpec");
    let mut names: Vec<_> = BUILTIN.fields(spec).map(|field| field.name).collect();
    assert_eq!(&names[..3], ["ports", "selector", "clusterIP"], "in declared order");
    names.sort_unstable();
    let expected = [
        "allocateLoadBalancerNodePorts",
        "clusterIP",
        "clusterIPs",
        "externalIPs",
        "externalName",
        "externalTrafficPolicy",
        "healthCheckNodePort",
        "internalTrafficPolicy",
        "ipFamilies",
        "ipFamilyPolicy",
        "loadBalancerClass",
        "loadBalancerIP",
        "loadBalancerSourceRanges",
        "ports",
        "publishNotReadyAddresses",
        "selector",
        "sessionAffinity",
        "sessionAffinityConfig",
        "trafficDistribution",
        "type",
    ];
    assert_eq!(names, expected);
    assert_eq!(values("v1", "Service", "spec.type"), ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
    assert_eq!(values("v1", "Service", "spec.sessionAffinity"), ["ClientIP", "None"]);
    assert_eq!(values("v1", "Service", "spec.externalTrafficPolicy"), ["Cluster", "Local"]);
    assert_eq!(values("v1", "Service", "spec.internalTrafficPolicy"), ["Cluster", "Local"]);
    assert_eq!(values("v1", "Service", "spec.ports.protocol"), ["SCTP", "TCP", "UDP"]);
    assert_eq!(values("v1", "Service", "spec.ipFamilyPolicy"), ["PreferDualStack", "RequireDualStack", "SingleStack"]);
    assert!(values("v1", "Service", "spec.ipFamilies").ends_with(&["IPv4", "IPv6"]));
    assert_eq!(field("v1", "Service", "spec.ports.protocol").unwrap().default, Some("TCP"));
    assert!(field("v1", "Service", "spec.loadBalancerIP").unwrap().deprecated);
    assert!(!field("v1", "Service", "spec.externalName").unwrap().deprecated);
    assert!(field("v1", "Service", "spec.ports.port").unwrap().required);
    assert!(!field("v1", "Service", "spec.ports.name").unwrap().required);
    assert!(field("v1", "Service", "spec.replicas").is_none());
}

#[test]
fn types_of_values() {
    let pod = "spec.template.spec.";
    let at = |path: &str| BUILTIN.ty(type_at("apps/v1", "Deployment", path));
    assert!(matches!(at("spec.replicas"), Type::Int32));
    assert!(matches!(at("metadata.generation"), Type::Int64));
    assert!(matches!(at("metadata.creationTimestamp"), Type::Time));
    assert!(matches!(at("metadata.labels"), Type::Map { value: TypeId::STRING }));
    assert!(matches!(at("spec.strategy.rollingUpdate.maxSurge"), Type::IntOrString));
    assert!(matches!(at(&format!("{pod}containers.resources.limits")), Type::Map { value: TypeId::QUANTITY }));
    assert!(matches!(at(&format!("{pod}containers.stdin")), Type::Boolean));
    assert!(matches!(at(&format!("{pod}containers.command")), Type::List { element: TypeId::STRING, .. }));
    assert!(matches!(at("spec.template"), Type::Object));
    let object = |api_version, kind, path| BUILTIN.ty(type_at(api_version, kind, path));
    assert!(matches!(object("v1", "Secret", "data"), Type::Map { value: TypeId::BYTES }));
    assert!(matches!(object("coordination.k8s.io/v1", "Lease", "spec.renewTime"), Type::MicroTime));
    assert!(matches!(object("apps/v1", "ControllerRevision", "data"), Type::Any));
    assert_eq!(type_at("v1", "Service", "metadata"), TypeId::OBJECT_META);
    for (id, matches) in [
        (TypeId::ANY, matches!(BUILTIN.ty(TypeId::ANY), Type::Any)),
        (TypeId::STRING, matches!(BUILTIN.ty(TypeId::STRING), Type::String)),
        (TypeId::BOOLEAN, matches!(BUILTIN.ty(TypeId::BOOLEAN), Type::Boolean)),
        (TypeId::INT32, matches!(BUILTIN.ty(TypeId::INT32), Type::Int32)),
        (TypeId::INT64, matches!(BUILTIN.ty(TypeId::INT64), Type::Int64)),
        (TypeId::NUMBER, matches!(BUILTIN.ty(TypeId::NUMBER), Type::Number)),
        (TypeId::BYTES, matches!(BUILTIN.ty(TypeId::BYTES), Type::Bytes)),
        (TypeId::TIME, matches!(BUILTIN.ty(TypeId::TIME), Type::Time)),
        (TypeId::MICRO_TIME, matches!(BUILTIN.ty(TypeId::MICRO_TIME), Type::MicroTime)),
        (TypeId::QUANTITY, matches!(BUILTIN.ty(TypeId::QUANTITY), Type::Quantity)),
        (TypeId::INT_OR_STRING, matches!(BUILTIN.ty(TypeId::INT_OR_STRING), Type::IntOrString)),
    ] {
        assert!(matches, "{id:?}");
    }
}

#[test]
fn paths_of_workloads() {
    for (api_version, name, path) in [
        ("apps/v1", "Deployment", "spec.template.spec.containers.readinessProbe.httpGet.port"),
        ("apps/v1", "StatefulSet", "spec.volumeClaimTemplates.spec.resources.requests"),
        ("apps/v1", "StatefulSet", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted"),
        ("apps/v1", "DaemonSet", "spec.updateStrategy.rollingUpdate.maxUnavailable"),
        ("batch/v1", "Job", "spec.podFailurePolicy.rules.onExitCodes.values"),
        ("batch/v1", "CronJob", "spec.jobTemplate.spec.template.spec.initContainers.env.valueFrom.secretKeyRef.key"),
        ("networking.k8s.io/v1", "Ingress", "spec.rules.http.paths.backend.service.port.number"),
        ("networking.k8s.io/v1", "NetworkPolicy", "spec.ingress.from.ipBlock.except"),
        ("discovery.k8s.io/v1", "EndpointSlice", "endpoints.hints.forZones.name"),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "spec.metrics.resource.target.averageUtilization"),
        ("policy/v1", "PodDisruptionBudget", "spec.unhealthyPodEvictionPolicy"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", "aggregationRule.clusterRoleSelectors.matchLabels"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec.versions.schema.openAPIV3Schema.properties.type"),
    ] {
        assert!(field(api_version, name, path).is_some(), "{api_version} {name} {path}");
    }
    assert!(field("apps/v1", "Deployment", "spec.template.spec.containers.prots").is_none());
}

/// The Gateway API is not Kubernetes' own, but routes are made of it.
#[test]
fn gateway_api() {
    let route = kind("gateway.networking.k8s.io/v1", "HTTPRoute");
    assert!(route.namespaced && route.resource == "httproutes");
    assert!((33..=37).all(|version| route.is_in(Version(version))));
    let group = "gateway.networking.k8s.io/v1";
    assert_eq!(
        values(group, "HTTPRoute", "spec.rules.matches.path.type"),
        ["Exact", "PathPrefix", "RegularExpression"]
    );
    let of = |path: &str| field(group, "HTTPRoute", path).unwrap();
    assert_eq!(of("spec.rules.matches.path.type").default, Some("PathPrefix"));
    assert_eq!(of("spec.rules.backendRefs.kind").default, Some("Service"));
    assert!(of("spec.rules.backendRefs.name").required && !of("spec.rules.backendRefs.port").required);
    assert_eq!(BUILTIN.type_name(of("spec.rules").ty), "", "a list has no name");
    assert_eq!(BUILTIN.merge_keys(type_at(group, "Gateway", "spec.listeners")), Some(&["name"][..]));
    assert!(!kind(group, "GatewayClass").namespaced);
    assert!(field("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "spec.from.namespace").is_some());
}

#[test]
fn keys_of_lists() {
    let of = |path: &str| BUILTIN.merge_keys(type_at("apps/v1", "Deployment", &format!("spec.template.spec.{path}")));
    assert_eq!(of("containers"), Some(&["name"][..]));
    assert_eq!(of("initContainers"), Some(&["name"][..]));
    assert_eq!(of("volumes"), Some(&["name"][..]));
    assert_eq!(of("containers.ports"), Some(&["containerPort", "protocol"][..]));
    assert_eq!(of("containers.env"), Some(&["name"][..]));
    assert_eq!(of("containers.volumeMounts"), Some(&["mountPath"][..]));
    assert_eq!(of("hostAliases"), Some(&["ip"][..]));
    assert_eq!(of("topologySpreadConstraints"), Some(&["topologyKey", "whenUnsatisfiable"][..]));
    // Pairs of name and value that the API does not key.
    assert_eq!(of("containers.livenessProbe.httpGet.httpHeaders"), Some(&["name"][..]));
    assert_eq!(of("securityContext.sysctls"), Some(&["name"][..]));
    // Replaced as a whole.
    assert_eq!(of("containers.command"), None);
    assert_eq!(of("containers.envFrom"), None);
    assert_eq!(of("tolerations"), None);
    assert_eq!(of("restartPolicy"), None, "not a list");
    let ports = type_at("v1", "Service", "spec.ports");
    assert_eq!(BUILTIN.merge_keys(ports), Some(&["port", "protocol"][..]));
    assert!(matches!(BUILTIN.ty(ports), Type::List { kind: ListKind::Map(["port", "protocol"]), .. }));
    let addresses = type_at("discovery.k8s.io/v1", "EndpointSlice", "endpoints.addresses");
    assert!(matches!(BUILTIN.ty(addresses), Type::List { kind: ListKind::Set, .. }));
    assert_eq!(BUILTIN.merge_keys(addresses), None);
}

#[test]
fn scopes_of_kinds() {
    let cluster = [
        "Namespace",
        "Node",
        "PersistentVolume",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "APIService",
        "IngressClass",
        "StorageClass",
        "CSIDriver",
        "PriorityClass",
        "RuntimeClass",
        "ValidatingWebhookConfiguration",
        "CertificateSigningRequest",
        "FlowSchema",
        "DeviceClass",
    ];
    let namespaced = [
        "ConfigMap",
        "Secret",
        "Service",
        "ServiceAccount",
        "Pod",
        "PersistentVolumeClaim",
        "Endpoints",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "Job",
        "CronJob",
        "Ingress",
        "NetworkPolicy",
        "EndpointSlice",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Role",
        "RoleBinding",
        "Lease",
        "ResourceQuota",
        "LimitRange",
        "ResourceClaim",
        "ResourceClaimTemplate",
    ];
    let all: Vec<_> = BUILTIN.kinds().map(|kind| (kind.kind.to_owned(), kind.namespaced)).collect();
    for (names, expected) in [(&cluster[..], false), (&namespaced[..], true)] {
        for name in names {
            let found: Vec<_> = all.iter().filter(|(kind, _)| kind == name).collect();
            assert!(!found.is_empty(), "{name}");
            assert!(found.iter().all(|(_, namespaced)| *namespaced == expected), "{name}");
        }
    }
    assert!(all.iter().all(|(kind, _)| !kind.ends_with("List") && kind != "Status"));
}

/// k8s-openapi is made from the same API by other people: its scopes and plurals must be the table's.
#[test]
fn agrees_with_k8s_openapi() {
    use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource};
    fn check<R: Resource>(namespaced: bool) {
        let kind = kind(R::API_VERSION, R::KIND);
        assert_eq!((kind.resource, kind.namespaced), (R::URL_PATH_SEGMENT, namespaced), "{}", R::KIND);
        assert!(kind.is_in(Version::NEWEST));
    }
    fn namespaced<R: Resource<Scope = NamespaceResourceScope>>() {
        check::<R>(true);
    }
    fn cluster<R: Resource<Scope = ClusterResourceScope>>() {
        check::<R>(false);
    }
    use k8s_openapi::api;
    namespaced::<api::core::v1::Service>();
    namespaced::<api::core::v1::Endpoints>();
    namespaced::<api::apps::v1::StatefulSet>();
    namespaced::<api::networking::v1::Ingress>();
    namespaced::<api::networking::v1::NetworkPolicy>();
    namespaced::<api::policy::v1::PodDisruptionBudget>();
    namespaced::<api::storage::v1::CSIStorageCapacity>();
    cluster::<api::networking::v1::ServiceCIDR>();
    cluster::<api::core::v1::Node>();
    cluster::<api::storage::v1::CSINode>();
    cluster::<api::rbac::v1::ClusterRole>();
    cluster::<k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition>();
    cluster::<k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService>();
}

#[test]
fn versions_of_things() {
    // Fields that came and went.
    let spec = |name: &str| field("v1", "Pod", &format!("spec.{name}"));
    assert_eq!(spec("hostnameOverride").unwrap().since, Version(34));
    assert_eq!(spec("hostname").unwrap().since, Version::OLDEST);
    assert!(spec("hostname").unwrap().is_in(Version(33)));
    assert!(!spec("hostnameOverride").unwrap().is_in(Version(33)));
    // Kinds.
    assert_eq!(kind("resource.k8s.io/v1", "ResourceClaim").since, Version(34));
    assert_eq!(kind("storage.k8s.io/v1", "VolumeAttributesClass").since, Version(34));
    assert!(FIELDS.iter().any(|field| field.until != 0), "some field is gone");
    // Kinds that old manifests still name.
    let ingress = kind("extensions/v1beta1", "Ingress");
    assert_eq!((ingress.until, ingress.instead), (Some(Version(21)), Some("networking.k8s.io/v1/Ingress")));
    assert!((33..=37).all(|version| !ingress.is_in(Version(version))));
    assert_eq!(kind("policy/v1beta1", "PodSecurityPolicy").until, Some(Version(24)));
    assert_eq!(kind("autoscaling/v2beta2", "HorizontalPodAutoscaler").until, Some(Version(25)));
    // A value that came later than its field.
    assert!(VALUES.iter().any(|value| value.since > Version::OLDEST.0));
}

#[test]
fn every_index_is_in_range() {
    for ty in &TYPES {
        match *ty {
            TypeData::Object(index) => assert!(usize::from(index) < OBJECTS.len()),
            TypeData::Map(value) => assert!(usize::from(value) < TYPES.len()),
            TypeData::List { element, kind, merge } => {
                assert!(usize::from(element) < TYPES.len());
                if let ListKind::Map(keys) = kind {
                    assert_eq!(keys, merge);
                }
                // Keys are fields of the elements.
                for key in merge {
                    let found = BUILTIN.field(TypeId(u32::from(element)), key);
                    assert!(found.is_some(), "{key} of {}", BUILTIN.type_name(TypeId(u32::from(element))));
                }
            }
            TypeData::Enum { first, count } => {
                assert!(usize::from(first) + usize::from(count) <= VALUES.len() && count > 0);
            }
            _ => {}
        }
    }
    assert_eq!((KEYS.len(), PLACES.len()), (FIELDS.len(), FIELDS.len()));
    let mut all = 0;
    for object in &OBJECTS {
        all += object.fields().len();
        for field in object.fields() {
            assert!(usize::from(field.ty) < TYPES.len());
            let found = object.field(field.name).unwrap();
            assert!(std::ptr::eq(found, field), "{}.{}", object.name, field.name);
            assert!(field.until == 0 || field.until >= field.since);
        }
        assert!(object.field("").is_none() && object.field("noSuchField").is_none());
        let names: BTreeSet<_> = object.required().iter().map(|&at| object.fields()[usize::from(at)].name).collect();
        assert!(object.fields().iter().all(|field| field.required == names.contains(field.name)));
    }
    assert_eq!(all, FIELDS.len(), "every field belongs to one object");
}

#[test]
fn every_kind_is_found_by_its_name() {
    for data in BUILTIN.kinds() {
        let found = BUILTIN.kind(data.group, data.version, data.kind).unwrap();
        assert_eq!((found.ty, found.resource, found.until), (data.ty, data.resource, data.until), "{}", data.kind);
        assert_eq!(BUILTIN.kind_by_api_version(&data.api_version(), data.kind).unwrap().ty, data.ty);
        assert!(BUILTIN.kind(data.group, "v0", data.kind).is_none());
        assert!(BUILTIN.kind("x.y", data.version, data.kind).is_none());
    }
    for name in ["", "Deploymen", "deployment", "Nothing", "ÄÖ"] {
        assert!(BUILTIN.kind_by_api_version("apps/v1", name).is_none(), "{name}");
    }
    let order = |kind: &Kind<'static>| (kind.group, kind.version, kind.kind);
    assert!(BUILTIN.kinds().is_sorted_by(|a, b| order(a) < order(b)));
}

#[test]
fn equal_names_have_equal_keys_and_other_names_mostly_others() {
    let names: BTreeSet<&str> = FIELDS.iter().map(|field| field.name).collect();
    let keys: BTreeSet<u64> = names.iter().map(|name| name_key(name.as_bytes())).collect();
    assert!(keys.len() * 100 >= names.len() * 98, "{} keys for {} names", keys.len(), names.len());
}

/// The files of the table are what the generator writes: sorted, and the same text when read and written again.
#[test]
fn files_are_sorted_and_round_trip() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/kubernetes/schema/table");
    let (mut kinds, mut types, mut fields) = (0, 0, 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let table = text::parse(&text).unwrap();
        assert_eq!(table.to_string(), text, "{} is not as the generator writes it", path.display());
        assert!(table.types.is_sorted_by(|a, b| a.name < b.name), "types of {}", path.display());
        let name = |kind: &text::KindLine| (kind.group.clone(), kind.version.clone(), kind.kind.clone());
        assert!(table.kinds.is_sorted_by(|a, b| name(a) < name(b)), "kinds of {}", path.display());
        kinds += table.kinds.len();
        types += table.types.len();
        fields += table.types.iter().map(|block| block.fields.len()).sum::<usize>();
    }
    assert_eq!((kinds, types, fields), (BUILTIN.kinds().count(), OBJECTS.len(), FIELDS.len()));
}

#[test]
fn malformed_lines_are_named() {
    for (line, part) in [
        ("kind v1 Service", "a kind has an API version"),
        ("kind v1 Service services somewhere core.v1.Service", "`somewhere` is neither"),
        ("kind v1 Service services cluster core.v1.Service 1.x-", "`1.x-` is not a range"),
        (" name string", "a field stands before any type"),
        ("type a.v1.B\n name", "a name and a type"),
        ("type a.v1.B\n name [string", "`[` without `]`"),
        ("type a.v1.B\n name enum(A|B", "`enum(` without `)`"),
        ("type a.v1.B\n name enum(A||B)", "an enumerated value is missing"),
        ("type a.v1.B\n name string keys=a", "only a list has keys"),
        ("type a.v1.B\n name string wanted=1", "unknown word `wanted`"),
        ("type a.v1.B\n name string 1.36-1.34", "not a range"),
        ("type a.v1.B\n name string 1.33-", "not a range"),
        ("type a.v1.B\n name string -1.37", "not a range"),
        ("type a.v1.B\n name string 1.38-", "not a range"),
        ("nonsense", "a line begins with"),
    ] {
        let problem = text::parse(line).unwrap_err();
        assert!(problem.contains(part), "{line:?}: {problem}");
    }
    assert_eq!(text::parse("# only a comment\n\n").unwrap(), text::Table::default());
}
