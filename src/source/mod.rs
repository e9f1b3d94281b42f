//! Files, spans and lines. The only room that touches the file system, behind one trait.
//!
//! It knows nothing of what stands in a file: no syntax, no YAML, no diagnostics. What goes wrong while finding or
//! reading files is a [`Problem`]; the room of diagnostics says it to people.

#[cfg(feature = "cli")]
pub mod atomic;
pub mod discover;
#[cfg(feature = "cli")]
pub mod disk;
pub mod files;
pub mod lines;
pub mod memory;
pub mod path;
pub mod span;
pub mod system;
#[cfg(feature = "cli")]
pub mod tree;

pub use discover::{Discovery, Shown, discover};
#[cfg(feature = "cli")]
pub use disk::Disk;
pub use files::{Files, MAX_FILE_BYTES, Problem, SourceFile, load};
pub use lines::{Lines, Position};
pub use memory::Memory;
pub use span::{FileId, Span, TextRange};
pub use system::{FileSystem, Kind};
