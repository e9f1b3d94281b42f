//! The integration tests, in one binary: it links once.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

#[path = "suite/code.rs"]
mod code;
#[path = "suite/command.rs"]
#[cfg(feature = "cli")]
mod command;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/doors.rs"]
mod doors;
#[path = "suite/dump.rs"]
mod dump;
#[path = "suite/house.rs"]
mod house;
#[path = "suite/laws.rs"]
mod laws;
#[path = "suite/outcome.rs"]
mod outcome;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/readme.rs"]
#[cfg(feature = "cli")]
mod readme;
#[path = "suite/schema.rs"]
mod schema;
#[path = "suite/tutorial.rs"]
mod tutorial;
#[path = "suite/types.rs"]
mod types;
