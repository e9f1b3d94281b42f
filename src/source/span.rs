//! Places in source text.

/// Names a file of one [`Workspace`](crate::workspace); stable as long as the file belongs to it.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A range of bytes in one file: `start` inclusive, `end` exclusive.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct TextRange {
    pub start: u32,
    pub end: u32,
}

impl TextRange {
    pub fn new(start: usize, end: usize) -> Self {
        // Files are at most 64 MiB (SYN012), so an offset always fits.
        TextRange { start: start as u32, end: end as u32 }
    }

    /// The smallest range that holds both.
    pub fn to(self, other: TextRange) -> TextRange {
        TextRange { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn contains(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn bytes(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same place, now with its file.
    pub fn in_file(self, file: FileId) -> Span {
        Span { file, range: self }
    }
}

/// A range of bytes of one file.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Span {
    pub file: FileId,
    pub range: TextRange,
}

impl Span {
    /// The smallest span that holds both; the other's file must be the same, or `self` is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file { Span { file: self.file, range: self.range.to(other.range) } } else { self }
    }
}
