//! Statements of a container; in an app they speak of the main one.

use super::file::NAME;
use super::{BlockShape, Place, Statement};
use crate::language::form::{Form, Takes};

const DEFAULT: Statement = Statement { places: &[Place::App, Place::Container], ..super::BLANK };

const PROBE: &[Form] = &[Form::Optional(&[Form::OneOf(&[
    &[Form::Word("GET"), Form::Slot("PATH", Takes::Path), Form::Word("on"), Form::Slot("PORT", Takes::Port)],
    &[Form::Word("tcp"), Form::Word("on"), Form::Slot("PORT", Takes::Port)],
    &[
        Form::Word("grpc"),
        Form::Word("on"),
        Form::Slot("PORT", Takes::Port),
        Form::Optional(&[Form::Word("service"), Form::Slot("SERVICE", Takes::String)]),
    ],
    &[Form::Word("exec"), Form::Slot("COMMAND", Takes::List)],
])])];

pub(super) const STATEMENTS: &[Statement] = &[
    Statement {
        name: "image",
        form: &[Form::Slot("REF", Takes::Image)],
        summary: "What the container runs",
        becomes: "`image` of the container",
        owns: &["image"],
        example: "image nginx:1.25",
        ..DEFAULT
    },
    Statement {
        name: "command",
        form: &[Form::Slot("WORDS", Takes::List)],
        summary: "Replaces the image's entry point",
        becomes: "`command` of the container",
        owns: &["command"],
        example: "command [/bin/sh, -c, \"exec server\"]",
        ..DEFAULT
    },
    Statement {
        name: "args",
        form: &[Form::Slot("WORDS", Takes::List)],
        summary: "What the entry point is called with",
        becomes: "`args` of the container",
        owns: &["args"],
        example: "args [--verbose, --listen=:8080]",
        ..DEFAULT
    },
    Statement {
        name: "port",
        form: &[
            Form::Optional(&[NAME]),
            Form::Slot("NUMBER", Takes::Port),
            Form::Optional(&[Form::Word("appProtocol"), Form::Slot("PROTOCOL", Takes::Name)]),
        ],
        block: BlockShape::Fields("ContainerPort"),
        summary: "A port the container listens on; probes, exposures and references may use its name",
        becomes: "an entry of the container's `ports`; `appProtocol` passes to the Service ports that target it",
        owns: &["ports"],
        example: "port http 8080\nport dns 53/UDP",
        ..DEFAULT
    },
    Statement {
        name: "readinessProbe",
        form: PROBE,
        block: BlockShape::Fields("Probe"),
        summary: "Whether the container may receive traffic now",
        becomes: "`readinessProbe` of the container",
        owns: &["readinessProbe"],
        example: "readinessProbe GET /ready on http { periodSeconds 5 }",
        ..DEFAULT
    },
    Statement {
        name: "livenessProbe",
        form: PROBE,
        block: BlockShape::Fields("Probe"),
        summary: "Whether the container must be restarted",
        becomes: "`livenessProbe` of the container",
        owns: &["livenessProbe"],
        example: "livenessProbe tcp on http",
        ..DEFAULT
    },
    Statement {
        name: "startupProbe",
        form: PROBE,
        block: BlockShape::Fields("Probe"),
        summary: "Whether the container has started; the other probes wait for it",
        becomes: "`startupProbe` of the container",
        owns: &["startupProbe"],
        example: "startupProbe exec [/bin/started] { failureThreshold 30 }",
        ..DEFAULT
    },
    Statement {
        name: "env",
        block: BlockShape::Entries,
        summary: "Environment variables: texts, references to Services, or values of configs, secrets and the pod",
        becomes: "`env` of the container",
        owns: &["env"],
        example: "env { LOG_LEVEL info; API address(api); PASSWORD secret(db-login:password) }",
        ..DEFAULT
    },
    Statement {
        name: "envFrom",
        block: BlockShape::Required(Place::EnvFrom),
        summary: "All entries of a config or secret as environment variables",
        becomes: "`envFrom` of the container",
        owns: &["envFrom"],
        example: "envFrom { config app-config; secret db-login }",
        ..DEFAULT
    },
    Statement {
        name: "resources",
        block: BlockShape::Entries,
        summary: "What the container asks for and may use: a range is request to limit, one value sets both",
        becomes: "`resources.requests` and `resources.limits` of the container",
        owns: &["resources"],
        example: "resources { cpu 100m..500m; memory 128Mi..256Mi }",
        ..DEFAULT
    },
    Statement {
        name: "mount",
        form: &[NAME, Form::Word("at"), Form::Slot("PATH", Takes::Path), Form::Optional(&[Form::Word("readOnly")])],
        block: BlockShape::Fields("VolumeMount"),
        summary: "Mounts a volume of the app",
        becomes: "an entry of the container's `volumeMounts`",
        owns: &["volumeMounts"],
        example: "mount scratch at /tmp",
        ..DEFAULT
    },
];
