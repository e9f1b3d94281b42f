//! svcc: a compiler from `.svc` to Kubernetes manifests.
//!
//! # Rooms and doors
//!
//! Each module below is a room. A room uses the others only through the doors listed here; `tests/suite/doors.rs` reads
//! this table and the `crate::` paths of every file. A room inside a room uses the doors of the outer one. Tests inside
//! a room may use any door, and so may `main.rs`.
//!
//! | room | may use |
//! |---|---|
//! | source | |
//! | diagnostics | source |
//! | syntax | diagnostics, source |
//! | object | diagnostics, source |
//! | kubernetes | object, diagnostics, source |
//! | language | syntax, kubernetes::schema, kubernetes::version, kubernetes::Version, diagnostics, source |
//! | program | language, syntax, object, kubernetes::schema, kubernetes::version, kubernetes::Version, diagnostics, source |
//! | lower | program, language, syntax, kubernetes, object, diagnostics, source |
//! | check, compare, views | kubernetes, object, diagnostics, source |
//! | import | language, syntax, kubernetes, object, diagnostics, source |
//! | gitops, cluster | compare, check, kubernetes, object, diagnostics, source |
//! | workspace | gitops, cluster, import, check, compare, views, lower, program, language, syntax, kubernetes, object, diagnostics, source |
//! | cli, editor | workspace, diagnostics, source |

// Unit tests may touch the disk; what is forbidden is named, with reasons, in `clippy.toml`.
#![cfg_attr(test, allow(clippy::disallowed_methods, clippy::disallowed_macros))]

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostics;
pub mod kubernetes;
pub mod language;
pub mod lower;
pub mod object;
pub mod program;
pub mod source;
pub mod syntax;
pub mod workspace;
