use super::*;
use crate::diagnostics::{Code, Diagnostic, Edit, ObjectName, Report};
use crate::source::{FileId, Files, Span, TextRange};

const PLAIN: Style = Style { colour: false, ascii: false };

fn find(files: &Files, file: FileId, needle: &str) -> Span {
    let text = &files.get(file).expect("the file").text;
    let start = text.find(needle).expect("the needle");
    TextRange::new(start, start + needle.len()).in_file(file)
}

fn shop() -> (Files, FileId) {
    let mut files = Files::new();
    let text = "app web {\n  image nginx:1.25\n  port http 80\n\n  expose web-local {\n    80 -> http\n    externalTrafficPolicy Local\n  }\n}\n";
    let id = files.add("shop.svc", text);
    (files, id)
}

fn traffic(files: &Files, id: FileId) -> Diagnostic {
    let head = find(files, id, "web-local");
    let line = find(files, id, "    externalTrafficPolicy Local\n");
    let after = Span { file: id, range: TextRange::new(head.range.end as usize, head.range.end as usize) };
    Diagnostic::new(
        Code::API001,
        find(files, id, "externalTrafficPolicy Local"),
        "`externalTrafficPolicy` needs a Service that is reachable from outside the cluster",
    )
    .note("the API server refuses this field here")
    .label(head, "this is a ClusterIP Service")
    .help("inside the cluster `internalTrafficPolicy Local` already applies")
    .fix("make it `as LoadBalancer`", vec![Edit { span: after, text: " as LoadBalancer".into() }])
    .fix("drop the line", vec![Edit { span: line, text: String::new() }])
    .rule("SVC-027")
    .path("spec.externalTrafficPolicy")
    .object(ObjectName {
        api_version: "v1".into(),
        kind: "Service".into(),
        namespace: Some("shop".into()),
        name: "web-local".into(),
    })
}

fn terminal(diagnostics: Vec<Diagnostic>, files: &Files, style: Style) -> String {
    render_terminal(&Report::new(diagnostics, files), files, style)
}

#[test]
fn the_terminal_shows_every_place_help_and_fixes() {
    let (files, id) = shop();
    insta::assert_snapshot!(terminal(vec![traffic(&files, id)], &files, PLAIN));
}

#[test]
fn the_terminal_in_ascii() {
    let (files, id) = shop();
    let drawn = terminal(vec![traffic(&files, id)], &files, Style { ascii: true, ..PLAIN });
    assert!(drawn.is_ascii(), "{drawn}");
}

#[test]
fn the_terminal_shows_places_of_several_files() {
    let (mut files, id) = shop();
    let other = files.add("böse.svc", "# ünïcode first\nexternal wéb -> example.com\nexternal web -> b.example.com\n");
    let twice = Diagnostic::new(Code::REF001, find(&files, id, "web"), "`web` is declared twice")
        .note("declared here")
        .label(find(&files, other, "web"), "and here")
        .label(find(&files, other, "wéb"), "and nearly here");
    insta::assert_snapshot!(terminal(vec![twice], &files, PLAIN));
}

#[test]
fn escape_codes_only_with_colour() {
    let (files, id) = shop();
    let mut all = vec![traffic(&files, id)];
    all.push(Diagnostic::new(Code::NET004, None, "nothing to build"));
    let plain = terminal(all.clone(), &files, PLAIN);
    assert!(!plain.contains('\u{1b}'));
    let colour = terminal(all, &files, Style { colour: true, ..PLAIN });
    assert!(colour.contains("\u{1b}[1;31merror[API001]:\u{1b}[0m"));
    assert!(colour.contains("\u{1b}[1;33mwarning[NET004]:\u{1b}[0m"));
    let mut bare = String::new();
    let mut rest = colour.as_str();
    while let Some((before, code)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = code.split_once('m').expect("a whole code").1;
    }
    bare.push_str(rest);
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&bare), lines(&plain), "colour adds nothing but codes");
}

#[test]
fn no_line_ends_in_a_space() {
    let (files, id) = shop();
    for style in [PLAIN, Style { ascii: true, ..PLAIN }] {
        let drawn = terminal(vec![traffic(&files, id)], &files, style);
        assert!(drawn.lines().all(|line| line == line.trim_end()), "{drawn:?}");
    }
}

#[test]
fn what_is_in_the_source_cannot_steer_the_terminal() {
    let mut files = Files::new();
    let id = files.add("a\u{1b}.svc", "app \u{1b}[2J\u{202e}x\u{b}y\rz\n");
    let bad = Diagnostic::new(Code::TYP001, find(&files, id, "x"), "bad \u{1b}[31m name\nnext").note("\u{7}");
    let report = Report::new(vec![bad], &files);
    for drawn in [render_terminal(&report, &files, PLAIN), render_short(&report, &files)] {
        assert!(!drawn.chars().any(|c| c.is_control() && c != '\n'), "{drawn:?}");
        assert!(!drawn.contains('\u{202e}'));
    }
    assert_eq!(render_short(&report, &files).lines().count(), 1);
}

#[test]
fn places_at_the_edges_of_a_text_are_drawn() {
    for text in ["", "\n", "a", "a\n", "\u{feff}a\n", "é\r\n𝄞\r\n", "a\r", "\t\tx\n\n\n"] {
        let mut files = Files::new();
        let id = files.add("a.svc", text);
        for start in 0..=text.len() + 2 {
            for end in start..=text.len() + 2 {
                let span = TextRange::new(start, end).in_file(id);
                let all = vec![Diagnostic::new(Code::SYN001, span, "x").note("here").label(span, "and here")];
                let drawn = terminal(all.clone(), &files, PLAIN);
                assert!(drawn.contains("a.svc:") && drawn.contains("here"), "{text:?} {start}..{end}: {drawn}");
                let report = Report::new(all, &files);
                let short = render_short(&report, &files);
                let place = short.split(": ").next().expect("a place");
                assert!(drawn.contains(place), "both name {place}: {drawn}");
                serde_json::from_str::<serde_json::Value>(&render_json(&report, &files)).expect("JSON");
            }
        }
    }
}

#[test]
fn a_place_in_a_file_that_is_gone_still_has_its_message() {
    let files = Files::new();
    let lost = Diagnostic::new(Code::SYN001, TextRange::new(3, 5).in_file(FileId(7)), "lost")
        .label(TextRange::new(0, 1).in_file(FileId(8)), "gone");
    assert_eq!(terminal(vec![lost.clone()], &files, PLAIN), "error[SYN001]: lost\n\n1 error\n");
    let report = Report::new(vec![lost], &files);
    assert_eq!(render_short(&report, &files), "error[SYN001]: lost\n");
}

#[test]
fn what_is_drawn_of_many_findings_in_a_long_line_is_bounded() {
    let mut files = Files::new();
    let id = files.add("a.svc", "é: 1, ".repeat(1 << 17));
    let all: Vec<_> = (0..10_000)
        .map(|n| {
            let span = TextRange::new(n * 70, n * 70 + 7).in_file(id);
            Diagnostic::new(Code::SYN006, span, format!("finding {n}")).note("here").label(span, "there")
        })
        .collect();
    let drawn = terminal(all, &files, PLAIN);
    assert!(drawn.len() < 100_000, "{} bytes", drawn.len());
    assert!(drawn.contains("… and 9900 more in `a.svc`"));
    assert!(drawn.contains("finding 99\n") && !drawn.contains("finding 100\n"));
    assert!(drawn.ends_with("10000 errors\n"));
}

#[test]
fn a_place_in_a_long_line_is_marked() {
    let mut files = Files::new();
    let text = format!("{}bäd{}", "é ".repeat(1000), " x".repeat(1000));
    let id = files.add("a.svc", text);
    let drawn =
        terminal(vec![Diagnostic::new(Code::SYN001, find(&files, id, "bäd"), "no").note("this")], &files, PLAIN);
    let lines: Vec<&str> = drawn.lines().collect();
    assert_eq!(lines[1], "  --> a.svc:1:2001");
    let column = |line: &str, what: &str| line.split(what).next().expect("before").chars().count();
    assert_eq!(column(lines[2], "bäd"), column(lines[3], "^^^ this"), "{drawn}");
}

#[test]
fn short_is_one_line_each() {
    let (files, id) = shop();
    let report = Report::new(vec![traffic(&files, id), Diagnostic::new(Code::NET004, None, "nothing")], &files);
    assert_eq!(
        render_short(&report, &files),
        "shop.svc:7:5: error[API001]: `externalTrafficPolicy` needs a Service that is reachable from outside the cluster\nwarning[NET004]: nothing\n"
    );
}

#[test]
fn json_is_version_one() {
    let (files, id) = shop();
    let report = Report::new(vec![traffic(&files, id), Diagnostic::new(Code::NET004, None, "no \"thing\"\n")], &files);
    let json = render_json(&report, &files);
    serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    insta::assert_snapshot!(json);
    assert_eq!(render_json(&Report::default(), &files), "{\"version\": 1, \"diagnostics\": []}\n");
}

#[test]
fn a_fix_shows_the_lines_as_they_would_be() {
    let mut files = Files::new();
    let id = files.add("a.svc", "one two\nthree\nfour\n");
    let edit = |start, end, text: &str| Edit { span: TextRange::new(start, end).in_file(id), text: text.into() };
    let shown = |edits| {
        let found = Diagnostic::new(Code::SYN001, None, "x").fix("do it", edits);
        let drawn = terminal(vec![found], &files, PLAIN);
        drawn.lines().skip(2).take_while(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(vec![edit(4, 7, "2"), edit(0, 3, "1")]), ["     1 + 1 2"]);
    assert_eq!(shown(vec![edit(8, 14, "")]), ["     2 - three"]);
    assert_eq!(shown(vec![edit(7, 8, " ")]), ["     1 + one two three"]);
    assert_eq!(shown(vec![edit(0, 3, "1"), edit(14, 14, "x\n")]), ["     1 + 1 two", "     3 + x", "     4 + four"]);
    assert_eq!(shown(vec![edit(8, 14, "3\n")]), ["     2 + 3"]);
    assert_eq!(shown(vec![edit(90, 95, "3\n")]), Vec::<String>::new());
}
