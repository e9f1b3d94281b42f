//! The object tree, the writes that build it, and its forms outside: YAML and JSON.
//!
//! Everything that svcc emits, reads from YAML or compares is a tree of [`Node`]s with an origin on every value.
//! This room knows nothing of Kubernetes' kinds and nothing of the svc language.

pub mod decode;
#[cfg(test)]
mod decode_tests;
pub mod json;
pub mod merge;
pub mod node;
pub mod order;
pub mod origin;
pub mod path;
pub mod yaml;

pub use merge::{Conflict, Segment, Write, merge};
pub use node::{Entry, List, ListKeys, Map, Node, Value};
pub use origin::{Layer, Origin, OriginId, Origins};
