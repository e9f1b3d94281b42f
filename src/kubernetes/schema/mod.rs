//! Types and fields of every kind, with the versions in which each exists: built-in ones as const data made from the
//! table beside this file, those of CustomResourceDefinitions as an owned table behind the same type ids.
//!
//! It knows names, types, enumerated values, list keys and versions, and checks an object tree against them. It must
//! not know the API server's own rules (what values mean together), the svc language, or where a tree came from.

mod check;
mod custom;
mod finding;
mod key;
mod path;
mod schemas;
mod table;
mod types;
mod wording;

#[cfg(test)]
mod text;

#[cfg(test)]
mod tests;

pub use check::{check_kind, check_schema};
pub use finding::Finding;
pub use schemas::Schemas;
pub use types::{EnumValue, EnumValues, Field, Kind, ListKind, Type, TypeId};
