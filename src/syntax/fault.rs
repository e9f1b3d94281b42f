//! What can be wrong with a text, in a few bytes: recorded while reading, put into words later and only for the
//! faults that are shown.

use crate::source::TextRange;

/// One mistake.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    pub kind: FaultKind,
    pub range: TextRange,
    /// The index of the token it lies at, among the paired tokens; unused for faults inside strings.
    pub token: u32,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) enum FaultKind {
    /// A token that cannot stand where it stands.
    Unexpected(Place),
    /// A block that is never closed: the offset before which it was probably meant to close, if its layout tells, and
    /// how many are missing there.
    Unclosed {
        before: Option<u32>,
        missing: u32,
    },
    /// The same of a bracket within something that is closed, or of a list or call.
    UnclosedEntries,
    OpenString,
    NextLineBrace,
    Touching,
    /// The same between the entries of a list or call, where a comma is missing too.
    TouchingEntries,
    Colon,
    MissingComma,
    Hash,
    Character,
    Escape,
    /// `${` without a name and `}`, in a string.
    Variable,
    TooDeep,
    TooLarge,
    Stray,
    /// A multi-line string whose text starts on the line of its opening quotes.
    TextAfterQuotes,
    /// `let x=1`.
    GluedLet,
    /// `--x="y"` in a list.
    GluedEquals,
}

/// Where a token was met, which says what could have stood there instead.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    StatementStart,
    Arguments,
    AfterBlock,
    List,
    Call,
    /// After `name:` in a call.
    CallValue,
}
