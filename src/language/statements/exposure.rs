//! Statements of Services: in `expose`, `service` and `external`. Lines that are none of these, nor a field of
//! ServiceSpec, are port lines.

use super::{BlockShape, Place, Statement};
use crate::language::form::{Form, Takes};

const SERVICES: &[Place] = &[Place::Exposure, Place::Service];

const DEFAULT: Statement = Statement { places: SERVICES, ..super::BLANK };

pub(super) const STATEMENTS: &[Statement] = &[
    Statement {
        name: "sessionAffinity",
        form: &[
            Form::Slot("AFFINITY", Takes::Enum(&["ClientIP", "None"])),
            Form::Optional(&[Form::Word("for"), Form::Slot("TIME", Takes::Duration)]),
        ],
        summary: "Sends a client's connections to the same pod, for a time (3 hours unless said)",
        becomes: "`spec.sessionAffinity` and `spec.sessionAffinityConfig.clientIP.timeoutSeconds`",
        owns: &["spec.sessionAffinity", "spec.sessionAffinityConfig"],
        example: "sessionAffinity ClientIP for 3h",
        ..DEFAULT
    },
    Statement {
        name: "aws",
        block: BlockShape::Optional(Place::Provider),
        summary: "What the load balancer controller of AWS is told",
        becomes: "annotations `service.beta.kubernetes.io/aws-load-balancer-…`, for targets of that provider",
        owns: &["metadata.annotations"],
        example: "aws { type nlb; scheme internet-facing }",
        ..DEFAULT
    },
    Statement {
        name: "gcp",
        block: BlockShape::Optional(Place::Provider),
        summary: "What the load balancer controller of Google Cloud is told",
        becomes: "annotations `networking.gke.io/…` and `cloud.google.com/…`, for targets of that provider",
        owns: &["metadata.annotations"],
        example: "gcp { type Internal }",
        ..DEFAULT
    },
    Statement {
        name: "azure",
        block: BlockShape::Optional(Place::Provider),
        summary: "What the load balancer controller of Azure is told",
        becomes: "annotations `service.beta.kubernetes.io/azure-…`, for targets of that provider",
        owns: &["metadata.annotations"],
        example: "azure { internal true }",
        ..DEFAULT
    },
];

/// What a port line takes, for messages and documentation; it has no name of its own.
pub const PORT_LINE_USAGE: &str = "[NAME] [NODEPORT ->] PORT[/PROTOCOL] [-> TARGET] [{ … }]";

/// The line that is no statement: it begins with a port, or with the name of one.
pub const PORT_LINE: Statement = Statement {
    name: "port line",
    places: &[Place::Exposure, Place::Service, Place::External],
    block: BlockShape::Fields("ServicePort"),
    summary: "The way of a packet: from the node's port to the Service's port to the port on the pods",
    becomes: "an entry of `spec.ports`: one arrow is PORT -> TARGET, two are NODEPORT -> PORT -> TARGET. TARGET is the name or number of a declared port; a line that is only a name exposes that declared port under its own number",
    owns: &["spec.ports"],
    example: "80 -> http\nmetrics\nsecure 443 -> https { appProtocol https }",
    ..DEFAULT
};
