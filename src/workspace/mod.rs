//! The one entrance for the command line, editors and tests: files in, objects and findings out.
//!
//! A [`Workspace`] keeps every file's text and tree, and what was made of each declaration. Asking again after an edit
//! makes anew only what depends on it; the answer never differs from that of a fresh workspace. Passes poll a
//! [`Cancel`] and stop early.

mod analysis;
pub mod explain;
mod levels;
mod load;
mod order;
pub mod output;
mod parallel;
mod targets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use crate::diagnostics::Diagnostic;
pub use crate::kubernetes::Version;
pub use crate::kubernetes::schema::Schemas;
use crate::kubernetes::{Groups, Target};
use crate::program::Program;
use crate::source::discover::Discovery;
use crate::source::{FileId, FileSystem, Files};
use crate::syntax::Parsed;

use analysis::Memo;

pub use targets::version as known_version;

/// Asks running passes to stop; clones share one flag.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn check(&self) -> Result<(), Cancelled> {
        if self.0.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}

/// A pass was asked to stop; there is no result.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Cancelled;

/// What the command line adds to a program.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// `--set NAME=VALUE`
    pub set: BTreeMap<String, Arc<str>>,
    /// `--on CLUSTER`
    pub on: Option<String>,
    /// `--kubernetes 1.35`, for programs without a cluster.
    pub kubernetes: Option<Version>,
}

/// What became of a program for one target.
#[derive(Clone, Debug)]
pub struct Analysis {
    pub target: Target,
    /// In the order of output.
    pub groups: Groups,
    /// Unsorted; without those that the program allows.
    pub diagnostics: Vec<Diagnostic>,
    /// All files of the program, with names and declarations.
    pub program: Arc<Program>,
}

/// The files of one program and everything known of them.
pub struct Workspace {
    system: Arc<dyn FileSystem>,
    files: Files,
    discovery: Discovery,
    /// Findings about files that could not be read.
    problems: Vec<Diagnostic>,
    parsed: FxHashMap<FileId, Parsed>,
    /// YAML that `use` names, in order.
    used_yaml: Vec<FileId>,
    /// The `.svc` files of the program, in order of their paths.
    units: Vec<FileId>,
    memo: Memo,
}

impl Workspace {
    /// A workspace without files.
    pub fn new(system: Arc<dyn FileSystem>) -> Self {
        Workspace {
            system,
            files: Files::new(),
            discovery: Discovery::default(),
            problems: Vec::new(),
            parsed: FxHashMap::default(),
            used_yaml: Vec::new(),
            units: Vec::new(),
            memo: Memo::default(),
        }
    }

    pub fn files(&self) -> &Files {
        &self.files
    }

    /// What was found where the paths led: the program's root, and whose findings to show.
    pub fn discovery(&self) -> &Discovery {
        &self.discovery
    }

    /// A file's tree and syntax findings.
    pub fn parsed(&self, file: FileId) -> Option<&Parsed> {
        self.parsed.get(&file)
    }

    /// The `.svc` files of the program, in order of their paths.
    pub fn units(&self) -> &[FileId] {
        &self.units
    }
}

/// A file's text in the one canonical style.
pub fn format(text: &str) -> String {
    crate::syntax::format(text)
}
