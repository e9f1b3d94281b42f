//! What a code, a statement, a function, an API field or a line of source means: questions in words, answers as light
//! Markdown and as JSON. Everything but a line is answered from the tables alone, without any program.

mod code;
mod field;
mod kind;
mod line;
mod markdown;
mod search;
mod statement;
mod sugar;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::diagnostics::Code;
use crate::diagnostics::nearest::{Nearby, nearest};
use crate::kubernetes::schema::Schemas;
use crate::language::{self, statements};

pub use line::explain_line;

/// One thing that a word means, or what became of one line.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Headings, paragraphs, lists and fenced code, nothing else.
    pub markdown: String,
    /// An object with a `kind`; its shape is `docs/schema/explain-1.json`.
    pub json: Value,
}

/// Everything that a question's word means.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub what: String,
    pub answers: Vec<Answer>,
}

impl Explanation {
    /// For people: as wide as `width` at most, where words allow it.
    pub fn text(&self, colour: bool, width: usize) -> String {
        let texts: Vec<String> =
            self.answers.iter().map(|answer| markdown::render(&answer.markdown, colour, width)).collect();
        texts.join("\n")
    }

    /// For machines: one object and a line feed.
    pub fn json(&self) -> String {
        let answers: Vec<Value> = self.answers.iter().map(|answer| without_nulls(answer.json.clone())).collect();
        let whole = json!({ "version": 1, "what": self.what, "answers": answers });
        let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// What is absent is left out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Nothing is known of what was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    pub message: String,
    /// What to ask instead.
    pub near: Option<String>,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.near {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => Ok(()),
        }
    }
}

/// The file and the line, counted from 1, where a question is about a line.
pub fn line_question(what: &str) -> Option<(&str, u32)> {
    let (path, line) = what.rsplit_once(':')?;
    let line = line.parse().ok()?;
    (!path.is_empty()).then_some((path, line))
}

/// Answers a question that needs no program.
pub fn explain(what: &str, schemas: &Schemas) -> Result<Explanation, Unknown> {
    let what = what.trim();
    let answers = answers(what, schemas);
    if !answers.is_empty() {
        return Ok(Explanation { what: what.to_string(), answers });
    }
    Err(unknown(what, schemas))
}

fn answers(what: &str, schemas: &Schemas) -> Vec<Answer> {
    if what == IMPLIED {
        return vec![statement::implied()];
    }
    if let Some(code) = Code::find(&what.to_ascii_uppercase()) {
        return vec![code::answer(code)];
    }
    let mut answers = statement::answers(what);
    answers.extend(language::function(what.trim_end_matches("()")).map(statement::function));
    if !answers.is_empty() {
        return answers;
    }
    let mut answers = kind::answers(what, schemas);
    if answers.is_empty() {
        answers = field::answers(what, schemas);
    }
    if answers.is_empty() {
        answers = statement::answers_of_value(what);
    }
    if answers.is_empty() {
        answers = field::answers_of_value(what, schemas);
    }
    answers
}

/// The question for everything that is implied.
const IMPLIED: &str = "implied";

fn unknown(what: &str, schemas: &Schemas) -> Unknown {
    if let Some(unknown) = search::nearest_field(what, schemas) {
        return unknown;
    }
    let words =
        statements::all().map(|statement| statement.name).chain([statements::exposure::PORT_LINE.name, IMPLIED]);
    let functions = language::FUNCTIONS.iter().map(|function| function.name);
    let among = |names: Nearby| names.find(what).map(str::to_string);
    let kinds = || among(Nearby::new(schemas.kinds().map(|kind| kind.kind)));
    // Only kinds begin with a capital.
    let capital = what.starts_with(|first: char| first.is_ascii_uppercase());
    let near = nearest(&what.to_ascii_uppercase(), Code::all().map(Code::id))
        .map(str::to_string)
        .or_else(|| kinds().filter(|_| capital))
        .or_else(|| nearest(what, words.chain(functions)).map(str::to_string))
        .or_else(kinds)
        .or_else(|| among(Nearby::new(search::field_names(schemas).iter().copied())));
    let message = match near {
        Some(_) => format!("nothing is known of `{what}`"),
        None => format!(
            "nothing is known of `{what}`; ask for a code (`NET002`), a statement (`expose`), a function (`url`), a field (`Service.spec.type`) or a line (`shop.svc:12`)"
        ),
    };
    Unknown { message, near }
}
