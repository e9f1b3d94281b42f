//! The time of every pass over programs of 1, 100 and 1,000 apps: `cargo bench --bench compile`.
//!
//! Each pass is given what the passes before it made; `whole` is all of them, as `svcc build` does it.

use std::collections::BTreeMap;
use std::sync::Arc;

use divan::{Bencher, black_box};
use svcc::check::check_program;
use svcc::kubernetes::schema::Schemas;
use svcc::kubernetes::validation::check_group;
use svcc::kubernetes::{Group, Target};
use svcc::lower::link::{link, resolve};
use svcc::lower::{Conditions, Expanded, Names, expand};
use svcc::program::{Program, Unit, collect};
use svcc::source::{FileId, Memory};
use svcc::syntax::{lex, parse};
use svcc::workspace::{Cancel, Options, Workspace, output};

#[path = "support/generator.rs"]
#[allow(dead_code)] // the peers' sources
mod generator;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const APPS: [usize; 3] = [1, 100, 1_000];

fn main() {
    divan::main();
}

fn units(apps: usize) -> Vec<Arc<Unit>> {
    let files = generator::svc(apps).into_iter().enumerate();
    files
        .map(|(at, (_, text))| {
            let file = FileId(at as u32);
            Arc::new(Unit { file, tree: parse(text.into(), file).tree, folder: String::new() })
        })
        .collect()
}

fn program(apps: usize) -> Program {
    collect(units(apps), BTreeMap::new(), Default::default())
}

fn conditions() -> Conditions {
    Conditions::new(Target::default(), Schemas::builtin())
}

fn expand_all(program: &Program, conditions: &Conditions) -> Vec<(Expanded, Group)> {
    program.declarations.iter().map(|declaration| expand(program, declaration, conditions)).collect()
}

fn link_all(program: &Program, expanded: Vec<(Expanded, Group)>, target: &Target) -> Vec<Arc<Group>> {
    let (facts, groups): (Vec<Expanded>, Vec<Group>) = expanded.into_iter().unzip();
    let names = Names::collect(facts.iter());
    let linked = program.declarations.iter().zip(&facts).zip(groups).map(|((declaration, expanded), group)| {
        Arc::new(link(group, &resolve(expanded, declaration.namespace.as_ref(), &names, target)))
    });
    linked.collect()
}

fn groups(apps: usize) -> Vec<Arc<Group>> {
    let (program, conditions) = (program(apps), conditions());
    link_all(&program, expand_all(&program, &conditions), &conditions.target)
}

fn bytes(apps: usize) -> divan::counter::BytesCount {
    divan::counter::BytesCount::new(generator::svc(apps).iter().map(|(_, text)| text.len()).sum::<usize>())
}

#[divan::bench(args = APPS)]
fn pass0_lex(bencher: Bencher, apps: usize) {
    let files = generator::svc(apps);
    bencher.counter(bytes(apps)).bench(|| {
        for (_, text) in &files {
            black_box(lex(text));
        }
    });
}

/// Lexes too.
#[divan::bench(args = APPS)]
fn pass1_parse(bencher: Bencher, apps: usize) {
    let texts: Vec<Arc<str>> = generator::svc(apps).into_iter().map(|(_, text)| text.into()).collect();
    bencher.counter(bytes(apps)).bench(|| {
        for text in &texts {
            black_box(parse(Arc::clone(text), FileId(0)));
        }
    });
}

#[divan::bench(args = APPS)]
fn pass2_collect(bencher: Bencher, apps: usize) {
    let units = units(apps);
    bencher.bench(|| collect(units.clone(), BTreeMap::new(), Default::default()));
}

#[divan::bench(args = APPS)]
fn pass3_expand(bencher: Bencher, apps: usize) {
    let (program, conditions) = (program(apps), conditions());
    bencher.bench(|| expand_all(&program, &conditions));
}

#[divan::bench(args = APPS)]
fn pass4_link(bencher: Bencher, apps: usize) {
    let (program, conditions) = (program(apps), conditions());
    bencher
        .with_inputs(|| expand_all(&program, &conditions))
        .bench_values(|expanded| link_all(&program, expanded, &conditions.target));
}

#[divan::bench(args = APPS)]
fn pass5_check(bencher: Bencher, apps: usize) {
    let (groups, conditions) = (groups(apps), conditions());
    bencher.bench(|| {
        for group in &groups {
            black_box(check_group(group, &conditions.schemas, &conditions.target));
        }
        check_program(&groups, &conditions.target)
    });
}

#[divan::bench(args = APPS)]
fn pass6_order(bencher: Bencher, apps: usize) {
    let groups = groups(apps);
    bencher.bench(|| black_box(output::objects(&groups)).len());
}

#[divan::bench(args = APPS)]
fn pass7_write(bencher: Bencher, apps: usize) {
    let groups = groups(apps);
    let size = divan::counter::BytesCount::new(output::stream(&groups, false).len());
    bencher.counter(size).bench(|| output::stream(&groups, false));
}

#[divan::bench(args = APPS)]
fn whole(bencher: Bencher, apps: usize) {
    let mut memory = Memory::new();
    for (path, text) in generator::svc(apps) {
        memory.write(&path, text);
    }
    let system = Arc::new(memory);
    bencher.counter(bytes(apps)).bench(|| {
        let mut workspace = Workspace::new(system.clone());
        workspace.open(&[]);
        let analysis = workspace.build(&Options::default(), &Cancel::default());
        analysis.map(|analysis| output::stream(&analysis.groups, false))
    });
}

/// After an edit of one file of many, only what it declares is made anew.
#[divan::bench(args = APPS)]
fn whole_after_an_edit(bencher: Bencher, apps: usize) {
    let files = generator::svc(apps);
    let mut memory = Memory::new();
    for (path, text) in &files {
        memory.write(path, text.as_str());
    }
    let mut workspace = Workspace::new(Arc::new(memory));
    workspace.open(&[]);
    let (path, text) = &files[files.len() - 1];
    let mut revision = 0;
    bencher.bench_local(|| {
        revision += 1;
        workspace.set_text(path, format!("{text}# {revision}\n"));
        workspace.check(&Options::default(), &Cancel::default()).map(|analyses| analyses.len())
    });
}
