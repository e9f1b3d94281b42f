//! What a finding is, before anyone draws it.

use crate::diagnostics::codes::Code;
use crate::source::Span;

/// How much a finding matters. An error stops every output; a warning and a hint stop nothing.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    Hint,
    Warning,
    Error,
}

/// A place that the reader must see to understand the finding, with what it has to do with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// One replacement of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A change that makes the finding go away. The edits of one fix never overlap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// Completes "Quick fix: …", in the imperative.
    pub title: String,
    pub edits: Vec<Edit>,
}

/// The Kubernetes object that a finding is about.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ObjectName {
    pub api_version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
}

/// One finding: stable code, message, primary place, and everything that helps to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One sentence without a full stop; names in backquotes.
    pub message: String,
    /// Where it is. `None` only where no text exists to point at (an empty program, a missing file, a command-line value).
    pub span: Option<Span>,
    /// What stands under the primary place; empty repeats nothing.
    pub note: String,
    pub labels: Vec<Label>,
    /// How to fix it, in a sentence.
    pub help: Option<String>,
    pub fixes: Vec<Fix>,
    /// The id of the API server's rule (`SVC-046`), where there is one.
    pub rule: Option<&'static str>,
    pub object: Option<ObjectName>,
    /// The field, spelled as the API server spells it (`spec.ports[0].nodePort`).
    pub path: Option<String>,
}

impl Diagnostic {
    pub fn new(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.info().level,
            message: message.into(),
            span: span.into(),
            note: String::new(),
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
            rule: None,
            object: None,
            path: None,
        }
    }

    /// What stands under the primary place.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { title: title.into(), edits });
        self
    }

    /// What was probably meant by the word at `span`, with the fix that writes it.
    pub fn meant(self, span: Span, near: &str) -> Self {
        self.note(format!("did you mean `{near}`?"))
            .fix(format!("write `{near}`"), vec![Edit { span, text: near.to_string() }])
    }

    pub fn rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    pub fn object(mut self, object: ObjectName) -> Self {
        self.object = Some(object);
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
