//! Each mistake: what is said, about which text, and that each offered fix mends it.

use super::*;

/// One finding: its code, message, the text it points at, and the text after its first fix (empty: none is offered).
#[track_caller]
fn slip(text: &str, code: &str, message: &str, at: &str, fixed: &str) {
    let parsed = read(text);
    assert_eq!(codes(&parsed), [code], "{text:?}: {:#?}", parsed.diagnostics);
    let diagnostic = &parsed.diagnostics[0];
    assert_eq!(diagnostic.message, message);
    let range = diagnostic.span.expect("a place").range;
    assert_eq!(&text[range.bytes()], at, "{text:?}");
    assert!(diagnostic.help.is_some() || !diagnostic.fixes.is_empty(), "{text:?} says how to mend it");
    assert!(parsed.tree.statements.iter().any(|statement| statement.broken), "{text:?}");
    let first = diagnostic.fixes.first().map(|fix| apply(text, fix)).unwrap_or_default();
    assert_eq!(first, fixed, "{text:?}");
    for fix in &diagnostic.fixes {
        let mended = apply(text, fix);
        assert_eq!(codes(&read(&mended)), [] as [&str; 0], "{text:?} mended by {:?}: {mended:?}", fix.title);
    }
}

#[test]
fn a_token_that_cannot_stand_here() {
    let code = "SYN001";
    slip("-> a", code, "`->` cannot stand here", "->", "");
    slip("[a] b", code, "`[` cannot stand here", "[", "");
    slip("{ a }", code, "`{` cannot stand here", "{", "");
    slip("x { a; { c } }", code, "`{` cannot stand here", "{", "");
    slip("x a (b)", code, "`(` cannot stand here", "(", "x a(b)");
    slip("a { b } c", code, "`c` cannot stand here", "c", "a { b }; c");
    slip("a [,b]", code, "`,` cannot stand here", ",", "a [b]");
    slip("a [b,,c]", code, "`,` cannot stand here", ",", "a [b,c]");
    slip("a [b -> c]", code, "`->` cannot stand here", "->", "");
    slip("a [b = c]", code, "`=` cannot stand here", "=", "");
    slip("a f(x: )", code, "`)` cannot stand here", ")", "");
}

#[test]
fn a_bracket_that_is_never_closed() {
    let code = "SYN002";
    let brace = "this `{` is never closed";
    slip(
        "app x {\n  image y # pinned\n\n# z\napp z { image y }\n",
        code,
        brace,
        "{",
        "app x {\n  image y # pinned\n}\n\n# z\napp z { image y }\n",
    );
    // The inner block is to blame, as the layout shows, although the outer one is left open.
    let inner = "app x {\n  env {\n    A b\n  port 80\n}\napp z { image y }\n";
    slip(inner, code, brace, "{", "app x {\n  env {\n    A b\n  }\n  port 80\n}\napp z { image y }\n");
    assert_eq!(read(inner).diagnostics[0].span.map(|span| span.range.start), Some(14));
    assert_eq!(read(inner).diagnostics[0].labels[0].message, "it was probably meant to close before this line");
    slip("a {\n b\n", code, brace, "{", "a {\n b\n}\n");
    slip("x [ { a 1 ]\ny", code, brace, "{", "x [ { a 1} ]\ny");
    slip("a { b [c, d }\n", code, "this `[` is never closed", "[", "a { b [c, d] }\n");
    slip(
        "a {\n  args [b, c\n  image y\n}\n",
        code,
        "this `[` is never closed",
        "[",
        "a {\n  args [b, c]\n  image y\n}\n",
    );
    slip("a f(b\nc", code, "this `(` is never closed", "(", "a f(b)\nc");
    assert_eq!(codes(&read("a {\n  b {\n    c d\n")), [code]);
}

#[test]
fn what_follows_an_unclosed_block_is_read() {
    let parsed = read("app x {\n  image y\n\napp z { image w }\napp v {\n  port 80\n\napp u { }\n");
    assert_eq!(codes(&parsed), ["SYN002", "SYN002"]);
    assert_eq!(shape(&parsed.tree), "!app x {image y} ; app z {image w} ; !app v {port 80} ; app u {}");
}

#[test]
fn a_string_that_is_never_closed() {
    let (code, message) = ("SYN003", "this string is never closed");
    slip("a \"b\nc", code, message, "\"", "a \"b\"\nc");
    slip("a 'b\r\nc", code, message, "'", "a 'b'\r\nc");
    slip("a \"b\\\"\n", code, message, "\"", "a \"b\\\"\"\n");
    slip("a \"\"\"\n  b\n", code, message, "\"\"\"", "a \"\"\"\n  b\n\"\"\"\n");
    // The string took the brace: one mistake, one finding.
    slip("a { b \"c }\n", code, message, "\"", "a { b \"c\" }\n");
    slip("a { b [\"c] }\n", code, message, "\"", "a { b [\"c\"] }\n");
}

#[test]
fn a_brace_on_the_next_line() {
    let (code, message) = ("SYN004", "`{` stands on the line of its statement");
    slip("app x\n{\n  image y\n}\n", code, message, "{", "app x {\n  image y\n}\n");
    slip("app x # c\n\n{ image y }", code, message, "{", "app x { # c\n\n image y }");
    assert_eq!(shape(&read("app x\n{ image y }\nb").tree), "!app x {image y} ; b");
}

#[test]
fn two_values_that_touch() {
    let code = "SYN005";
    slip("a b\"c\"", code, "`\"c\"` touches `b`", "\"c\"", "a b \"c\"");
    slip("a \"b\"c", code, "`c` touches `\"b\"`", "c", "a \"b\" c");
    slip("a \"b\"'c'", code, "`'c'` touches `\"b\"`", "'c'", "a \"b\" 'c'");
    slip("a f(x)y", code, "`y` touches `)`", "y", "a f(x) y");
    slip("a [b]c", code, "`c` touches `]`", "c", "a [b] c");
    slip("a b[c]", code, "`[` touches `b`", "[", "a b [c]");
    slip("a [\"b\"\"c\"]", code, "`\"c\"` touches `\"b\"`", "\"c\"", "a [\"b\", \"c\"]");
}

#[test]
fn a_colon_between_name_and_value() {
    let code = "SYN006";
    slip("image: x", code, "`image: …` is written `image …`", ":", "image x");
    slip("image : x", code, "`image: …` is written `image …`", ":", "image x");
    slip("port: 80 { a }", code, "`port: …` is written `port …`", ":", "port 80 { a }");
    slip("env: { A b }", code, "`env: …` is written `env …`", ":", "env { A b }");
    slip("a:\"x\"", code, "`a: …` is written `a …`", ":", "a \"x\"");
    slip("\"a\": x", code, "no colon stands between a name and its value", ":", "\"a\" x");
    assert_eq!(shape(&read("port: 80 { a b }").tree), "!port 80 {a b}");
}

#[test]
fn entries_without_a_comma() {
    let code = "SYN007";
    slip("a [b c d]", code, "a comma is missing before `c`", "c", "a [b, c, d]");
    slip("a [b\n c d, e]", code, "a comma is missing before `d`", "d", "a [b\n c, d, e]");
    slip("a f(b c: [d])", code, "a comma is missing before `c`", "c", "a f(b, c: [d])");
    slip("a [{ b } { c }]", code, "a comma is missing before `{`", "{", "a [{ b }, { c }]");
}

#[test]
fn a_sign_of_a_comment_at_the_end_of_a_word() {
    let code = "SYN008";
    slip("a b# c { 'd", code, "`#` touches the end of `b`", "#", "a b # c { 'd");
    slip("a b#c", code, "`#` touches the end of `b`", "#", "a b #c");
    let parsed = read("color a#fff { b }");
    assert_eq!(apply("color a#fff { b }", &parsed.diagnostics[0].fixes[1]), "color \"a#fff\" { b }");
    assert_eq!(codes(&read("a \"b\"# c")), [] as [&str; 0], "only a word is ambiguous");
}

#[test]
fn a_character_that_needs_quotes() {
    let code = "SYN009";
    slip("a b?c", code, "`?` needs quotes", "?", "a \"b?c\"");
    slip("a http://x/?y=1&z", code, "`?` needs quotes", "?", "a \"http://x/?y=1&z\"");
    slip("a $repo?x", code, "`?` needs quotes", "?", "a \"${repo}?x\"");
    slip("a [b?, c]", code, "`?` needs quotes", "?", "a [\"b?\", c]");
    slip("a b\\c", code, "`\\\\` needs quotes", "\\", "a \"b\\\\c\"");
    slip("über x", code, "`ü` needs quotes", "ü", "\"über\" x");
    slip("a `b`", code, "a backtick needs quotes", "`", "a \"`b`\"");
    slip("a b => c", code, "the arrow is written `->`", "=>", "a b -> c");
    slip("a “b c”", code, "`“` is not a quotation mark here", "“", "a \"b c\"");
    slip("a b\u{a0}c", code, "this blank is U+00A0, not a space", "\u{a0}", "a b c");
    let dollar = "`$` begins a variable only before a name: `$name` or `${name}`";
    slip("a $(VAR)/b", code, dollar, "$", "a \"$(VAR)/b\"");
    slip("a ${b-c}", code, dollar, "$", "");
}

#[test]
fn an_escape_that_is_none() {
    let code = "SYN010";
    slip("a \"\\d+\"", code, "`\\d` is no escape", "\\d", "a \"\\\\d+\"");
    slip("a \"\\é\"", code, "`\\é` is no escape", "\\é", "a \"\\\\é\"");
    slip("a \"\\u{110000}\"", code, "`\\u{110000}` names no character", "\\u{110000}", "a \"\\\\u{110000}\"");
    slip("a \"\\u{d800}\"", code, "`\\u{d800}` names no character", "\\u{d800}", "a \"\\\\u{d800}\"");
    slip("a \"${b-c}\"", code, "`${` needs a variable's name and `}`", "${", "a \"\\${b-c}\"");
    assert_eq!(codes(&read("a '\\d ${b-c}' \"\\u{2764} \\$ $x $(Y) ${z}\"")), [] as [&str; 0]);
}

#[test]
fn a_closing_bracket_that_closes_nothing() {
    let code = "SYN014";
    slip("a { b } }\n", code, "this `}` closes nothing", "}", "a { b } \n");
    slip("}", code, "this `}` closes nothing", "}", "");
    slip("a ]", code, "this `]` closes nothing", "]", "a ");
    slip("a b)\n", code, "this `)` closes nothing", ")", "a b\n");
}

#[test]
fn text_on_the_line_of_the_opening_quotes() {
    let (code, message) = ("SYN015", "text after `\"\"\"` starts on the next line");
    slip("a \"\"\"b\"\"\"", code, message, "\"\"\"", "a \"\"\"\n  b\"\"\"");
    slip("a \"\"\"  b\n  c\n  \"\"\"\n", code, message, "\"\"\"", "a \"\"\"\n  b\n  c\n  \"\"\"\n");
}

#[test]
fn a_sign_that_touches_both_sides() {
    let code = "SYN016";
    slip("let x=1", code, "`x=1` is one word, because its `=` touches both sides", "x=1", "let x = 1");
    slip("let x=a=b", code, "`x=a=b` is one word, because its `=` touches both sides", "x=a=b", "let x = a=b");
    let list = "this `=` touches both sides, but does not join them";
    slip("args [--a=\"b c\"]", code, list, "=", "args [\"--a=b c\"]");
    for fine in ["let x = a=b", "let x =1", "let x= 1", "args [--a=$b, c=d]", "env { A x=1 }"] {
        assert_eq!(codes(&read(fine)), [] as [&str; 0], "{fine}");
    }
}

#[test]
fn one_statement_gives_one_finding_and_the_next_is_read() {
    let parsed = read("a ? & : [b c]\nd ^ { e ! f; g }\nh");
    assert_eq!(codes(&parsed), ["SYN009", "SYN009", "SYN009"]);
    assert_eq!(shape(&parsed.tree), "!a [b , c] ; !d {!e f ; g} ; h");
}
