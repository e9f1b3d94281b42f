//! Cost is linear in the input, construct by construct (law 5): twice as much of anything makes the compiler allocate
//! about twice as much, in calls and in bytes. Nothing is timed.
//!
//! Only what this thread allocates counts. A program of many declarations is shared among as many threads as there are
//! processors: of twice as many, this one has twice as many too.

use super::anything::build_files;
use super::counting::{Allocated, allocated};
use svcc::diagnostics::{Style, render_json, render_short, render_terminal};
use svcc::workspace::output;

type Files = Vec<(String, String)>;

fn one(text: String) -> Files {
    vec![("main.svc".to_owned(), text)]
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

/// Builds and says whether there were errors.
fn cost_of_build(files: &Files) -> (bool, Allocated) {
    allocated(|| {
        let built = build_files(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        built.report.has_errors()
    })
}

/// The same with every output.
fn cost(files: &Files) -> (bool, Allocated) {
    let (errors, allocated) = allocated(|| {
        let built = build_files(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        let files = built.workspace.files();
        render_short(&built.report, files);
        render_terminal(&built.report, files, Style::default());
        render_json(&built.report, files);
        output::stream(&built.analysis.groups, false);
        output::stream(&built.analysis.groups, true);
        output::origins(&built.analysis.groups, files);
        built.report.has_errors()
    });
    (errors, allocated)
}

/// Holds a construct to the law, at `n` and `2n`.
fn linear_from(n: usize, wrong: bool, program: impl Fn(usize) -> Files) {
    linear_by(cost, n, wrong, program);
}

fn linear_by(cost: fn(&Files) -> (bool, Allocated), n: usize, wrong: bool, program: impl Fn(usize) -> Files) {
    // What is made once for the process is made before.
    cost(&program(n.min(8)));
    let (errors, once) = cost(&program(n));
    assert_eq!(errors, wrong, "{}", program(2)[0].1);
    let (_, twice) = cost(&program(2 * n));
    for (what, once, twice) in [("calls", once.calls, twice.calls), ("bytes", once.bytes, twice.bytes)] {
        let ratio = twice as f64 / once as f64;
        assert!(ratio <= 2.3, "{ratio:.2} times the {what} for twice as much:\n{}", program(2)[0].1);
    }
}

fn linear(program: impl Fn(usize) -> String) {
    linear_from(1_500, false, |n| one(program(n)));
}

fn linear_errors(program: impl Fn(usize) -> String) {
    // Fewer: each wrong name is compared with hundreds.
    linear_from(400, true, |n| one(program(n)));
}

#[test]
fn declarations() {
    linear_from(8_192, false, |n| one(lines(n, |at| format!("app a{at} {{ image x; port http 80; expose }}"))));
    linear_from(8_192, false, |n| one(lines(n, |at| format!("config c{at} {{ KEY value }}"))));
}

#[test]
fn files() {
    linear_from(400, false, |n| {
        (0..n)
            .map(|at| {
                (format!("f{at}.svc"), format!("app a{at} {{ image x; env {{ A host(a0) }}; expose {{ 80 }} }}\n"))
            })
            .collect()
    });
    linear_from(400, false, |n| {
        (0..n)
            .map(|at| {
                (
                    format!("f{at}.svc"),
                    format!(
                        "{}app a{at} {{ image x }}\n",
                        if at + 1 < n { format!("use \"f{}.svc\"\n", at + 1) } else { String::new() }
                    ),
                )
            })
            .collect()
    });
}

#[test]
fn nesting() {
    // Without the outputs, whose lines are indented as deep as they nest.
    for (open, close) in [("a { ", " }"), ("a [{ ", " }]")] {
        linear_by(cost_of_build, 60, false, |n| {
            one(format!("object example.com/v1/Thing x {{ spec {{ {} b 1 {} }} }}", open.repeat(n), close.repeat(n)))
        });
    }
}

#[test]
fn statements_of_a_block() {
    linear(|n| format!("object example.com/v1/Thing x {{ spec {{\n{} }} }}", lines(n, |at| format!("k{at} {at}"))));
    linear(|n| format!("object example.com/v1/Thing x {{\n{} }}", lines(n, |at| format!("spec.a.b.k{at} {at}"))));
    linear(|n| format!("config c {{\n{} }}", lines(n, |at| format!("KEY_{at} \"value {at}\""))));
    linear(|n| format!("app a {{ image x; labels {{\n{} }} }}", lines(n, |at| format!("l{at} v{at}"))));
    linear(|n| {
        format!("app a {{ image x; selector {{\n{} }}; port 80; expose }}", lines(n, |at| format!("l{at} v{at}")))
    });
}

#[test]
fn lists() {
    linear(|n| format!("app a {{ image x; args [{}] }}", "word, ".repeat(n)));
    linear(|n| {
        format!("app a {{ image x; tolerations [\n{}] }}", lines(n, |at| format!("{{ key k{at}; operator Exists }}")))
    });
}

#[test]
fn variables_ports_probes_and_mounts() {
    linear(|n| format!("app a {{ image x; env {{\n{} }} }}", lines(n, |at| format!("V{at} value"))));
    linear(|n| format!("app a {{ image x; env {{\n{} }} }}", lines(n, |at| format!("V{at} \"$(V0)\""))));
    linear(|n| format!("app a {{ image x;\n{} }}", lines(n, |at| format!("port p{at} {}", at + 1))));
    linear(|n| {
        format!(
            "app a {{ image x; port http 80; expose {{\n{} }} }}",
            lines(n, |at| format!("p{at} {} -> http", at + 1))
        )
    });
    linear(|n| {
        format!(
            "app a {{ image x;\n{} expose {{\n{} }} }}",
            lines(n, |at| format!("port p{at} {}", at + 1)),
            lines(n, |at| format!("{} -> p{at}", at + 1))
        )
    });
    linear(|n| {
        format!("app a {{ image x; port http 80\n{} }}", lines(n, |at| format!("expose e{at} {{ 80 -> http }}")))
    });
    linear(|n| {
        format!("app a {{ image x;\n{} }}", lines(n, |at| format!("volume v{at} at /v{at} {{ emptyDir {{ }} }}")))
    });
    linear(|n| {
        format!(
            "app a {{ image x;\n{} }}",
            lines(n, |at| format!("container c{at} {{ image y; port p{at} {} }}", at + 1))
        )
    });
}

#[test]
fn values_and_templates() {
    linear(|n| {
        format!(
            "{}app a {{ image x; env {{\n{} }} }}",
            lines(n, |at| format!("let v{at} = w{at}")),
            lines(n, |at| format!("V{at} $v{at}"))
        )
    });
    linear_from(25, false, |n| {
        one(format!(
            "{}let v{n} = x\n{}",
            lines(n, |at| format!("let v{at} = $v{}", at + 1)),
            lines(400, |at| format!("config c{at} {{ A b }}"))
        ))
    });
    linear(|n| {
        format!(
            "{}{}",
            lines(n, |at| format!("template t{at} {{ replicas {at} }}")),
            lines(n, |at| format!("app a{at} with t{at} {{ image x }}"))
        )
    });
    linear(|n| {
        format!(
            "template t(p) {{ image $p; env {{ A $app }} }}\n{}",
            lines(n, |at| format!("app a{at} with t(x{at}) {{ replicas 1 }}"))
        )
    });
    // One app with templates of its own for every line.
    linear(|n| {
        let with: Vec<String> = (0..n).map(|at| format!("t{at}")).collect();
        format!(
            "{}app a with {} {{ image x }}",
            lines(n, |at| format!("template t{at} {{ env {{ V{at} x }} }}")),
            with.join(", ")
        )
    });
    linear_from(60, false, |n| {
        one(format!(
            "{}template t{n} {{ replicas 1 }}\napp a with t0 {{ image x }}",
            lines(n, |at| format!("template t{at} with t{} {{ env {{ V{at} x }} }}", at + 1))
        ))
    });
}

#[test]
fn references() {
    linear(|n| lines(n, |at| format!("app a{at} {{ image x; port 80; expose; env {{ A url(a{}) }} }}", (at + 1) % n)));
    linear(|n| {
        format!(
            "config c {{\n{} }}\napp a {{ image x; env {{\n{} }} }}",
            lines(n, |at| format!("K{at} v")),
            lines(n, |at| format!("V{at} config(c:K{at})"))
        )
    });
    linear(|n| {
        format!(
            "app b {{ image x;\n{} expose }}\napp a {{ image x; env {{\n{} }} }}",
            lines(n, |at| format!("port p{at} {}", at + 1)),
            lines(n, |at| format!("V{at} url(b:p{at})"))
        )
    });
}

#[test]
fn strings_comments_and_words() {
    linear(|n| format!("config c {{ A \"{}\" }}", "word ".repeat(n)));
    linear(|n| format!("config c {{ A \"\"\"\n{}\"\"\" }}", "  a line\n".repeat(n)));
    linear(|n| format!("let w = x\nconfig c {{\n{} }}", lines(n, |at| format!("A{at} \"${{w}} and ${{w}}\""))));
    linear(|n| format!("app a {{ image x;\n{} }}", lines(n, |at| format!("# comment {at}\n## more"))));
    linear_from(1_500, false, |n| one(lines(n, |at| format!("app a{at} {{ image x }} # svcc: allow NET006 because"))));
}

#[test]
fn errors_of_a_file() {
    for line in [
        "ap@ x",
        "app a",
        "}",
        "app a@ { imgae x }",
        "app a@ { image x; env { A url(nothing@) } }",
        "app a@ with nothing@ { image x }",
        "app a@ { image x; env { A $nothing } }",
        "app same { image x }",
        "app a@ { image x; port http 80; expose { 80 -> htp } }",
        "object v1/Service s@ { spec { typ ClusterIP; ports [{ port http }] } }",
        "let same = 1",
        "template same { replicas 1 }",
        "app a@ { image x; expose { 80; externalTrafficPolicy Local } }",
        "use \"nothing@\"",
        "config c@ { A \"open }",
    ] {
        linear_errors(|n| lines(n, |at| line.replace('@', &at.to_string())));
    }
    // Many wrong names where there are many right ones.
    linear_errors(|n| {
        format!(
            "{}{}",
            lines(n, |at| format!("app a{at} {{ image x; expose {{ 80 }} }}")),
            lines(n, |at| format!("app b{at} {{ image x; env {{ A url(c{at}) }} }}"))
        )
    });
    linear_errors(|n| {
        format!(
            "{}{}",
            lines(n, |at| format!("template t{at} {{ image x }}")),
            lines(n, |at| format!("app b{at} with u{at} {{ image x }}"))
        )
    });
    linear_errors(|n| {
        format!(
            "{}app b {{ image x; env {{\n{} }} }}",
            lines(n, |at| format!("let v{at} = 1")),
            lines(n, |at| format!("A{at} $w{at}"))
        )
    });
    linear_errors(|n| {
        format!(
            "app b {{ image x;\n{} expose {{\n{} }} }}",
            lines(n, |at| format!("port p{at} {}", at + 1)),
            lines(n, |at| format!("{} -> q{at}", at + 1))
        )
    });
    linear_errors(|n| format!("app b {{ image x; env {{\n{} }} }}", lines(n, |_| "SAME x".to_owned())));
    linear_errors(|n| {
        format!(
            "config c {{\n{} }}\napp b {{ image x; env {{\n{} }} }}",
            lines(n, |at| format!("K{at} v")),
            lines(n, |at| format!("V{at} config(c:L{at})"))
        )
    });
}

#[test]
fn what_leads_back() {
    linear_errors(|n| lines(n, |at| format!("let v{at} = $v{}", (at + 1) % n)));
    linear_errors(|n| lines(n, |at| format!("template t{at} with t{} {{ replicas 1 }}", (at + 1) % n)));
    linear_from(300, true, |n| {
        (0..n)
            .map(|at| (format!("f{at}.svc"), format!("use \"f{}.svc\"\napp a{at} {{ image x }}\n", (at + 1) % n)))
            .collect()
    });
}

#[test]
fn yaml_that_is_used() {
    let used = |yaml: String| {
        vec![("main.svc".to_owned(), "use \"a.yaml\"\napp a { image x }\n".to_owned()), ("a.yaml".to_owned(), yaml)]
    };
    linear_from(1_500, false, |n| used(lines(n, |at| format!("k{at}: [a, {{b: \"c\"}}]"))));
    linear_from(1_500, false, |n| used(lines(n, |at| format!("---\nkind: Other\nname: {at}"))));
    linear_from(1_500, true, |n| used(lines(n, |_| "same: 1".to_owned())));
    let crd = |fields: String| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: things.example.com}}\nspec:\n  group: example.com\n  scope: Namespaced\n  \
             names: {{kind: Thing, plural: things, singular: thing}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            properties:\n{fields}"
        )
    };
    linear_from(1_500, false, |n| used(crd(lines(n, |at| format!("              f{at}: {{type: string}}")))));
}
