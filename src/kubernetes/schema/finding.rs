//! What a check of a tree says, before anyone knows in which file the tree's origins lie.

use crate::diagnostics::Code;
use crate::object::OriginId;

/// One finding about one place of a tree. Who holds the tree adds the object and the span of `origin`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub code: Code,
    pub message: String,
    /// What stands under the place; empty says no more than the message.
    pub note: String,
    pub help: Option<String>,
    /// The field, spelled as the API server spells it: `spec.ports[0].nodePort`.
    pub path: String,
    pub origin: OriginId,
    /// What the unknown name or value was probably meant to be: the text of a fix.
    pub replacement: Option<String>,
}

impl Finding {
    pub(super) fn new(code: Code, origin: OriginId, path: String, message: String) -> Finding {
        Finding { code, message, note: String::new(), help: None, path, origin, replacement: None }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Finding {
        self.note = note.into();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }
}
