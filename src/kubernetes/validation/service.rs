//! Rules of v1 Service.

use k8s_openapi::api::core::v1::Service;

use super::Rules;
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::object::decode::decode;

pub fn check(rules: &mut Rules) {
    let Ok(service) = decode::<Service>(&rules.object.root) else { return };
    external_traffic_policy(rules, &service);
}

/// SVC-046: only a Service that is reachable from outside the cluster has a policy for traffic from there.
fn external_traffic_policy(rules: &mut Rules, service: &Service) {
    let Some(spec) = &service.spec else { return };
    let ty = spec.type_.as_deref().unwrap_or("ClusterIP");
    let external_ips = spec.external_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    let reachable = matches!(ty, "NodePort" | "LoadBalancer") || (ty == "ClusterIP" && external_ips);
    let Some(policy) = spec.external_traffic_policy.as_deref().filter(|_| !reachable) else { return };
    let path = "spec.externalTrafficPolicy";
    let span = rules.span(path);
    let mut diagnostic = Diagnostic::new(
        Code::API001,
        span,
        "`externalTrafficPolicy` needs a Service that is reachable from outside the cluster",
    )
    .note("the API server refuses this field here")
    .rule("SVC-046");
    let headless = spec.cluster_ip.as_deref() == Some("None");
    let what = if headless {
        "a headless"
    } else if ty == "ExternalName" {
        "an ExternalName"
    } else {
        "a ClusterIP"
    };
    let place = match spec.type_ {
        Some(_) => rules.span("spec.type"),
        None => rules.object.span,
    };
    diagnostic = diagnostic.label(place, format!("this is {what} Service"));
    let inside = match policy {
        "Local" if spec.internal_traffic_policy.as_deref() == Some("Local") => {
            "; inside the cluster `internalTrafficPolicy Local` already applies"
        }
        "Local" => "; for traffic from inside the cluster there is `internalTrafficPolicy Local`",
        _ => "",
    };
    diagnostic = diagnostic
        .help(format!("make it `as LoadBalancer` or `as NodePort`, or drop the line{inside}"))
        .fix("drop the line", vec![Edit { span, text: String::new() }]);
    rules.report(path, diagnostic);
}
