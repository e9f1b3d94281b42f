//! Templates and policies: their parameters, and what an application binds them to.

use std::rc::Rc;

use smol_str::SmolStr;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::program::scope::{Binding, Scope, Site};
use crate::program::{Program, Unit};
use crate::source::Span;
use crate::syntax::tree::{CallArgument, StatementId, ValueId, ValueKind};

/// `template NAME(param, param: default) { … }` or `policy …`.
#[derive(Debug)]
pub struct Template {
    pub name: SmolStr,
    pub unit: usize,
    pub statement: StatementId,
    pub name_span: Span,
    pub parameters: Vec<Parameter>,
    /// Templates that it uses itself, in `with` order.
    pub with: Vec<ValueId>,
    /// Only exposures may use it.
    pub policy: bool,
    /// It uses itself, directly or through others; a diagnostic says so, and whoever uses it says nothing.
    pub cyclic: bool,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: SmolStr,
    pub span: Span,
    pub default: Option<ValueId>,
}

/// The name in `with NAME` or `with NAME(…)`, and its arguments.
pub fn template_reference(unit: &Unit, value: ValueId) -> Option<(&str, Span, &[CallArgument])> {
    let tree = &unit.tree;
    let node = tree.value(value);
    match &node.kind {
        ValueKind::Word => Some((tree.text(node.range), unit.span(node.range), &[])),
        ValueKind::Call { name, arguments } => {
            Some((tree.text(*name), unit.span(*name), tree.call_arguments(*arguments)))
        }
        _ => None,
    }
}

impl Program {
    /// The template that a `with` names and the scope its block is read in. `None` after a diagnostic, or silently
    /// where one was given before. `implied` are the names that the block around it gives: `$app`, `$namespace`.
    pub fn apply<'p>(
        &'p self,
        site: &Site<'p>,
        value: ValueId,
        implied: &[(SmolStr, Binding<'p>)],
        in_exposure: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(&'p Template, Site<'p>)> {
        let span = site.unit.value_span(value);
        let Some((name, name_span, arguments)) = template_reference(site.unit, value) else {
            diagnostics.push(
                Diagnostic::new(Code::REF003, span, "`with` takes names of templates")
                    .help("write `with NAME` or `with NAME(argument)`"),
            );
            return None;
        };
        let Some(template) = self.templates.get(name) else {
            let mut diagnostic = Diagnostic::new(Code::REF003, name_span, format!("there is no template `{name}`"));
            if let Some(near) = self.nearby().templates.find(name) {
                diagnostic = diagnostic
                    .note(format!("did you mean `{near}`?"))
                    .label(self.templates[near].name_span, format!("`{near}` is defined here"))
                    .fix(format!("write `{near}`"), vec![Edit { span: name_span, text: near.into() }]);
            } else {
                diagnostic = diagnostic.help(format!("define it: `template {name} {{ … }}`"));
            }
            diagnostics.push(diagnostic);
            return None;
        };
        if template.cyclic {
            return None;
        }
        if template.policy && !in_exposure {
            diagnostics.push(
                Diagnostic::new(
                    Code::REF015,
                    name_span,
                    format!("`{name}` is a policy, and only exposures use policies"),
                )
                .label(template.name_span, "declared as a `policy` here")
                .help("use it in the head of an `expose` or `service`, or declare it as a `template`"),
            );
            return None;
        }
        let scope = self.bind(template, site, name_span, arguments, implied, diagnostics);
        Some((template, Site { unit: &self.units[template.unit], scope: Rc::new(scope) }))
    }

    fn bind<'p>(
        &'p self,
        template: &'p Template,
        site: &Site<'p>,
        name_span: Span,
        arguments: &[CallArgument],
        implied: &[(SmolStr, Binding<'p>)],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Scope<'p> {
        let mut bound: Vec<Option<Binding<'p>>> = vec![None; template.parameters.len()];
        let mut positional = 0;
        for argument in arguments {
            let span = site.unit.value_span(argument.value);
            let at = match argument.name {
                Some(range) => {
                    let name = site.unit.tree.text(range);
                    let at = template.parameters.iter().position(|parameter| parameter.name == name);
                    if at.is_none() {
                        diagnostics.push(unknown_parameter(template, name, site.unit.span(range)));
                        continue;
                    }
                    at
                }
                None => {
                    let text = site.unit.tree.text(site.unit.tree.value(argument.value).range);
                    if let Some((name, rest)) = text.split_once(':')
                        && template.parameters.iter().any(|parameter| parameter.name == name)
                    {
                        diagnostics.push(
                            Diagnostic::new(
                                Code::REF005,
                                span,
                                format!("`{text}` is one word, not the argument `{name}`"),
                            )
                            .note("a space is missing after the colon")
                            .fix("add the space", vec![Edit { span, text: format!("{name}: {rest}") }]),
                        );
                        bound.iter_mut().for_each(|slot| *slot = slot.take().or(Some(Binding::Poisoned)));
                        continue;
                    }
                    positional += 1;
                    (positional <= bound.len()).then_some(positional - 1)
                }
            };
            let Some(at) = at else {
                let takes = match template.parameters.len() {
                    0 => "takes no arguments".into(),
                    1 => "takes one argument".into(),
                    count => format!("takes {count} arguments"),
                };
                diagnostics.push(
                    Diagnostic::new(Code::REF005, span, format!("`{}` {takes}", template.name))
                        .note("this one goes nowhere")
                        .label(template.name_span, "the template is defined here"),
                );
                continue;
            };
            if bound[at].is_some() {
                diagnostics.push(
                    Diagnostic::new(Code::REF005, span, format!("`{}` is given twice", template.parameters[at].name))
                        .label(template.parameters[at].span, "the parameter"),
                );
                continue;
            }
            bound[at] = Some(Binding::Value { site: site.clone(), value: argument.value });
        }
        let unit = &self.units[template.unit];
        let mut bindings: Vec<(SmolStr, Binding<'p>)> = Vec::with_capacity(bound.len() + implied.len());
        for (parameter, binding) in template.parameters.iter().zip(bound) {
            let binding = binding.or_else(|| {
                let value = parameter.default?;
                // A default may name the parameters before it.
                let names_others = unit.tree.text(unit.tree.value(value).range).contains('$');
                let before = if names_others { bindings.as_slice() } else { &[] };
                let bindings = before.iter().chain(implied).cloned().collect();
                Some(Binding::Value { site: Site { unit, scope: Rc::new(Scope { bindings }) }, value })
            });
            let binding = binding.unwrap_or_else(|| {
                diagnostics.push(
                    Diagnostic::new(
                        Code::REF006,
                        name_span,
                        format!("`{}` needs a value for `{}`", template.name, parameter.name),
                    )
                    .label(parameter.span, "this parameter has no default")
                    .help(format!("write `with {}({}: …)`", template.name, parameter.name)),
                );
                Binding::Poisoned
            });
            bindings.push((parameter.name.clone(), binding));
        }
        bindings.extend(implied.iter().cloned());
        Scope { bindings }
    }
}

fn unknown_parameter(template: &Template, name: &str, span: Span) -> Diagnostic {
    let names = || template.parameters.iter().map(|parameter| parameter.name.as_str());
    let diagnostic = Diagnostic::new(Code::REF005, span, format!("`{}` has no parameter `{name}`", template.name))
        .label(template.name_span, "the template is defined here");
    match nearest(name, names()) {
        Some(near) => diagnostic.meant(span, near),
        None => diagnostic.note("this argument goes nowhere"),
    }
}
