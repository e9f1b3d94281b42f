//! The canonical style, case by case; its laws are among the fuzz targets.

use super::*;

#[track_caller]
fn becomes(text: &str, expected: &str) {
    assert_eq!(format(text), expected);
    assert_eq!(format(expected), expected, "once more");
}

#[test]
fn one_space_between_tokens_and_one_statement_on_each_line() {
    becomes("", "");
    becomes("a", "a\n");
    becomes("\u{feff}a\r\nb", "a\nb\n");
    becomes("  a   b\t c ;d", "a b c\nd\n");
    becomes("let a=  1", "let a = 1\n");
    becomes("80->http", "80 -> http\n");
    becomes("a b ,c", "a b, c\n");
    becomes("a{b}", "a { b }\n");
    becomes("a { }", "a {}\n");
    becomes("a {\n}", "a {}\n");
    becomes("a { b;; c; }", "a { b; c }\n");
    becomes("a {\nb;c }", "a {\n  b\n  c\n}\n");
}

#[test]
fn what_was_written_on_one_line_stays_while_it_has_room() {
    let short = format!("a {{ {} }}\n", ["b c"; 20].join("; "));
    becomes(&short, &short);
    let long = format!("a {{ {} }}\n", ["b c"; 30].join("; "));
    becomes(&long, &format!("a {{\n{}}}\n", "  b c\n".repeat(30)));
    becomes("a { b [c,d]; e f( g ,h : i ) }", "a { b [c, d]; e f(g, h: i) }\n");
    let list = format!("a [{}]\n", ["b"; 50].join(", "));
    becomes(&list, &format!("a [\n{}]\n", "  b,\n".repeat(50)));
    becomes(&format!("a [{{ b {} }}]", "c".repeat(120)), &format!("a [\n  {{\n    b {}\n  }},\n]\n", "c".repeat(120)));
}

#[test]
fn lists_and_calls_over_lines() {
    becomes("a [b,\nc]", "a [\n  b,\n  c,\n]\n");
    becomes("a [\n]", "a []\n");
    becomes("a f(b\nc: d)", "a f(\n  b,\n  c: d,\n)\n");
    becomes("a [{\n b\n}]", "a [\n  {\n    b\n  },\n]\n");
    becomes("a { b [c,\n d] }", "a {\n  b [\n    c,\n    d,\n  ]\n}\n");
    becomes("a b,\nc ->\n\nd", "a b,\n  c ->\n  d\n");
}

#[test]
fn comments_stay_where_they_belong() {
    becomes("a # b", "a  # b\n");
    becomes("# a\n\n\n\n## b\nc", "# a\n\n## b\nc\n");
    becomes("a {# b\n  c\n # d\n\n # e\n\n}# f", "a {  # b\n  c\n  # d\n\n  # e\n}  # f\n");
    becomes("a {\n\n\n b\n\n\n c\n\n}", "a {\n  b\n\n  c\n}\n");
    becomes("a {\n# b\n}", "a {\n  # b\n}\n");
    becomes("a [ # b\n c # d\n , e\n # f\n]", "a [  # b\n  c,  # d\n  e,\n  # f\n]\n");
    becomes("a b, # c\n # d\n e", "a b,  # c\n  # d\n  e\n");
    becomes("a; b # c", "a\nb  # c\n");
}

#[test]
fn strings_over_lines_move_with_their_statement() {
    becomes("a {\nb \"\"\"\nc\n  d\n\n\"\"\"\n}", "a {\n  b \"\"\"\n    c\n      d\n\n    \"\"\"\n}\n");
    becomes("a '''\n\t\tb\n\t\tc'''", "a '''\n  b\n  c'''\n");
    becomes("a \"\"\"\r\n b\r\n \"\"\"\r\n", "a \"\"\"\n  b\n  \"\"\"\n");
}

#[test]
fn what_could_not_be_read_is_copied() {
    becomes("a  ?  b\nc  d", "a  ?  b\nc d\n");
    becomes("a {\nb  ?  c;  d   e }", "a {\n  b  ?  c\n  d e\n}\n");
    becomes("a: {\n      b   c\n # d\n}\ne   f", "a: {\n      b   c\n # d\n}\ne f\n");
    becomes("a   b\nc {\n   d   e\n\nf   g", "a b\nc {\n   d   e\n\nf g\n");
}

#[test]
fn a_semicolon_stays_where_a_line_end_would_not_end_the_statement() {
    becomes("a ,; b", "a,;\nb\n");
    becomes("{ a ,;\n b\n}", "{ a ,;\n b\n}\n");
}
