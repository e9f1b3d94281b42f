//! What a rule of the API server is to svcc: a stable id, the kind of error it gives, and svcc's code for it.

use crate::diagnostics::Code;

/// The kinds of error that the API server tells apart.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    Required,
    Invalid,
    Duplicate,
    NotSupported,
    Forbidden,
    TooLong,
    TooMany,
    /// Accepted, with a warning or without effect.
    Warning,
}

/// One rule. The text of a finding belongs to the place that finds it.
#[derive(Debug)]
pub struct Rule {
    pub id: &'static str,
    pub kind: ErrorKind,
    pub code: Code,
}

/// Declares a kind's rules as constants, and all of them as `TABLE`.
macro_rules! rules {
    ($($name:ident $id:literal $kind:ident $code:ident,)*) => {
        $(pub const $name: Rule = Rule { id: $id, kind: ErrorKind::$kind, code: Code::$code };)*
        /// Every rule of this kind of object.
        pub static TABLE: &[Rule] = &[$($name),*];
    };
}
pub(super) use rules;
