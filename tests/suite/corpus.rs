//! The corpus: each folder of `tests/corpus/cases/` is a program, and beside it what every pass makes of it.
//!
//! A case may hold `options.txt`: lines `set NAME=VALUE`, `on CLUSTER`, `kubernetes VERSION`, `path PATH` (as on the
//! command line) and `locked PATH` (a file that cannot be read). What is made stands in its folder `passes/`: the
//! syntax trees, the findings as a terminal shows them, the manifests and where each of their fields comes from.
//! `SVCC_BLESS=1` writes them anew: read them before they are committed.

use std::path::Path;

use svcc::source::Memory;
use svcc::workspace::{Options, known_version};

use crate::dump::dump;
use crate::outcome::{Inputs, Outcome, compare_golden, finish, memory, read_folder, repository};

/// A program of the corpus or of the examples, with what the command line would add.
pub struct Case {
    pub name: String,
    pub inputs: Inputs,
    pub options: Options,
    pub paths: Vec<String>,
    pub locked: Vec<String>,
}

impl Case {
    fn read(folder: &Path) -> Case {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut inputs = read_folder(folder, &["passes"]);
        let written = inputs.remove("options.txt").unwrap_or_default();
        let mut case = Case { name, inputs, options: Options::default(), paths: Vec::new(), locked: Vec::new() };
        for line in String::from_utf8(written).unwrap().lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "set" => {
                    let (name, value) = rest.split_once('=').expect("set NAME=VALUE");
                    case.options.set.insert(name.to_owned(), value.into());
                }
                "on" => case.options.on = Some(rest.to_owned()),
                "kubernetes" => case.options.kubernetes = Some(known_version(rest).unwrap()),
                "path" => case.paths.push(rest.to_owned()),
                "locked" => case.locked.push(rest.to_owned()),
                _ => panic!("{}: options.txt says `{line}`", case.name),
            }
        }
        case
    }

    fn system(&self, inputs: &Inputs) -> Memory {
        self.locked.iter().fold(memory(inputs), |memory, path| memory.locked(path))
    }

    pub fn compile(&self) -> Outcome {
        self.compile_as(&self.inputs)
    }

    /// The same program from other texts.
    pub fn compile_as(&self, inputs: &Inputs) -> Outcome {
        let paths: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        Outcome::of(self.system(inputs), &paths, &self.options)
    }
}

fn folders(path: &str) -> Vec<std::path::PathBuf> {
    let mut folders: Vec<_> = std::fs::read_dir(repository(path))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// Every case of the corpus.
pub fn cases() -> Vec<Case> {
    let cases: Vec<Case> = folders("tests/corpus/cases").iter().map(|folder| Case::read(folder)).collect();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    cases
}

/// Every program of `examples/`: each folder with `program.svc`, and each file elsewhere; for each cluster, where it
/// has several.
pub fn examples() -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in folders("examples") {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let inputs = read_folder(&folder, &[]);
        let paths: Vec<&String> = match inputs.contains_key("program.svc") {
            true => Vec::new(),
            false => inputs.keys().filter(|path| path.ends_with(".svc")).collect(),
        };
        let mut add = |name: String, paths: Vec<String>| {
            let case = Case { name, inputs: inputs.clone(), options: Options::default(), paths, locked: Vec::new() };
            let outcome = case.compile();
            if outcome.codes() != ["REF016"] {
                cases.push(case);
                return;
            }
            let clusters: Vec<String> = ["eks", "gke", "aks"].map(str::to_owned).into();
            for cluster in clusters {
                let options = Options { on: Some(cluster.clone()), ..Options::default() };
                let name = format!("{}-{cluster}", case.name);
                cases.push(Case {
                    name,
                    inputs: inputs.clone(),
                    options,
                    paths: case.paths.clone(),
                    locked: Vec::new(),
                });
            }
        };
        if paths.is_empty() {
            add(name, Vec::new());
        } else {
            paths.iter().for_each(|path| {
                add(format!("{name}/{}", path.trim_end_matches(".svc")), vec![(*path).clone()]);
            });
        }
    }
    assert!(cases.len() >= 18, "only {} examples", cases.len());
    cases
}

/// The cases and the examples.
fn all() -> Vec<Case> {
    cases().into_iter().chain(examples()).collect()
}

#[test]
fn every_pass_of_every_case_is_as_committed() {
    let mut wrong = Vec::new();
    for case in cases() {
        let outcome = case.compile();
        let folder = repository("tests/corpus/cases").join(&case.name).join("passes");
        let mut trees = String::new();
        for file in outcome.workspace.units() {
            let path = &outcome.workspace.files().get(*file).unwrap().path;
            let tree = &outcome.workspace.parsed(*file).unwrap().tree;
            trees.push_str(&format!("# {path}\n{}", dump(tree)));
        }
        let yaml = outcome.yaml();
        let origins = if yaml.is_empty() { String::new() } else { outcome.origins() };
        compare_golden(&folder.join("tree.txt"), &trees, &mut wrong);
        compare_golden(&folder.join("findings.txt"), &outcome.findings(), &mut wrong);
        compare_golden(&folder.join("objects.yaml"), &yaml, &mut wrong);
        compare_golden(&folder.join("origins.json"), &origins, &mut wrong);
    }
    finish(wrong);
}

#[test]
fn every_example_is_sound_formatted_and_as_committed() {
    let mut wrong = Vec::new();
    for case in examples() {
        let outcome = case.compile();
        assert!(outcome.report.is_empty(), "{}:\n{}", case.name, outcome.findings());
        let golden = repository("tests/corpus/examples").join(format!("{}.yaml", case.name));
        compare_golden(&golden, &outcome.yaml(), &mut wrong);
        for (path, bytes) in case.inputs.iter().filter(|(path, _)| path.ends_with(".svc")) {
            let text = std::str::from_utf8(bytes).unwrap();
            assert_eq!(svcc::workspace::format(text), text, "{} {path} is not formatted", case.name);
            assert!(text.starts_with("# "), "{} {path}: a first line says what it shows", case.name);
        }
    }
    finish(wrong);
}

/// Case by case: whoever changes the source as `change` does gets the same manifests.
fn unchanged_by(law: &str, change: impl Fn(&Case, &Outcome, &str, &str) -> Option<String>) {
    let mut changed = 0;
    for case in all() {
        let outcome = case.compile();
        let mut inputs = case.inputs.clone();
        for (path, bytes) in &mut inputs {
            let Some(text) = std::str::from_utf8(bytes).ok().filter(|_| path.ends_with(".svc")) else { continue };
            let Some(other) = change(&case, &outcome, path, text) else { continue };
            if other != text {
                changed += 1;
                *bytes = other.into_bytes();
            }
        }
        if inputs == case.inputs {
            continue;
        }
        let again = case.compile_as(&inputs);
        assert_eq!(again.codes(), outcome.codes(), "{law}: {}\n{}", case.name, again.findings());
        assert_eq!(again.yaml(), outcome.yaml(), "{law}: {}", case.name);
    }
    assert!(changed > 20, "{law} changed only {changed} files");
}

#[test]
fn formatting_changes_no_object() {
    unchanged_by("formatting", |case, _, path, text| {
        let formatted = svcc::workspace::format(text);
        assert_eq!(svcc::workspace::format(&formatted), formatted, "{} {path} twice", case.name);
        Some(formatted)
    });
}

#[test]
fn the_order_of_statements_changes_no_object() {
    unchanged_by("the order of statements", |_, outcome, path, text| {
        let file = outcome.workspace.files().find(path)?.id;
        let parsed = outcome.workspace.parsed(file)?;
        // What a comment allows, it allows for the statement below it.
        if !parsed.diagnostics.is_empty() || text.contains("svcc:") {
            return None;
        }
        let tree = &parsed.tree;
        let mut runs: Vec<Vec<&str>> = vec![Vec::new()];
        for id in tree.statements_of(tree.root()) {
            let statement = tree.statement(*id);
            let text = tree.text(statement.range);
            // What follows `namespace X` lies in it.
            if statement.block.is_none() && text.starts_with("namespace ") {
                runs.push(vec![text]);
                runs.push(Vec::new());
            } else {
                runs.last_mut().unwrap().push(text);
            }
        }
        let reversed: Vec<&str> = runs.into_iter().flat_map(|run| run.into_iter().rev()).collect();
        Some(reversed.join("\n"))
    });
}

#[test]
fn the_order_of_files_changes_no_object() {
    let mut renamed = 0;
    for case in all() {
        let files: Vec<&String> = case.inputs.keys().filter(|path| path.ends_with(".svc")).collect();
        let named = case.inputs.values().any(|bytes| String::from_utf8_lossy(bytes).contains("use \""));
        if files.len() < 2 || named || !case.paths.is_empty() {
            continue;
        }
        let mut inputs = case.inputs.clone();
        for (at, path) in files.iter().enumerate() {
            let (folder, name) = path.rsplit_once('/').map_or(("", path.as_str()), |(folder, name)| (folder, name));
            if name != "program.svc" {
                let bytes = inputs.remove(*path).unwrap();
                let name = format!("{}-{name}", char::from(b'z' - u8::try_from(at).unwrap()));
                inputs.insert(if folder.is_empty() { name } else { format!("{folder}/{name}") }, bytes);
            }
        }
        let (first, second) = (case.compile(), case.compile_as(&inputs));
        // Which of two declarations of one name comes first, and so which one is read, is in the order of the files.
        if !first.codes().contains(&"REF001") {
            assert_eq!(first.codes(), second.codes(), "{}", case.name);
        }
        assert_eq!(first.report.has_errors(), second.report.has_errors(), "{}", case.name);
        assert_eq!(first.yaml(), second.yaml(), "{}", case.name);
        renamed += 1;
    }
    assert!(renamed >= 3, "only {renamed} programs have several files");
}

/// Threads share a large program; each declaration of it alone needs one.
#[test]
fn threads_change_no_byte() {
    let app = |at: usize| {
        format!(
            "app app-{at:04} {{ image example/app:{at}; port http 80{:02}; env {{ NEXT url(shared) }}; expose {{ 80 -> http }} }}\n",
            at % 100
        )
    };
    let shared = "external shared at 10.0.0.1 { http 80 }\n";
    let count = 600;
    let text: String = (0..count).rev().map(app).collect::<String>() + shared;
    let all = Outcome::of_text("all.svc", &text);
    assert!(all.report.is_empty(), "{}", all.findings());
    let external = Outcome::of_text("one.svc", shared).yaml();
    let mut one_by_one = String::new();
    for at in 0..count {
        let yaml = Outcome::of_text("one.svc", &(app(at) + shared)).yaml();
        let own = yaml.strip_suffix(&format!("---\n{external}")).expect("the external comes last");
        one_by_one.push_str(own);
        one_by_one.push_str("---\n");
    }
    one_by_one.push_str(&external);
    assert_eq!(all.yaml(), one_by_one);
}

#[test]
fn kubernetes_own_types_read_every_object() {
    let mut kinds = std::collections::BTreeSet::new();
    let mut unknown = std::collections::BTreeSet::new();
    for case in all() {
        let outcome = case.compile();
        if outcome.report.has_errors() {
            continue;
        }
        for object in svcc::workspace::output::objects(&outcome.analysis.groups) {
            let kind = format!("{}/{}", object.api_version, object.kind);
            match crate::types::round_trip(&object.api_version, &object.kind, &object.root) {
                Some(Ok((emitted, read))) => {
                    assert_eq!(emitted, read, "{}: {}", case.name, object.display());
                    kinds.insert(kind);
                }
                Some(Err(message)) => panic!("{}: {}: {message}", case.name, object.display()),
                None => {
                    unknown.insert(kind);
                }
            }
        }
    }
    assert!(kinds.len() >= 20, "only {kinds:?}");
    let foreign = unknown.iter().filter(|kind| !kind.contains("example.com/") && !kind.contains(".io/"));
    assert_eq!(foreign.count(), 0, "kinds that the test does not know: {unknown:?}");
}
