//! What words and strings stand for.

use super::*;
use crate::source::TextRange;

/// The parts of the first argument of `a`, with variables as `<name>`.
fn parts(value: &str) -> String {
    let parsed = read(&format!("a {value}"));
    let tree = &parsed.tree;
    let statement = tree.statement(tree.statements_of(tree.root())[0]);
    let Argument::Value(id) = tree.arguments(statement)[0] else { panic!("a value") };
    let joined: String = tree
        .parts(id)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text,
            Part::Variable { name, range } => {
                let written = tree.text(range);
                assert!(written == format!("${name}") || written == format!("${{{name}}}"));
                format!("<{name}>")
            }
        })
        .collect();
    let plain = tree.plain(id).map(|plain| plain.into_owned());
    assert_eq!(plain.is_some(), !tree.parts(id).iter().any(|part| matches!(part, Part::Variable { .. })));
    assert_eq!(plain.unwrap_or_else(|| joined.clone()), joined);
    joined
}

#[test]
fn words_hold_variables_in_both_forms() {
    assert_eq!(parts("nginx:1.25"), "nginx:1.25");
    assert_eq!(parts("$repo/$app:$tag"), "<repo>/<app>:<tag>");
    assert_eq!(parts("${a}b$c-d"), "<a>b<c>-d");
}

#[test]
fn strings_resolve_escapes_and_braced_variables() {
    assert_eq!(parts(r#""a\"\\\n\r\t\u{41}\u{2764}\$""#), "a\"\\\n\r\tA❤$");
    assert_eq!(parts(r#""$a ${b} \${c} $(D)""#), "$a <b> ${c} $(D)");
    assert_eq!(parts(r"'a\n ${b}'"), r"a\n ${b}");
    assert_eq!(parts("\"\""), "");
    // What is wrong was reported and stands for itself.
    assert_eq!(parts(r#""\d""#), r"\d");
    assert_eq!(parts(r#""${b-c}""#), "${b-c}");
}

#[test]
fn lines_lose_the_indentation_that_all_share() {
    assert_eq!(parts("\"\"\"\n    one\n      two\n\n    three\n    \"\"\""), "one\n  two\n\nthree\n");
    assert_eq!(parts("'''\n  one\n  two'''"), "one\ntwo");
    assert_eq!(parts("\"\"\"\n    one\n  \"\"\""), "  one\n", "the closing quotes have a say");
    assert_eq!(parts("\"\"\"\n  one\n    \"\"\""), "one\n");
    assert_eq!(parts("\"\"\"\n  \"\"\""), "");
    assert_eq!(parts("\"\"\"\n\n  \"\"\""), "\n");
    assert_eq!(parts("\"\"\"\n  a\n \t\n  b\n  \"\"\""), "a\n\t\nb\n", "a line of blanks has none");
    assert_eq!(parts("\"\"\"\n\ta\n  b\n\"\"\""), "\ta\n  b\n", "tabs and spaces share nothing");
    assert_eq!(parts("\"\"\"\r\n  one\r\n  two\r\n  \"\"\""), "one\ntwo\n", "CRLF is read as LF");
    assert_eq!(parts("\"\"\"\n  a \"quoted\" ${v}\\n\\\"\"\"\n  \"\"\""), "a \"quoted\" <v>\n\"\"\"\n");
    assert_eq!(parts("'''\n  \\n ${v}\n  '''"), "\\n ${v}\n");
}

#[test]
fn plain_words_and_strings_are_borrowed() {
    let parsed = read("a b \"c d\" '$e' \"f\\n\" $g [h]");
    let tree = &parsed.tree;
    let statement = tree.statement(tree.statements_of(tree.root())[0]);
    let borrowed: Vec<_> = tree
        .arguments(statement)
        .iter()
        .map(|argument| match argument {
            Argument::Value(id) => tree.plain(*id).map(|plain| matches!(plain, std::borrow::Cow::Borrowed(_))),
            _ => None,
        })
        .collect();
    assert_eq!(borrowed, [Some(true), Some(true), Some(true), Some(false), None, None]);
    let Argument::Value(word) = tree.arguments(statement)[4] else { panic!("a value") };
    assert_eq!(tree.parts(word), [Part::Variable { name: "g".into(), range: TextRange::new(21, 23) }]);
}
