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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Discovery, discover};

    #[test]
    fn sees_files_folders_and_links() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| format!("{}/{name}", with_slashes(folder.path().to_str().expect("a path")));
        fs::create_dir_all(at("deep/er")).expect("made");
        fs::write(at("a.svc"), "app a").expect("written");
        fs::write(at("deep/er/b.svc"), "").expect("written");
        assert_eq!(Disk.kind(&at("a.svc")), Kind::File);
        assert_eq!(Disk.kind(&at("deep")), Kind::Directory);
        assert_eq!(Disk.kind(&at("none")), Kind::Missing);
        assert_eq!(Disk.read(&at("a.svc"), 5).expect("read"), b"app a");
        assert_eq!(Disk.read(&at("a.svc"), 4).expect_err("refused").kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(Disk.read(&at("deep"), 4).expect_err("refused").kind(), io::ErrorKind::IsADirectory);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("deep"), at("link")).expect("linked");
            std::os::unix::fs::symlink(at("link2"), at("link2")).expect("linked");
            assert_eq!((Disk.kind(&at("link")), Disk.target_kind(&at("link"))), (Kind::Symlink, Kind::Directory));
            assert_eq!((Disk.kind(&at("link2")), Disk.target_kind(&at("link2"))), (Kind::Symlink, Kind::Missing));
        }
        let found: Discovery = discover(&Disk, &[&at("")]);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let names: Vec<&str> = found.files.iter().filter_map(|path| path.rsplit('/').next()).collect();
        assert_eq!(names, ["a.svc", "b.svc"]);
        // What is shown leads to the file from where svcc runs.
        assert_eq!(Disk.read(&found.files[0], 100).expect("read"), b"app a");
    }
}
