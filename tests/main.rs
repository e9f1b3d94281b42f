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
#[path = "support/counting.rs"]
mod counting;
#[path = "suite/doors.rs"]
mod doors;
#[path = "suite/house.rs"]
mod house;
#[path = "suite/linear.rs"]
mod linear;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/robust.rs"]
mod robust;
#[path = "suite/schema.rs"]
mod schema;
