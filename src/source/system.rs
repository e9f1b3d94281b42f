//! The one trait through which files are seen: a disk, memory, or an editor's buffers over either.
//!
//! Paths are text with `/` on every system; what they are relative to is the system's current folder.

use std::io;

/// What stands at a path, without following a symbolic link.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    File,
    Directory,
    Symlink,
    Missing,
    /// A pipe, a socket, a device.
    Other,
}

/// One name in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FolderEntry {
    pub name: String,
    pub kind: Kind,
}

/// Where files come from.
pub trait FileSystem: Send + Sync {
    /// The current folder as an absolute path.
    fn current_folder(&self) -> io::Result<String>;

    /// The bytes of a file, links followed. More than `limit` of them is [`io::ErrorKind::FileTooLarge`], found
    /// without reading further.
    fn read(&self, path: &str, limit: usize) -> io::Result<Vec<u8>>;

    /// What stands at the path itself.
    fn kind(&self, path: &str) -> Kind;

    /// What the path leads to when links are followed; never [`Kind::Symlink`].
    fn target_kind(&self, path: &str) -> Kind;

    /// The names in a folder, in any order.
    fn list(&self, folder: &str) -> io::Result<Vec<FolderEntry>>;
}
