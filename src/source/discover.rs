//! Which files are one program.
//!
//! A folder that holds `program.svc` is a root: all `.svc` files below it are one program, closed to the outside.
//! Without a path the nearest root upward is meant, else the current folder. A path inside a root means that root's
//! program, with findings shown for the path alone. Otherwise the named files and folders together are one program.
//! Walks pass over hidden folders and symbolic links, and do not enter the roots of other programs.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Problem, missing, read_problem};
use super::path::{self, is_within, join, relative};
use super::system::{FileSystem, Kind};

/// The file that makes a folder the root of a program.
pub const ROOT_FILE: &str = "program.svc";

/// The files of one program. All paths are as shown: relative to the current folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Discovery {
    /// The program's root, if it has one.
    pub root: Option<String>,
    /// Whether everything that belongs to the program is known, because its root says so.
    pub closed: bool,
    /// Its `.svc` files, sorted.
    pub files: Vec<String>,
    /// Its YAML and JSON files, sorted.
    pub yaml: Vec<String>,
    /// Whose findings to show.
    pub shown: Shown,
    /// The roots of other programs that a walk came by, sorted.
    pub passed: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Which files' findings are shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    #[default]
    All,
    /// Those of these files and of what lies in these folders, as shown.
    Within(Vec<String>),
}

impl Shown {
    /// Whether findings of the file at this path, as shown, are wanted.
    pub fn includes(&self, path: &str) -> bool {
        match self {
            Shown::All => true,
            Shown::Within(named) => named.iter().any(|name| covers(name, path)),
        }
    }
}

fn covers(folder: &str, path: &str) -> bool {
    // A relative path that begins with `..` never lies in `.`; everything else that is relative does.
    if folder == "." {
        return !path::is_absolute(path) && path != ".." && !path.starts_with("../");
    }
    is_within(path, folder)
}

/// Finds the files of the program that these paths mean; no path means where one stands.
pub fn discover(system: &dyn FileSystem, paths: &[&str]) -> Discovery {
    let current = match system.current_folder() {
        Ok(current) => path::tidy(&current),
        Err(error) => {
            let problem = Problem::Unreadable { path: ".".to_owned(), reason: error.to_string() };
            return Discovery { problems: vec![problem], ..Discovery::default() };
        }
    };
    let mut search = Search { system, current, found: Found::default(), roots: BTreeMap::new() };
    let mut discovery = if paths.is_empty() { search.here() } else { search.named(paths) };
    let Found { files, yaml, passed, problems } = search.found;
    discovery.files = files.into_iter().collect();
    discovery.yaml = yaml.into_iter().collect();
    discovery.passed = passed.into_iter().collect();
    discovery.problems = problems;
    discovery
}

struct Search<'a> {
    system: &'a dyn FileSystem,
    /// Absolute and tidy, as every path in here that is not yet shown.
    current: String,
    found: Found,
    /// Whether a folder is a root, asked once for each.
    roots: BTreeMap<String, bool>,
}

#[derive(Default)]
struct Found {
    files: BTreeSet<String>,
    yaml: BTreeSet<String>,
    passed: BTreeSet<String>,
    problems: Vec<Problem>,
}

/// What a walk saw, as shown.
#[derive(Default)]
struct Walk {
    files: Vec<String>,
    yaml: Vec<String>,
    passed: Vec<String>,
}

impl Search<'_> {
    /// No path was named.
    fn here(&mut self) -> Discovery {
        let folder = self.current.clone();
        match self.root_of(&folder) {
            Some(root) => self.rooted(&root, Shown::All),
            None => {
                self.take_folder(&folder);
                Discovery::default()
            }
        }
    }

    fn named(&mut self, paths: &[&str]) -> Discovery {
        // What is named, with the root that claims it. YAML belongs to no program, so no root claims it.
        let mut claimed: Vec<(String, Option<String>)> = Vec::new();
        let mut yaml = Vec::new();
        for &named in paths {
            let absolute = join(&self.current, named);
            match self.system.target_kind(&absolute) {
                Kind::Directory if self.is_yaml_folder(&absolute) => yaml.push(absolute),
                Kind::Directory => {
                    let root = self.root_of(&absolute);
                    claimed.push((absolute, root));
                }
                Kind::Missing => {
                    let shown = self.shown(&absolute);
                    self.found.problems.push(missing(self.system, &shown));
                }
                _ if has_extension(&absolute, SVC) => {
                    let root = path::parent(&absolute).and_then(|folder| self.root_of(folder));
                    claimed.push((absolute, root));
                }
                _ if has_extension(&absolute, YAML) => yaml.push(absolute),
                _ => {
                    let path = self.shown(&absolute);
                    self.found.problems.push(Problem::UnknownKind { path });
                }
            }
        }
        if let Some((first, second)) = disagreement(&claimed) {
            let show = |(path, root): &(String, Option<String>)| {
                (relative(&self.current, path), root.as_ref().map(|root| relative(&self.current, root)))
            };
            self.found.problems.push(Problem::DifferentPrograms { first: show(first), second: show(second) });
            return Discovery::default();
        }
        for path in &yaml {
            self.take_yaml(path);
        }
        match claimed.first() {
            Some((_, Some(root))) => {
                let root = root.clone();
                let mut within: Vec<String> =
                    claimed.iter().map(|(path, _)| path).chain(&yaml).map(|path| self.shown(path)).collect();
                within.sort();
                within.dedup();
                let whole = claimed.iter().any(|(path, _)| *path == root);
                // A file that the walk passes over, in a hidden folder say, belongs to the program once it is named.
                for (path, _) in &claimed {
                    if has_extension(path, SVC) && self.system.target_kind(path) != Kind::Directory {
                        let shown = self.shown(path);
                        self.found.files.insert(shown);
                    }
                }
                self.rooted(&root, if whole { Shown::All } else { Shown::Within(within) })
            }
            _ => {
                for (path, _) in &claimed {
                    match self.system.target_kind(path) {
                        Kind::Directory => self.take_folder(path),
                        _ => {
                            let shown = self.shown(path);
                            self.found.files.insert(shown);
                        }
                    }
                }
                Discovery::default()
            }
        }
    }

    /// The program of a root.
    fn rooted(&mut self, root: &str, shown: Shown) -> Discovery {
        let walk = self.walk(root);
        self.found.files.extend(walk.files);
        self.found.passed.extend(walk.passed);
        Discovery { root: Some(self.shown(root)), closed: true, shown, ..Discovery::default() }
    }

    /// Takes what lies in a folder without a root; its YAML only if no svc lies there.
    fn take_folder(&mut self, folder: &str) {
        let walk = self.walk(folder);
        if walk.files.is_empty() && walk.passed.is_empty() {
            self.found.yaml.extend(walk.yaml);
        }
        self.found.files.extend(walk.files);
        self.found.passed.extend(walk.passed);
    }

    /// Takes a named YAML file, or a named folder of nothing else.
    fn take_yaml(&mut self, path: &str) {
        if self.system.target_kind(path) == Kind::Directory {
            let walk = self.walk(path);
            self.found.yaml.extend(walk.yaml);
        } else {
            let shown = self.shown(path);
            self.found.yaml.insert(shown);
        }
    }

    /// Whether a named folder inside a program holds YAML and no svc: then its YAML is meant, not the program.
    fn is_yaml_folder(&mut self, folder: &str) -> bool {
        if self.root_of(folder).is_none() {
            return false;
        }
        // A look only: what cannot be read is reported by the walk that takes the files.
        let problems = self.found.problems.len();
        let walk = self.walk(folder);
        self.found.problems.truncate(problems);
        walk.files.is_empty() && walk.passed.is_empty() && !walk.yaml.is_empty()
    }

    /// Everything in a folder and below, but hidden folders, links, and other programs' roots.
    fn walk(&mut self, top: &str) -> Walk {
        let mut walk = Walk::default();
        let mut folders = vec![top.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = match self.system.list(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    let shown = self.shown(&folder);
                    self.found.problems.push(read_problem(self.system, &shown, &error));
                    continue;
                }
            };
            let is_root = entries.iter().any(|entry| entry.name == ROOT_FILE && entry.kind == Kind::File);
            if is_root && folder != top {
                walk.passed.push(self.shown(&folder));
                continue;
            }
            for entry in entries {
                let at = join(&folder, &entry.name);
                match entry.kind {
                    Kind::Directory if !entry.name.starts_with('.') => folders.push(at),
                    Kind::File if has_extension(&entry.name, SVC) => walk.files.push(self.shown(&at)),
                    Kind::File if has_extension(&entry.name, YAML) => walk.yaml.push(self.shown(&at)),
                    _ => {}
                }
            }
        }
        walk
    }

    /// The nearest root upward from a folder, itself included.
    fn root_of(&mut self, folder: &str) -> Option<String> {
        let mut folder = Some(folder);
        while let Some(at) = folder {
            let system = self.system;
            let is_root =
                *self.roots.entry(at.to_owned()).or_insert_with(|| system.kind(&join(at, ROOT_FILE)) == Kind::File);
            if is_root {
                return Some(at.to_owned());
            }
            folder = path::parent(at);
        }
        None
    }

    fn shown(&self, path: &str) -> String {
        relative(&self.current, path)
    }
}

type Claim = (String, Option<String>);

/// Two named paths that different programs claim, or that one program claims and none the other.
fn disagreement(claimed: &[Claim]) -> Option<(&Claim, &Claim)> {
    let first = claimed.first()?;
    claimed.iter().find(|other| other.1 != first.1).map(|second| (first, second))
}

const SVC: &[&str] = &["svc"];
const YAML: &[&str] = &["yaml", "yml", "json"];

/// Whether a file's name ends in one of these extensions; `.svc` alone is a hidden file without one.
fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path::name(path)
        .rsplit_once('.')
        .is_some_and(|(stem, extension)| !stem.is_empty() && extensions.contains(&extension))
}

#[cfg(test)]
mod tests;
