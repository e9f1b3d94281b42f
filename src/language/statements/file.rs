//! Statements of the top level.

use super::{BlockShape, Place, Statement};
use crate::language::form::{Form, Takes};

pub(super) const NAME: Form = Form::Slot("NAME", Takes::Name);
/// `with T, U(argument)`
pub(super) const WITH: Form =
    Form::Optional(&[Form::Word("with"), Form::Commas(&[Form::Slot("TEMPLATE", Takes::Template)])]);
pub(super) const SERVICE_TYPES: &[&str] = &["ClusterIP", "NodePort", "LoadBalancer", "Headless"];
pub(super) const AS_SERVICE: Form = Form::Optional(&[Form::Word("as"), Form::Slot("TYPE", Takes::Enum(SERVICE_TYPES))]);
pub(super) const WORKLOADS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

const FILE: &[Place] = &[Place::File];

const DEFAULT: Statement = Statement { places: FILE, ..super::BLANK };

pub(super) const STATEMENTS: &[Statement] = &[
    Statement {
        name: "namespace",
        form: &[NAME],
        block: BlockShape::Optional(Place::File),
        summary: "Puts what follows it, or what stands in its block, into a namespace",
        becomes: "`metadata.namespace` of the namespaced objects that follow; no Namespace object is made",
        owns: &["metadata.namespace"],
        example: "namespace shop",
        ..DEFAULT
    },
    Statement {
        name: "app",
        form: &[NAME, Form::Optional(&[Form::Word("as"), Form::Slot("KIND", Takes::Enum(WORKLOADS))]), WITH],
        block: BlockShape::Required(Place::App),
        summary: "A workload and everything it exposes",
        becomes: "a Deployment (or the kind after `as`), with the Services, accounts, autoscaler and budget that its block asks for",
        owns: &["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
        example: "app web {\n  image nginx:1.25\n  port http 80\n  expose\n}",
        ..DEFAULT
    },
    Statement {
        name: "service",
        form: &[NAME, AS_SERVICE, WITH],
        block: BlockShape::Required(Place::Service),
        summary: "A Service with an explicit selector, for example over two workloads",
        becomes: "a Service",
        owns: &["Service", "Service.spec.type", "Service.spec.clusterIP"],
        example: "service front { selector { tier front }; 80 -> 8080 }",
        ..DEFAULT
    },
    Statement {
        name: "external",
        form: &[
            NAME,
            Form::OneOf(&[
                &[Form::Arrow, Form::Slot("HOST", Takes::String)],
                &[Form::Word("at"), Form::Commas(&[Form::Slot("IP", Takes::Ip)])],
            ]),
        ],
        block: BlockShape::Optional(Place::External),
        summary: "A name in the cluster for something outside it",
        becomes: "a Service of type ExternalName (`->`), or a Service without selector and one EndpointSlice per address family (`at`)",
        owns: &["Service", "Service.spec.externalName", "EndpointSlice"],
        example: "external db -> database.example.com\nexternal ledger at 192.168.1.100 { 5432 }",
        ..DEFAULT
    },
    Statement {
        name: "template",
        form: &[NAME, WITH],
        block: BlockShape::Template,
        summary: "Statements to be used in several blocks, with parameters",
        becomes: "nothing by itself; its statements stand where `with` names it",
        example: "template web(number: 8080) {\n  port http $number\n  readinessProbe GET / on http\n}",
        ..DEFAULT
    },
    Statement {
        name: "policy",
        form: &[NAME, WITH],
        block: BlockShape::Template,
        summary: "A template that only exposures may use",
        becomes: "nothing by itself; its statements stand where `with` names it",
        example: "policy sticky { sessionAffinity ClientIP for 3h }",
        ..DEFAULT
    },
    Statement {
        name: "config",
        form: &[NAME, WITH],
        block: BlockShape::Required(Place::Config),
        summary: "Settings that apps read as environment variables or files",
        becomes: "a ConfigMap; each `KEY value` is an entry of `data`",
        owns: &["ConfigMap", "ConfigMap.data"],
        example: "config app-config { LOG_LEVEL info }",
        ..DEFAULT
    },
    Statement {
        name: "secret",
        form: &[NAME],
        block: BlockShape::Optional(Place::Secret),
        summary: "Declares a Secret that exists in the cluster, so that references to it can be checked",
        becomes: "nothing: secret values never stand in source",
        example: "secret db-login { keys [user, password] }",
        ..DEFAULT
    },
    Statement {
        name: "object",
        form: &[Form::Slot("KIND", Takes::String), Form::Optional(&[NAME]), WITH],
        block: BlockShape::Fields("the kind"),
        summary: "Any object, typed where the schema of its kind is known",
        becomes: "that object; KIND is `GROUP/VERSION/Kind` or `v1/Kind`",
        example: "object policy/v1/PodDisruptionBudget web {\n  spec { minAvailable 1; selector.matchLabels { app web } }\n}",
        ..DEFAULT
    },
    Statement {
        name: "cluster",
        form: &[NAME],
        block: BlockShape::Required(Place::Cluster),
        summary: "A cluster that the program is compiled for",
        becomes: "nothing; it decides field availability, defaults and rules",
        example: "cluster prod { kubernetes 1.35; provider aws }",
        ..DEFAULT
    },
    Statement {
        name: "let",
        form: &[NAME, Form::Equals, Form::Slot("VALUE", Takes::Any)],
        summary: "Names a value for the whole program; `--set NAME=VALUE` replaces it",
        becomes: "nothing by itself; `$NAME` stands for the value",
        example: "let tag = v1.2",
        ..DEFAULT
    },
    Statement {
        name: "use",
        form: &[Form::Slot("PATH", Takes::Path)],
        summary: "Adds a file or folder to the program; the YAML of a CustomResourceDefinition gives its kind a schema",
        becomes: "nothing by itself",
        example: "use \"../platform\"",
        ..DEFAULT
    },
    Statement {
        name: "lint",
        form: &[
            Form::Slot("CODE", Takes::Name),
            Form::Slot("LEVEL", Takes::Enum(&["allow", "warn", "deny"])),
            Form::Slot("REASON", Takes::String),
        ],
        summary: "Sets a diagnostic's level for the whole program, with a reason",
        becomes: "nothing",
        example: "lint NET002 allow \"ports are opened by a sidecar\"",
        ..DEFAULT
    },
    Statement { name: "route", summary: "HTTP routes to Services", reserved: true, ..DEFAULT },
    Statement { name: "environment", summary: "An overlay over the program", reserved: true, ..DEFAULT },
    Statement { name: "part", summary: "An optional piece of environments", reserved: true, ..DEFAULT },
    Statement { name: "gitops", summary: "The layout of a GitOps tree", reserved: true, ..DEFAULT },
];
