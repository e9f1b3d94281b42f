//! Any order of any pieces of the language.

use proptest::prelude::*;

use super::{fuzz_format, fuzz_lex, fuzz_parse};

fn piece() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        8 => prop::sample::select(vec!["a", "b1", "let", "x=1", "f(", "$v", "${v}", "80", "--k=v", "::1", "a:", "=", ":"]),
        6 => prop::sample::select(vec!["{", "}", "[", "]", "(", ")", "{ ", " }", "{\n", "\n}\n"]),
        6 => prop::sample::select(vec![" ", "  ", "\n", "\n\n", "\n\n\n", ";", ",", "\t", "\r\n", " ,\n", "; "]),
        3 => prop::sample::select(vec!["\"s\"", "'r'", "\"", "'", "\"\\d\"", "\"${\"", "\"${v}\"", "\"\\\"\""]),
        2 => prop::sample::select(vec!["\"\"\"\n  t\n  \"\"\"", "'''\n\tt\n  u'''", "\"\"\"", "'''", "\n  \"\"\""]),
        3 => prop::sample::select(vec![" # c\n", "#", "## d\n", "# c\n", "a#b", "a# b", "#\r\n"]),
        3 => prop::sample::select(vec!["->", " -> ", "?", "é", "$", "\u{a0}", "“", ">", "=>", "\\", "\u{feff}", "\0"]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_keeps_every_promise(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        fuzz_lex(text.as_bytes());
        fuzz_parse(text.as_bytes());
        fuzz_format(text.as_bytes());
    }

    #[test]
    fn any_text_keeps_every_promise(text in "\\PC{0,60}") {
        fuzz_lex(text.as_bytes());
        fuzz_parse(text.as_bytes());
        fuzz_format(text.as_bytes());
    }
}

/// Inputs that once broke a promise.
#[test]
fn found_before() {
    for text in [
        " ,\n;a",
        "$v::1{ \n\n\n; ]${\n## d\n$'r'",
        "\"\"\"\"\"\"a\n }{a:{\n}\n",
        "{#; # c\n{ ",
        "a{ ## d\n];)",
        "f({);'''## d\n\n}\n",
        "{ ]a); # c\n)'''let }f(let",
        "{ ## d\na#b;\"${v}\" ",
    ] {
        fuzz_lex(text.as_bytes());
        fuzz_parse(text.as_bytes());
        fuzz_format(text.as_bytes());
    }
}
