//! Writing a folder of files that switches over as one.
//!
//! An index beside the files says which of them are svcc's own and what their bytes were, so that nothing that someone
//! else put there, or edited, is ever overwritten or removed. Everything is checked first, then written under
//! unfinished names, and only then renamed; on a failure every file is as it was. While files are renamed the index
//! accepts the old bytes and the new: a process that is killed in between leaves a folder that the next run finishes.
#![allow(clippy::disallowed_methods)] // One of the few places that may touch the disk.

mod index;
mod name;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use tempfile::{NamedTempFile, TempPath};

use self::index::{Index, hash};
use self::name::{check_collisions, check_path, on_disk};
use super::atomic::{UNFINISHED, folder_of, sync_folder, write_beside};

pub use self::index::INDEX_FILE;
pub use self::name::escape_name;

/// What writing a folder did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TreeSummary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// Why a folder was not written. Every file in it is as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TreeError {
    /// The folder has files and no index.
    NotOurs { folder: String },
    /// The index is not one that this version wrote.
    BadIndex { line: usize },
    /// A path that leaves the folder, or that some system cannot hold.
    BadPath { path: String, why: String },
    /// Two paths that are one where case does not matter.
    Collision { first: String, second: String },
    /// A file that the index lists was edited since.
    Edited { path: String },
    /// Something that svcc did not write stands where a file belongs.
    Occupied { path: String },
    /// A symbolic link stands on the way.
    Symlink { path: String },
    /// The system refused.
    Io { path: String, reason: String },
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TreeError::NotOurs { folder } => write!(
                f,
                "`{folder}` already holds files that svcc did not write; name an empty folder, or remove them first"
            ),
            TreeError::BadIndex { line } => write!(
                f,
                "line {line} of `{INDEX_FILE}` is not as svcc writes it; restore the file, or start with an empty folder"
            ),
            TreeError::BadPath { path, why } => write!(f, "`{path}` cannot be a file's name: {why}"),
            TreeError::Collision { first, second } => {
                write!(f, "`{first}` and `{second}` are one file on systems where case does not matter; rename one")
            }
            TreeError::Edited { path } => write!(
                f,
                "`{path}` was edited since svcc wrote it; move the change to the source, then remove the file"
            ),
            TreeError::Occupied { path } => {
                write!(f, "`{path}` was not written by svcc and stands where a file belongs; move it away")
            }
            TreeError::Symlink { path } => {
                write!(f, "`{path}` is a symbolic link; svcc writes through none, so remove it")
            }
            TreeError::Io { path, reason } => write!(f, "`{path}` cannot be written: {reason}"),
        }
    }
}

impl std::error::Error for TreeError {}

/// Makes the folder hold exactly these files (paths with `/`, relative to it) of svcc's own: stale ones go, files that
/// already have their bytes are not touched, and nothing else in the folder is.
pub fn write_tree(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<TreeSummary, TreeError> {
    switch_over(folder, files, &mut Faults::default())
}

/// Where a failure is put in by a test: before the disk is touched for the n-th time.
#[derive(Default)]
struct Faults {
    #[cfg(test)]
    after: Option<usize>,
}

impl Faults {
    fn step(&mut self) -> io::Result<()> {
        #[cfg(test)]
        if let Some(left) = &mut self.after {
            if *left == 0 {
                self.after = None;
                return Err(io::Error::other("put in by a test"));
            }
            *left -= 1;
        }
        Ok(())
    }
}

fn switch_over(folder: &Path, files: &[(String, Vec<u8>)], faults: &mut Faults) -> Result<TreeSummary, TreeError> {
    let plan = plan(folder, files)?;
    if plan.writes.is_empty() && plan.removals.is_empty() && plan.old == plan.new {
        return Ok(plan.summary);
    }
    let mut switch = Switch { folder: folder.to_owned(), ..Switch::default() };
    let done = switch.run(&plan, faults);
    match done {
        Ok(()) => {
            switch.finish(&plan);
            Ok(plan.summary)
        }
        Err((path, error)) => {
            switch.undo();
            Err(TreeError::Io { path: path.display().to_string(), reason: error.to_string() })
        }
    }
}

struct Plan<'a> {
    old: Option<Index>,
    new: Option<Index>,
    writes: Vec<(&'a str, &'a [u8])>,
    removals: Vec<String>,
    summary: TreeSummary,
}

/// Decides what to do and refuses what must not be done; touches nothing.
fn plan<'a>(folder: &Path, files: &'a [(String, Vec<u8>)]) -> Result<Plan<'a>, TreeError> {
    for (path, _) in files {
        check_path(path)?;
        if path.eq_ignore_ascii_case(INDEX_FILE) {
            return Err(TreeError::BadPath { path: path.clone(), why: "svcc keeps its index there".to_owned() });
        }
    }
    check_collisions(files.iter().map(|(path, _)| path.as_str()))?;
    let old = read_index(folder)?;
    let listed = old.clone().unwrap_or_default();
    let mut new = Index::default();
    let mut summary = TreeSummary::default();
    let mut writes = Vec::new();
    let mut checked = FxHashSet::default();
    for (path, bytes) in files {
        new.add(path, &hash(bytes));
        refuse_links(folder, path, &mut checked)?;
        match standing(folder, path)? {
            Some(there) if there == *bytes => summary.unchanged += 1,
            Some(there) => {
                check_own(&listed, path, &there)?;
                writes.push((path.as_str(), bytes.as_slice()));
            }
            None => writes.push((path.as_str(), bytes.as_slice())),
        }
    }
    let mut removals = Vec::new();
    for path in listed.paths().filter(|path| new.hashes(path).is_none()) {
        refuse_links(folder, path, &mut checked)?;
        if let Some(there) = standing(folder, path)? {
            check_own(&listed, path, &there)?;
            removals.push(path.to_owned());
        }
    }
    (summary.written, summary.removed) = (writes.len(), removals.len());
    Ok(Plan { old, new: Some(new), writes, removals, summary })
}

/// A file that is about to be replaced or removed must have the bytes that svcc wrote.
fn check_own(listed: &Index, path: &str, there: &[u8]) -> Result<(), TreeError> {
    match listed.hashes(path) {
        None => Err(TreeError::Occupied { path: path.to_owned() }),
        Some(hashes) if hashes.contains(&hash(there)) => Ok(()),
        Some(_) => Err(TreeError::Edited { path: path.to_owned() }),
    }
}

/// The folder's index; `None` for a folder that is empty or not there yet.
fn read_index(folder: &Path) -> Result<Option<Index>, TreeError> {
    let path = folder.join(INDEX_FILE);
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_symlink() => Err(TreeError::Symlink { path: path.display().to_string() }),
        Ok(_) => {
            let bytes = fs::read(&path).map_err(|error| io_error(&path, &error))?;
            Index::parse(&String::from_utf8_lossy(&bytes)).map(Some)
        }
        Err(_) => match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_error(folder, &error)),
            // What a killed first run left unfinished does not make the folder someone else's.
            Ok(mut entries) => match entries.find(|entry| !entry.as_ref().is_ok_and(is_unfinished)) {
                None => Ok(None),
                Some(_) => Err(TreeError::NotOurs { folder: folder.display().to_string() }),
            },
        },
    }
}

fn is_unfinished(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with(UNFINISHED)
}

/// Refuses a path on whose way a symbolic link stands, and one where a file stands for a folder.
fn refuse_links(folder: &Path, path: &str, checked: &mut FxHashSet<String>) -> Result<(), TreeError> {
    for (end, _) in path.match_indices('/') {
        let part = &path[..end];
        if !checked.insert(part.to_owned()) {
            continue;
        }
        if let Ok(metadata) = fs::symlink_metadata(on_disk(folder, part)) {
            if metadata.is_symlink() {
                return Err(TreeError::Symlink { path: part.to_owned() });
            }
            if !metadata.is_dir() {
                return Err(TreeError::Occupied { path: part.to_owned() });
            }
        }
    }
    Ok(())
}

/// The bytes of what stands at a path, if anything does.
fn standing(folder: &Path, path: &str) -> Result<Option<Vec<u8>>, TreeError> {
    let whole = on_disk(folder, path);
    match fs::symlink_metadata(&whole) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(&whole, &error)),
        Ok(metadata) if metadata.is_symlink() => Err(TreeError::Symlink { path: path.to_owned() }),
        Ok(metadata) if !metadata.is_file() => Err(TreeError::Occupied { path: path.to_owned() }),
        Ok(_) => fs::read(&whole).map(Some).map_err(|error| io_error(&whole, &error)),
    }
}

fn io_error(path: &Path, error: &io::Error) -> TreeError {
    TreeError::Io { path: path.display().to_string(), reason: error.to_string() }
}

/// A switch-over under way, with all that is needed to take it back.
#[derive(Default)]
struct Switch {
    folder: PathBuf,
    /// Folders that were made, outermost first.
    made: Vec<PathBuf>,
    /// Files that now have new bytes or are gone, with where their old bytes are kept.
    changed: Vec<(PathBuf, Option<TempPath>)>,
}

type Failure = (PathBuf, io::Error);

impl Switch {
    fn run(&mut self, plan: &Plan, faults: &mut Faults) -> Result<(), Failure> {
        let index = self.folder.join(INDEX_FILE);
        self.make_folders(&index, faults)?;
        let mut unfinished: Vec<(PathBuf, NamedTempFile)> = Vec::new();
        for (path, bytes) in &plan.writes {
            let target = on_disk(&self.folder, path);
            self.make_folders(&target, faults)?;
            let file = faults.step().and_then(|()| write_beside(&target, bytes));
            unfinished.push((target.clone(), file.map_err(|error| (target, error))?));
        }
        let (old, new) = (plan.old.clone().unwrap_or_default(), plan.new.clone().unwrap_or_default());
        let write_index = |text: String, faults: &mut Faults| {
            let file = faults.step().and_then(|()| write_beside(&index, text.as_bytes()));
            // The index alone is brought to the disk: files can be built again, but only if svcc knows them as its own.
            file.and_then(|file| file.as_file().sync_all().map(|()| file)).map_err(|error| (index.clone(), error))
        };
        let both = write_index(old.union(&new).print(), faults)?;
        let last = write_index(new.print(), faults)?;
        self.replace(&index, both, faults)?;
        for (target, file) in unfinished {
            self.replace(&target, file, faults)?;
        }
        for path in &plan.removals {
            let target = on_disk(&self.folder, path);
            let kept = self.keep(&target, faults)?;
            self.changed.push((target.clone(), kept));
            faults.step().and_then(|()| fs::remove_file(&target)).map_err(|error| (target, error))?;
        }
        faults.step().and_then(|()| last.persist(&index).map_err(|failure| failure.error)).map_err(|e| (index, e))?;
        Ok(())
    }

    /// Makes the folders above a file that are not there.
    fn make_folders(&mut self, target: &Path, faults: &mut Faults) -> Result<(), Failure> {
        let mut missing = Vec::new();
        let mut folder = folder_of(target);
        while fs::symlink_metadata(folder).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            missing.push(folder.to_owned());
            folder = folder_of(folder);
        }
        for folder in missing.into_iter().rev() {
            faults.step().and_then(|()| fs::create_dir(&folder)).map_err(|error| (folder.clone(), error))?;
            self.made.push(folder);
        }
        Ok(())
    }

    fn replace(&mut self, target: &Path, file: NamedTempFile, faults: &mut Faults) -> Result<(), Failure> {
        let kept = self.keep(target, faults)?;
        let persisted = faults.step().and_then(|()| file.persist(target).map_err(|failure| failure.error));
        persisted.map_err(|error| (target.to_owned(), error))?;
        self.changed.push((target.to_owned(), kept));
        Ok(())
    }

    /// Keeps the bytes of what stands at a path under an unfinished name; `None` if nothing stands there.
    fn keep(&self, target: &Path, faults: &mut Faults) -> Result<Option<TempPath>, Failure> {
        if !target.exists() {
            return Ok(None);
        }
        let mut keep = || {
            faults.step()?;
            let name = tempfile::Builder::new().prefix(UNFINISHED).make_in(folder_of(target), |name| {
                // A second name for the same file costs nothing; where the disk knows none, a copy does.
                fs::hard_link(target, name).or_else(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => Err(error),
                    _ => fs::copy(target, name).map(drop),
                })
            })?;
            Ok(Some(name.into_temp_path()))
        };
        keep().map_err(|error: io::Error| (target.to_owned(), error))
    }

    /// Puts everything back, last change first.
    fn undo(self) {
        for (target, kept) in self.changed.into_iter().rev() {
            // A failure here has no better answer: the error that led here is the one to report.
            match kept {
                Some(kept) => {
                    let name = kept.to_path_buf();
                    drop(kept.persist(&target));
                    // Renaming one name of a file over another of the same file leaves both.
                    let _ = fs::remove_file(name);
                }
                None => drop(fs::remove_file(&target)),
            }
        }
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Removes the folders that removals left empty; the kept bytes go with `self`.
    fn finish(self, plan: &Plan) {
        drop(self.changed);
        for path in &plan.removals {
            for (end, _) in path.match_indices('/').rev() {
                // Fails on a folder that still holds something, which is the wanted test.
                if fs::remove_dir(on_disk(&self.folder, &path[..end])).is_err() {
                    break;
                }
            }
        }
        sync_folder(&self.folder);
    }
}

#[cfg(test)]
mod tests;
