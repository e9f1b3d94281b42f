//! Findings: the code table, the model, fixes, and one renderer per output.
//!
//! Renderers are pure: a report and the files go in, text comes out. This room knows places in text and nothing of
//! what the text means.

pub mod codes;
pub mod fixes;
pub mod model;
pub mod nearest;
mod problem;
pub mod render;
pub mod report;
pub mod sort;

pub use codes::Code;
pub use fixes::{FixError, apply_fixes};
pub use model::{Diagnostic, Edit, Fix, Label, ObjectName, Severity};
pub use nearest::nearest;
pub use render::{Style, render_json, render_short, render_terminal};
pub use report::Report;
