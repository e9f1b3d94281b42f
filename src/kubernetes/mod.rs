//! What svcc knows of Kubernetes: schema, versions, validation rules, and what an object is.

pub mod defaults;
pub mod objects;
pub mod providers;
pub mod schema;
pub mod target;
pub mod validation;
pub mod version;

pub use objects::{Edge, EdgeKind, Group, Groups, Object};
pub use target::{Provider, Target};
pub use version::Version;
