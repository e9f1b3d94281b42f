//! From trees to objects and findings for one target, remembering what an edit leaves as it was.
//!
//! A declaration's objects are a function of its file, of all templates and values of the program, of the conditions
//! and of what its references lead to. The first three decide whether it is expanded again; the last, whether what was
//! expanded is linked and checked again.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

use super::levels::Levels;
use super::targets::{clusters, targets, unsaid_cluster};
use super::{Analysis, Cancel, Cancelled, Options, Workspace, parallel};
use crate::check;
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::schema::Schemas;
use crate::kubernetes::validation::check_group;
use crate::kubernetes::{Group, Target};
use crate::lower::link::{Names, Resolution, link, resolve};
use crate::lower::{Conditions, Expanded, expand};
use crate::object::Origins;
use crate::object::yaml::read_yaml;
use crate::program::{Program, Unit, collect};
use crate::source::{FileId, Span, path};
use crate::syntax::tree::StatementId;

/// What was made of a declaration, and of what.
#[derive(Clone)]
struct Entry {
    /// Of its file's text, the program's templates and values, and the conditions.
    key: u64,
    expanded: Arc<Expanded>,
    resolution: Resolution,
    group: Arc<Group>,
    findings: Arc<[Diagnostic]>,
}

/// What is remembered from one analysis to the next. Entries of older revisions are dropped.
#[derive(Default)]
pub(super) struct Memo {
    entries: FxHashMap<(Target, FileId, StatementId), Entry>,
}

impl Workspace {
    /// Analyses the program for every target that the options leave: one, or each cluster where none is chosen.
    pub fn check(&mut self, options: &Options, cancel: &Cancel) -> Result<Vec<Analysis>, Cancelled> {
        let (program, mut shared) = self.program(options);
        let clusters = clusters(&program, &mut shared);
        let targets = targets(&clusters, options, &mut shared);
        let schemas = self.schemas(&mut shared);
        let program = Arc::new(program);
        let mut levels = Levels::of(&program);
        shared.append(&mut levels.diagnostics);
        let mut analyses = Vec::with_capacity(targets.len());
        let mut fresh = Memo::default();
        for target in targets {
            let conditions = Conditions::new(target, schemas.clone());
            let (groups, found) = self.analyse(&program, &conditions, &mut fresh, cancel)?;
            let target = conditions.target;
            analyses.push(Analysis { target, groups, diagnostics: levels.apply(found), program: Arc::clone(&program) });
        }
        self.memo = fresh;
        let mut shared = levels.apply(shared);
        if !shared.iter().chain(analyses.iter().flat_map(|analysis| &analysis.diagnostics)).any(Diagnostic::is_error) {
            shared.extend(levels.unused());
        }
        match analyses.first_mut() {
            Some(first) => first.diagnostics.append(&mut shared),
            None => {
                analyses.push(Analysis { target: Target::default(), groups: Vec::new(), diagnostics: shared, program })
            }
        }
        Ok(analyses)
    }

    /// Analyses the program for the one target that is to be built; several and none chosen is an error.
    pub fn build(&mut self, options: &Options, cancel: &Cancel) -> Result<Analysis, Cancelled> {
        let mut analyses = self.check(options, cancel)?;
        let targets: Vec<Target> = analyses.iter().map(|analysis| analysis.target.clone()).collect();
        let mut analysis = analyses.swap_remove(0);
        analysis.diagnostics.extend(unsaid_cluster(&targets));
        Ok(analysis)
    }

    /// Everything that the files declare, with the findings of reading them.
    fn program(&self, options: &Options) -> (Program, Vec<Diagnostic>) {
        let mut diagnostics = self.problems.clone();
        let mut units = Vec::with_capacity(self.units.len());
        for file in &self.units {
            let (Some(parsed), Some(source)) = (self.parsed.get(file), self.files.get(*file)) else { continue };
            diagnostics.extend(parsed.diagnostics.iter().cloned());
            let folder = path::parent(&source.path).unwrap_or("").to_string();
            units.push(Arc::new(Unit { file: *file, tree: Arc::clone(&parsed.tree), folder }));
        }
        let mut program = collect(units, options.set.clone(), self.texts());
        diagnostics.append(&mut program.diagnostics);
        if program.declarations.is_empty() && diagnostics.is_empty() {
            let message = match program.units.is_empty() {
                true => "there is no `.svc` file here",
                false => "the program declares nothing",
            };
            diagnostics.push(
                Diagnostic::new(Code::NET004, None, message).help(
                    "start with `app NAME { image IMAGE; port http 8080; expose }`, in a file such as `NAME.svc`",
                ),
            );
        }
        (program, diagnostics)
    }

    /// The schemas: built in, and those of definitions that `use` names.
    fn schemas(&self, diagnostics: &mut Vec<Diagnostic>) -> Schemas {
        let mut schemas = Schemas::builtin();
        for file in &self.used_yaml {
            let Some(source) = self.files.get(*file) else { continue };
            let mut origins = Origins::default();
            let (documents, mut problems) = read_yaml(&source.text, *file, &mut origins);
            diagnostics.append(&mut problems);
            for document in documents {
                let kind = document.root.get("kind").and_then(|kind| kind.as_str());
                if kind != Some("CustomResourceDefinition") {
                    continue;
                }
                if let Err(finding) = schemas.add_custom(&document.root) {
                    let mut diagnostic =
                        Diagnostic::new(finding.code, origins.span(finding.origin), finding.message).note(finding.note);
                    diagnostic.help = finding.help;
                    diagnostics.push(diagnostic);
                }
            }
        }
        schemas
    }

    fn analyse(
        &self,
        program: &Program,
        conditions: &Conditions,
        fresh: &mut Memo,
        cancel: &Cancel,
    ) -> Result<(Vec<Arc<Group>>, Vec<Diagnostic>), Cancelled> {
        let shared = shared_key(program, conditions);
        let target = &conditions.target;
        let remembered =
            |file: FileId, statement: StatementId| self.memo.entries.get(&(target.clone(), file, statement));
        let texts: Vec<u64> = program.units.iter().map(|unit| hash_of(&(unit.file, unit.tree.source()))).collect();
        let expanded: Vec<Option<(u64, Arc<Expanded>)>> = parallel::map(&program.declarations, |declaration| {
            cancel.check().ok()?;
            let key = hash_of(&(shared, texts[declaration.unit], &declaration.namespace));
            let file = program.units[declaration.unit].file;
            let known = remembered(file, declaration.statement).filter(|entry| entry.key == key);
            let expanded = match known {
                Some(entry) => Arc::clone(&entry.expanded),
                None => Arc::new(expand(program, declaration, conditions)),
            };
            Some((key, expanded))
        });
        let expanded: Vec<(u64, Arc<Expanded>)> = expanded.into_iter().collect::<Option<_>>().ok_or(Cancelled)?;
        let names = Names::collect(expanded.iter().map(|(_, expanded)| &**expanded));
        let items: Vec<_> = program.declarations.iter().zip(&expanded).collect();
        let entries: Vec<Option<Entry>> = parallel::map(&items, |(declaration, (key, expanded))| {
            cancel.check().ok()?;
            let resolution = resolve(expanded, declaration.namespace.as_ref(), &names, target);
            let file = program.units[declaration.unit].file;
            let known = remembered(file, declaration.statement)
                .filter(|entry| entry.key == *key && entry.resolution == resolution);
            if let Some(entry) = known {
                return Some(entry.clone());
            }
            let group = link(expanded, &resolution);
            let findings = check_group(&group, &conditions.schemas, target).into();
            Some(Entry { key: *key, expanded: Arc::clone(expanded), resolution, group, findings })
        });
        let entries: Vec<Entry> = entries.into_iter().collect::<Option<_>>().ok_or(Cancelled)?;
        let mut diagnostics = Vec::new();
        let mut groups = Vec::with_capacity(entries.len());
        for (declaration, entry) in program.declarations.iter().zip(entries) {
            diagnostics.extend(entry.expanded.diagnostics.iter().cloned());
            diagnostics.extend(entry.resolution.diagnostics.iter().cloned());
            diagnostics.extend(entry.findings.iter().cloned());
            groups.push(Arc::clone(&entry.group));
            let file = program.units[declaration.unit].file;
            fresh.entries.insert((target.clone(), file, declaration.statement), entry);
        }
        cancel.check()?;
        // A declaration that stands twice makes its objects twice, and that was said.
        let said = |diagnostic: &Diagnostic| {
            let (Some(second), Some(first)) = (diagnostic.span, diagnostic.labels.first()) else { return false };
            let lies_in = |span: Span, whole: Span| whole.file == span.file && whole.range.contains(span.range);
            let is_pair = |&(one, other): &(Span, Span)| {
                lies_in(first.span, one) && lies_in(second, other) || lies_in(first.span, other) && lies_in(second, one)
            };
            diagnostic.code == Code::NET001 && program.duplicates.iter().any(is_pair)
        };
        diagnostics.extend(check::check_program(&groups).into_iter().filter(|diagnostic| !said(diagnostic)));
        Ok((groups, diagnostics))
    }
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What every declaration may depend on: templates and values (with their places, which findings show), what the
/// command line gives, the texts of `file("…")`, and the conditions.
fn shared_key(program: &Program, conditions: &Conditions) -> u64 {
    let mut hasher = FxHasher::default();
    conditions.target.hash(&mut hasher);
    conditions.schemas.kinds().count().hash(&mut hasher);
    let mut parts: Vec<(u32, u32, u64)> = Vec::new();
    for template in program.templates.values() {
        let unit = &program.units[template.unit];
        let range = unit.tree.statement(template.statement).range;
        parts.push((unit.file.0, range.start, hash_of(&unit.tree.text(range))));
    }
    for definition in program.lets.values() {
        let unit = &program.units[definition.unit];
        let range = unit.tree.value(definition.value).range;
        parts.push((unit.file.0, range.start, hash_of(&unit.tree.text(range))));
    }
    parts.sort_unstable();
    parts.hash(&mut hasher);
    program.given.hash(&mut hasher);
    let mut texts: Vec<_> = program.texts.iter().collect();
    texts.sort_unstable();
    texts.hash(&mut hasher);
    hasher.finish()
}
