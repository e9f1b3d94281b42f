//! Rules of v1 Service that hold when it is created. What the schema says (unknown values of `type`, `protocol`,
//! `sessionAffinity`, `ipFamilies`, the policies) is not said again here.

mod addresses;
mod families;
mod ports;
mod traffic;
mod types;
mod warnings;

use std::borrow::Cow;

use k8s_openapi::api::core::v1::ServiceSpec;

use super::Rules;
use super::metadata::label_map;
use super::rule::{ErrorKind, Rule, rules};
use crate::diagnostics::Code;
use crate::kubernetes::defaults;
use crate::object::Node;
use crate::object::decode::decode;
use crate::source::Span;

pub use addresses::why_unreachable;

rules! {
    TOPOLOGY_ANNOTATIONS "SVC-002" Invalid API017,
    PORTS_REQUIRED "SVC-004" Required API013,
    PORT_NAME_REQUIRED "SVC-005" Required API004,
    PORT_NAME "SVC-006" Invalid API004,
    PORT_NAME_TWICE "SVC-007" Duplicate API005,
    PORT_NUMBER "SVC-008" Invalid API014,
    TARGET_PORT "SVC-010" Invalid API014,
    APP_PROTOCOL "SVC-011" Invalid API016,
    PORT_TWICE "SVC-012" Duplicate API005,
    NODE_PORT_TWICE "SVC-013" Duplicate API006,
    NODE_PORT_OF_CLUSTER_IP "SVC-014" Forbidden API006,
    SELECTOR "SVC-015" Invalid API007,
    AFFINITY_TIMEOUT "SVC-017" Invalid API015,
    AFFINITY_CONFIG "SVC-018" Warning BPR010,
    HEADLESS_LOAD_BALANCER "SVC-019" Invalid API008,
    HEADLESS_NODE_PORT "SVC-020" Invalid API008,
    EXTERNAL_NAME_CLUSTER_IPS "SVC-021" Forbidden API012,
    EXTERNAL_NAME_FAMILIES "SVC-022" Forbidden API012,
    EXTERNAL_NAME_FAMILY_POLICY "SVC-023" Forbidden API012,
    EXTERNAL_NAME_REQUIRED "SVC-024" Required API012,
    EXTERNAL_NAME "SVC-025" Invalid API012,
    CLUSTER_IPS_FIRST "SVC-026" Invalid API010,
    CLUSTER_IPS_ALONE "SVC-027" Invalid API010,
    NONE_ALONE "SVC-028" Invalid API010,
    CLUSTER_IP "SVC-029" Invalid API011,
    CLUSTER_IPS_COUNT "SVC-030" Invalid API010,
    CLUSTER_IPS_FAMILIES "SVC-031" Invalid API010,
    CLUSTER_IP_FAMILY "SVC-032" Invalid API010,
    FAMILY_TWICE "SVC-034" Duplicate API010,
    EXTERNAL_IP "SVC-036" Invalid API011,
    EXTERNAL_IP_REACHABLE "SVC-037" Invalid API011,
    SOURCE_RANGES_TYPE "SVC-038" Forbidden API009,
    SOURCE_RANGE "SVC-039" Invalid API011,
    SOURCE_RANGES_ANNOTATION_TYPE "SVC-040" Forbidden API009,
    SOURCE_RANGES_ANNOTATION "SVC-041" Invalid API011,
    ALLOCATE_NODE_PORTS "SVC-042" Forbidden API009,
    CLASS_TYPE "SVC-044" Forbidden API009,
    CLASS "SVC-045" Invalid API016,
    EXTERNAL_TRAFFIC_POLICY "SVC-046" Invalid API001,
    HEALTH_CHECK_PORT_TYPE "SVC-048" Invalid API009,
    HEALTH_CHECK_PORT "SVC-049" Invalid API006,
    TRAFFIC_DISTRIBUTION "SVC-051" NotSupported TYP004,
    TRAFFIC_DISTRIBUTION_LATER "SVC-051" NotSupported DEP001,
    TWO_CLUSTER_IPS_POLICY "SVC-101" Invalid API010,
    TWO_FAMILIES_POLICY "SVC-102" Invalid API010,
    CLUSTER_IP_OF_CLUSTER "SVC-103" Invalid API010,
    DUAL_STACK_OF_CLUSTER "SVC-104" Invalid API010,
    FAMILY_OF_CLUSTER "SVC-105" Invalid API010,
    NODE_PORT_RANGE "SVC-110" Invalid API006,
    HEALTH_CHECK_PORT_RANGE "SVC-113" Invalid API006,
    NODE_PORT_SHARED "SVC-114" Invalid API006,
    DEPRECATED_ANNOTATION "WRN-01" Warning DEP010,
    HEADLESS_IGNORES "WRN-02" Warning BPR010,
    EXTERNAL_IPS_DEPRECATED "WRN-03" Warning DEP010,
    EXTERNAL_IPS_IGNORED "WRN-03" Warning BPR010,
    EXTERNAL_NAME_IGNORED "WRN-04" Warning BPR010,
    PREFER_CLOSE "WRN-05" Warning DEP010,
    ADDRESS_FORM "WRN-06" Warning BPR011,
}

pub fn check(rules: &mut Rules) {
    let root = rules.root.clone();
    if !rules.is_known("spec") {
        return;
    }
    let Ok(mut given) = root.get("spec").map(decode::<ServiceSpec>).transpose().map(Option::unwrap_or_default) else {
        return;
    };
    // Its labels are read from the tree, each with its place: no copy is needed.
    given.selector = None;
    let mut spec = given.clone();
    defaults::service::apply(&mut spec);
    let facts = Facts::new(rules, &spec, &given, &root);
    ports::check(rules, &facts);
    if let Some(selector) = root.at(&["spec", "selector"]).and_then(Node::as_map) {
        label_map(rules, &SELECTOR, selector, &"spec.selector");
    }
    types::check(rules, &facts);
    families::check(rules, &facts);
    addresses::check(rules, &facts);
    traffic::check(rules, &facts);
    warnings::check(rules, &facts);
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Kind {
    ClusterIp,
    NodePort,
    LoadBalancer,
    ExternalName,
}

/// What several rules ask of a Service.
struct Facts<'a> {
    /// After the server's defaults.
    spec: &'a ServiceSpec,
    /// As written.
    given: &'a ServiceSpec,
    root: &'a Node,
    /// `None` where the type is refused: rules that depend on it say nothing.
    kind: Option<Kind>,
    headless: bool,
    has_selector: bool,
}

impl<'a> Facts<'a> {
    fn new(rules: &Rules, spec: &'a ServiceSpec, given: &'a ServiceSpec, root: &'a Node) -> Self {
        let kind = match spec.type_.as_deref() {
            _ if !rules.is_known("spec.type") => None,
            Some("ClusterIP") => Some(Kind::ClusterIp),
            Some("NodePort") => Some(Kind::NodePort),
            Some("LoadBalancer") => Some(Kind::LoadBalancer),
            Some("ExternalName") => Some(Kind::ExternalName),
            _ => None,
        };
        let headless = match given.cluster_ips.as_deref() {
            None | Some([]) => given.cluster_ip.as_deref() == Some("None"),
            Some(ips) => ips == ["None"],
        };
        let selector = root.at(&["spec", "selector"]);
        let has_selector =
            selector.is_some_and(|node| node.is_poisoned() || node.as_map().is_some_and(|labels| !labels.is_empty()));
        Facts { spec, given, root, kind, headless, has_selector }
    }

    fn is(&self, kind: Kind) -> bool {
        self.kind == Some(kind)
    }

    /// The type is known, and another.
    fn is_not(&self, kind: Kind) -> bool {
        self.kind.is_some_and(|own| own != kind)
    }

    fn annotation(&self, key: &str) -> Option<&'a str> {
        self.root.at(&["metadata", "annotations"])?.get(key)?.as_str()
    }

    /// `a ClusterIP`, `a headless`, for messages.
    fn article_and_type(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self.kind {
            Some(Kind::LoadBalancer) => "a LoadBalancer",
            Some(Kind::NodePort) => "a NodePort",
            Some(Kind::ExternalName) => "an ExternalName",
            _ if self.headless => "a headless",
            _ => "a ClusterIP",
        })
    }

    /// Where the type is said, or the object where it is not.
    fn type_place(&self, rules: &Rules) -> Span {
        let headless = self.headless && !matches!(self.kind, Some(Kind::LoadBalancer | Kind::NodePort));
        let path = if rules.has("spec.type") && !headless {
            "spec.type"
        } else if headless {
            self.none_path()
        } else {
            return rules.object.span;
        };
        rules.value_span(path)
    }

    /// Where `None` is said.
    fn none_path(&self) -> &'static str {
        match self.given.cluster_ip {
            Some(_) => "spec.clusterIP",
            None => "spec.clusterIPs[0]",
        }
    }
}
