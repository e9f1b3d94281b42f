//! What svcc knows of Kubernetes: schema, versions, validation rules.

pub mod schema;
pub mod version;

pub use version::Version;
