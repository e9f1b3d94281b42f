//! The reference of the language and the editors' word list: what they say of the tables is made from the tables, and
//! what they show compiles. `SVCC_BLESS=1` writes the made parts anew.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};
use svcc::diagnostics::Code;
use svcc::kubernetes::Provider;
use svcc::kubernetes::providers::{Takes as Setting, settings};
use svcc::language::direct::{DIRECT_FIELDS, Owner, direct_field};
use svcc::language::form::{Form, Takes};
use svcc::language::functions::FUNCTIONS;
use svcc::language::implied::{ADDED, FOLLOWING, Implied};
use svcc::language::statements::{all, statements_in};
use svcc::language::types::TYPES;
use svcc::language::{Place, Statement};

use crate::program::{findings_of, listed};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");
const WORDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar/words.json");

const PLACES: &[(&str, Place)] = &[
    ("file", Place::File),
    ("app", Place::App),
    ("container", Place::Container),
    ("pod", Place::Pod),
    ("exposure", Place::Exposure),
    ("service", Place::Service),
    ("external", Place::External),
    ("config", Place::Config),
    ("secret", Place::Secret),
    ("cluster", Place::Cluster),
    ("envFrom", Place::EnvFrom),
    ("storage", Place::Storage),
    ("provider", Place::Provider),
];

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The statements of a place; those of a container that also stand in an app are listed there alone.
fn statements(place: Place) -> String {
    let mut table = String::from("| statement | does | becomes |\n|---|---|---|\n");
    for statement in statements_in(place).filter(|statement| !statement.reserved) {
        if place == Place::App && statement.places.contains(&Place::Container) {
            continue;
        }
        let usage = cell(&statement.usage());
        let _ = writeln!(table, "| `{usage}` | {} | {} |", cell(statement.summary), cell(statement.becomes));
    }
    table
}

fn types() -> String {
    let mut table = String::from("| type | looks like | is read as |\n|---|---|---|\n");
    for ty in TYPES {
        let examples: Vec<String> = ty.examples.iter().map(|example| format!("`{example}`")).collect();
        let _ = writeln!(table, "| {} | {} | {} |", ty.name, examples.join(", "), ty.reads);
    }
    table
}

fn functions() -> String {
    let mut table = String::from("| function | gives | becomes | stands |\n|---|---|---|---|\n");
    for function in FUNCTIONS {
        let (usage, scope) = (function.usage(), function.scope.describe());
        let _ = writeln!(table, "| `{usage}` | {} | {} | {scope} |", function.summary, function.becomes);
    }
    table
}

fn direct() -> String {
    let mut table = String::from("| part of | fields |\n|---|---|\n");
    for (title, owner) in
        [("the main container", Owner::Container), ("the pods", Owner::Pod), ("the workload's spec", Owner::Spec)]
    {
        let names: Vec<String> = DIRECT_FIELDS
            .iter()
            .filter(|(name, of)| *of == owner && svcc::language::find(Place::App, name).is_none())
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        let _ = writeln!(table, "| {title} | {} |", names.join(" "));
    }
    let several: Vec<String> = DIRECT_FIELDS
        .iter()
        .filter_map(|(name, _)| match direct_field(name) {
            Some(Owner::Several(blocks)) => Some(format!("`{name}` ({})", blocks.join(", "))),
            _ => None,
        })
        .collect();
    let _ = writeln!(table, "| several, so that they need their block | {} |", several.join(" "));
    table
}

fn providers() -> String {
    let mut table = String::from("| setting | annotation | takes |\n|---|---|---|\n");
    for provider in [Provider::Aws, Provider::Gcp, Provider::Azure] {
        for setting in settings(provider) {
            let takes = match setting.takes {
                Setting::Text => "text".to_owned(),
                Setting::Bool | Setting::BoolAs(..) => "`true` or `false`".to_owned(),
                Setting::Number => "a number".to_owned(),
                Setting::List => "a list".to_owned(),
                Setting::Pairs => "`KEY value` pairs".to_owned(),
                Setting::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
            };
            let _ = writeln!(table, "| `{}.{}` | `{}` | {takes} |", provider.name(), setting.name, setting.annotation);
        }
    }
    table
}

fn implied() -> String {
    let list = |table: &[Implied]| -> String {
        let line = |implied: &Implied| match implied.instead {
            "" => format!("- {}\n", implied.what),
            instead => format!("- {} (instead: {instead})\n", implied.what),
        };
        table.iter().map(line).collect()
    };
    format!("Added to what is written:\n\n{}\nFollows from what is written:\n\n{}", list(ADDED), list(FOLLOWING))
}

fn reserved() -> String {
    all()
        .filter(|statement| statement.reserved)
        .map(|statement| format!("- `{}`: {}\n", statement.name, statement.summary))
        .collect()
}

fn made(what: &str) -> String {
    match what.split_once(' ') {
        Some(("statements", place)) => {
            let found = PLACES.iter().find(|(name, _)| *name == place);
            statements(found.unwrap_or_else(|| panic!("the place {place}")).1)
        }
        None if what == "types" => types(),
        None if what == "functions" => functions(),
        None if what == "direct" => direct(),
        None if what == "providers" => providers(),
        None if what == "implied" => implied(),
        None if what == "reserved" => reserved(),
        _ => panic!("nothing makes `{what}`"),
    }
}

/// The page with every made part made anew.
fn remade(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(what) = line.strip_prefix("<!-- generated: ").and_then(|rest| rest.strip_suffix(" -->")) {
            let _ = write!(out, "\n{}\n<!-- end -->\n", made(what));
            assert!(lines.any(|line| line == "<!-- end -->"), "`{what}` has no end");
        }
    }
    out
}

fn is_as_made(path: &str, wanted: &str) {
    if std::env::var_os("SVCC_BLESS").is_some() {
        std::fs::write(path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "{path} is not as made from the tables; set SVCC_BLESS=1");
}

#[test]
fn the_reference_holds_the_tables() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    is_as_made(PAGE, &remade(&page));
    let shown: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("<!-- generated: statements ")).collect();
    for (name, place) in PLACES {
        // Those that stand in a table of another place, or that a sentence lists.
        let elsewhere = statements_in(*place).all(|statement| statement.places.len() > 1);
        assert!(elsewhere || shown.contains(format!("{name} -->").as_str()), "no table of {name}");
    }
}

#[test]
fn every_example_of_the_reference_is_what_it_says() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let mut lines = page.lines();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let Some(head) = line.strip_prefix("```svc") else { continue };
        let text: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        let wanted: BTreeSet<&str> = match head.trim().split_once(' ') {
            Some(("bad", code)) => BTreeSet::from([Code::find(code).unwrap_or_else(|| panic!("{code}")).id()]),
            None if head.is_empty() => BTreeSet::new(),
            _ => panic!("`{line}`"),
        };
        let found = findings_of(&text);
        let codes: BTreeSet<&str> = found.iter().map(|finding| finding.code.id()).collect();
        assert_eq!(codes, wanted, "{text}\n{}", listed(&found));
        count += 1;
    }
    assert!(count > 15, "{count} examples");
}

/// Words and enumerated words in a form.
fn words_of(forms: &'static [Form], words: &mut BTreeSet<&'static str>, values: &mut BTreeSet<&'static str>) {
    for form in forms {
        match form {
            Form::Word(word) => {
                words.insert(word);
            }
            Form::Slot(_, Takes::Enum(known)) => values.extend(*known),
            Form::Slot(..) | Form::Arrow | Form::Equals => {}
            Form::Optional(forms) | Form::Commas(forms) => words_of(forms, words, values),
            Form::OneOf(choices) => choices.iter().for_each(|forms| words_of(forms, words, values)),
        }
    }
}

fn word_list() -> Value {
    let (mut words, mut values) = (BTreeSet::new(), BTreeSet::new());
    all().for_each(|statement| words_of(statement.form, &mut words, &mut values));
    values.extend(svcc::language::values::PROTOCOLS);
    let names = |place: Place, reserved: bool| -> Vec<&str> {
        let found: BTreeSet<&str> = statements_in(place)
            .filter(|statement| statement.reserved == reserved)
            .map(|statement| statement.name)
            .collect();
        found.into_iter().collect()
    };
    let statements: serde_json::Map<String, Value> =
        PLACES.iter().map(|(name, place)| (name.to_string(), json!(names(*place, false)))).collect();
    let reserved: BTreeSet<&str> =
        all().filter(|statement| statement.reserved).map(|statement| statement.name).collect();
    let fields: Vec<&str> = svcc::language::direct::direct_fields().collect();
    json!({
        "version": 1,
        "statements": statements,
        "reserved": reserved,
        "words": words,
        "values": values,
        "functions": FUNCTIONS.iter().map(|function| function.name).collect::<Vec<_>>(),
        "fields": fields,
    })
}

#[test]
fn the_word_list_is_that_of_the_tables() {
    let mut text = serde_json::to_string_pretty(&word_list()).unwrap();
    text.push('\n');
    is_as_made(WORDS, &text);
}

#[test]
fn the_grammar_names_what_the_parser_reads() {
    let grammar = include_str!("../../grammar/svc.ebnf");
    for production in
        ["file", "statement", "argument", "value", "block", "list", "call", "element", "separator", "word", "string"]
    {
        assert!(grammar.lines().any(|line| line.split_whitespace().next() == Some(production)), "{production}");
    }
    for sign in
        ["\"->\"", "\"=\"", "\",\"", "\"{\"", "\"}\"", "\"[\"", "\"]\"", "\"(\"", "\")\"", "\";\"", "\"\"\"", "'''"]
    {
        assert!(grammar.contains(sign), "{sign}");
    }
    // Every word of the tables is a word of the grammar: no statement could be written otherwise.
    let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    for statement in all() {
        assert!(plain(&statement.name), "{}", statement.name);
    }
}

/// Declarations that examples refer to.
const AROUND: &str = "\
config app-config { LOG_LEVEL info }
secret db-login { keys [user, password] }
app api { image example/api:1.0; port http 8080; expose { http 80 -> http } }
";

/// A program in which an example of a place can stand.
fn around(statement: &Statement, example: &str) -> String {
    let app = |block: &str| {
        let image = if example.starts_with("image ") { "" } else { "image example/shop:1.0\n" };
        let port =
            if example.contains("port http") { "" } else { "port http 8080\nport https 8443\nport metrics 9090\n" };
        let volume = if statement.name == "mount" { "volume scratch { emptyDir {} }\n" } else { "" };
        format!("{AROUND}app shop {{\n{image}{port}{volume}{block}\n}}\n")
    };
    match statement.places[0] {
        Place::File if example.starts_with("secret") || example.starts_with("config") => {
            format!("{example}\napp other {{ image nginx:1.25 }}\n")
        }
        Place::File => format!("{AROUND}{example}\n"),
        Place::App if statement.name == "storage" => {
            app(&format!("expose as Headless\n{example}")).replace("app shop", "app shop as StatefulSet")
        }
        Place::App | Place::Container => app(example),
        Place::Exposure if statement.name == "port line" => app(&format!("expose {{\n{example}\n}}")),
        Place::Exposure => app(&format!("expose as LoadBalancer {{\nhttp\n{example}\n}}")),
        Place::Config => format!("config example {{\nA b\n{example}\n}}\n"),
        Place::Secret => format!("secret example {{ {example} }}\napp other {{ image nginx:1.25 }}\n"),
        Place::EnvFrom => app(&format!("envFrom {{ {example} }}")),
        Place::Cluster => format!("cluster example {{\n{example}\n}}\napp other {{ image nginx:1.25 }}\n"),
        other => panic!("{} in {other:?}", statement.name),
    }
}

#[test]
fn every_example_of_the_tables_compiles() {
    let mut wrong = String::new();
    let line = &svcc::language::statements::exposure::PORT_LINE;
    for statement in all().filter(|statement| !statement.reserved).chain([line]) {
        // What it names is not there; that is all that may be found.
        let allowed: &[&str] = if statement.name == "use" { &["REF010"] } else { &[] };
        let program = around(statement, statement.example);
        let found = findings_of(&program);
        if found.iter().any(|finding| !allowed.contains(&finding.code.id())) {
            let _ = writeln!(wrong, "{}:\n{program}{}", statement.name, listed(&found));
        }
    }
    for function in FUNCTIONS {
        let program = format!("{AROUND}app shop {{\nimage example/shop:1.0\n{}\n}}\n", function.example);
        let found = findings_of(&program);
        let allowed = if function.name == "file" { "REF017" } else { "" };
        if found.iter().any(|finding| finding.code.id() != allowed) {
            let _ = writeln!(wrong, "{}:\n{program}{}", function.name, listed(&found));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
