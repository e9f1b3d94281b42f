//! Checks over all objects of a program, one file each. They see objects, edges and the target, and nothing of the
//! language: the same checks hold for programs, plain YAML and a live cluster.

mod identity;

use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::kubernetes::Group;

/// Every whole-program check.
pub fn check_program(groups: &[Arc<Group>]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    identity::check(groups, &mut diagnostics);
    diagnostics
}
