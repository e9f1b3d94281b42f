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
#[path = "suite/doors.rs"]
mod doors;
#[path = "suite/house.rs"]
mod house;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/schema.rs"]
mod schema;
#[path = "suite/validation.rs"]
mod validation;
