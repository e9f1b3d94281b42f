//! A line of source: every value that it wrote or caused, what each became, and which values lost or won against it.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Answer, Explanation, Unknown};
use crate::kubernetes::Object;
use crate::object::{Layer, Node, Origin, OriginId, Origins, Value};
use crate::source::{FileId, Files, Span};
use crate::workspace::order::output_order;
use crate::workspace::output::leaves;
use crate::workspace::{Analysis, Workspace};

/// Longer values are cut; JSON has them whole.
const LONGEST: usize = 70;

/// What the line has to do with a value.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Role {
    /// It wrote the value that stands.
    Written,
    /// It holds a value that is part of this one: a `let`, a template's argument.
    Part,
    /// The value is not written anywhere; the statement here implies it.
    Derived,
    /// It wrote a value that lost.
    Lost,
}

impl Role {
    fn heading(self) -> &'static str {
        match self {
            Role::Written => "Written here",
            Role::Part => "Made with what is written here",
            Role::Derived => "Implied by what is written here",
            Role::Lost => "Written here, and overridden",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Role::Written => "written",
            Role::Part => "part",
            Role::Derived => "derived",
            Role::Lost => "lost",
        }
    }
}

/// One value that the line has to do with.
struct Effect<'a> {
    role: Role,
    object: &'a Object,
    path: String,
    node: &'a Node,
    origins: &'a Origins,
}

/// Explains a line of a program's file; `line` is counted from 1.
pub fn explain_line(workspace: &Workspace, analysis: &Analysis, path: &str, line: u32) -> Result<Explanation, Unknown> {
    let files = workspace.files();
    let unknown = |message: String| Unknown { message, near: None };
    let wanted = crate::source::path::tidy(path);
    let file = files
        .iter()
        .find(|file| crate::source::path::tidy(&file.path) == wanted)
        .ok_or_else(|| unknown(format!("`{path}` is no file of the program")))?;
    let text = (line as usize).checked_sub(1).and_then(|line| file.text.lines().nth(line));
    let Some(text) = text else {
        return Err(unknown(format!(
            "`{path}` has {} lines, and line {line} is none of them",
            file.text.lines().count()
        )));
    };
    let place = Place { file: file.id, line, files };
    let mut effects: Vec<Effect> = Vec::new();
    for (group, at) in output_order(&analysis.groups) {
        let group = &analysis.groups[group];
        let object = &group.objects[at];
        leaves(&object.root, &mut String::new(), &mut |path, node| {
            if let Some(role) = place.role(&group.origins, node) {
                effects.push(Effect { role, object, path: path.to_string(), node, origins: &group.origins });
            }
        });
    }
    effects.sort_by_key(|effect| effect.role);
    Ok(Explanation { what: format!("{path}:{line}"), answers: vec![place.answer(path, text, &effects, analysis)] })
}

struct Place<'a> {
    file: FileId,
    line: u32,
    files: &'a Files,
}

impl Place<'_> {
    fn covers(&self, span: Span) -> bool {
        if span.file != self.file {
            return false;
        }
        let first = self.files.position(span.file, span.range.start as usize).line;
        let last = self.files.position(span.file, span.range.end.max(span.range.start + 1) as usize - 1).line;
        (first..=last).contains(&self.line)
    }

    fn role(&self, origins: &Origins, node: &Node) -> Option<Role> {
        let origin = origins.get(node.origin);
        let here = self.covers(origin.span());
        match origin {
            // A field that is filled in from elsewhere keeps the place of what it came from.
            _ if here && node.layer == Layer::DERIVED => return Some(Role::Derived),
            Origin::Derived(_) if here => return Some(Role::Derived),
            _ if here => return Some(Role::Written),
            Origin::Interpolated { parts, .. } if parts.iter().any(|part| self.covers(*part)) => {
                return Some(Role::Part);
            }
            _ => {}
        }
        let lost = origins.lost(node.origin).iter().any(|(loser, _)| self.covers(origins.span(*loser)));
        lost.then_some(Role::Lost)
    }

    fn spell(&self, span: Span) -> String {
        let line = self.files.position(span.file, span.range.start as usize).line;
        let path = self.files.get(span.file).map_or("", |file| file.path.as_str());
        format!("{path}:{line}")
    }

    /// Who wrote a value, for people.
    fn writer(&self, origins: &Origins, id: OriginId, layer: Layer) -> String {
        let origin = origins.get(id);
        let place = self.spell(origin.span());
        match origin {
            Origin::Given { name, .. } => format!("`--set {name}`, used at {place}"),
            _ => format!("{place} ({})", layer_name(layer)),
        }
    }

    fn answer(&self, path: &str, text: &str, effects: &[Effect], analysis: &Analysis) -> Answer {
        let mut page = format!("# {path}:{}\n\n```\n{}\n```\n", self.line, text.trim());
        if effects.is_empty() {
            page.push_str("\nNothing of this line stands in an object.\n");
        }
        let mut role = None;
        let mut object: Option<&Object> = None;
        for effect in effects {
            if role != Some(effect.role) {
                let _ = write!(page, "\n## {}\n", effect.role.heading());
                role = Some(effect.role);
                object = None;
            }
            if object.is_none_or(|object| !std::ptr::eq(object, effect.object)) {
                let _ = write!(page, "\n{}\n\n", effect.object.display());
                object = Some(effect.object);
            }
            let _ = write!(page, "- `{}` is `{}`", effect.path, shown(&effect.node.value));
            let lost = effect.origins.lost(effect.node.origin);
            match effect.role {
                Role::Lost => {
                    let writer = self.writer(effect.origins, effect.node.origin, effect.node.layer);
                    let _ = write!(page, ", written at {writer}");
                }
                Role::Part => {
                    let _ = write!(page, ", written at {}", self.spell(effect.origins.span(effect.node.origin)));
                }
                _ => {
                    if effect.role == Role::Written && !effect.node.layer.is_own() {
                        let _ = write!(page, " ({})", layer_name(effect.node.layer));
                    }
                    if !lost.is_empty() {
                        // One statement may have written several parts of what lost.
                        let mut losers: Vec<String> = lost
                            .iter()
                            .rev()
                            .map(|(loser, layer)| self.writer(effect.origins, *loser, *layer))
                            .collect();
                        losers.dedup();
                        let _ = write!(page, ", stronger than {}", losers.join(" and "));
                    }
                }
            }
            page.push('\n');
        }
        let errors = analysis.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        if errors > 0 {
            let noun = if errors == 1 { "error" } else { "errors" };
            let _ = write!(
                page,
                "\nThe program has {errors} {noun}, so this may be incomplete; `svcc check` shows them.\n"
            );
        }
        Answer {
            markdown: page,
            json: json!({
                "kind": "line",
                "name": format!("{path}:{}", self.line),
                "text": text,
                "effects": effects.iter().map(|effect| self.json(effect)).collect::<Vec<_>>(),
                "errors": errors,
            }),
        }
    }

    fn json(&self, effect: &Effect) -> Json {
        let object = effect.object;
        let lost = effect.origins.lost(effect.node.origin).iter();
        json!({
            "role": effect.role.word(),
            "object": {
                "apiVersion": object.api_version.as_str(),
                "kind": object.kind.as_str(),
                "namespace": object.namespace.as_deref(),
                "name": object.name.as_str(),
            },
            "path": effect.path,
            "value": scalar(&effect.node.value),
            "at": self.spell(effect.origins.span(effect.node.origin)),
            "layer": layer_name(effect.node.layer),
            "over": lost.map(|(loser, layer)| json!({
                "at": self.spell(effect.origins.span(*loser)),
                "layer": layer_name(*layer),
            })).collect::<Vec<_>>(),
        })
    }
}

/// A layer in words.
fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::DERIVED => "implied",
        layer if layer.is_own() => "the block itself",
        _ => "a template",
    }
}

fn scalar(value: &Value) -> Json {
    match value {
        Value::Null | Value::Poisoned | Value::Deferred(_) => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::String(text) => Json::from(text.as_str()),
        Value::Map(_) => json!({}),
        Value::List(_) => json!([]),
        Value::Float(value) => Json::from(*value),
    }
}

fn shown(value: &Value) -> String {
    let text = match scalar(value) {
        Json::String(text) => text.replace('\n', "\\n"),
        Json::Null => "?".to_string(),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}
