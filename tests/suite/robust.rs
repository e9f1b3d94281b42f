//! No input makes the compiler panic, hang or grow without measure: law 1, on everything that is known and on what was
//! made to break it.

use std::path::{Path, PathBuf};

use super::anything::{Built, build, build_files};
use svcc::diagnostics::Code;
use svcc::workspace::output;

/// How many variations of one text are tried: all of them in an optimised build, a share of them in a slow one.
fn step(length: usize) -> usize {
    let most = if cfg!(debug_assertions) { 60 } else { usize::MAX };
    length.div_ceil(most).max(1)
}

fn codes(built: &Built) -> Vec<&'static str> {
    let mut codes: Vec<_> = built.report.diagnostics().iter().map(|diagnostic| diagnostic.code.id()).collect();
    codes.dedup();
    codes
}

fn yaml(built: &Built) -> String {
    String::from_utf8(output::stream(&built.analysis.groups, false)).unwrap()
}

/// Every `.svc` file of the corpus and the examples.
fn corpus() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut found) = (vec![root.join("tests/corpus"), root.join("examples")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "svc") {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 5, "only {} programs found", found.len());
    found
}

#[test]
fn the_program_with_a_bit_of_everything_is_right() {
    let text = include_str!("../corpus/robust/everything.svc");
    let built = build(text.as_bytes());
    assert!(!built.report.has_errors(), "{:#?}", built.report.diagnostics());
    let yaml = yaml(&built);
    for kind in [
        "ConfigMap",
        "CronJob",
        "Deployment",
        "EndpointSlice",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Service",
        "StatefulSet",
    ] {
        assert!(yaml.contains(&format!("\nkind: {kind}\n")), "no {kind} in\n{yaml}");
    }
}

#[test]
fn every_prefix_of_every_program() {
    for (_, text) in corpus() {
        for end in (0..text.len()).step_by(step(text.len())) {
            build(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn every_program_without_one_of_its_tokens() {
    for (_, text) in corpus() {
        let tokens = svcc::syntax::lex(&text);
        for token in tokens.list.iter().step_by(step(tokens.list.len())) {
            let without = [&text[..token.range.start as usize], &text[token.range.end as usize..]].concat();
            build(without.as_bytes());
        }
    }
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn random_bytes() {
    let mut numbers = Numbers(1);
    for round in 0..if cfg!(debug_assertions) { 200 } else { 5_000 } {
        let bytes: Vec<u8> = (0..round % 400).map(|_| numbers.below(256) as u8).collect();
        build(&bytes);
    }
}

#[test]
fn random_words_of_the_language() {
    let text = include_str!("../corpus/robust/everything.svc");
    let tokens = svcc::syntax::lex(text);
    let words: Vec<&str> =
        tokens.list.iter().map(|token| &text[token.range.start as usize..token.range.end as usize]).collect();
    let mut numbers = Numbers(2);
    for _ in 0..if cfg!(debug_assertions) { 200 } else { 5_000 } {
        let soup: Vec<&str> = (0..numbers.below(200)).map(|_| words[numbers.below(words.len())]).collect();
        build(soup.join(" ").as_bytes());
    }
}

#[test]
fn nesting_of_every_depth() {
    let places = [
        ("", ""),
        ("app a ", ""),
        ("app a { image x; pod ", " }"),
        ("app a { image x; args ", " }"),
        ("app a { image x; env { A ", " } }"),
        ("object example.com/v1/Thing a { spec.x ", " }"),
        ("template t(x: ", ") { image $x }"),
        ("let a = ", ""),
    ];
    let brackets = [("{ a ", "}"), ("[", "]"), ("f(", ")"), ("{ a [ ", "] }"), ("[{ a ", "}]")];
    for depth in [100, 250, 300, 20_000] {
        for (before, after) in places {
            for (open, close) in brackets {
                let (opened, closed) = (open.repeat(depth), close.repeat(depth));
                let whole = format!("{before}{opened}1{closed}{after}\n");
                let built = build(whole.as_bytes());
                assert!(depth <= 256 || built.report.has_errors(), "{before}{open}");
                build(format!("{before}{opened}").as_bytes());
                build(format!("{before}{opened}{after}").as_bytes());
            }
        }
    }
}

/// Threads have smaller stacks than the process has.
#[test]
fn deep_nesting_in_many_declarations() {
    let deep = format!("{}1{}", "{ a ".repeat(240), " }".repeat(240));
    let lists = format!("{}1{}", "[".repeat(240), "]".repeat(240));
    let mut text = String::new();
    for at in 0..300 {
        text.push_str(&format!("object example.com/v1/Thing thing-{at} {{ spec.x {deep}; spec.y {lists} }}\n"));
    }
    let built = build_files([("main.svc", text.as_bytes())]);
    assert!(!built.report.has_errors(), "{:#?}", built.report.diagnostics().first());
    assert_eq!(yaml(&built).matches("kind: Thing").count(), 300);
}

#[test]
fn one_long_line() {
    // A text of 64 MiB is the most that is read; it takes its time where nothing is optimised.
    let length = if cfg!(debug_assertions) { 1 << 20 } else { 64 << 20 };
    let of = |before: &str, piece: &str, after: &str| {
        let pieces = (length - before.len() - after.len()) / piece.len();
        [before, &piece.repeat(pieces), after].concat()
    };
    for (before, piece, after) in [
        ("config a { KEY ", "x", " }"),
        ("config a { KEY \"", "x", "\" }"),
        ("# ", "x", ""),
        ("", ";", ""),
        ("app a with ", "b,", "b { image x }"),
        ("app a { image x; args [", "x,", "x] }"),
    ] {
        let text = of(before, piece, after);
        let built = build_files([("main.svc", text.as_bytes())]);
        output::stream(&built.analysis.groups, false);
    }
    let built = build_files([("main.svc", of("# ", "x", "xx").repeat(2).as_bytes())]);
    assert!(cfg!(debug_assertions) || codes(&built) == [Code::SYN012.id()]);
}

#[test]
fn ten_thousand_errors() {
    for line in [
        "app a",
        "app $n { image }",
        "ap$ x",
        "app a$n { imgae x }",
        "app a$n { image x; env { A url(nothing$n) } }",
        "}",
    ] {
        let text: String = (0..10_000).map(|at| line.replace("$n", &at.to_string()) + "\n").collect();
        let built = build_files([("main.svc", text.as_bytes())]);
        let found = built.report.by_file().next().expect("errors");
        assert_eq!(found.shown.len(), 100, "{line}");
        let counted = found.more + built.workspace.parsed(found.file.unwrap()).map_or(0, |parsed| parsed.suppressed);
        assert!(counted + 100 >= 9_999, "{line}: {counted} more");
    }
}

/// Each line doubles what the line before it makes.
#[test]
fn what_doubles_with_every_line_ends() {
    let lines = |line: &dyn Fn(usize) -> String| (0..60).map(line).collect::<Vec<_>>().join("\n");
    let lets = lines(&|at| format!("let a{at} = \"${{a{}}}${{a{}}}\"", at + 1, at + 1));
    let words = lines(&|at| format!("let a{at} = $a{}/$a{}", at + 1, at + 1));
    let templates = lines(&|at| format!("template t{at} with t{}, t{} {{ replicas 1 }}", at + 1, at + 1));
    let inner = lines(&|at| format!("template t{at} {{ container with t{}, t{} {{ }} }}", at + 1, at + 1));
    let texts = lines(&|at| format!("template t{at}(x) with t{}(\"${{x}}${{x}}\") {{ env {{ A{at} $x }} }}", at + 1));
    let lists = lines(&|at| format!("template t{at}(x) with t{}([$x, $x]) {{ args $x }}", at + 1));
    let nested = lines(&|at| {
        let (open, close) = ("[".repeat(100), "]".repeat(100));
        format!("template t{at}(x) with t{}({open}$x{close}) {{ imagePullPolicy $x }}", at + 1)
    });
    for (what, end, user) in [
        (lets, "let a60 = x", "app a { image x; env { A $a0 } }"),
        (words, "let a60 = x", "app a { image x; env { A $a0 } }"),
        (templates, "template t60 { image x }", "app a with t0 { }"),
        (inner, "template t60 { imagePullPolicy Always }", "app a with t0 { image x }"),
        (texts, "template t60(x) { env { B $x } }", "app a with t0(xxxx) { image x }"),
        (lists, "template t60(x) { command $x }", "app a with t0(x) { image x }"),
        (nested, "template t60(x) { workingDir $x }", "app a with t0(x) { image x }"),
    ] {
        let text = format!("{what}\n{end}\n{user}\n");
        let built = build(text.as_bytes());
        assert!(built.report.has_errors(), "{text}");
    }
}

#[test]
fn more_values_than_a_declaration_can_have_are_said_once() {
    let ten = |name: &str| format!("\"{}\"", format!("${{{name}}}").repeat(10));
    let text = format!(
        "let a = {}\nlet b = {}\nlet c = {}\nlet d = x\napp x {{ image y; env {{ A $a }} }}",
        ten("b"),
        ten("c"),
        ten("d")
    );
    assert_eq!(codes(&build(text.as_bytes())), ["REF022"]);
    // A tenth of it is still a text like any other.
    let text = format!("let a = {}\nlet b = {}\nlet c = x\napp x {{ image y; env {{ A $a }} }}", ten("b"), ten("c"));
    assert!(yaml(&build(text.as_bytes())).contains(&format!("value: {}\n", "x".repeat(100))));
}

#[test]
fn a_long_chain_of_values_is_an_error_and_a_usual_one_is_none() {
    let chain = |length: usize| {
        let lets: String = (0..length).map(|at| format!("let a{at} = $a{}\n", at + 1)).collect();
        format!("{lets}let a{length} = end\napp x {{ image y; env {{ A $a0 }} }}\n")
    };
    assert!(yaml(&build(chain(50).as_bytes())).contains("value: end\n"));
    for length in [100, 20_000] {
        assert_eq!(codes(&build(chain(length).as_bytes())), ["REF022"], "{length}");
    }
}

#[test]
fn what_leads_back_to_itself() {
    let ring = |length: usize, line: &dyn Fn(usize, usize) -> String| -> String {
        (0..length).map(|at| line(at, (at + 1) % length) + "\n").collect()
    };
    for length in [1, 2, 3, 5_000] {
        let lets = ring(length, &|at, next| format!("let a{at} = \"${{a{next}}}\""));
        let built = build(format!("{lets}app x {{ image $a0 }}").as_bytes());
        assert!(codes(&built).contains(&"REF008"), "{:?}", codes(&built));
        let templates = ring(length, &|at, next| format!("template t{at} with t{next} {{ replicas 1 }}"));
        let built = build(format!("{templates}app x with t0 {{ image y }}").as_bytes());
        assert!(codes(&built).contains(&"REF004"), "{:?}", codes(&built));
        let within = ring(length, &|at, next| format!("template t{at} {{ container with t{next} {{ }} }}"));
        let built = build(format!("{within}app x with t0 {{ image y }}").as_bytes());
        assert!(codes(&built).contains(&"REF004"), "{:?}", codes(&built));
    }
    for length in [1usize, 2, 3, 300] {
        let files: Vec<(String, String)> = (0..length)
            .map(|at| (format!("f{at}.svc"), format!("use \"f{}.svc\"\napp a{at} {{ image x }}\n", (at + 1) % length)))
            .collect();
        let built = build_files(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        assert_eq!(codes(&built), ["REF011"], "{length} files");
    }
}

#[test]
fn long_words_paths_and_lists_of_names() {
    let long = 20_000;
    for text in [
        format!("object example.com/v1/Thing a {{ spec.{} 1 }}", "a.".repeat(long) + "b"),
        format!("object example.com/v1/Thing a {{ {} 1 }}", "a.".repeat(long)),
        format!("app a with {} {{ image x }}\ntemplate t {{ replicas 1 }}", vec!["t"; long].join(", ")),
        format!("external a at {} {{ 80 }}", vec!["10.0.0.1"; long].join(", ")),
        format!("app a {{ image x; scale 1..2 on {} }}", vec!["cpu 70%"; long].join(", ")),
        format!("app a {{ image {} }}", "x".repeat(long * 10)),
        format!("app {} {{ image x; expose {{ 80 -> 80 }} }}", "x".repeat(long)),
        format!("app a {{ image x; env {{ A \"{}\" }} }}", "$(".repeat(long * 5)),
        format!("app a {{ image x; env {{ A \"{}\" }} }}", "${".repeat(long)),
        format!("app a {{ image \"{}\" }}", "$a".repeat(long)),
        format!("let a = 1\napp a {{ image {} }}", "$a".repeat(long)),
        format!("app a {{ image x; {} }}", "a ".repeat(long)),
        format!("app a {{ image x; port{} }}", " ->".repeat(long)),
        "lint NET004 allow \"x\"\n".repeat(long / 4),
        "# svcc: allow NET004 because\n".repeat(long / 4),
    ] {
        build(text.as_bytes());
    }
}

#[test]
fn yaml_of_any_kind_can_be_used() {
    let open = "[".repeat(5_000);
    let laughs: String = (0..30).map(|at| format!("a{at}: &a{at} [*a{0}, *a{0}]\n", at + 1)).collect();
    for yaml in [
        "",
        "a: b",
        ":",
        "- - -",
        "\u{feff}a: 1",
        "a: &a *a",
        "\t",
        "--- !!x\n...",
        "{",
        &open,
        &laughs,
        "kind: CustomResourceDefinition",
        "kind: CustomResourceDefinition\nspec: {versions: [{schema: 1}]}",
        "kind: CustomResourceDefinition\nspec: []\n---\nkind: CustomResourceDefinition\nspec: {names: {kind: []}}",
    ] {
        let main = b"use \"crd.yaml\"\napp a { image x }".as_slice();
        let built = build_files([("main.svc", main), ("crd.yaml", yaml.as_bytes())]);
        output::stream(&built.analysis.groups, false);
    }
}
