//! Statements that stand in several blocks, and those of the smaller ones.

use super::file::NAME;
use super::{BlockShape, Place, Statement};
use crate::language::form::{Form, Takes};

const DEFAULT: Statement = super::BLANK;

const LABELLED: &[Place] =
    &[Place::App, Place::Pod, Place::Exposure, Place::Service, Place::External, Place::Config, Place::Storage];

pub(super) const STATEMENTS: &[Statement] = &[
    Statement {
        name: "labels",
        places: LABELLED,
        block: BlockShape::Entries,
        summary: "Labels of the object whose block it is: in `app` the workload, in `pod` its pods, in `expose` the Service",
        becomes: "`metadata.labels`",
        owns: &["metadata.labels"],
        example: "labels { team shop }",
        ..DEFAULT
    },
    Statement {
        name: "annotations",
        places: LABELLED,
        block: BlockShape::Entries,
        summary: "Annotations of the object whose block it is",
        becomes: "`metadata.annotations`",
        owns: &["metadata.annotations"],
        example: "annotations { example.com/contact shop-team }",
        ..DEFAULT
    },
    Statement {
        name: "selector",
        places: &[Place::App, Place::Exposure, Place::Service],
        block: BlockShape::Entries,
        summary: "In `app`, replaces the implied label `app: NAME`; in a Service, the labels of the pods it sends traffic to",
        becomes: "`spec.selector`; in `app` also the pods' labels and the selectors of its Services",
        owns: &["spec.selector"],
        example: "selector { app web; tier front }",
        ..DEFAULT
    },
    Statement {
        name: "immutable",
        places: &[Place::Config],
        form: &[Form::Slot("VALUE", Takes::Bool)],
        summary: "Whether the entries may never change",
        becomes: "`immutable`",
        owns: &["immutable"],
        example: "immutable true",
        ..DEFAULT
    },
    Statement {
        name: "binaryData",
        places: &[Place::Config],
        block: BlockShape::Entries,
        summary: "Entries of bytes, written as base64",
        becomes: "`binaryData`",
        owns: &["binaryData"],
        example: "binaryData { logo.png \"aGVsbG8=\" }",
        ..DEFAULT
    },
    Statement {
        name: "keys",
        places: &[Place::Secret],
        form: &[Form::Slot("KEYS", Takes::List)],
        summary: "The keys that the Secret has",
        becomes: "nothing; references are checked against it",
        example: "keys [user, password]",
        ..DEFAULT
    },
    Statement {
        name: "config",
        places: &[Place::EnvFrom],
        form: &[NAME],
        block: BlockShape::Fields("EnvFromSource"),
        summary: "All entries of a config",
        becomes: "`configMapRef`",
        owns: &["configMapRef"],
        example: "config app-config",
        ..DEFAULT
    },
    Statement {
        name: "secret",
        places: &[Place::EnvFrom],
        form: &[NAME],
        block: BlockShape::Fields("EnvFromSource"),
        summary: "All entries of a secret",
        becomes: "`secretRef`",
        owns: &["secretRef"],
        example: "secret db-login",
        ..DEFAULT
    },
    Statement {
        name: "kubernetes",
        places: &[Place::Cluster],
        form: &[Form::Slot("VERSION", Takes::Name)],
        summary: "The version whose fields, defaults and rules hold",
        becomes: "nothing",
        example: "kubernetes 1.35",
        ..DEFAULT
    },
    Statement {
        name: "provider",
        places: &[Place::Cluster],
        form: &[Form::Slot("PROVIDER", Takes::Enum(PROVIDERS))],
        summary: "Which load balancer controller runs there; with `none`, a LoadBalancer is an error",
        becomes: "nothing",
        example: "provider aws",
        ..DEFAULT
    },
    Statement {
        name: "nodePorts",
        places: &[Place::Cluster],
        form: &[Form::Slot("RANGE", Takes::Range)],
        summary: "The API server's range of node ports (`--service-node-port-range`)",
        becomes: "nothing",
        example: "nodePorts 30000-32767",
        ..DEFAULT
    },
    Statement {
        name: "domain",
        places: &[Place::Cluster],
        form: &[Form::Slot("DOMAIN", Takes::Name)],
        summary: "The cluster's DNS domain",
        becomes: "nothing; `fqdn` ends in it",
        example: "domain cluster.local",
        ..DEFAULT
    },
    Statement {
        name: "ipFamilies",
        places: &[Place::Cluster],
        form: &[Form::Slot("FAMILIES", Takes::List)],
        summary: "The address families that the cluster gives to Services",
        becomes: "nothing",
        example: "ipFamilies [IPv4, IPv6]",
        ..DEFAULT
    },
    Statement {
        name: "routes",
        places: &[Place::Cluster],
        form: &[
            Form::Slot("KIND", Takes::Enum(&["HTTPRoute", "Ingress"])),
            Form::Optional(&[Form::OneOf(&[
                &[Form::Word("via"), Form::Slot("GATEWAY", Takes::Reference)],
                &[Form::Word("class"), Form::Slot("CLASS", Takes::Name)],
            ])]),
        ],
        summary: "What `route` becomes there",
        becomes: "nothing",
        example: "routes Ingress class nginx",
        ..DEFAULT
    },
];

/// The load balancer controllers that svcc knows.
pub const PROVIDERS: &[&str] = &["aws", "gcp", "azure", "metallb", "other", "none"];
