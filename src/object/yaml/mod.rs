//! YAML in and out of the object tree. Knows kubectl's reading of scalars, and nothing of Kubernetes' kinds.

// pub mod read;
// mod resolve;
mod scalar;
pub mod write;

// pub use read::{Document, read_yaml};
pub use write::{write_documents, write_yaml};
