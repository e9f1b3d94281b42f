//! What the load balancer controllers of AWS, Google Cloud and Azure are told by annotations: one table.

use super::Provider;

/// How a setting's value becomes the text of an annotation.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Takes {
    Text,
    Bool,
    Number,
    /// Several texts, with commas between.
    List,
    /// `KEY value` pairs, `key=value` with commas between.
    Pairs,
    OneOf(&'static [&'static str]),
    /// `true` and `false` are these words.
    BoolAs(&'static str, &'static str),
}

/// One setting of a provider block.
#[derive(Debug)]
pub struct Setting {
    pub provider: Provider,
    pub name: &'static str,
    pub annotation: &'static str,
    pub takes: Takes,
}

macro_rules! settings {
    ($provider:ident, $prefix:literal: $($name:ident $key:literal $takes:expr;)*) => {
        &[$(Setting {
            provider: Provider::$provider,
            name: stringify!($name),
            annotation: concat!($prefix, $key),
            takes: $takes,
        }),*]
    };
}

use Takes::{Bool, BoolAs, List, Number, OneOf, Pairs, Text};

static AWS: &[Setting] = settings! { Aws, "service.beta.kubernetes.io/aws-load-balancer-":
    type "type" OneOf(&["nlb", "external", "nlb-ip"]);
    scheme "scheme" OneOf(&["internal", "internet-facing"]);
    // The annotation of that name is deprecated: it says the same as the scheme.
    internal "scheme" BoolAs("internal", "internet-facing");
    targetType "nlb-target-type" OneOf(&["instance", "ip"]);
    name "name" Text;
    subnets "subnets" List;
    securityGroups "security-groups" List;
    eipAllocations "eip-allocations" List;
    privateIpv4Addresses "private-ipv4-addresses" List;
    ipAddressType "ip-address-type" OneOf(&["ipv4", "dualstack"]);
    sslCert "ssl-cert" List;
    sslPorts "ssl-ports" List;
    sslNegotiationPolicy "ssl-negotiation-policy" Text;
    alpnPolicy "alpn-policy" Text;
    backendProtocol "backend-protocol" OneOf(&["tcp", "ssl", "http", "https"]);
    proxyProtocol "proxy-protocol" Text;
    crossZone "cross-zone-load-balancing-enabled" Bool;
    attributes "attributes" Pairs;
    targetGroupAttributes "target-group-attributes" Pairs;
    additionalResourceTags "additional-resource-tags" Pairs;
    targetNodeLabels "target-node-labels" Pairs;
    healthcheckProtocol "healthcheck-protocol" OneOf(&["tcp", "http", "https"]);
    healthcheckPort "healthcheck-port" Text;
    healthcheckPath "healthcheck-path" Text;
    healthcheckInterval "healthcheck-interval" Number;
    healthcheckTimeout "healthcheck-timeout" Number;
    healthcheckHealthyThreshold "healthcheck-healthy-threshold" Number;
    healthcheckUnhealthyThreshold "healthcheck-unhealthy-threshold" Number;
    connectionIdleTimeout "connection-idle-timeout" Number;
};

static GCP: &[Setting] = settings! { Gcp, "":
    type "networking.gke.io/load-balancer-type" OneOf(&["Internal", "External"]);
    globalAccess "networking.gke.io/internal-load-balancer-allow-global-access" Bool;
    subnet "networking.gke.io/internal-load-balancer-subnet" Text;
    ipAddresses "networking.gke.io/load-balancer-ip-addresses" List;
    networkTier "cloud.google.com/network-tier" OneOf(&["Premium", "Standard"]);
    backendConfig "cloud.google.com/backend-config" Text;
    neg "cloud.google.com/neg" Text;
    l4Rbs "cloud.google.com/l4-rbs" OneOf(&["enabled"]);
};

static AZURE: &[Setting] = settings! { Azure, "service.beta.kubernetes.io/azure-":
    internal "load-balancer-internal" Bool;
    subnet "load-balancer-internal-subnet" Text;
    ipv4 "load-balancer-ipv4" Text;
    ipv6 "load-balancer-ipv6" Text;
    resourceGroup "load-balancer-resource-group" Text;
    mode "load-balancer-mode" Text;
    dnsLabelName "dns-label-name" Text;
    pipName "pip-name" Text;
    pipPrefixId "pip-prefix-id" Text;
    pipTags "pip-tags" Pairs;
    allowedServiceTags "allowed-service-tags" List;
    allowedIpRanges "allowed-ip-ranges" List;
    denyAllExceptSourceRanges "deny-all-except-load-balancer-source-ranges" Bool;
    tcpIdleTimeout "load-balancer-tcp-idle-timeout" Number;
    disableTcpReset "load-balancer-disable-tcp-reset" Bool;
    disableFloatingIp "disable-load-balancer-floating-ip" Bool;
    highAvailabilityPorts "load-balancer-enable-high-availability-ports" Bool;
    healthProbeProtocol "load-balancer-health-probe-protocol" OneOf(&["tcp", "http", "https"]);
    healthProbeRequestPath "load-balancer-health-probe-request-path" Text;
    healthProbeInterval "load-balancer-health-probe-interval" Number;
    healthProbeCount "load-balancer-health-probe-num-of-probe" Number;
};

/// The settings of a provider's block; none for providers that have no block.
pub fn settings(provider: Provider) -> &'static [Setting] {
    match provider {
        Provider::Aws => AWS,
        Provider::Gcp => GCP,
        Provider::Azure => AZURE,
        Provider::MetalLb | Provider::Other | Provider::None => &[],
    }
}

/// Annotations that a controller still reads and whose place another has taken: the old, the new, what to write.
pub const REPLACED: &[(&str, &str, &str)] = &[
    (
        "service.beta.kubernetes.io/aws-load-balancer-internal",
        "service.beta.kubernetes.io/aws-load-balancer-scheme",
        "write `aws { scheme internal }` or `aws { scheme internet-facing }`",
    ),
    ("cloud.google.com/load-balancer-type", "networking.gke.io/load-balancer-type", "write `gcp { type Internal }`"),
];

/// Every annotation of the table.
pub fn known_annotations() -> impl Iterator<Item = &'static str> {
    [AWS, GCP, AZURE].into_iter().flatten().map(|setting| setting.annotation)
}

/// Whether an annotation is meant for a load balancer controller.
pub fn is_provider_annotation(key: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "service.beta.kubernetes.io/aws-",
        "service.beta.kubernetes.io/azure-",
        "networking.gke.io/",
        "cloud.google.com/",
    ];
    PREFIXES.iter().any(|prefix| key.starts_with(prefix))
}
