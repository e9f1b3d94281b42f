//! Laws of findings over the whole corpus: nothing panics, every code is shown, every fix mends what it is offered for.

use std::collections::{BTreeMap, BTreeSet};

use svcc::diagnostics::{Code, Edit, apply_fixes};
use svcc::syntax::{TokenKind, lex};

use crate::corpus::{Case, cases};
use crate::outcome::{Inputs, Outcome};

/// Codes that no case of the corpus gives, and where they are shown instead.
const ELSEWHERE: &[(&str, &str)] =
    &[("SYN012", "a text of more than 64 MiB, which the tests of the syntax make and throw away")];

#[test]
fn every_code_is_shown_by_a_case() {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for case in cases() {
        found.extend(case.compile().codes());
    }
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&str> =
        Code::all().map(Code::id).filter(|code| !found.contains(code) && !elsewhere.contains(code)).collect();
    assert!(missing.is_empty(), "no case gives {missing:?}");
    let shown: Vec<&&str> = elsewhere.intersection(&found).collect();
    assert!(shown.is_empty(), "cases give {shown:?}: take them off the list");
}

/// Edits, file by file, in the texts of a program.
fn apply(case: &Case, outcome: &Outcome, edits: &[Edit]) -> Inputs {
    let mut inputs = case.inputs.clone();
    let mut by_file: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        let path = outcome.workspace.files().get(edit.span.file).unwrap().path.clone();
        by_file.entry(path).or_default().push(edit.clone());
    }
    for (path, edits) in by_file {
        let file = outcome.workspace.files().find(&path).unwrap();
        inputs.insert(path, apply_fixes(&file.text, &edits).unwrap().into_bytes());
    }
    inputs
}

#[test]
fn every_fix_mends_its_finding() {
    let (mut fixes, mut wrong) = (0, Vec::new());
    for case in cases() {
        let outcome = case.compile();
        for finding in outcome.report.diagnostics() {
            for fix in &finding.fixes {
                fixes += 1;
                let fixed = case.compile_as(&apply(&case, &outcome, &fix.edits));
                let count = |outcome: &Outcome| {
                    let same = |other: &&svcc::diagnostics::Diagnostic| {
                        other.code == finding.code && other.message == finding.message
                    };
                    outcome.report.diagnostics().iter().filter(same).count()
                };
                if count(&fixed) >= count(&outcome) {
                    wrong.push(format!("{}: {}: {} ({})", case.name, finding.code, finding.message, fix.title));
                }
            }
        }
    }
    assert!(fixes > 40, "only {fixes} fixes");
    assert!(wrong.is_empty(), "{} of {fixes} fixes mend nothing:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every case with one of its files changed.
fn with_changed(case: &Case, path: &str, text: &str) {
    let mut inputs = case.inputs.clone();
    inputs.insert(path.to_owned(), text.as_bytes().to_vec());
    let outcome = case.compile_as(&inputs);
    outcome.findings();
    outcome.yaml();
}

fn texts(case: &Case) -> Vec<(&str, &str)> {
    let text = |(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?));
    let files = case.inputs.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    files.filter(|(path, _)| path.ends_with(".svc")).filter_map(text).collect()
}

#[test]
fn no_beginning_of_a_file_makes_it_panic() {
    for (number, case) in cases().iter().enumerate() {
        for (path, text) in texts(case) {
            for (at, _) in text.char_indices().skip(number % 5).step_by(5) {
                with_changed(case, path, &text[..at]);
            }
        }
    }
}

#[test]
fn no_missing_token_makes_it_panic() {
    for case in cases() {
        for (path, text) in texts(&case) {
            for token in lex(text).list.iter().filter(|token| token.kind != TokenKind::Newline) {
                let range = token.range.bytes();
                with_changed(&case, path, &format!("{}{}", &text[..range.start], &text[range.end..]));
            }
        }
    }
}
