//! Findings: the code table, the model, fixes, and one renderer per output.

pub mod codes;
pub mod model;

pub use codes::Code;
pub use model::{Diagnostic, Edit, Fix, Label, ObjectName, Severity};
