//! The texts of a program, by number and by path, and how they are read.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::lines::{Lines, Position};
use super::path;
use super::span::{FileId, Span, TextRange};
use super::system::{FileSystem, Kind};

/// A larger file is refused; every offset then fits a [`TextRange`].
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// One text and where it came from.
#[derive(Debug)]
pub struct SourceFile {
    pub id: FileId,
    /// As shown: relative to the working directory, `/` on every system.
    pub path: String,
    pub text: Arc<str>,
    pub lines: Lines,
}

impl SourceFile {
    /// The place of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// Where a range begins and ends.
    pub fn positions(&self, range: TextRange) -> (Position, Position) {
        (self.position(range.start as usize), self.position(range.end as usize))
    }

    /// A line's text, from 0, without its end.
    pub fn line(&self, line: usize) -> &str {
        &self.text[self.lines.range(&self.text, line)]
    }
}

/// The files of a workspace. A file keeps its id while its text is replaced; an id is never used again.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: Vec<Option<Arc<SourceFile>>>,
    by_path: FxHashMap<String, FileId>,
}

impl Files {
    pub fn new() -> Self {
        Files::default()
    }

    /// Adds a text, or replaces the one of that path.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let (path, text) = (path.into(), text.into());
        let id = match self.by_path.get(&path) {
            Some(&id) => id,
            None => {
                let id = FileId(self.files.len() as u32);
                self.files.push(None);
                self.by_path.insert(path.clone(), id);
                id
            }
        };
        let lines = Lines::new(&text);
        self.files[id.0 as usize] = Some(Arc::new(SourceFile { id, path, text, lines }));
        id
    }

    /// Takes a file out and gives what it was.
    pub fn remove(&mut self, id: FileId) -> Option<Arc<SourceFile>> {
        let file = self.files.get_mut(id.0 as usize)?.take()?;
        self.by_path.remove(&file.path);
        Some(file)
    }

    pub fn get(&self, id: FileId) -> Option<&Arc<SourceFile>> {
        self.files.get(id.0 as usize)?.as_ref()
    }

    /// The file that is shown under this path.
    pub fn find(&self, path: &str) -> Option<&Arc<SourceFile>> {
        self.get(*self.by_path.get(path)?)
    }

    /// Every file, in the order in which they were first added.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        self.files.iter().flatten()
    }

    pub fn len(&self) -> usize {
        self.by_path.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// The place of an offset; the beginning for a file that is gone.
    pub fn position(&self, file: FileId, offset: usize) -> Position {
        self.get(file).map_or(Position { line: 1, column: 1 }, |file| file.position(offset))
    }
}

/// What kept a file or folder from being read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// Nothing stands there; `beside` are the names in its folder, sorted.
    Missing { path: String, beside: Vec<String> },
    /// Something stands there and cannot be read: the system's reason.
    Unreadable { path: String, reason: String },
    /// Its name says that it is neither svc nor YAML.
    UnknownKind { path: String },
    /// Paths that belong to different programs were named together: two paths and their roots, if they have one.
    DifferentPrograms { first: (String, Option<String>), second: (String, Option<String>) },
    /// Larger than [`MAX_FILE_BYTES`].
    TooLarge { path: String },
    /// The first bytes that are not UTF-8 stand here, in the text as it was kept with such bytes replaced.
    NotUtf8 { path: String, at: Span },
}

/// Reads a file into `files`. One that is not UTF-8 is kept with its bad bytes replaced, so that the place can be
/// shown, and is a problem: it must not be parsed.
pub fn load(files: &mut Files, system: &dyn FileSystem, path: &str) -> Result<FileId, Problem> {
    let bytes = match system.read(path, MAX_FILE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return Err(read_problem(system, path, &error)),
    };
    add_bytes(files, path, bytes)
}

/// Adds the bytes of a file that came another way, such as standard input.
pub fn add_bytes(files: &mut Files, path: &str, bytes: Vec<u8>) -> Result<FileId, Problem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Problem::TooLarge { path: path.to_owned() });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(files.add(path, text)),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            // Everything before the first bad byte is unchanged, and a replacement character of 3 bytes follows.
            let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
            let file = files.add(path, text);
            Err(Problem::NotUtf8 { path: path.to_owned(), at: TextRange::new(start, end).in_file(file) })
        }
    }
}

/// Says why a path could not be read, with what stands beside it if nothing stands there.
pub(super) fn read_problem(system: &dyn FileSystem, path: &str, error: &std::io::Error) -> Problem {
    let path = path.to_owned();
    match error.kind() {
        std::io::ErrorKind::FileTooLarge => Problem::TooLarge { path },
        std::io::ErrorKind::NotFound => missing(system, &path),
        kind => Problem::Unreadable { path, reason: kind.to_string() },
    }
}

/// The problem of a path where nothing stands.
pub(super) fn missing(system: &dyn FileSystem, path: &str) -> Problem {
    let folder = path.strip_suffix(path::name(path)).unwrap_or_default();
    let listed = system.list(if folder.is_empty() { "." } else { folder }).unwrap_or_default();
    let named = listed.into_iter().filter(|entry| matches!(entry.kind, Kind::File | Kind::Directory));
    let mut beside: Vec<String> = named.map(|entry| entry.name).collect();
    beside.sort();
    Problem::Missing { path: path.to_owned(), beside }
}
