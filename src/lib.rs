//! svcc: a compiler from `.svc` to Kubernetes manifests.

pub mod diagnostics;
pub mod kubernetes;
pub mod language;
pub mod lower;
pub mod object;
pub mod program;
pub mod source;
pub mod syntax;
