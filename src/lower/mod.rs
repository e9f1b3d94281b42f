//! From a program to objects: every statement expands into writes, writes merge by layers, and what is still absent is
//! derived. One file per family of statements. Each declaration is lowered by itself; values that need another
//! declaration are deferred and filled in by [`link`].

mod app;
mod config;
mod container;
mod context;
mod derive;
mod draft;
mod expose;
mod external;
mod facts;
mod fields;
mod functions;
pub mod link;
mod object;
mod ports;
mod probe;
mod providers;
mod service;
pub mod types;
mod value;
mod volume;

use smol_str::SmolStr;

use crate::diagnostics::Diagnostic;
use crate::kubernetes::schema::Schemas;
use crate::kubernetes::{Group, Target};
use crate::program::{Declaration, DeclarationKind, Program};
use crate::source::Span;

pub use facts::{Facts, Names};
pub use functions::{Deferred, Lookup};
pub use types::Types;

use context::Lowering;

/// Everything outside a program that its objects depend on.
#[derive(Clone, Debug)]
pub struct Conditions {
    pub target: Target,
    pub schemas: Schemas,
    pub types: Types,
}

impl Conditions {
    pub fn new(target: Target, schemas: Schemas) -> Self {
        let types = Types::of(&schemas);
        Conditions { target, schemas, types }
    }
}

/// What is known of one declaration before references are filled in, beside its objects.
#[derive(Clone, Debug, Default)]
pub struct Expanded {
    /// What others can refer to.
    pub facts: Facts,
    pub diagnostics: Vec<Diagnostic>,
    /// Values that need other declarations, by the number in their [`Value::Deferred`](crate::object::Value::Deferred).
    pub deferred: Vec<Deferred>,
    /// Configs and secrets that must exist.
    pub lookups: Vec<Lookup>,
    /// The provider blocks that it has, each with its place.
    pub providers: Vec<(crate::kubernetes::Provider, Span)>,
}

/// A Secret that is said to exist.
#[derive(Clone, Debug)]
pub struct DeclaredSecret {
    pub namespace: Option<SmolStr>,
    pub name: SmolStr,
    /// `None` where the keys are not said.
    pub keys: Option<Vec<SmolStr>>,
    pub span: Span,
}

/// Expands, merges and derives one declaration. Pure: the same declaration, program and conditions give the same.
/// The objects have places left for [`link`](link::link) to fill in.
pub fn expand(program: &Program, declaration: &Declaration, conditions: &Conditions) -> (Expanded, Group) {
    let mut lowering = Lowering::new(program, declaration, conditions);
    match declaration.kind {
        DeclarationKind::App => lowering.app(),
        DeclarationKind::Service => lowering.service(),
        DeclarationKind::External => lowering.external(),
        DeclarationKind::Config => lowering.config(),
        DeclarationKind::Secret => lowering.secret(),
        DeclarationKind::Object => lowering.object(),
    }
    lowering.finish()
}
