//! Kubernetes' own types as judges of what is emitted.

use serde::Serialize;
use serde::de::DeserializeOwned;
use svcc::object::Node;
use svcc::object::decode::decode_owned;
use svcc::object::json::to_json;

/// The object as it is emitted, and as its type writes what it has read.
type Both = (serde_json::Value, serde_json::Value);

fn both<T: Serialize + DeserializeOwned>(root: &Node) -> Result<Both, String> {
    let read: T = decode_owned(root).map_err(|error| format!("{}: {}", error.path(), error.message()))?;
    let mut read = serde_json::to_value(&read).map_err(|error| error.to_string())?;
    // The type names itself in claims, whose kind the field has said already.
    for claim in
        read.pointer_mut("/spec/volumeClaimTemplates").and_then(|claims| claims.as_array_mut()).into_iter().flatten()
    {
        claim
            .as_object_mut()
            .into_iter()
            .for_each(|claim| claim.retain(|key, _| !["apiVersion", "kind"].contains(&key.as_str())));
    }
    Ok((to_json(root), read))
}

macro_rules! kinds {
    ($($module:ident::$version:ident: $($kind:ident),*;)*) => {
        /// Decodes into the kind's type and back; `None` for a kind that Kubernetes does not bring.
        pub fn round_trip(api_version: &str, kind: &str, root: &Node) -> Option<Result<Both, String>> {
            $($(
                if (api_version, kind) == (
                    <k8s_openapi::api::$module::$version::$kind as k8s_openapi::Resource>::API_VERSION,
                    <k8s_openapi::api::$module::$version::$kind as k8s_openapi::Resource>::KIND,
                ) {
                    return Some(both::<k8s_openapi::api::$module::$version::$kind>(root));
                }
            )*)*
            None
        }
    };
}

kinds! {
    apps::v1: DaemonSet, Deployment, ReplicaSet, StatefulSet;
    autoscaling::v1: HorizontalPodAutoscaler;
    autoscaling::v2: HorizontalPodAutoscaler;
    batch::v1: CronJob, Job;
    coordination::v1: Lease;
    core::v1: ConfigMap, Endpoints, LimitRange, Namespace, PersistentVolume, PersistentVolumeClaim, Pod,
        ResourceQuota, Secret, Service, ServiceAccount;
    discovery::v1: EndpointSlice;
    networking::v1: Ingress, IngressClass, NetworkPolicy;
    policy::v1: PodDisruptionBudget;
    rbac::v1: ClusterRole, ClusterRoleBinding, Role, RoleBinding;
    scheduling::v1: PriorityClass;
    storage::v1: StorageClass;
}
