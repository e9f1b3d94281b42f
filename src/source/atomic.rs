//! Writing one file so that nobody ever sees half of it.
#![allow(clippy::disallowed_methods)] // One of the few places that may touch the disk.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// How the names of unfinished files begin.
pub(super) const UNFINISHED: &str = ".svcc-unfinished-";

/// Replaces a file's bytes: they are written beside it, brought to the disk, then renamed over it. A file that
/// exists keeps its permissions; a symbolic link stays one, and the file it leads to is replaced.
pub fn write_file_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = follow(path)?;
    let file = write_beside(&target, bytes)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|failure| failure.error)?;
    sync_folder(folder_of(&target));
    Ok(())
}

/// Writes the bytes to an unfinished file in the target's folder; it goes away unless it is persisted.
pub(super) fn write_beside(target: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED);
    // The bits that a new file gets anyway; the process's mask takes away what it takes away.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder_of(target))?;
    file.write_all(bytes)?;
    if let Ok(metadata) = fs::metadata(target) {
        // Renaming would go through even so; but whoever made a file read-only did not want it replaced.
        if metadata.permissions().readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        file.as_file().set_permissions(metadata.permissions())?;
    }
    Ok(file)
}

/// The folder that a path lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn follow(path: &Path) -> io::Result<PathBuf> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path),
        _ => Ok(path.to_owned()),
    }
}

/// Brings a rename to the disk, where the system can: a failure here leaves a whole file, old or new.
pub(super) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn writes_and_replaces_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.yaml");
        write_file_atomically(&path, b"one").expect("written");
        write_file_atomically(&path, b"two").expect("replaced");
        assert_eq!(fs::read(&path).expect("there"), b"two");
        assert_eq!(names(folder.path()), ["out.yaml"]);
    }

    #[test]
    fn a_missing_folder_is_an_error_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(write_file_atomically(&folder.path().join("no/out.yaml"), b"one").is_err());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_folder_in_the_way_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("out.yaml")).expect("made");
        assert!(write_file_atomically(&folder.path().join("out.yaml"), b"one").is_err());
        assert_eq!(names(folder.path()), ["out.yaml"]);
    }

    #[cfg(unix)]
    #[test]
    fn keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
        symlink(&real, &link).expect("linked");
        write_file_atomically(&link, b"new").expect("replaced");
        assert_eq!(fs::read(&real).expect("there"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_file_is_not_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.yaml");
        fs::write(&path, "old").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("set");
        let error = write_file_atomically(&path, b"new").expect_err("refused");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read(&path).expect("there"), b"old");
        assert_eq!(names(folder.path()), ["out.yaml"]);
    }
}
