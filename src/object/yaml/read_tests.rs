//! What kubectl's reader takes YAML for, where each value stands, and what is refused.

use super::read_yaml;
use crate::diagnostics::{Code, Diagnostic};
use crate::object::{Node, Origins, Value, json};
use crate::source::FileId;

fn read(text: &str) -> (Vec<Node>, Vec<Diagnostic>) {
    let (documents, diagnostics) = read_yaml(text, FileId(0), &mut Origins::default());
    for diagnostic in &diagnostics {
        let spans = diagnostic.span.iter().chain(diagnostic.labels.iter().map(|label| &label.span));
        for span in spans {
            assert!(text.get(span.range.bytes()).is_some(), "{diagnostic:?} points between characters of {text:?}");
        }
    }
    (documents.into_iter().map(|document| document.root).collect(), diagnostics)
}

#[track_caller]
fn good(text: &str) -> serde_json::Value {
    let (mut documents, diagnostics) = read(text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(documents.len(), 1, "{text:?}");
    json::to_json(&documents.remove(0))
}

/// The code, the text pointed at and the message of the one finding.
#[track_caller]
fn bad(text: &str) -> (Code, &str, String) {
    let (_, diagnostics) = read(text);
    let [diagnostic] = &diagnostics[..] else { panic!("{diagnostics:#?}") };
    (diagnostic.code, &text[diagnostic.span.unwrap().range.bytes()], diagnostic.message.clone())
}

#[test]
fn plain_scalars_are_what_kubectl_takes_them_for() {
    let table: &[(&str, serde_json::Value)] = &[
        ("yes", true.into()),
        ("Yes", true.into()),
        ("y", true.into()),
        ("on", true.into()),
        ("TRUE", true.into()),
        ("no", false.into()),
        ("N", false.into()),
        ("off", false.into()),
        ("False", false.into()),
        ("yEs", "yEs".into()),
        ("tRUE", "tRUE".into()),
        ("nULL", "nULL".into()),
        ("oN", "oN".into()),
        ("~", serde_json::Value::Null),
        ("null", serde_json::Value::Null),
        ("", serde_json::Value::Null),
        ("0", 0.into()),
        ("-0", 0.into()),
        ("+12", 12.into()),
        ("0644", 420.into()),
        ("0o17", 15.into()),
        ("0x1F", 31.into()),
        ("-0x1f", (-31).into()),
        ("0b101", 5.into()),
        ("-0b101", (-5).into()),
        ("1_000", 1000.into()),
        ("-_1", (-1).into()),
        ("_1", "_1".into()),
        ("089", 89.0.into()),
        ("08.5", 8.5.into()),
        ("9223372036854775807", i64::MAX.into()),
        ("-9223372036854775808", i64::MIN.into()),
        ("9223372036854775808", 9223372036854775808.0.into()),
        ("99999999999999999999", 1e20.into()),
        ("1e3", 1000.0.into()),
        ("1.5", 1.5.into()),
        (".5", 0.5.into()),
        ("5.", 5.0.into()),
        ("-.5", (-0.5).into()),
        ("1_0.5", 10.5.into()),
        ("1e999", "1e999".into()),
        ("1e", "1e".into()),
        (".", ".".into()),
        (".5_0", ".5_0".into()),
        ("12:30:45", "12:30:45".into()),
        ("2001-12-14", "2001-12-14".into()),
        ("1.2.3", "1.2.3".into()),
        ("500m", "500m".into()),
        ("0xg", "0xg".into()),
        ("0o8", "0o8".into()),
        ("inf", "inf".into()),
        ("nan", "nan".into()),
        ("=", "=".into()),
        ("<<", "<<".into()),
        ("\"yes\"", "yes".into()),
        ("'1'", "1".into()),
        ("|\n  1", "1\n".into()),
        ("!!str yes", "yes".into()),
        ("!!str 1", "1".into()),
        ("!!int \"5\"", 5.into()),
        ("!!float 1", 1.0.into()),
        ("!!bool \"yes\"", true.into()),
        ("!!null x", serde_json::Value::Null),
        ("!custom 5", "5".into()),
        ("! 5", "5".into()),
        ("!!timestamp 2001-12-14", "2001-12-14".into()),
    ];
    for (text, expected) in table {
        assert_eq!(&good(&format!("k: {text}\n"))["k"], expected, "{text}");
        assert_eq!(&good(&format!("- {text}\n"))[0], expected, "{text}");
    }
}

#[test]
fn keys_become_strings() {
    let table = [
        ("8080", "8080"),
        ("0x10", "16"),
        ("yes", "true"),
        ("n", "false"),
        ("1.5", "1.5"),
        ("1e3", "1000"),
        ("1e6", "1e+06"),
        ("123456.0", "123456"),
        ("1234567.0", "1.234567e+06"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("\"yes\"", "yes"),
        ("'<<'", "<<"),
        ("2001-12-14", "2001-12-14"),
        ("!!str 1", "1"),
        (".inf", ".inf"),
    ];
    for (text, key) in table {
        assert_eq!(good(&format!("{text}: x\n")), serde_json::json!({ key: "x" }), "{text}");
    }
    assert_eq!(bad("null: x\n").0, Code::SYN020);
    assert_eq!(bad("[a]: x\n").0, Code::SYN020);
    assert_eq!(bad("? {a: b}\n: x\n").0, Code::SYN020);
}

#[test]
fn every_value_knows_its_place() {
    let text = "\u{feff}# é first\nname: wéb\nlist:\n  - one\n  - {a: 1, b: [x, y]}\ntext: |\n  line 1\n  line 2\n\nnone:\nplain: v  # \"c\"\nsingle: 'it''s' # '\nlast: \"q\\\"\"  # \"end\"\n---\n- é\n";
    let mut origins = Origins::default();
    let (documents, diagnostics) = read_yaml(text, FileId(3), &mut origins);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let root = &documents[0].root;
    let slice = |node: &Node| {
        let span = origins.span(node.origin);
        assert_eq!(span.file, FileId(3));
        &text[span.range.bytes()]
    };
    assert_eq!(slice(root.get("name").unwrap()), "name: wéb");
    assert_eq!(slice(root.get("list").unwrap()), "list:\n  - one\n  - {a: 1, b: [x, y]}");
    let items = root.get("list").unwrap().as_list().unwrap();
    assert_eq!(slice(&items[0]), "one");
    assert_eq!(slice(&items[1]), "{a: 1, b: [x, y]}");
    assert_eq!(slice(items[1].get("b").unwrap()), "b: [x, y]");
    assert_eq!(slice(&items[1].get("b").unwrap().as_list().unwrap()[1]), "y");
    assert_eq!(slice(root.get("text").unwrap()), "text: |\n  line 1\n  line 2");
    assert_eq!(slice(root.get("none").unwrap()), "none");
    assert_eq!(slice(root.get("plain").unwrap()), "plain: v");
    assert_eq!(slice(root.get("single").unwrap()), "single: 'it''s'");
    assert_eq!(slice(root.get("last").unwrap()), r#"last: "q\"""#);
    assert!(slice(root).starts_with("name: wéb") && slice(root).ends_with(r#"last: "q\"""#));
    assert_eq!(&text[documents[1].span.range.bytes()], "- é");
}

#[test]
fn documents_are_told_apart() {
    let (documents, diagnostics) = read("# nothing\n---\n---\na: 1\n--- # x\n\n---\n~\n...\n---\nb: 2\n---\n");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(
        documents.iter().map(json::to_json).collect::<Vec<_>>(),
        [serde_json::json!({"a": 1}), serde_json::json!({"b": 2})]
    );
    assert_eq!(good("%YAML 1.1\n# x\n---\na: 1\n"), serde_json::json!({"a": 1}));
    assert_eq!(good("a: |\n  x\n  ---\n  y\n"), serde_json::json!({"a": "x\n---\ny\n"}));
    for empty in ["", "\n", "# x", "---", "---\n...\n", "\u{feff}", "null\n"] {
        assert_eq!(read(empty), (vec![], vec![]), "{empty:?}");
    }
}

#[test]
fn json_is_yaml() {
    let text = "{\n\t\"a\": [1, -2.5, 1e3, true, null, \"x\\u00e9\\n\\/\\\"\"],\n\t\"b\": {\"c\": {}, \"d\": []}}\n";
    assert_eq!(good(text), serde_json::json!({"a": [1, -2.5, 1000.0, true, null, "xé\n/\""], "b": {"c": {}, "d": []}}));
    assert_eq!(
        good(r#"{"a": "\ud83d\ude00", "b": 12345678901234567890}"#),
        serde_json::json!({"a": "😀", "b": 12345678901234567890.0})
    );
}

#[test]
fn json_has_places_and_duplicates_too() {
    let text = "{\"a\": {\"b\": [1, {\"c\": \"d\\n\"}]},\n \"a\": 2} {\"next\": []}\n";
    let mut origins = Origins::default();
    let (documents, diagnostics) = read_yaml(text, FileId(0), &mut origins);
    assert_eq!(documents.len(), 2);
    let list = documents[0].root.at(&["a", "b"]).unwrap();
    let slice = |node: &Node| &text[origins.span(node.origin).range.bytes()];
    assert_eq!(slice(list), "\"b\": [1, {\"c\": \"d\\n\"}]");
    assert_eq!(slice(&list.as_list().unwrap()[0]), "1");
    assert_eq!(slice(list.as_list().unwrap()[1].get("c").unwrap()), "\"c\": \"d\\n\"");
    assert_eq!(slice(&documents[1].root), "{\"next\": []}");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!((diagnostics[0].code, diagnostics[0].labels[0].span.range.start), (Code::SYN021, 1));

    assert_eq!(good("{\"a\": \"\u{7f}\\ud800x\\udc00\\b\"}"), serde_json::json!({"a": "\u{7f}\u{fffd}x\u{fffd}\u{8}"}));
    assert_eq!(
        good("[-0, 0.5, -1E+2, 9223372036854775808]"),
        serde_json::json!([0, 0.5, -100.0, 9223372036854775808.0])
    );
    // What is almost JSON is YAML, and read or refused as such.
    assert_eq!(good("{\"a\": 01, \"b\": yes, c: [1,],}"), serde_json::json!({"a": 1, "b": true, "c": [1]}));
    for broken in ["{\"a\": 1", "[1 2", "{\"a\" 1}}", "{\"a\": \"\\q\"}", "{\"a\": \"\\u12\"}", "{\"a\": \"x", "[1]]"] {
        assert_eq!(bad(broken).0, Code::SYN020, "{broken}");
    }
}

#[test]
fn duplicate_keys_show_both_places() {
    let text = "a: 1\nb: 2\na: 3\n";
    let (documents, diagnostics) = read(text);
    assert_eq!(json::to_json(&documents[0]), serde_json::json!({"a": 1, "b": 2}));
    assert_eq!(diagnostics[0].code, Code::SYN021);
    assert_eq!(diagnostics[0].span.unwrap().range.bytes(), 10..11);
    assert_eq!(diagnostics[0].labels[0].span.range.bytes(), 0..1);
    assert_eq!(bad("8080: x\n\"8080\": y\n").0, Code::SYN021);
    assert_eq!(bad("{yes: 1, true: 2}").0, Code::SYN021);
    let many: String = (0..5000).map(|at| format!("k{at}: 1\n")).collect();
    assert_eq!(bad(&format!("{many}k17: 2\n")).1, "k17");
}

#[test]
fn anchors_aliases_and_merges() {
    let text = "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\none:\n  <<: *base\n  b: 9\ntwo:\n  <<: [*base, *other]\n  d: *base\n";
    assert_eq!(
        good(text),
        serde_json::json!({
            "base": {"a": 1, "b": 2}, "other": {"b": 3, "c": 4}, "one": {"a": 1, "b": 9},
            "two": {"a": 1, "b": 2, "c": 4, "d": {"a": 1, "b": 2}},
        })
    );
    assert_eq!(good("&k a: 1\nb: {*k : 2}\n"), serde_json::json!({"a": 1, "b": {"a": 2}}));
    assert_eq!(good("a: &x 1\nb: &x 2\nc: *x\n"), serde_json::json!({"a": 1, "b": 2, "c": 2}));
    assert_eq!(good("\"<<\": 1\n"), serde_json::json!({"<<": 1}));
    assert_eq!(bad("<<: 1\n").0, Code::SYN020);
    assert_eq!(bad("<<: [{}, 1]\n").0, Code::SYN020);
    assert_eq!((bad("a: *nope\n").0, bad("a: *nope\n").1), (Code::SYN020, "*nope"));
    let (code, at, _) = bad("a: &a\n  b: *a\n");
    assert_eq!((code, at), (Code::SYN022, "*a"));
    assert_eq!(bad("a: &x 1\n---\nb: *x\n").0, Code::SYN020);
}

#[test]
fn bombs_are_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..30 {
        let alias = format!("*a{}", at - 1);
        text += &format!("a{at}: &a{at} [{}]\n", vec![alias; 10].join(", "));
    }
    assert_eq!(bad(&text).0, Code::SYN022);
    // Each level doubles through merges as well.
    let mut text = String::from("a0: &a0 {k: v}\n");
    for at in 1..60 {
        text += &format!("a{at}: &a{at} {{l: *a{0}, r: *a{0}}}\n", at - 1);
    }
    assert_eq!(bad(&text).0, Code::SYN022);
    // Anchors within anchors.
    let nested = format!("{}x{}", "&a [".repeat(250), "]".repeat(250));
    assert!(read(&nested).1.is_empty());
    // Aliases that add depth, not width.
    let mut text = String::from("a0: &a0 x\n");
    for at in 1..400 {
        text += &format!("a{at}: &a{at} [*a{}]\n", at - 1);
    }
    assert_eq!(bad(&text).0, Code::SYN023);
}

#[test]
fn depth_is_bounded() {
    for depth in [257, 20_000] {
        assert_eq!(bad(&"[".repeat(depth)).0, Code::SYN023);
        assert_eq!(bad(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).0, Code::SYN023);
        assert_eq!(bad(&"{a: ".repeat(depth)).0, Code::SYN023);
        assert_eq!(bad(&"- ".repeat(depth)).0, Code::SYN023);
    }
    assert_eq!(bad(&(0..300).map(|at| format!("{}k:\n", " ".repeat(at))).collect::<String>()).0, Code::SYN023);
    assert!(read(&format!("{}{}", "[".repeat(250), "]".repeat(250))).1.is_empty());
}

#[test]
fn broken_documents_leave_the_others_alone() {
    let breaks = [
        "a: [1, 2",
        "a: {x: 1",
        "a: \"open",
        "a: 'open",
        "\tb: 1",
        "a: 1\n\tb: 2",
        "a:\n  b: 1\n c: 2",
        "a: b: c",
        "a: @x",
        "a: `x",
        "]",
        "}",
        "a: *nope",
        "a: !!int x",
        "- a\nb: 1",
        "a: \"\\q\"",
        "a: 1\n  b: 2",
        "%bad\n",
        "a: |x\n  y",
        "&a &b c",
        "\u{1}",
        "a: !!binary aGk=",
        "? [x]\n: y",
        "key\nother: 1",
        "a: [x]]",
        "a: .nan",
        "- -.inf",
        "a: \"x\" y",
    ];
    for broken in breaks {
        let text = format!("first: 1\n---\n{broken}\n---\nlast: é\n");
        let (documents, diagnostics) = read(&text);
        assert_eq!(diagnostics.len(), 1, "{broken:?}: {diagnostics:?}");
        assert_eq!(diagnostics[0].code, Code::SYN020, "{broken:?}");
        let range = diagnostics[0].span.unwrap().range;
        assert!(range.start >= 13 && (range.end as usize) <= 13 + broken.len() + 1, "{broken:?} {range:?}");
        let read: Vec<_> = documents.iter().map(json::to_json).collect();
        assert_eq!(read, [serde_json::json!({"first": 1}), serde_json::json!({"last": "é"})], "{broken:?}");
    }
    let (code, at, message) = bad("a:\n\tb: 1\n");
    assert_eq!((code, at), (Code::SYN020, "\t"));
    assert!(message.contains("tab"), "{message}");
}

#[test]
fn common_mistakes_have_words_of_their_own() {
    let table = [
        ("a: b: c\n", "a key and its colon cannot stand here"),
        ("a: [1, 2\nb: 1\n", "a colon cannot stand here"),
        ("a: [1, 2\nb\n", "a `[` before this is never closed, or a comma is missing"),
        ("a: \"x\n", "this text's quotes are never closed"),
        ("a: \"\\q\"\n", "YAML has no such escape"),
        ("a: @x\n", "a value cannot start with this character"),
        ("a:\n  - x\n  b: 1\n", "this does not belong to the list above it"),
        ("a: {x: 1]\n", "a `{` before this is never closed, or a comma is missing"),
    ];
    let said: Vec<_> = table.iter().map(|(text, _)| (*text, bad(text).2)).collect();
    let expected: Vec<_> = table.iter().map(|&(text, message)| (text, message.to_owned())).collect();
    assert_eq!(said, expected);
}

const CORPUS: &str = "\u{feff}# é\napiVersion: v1 # c\nkind: \"Conf\\u0069gMap\"\nmetadata: &m {name: 'it''s', labels: {a: b, \"c\": [1, 2.5, ~]}}\n\
    data:\n  <<: *m\n  ? long\n  : |+\n    é\n\n  fold: >-\n    a\n    b\n  t: !!str 5\n---\n- - a\n  - *m\n-\n  b: \"\\\n  x\"\n...\n%YAML 1.2\n--- !x\n{}\n";

#[test]
fn no_prefix_and_no_deletion_panics() {
    let characters: Vec<char> = CORPUS.chars().collect();
    for at in 0..characters.len() {
        read(&characters[..at].iter().collect::<String>());
        read(&characters[at..].iter().collect::<String>());
        let mut without = characters.clone();
        without.remove(at);
        read(&without.iter().collect::<String>());
        for other in ['\t', '\n', '"', '[', '}', '&', '-', '\u{0}', '日'] {
            without.insert(at, other);
            read(&without.iter().collect::<String>());
            without.remove(at);
        }
    }
}

#[test]
fn reading_is_linear() {
    use std::time::Instant;
    // Generous: this finds a square, which would take minutes, not a factor.
    for unit in [
        "a: 1\n---\n",
        "a: [\n---\n",
        "- 'é'\n",
        "- \"\n---\n",
        "- x: {a: [b, c]}\n",
        "- |\n  x\n",
        "# c\n",
        "- &a x\n- *a\n",
        "%x\n",
    ] {
        let start = Instant::now();
        read(&unit.repeat(20_000));
        assert!(start.elapsed().as_secs() < 20, "{unit:?}");
    }
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "([-a:é \t\n\"'\\[\\]{},&*!|>?#%~<1]|---\n|: |\n  |- ){0,40}") {
        read(&text);
    }
}

#[test]
fn lists_and_maps_of_values_are_of_their_kind() {
    let (documents, _) = read("a: []\nb: {}\nc: ''\n");
    assert!(matches!(documents[0].get("a").unwrap().value, Value::List(_)));
    assert!(matches!(documents[0].get("b").unwrap().value, Value::Map(_)));
    assert_eq!(documents[0].get("c").unwrap().as_str(), Some(""));
}

#[test]
fn the_pages_examples_are_true() {
    for code in [Code::SYN020, Code::SYN021, Code::SYN022, Code::SYN023] {
        let page = code.info().page;
        assert!(page.starts_with(&format!("# {code}: {}\n", code.info().title)), "{code}");
        let block = |kind: &str| {
            let (_, rest) = page.split_once(&format!("```yaml {kind}\n")).unwrap();
            rest.split_once("```").unwrap().0
        };
        assert_eq!(bad(block("bad")).0, code);
        good(block("good"));
    }
}
