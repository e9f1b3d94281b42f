//! Which cluster a program is compiled for.

use smol_str::SmolStr;

use super::Options;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::{Provider, Target, Version};
use crate::language::{self, Place, values};
use crate::program::evaluate::Kind;
use crate::program::scope::{Scope, Site};
use crate::program::{Directive, Program, match_statement, unknown_statement};
use crate::source::Span;
use crate::syntax::tree::{StatementId, ValueId};

/// A `cluster` statement, read.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub target: Target,
    pub name_span: Span,
}

/// Reads every `cluster` of the program.
pub fn clusters(program: &Program, diagnostics: &mut Vec<Diagnostic>) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for directive in &program.clusters {
        let Some(cluster) = cluster(program, directive, diagnostics) else { continue };
        let same = clusters.iter().find(|known| known.target.cluster == cluster.target.cluster);
        match same {
            Some(first) => {
                let name = cluster.target.cluster.as_deref().unwrap_or_default();
                diagnostics.push(crate::program::declared_twice(
                    &format!("the cluster `{name}`"),
                    first.name_span,
                    cluster.name_span,
                ));
            }
            None => clusters.push(cluster),
        }
    }
    clusters
}

fn cluster(program: &Program, directive: &Directive, diagnostics: &mut Vec<Diagnostic>) -> Option<Cluster> {
    let unit = &program.units[directive.unit];
    let site = Site { unit, scope: Scope::default().into() };
    let mut reader = Reader { program, site, diagnostics };
    let (name, name_span) = reader.text(directive.arguments.get("NAME")?)?;
    let mut target = Target { cluster: Some(name), ..Target::default() };
    let tree = &unit.tree;
    let block = tree.statement(directive.statement).block;
    for &id in block.map(|block| tree.statements_of(block)).unwrap_or_default() {
        reader.statement(&mut target, id);
    }
    Some(Cluster { target, name_span })
}

struct Reader<'p, 'd> {
    program: &'p Program,
    site: Site<'p>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn text(&mut self, value: ValueId) -> Option<(SmolStr, Span)> {
        let evaluated = self.program.evaluate(&self.site, value, self.diagnostics);
        match evaluated.kind {
            Kind::Text { text, .. } => Some((text, evaluated.span)),
            Kind::Poisoned => None,
            _ => {
                self.diagnostics.push(Diagnostic::new(Code::TYP003, evaluated.span, "a word or text is needed here"));
                None
            }
        }
    }

    fn statement(&mut self, target: &mut Target, id: StatementId) -> Option<()> {
        let unit = self.site.unit;
        let tree = &unit.tree;
        let statement = tree.statement(id);
        let head = tree.plain(statement.head).unwrap_or_default().to_string();
        let Some(definition) = language::find(Place::Cluster, &head) else {
            if !statement.broken {
                self.diagnostics.push(unknown_statement(unit, id, Place::Cluster, std::iter::empty()));
            }
            return None;
        };
        let matched = match_statement(unit, id, definition, self.diagnostics)?;
        match definition.name {
            "kubernetes" => {
                let (text, span) = self.text(matched.get("VERSION")?)?;
                match version(&text) {
                    Ok(version) => target.version = version,
                    Err(help) => {
                        let message = format!("svcc does not know Kubernetes `{text}`");
                        self.diagnostics.push(Diagnostic::new(Code::TYP004, span, message).help(help));
                    }
                }
            }
            "provider" => {
                let (text, span) = self.text(matched.get("PROVIDER")?)?;
                let known = language::statements::others::PROVIDERS;
                match Provider::parse(&text) {
                    Some(provider) => target.provider = Some(provider),
                    None => {
                        let mut diagnostic = Diagnostic::new(Code::TYP004, span, format!("`{text}` is no provider"))
                            .help(format!("known are {}", language::form::one_of(known)));
                        if let Some(near) = nearest(&text, known.iter().copied()) {
                            diagnostic = diagnostic.meant(span, near);
                        }
                        self.diagnostics.push(diagnostic);
                    }
                }
            }
            "nodePorts" => {
                let (text, span) = self.text(matched.get("RANGE")?)?;
                let ends = text
                    .split_once('-')
                    .and_then(|(first, last)| Some((values::port(first).ok()?.0, values::port(last).ok()?.0)));
                match ends.filter(|(first, last)| first <= last) {
                    Some(range) => target.node_ports = range,
                    None => {
                        let message = format!("`{text}` is no range of ports");
                        let help = "write the first and the last: `30000-32767`";
                        self.diagnostics.push(Diagnostic::new(Code::TYP003, span, message).help(help));
                    }
                }
            }
            "domain" => target.domain = self.text(matched.get("DOMAIN")?)?.0,
            "ipFamilies" => {
                let value = matched.get("FAMILIES")?;
                let evaluated = self.program.evaluate(&self.site, value, self.diagnostics);
                let Kind::List { site, elements } = evaluated.kind else {
                    let message = "`ipFamilies` takes a list";
                    let help = "write `ipFamilies [IPv4]` or `ipFamilies [IPv4, IPv6]`";
                    self.diagnostics.push(Diagnostic::new(Code::TYP003, evaluated.span, message).help(help));
                    return None;
                };
                let mut families = Vec::new();
                for &value in site.unit.tree.elements(elements) {
                    let (text, span) = self.text(value)?;
                    if text != "IPv4" && text != "IPv6" {
                        let message = format!("`{text}` is no address family");
                        let help = "known are `IPv4` and `IPv6`";
                        self.diagnostics.push(Diagnostic::new(Code::TYP004, span, message).help(help));
                    }
                    families.push(text);
                }
                target.ip_families = Some(families);
            }
            // What `route` becomes is read with routes.
            _ => {}
        }
        Some(())
    }
}

/// A version that svcc knows, or what to write instead.
pub fn version(text: &str) -> Result<Version, String> {
    let range = format!("svcc knows {} to {}", Version::OLDEST, Version::NEWEST);
    let bare = text.strip_prefix('v').unwrap_or(text);
    match Version::parse(bare) {
        Some(version) if version.is_known() && bare == text => Ok(version),
        Some(version) if version.is_known() => Err(format!("write `{version}`")),
        Some(version) if version > Version::NEWEST => Err(format!("{range}; a newer svcc may know it")),
        Some(_) => Err(range),
        None => Err(format!("{range}, written like `{}`", Version::NEWEST)),
    }
}

/// The targets to look at: the one that is chosen, the only one, or every one where none is chosen. Without any
/// cluster, what is known without one.
pub fn targets(clusters: &[Cluster], options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Vec<Target> {
    let names = || clusters.iter().filter_map(|cluster| cluster.target.cluster.as_deref());
    if let Some(on) = &options.on {
        if let Some(cluster) = clusters.iter().find(|cluster| cluster.target.cluster.as_deref() == Some(on)) {
            return vec![cluster.target.clone()];
        }
        let mut diagnostic = Diagnostic::new(Code::REF016, None, format!("there is no cluster `{on}`"));
        let known: Vec<&str> = names().collect();
        diagnostic = match nearest(on, names()) {
            Some(near) => diagnostic.help(format!("did you mean `--on {near}`?")),
            None if known.is_empty() => {
                diagnostic.help(format!("declare it: `cluster {on} {{ kubernetes {} }}`", Version::NEWEST))
            }
            None => diagnostic.help(format!("declared are {}", language::form::one_of(&known))),
        };
        diagnostics.push(diagnostic);
        return Vec::new();
    }
    let mut targets: Vec<Target> = clusters.iter().map(|cluster| cluster.target.clone()).collect();
    if targets.is_empty() {
        targets.push(Target::default());
    }
    if let Some(version) = options.kubernetes {
        targets.iter_mut().for_each(|target| target.version = version);
    }
    targets
}

/// Several clusters and none chosen: what is built must be built for one.
pub fn unsaid_cluster(targets: &[Target]) -> Option<Diagnostic> {
    let names: Vec<&str> = targets.iter().filter_map(|target| target.cluster.as_deref()).collect();
    (names.len() > 1).then(|| {
        Diagnostic::new(Code::REF016, None, format!("the program has {} clusters, and none is chosen", names.len()))
            .help(format!("say which: `--on {}`", names.join("` or `--on ")))
    })
}
