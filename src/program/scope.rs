//! What variables stand for where a block is read: a template's parameters, the app's own names, then the program's
//! values.

use std::rc::Rc;

use smol_str::SmolStr;

use crate::program::Unit;
use crate::source::Span;
use crate::syntax::tree::ValueId;

/// A tree together with what its variables stand for.
#[derive(Clone)]
pub struct Site<'p> {
    pub unit: &'p Unit,
    pub scope: Rc<Scope<'p>>,
}

/// The variables of a block. Templates see their parameters only, not their user's.
#[derive(Default)]
pub struct Scope<'p> {
    pub bindings: Vec<(SmolStr, Binding<'p>)>,
}

/// What a variable stands for.
#[derive(Clone)]
pub enum Binding<'p> {
    /// A value of the source, read where it stands.
    Value { site: Site<'p>, value: ValueId },
    /// A name that the block implies, such as `$app`, and the place that says it.
    Text { text: SmolStr, span: Span },
    /// The argument is missing or broken; a diagnostic says so.
    Poisoned,
}

impl<'p> Scope<'p> {
    pub fn get(&self, name: &str) -> Option<&Binding<'p>> {
        self.bindings.iter().find(|(bound, _)| bound == name).map(|(_, binding)| binding)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.bindings.iter().map(|(name, _)| name.as_str())
    }
}
