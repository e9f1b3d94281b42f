//! Every production of the grammar, and the words that the lexer makes.

use super::*;
use crate::syntax::TokenKind;

#[track_caller]
fn reads(text: &str, expected: &str) {
    let parsed = read(text);
    assert_eq!(parsed.diagnostics, [], "{text:?}");
    assert_eq!(shape(&parsed.tree), expected, "{text:?}");
}

#[test]
fn statements_and_their_ends() {
    reads("", "");
    reads("\n;;\n \n", "");
    reads("a", "a");
    reads("a;b\nc ; \n d;", "a ; b ; c ; d");
    reads("\u{feff}a\r\nb\r\n", "a ; b");
    reads("\"a b\" 'c'", "\"a b\" \"c\"");
    reads("a {}", "a {}");
    reads("a { b; c }", "a {b ; c}");
    reads("a{b}", "a {b}");
    reads("a {\n\n b\n;; c {\n }\n}", "a {b ; c {}}");
}

#[test]
fn a_statement_goes_on_after_a_sign() {
    reads("a b,\n c", "a b , c");
    reads("a ->\n\n # here\n b", "a -> b");
    reads("let a =\n b", "let a = b");
    reads("a, # c\n b\nc", "a , b ; c");
    reads("a ,; b", "a , ; b");
}

#[test]
fn lists_and_calls() {
    reads("a []", "a []");
    reads("a [b]", "a [b]");
    reads("a [b,c, d,]", "a [b , c , d]");
    reads("a [\n b\n c,\n\n d\n , e\n]", "a [b , c , d , e]");
    reads("a [{ b c; d }, [e], f(g)]", "a [{b c ; d} , [e] , f(g)]");
    reads("a [{\n b\n c\n}]", "a [{b ; c}]");
    reads("a f()", "a f()");
    reads("a f(b, c: d, e : [f], g: { h })", "a f(b , c: d , e: [f] , g: {h})");
    reads("a f(\n b\n c: d,\n)", "a f(b , c: d)");
    reads("a f(b:c)", "a f(b:c)");
    reads("a f(x) { y }", "a f(x) {y}");
}

fn words(text: &str) -> Vec<(TokenKind, &str)> {
    lex(text).list.iter().map(|token| (token.kind, &text[token.range.bytes()])).collect()
}

#[test]
fn words_end_where_the_alphabet_says() {
    use TokenKind::*;
    for word in [
        "nginx:1.25",
        "--foo=bar",
        "a==b",
        "fd00::1",
        "::1",
        ":80",
        "$repo/$app:$tag",
        "${a}b",
        "a=$b",
        "*/5",
        "0.0.0.0/0",
        "128Mi..",
        "..1Gi",
        "70%",
        "~",
        "a-",
        "$a-b",
        "x:=y",
        "ghcr.io/x/y@sha256:0f",
    ] {
        assert_eq!(words(word), [(Word, word)]);
    }
    assert_eq!(words("port: 80"), [(Word, "port"), (Colon, ":"), (Word, "80")]);
    assert_eq!(words("fe80::"), [(Word, "fe80"), (Colon, ":"), (Colon, ":")]);
    assert_eq!(words("a =b"), [(Word, "a"), (Equals, "="), (Word, "b")]);
    assert_eq!(words("a= b"), [(Word, "a"), (Equals, "="), (Word, "b")]);
    assert_eq!(words("=="), [(Equals, "="), (Equals, "=")]);
    assert_eq!(words("a->b"), [(Word, "a"), (Arrow, "->"), (Word, "b")]);
    assert_eq!(words("80-->http"), [(Word, "80-"), (Arrow, "->"), (Word, "http")]);
    assert_eq!(words("a:->b"), [(Word, "a"), (Colon, ":"), (Arrow, "->"), (Word, "b")]);
    assert_eq!(words("f(x)"), [(Name, "f"), (OpenParen, "("), (Word, "x"), (CloseParen, ")")]);
    assert_eq!(words("--a=\"b\"")[1], (Equals, "="));
}

#[test]
fn comments_are_kept_beside_the_tree() {
    let parsed = read("# one\na # two\n## three\n### four\nb\"c#d\"");
    let found: Vec<_> = parsed
        .tree
        .comments()
        .iter()
        .map(|comment| (parsed.tree.text(comment.range), comment.own_line, comment.doc))
        .collect();
    assert_eq!(
        found,
        [("# one", true, false), ("# two", false, false), ("## three", true, true), ("### four", true, false)]
    );
}

#[test]
fn documentation_is_what_stands_directly_above() {
    let text = "## far\n\n## One.\n##  Two.\napp x {\n  ## In.\n  port 80 ## behind\n  # plain\n  image y\n}\nb; c";
    let parsed = read(text);
    let tree = &parsed.tree;
    let doc = |name: &str| {
        let at = text.find(name).expect("there") as u32;
        tree.doc(tree.statement_at(at).expect("a statement"))
    };
    assert_eq!(doc("app x").as_deref(), Some("One.\n Two."));
    assert_eq!(doc("port").as_deref(), Some("In."));
    assert_eq!(doc("image"), None);
    assert_eq!(doc("c"), None);
}

#[test]
fn the_innermost_statement_is_found() {
    let text = "app x {\n  env { A b; C f(d, [{ e 1 }]) }\n}\n\nlast";
    let parsed = read(text);
    let tree = &parsed.tree;
    let at = |needle: &str| {
        let offset = text.find(needle).expect("there") as u32;
        tree.statement_at(offset).map(|id| tree.text(tree.value(tree.statement(id).head).range))
    };
    assert_eq!(at("app"), Some("app"));
    assert_eq!(at("b;"), Some("A"));
    assert_eq!(at("d,"), Some("C"));
    assert_eq!(at("1 }"), Some("e"));
    assert_eq!(at("\n\nlast"), Some("app"), "just behind its end");
    assert_eq!(at("\nlast"), None);
    assert_eq!(tree.statement_at(text.len() as u32).map(|id| tree.statement(id).range.len()), Some(4));
}
