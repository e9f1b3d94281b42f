//! Statements, functions, and what is implied.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Answer, sugar};
use crate::kubernetes::schema::Schemas;
use crate::language::form::{Form, Takes};
use crate::language::implied::{ADDED, FOLLOWING, Implied, implied_by};
use crate::language::statements::statements_in;
use crate::language::{BlockShape, FUNCTIONS, Function, Place, Statement};

/// Every statement of that name: places may have different ones.
pub fn answers(name: &str) -> Vec<Answer> {
    let reserved = crate::language::statements::all().filter(|statement| statement.reserved);
    sugar::all().chain(reserved).filter(|statement| statement.name == name).map(answer).collect()
}

/// Every statement that takes this word as an argument: `Headless`.
pub fn answers_of_value(value: &str) -> Vec<Answer> {
    let takes = |statement: &&Statement| {
        slots(statement.form).iter().any(|(_, takes)| matches!(takes, Takes::Enum(words) if words.contains(&value)))
    };
    sugar::all().filter(takes).map(answer).collect()
}

fn answer(statement: &'static Statement) -> Answer {
    let schemas = Schemas::builtin();
    let owned: Vec<String> = sugar::owned(statement, &schemas).iter().map(sugar::Owned::spell).collect();
    let implied: Vec<&Implied> = implied_by(statement.name).collect();
    let related = related(statement);
    let places: Vec<String> = statement.places.iter().map(|place| place.locate()).collect();
    let usage = if statement.reserved { statement.name.to_string() } else { statement.usage() };

    let mut page = format!("# {}\n\n{}.\n\n```\n{usage}\n```\n", statement.name, statement.summary);
    let slots = slots(statement.form);
    if !slots.is_empty() {
        page.push_str("\n## Arguments\n\n");
        for (name, takes) in slots {
            let _ = writeln!(page, "- {name}: {}", takes.describe());
        }
    }
    if statement.reserved {
        let _ =
            write!(page, "\n## Reserved\n\nThis statement comes with a later version of svcc; the word is taken.\n");
    }
    let _ = write!(page, "\n## Where\n\n{}.\n", capitalised(&join_with_or(&places)));
    if !statement.becomes.is_empty() {
        let _ = write!(page, "\n## Becomes\n\n{}.\n", capitalised(statement.becomes));
    }
    if !owned.is_empty() {
        let _ = write!(page, "\n## Fields it owns\n\n");
        // The same field of every kind of workload is said once.
        for field in distinct(&owned) {
            let _ = writeln!(page, "- `{field}`");
        }
    }
    if !implied.is_empty() {
        let _ = write!(page, "\n## Implied\n\n");
        for implied in &implied {
            let _ = writeln!(page, "- {}", implied_text(implied));
        }
    }
    if !statement.example.is_empty() {
        let _ = write!(page, "\n## Example\n\n```svc\n{}\n```\n", statement.example);
    }
    if !related.is_empty() {
        let _ = write!(page, "\n## Related\n\n{}.\n", quoted(&related));
    }
    Answer {
        markdown: page,
        json: json!({
            "kind": "statement",
            "name": statement.name,
            "usage": usage,
            "places": places,
            "summary": statement.summary,
            "becomes": statement.becomes,
            "owns": owned,
            "implied": implied.iter().map(|implied| implied_json(implied)).collect::<Vec<_>>(),
            "example": statement.example,
            "related": related,
            "reserved": statement.reserved,
        }),
    }
}

pub fn function(function: &'static Function) -> Answer {
    let related: Vec<&str> = FUNCTIONS
        .iter()
        .filter(|other| other.scope == function.scope && other.name != function.name)
        .map(|other| other.name)
        .collect();
    let page = format!(
        "# {}\n\nA function: {}.\n\n```\n{}\n```\n\n## Where\n\nIt is {}.\n\n## Becomes\n\n{}.\n\n## Example\n\n```svc\n{}\n```\n\n## Related\n\n{}.\n",
        function.usage(),
        function.summary,
        function.usage(),
        match function.scope {
            crate::language::functions::Scope::Anywhere => format!("written {}", function.scope.describe()),
            crate::language::functions::Scope::Variable => function.scope.describe().to_string(),
        },
        capitalised(function.becomes),
        function.example,
        quoted(&related),
    );
    Answer {
        markdown: page,
        json: json!({
            "kind": "function",
            "name": function.name,
            "usage": function.usage(),
            "places": [function.scope.describe()],
            "summary": function.summary,
            "becomes": function.becomes,
            "example": function.example,
            "related": related,
        }),
    }
}

/// Everything that is implied.
pub fn implied() -> Answer {
    let mut page = String::from(
        "# What is implied\n\nNothing else is added to what the source says. Written values win over all of it.\n\n## Added\n\n",
    );
    for implied in ADDED {
        let _ = writeln!(page, "- {}", implied_text(implied));
    }
    page.push_str("\n## Follows from what is written\n\n");
    for implied in FOLLOWING {
        let _ = writeln!(page, "- {}", implied_text(implied));
    }
    let list = |table: &[Implied]| -> Vec<Value> { table.iter().map(implied_json).collect() };
    Answer {
        markdown: page,
        json: json!({ "kind": "implied", "name": "implied", "added": list(ADDED), "following": list(FOLLOWING) }),
    }
}

fn implied_text(implied: &Implied) -> String {
    match implied.instead {
        "" => implied.what.to_string(),
        instead => format!("{} (instead: {instead})", implied.what),
    }
}

fn implied_json(implied: &Implied) -> Value {
    json!({ "what": implied.what, "by": implied.by, "instead": implied.instead })
}

/// What else to read: the statements of its block, those in whose block it stands, and those of its name elsewhere.
fn related(statement: &'static Statement) -> Vec<&'static str> {
    const MOST: usize = 12;
    let inside: Option<Place> = match statement.block {
        BlockShape::Optional(place) | BlockShape::Required(place) if place != Place::File => Some(place),
        _ => None,
    };
    let around = sugar::all().filter(|other| match other.block {
        BlockShape::Optional(place) | BlockShape::Required(place) => statement.places.contains(&place),
        _ => false,
    });
    let of_the_same_field = sugar::all().filter(|other| other.owns.iter().any(|own| statement.owns.contains(own)));
    let mut names: Vec<&'static str> = Vec::new();
    let line = inside == Some(Place::Exposure) || inside == Some(Place::Service) || inside == Some(Place::External);
    names.extend(line.then_some(crate::language::statements::exposure::PORT_LINE.name));
    let own = inside.into_iter().flat_map(statements_in);
    for other in of_the_same_field.chain(around).chain(own).filter(|other| !other.reserved) {
        if other.name != statement.name && !names.contains(&other.name) {
            names.push(other.name);
        }
    }
    names.truncate(MOST);
    names
}

/// The values that a form takes, each name once.
fn slots(forms: &'static [Form]) -> Vec<(&'static str, Takes)> {
    let mut found: Vec<(&'static str, Takes)> = Vec::new();
    let mut add = |slots: Vec<(&'static str, Takes)>| {
        for slot in slots {
            if found.iter().all(|(name, _)| *name != slot.0) {
                found.push(slot);
            }
        }
    };
    for form in forms {
        match form {
            Form::Slot(name, takes) => add(vec![(name, *takes)]),
            Form::Word(_) | Form::Arrow | Form::Equals => {}
            Form::Optional(forms) | Form::Commas(forms) => add(slots(forms)),
            Form::OneOf(choices) => choices.iter().for_each(|forms| add(slots(forms))),
        }
    }
    found
}

/// Of the same field of several kinds, the first; all others as they are.
fn distinct(owned: &[String]) -> Vec<&String> {
    let workload = |field: &str| sugar::is_workload(field.split('.').next().unwrap_or_default());
    let path =
        |field: &str| field.split_once('.').map_or_else(String::new, |(_, path)| path.replace("jobTemplate.spec.", ""));
    let mut found: Vec<&String> = Vec::new();
    for field in owned {
        let same = |known: &&&String| workload(known) && workload(field);
        if field.contains('.')
            && found.iter().filter(same).any(|known| !path(known).is_empty() && path(known) == path(field))
        {
            continue;
        }
        found.push(field);
    }
    found
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A sentence that begins with a capital, unless it begins with code.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn join_with_or(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
