//! The types of values, for people: what they look like, and how they are read. The readers are in
//! [`values`](super::values), and the schema says which one an API field takes.

/// One type of value.
#[derive(Debug)]
pub struct ValueType {
    pub name: &'static str,
    /// Values of it, as they are written.
    pub examples: &'static [&'static str],
    /// What the reader must know of it.
    pub reads: &'static str,
}

/// Every type of value, in the order of the reference.
pub const TYPES: &[ValueType] = &[
    ValueType { name: "Name", examples: &["web", "orders-db"], reads: "stands in the cluster exactly as written" },
    ValueType {
        name: "Port",
        examples: &["80", "53/UDP"],
        reads: "a number from 1 to 65535, and perhaps its protocol: TCP, UDP or SCTP",
    },
    ValueType {
        name: "Duration",
        examples: &["3h", "90s", "1h30m", "45"],
        reads: "days, hours, minutes and seconds, the largest first; a bare number is seconds. Integer fields whose name ends in `Seconds` take it",
    },
    ValueType {
        name: "Quantity",
        examples: &["500m", "128Mi", "0.5"],
        reads: "a number with a suffix of Kubernetes: n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or an exponent",
    },
    ValueType {
        name: "Range",
        examples: &["100m..500m", "128Mi..", "..1Gi"],
        reads: "in `resources` what is requested and what is the limit: one value alone sets both, and an open end leaves its side out. After `scale` the fewest and the most pods",
    },
    ValueType {
        name: "Image",
        examples: &["nginx:1.25", "ghcr.io/example/shop:2.1"],
        reads: "a reference as container engines read it, with tag or digest",
    },
    ValueType {
        name: "IP",
        examples: &["192.168.1.100", "fd00::1"],
        reads: "an address; one that ends in `:` needs quotes",
    },
    ValueType {
        name: "Int",
        examples: &["3", "-1"],
        reads: "a whole number; file modes are octal, with or without the zero before them",
    },
    ValueType { name: "Bool", examples: &["true", "false"], reads: "`on` and `yes` are words, not truths" },
    ValueType {
        name: "Percent",
        examples: &["70%", "25%"],
        reads: "stays a text where Kubernetes takes a number or a percentage",
    },
    ValueType {
        name: "String",
        examples: &["info", "\"two words\"", "'as it stands'"],
        reads: "a bare word is text wherever text is asked for, also `on`, `1.10` and `null`",
    },
    ValueType {
        name: "Enum",
        examples: &["ClientIP", "Local"],
        reads: "one of the values that the API has in the target's version, spelled as the API spells it",
    },
    ValueType {
        name: "Ref",
        examples: &["api", "api:http", "shop/api:http"],
        reads: "a Service, config or secret: `[namespace/]name[:port or key]`. It must exist",
    },
];
