//! The integration tests, in one binary: it links once.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

#[path = "support/anything.rs"]
mod anything;
#[path = "suite/code.rs"]
mod code;
#[path = "suite/command.rs"]
#[cfg(feature = "cli")]
mod command;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "support/counting.rs"]
mod counting;
#[path = "suite/doors.rs"]
mod doors;
#[path = "suite/dump.rs"]
mod dump;
#[path = "suite/explain.rs"]
mod explain;
#[path = "suite/house.rs"]
mod house;
#[path = "suite/linear.rs"]
mod linear;
#[path = "suite/outcome.rs"]
mod outcome;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/program.rs"]
mod program;
#[path = "suite/readme.rs"]
#[cfg(feature = "cli")]
mod readme;
#[path = "suite/reference.rs"]
mod reference;
#[path = "suite/robust.rs"]
mod robust;
#[path = "suite/schema.rs"]
mod schema;
#[path = "suite/tutorial.rs"]
mod tutorial;
#[path = "suite/types.rs"]
mod types;
#[path = "suite/validation.rs"]
mod validation;
