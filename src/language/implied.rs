//! What svcc adds without being told: all of it, each with what takes its place when written.

/// Something that stands in an object although no statement says so.
#[derive(Debug)]
pub struct Implied {
    /// What is added.
    pub what: &'static str,
    /// The statements that bring it.
    pub by: &'static [&'static str],
    /// What to write in its place; empty where nothing can take it.
    pub instead: &'static str,
}

/// Values that are added: facts that the source does not hold.
pub const ADDED: &[Implied] = &[
    Implied {
        what: "the label `app: NAME` on the app's pods, in the selector of the workload, of its Services and of its PodDisruptionBudget; a Job and a CronJob get none",
        by: &["app", "expose", "disruption"],
        instead: "`selector { … }` in the app",
    },
    Implied {
        what: "the labels `kubernetes.io/service-name: NAME` and `endpointslice.kubernetes.io/managed-by: svcc` on an EndpointSlice",
        by: &["external"],
        instead: "",
    },
];

/// Values that follow from others of the source, and are left out where they are written.
pub const FOLLOWING: &[Implied] = &[
    Implied { what: "the name of the main container: that of the app", by: &["app"], instead: "`container.name NAME`" },
    Implied {
        what: "the ports of a Service: every declared port of the app, under its own number",
        by: &["expose"],
        instead: "port lines",
    },
    Implied {
        what: "name, protocol and appProtocol of a Service's port: those of the declared port that it leads to",
        by: &["port line", "port"],
        instead: "the name in the line, `PORT/PROTOCOL`, or a field in its block",
    },
    Implied {
        what: "`serviceName` of a StatefulSet: its one Headless exposure",
        by: &["app", "expose"],
        instead: "`serviceName NAME`",
    },
    Implied {
        what: "`accessModes: [ReadWriteOnce]` of a claim",
        by: &["storage"],
        instead: "`accessModes […]` in its block",
    },
    Implied {
        what: "the mount of a volume or a claim in the main container, where the statement says `at PATH`",
        by: &["volume", "storage"],
        instead: "`mount` in the container that is meant",
    },
    Implied {
        what: "a ServiceAccount, and `serviceAccountName` of the pods",
        by: &["serviceAccount"],
        instead: "`serviceAccountName NAME`, which makes none",
    },
    Implied {
        what: "`scaleTargetRef` of the HorizontalPodAutoscaler: the app's workload",
        by: &["scale"],
        instead: "",
    },
];

/// Everything that a statement brings without being told.
pub fn implied_by(statement: &str) -> impl Iterator<Item = &'static Implied> {
    ADDED.iter().chain(FOLLOWING).filter(move |implied| implied.by.contains(&statement))
}
