//! What a program is compiled for: one cluster's version, range of node ports, provider and DNS domain.

use smol_str::SmolStr;

use super::Version;

/// Which load balancer controller a cluster has.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Provider {
    Aws,
    Gcp,
    Azure,
    MetalLb,
    Other,
    /// None runs there: a LoadBalancer would stay pending forever.
    None,
}

impl Provider {
    pub fn parse(text: &str) -> Option<Provider> {
        Some(match text {
            "aws" => Provider::Aws,
            "gcp" => Provider::Gcp,
            "azure" => Provider::Azure,
            "metallb" => Provider::MetalLb,
            "other" => Provider::Other,
            "none" => Provider::None,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Provider::Aws => "aws",
            Provider::Gcp => "gcp",
            Provider::Azure => "azure",
            Provider::MetalLb => "metallb",
            Provider::Other => "other",
            Provider::None => "none",
        }
    }
}

/// The cluster that a program is compiled for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// The name of its `cluster` statement; `None` where the program has none.
    pub cluster: Option<SmolStr>,
    pub version: Version,
    /// `None` where nothing is known: every provider's block is then emitted.
    pub provider: Option<Provider>,
    /// First and last node port.
    pub node_ports: (u16, u16),
    pub domain: SmolStr,
    /// `None` where nothing is known.
    pub ip_families: Option<Vec<SmolStr>>,
}

impl Default for Target {
    /// Without a cluster: the newest version, the default range, `cluster.local`, nothing known of a provider.
    fn default() -> Self {
        Target {
            cluster: None,
            version: Version::NEWEST,
            provider: None,
            node_ports: (30_000, 32_767),
            domain: SmolStr::new_static("cluster.local"),
            ip_families: None,
        }
    }
}
