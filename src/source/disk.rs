//! The files of the machine.
#![allow(clippy::disallowed_methods)] // One of the few places that may touch the disk.

use std::fs::{self, FileType};
use std::io::{self, Read};

use super::system::{FileSystem, FolderEntry, Kind};

/// The machine's own file system.
#[derive(Copy, Clone, Debug, Default)]
pub struct Disk;

impl FileSystem for Disk {
    fn current_folder(&self) -> io::Result<String> {
        let folder = std::env::current_dir()?;
        let text = folder.to_str().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidFilename, "the current folder's path is not valid UTF-8")
        })?;
        Ok(with_slashes(text))
    }

    fn read(&self, path: &str, limit: usize) -> io::Result<Vec<u8>> {
        let file = fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut bytes = Vec::new();
        // One byte more than allowed tells a file that is too large from one that just fits, pipes included.
        file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    }

    fn kind(&self, path: &str) -> Kind {
        fs::symlink_metadata(path).map_or(Kind::Missing, |metadata| kind_of(metadata.file_type()))
    }

    fn target_kind(&self, path: &str) -> Kind {
        fs::metadata(path).map_or(Kind::Missing, |metadata| kind_of(metadata.file_type()))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<FolderEntry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // A name that is not UTF-8 is kept with its bad bytes replaced: reading it then fails and is reported,
            // instead of the file being passed over in silence.
            let name = entry.file_name().to_string_lossy().into_owned();
            entries.push(FolderEntry { name, kind: kind_of(entry.file_type()?) });
        }
        Ok(entries)
    }
}

fn kind_of(file_type: FileType) -> Kind {
    if file_type.is_symlink() {
        Kind::Symlink
    } else if file_type.is_dir() {
        Kind::Directory
    } else if file_type.is_file() {
        Kind::File
    } else {
        Kind::Other
    }
}

/// A path of this system as svcc writes paths.
pub fn with_slashes(path: &str) -> String {
    if cfg!(windows) { path.trim_start_matches(r"\\?\").replace('\\', "/") } else { path.to_owned() }
}
