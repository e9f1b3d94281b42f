//! Files in memory: for tests, the playground, and whoever embeds the compiler.

use std::collections::BTreeMap;
use std::io;

use super::path;
use super::system::{FileSystem, FolderEntry, Kind};

/// A file system in memory. Its current folder is `/work`, so that `..` leads somewhere.
#[derive(Clone, Debug)]
pub struct Memory {
    /// By tidy absolute path.
    items: BTreeMap<String, Item>,
    current: String,
}

#[derive(Clone, Debug)]
enum Item {
    File(Vec<u8>),
    Folder,
    /// Leads to a tidy absolute path.
    Symlink(String),
    /// Stands there, but may not be read.
    Locked,
}

impl Default for Memory {
    fn default() -> Self {
        Memory { items: BTreeMap::new(), current: "/work".to_owned() }
    }
}

impl Memory {
    pub fn new() -> Self {
        Memory::default()
    }

    /// Adds or replaces a file; its folders come with it.
    pub fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.write(path, bytes);
        self
    }

    /// Adds an empty folder.
    pub fn folder(mut self, path: &str) -> Self {
        self.items.insert(path::join(&self.current, path), Item::Folder);
        self
    }

    /// Adds a symbolic link.
    pub fn symlink(mut self, path: &str, target: &str) -> Self {
        let at = path::join(&self.current, path);
        let target = path::join(path::parent(&at).unwrap_or("/"), target);
        self.items.insert(at, Item::Symlink(target));
        self
    }

    /// Adds a file that may not be read.
    pub fn locked(mut self, path: &str) -> Self {
        self.items.insert(path::join(&self.current, path), Item::Locked);
        self
    }

    /// Changes the current folder.
    pub fn at(mut self, folder: &str) -> Self {
        self.current = path::join(&self.current, folder);
        self
    }

    /// Adds or replaces a file in place.
    pub fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.items.insert(path::join(&self.current, path), Item::File(bytes.into()));
    }

    /// The tidy path with links along it followed, as far as a loop of links allows.
    fn resolve(&self, path: &str) -> String {
        let mut path = path::join(&self.current, path);
        for _ in 0..40 {
            let mut prefix = path.as_str();
            let link = loop {
                if let Some(Item::Symlink(target)) = self.items.get(prefix) {
                    break Some(format!("{target}{}", &path[prefix.len()..]));
                }
                match path::parent(prefix) {
                    Some(parent) => prefix = parent,
                    None => break None,
                }
            };
            match link {
                Some(next) => path = path::tidy(&next),
                None => return path,
            }
        }
        path
    }

    fn kind_at(&self, path: &str) -> Kind {
        match self.items.get(path) {
            Some(Item::File(_) | Item::Locked) => Kind::File,
            Some(Item::Folder) => Kind::Directory,
            Some(Item::Symlink(_)) => Kind::Symlink,
            None if self.below(path).next().is_some() || path == self.current => Kind::Directory,
            None => Kind::Missing,
        }
    }

    /// Everything below a folder: the part of the path after it, and the item.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a Item)> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let length = prefix.len();
        self.items
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(move |(path, item)| (&path[length..], item))
    }
}

impl FileSystem for Memory {
    fn current_folder(&self) -> io::Result<String> {
        Ok(self.current.clone())
    }

    fn read(&self, path: &str, limit: usize) -> io::Result<Vec<u8>> {
        match self.items.get(&self.resolve(path)) {
            Some(Item::File(bytes)) if bytes.len() > limit => Err(io::ErrorKind::FileTooLarge.into()),
            Some(Item::File(bytes)) => Ok(bytes.clone()),
            Some(Item::Locked) => Err(io::ErrorKind::PermissionDenied.into()),
            Some(Item::Folder) => Err(io::ErrorKind::IsADirectory.into()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn kind(&self, path: &str) -> Kind {
        self.kind_at(&path::join(&self.current, path))
    }

    fn target_kind(&self, path: &str) -> Kind {
        match self.kind_at(&self.resolve(path)) {
            Kind::Symlink => Kind::Missing,
            kind => kind,
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<FolderEntry>> {
        let folder = self.resolve(folder);
        if self.kind_at(&folder) != Kind::Directory {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let mut entries: Vec<FolderEntry> = Vec::new();
        for (rest, item) in self.below(&folder) {
            let (name, kind) = match (rest.split_once('/'), item) {
                (Some((name, _)), _) => (name, Kind::Directory),
                (None, Item::Folder) => (rest, Kind::Directory),
                (None, Item::Symlink(_)) => (rest, Kind::Symlink),
                (None, Item::File(_) | Item::Locked) => (rest, Kind::File),
            };
            if entries.last().is_none_or(|last| last.name != name) {
                entries.push(FolderEntry { name: name.to_owned(), kind });
            }
        }
        // `a.svc` sorts between `a` and `a/b`, so that one folder's name may come twice.
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries.dedup_by(|a, b| a.name == b.name);
        Ok(entries)
    }
}
