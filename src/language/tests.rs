//! The tables hold together, and forms match what they say and nothing else.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::kubernetes::schema::{Schemas, TypeId};
use crate::language::direct::{DIRECT_FIELDS, Owner, direct_field, direct_fields};
use crate::language::form::{Expected, Form, Matched, Mismatch, match_form};
use crate::language::types::TYPES;
use crate::language::{BlockShape, FUNCTIONS, Place, find, function, implied, statements, values};
use crate::source::FileId;
use crate::syntax::parse;

#[test]
fn every_statement_says_what_it_is() {
    for statement in statements::all() {
        let name = statement.name;
        assert!(!statement.summary.is_empty() && !statement.summary.ends_with('.'), "{name}");
        assert!(!statement.places.is_empty(), "{name}");
        if !statement.reserved {
            assert!(!statement.becomes.is_empty() && !statement.becomes.ends_with('.'), "{name}");
            assert!(statement.example.lines().all(|line| !line.is_empty()), "{name}");
            assert!(statement.example.starts_with(name), "{name}: {}", statement.example);
        }
        assert_eq!(find(statement.places[0], name).map(|found| found.summary), Some(statement.summary), "{name}");
    }
}

#[test]
fn a_name_stands_once_in_a_place() {
    let mut seen = BTreeSet::new();
    for statement in statements::all() {
        for place in statement.places {
            assert!(seen.insert((statement.name, place.describe())), "{} twice in {place:?}", statement.name);
        }
    }
    assert!(find(Place::Pod, "replicas").is_none() && find(Place::App, "replicas").is_some());
}

#[test]
fn what_is_implied_is_implied_by_statements_that_exist() {
    for implied in implied::ADDED.iter().chain(implied::FOLLOWING) {
        assert!(!implied.what.is_empty() && !implied.what.ends_with('.') && !implied.by.is_empty());
        for name in implied.by {
            let line = statements::exposure::PORT_LINE.name;
            assert!(*name == line || statements::all().any(|statement| statement.name == *name), "{name}");
        }
    }
    assert!(implied::implied_by("app").count() > 1 && implied::implied_by("lint").count() == 0);
}

#[test]
fn functions_are_found_by_name() {
    for known in FUNCTIONS {
        assert_eq!(function(known.name).map(|function| function.summary), Some(known.summary));
        assert!(known.example.contains(&format!("{}(", known.name)), "{}", known.name);
    }
    assert!(function("uri").is_none());
}

#[test]
fn usage_is_as_the_reference_writes_it() {
    for (place, name, usage) in [
        (Place::File, "app", "app NAME [as KIND] [with TEMPLATE, …] { … }"),
        (Place::File, "let", "let NAME = VALUE"),
        (Place::File, "external", "external NAME -> HOST | at IP, … [{ … }]"),
        (Place::App, "scale", "scale RANGE on METRIC TARGET, …"),
        (Place::App, "storage", "storage NAME SIZE at PATH [class CLASS] [{ … }]"),
        (Place::Container, "port", "port [NAME] NUMBER [appProtocol PROTOCOL] [{ … }]"),
        (Place::Container, "env", "env { … }"),
    ] {
        assert_eq!(find(place, name).map(|statement| statement.usage()).as_deref(), Some(usage));
    }
    for statement in statements::all() {
        let usage = statement.usage();
        assert!(
            usage.starts_with(statement.name) && usage.matches('[').count() == usage.matches(']').count(),
            "{usage}"
        );
        assert!(!usage.contains("  "), "{usage}");
        assert_eq!(statement.block == BlockShape::None, !usage.contains('{'), "{usage}");
    }
}

/// A statement's arguments, matched against the form of the statement of its name.
fn matched(place: Place, text: &str) -> Result<Matched, Mismatch> {
    let parsed = parse(Arc::from(text), FileId(0));
    assert!(parsed.diagnostics.is_empty(), "{text}: {:?}", parsed.diagnostics);
    let tree = &parsed.tree;
    let statement = tree.statement(tree.statements_of(tree.root())[0]);
    let head = tree.plain(statement.head).expect("a word");
    match_form(tree, find(place, &head).expect("a statement").form, tree.arguments(statement))
}

#[test]
fn forms_take_what_they_say() {
    for (place, text, slots) in [
        (Place::File, "app web", &["NAME"] as &[&str]),
        (Place::File, "app web as Job with a, b(1)", &["NAME", "KIND", "TEMPLATE"]),
        (Place::File, "app web with a", &["NAME", "TEMPLATE"]),
        (Place::File, "let tag = v1", &["NAME", "VALUE"]),
        (Place::File, "external db -> db.example.com", &["NAME", "HOST"]),
        (Place::File, "external db at 10.0.0.1, 10.0.0.2", &["NAME", "IP"]),
        (Place::File, "object v1/ConfigMap", &["KIND"]),
        (Place::App, "expose", &[]),
        (Place::App, "expose as NodePort", &["TYPE"]),
        (Place::App, "scale 2..10 on cpu 70%, memory 80%", &["RANGE", "METRIC", "TARGET"]),
        (Place::App, "volume data at /data readOnly", &["NAME", "PATH"]),
        (Place::App, "serviceAccount", &[]),
        (Place::Container, "port 80", &["NUMBER"]),
        (Place::Container, "port http 80 appProtocol https", &["NAME", "NUMBER", "PROTOCOL"]),
        (Place::Container, "readinessProbe", &[]),
        (Place::Container, "readinessProbe GET / on http", &["PATH", "PORT"]),
        (Place::Container, "readinessProbe grpc on 80 service x", &["PORT", "SERVICE"]),
        (Place::Container, "readinessProbe exec [a]", &["COMMAND"]),
    ] {
        let matched = matched(place, text).unwrap_or_else(|mismatch| panic!("{text}: {}", mismatch.describe()));
        let all = ["NAME", "KIND", "TEMPLATE", "VALUE", "HOST", "IP", "TYPE", "RANGE", "METRIC", "TARGET", "PATH"];
        for slot in all.iter().chain(&["NUMBER", "PROTOCOL", "PORT", "SERVICE", "COMMAND"]) {
            assert_eq!(matched.get(slot).is_some(), slots.contains(slot), "{text}: {slot}");
        }
    }
    let scale = matched(Place::App, "scale 2..10 on cpu 70%, memory 80%").expect("it fits");
    assert!(scale.all("METRIC").count() == 2 && scale.has("on") && !scale.has("at"));
}

#[test]
fn forms_say_what_lacks_and_what_is_too_much() {
    for (place, text, at, could_end, expected) in [
        (Place::File, "app", 0, false, "a name (NAME)"),
        (Place::File, "app web as", 2, false, "`Deployment`, `StatefulSet`, `DaemonSet`, `Job` or `CronJob`"),
        (Place::File, "app web on x", 1, true, "`as`"),
        (Place::File, "let tag v1", 1, false, "`=`"),
        (Place::File, "external db", 1, false, "`->` or `at`"),
        (Place::File, "external db at 10.0.0.1 10.0.0.2", 3, true, "`,`"),
        (Place::App, "replicas", 0, false, "a whole number (NUMBER)"),
        (Place::App, "scale 2..10 cpu 70%", 1, false, "`on`"),
        (Place::Container, "readinessProbe GET /", 2, false, "`on`"),
        (Place::Container, "readinessProbe POST / on http", 0, true, "`GET`"),
        (Place::Container, "image a b", 1, true, ""),
    ] {
        let mismatch = matched(place, text).expect_err(text);
        assert_eq!((mismatch.at, mismatch.could_end), (at, could_end), "{text}: {}", mismatch.describe());
        assert!(mismatch.describe().contains(expected), "{text}: {}", mismatch.describe());
    }
    let mismatch = matched(Place::File, "app web \"as\" Job").expect_err("quoted words are no words of a form");
    assert!(mismatch.expected.contains(&Expected::Word("as")));
}

#[test]
fn commas_are_shown_once() {
    const LIST: &[Form] = &[Form::Commas(&[Form::Word("a")])];
    assert_eq!(Form::usage(LIST), "a, …");
}

#[test]
fn the_examples_of_types_are_read_as_they_say() {
    for ty in TYPES {
        for example in ty.examples {
            let read = match ty.name {
                "Port" => values::port(example).is_ok(),
                "Duration" => values::duration(example).is_some(),
                "Quantity" => values::is_quantity(example),
                "Range" => values::range(example).is_some(),
                "Image" => values::is_image(example),
                "IP" => values::ip(example).is_some(),
                "Int" => example.parse::<i64>().is_ok(),
                "Bool" => values::boolean(example).is_some(),
                "Percent" => example.strip_suffix('%').is_some_and(|number| number.parse::<u8>().is_ok()),
                "Ref" => values::reference(example).is_some(),
                "Name" | "String" | "Enum" => !example.is_empty(),
                other => panic!("no reader of {other}"),
            };
            assert!(read, "{}: {example}", ty.name);
        }
    }
}

/// The types whose fields may stand in an app, by whose they are.
fn owners(schemas: &Schemas) -> [(Owner, Vec<TypeId>); 3] {
    let at = |kind: &str, path: &[&str]| -> TypeId {
        let group = if matches!(kind, "Job" | "CronJob") { "batch" } else { "apps" };
        let mut ty = schemas.kind(group, "v1", kind).expect("a workload").ty;
        for name in path {
            ty = schemas.field(ty, name).expect("a field").ty;
        }
        ty
    };
    let pod = at("Deployment", &["spec", "template", "spec"]);
    let crate::kubernetes::schema::Type::List { element, .. } =
        schemas.ty(schemas.field(pod, "containers").expect("containers").ty)
    else {
        panic!("containers are no list")
    };
    let specs = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"].map(|kind| at(kind, &["spec"])).to_vec();
    [(Owner::Container, vec![element]), (Owner::Pod, vec![pod]), (Owner::Spec, specs)]
}

/// Fields of a spec that an app says by its statements alone: they are no choice of whoever writes it.
const NOT_DIRECT: &[&str] = &["selector", "template", "jobTemplate"];

#[test]
fn direct_fields_are_those_of_the_schema() {
    let schemas = Schemas::builtin();
    let owners = owners(&schemas);
    let has = |owner: Owner, name: &str| {
        owners.iter().any(|(known, types)| *known == owner && types.iter().any(|ty| schemas.field(*ty, name).is_some()))
    };
    assert!(DIRECT_FIELDS.windows(2).all(|pair| pair[0].0 < pair[1].0), "sorted by name, each once");
    for (name, owner) in DIRECT_FIELDS {
        match owner {
            Owner::Several(blocks) => {
                assert!(blocks.len() > 1, "{name}");
                for block in *blocks {
                    let owner = match *block {
                        "container" => Owner::Container,
                        "pod" => Owner::Pod,
                        _ => Owner::Spec,
                    };
                    assert!(has(owner, name), "{name} is no field of {block} any more");
                }
            }
            owner => assert!(has(*owner, name), "{name} is no field of {owner:?} any more"),
        }
        assert_eq!(direct_field(name), Some(*owner));
    }
    assert!(direct_field("securityContext").is_some_and(|owner| matches!(owner, Owner::Several(_))));
    assert!(direct_fields().all(|name| name != "securityContext") && direct_field("nonsense").is_none());
}

/// A field that Kubernetes adds must be looked at: listed as direct where one part has it, or here with a reason.
#[test]
fn every_field_of_the_schema_is_direct_or_has_a_reason_not_to_be() {
    let schemas = Schemas::builtin();
    let mut missing = BTreeSet::new();
    for (owner, types) in owners(&schemas) {
        for ty in types {
            for field in schemas.fields(ty) {
                if direct_field(field.name).is_none() && !NOT_DIRECT.contains(&field.name) {
                    missing.insert(format!("{owner:?}.{}", field.name));
                }
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}
