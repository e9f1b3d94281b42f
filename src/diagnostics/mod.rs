//! Findings: the code table, the model, fixes, and one renderer per output.

pub mod codes;
pub mod model;
pub mod nearest;

pub use codes::Code;
pub use model::{Diagnostic, Edit, Fix, Label, ObjectName, Severity};
pub use nearest::nearest;
