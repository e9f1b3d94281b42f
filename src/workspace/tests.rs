//! Laws of the workspace: an edited one answers like a fresh one, passes stop when asked, order does not matter.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Cancel, Cancelled, Options, Workspace, output};
use crate::source::Memory;

fn workspace(files: &[(String, String)]) -> Workspace {
    let mut memory = Memory::new().at("/project");
    for (path, text) in files {
        memory = memory.file(&format!("/project/{path}"), text.as_bytes());
    }
    let mut workspace = Workspace::new(Arc::new(memory));
    workspace.open(&[]);
    workspace
}

/// What a workspace says: the manifests, and the findings with their places.
fn answer(workspace: &mut Workspace) -> (String, Vec<String>) {
    let analyses = workspace.check(&Options::default(), &Cancel::default()).expect("nobody cancels");
    let manifests: Vec<u8> = analyses.iter().flat_map(|analysis| output::stream(&analysis.groups, false)).collect();
    let mut findings: Vec<String> = analyses
        .iter()
        .flat_map(|analysis| &analysis.diagnostics)
        .map(|found| {
            let place = found.span.map(|span| {
                let path = workspace.files().get(span.file).map(|file| file.path.clone());
                (path, span.range)
            });
            format!("{place:?} {} {}", found.code, found.message)
        })
        .collect();
    findings.sort();
    (String::from_utf8(manifests).expect("YAML is UTF-8"), findings)
}

/// Files that refer to each other: apps, a template, a value, and a few mistakes.
fn file(index: usize, variant: usize) -> String {
    match variant % 8 {
        0 => format!("app a{index} {{ image x/a:$tag; port http 80; expose }}\n"),
        1 => format!("app a{index} with web(81) {{ env {{ PEER address(a0) }} }}\n"),
        2 => format!(
            "# moved down\n\napp a{index} with web {{ env {{ URL url(a1:http) }}; expose front {{ 80 -> http }} }}\n"
        ),
        3 => format!("app a{index} {{ image x; replicas three; expose a{index} {{ 80 -> htp }} }}\n"),
        4 => format!(
            "namespace shop\nconfig c{index} {{ A b }}\napp a{index} {{ image y; env {{ H hash(c{index}) }} }}\n"
        ),
        5 => format!("external a{index} at 10.0.0.{index} {{ http 80 }}\n"),
        6 => format!("app a{index} {{ image: x\n"),
        _ => String::new(),
    }
}

fn shared(variant: usize) -> String {
    let number = 80 + variant % 3;
    format!("let tag = v{variant}\ntemplate web(n: {number}) {{ image w:$tag; port http $n; expose }}\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_edited_workspace_answers_like_a_fresh_one(
        first in prop::collection::vec(0..8usize, 4),
        edits in prop::collection::vec((0..5usize, 0..8usize), 1..12),
    ) {
        let mut files: Vec<(String, String)> =
            first.iter().enumerate().map(|(at, variant)| (format!("f{at}.svc"), file(at, *variant))).collect();
        files.push(("shared.svc".into(), shared(0)));
        let mut edited = workspace(&files);
        answer(&mut edited);
        for (at, variant) in edits {
            let text = if at == 4 { shared(variant) } else { file(at, variant) };
            files[at].1 = text.clone();
            let path = files[at].0.clone();
            edited.set_text(&path, text);
            prop_assert_eq!(answer(&mut edited), answer(&mut workspace(&files)));
        }
    }
}

#[test]
fn a_cancelled_check_has_no_result_and_the_next_one_is_whole() {
    let files = vec![("a.svc".to_string(), file(0, 0)), ("shared.svc".to_string(), shared(1))];
    let mut cancelled = workspace(&files);
    let cancel = Cancel::default();
    cancel.cancel();
    assert_eq!(cancelled.check(&Options::default(), &cancel).err(), Some(Cancelled));
    assert_eq!(answer(&mut cancelled), answer(&mut workspace(&files)));
}

#[test]
fn an_edit_leaves_other_declarations_as_they_were() {
    let files: Vec<(String, String)> =
        (0..3).map(|at| (format!("f{at}.svc"), file(at, 0))).chain([("s.svc".into(), shared(1))]).collect();
    let mut edited = workspace(&files);
    let before = edited.check(&Options::default(), &Cancel::default()).expect("nobody cancels");
    edited.set_text("f1.svc", file(1, 5));
    let after = edited.check(&Options::default(), &Cancel::default()).expect("nobody cancels");
    let same = |at: usize| Arc::ptr_eq(&before[0].groups[at], &after[0].groups[at]);
    assert!(same(0) && same(2), "untouched declarations keep their objects");
    assert!(!same(1), "the edited one does not");
}

#[test]
fn a_reference_follows_the_port_it_names() {
    let user = ("user.svc".to_string(), "app user { image x; env { PEER address(peer) } }\n".to_string());
    let peer = |port: u16| format!("app peer {{ image x; port http {port}; expose }}\n");
    let mut edited = workspace(&[("peer.svc".to_string(), peer(80)), user.clone()]);
    assert!(answer(&mut edited).0.contains("value: peer:80\n"));
    edited.set_text("peer.svc", peer(90));
    assert!(answer(&mut edited).0.contains("value: peer:90\n"));
}
