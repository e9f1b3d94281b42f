//! The formats that the API server demands of names, addresses and numbers, each with its id. They look at bytes one
//! after the other, allocate nothing, and know nothing of where a text stands.

pub mod addresses;
pub mod names;

#[cfg(test)]
mod tests;
