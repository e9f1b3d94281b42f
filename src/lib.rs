//! svcc: a compiler from `.svc` to Kubernetes manifests.

pub mod diagnostics;
pub mod kubernetes;
pub mod object;
pub mod source;
pub mod syntax;
