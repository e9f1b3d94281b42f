//! Defaults of v1 Service.

use k8s_openapi::api::core::v1::{ClientIPConfig, ServiceSpec, SessionAffinityConfig};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// When a default holds.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum When {
    Always,
    /// Traffic from outside the cluster can reach it.
    ReachableFromOutside,
    NotExternalName,
    LoadBalancer,
    /// `sessionAffinity` is `ClientIP`.
    ClientAffinity,
}

/// A default that does not depend on other values than those that say when it holds.
#[derive(Debug)]
pub struct Default {
    pub path: &'static str,
    pub when: When,
    pub value: &'static str,
}

macro_rules! defaults {
    ($($path:literal $when:ident $value:literal,)*) => {
        &[$(Default { path: $path, when: When::$when, value: $value }),*]
    };
}

/// Every static default, in the order in which the server applies them.
pub static TABLE: &[Default] = defaults! {
    "spec.type" Always "ClusterIP",
    "spec.sessionAffinity" Always "None",
    "spec.sessionAffinityConfig.clientIP.timeoutSeconds" ClientAffinity "10800",
    "spec.ports[].protocol" Always "TCP",
    "spec.externalTrafficPolicy" ReachableFromOutside "Cluster",
    "spec.internalTrafficPolicy" NotExternalName "Cluster",
    "spec.allocateLoadBalancerNodePorts" LoadBalancer "true",
};

/// Whether traffic from outside the cluster can reach the Service.
pub fn is_reachable_from_outside(spec: &ServiceSpec) -> bool {
    let has_external_ips = spec.external_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    match spec.type_.as_deref() {
        Some("NodePort" | "LoadBalancer") => true,
        None | Some("" | "ClusterIP") => has_external_ips,
        _ => false,
    }
}

/// Fills in what the server would, with the two rules that look at other values: a target port is the port, and the
/// configuration of an affinity that does not exist is dropped.
pub fn apply(spec: &mut ServiceSpec) {
    let ty = spec.type_.clone().filter(|ty| !ty.is_empty()).unwrap_or_else(|| "ClusterIP".to_owned());
    let outside = is_reachable_from_outside(spec);
    let affinity = spec.session_affinity.as_deref() == Some("ClientIP");
    for default in TABLE {
        let holds = match default.when {
            When::Always => true,
            When::ReachableFromOutside => outside,
            When::NotExternalName => ty != "ExternalName",
            When::LoadBalancer => ty == "LoadBalancer",
            When::ClientAffinity => affinity,
        };
        if holds {
            fill(spec, default);
        }
    }
    if !affinity {
        spec.session_affinity_config = None;
    }
    for port in spec.ports.iter_mut().flatten() {
        let absent = match &port.target_port {
            None | Some(IntOrString::Int(0)) => true,
            Some(IntOrString::String(text)) => text.is_empty(),
            Some(IntOrString::Int(_)) => false,
        };
        if absent {
            port.target_port = Some(IntOrString::Int(port.port));
        }
    }
}

fn fill(spec: &mut ServiceSpec, default: &Default) {
    let fill_text = |field: &mut Option<String>| {
        if field.as_deref().is_none_or(str::is_empty) {
            *field = Some(default.value.to_owned());
        }
    };
    match default.path {
        "spec.type" => fill_text(&mut spec.type_),
        "spec.sessionAffinity" => fill_text(&mut spec.session_affinity),
        "spec.externalTrafficPolicy" => fill_text(&mut spec.external_traffic_policy),
        "spec.internalTrafficPolicy" => fill_text(&mut spec.internal_traffic_policy),
        "spec.ports[].protocol" => spec.ports.iter_mut().flatten().for_each(|port| fill_text(&mut port.protocol)),
        "spec.allocateLoadBalancerNodePorts" => {
            spec.allocate_load_balancer_node_ports.get_or_insert(default.value == "true");
        }
        "spec.sessionAffinityConfig.clientIP.timeoutSeconds" => {
            let config = spec.session_affinity_config.as_ref().and_then(|config| config.client_ip.as_ref());
            // A configuration that lacks a level is replaced as a whole.
            if config.and_then(|config| config.timeout_seconds).is_none() {
                let timeout_seconds = default.value.parse().ok();
                spec.session_affinity_config =
                    Some(SessionAffinityConfig { client_ip: Some(ClientIPConfig { timeout_seconds }) });
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use k8s_openapi::api::core::v1::ServicePort;

    fn spec(value: serde_json::Value) -> ServiceSpec {
        let mut spec = serde_json::from_value(value).unwrap();
        apply(&mut spec);
        spec
    }

    #[test]
    fn a_minimal_service_is_completed_as_the_server_does() {
        let spec = spec(serde_json::json!({ "ports": [{ "port": 80 }] }));
        let port = ServicePort {
            port: 80,
            protocol: Some("TCP".into()),
            target_port: Some(IntOrString::Int(80)),
            ..ServicePort::default()
        };
        assert_eq!(spec.type_.as_deref(), Some("ClusterIP"));
        assert_eq!(spec.session_affinity.as_deref(), Some("None"));
        assert_eq!(spec.internal_traffic_policy.as_deref(), Some("Cluster"));
        assert_eq!(spec.external_traffic_policy, None);
        assert_eq!(spec.allocate_load_balancer_node_ports, None);
        assert_eq!(spec.ports, Some(vec![port]));
    }

    #[test]
    fn types_have_their_own_defaults() {
        let balancer = spec(serde_json::json!({ "type": "LoadBalancer" }));
        assert_eq!(balancer.allocate_load_balancer_node_ports, Some(true));
        assert_eq!(balancer.external_traffic_policy.as_deref(), Some("Cluster"));
        let external = spec(serde_json::json!({ "type": "ExternalName", "externalIPs": ["10.0.0.1"] }));
        assert_eq!((external.internal_traffic_policy, external.external_traffic_policy), (None, None));
        let addressed = spec(serde_json::json!({ "externalIPs": ["10.0.0.1"] }));
        assert_eq!(addressed.external_traffic_policy.as_deref(), Some("Cluster"));
    }

    #[test]
    fn affinity_is_configured_or_not_at_all() {
        let timeout = |spec: ServiceSpec| spec.session_affinity_config?.client_ip?.timeout_seconds;
        assert_eq!(timeout(spec(serde_json::json!({ "sessionAffinity": "ClientIP" }))), Some(10_800));
        let given = serde_json::json!({ "clientIP": { "timeoutSeconds": 60 } });
        let with = |affinity: &str| serde_json::json!({ "sessionAffinity": affinity, "sessionAffinityConfig": given });
        assert_eq!(timeout(spec(with("ClientIP"))), Some(60));
        assert_eq!(timeout(spec(with("None"))), None);
    }

    #[test]
    fn a_target_is_kept_where_it_says_something() {
        let of = |target: serde_json::Value| {
            spec(serde_json::json!({ "ports": [{ "port": 80, "targetPort": target }] }))
                .ports
                .unwrap()
                .remove(0)
                .target_port
        };
        assert_eq!(of(serde_json::json!(0)), Some(IntOrString::Int(80)));
        assert_eq!(of(serde_json::json!("")), Some(IntOrString::Int(80)));
        assert_eq!(of(serde_json::json!("http")), Some(IntOrString::String("http".into())));
    }
}
