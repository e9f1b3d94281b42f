//! Statements of an app that do not belong to a container.

use super::file::{AS_SERVICE, NAME, WITH};
use super::{BlockShape, Place, Statement};
use crate::language::form::{Form, Takes};

const DEFAULT: Statement = Statement { places: &[Place::App], ..super::BLANK };

pub(super) const STATEMENTS: &[Statement] = &[
    Statement {
        name: "replicas",
        form: &[Form::Slot("NUMBER", Takes::Int)],
        summary: "How many pods run; left out, the field is left out, so that an autoscaler may own it",
        becomes: "`spec.replicas`",
        owns: &["spec.replicas"],
        example: "replicas 3",
        ..DEFAULT
    },
    Statement {
        name: "container",
        form: &[Form::Optional(&[NAME]), WITH],
        block: BlockShape::Optional(Place::Container),
        summary: "Without a name, any field of the main container; with one, a further container",
        becomes: "`containers[0]`, or a further entry of `containers`",
        owns: &["spec.template.spec.containers"],
        example: "container proxy { image envoyproxy/envoy:v1.30; port admin 9901 }",
        ..DEFAULT
    },
    Statement {
        name: "initContainer",
        form: &[NAME, WITH],
        block: BlockShape::Optional(Place::Container),
        summary: "A container that runs to its end before the others start",
        becomes: "an entry of `initContainers`",
        owns: &["spec.template.spec.initContainers"],
        example: "initContainer migrate { image example/shop:2.1; args [migrate] }",
        ..DEFAULT
    },
    Statement {
        name: "pod",
        form: &[WITH],
        block: BlockShape::Optional(Place::Pod),
        summary: "Any field of the pods, with their labels and annotations",
        becomes: "`spec.template.spec`, and `spec.template.metadata` for `labels` and `annotations`",
        owns: &["spec.template.spec"],
        example: "pod { labels { tier front }; securityContext.runAsNonRoot true }",
        ..DEFAULT
    },
    Statement {
        name: "spec",
        form: &[],
        block: BlockShape::Fields("the workload's spec"),
        summary: "Any field of the workload's spec",
        becomes: "`spec`",
        owns: &["spec"],
        example: "spec { minReadySeconds 10 }",
        ..DEFAULT
    },
    Statement {
        name: "volume",
        form: &[
            NAME,
            Form::Optional(&[
                Form::Word("at"),
                Form::Slot("PATH", Takes::Path),
                Form::Optional(&[Form::Word("readOnly")]),
            ]),
        ],
        block: BlockShape::Fields("Volume"),
        summary: "A volume of the pods, mounted in the main container where `at` says so",
        becomes: "an entry of `volumes`, and of the main container's `volumeMounts`",
        owns: &["spec.template.spec.volumes"],
        example: "volume scratch at /tmp { emptyDir { sizeLimit 1Gi } }",
        ..DEFAULT
    },
    Statement {
        name: "storage",
        form: &[
            NAME,
            Form::Slot("SIZE", Takes::Quantity),
            Form::Word("at"),
            Form::Slot("PATH", Takes::Path),
            Form::Optional(&[Form::Word("class"), Form::Slot("CLASS", Takes::Name)]),
        ],
        block: BlockShape::Optional(Place::Storage),
        summary: "A claim for each pod of a StatefulSet, mounted in the main container",
        becomes: "an entry of `volumeClaimTemplates` (ReadWriteOnce unless said) and of `volumeMounts`",
        owns: &["spec.volumeClaimTemplates"],
        example: "storage data 10Gi at /var/lib/data class fast",
        ..DEFAULT
    },
    Statement {
        name: "serviceAccount",
        form: &[Form::Optional(&[NAME])],
        summary: "Makes a ServiceAccount, named like the app unless said, and runs the pods as it",
        becomes: "a ServiceAccount and `serviceAccountName`",
        owns: &["ServiceAccount", "spec.template.spec.serviceAccountName"],
        example: "serviceAccount",
        ..DEFAULT
    },
    Statement {
        name: "scale",
        form: &[
            Form::Slot("RANGE", Takes::Range),
            Form::Word("on"),
            Form::Commas(&[
                Form::Slot("METRIC", Takes::Enum(&["cpu", "memory"])),
                Form::Slot("TARGET", Takes::Percent),
            ]),
        ],
        summary: "Scales the app by how busy its pods are; `replicas` is left out then",
        becomes: "a HorizontalPodAutoscaler",
        owns: &["HorizontalPodAutoscaler"],
        example: "scale 2..10 on cpu 70%, memory 80%",
        ..DEFAULT
    },
    Statement {
        name: "disruption",
        form: &[
            Form::Slot("FIELD", Takes::Enum(&["minAvailable", "maxUnavailable"])),
            Form::Slot("NUMBER", Takes::Int),
        ],
        summary: "How many pods a drain of nodes may take away at once",
        becomes: "a PodDisruptionBudget over the app's pods",
        owns: &["PodDisruptionBudget"],
        example: "disruption maxUnavailable 1",
        ..DEFAULT
    },
    Statement {
        name: "owner",
        form: &[Form::Slot("TEAM", Takes::String)],
        summary: "Who answers for the app; goes into CODEOWNERS of a GitOps tree",
        becomes: "nothing in the cluster",
        example: "owner \"@shop-team\"",
        ..DEFAULT
    },
    Statement {
        name: "expose",
        form: &[Form::Optional(&[NAME]), AS_SERVICE, WITH],
        block: BlockShape::Optional(Place::Exposure),
        summary: "Makes the app reachable; without port lines, every declared port under its own number",
        becomes: "a Service, named like the app unless said",
        owns: &["Service", "Service.spec.type", "Service.spec.clusterIP"],
        example: "expose shop as LoadBalancer { 80 -> http }",
        ..DEFAULT
    },
    Statement { name: "allow", summary: "Who may reach the app, and whom it may reach", reserved: true, ..DEFAULT },
];
