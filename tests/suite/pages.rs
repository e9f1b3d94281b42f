//! The page of every code: its shape, its examples, and the index of all.
//!
//! An example is a fence ```` ```svc bad ```` or ```` ```svc good ````. What a fence's head may add: `file=NAME` (fences of one kind that
//! follow each other with it are one program of several files), `set=NAME=VALUE`, `on=CLUSTER` and `path=PATH`, as they
//! would be given on the command line. A page about YAML has fences ```` ```yaml bad ```` and ```` ```yaml good ````.

use std::collections::BTreeSet;
use std::fmt::Write;

use svcc::diagnostics::{Code, Diagnostic, Severity};
use svcc::object::Origins;
use svcc::object::yaml::read_yaml;
use svcc::source::{FileId, Memory};
use svcc::workspace::Options;

use crate::outcome::Outcome;
use crate::program::{Given, findings, listed};

/// One program of a page.
#[derive(Debug, Default, PartialEq)]
pub struct Example {
    pub good: bool,
    /// Name and text.
    pub files: Vec<(String, String)>,
    pub set: Option<String>,
    pub on: Option<String>,
    pub path: Option<String>,
    /// A document of YAML, read by itself.
    pub yaml: bool,
}

impl Example {
    /// What the compiler finds in it.
    fn findings(&self) -> Vec<Diagnostic> {
        if self.yaml {
            return read_yaml(&self.files[0].1, FileId(0), &mut Origins::default()).1;
        }
        let files = self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        findings(&Given { files, set: self.set.as_deref(), on: self.on.as_deref(), path: self.path.as_deref() })
    }
}

/// The programs of a page, in order.
pub fn examples(page: &str) -> Vec<Example> {
    let mut all: Vec<Example> = Vec::new();
    // Whether the last example takes further files: only when nothing but blank lines stands between the fences.
    let mut open = false;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let yaml = line.starts_with("```yaml ");
        let Some(head) = line.strip_prefix("```svc ").or(line.strip_prefix("```yaml ")) else {
            open &= line.is_empty();
            continue;
        };
        let mut words = head.split(' ');
        let good = match words.next() {
            Some("good") => true,
            Some("bad") => false,
            other => panic!("a fence is `bad` or `good`, not {other:?}"),
        };
        let mut example = Example { good, yaml, ..Example::default() };
        let mut name = None;
        for word in words {
            match word.split_once('=') {
                Some(("file", value)) => name = Some(value.to_owned()),
                Some(("set", value)) => example.set = Some(value.to_owned()),
                Some(("on", value)) => example.on = Some(value.to_owned()),
                Some(("path", value)) => example.path = Some(value.to_owned()),
                _ => panic!("`{word}` in the head of a fence"),
            }
        }
        let text: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        let several = name.is_some();
        let file = (name.unwrap_or_else(|| "main.svc".to_owned()), text);
        match all.last_mut() {
            Some(last) if open && several && last.good == good => last.files.push(file),
            _ => {
                example.files.push(file);
                all.push(example);
            }
        }
        open = several;
    }
    all
}

#[test]
fn every_page_has_its_title_and_its_sections() {
    for code in Code::all() {
        let info = code.info();
        assert_eq!(info.page.lines().next(), Some(format!("# {}: {}", info.id, info.title).as_str()));
        let sections: Vec<&str> = info.page.lines().filter(|line| line.starts_with("## ")).collect();
        let wanted = ["## What", "## Why", "## Bad", "## Good", "## Fix"];
        assert!(sections == wanted || sections == wanted[..4], "{}: {sections:?}", info.id);
        assert!(info.page.ends_with('\n') && !info.page.ends_with("\n\n"), "{}: one line feed at the end", info.id);
    }
}

#[test]
fn every_page_has_a_bad_and_a_good_example() {
    for code in Code::all() {
        let examples = examples(code.info().page);
        for good in [false, true] {
            if !good && NOT_SHOWN.contains(&code.id()) {
                continue;
            }
            assert!(examples.iter().any(|example| example.good == good), "{code}: no example that is good: {good}");
        }
        let (bad, good): (Vec<_>, Vec<_>) = examples.iter().partition(|example| !example.good);
        for example in &bad {
            assert!(!good.contains(example), "{code}: an example that is both");
        }
        assert!(examples.iter().all(|example| example.files.iter().all(|(_, text)| !text.is_empty())), "{code}");
    }
}

/// Every page has a code; the index lists all. `SVCC_BLESS=1` writes the index anew.
#[test]
fn the_index_lists_every_code() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics");
    let mut pages: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    pages.sort();
    let mut wanted: Vec<String> = Code::all().map(|code| format!("{code}.md")).collect();
    wanted.sort();
    assert_eq!(pages, wanted);

    let index = index();
    let path = format!("{folder}/README.md");
    if std::env::var_os("SVCC_BLESS").is_some() {
        std::fs::write(&path, &index).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == index, "docs/diagnostics/README.md is not as made from the code table; set SVCC_BLESS=1");
}

const FAMILIES: &[(&str, &str)] = &[
    ("SYN", "Syntax: the text has no such shape"),
    ("REF", "Names and what they refer to"),
    ("TYP", "Values of the wrong type or in the wrong place"),
    ("API", "What the API server refuses on its own rules"),
    ("NET", "Does traffic arrive?"),
    ("DEP", "Will this version of Kubernetes take it?"),
    ("BPR", "Best practice"),
    ("UPD", "What happens when this replaces that?"),
    ("IMP", "Import"),
];

fn index() -> String {
    let mut text = String::from(
        "# Diagnostics\n\nEvery finding has a code that never changes its meaning. `svcc explain CODE` shows the same pages offline.\n",
    );
    let mut listed = 0;
    for (family, title) in FAMILIES {
        let codes: Vec<Code> = Code::all().filter(|code| code.id().starts_with(family)).collect();
        if codes.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {family}: {title}\n\n| code | level | title |\n|---|---|---|\n");
        for code in &codes {
            let info = code.info();
            let level = match info.level {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "hint",
            };
            let _ = writeln!(text, "| [{0}]({0}.md) | {level} | {1} |", info.id, info.title);
        }
        listed += codes.len();
    }
    assert_eq!(listed, Code::all().count(), "a code of a family that has no title");
    text
}

#[test]
fn fences_are_read() {
    let page =
        "```svc bad file=a.svc\none\n```\n\n```svc bad file=b.svc set=x=1\ntwo\n```\ntext\n```svc good on=east\n```\n";
    let read = examples(page);
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].files, [("a.svc".into(), "one\n".into()), ("b.svc".into(), "two\n".into())]);
    assert_eq!((read[1].good, read[1].on.as_deref()), (true, Some("east")));
}

/// A page's bad examples give its code and no other, its good ones nothing at all.
#[test]
fn every_example_gives_what_its_page_says() {
    let mut wrong = String::new();
    for code in Code::all().filter(|code| !NOT_SHOWN.contains(&code.id())) {
        for (at, example) in examples(code.info().page).iter().enumerate() {
            let found = example.findings();
            let wanted: BTreeSet<Code> = if example.good { BTreeSet::new() } else { BTreeSet::from([code]) };
            if found.iter().map(|finding| finding.code).collect::<BTreeSet<_>>() != wanted {
                let _ = writeln!(wrong, "{code}, example {} (good: {}):\n{}", at + 1, example.good, listed(&found));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Codes of text that a page cannot hold: too large, or no text at all.
const NOT_SHOWN: &[&str] = &["SYN012", "SYN013"];

/// With the pages' examples, every code is given by something.
#[test]
fn codes_that_no_page_can_show_are_given() {
    let given = |bytes: Vec<u8>| Outcome::of(Memory::new().file("main.svc", bytes), &["main.svc"], &Options::default());
    let too_large = vec![b'#'; svcc::source::MAX_FILE_BYTES + 1];
    assert_eq!(given(too_large).codes(), ["SYN012"]);
    assert_eq!(given(b"# \xff\n".to_vec()).codes(), ["SYN013"]);
}
