//! Provider blocks: typed settings that become annotations.

use smol_str::SmolStr;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::kubernetes::Provider;
use crate::kubernetes::providers::{Takes, settings};
use crate::language::form::one_of;
use crate::lower::context::{Frame, Lowering};
use crate::object::Node;
use crate::program::evaluate::{Evaluated, Kind};
use crate::syntax::tree::{Argument, StatementId};

impl<'p> Lowering<'p> {
    /// A line of a provider block: the annotation and its text. A name with a slash is an annotation as it stands.
    pub fn provider_setting(
        &mut self,
        frame: &Frame<'p>,
        provider: Provider,
        head: &str,
        id: StatementId,
    ) -> Option<(&'static str, Node)> {
        let unit = frame.site.unit;
        let tree = &unit.tree;
        let Some(setting) = settings(provider).iter().find(|setting| setting.name == head) else {
            let span = unit.value_span(tree.statement(id).head);
            let diagnostic =
                Diagnostic::new(Code::TYP002, span, format!("`{}` has no setting `{head}`", provider.name()));
            let names = settings(provider).iter().map(|setting| setting.name);
            self.diagnostics.push(match nearest(head, names) {
                Some(near) => diagnostic.meant(span, near),
                None => diagnostic.help("any other annotation stands in `annotations { … }` under its full name"),
            });
            return None;
        };
        let statement = tree.statement(id);
        if let (Takes::Pairs, Some(block)) = (setting.takes, statement.block) {
            let mut pairs = Vec::new();
            for &id in tree.statements_of(block) {
                let Some((key, _)) = self.head(frame, id) else { continue };
                let [Argument::Value(value)] = tree.arguments(tree.statement(id)) else { continue };
                if let Some((text, _)) = self.text(frame, Some(*value)) {
                    pairs.push(format!("{key}={text}"));
                }
            }
            let origin = self.written(frame, id);
            return Some((setting.annotation, Node::string(pairs.join(","), origin, frame.layer)));
        }
        let [Argument::Value(value)] = tree.arguments(statement) else {
            let span = unit.head_span(id);
            self.error(Code::TYP007, span, format!("`{head}` takes one value"));
            return None;
        };
        let evaluated = self.evaluate(frame, *value);
        let origin = self.origin(frame, id, &evaluated);
        let text = self.setting_text(frame, head, setting.takes, evaluated)?;
        Some((setting.annotation, Node::string(text, origin, frame.layer)))
    }

    fn setting_text(
        &mut self,
        frame: &Frame<'p>,
        head: &str,
        takes: Takes,
        evaluated: Evaluated<'p>,
    ) -> Option<SmolStr> {
        let span = evaluated.span;
        match (takes, &evaluated.kind) {
            (_, Kind::Poisoned) => None,
            (Takes::List, Kind::List { site, elements }) => {
                let frame = Frame { site: site.clone(), layer: frame.layer };
                let tree = &frame.site.unit.tree;
                let texts = tree.elements(*elements).iter().filter_map(|&value| self.text(&frame, Some(value)));
                let texts: Vec<SmolStr> = texts.map(|(text, _)| text).collect();
                Some(SmolStr::from(texts.join(",")))
            }
            (_, Kind::Text { text, .. }) => {
                let problem = match takes {
                    Takes::BoolAs(yes, _) if text == "true" => return Some(SmolStr::new_static(yes)),
                    Takes::BoolAs(_, no) if text == "false" => return Some(SmolStr::new_static(no)),
                    Takes::BoolAs(..) => "`true` or `false`".to_string(),
                    Takes::Bool if text != "true" && text != "false" => "`true` or `false`".to_string(),
                    Takes::Number if text.parse::<u32>().is_err() => "a whole number".to_string(),
                    Takes::OneOf(words) if !words.contains(&text.as_str()) => one_of(words),
                    Takes::Pairs => "a block of pairs".to_string(),
                    _ => return Some(text.clone()),
                };
                let mut diagnostic =
                    Diagnostic::new(Code::TYP004, span, format!("`{head}` is {problem}, not `{text}`"));
                if let Takes::OneOf(words) = takes
                    && let Some(near) = nearest(text, words.iter().copied())
                    && evaluated.parts.is_empty()
                {
                    diagnostic = diagnostic.fix(format!("write `{near}`"), vec![Edit { span, text: near.into() }]);
                }
                self.diagnostics.push(diagnostic);
                None
            }
            _ => {
                let what = Self::describe(&evaluated);
                self.error(Code::TYP003, span, format!("`{head}` takes a text, not {what}"));
                None
            }
        }
    }
}
