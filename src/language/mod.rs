//! The statement table and the types of values: what each statement may contain, where it may stand, what it takes,
//! which fields it owns, and its documentation. The checker, `svcc explain`, the reference pages and the editors' word
//! lists are made from it. Knows nothing of any program.

pub mod direct;
pub mod form;
pub mod functions;
pub mod implied;
pub mod statements;
pub mod types;
pub mod values;

#[cfg(test)]
mod tests;

pub use form::{Form, Matched, Mismatch, Takes};
pub use functions::{FUNCTIONS, Function, function};
pub use statements::{BlockShape, Place, Statement, find, statements_in};
