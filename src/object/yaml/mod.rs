//! YAML in and out of the object tree. Knows kubectl's reading of scalars, and nothing of Kubernetes' kinds.

mod flow;
mod places;
pub mod read;
#[cfg(test)]
mod read_tests;
mod refuse;
mod resolve;
mod scalar;
#[cfg(test)]
mod tests;
mod text;
pub mod write;

pub use read::{Document, read_yaml};
pub use write::{write_documents, write_yaml};
