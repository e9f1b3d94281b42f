//! Brings files into a workspace: those that the paths mean, and those that `use` names.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Workspace, parallel};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::cycles::circles;
use crate::source::discover::discover;
use crate::source::files::{add_bytes, load};
use crate::source::system::Kind;
use crate::source::{FileId, Span, path};
use crate::syntax::parse;
use crate::syntax::tree::{Argument, Tree, ValueId, ValueKind};

/// Fewer bytes of source than this are not worth a thread.
const WORTH_A_THREAD: usize = 64 << 10;

impl Workspace {
    /// Finds and reads the program that these paths mean; none means where one stands.
    pub fn open(&mut self, paths: &[&str]) {
        self.discovery = discover(&*self.system, paths);
        self.problems = self.discovery.problems.iter().map(Diagnostic::from).collect();
        let paths = self.discovery.files.clone();
        self.read(paths.iter().map(String::as_str));
        self.follow_uses();
    }

    /// A program of one file whose text is given, such as stdin.
    pub fn open_text(&mut self, path: &str, bytes: Vec<u8>) {
        match add_bytes(&mut self.files, path, bytes) {
            Ok(file) => self.add_units(vec![file]),
            Err(problem) => self.problems.push(Diagnostic::from(problem)),
        }
        self.follow_uses();
    }

    /// Replaces or adds a file's text, as an editor does. What depends on it is made anew at the next analysis.
    pub fn set_text(&mut self, path: &str, text: impl Into<Arc<str>>) -> FileId {
        let file = self.files.add(path, text);
        self.add_units(vec![file]);
        self.follow_uses();
        file
    }

    /// Reads the files that are new.
    fn read<'a>(&mut self, paths: impl Iterator<Item = &'a str>) {
        let mut read = Vec::new();
        for path in paths {
            if self.files.find(path).is_some() {
                continue;
            }
            match load(&mut self.files, &*self.system, path) {
                Ok(file) => read.push(file),
                Err(problem) => self.problems.push(Diagnostic::from(problem)),
            }
        }
        self.add_units(read);
    }

    /// Parses files, and makes them part of the program.
    fn add_units(&mut self, files: Vec<FileId>) {
        let texts: Vec<_> =
            files.into_iter().filter_map(|file| Some((file, Arc::clone(&self.files.get(file)?.text)))).collect();
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let parsed = parallel::map(texts, bytes / WORTH_A_THREAD, |(file, text)| (file, parse(text, file)));
        for (file, parsed) in parsed {
            if self.parsed.insert(file, parsed).is_none() {
                self.units.push(file);
            }
        }
        let files = &self.files;
        self.units.sort_by(|a, b| files.get(*a).map(|file| &file.path).cmp(&files.get(*b).map(|file| &file.path)));
    }

    /// Reads what `use` names, and what that uses in turn.
    fn follow_uses(&mut self) {
        self.problems.retain(|problem| problem.code != Code::REF010 && problem.code != Code::REF011);
        self.used_yaml.clear();
        let mut pending: Vec<FileId> = self.units.clone();
        // Which files each file's `use` leads to, for the search of cycles.
        let mut uses: Vec<(FileId, FileId, Span)> = Vec::new();
        while let Some(file) = pending.pop() {
            for (path, span) in self.uses_of(file) {
                for found in self.used_files(&path, span) {
                    let known = self.units.len();
                    let Some(used) = self.take(&found) else { continue };
                    uses.push((file, used, span));
                    if self.units.len() > known {
                        pending.push(used);
                    }
                }
            }
        }
        self.find_cyclic_uses(&uses);
    }

    /// The `use` statements of a file, at its top level and in its namespaces.
    fn uses_of(&self, file: FileId) -> Vec<(String, Span)> {
        let (Some(parsed), Some(source)) = (self.parsed.get(&file), self.files.get(file)) else { return Vec::new() };
        let tree = &parsed.tree;
        let folder = path::parent(&source.path).unwrap_or(".");
        let mut found = Vec::new();
        for (value, range) in top_level_arguments(tree, "use") {
            if let Some(text) = tree.plain(value) {
                found.push((path::join(folder, &text), range.in_file(file)));
            }
        }
        found
    }

    fn used_files(&mut self, path: &str, span: Span) -> Vec<String> {
        let problem = |text: String, help: &str| Diagnostic::new(Code::REF010, span, text).help(help);
        const HELP: &str = "the path is relative to the folder of this file";
        match self.system.kind(path) {
            Kind::File => vec![path.to_string()],
            Kind::Directory => {
                let found = discover(&*self.system, &[path]);
                let files: Vec<String> = found.files.into_iter().chain(found.yaml).collect();
                if files.is_empty() {
                    self.problems.push(problem(format!("`{path}` holds no `.svc` and no YAML file"), HELP));
                }
                files
            }
            Kind::Symlink | Kind::Other => {
                self.problems
                    .push(problem(format!("`{path}` is no file and no folder, and links are not followed"), HELP));
                Vec::new()
            }
            Kind::Missing => {
                self.problems.push(problem(format!("there is no `{path}`"), HELP));
                Vec::new()
            }
        }
    }

    /// The file at a path, read now if it is new.
    fn take(&mut self, path: &str) -> Option<FileId> {
        if !path.ends_with(".svc") {
            let file = match self.files.find(path) {
                Some(source) => source.id,
                None => match load(&mut self.files, &*self.system, path) {
                    Ok(file) => file,
                    Err(problem) => {
                        self.problems.push(Diagnostic::from(problem));
                        return None;
                    }
                },
            };
            if !self.used_yaml.contains(&file) {
                self.used_yaml.push(file);
            }
            return Some(file);
        }
        self.read(std::iter::once(path));
        let file = self.files.find(path)?.id;
        if !self.parsed.contains_key(&file) {
            self.add_units(vec![file]);
        }
        Some(file)
    }

    /// One finding for each circle of files; circles that share a file are one mistake.
    fn find_cyclic_uses(&mut self, uses: &[(FileId, FileId, Span)]) {
        let mut places: FxHashMap<FileId, usize> = FxHashMap::default();
        let mut leads: Vec<Vec<usize>> = Vec::new();
        for (from, to, _) in uses {
            for file in [from, to] {
                let next = places.len();
                if *places.entry(*file).or_insert(next) == next {
                    leads.push(Vec::new());
                }
            }
            leads[places[from]].push(places[to]);
        }
        let mut lines: FxHashMap<(usize, usize), Span> = FxHashMap::default();
        for (from, to, span) in uses {
            lines.entry((places[from], places[to])).or_insert(*span);
        }
        for circle in circles(&leads) {
            let next = circle.iter().cycle().skip(1);
            let way: Vec<Span> =
                circle.iter().zip(next).filter_map(|(from, to)| lines.get(&(*from, *to)).copied()).collect();
            self.problems.push(cyclic_use(&way));
        }
    }

    /// The texts that `file("…")` calls name, by path.
    pub(super) fn texts(&self) -> FxHashMap<String, crate::program::LoadedText> {
        let mut texts = FxHashMap::default();
        for file in &self.units {
            let (Some(parsed), Some(source)) = (self.parsed.get(file), self.files.get(*file)) else { continue };
            let folder = path::parent(&source.path).unwrap_or(".");
            for text in parsed.tree.calls_of("file") {
                let whole = path::join(folder, &text);
                texts.entry(whole.clone()).or_insert_with(|| {
                    match self.system.read(&whole, crate::source::files::MAX_FILE_BYTES) {
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                            Err("there is no such file".to_string())
                        }
                        Err(error) => Err(error.kind().to_string()),
                        Ok(bytes) => match String::from_utf8(bytes) {
                            Ok(text) => Ok(text.into()),
                            Err(_) => Err("it is not UTF-8; bytes belong in `binaryData`, as base64".to_string()),
                        },
                    }
                });
            }
        }
        texts
    }
}

/// The finding for files that use each other: `lines` are the `use` statements of the circle.
fn cyclic_use(lines: &[Span]) -> Diagnostic {
    let text = match lines.len() {
        1 => "this file uses itself".to_string(),
        2 => "two files use each other".to_string(),
        count => format!("{count} files use each other in a circle"),
    };
    let mut diagnostic = Diagnostic::new(Code::REF011, lines.first().copied(), text)
        .help("everything of a program is visible everywhere in it: drop one of the `use` lines");
    for line in lines.iter().skip(1) {
        diagnostic = diagnostic.label(*line, "leads on");
    }
    diagnostic
}

/// The first argument of every top-level statement of that name, namespaces included, with the statement's place.
fn top_level_arguments(tree: &Tree, name: &str) -> Vec<(ValueId, crate::source::TextRange)> {
    let mut found = Vec::new();
    let mut blocks = vec![tree.root()];
    while let Some(block) = blocks.pop() {
        for &id in tree.statements_of(block) {
            let statement = tree.statement(id);
            let head = tree.value(statement.head);
            let head = (head.kind == ValueKind::Word).then(|| SmolStr::new(tree.text(head.range)));
            match head.as_deref() {
                Some("namespace") => blocks.extend(statement.block),
                Some(word) if word == name => {
                    if let [Argument::Value(value)] = tree.arguments(statement) {
                        found.push((*value, statement.range));
                    }
                }
                _ => {}
            }
        }
    }
    found
}
