//! Collects what all files of a program declare.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic};
use crate::language::{self, Matched, Place};
use crate::program::cycles::{circles, cycles};
use crate::program::template::{Parameter, Template, template_reference};
use crate::program::{
    Declaration, DeclarationKind, Directive, Let, LoadedText, Program, Unit, match_statement, unknown_statement,
};
use crate::source::Span;
use crate::syntax::tree::{BlockId, Part, StatementId, ValueId, ValueKind};

/// Reads the top level of every file. One mistake gives one diagnostic; what depends on it is left out.
pub fn collect(
    units: Vec<Arc<Unit>>,
    given: BTreeMap<String, Arc<str>>,
    texts: FxHashMap<String, LoadedText>,
) -> Program {
    let mut program = Program { given, texts, ..Program::default() };
    for (index, unit) in units.iter().enumerate() {
        let mut collector = Collector { program: &mut program, unit, index };
        collector.block(unit.tree.root(), None);
    }
    program.units = units;
    find_duplicates(&mut program);
    find_cyclic_lets(&mut program);
    find_cyclic_templates(&mut program);
    find_unknown_given(&mut program);
    program
}

struct Collector<'a> {
    program: &'a mut Program,
    unit: &'a Unit,
    index: usize,
}

impl Collector<'_> {
    fn block(&mut self, block: BlockId, namespace: Option<(SmolStr, Span)>) {
        let mut namespace = namespace;
        for &id in self.unit.tree.statements_of(block) {
            if let Some(follows) = self.statement(id, &namespace) {
                namespace = Some(follows);
            }
        }
    }

    /// Gives the namespace of what follows, where the statement sets it.
    fn statement(&mut self, id: StatementId, namespace: &Option<(SmolStr, Span)>) -> Option<(SmolStr, Span)> {
        let tree = &self.unit.tree;
        let statement = tree.statement(id);
        let head = tree.value(statement.head);
        let definition = match head.kind {
            ValueKind::Word => language::find(Place::File, tree.text(head.range)),
            _ => None,
        };
        let Some(definition) = definition else {
            if !statement.broken {
                let diagnostic = unknown_statement(self.unit, id, Place::File, std::iter::empty());
                self.program.diagnostics.push(diagnostic);
            }
            return None;
        };
        let matched = match_statement(self.unit, id, definition, &mut self.program.diagnostics)?;
        let kind = match definition.name {
            "namespace" => {
                let named = self.literal(matched.get("NAME")?)?;
                match statement.block {
                    Some(block) => self.block(block, Some(named)),
                    None => return Some(named),
                }
                return None;
            }
            "template" | "policy" => {
                self.template(id, &matched, definition.name == "policy");
                return None;
            }
            "let" => {
                self.define(&matched);
                return None;
            }
            "cluster" | "lint" | "use" => {
                let directive = Directive { unit: self.index, statement: id, arguments: matched };
                match definition.name {
                    "cluster" => self.program.clusters.push(directive),
                    "lint" => self.program.lints.push(directive),
                    _ => self.program.uses.push(directive),
                }
                return None;
            }
            "app" => DeclarationKind::App,
            "service" => DeclarationKind::Service,
            "external" => DeclarationKind::External,
            "config" => DeclarationKind::Config,
            "secret" => DeclarationKind::Secret,
            _ => DeclarationKind::Object,
        };
        let (name, name_span) = match matched.get("NAME") {
            Some(value) => self.literal(value)?,
            None => (SmolStr::default(), self.unit.head_span(id)),
        };
        // `production/api-service` puts one object into a namespace.
        let (namespace, name) = match name.split_once('/') {
            Some((namespace, name)) => (Some((SmolStr::new(namespace), name_span)), SmolStr::new(name)),
            None => (namespace.clone(), name),
        };
        let (namespace, namespace_span) = namespace.unzip();
        let unit = self.index;
        self.program.declarations.push(Declaration {
            kind,
            name,
            namespace,
            namespace_span,
            unit,
            statement: id,
            arguments: matched,
            name_span,
        });
        None
    }

    /// A name, which must stand in the source as it will be in the cluster.
    fn literal(&mut self, value: ValueId) -> Option<(SmolStr, Span)> {
        let span = self.unit.value_span(value);
        let tree = &self.unit.tree;
        let problem = match tree.value(value).kind {
            ValueKind::Word | ValueKind::String(_) => match tree.plain(value) {
                Some(text) if !text.is_empty() => return Some((SmolStr::new(text), span)),
                Some(_) => "a name cannot be empty",
                None => "a name cannot hold a variable: it stands in the source as it will be in the cluster",
            },
            ValueKind::Error => return None,
            _ => "a name is a word",
        };
        self.program.diagnostics.push(Diagnostic::new(Code::TYP003, span, problem));
        None
    }

    fn define(&mut self, matched: &Matched) {
        let (Some(name), Some(value)) = (matched.get("NAME"), matched.get("VALUE")) else { return };
        let Some((name, name_span)) = self.literal(name) else { return };
        let is_block = matches!(self.unit.tree.value(value).kind, ValueKind::List { .. } | ValueKind::Block(_));
        if is_block {
            self.program.diagnostics.push(
                Diagnostic::new(
                    Code::TYP003,
                    self.unit.value_span(value),
                    format!("`{name}` cannot be a list or block"),
                )
                .help("a `let` names a word, a string or a call; use a template for more"),
            );
        }
        let definition = Let { unit: self.index, value, name_span, cyclic: is_block };
        match self.program.lets.get(&name) {
            Some(first) => {
                let diagnostic = declared_twice(&format!("`{name}`"), first.name_span, name_span);
                self.program.diagnostics.push(diagnostic);
            }
            None => {
                self.program.lets.insert(name, definition);
            }
        }
    }

    fn template(&mut self, id: StatementId, matched: &Matched, policy: bool) {
        let Some(value) = matched.get("NAME") else { return };
        let tree = &self.unit.tree;
        let node = tree.value(value);
        let (name, name_span, arguments) = match &node.kind {
            ValueKind::Call { name, arguments } => {
                (SmolStr::new(tree.text(*name)), self.unit.span(*name), tree.call_arguments(*arguments))
            }
            _ => match self.literal(value) {
                Some((name, span)) => (name, span, &[][..]),
                None => return,
            },
        };
        let mut parameters: Vec<Parameter> = Vec::new();
        for argument in arguments {
            let (range, default) = match argument.name {
                Some(name) => (name, Some(argument.value)),
                None => (tree.value(argument.value).range, None),
            };
            let (text, span) = (tree.text(range), self.unit.span(range));
            if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                self.program.diagnostics.push(
                    Diagnostic::new(Code::TYP003, span, format!("`{text}` cannot be the name of a parameter")).help(
                        "a parameter is letters, digits and `_`; a default follows a colon and a space: `tag: v1`",
                    ),
                );
                continue;
            }
            if let Some(first) = parameters.iter().find(|parameter| parameter.name == text) {
                let diagnostic = declared_twice(&format!("the parameter `{text}`"), first.span, span);
                self.program.diagnostics.push(diagnostic);
                continue;
            }
            parameters.push(Parameter { name: SmolStr::new(text), span, default });
        }
        self.find_unused(id, &parameters);
        if let Some(first) = self.program.templates.get(&name) {
            let diagnostic = declared_twice(&format!("the template `{name}`"), first.name_span, name_span);
            self.program.diagnostics.push(diagnostic);
            return;
        }
        let with = matched.all("TEMPLATE").collect();
        let template = Template {
            name: name.clone(),
            unit: self.index,
            statement: id,
            name_span,
            parameters,
            with,
            policy,
            cyclic: false,
        };
        self.program.templates.insert(name, template);
    }

    /// A parameter that the template's text never names does nothing.
    fn find_unused(&mut self, id: StatementId, parameters: &[Parameter]) {
        let tree = &self.unit.tree;
        let text = tree.text(tree.statement(id).range);
        let variables: FxHashSet<&str> = match parameters {
            [] => return,
            _ => text.split('$').skip(1).map(|rest| variable_name(rest.strip_prefix('{').unwrap_or(rest))).collect(),
        };
        for parameter in parameters {
            let name = parameter.name.as_str();
            if !variables.contains(name) {
                self.program.diagnostics.push(
                    Diagnostic::new(Code::REF005, parameter.span, format!("the template never uses `{name}`"))
                        .help(format!("use `${name}` in its block, or remove the parameter")),
                );
            }
        }
    }
}

/// What of a text can be the name of a variable, from its start.
fn variable_name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The message for two declarations of one name.
pub fn declared_twice(what: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(Code::REF001, second, format!("{what} is declared twice"))
        .note("here again")
        .label(first, "first here")
        .help("give one of them another name, or remove it")
}

/// Two apps, services … of one name in one namespace. The first stands; the others are left out.
fn find_duplicates(program: &mut Program) {
    let mut seen: FxHashMap<(DeclarationKind, Option<SmolStr>, SmolStr), Span> = FxHashMap::default();
    let mut found = Vec::new();
    program.declarations.retain(|declaration| {
        if declaration.kind == DeclarationKind::Object {
            return true; // their kind is known later, when identities are compared
        }
        let key = (declaration.kind, declaration.namespace.clone(), declaration.name.clone());
        let Some(first) = seen.get(&key) else {
            seen.insert(key, declaration.name_span);
            return true;
        };
        let what = match declaration.kind {
            DeclarationKind::App => "app",
            DeclarationKind::Service => "service",
            DeclarationKind::External => "external",
            DeclarationKind::Config => "config",
            _ => "secret",
        };
        found.push(declared_twice(&format!("the {what} `{}`", declaration.name), *first, declaration.name_span));
        false
    });
    program.diagnostics.extend(found);
}

fn variables_of(unit: &Unit, value: ValueId) -> Vec<SmolStr> {
    let tree = &unit.tree;
    match &tree.value(value).kind {
        ValueKind::Word | ValueKind::String(_) if tree.plain(value).is_none() => tree
            .parts(value)
            .into_iter()
            .filter_map(|part| match part {
                Part::Variable { name, .. } => Some(SmolStr::new(name)),
                Part::Text(_) => None,
            })
            .collect(),
        ValueKind::Call { arguments, .. } => {
            tree.call_arguments(*arguments).iter().flat_map(|argument| variables_of(unit, argument.value)).collect()
        }
        _ => Vec::new(),
    }
}

/// The circles in which names reach themselves over `edges`, each in the order of its way round, and the names in any
/// circle.
fn circles_of(names: &mut [SmolStr], edges: impl Fn(&str) -> Vec<SmolStr>) -> (Vec<Vec<SmolStr>>, Vec<SmolStr>) {
    names.sort();
    let places: FxHashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let leads: Vec<Vec<usize>> = names
        .iter()
        .map(|name| edges(name).iter().filter_map(|to| places.get(to.as_str()).copied()).collect())
        .collect();
    let circle = |circle: Vec<usize>| circle.into_iter().map(|member| names[member].clone()).collect();
    let cyclic = names.iter().zip(cycles(&leads)).filter(|(_, next)| next.is_some());
    (circles(&leads).into_iter().map(circle).collect(), cyclic.map(|(name, _)| name.clone()).collect())
}

/// One finding for a circle: its first member, and whom each member leads to.
fn cycle(code: Code, message: String, cycle: &[SmolStr], span: impl Fn(&str) -> Span, verb: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(code, span(&cycle[0]), message);
    for (at, member) in cycle.iter().enumerate() {
        let next = cycle.get(at + 1).unwrap_or(&cycle[0]);
        let leads = match (at, cycle.len()) {
            (_, 1) => "it leads back to itself".to_string(),
            (at, length) if at + 1 == length => format!("`{member}` {verb} `{next}` again"),
            _ => format!("`{member}` {verb} `{next}`"),
        };
        diagnostic = if at == 0 { diagnostic.note(leads) } else { diagnostic.label(span(member), leads) };
    }
    diagnostic
}

fn find_cyclic_lets(program: &mut Program) {
    let mut names: Vec<SmolStr> = program.lets.keys().cloned().collect();
    let edges = |name: &str| match program.lets.get(name) {
        Some(definition) => variables_of(&program.units[definition.unit], definition.value),
        None => Vec::new(),
    };
    let (circles, cyclic) = circles_of(&mut names, edges);
    for members in circles {
        let message = format!("`{}` is defined by itself", members[0]);
        let span = |name: &str| program.lets[name].name_span;
        let diagnostic = cycle(Code::REF008, message, &members, span, "needs")
            .help("give one of them a value that does not lead back");
        program.diagnostics.push(diagnostic);
    }
    for name in cyclic {
        if let Some(definition) = program.lets.get_mut(&name) {
            definition.cyclic = true;
        }
    }
}

/// The templates that a template's `with` clauses name, in its head and in its block.
fn templates_of(program: &Program, name: &str) -> Vec<SmolStr> {
    let Some(template) = program.templates.get(name) else { return Vec::new() };
    let unit = &program.units[template.unit];
    let mut used: Vec<SmolStr> = Vec::new();
    let mut add = |value: ValueId| {
        if let Some((name, ..)) = template_reference(unit, value) {
            used.push(SmolStr::new(name));
        }
    };
    template.with.iter().copied().for_each(&mut add);
    let tree = &unit.tree;
    let mut blocks: Vec<BlockId> = tree.statement(template.statement).block.into_iter().collect();
    while let Some(block) = blocks.pop() {
        for &id in tree.statements_of(block) {
            let statement = tree.statement(id);
            blocks.extend(statement.block);
            let mut after_with = false;
            for argument in tree.arguments(statement) {
                if let crate::syntax::tree::Argument::Value(value) = argument {
                    if after_with {
                        add(*value);
                    }
                    after_with |= is_word(unit, *value, "with");
                }
            }
        }
    }
    used
}

fn is_word(unit: &Unit, value: ValueId, word: &str) -> bool {
    let node = unit.tree.value(value);
    node.kind == ValueKind::Word && unit.tree.text(node.range) == word
}

fn find_cyclic_templates(program: &mut Program) {
    let mut names: Vec<SmolStr> = program.templates.keys().cloned().collect();
    let (circles, cyclic) = circles_of(&mut names, |name| templates_of(program, name));
    for members in circles {
        let message = format!("the template `{}` uses itself", members[0]);
        let span = |name: &str| program.templates[name].name_span;
        let diagnostic =
            cycle(Code::REF004, message, &members, span, "uses").help("remove one of the `with` clauses on the way");
        program.diagnostics.push(diagnostic);
    }
    for name in cyclic {
        if let Some(template) = program.templates.get_mut(&name) {
            template.cyclic = true;
        }
    }
}

fn find_unknown_given(program: &mut Program) {
    for name in program.given.keys().filter(|name| !program.lets.contains_key(name.as_str())) {
        let mut diagnostic =
            Diagnostic::new(Code::REF009, None, format!("`--set {name}=…` sets nothing: there is no `let {name}`"));
        if let Some(near) = nearest(name, program.lets.keys().map(SmolStr::as_str)) {
            diagnostic =
                diagnostic.help(format!("did you mean `{near}`?")).label(program.lets[near].name_span, "defined here");
        } else {
            diagnostic = diagnostic.help(format!("add `let {name} = …` to the program, or drop the flag"));
        }
        program.diagnostics.push(diagnostic);
    }
}
