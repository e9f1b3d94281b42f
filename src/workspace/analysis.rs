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
use crate::kubernetes::{Group, Provider, Target};
use crate::lower::link::{Resolution, link, resolve};
use crate::lower::{Conditions, Expanded, Names, expand};
use crate::object::Origins;
use crate::object::yaml::read_yaml;
use crate::program::{Program, Unit, collect};
use crate::source::{FileId, Span, path};
use crate::syntax::tree::StatementId;

/// Fewer declarations than this are not worth a thread.
const WORTH_A_THREAD: usize = 64;

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
    targets: FxHashMap<Target, Entries>,
}

type Entries = FxHashMap<(FileId, StatementId), Entry>;

impl Workspace {
    /// Analyses the program for every target that the options leave: one, or each cluster where none is chosen.
    pub fn check(&mut self, options: &Options, cancel: &Cancel) -> Result<Vec<Analysis>, Cancelled> {
        let (program, mut shared) = self.program(options);
        let clusters = clusters(&program, &mut shared);
        let targets = targets(&clusters, options, &mut shared);
        let schemas = self.schemas(&mut shared);
        let program = Arc::new(program);
        let providers: Vec<_> = clusters.iter().map(|cluster| cluster.target.provider).collect();
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
        shared.extend(unused_provider_blocks(&fresh, &providers));
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
            let folder = path::parent(&source.path).unwrap_or(".").to_string();
            units.push(Arc::new(Unit { file: *file, tree: Arc::clone(&parsed.tree), folder }));
        }
        let mut program = collect(units, options.set.clone(), self.texts());
        diagnostics.append(&mut program.diagnostics);
        if program.declarations.is_empty() && diagnostics.is_empty() {
            diagnostics.push(self.empty_program());
        }
        (program, diagnostics)
    }

    fn empty_program(&self) -> Diagnostic {
        const START: &str = "start with `app NAME { image IMAGE; port http 8080; expose }`";
        if !self.units.is_empty() {
            return Diagnostic::new(Code::NET004, None, "the program declares nothing").help(START);
        }
        let diagnostic =
            Diagnostic::new(Code::NET004, None, "there is no `.svc` file here, so there is nothing to build");
        match self.discovery.yaml.len() {
            0 => diagnostic.help(format!("name a file or folder that has one, or write one: {START}")),
            count => diagnostic.help(format!("there are {count} YAML files, which are manifests already; {START}")),
        }
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
        let definitions =
            self.used_yaml.iter().filter_map(|file| self.files.get(*file)).map(|file| hash_of(&file.text));
        let shared = shared_key(program, conditions, &definitions.collect::<Vec<u64>>());
        let target = &conditions.target;
        let memo = self.memo.targets.get(target);
        let remembered = |file: FileId, statement: StatementId| memo?.get(&(file, statement));
        let texts: Vec<u64> = program.units.iter().map(|unit| hash_of(&(unit.file, unit.tree.source()))).collect();
        let worth = program.declarations.len() / WORTH_A_THREAD;
        let expand_one = |declaration| {
            let (expanded, group) = expand(program, declaration, conditions);
            (Arc::new(expanded), group)
        };
        // First what each declaration is by itself: remembered, or expanded now with objects yet to be linked.
        let expanded = parallel::map(program.declarations.iter().collect(), worth, |declaration| {
            cancel.check()?;
            let key = hash_of(&(shared, texts[declaration.unit], &declaration.namespace));
            let file = program.units[declaration.unit].file;
            Ok(match remembered(file, declaration.statement).filter(|entry| entry.key == key) {
                Some(entry) => (key, Arc::clone(&entry.expanded), None),
                None => {
                    let (expanded, group) = expand_one(declaration);
                    (key, expanded, Some(group))
                }
            })
        });
        let expanded: Vec<(u64, Arc<Expanded>, Option<Group>)> = expanded.into_iter().collect::<Result<_, _>>()?;
        let facts: Vec<Arc<Expanded>> = expanded.iter().map(|(_, expanded, _)| Arc::clone(expanded)).collect();
        let names = Names::collect(facts.iter().map(|expanded| &**expanded));
        // Then what it is with what it refers to.
        let items = program.declarations.iter().zip(expanded).collect();
        let entries = parallel::map(items, worth, |(declaration, (key, expanded, group))| {
            cancel.check()?;
            let resolution = resolve(&expanded, declaration.namespace.as_ref(), &names, target);
            let group = match group {
                Some(group) => group,
                None => {
                    let file = program.units[declaration.unit].file;
                    match remembered(file, declaration.statement) {
                        Some(entry) if entry.resolution == resolution => return Ok(entry.clone()),
                        // Something that it refers to has changed. Its unlinked objects are not kept: they would
                        // double the memory for a change that is rare and small.
                        _ => expand_one(declaration).1,
                    }
                }
            };
            let group = link(group, &resolution);
            let findings = check_group(&group, &conditions.schemas, target).into();
            Ok(Entry { key, expanded, resolution, group: Arc::new(group), findings })
        });
        let entries: Vec<Entry> = entries.into_iter().collect::<Result<_, _>>()?;
        let mut diagnostics = Vec::new();
        let mut groups = Vec::with_capacity(entries.len());
        let fresh = fresh.targets.entry(target.clone()).or_default();
        for (declaration, entry) in program.declarations.iter().zip(entries) {
            diagnostics.extend(entry.expanded.diagnostics.iter().cloned());
            diagnostics.extend(entry.resolution.diagnostics.iter().cloned());
            diagnostics.extend(entry.findings.iter().cloned());
            groups.push(Arc::clone(&entry.group));
            let file = program.units[declaration.unit].file;
            fresh.insert((file, declaration.statement), entry);
        }
        cancel.check()?;
        diagnostics.extend(check::check_program(&groups, target));
        Ok((groups, diagnostics))
    }
}

/// Provider blocks that no cluster of the program makes anything of.
fn unused_provider_blocks(memo: &Memo, providers: &[Option<Provider>]) -> Vec<Diagnostic> {
    let mut unused: Vec<(Span, Provider)> = memo
        .targets
        .values()
        .flat_map(Entries::values)
        .flat_map(|entry| &entry.expanded.providers)
        .filter(|(block, _)| {
            !providers.is_empty() && !providers.iter().any(|known| known.is_none_or(|known| known == *block))
        })
        .map(|(block, span)| (*span, *block))
        .collect();
    unused.sort_unstable_by_key(|(span, _)| *span);
    unused.dedup();
    let diagnostic = |(span, block): (Span, Provider)| {
        Diagnostic::new(Code::REF021, span, format!("no cluster of the program has the provider `{}`", block.name()))
            .note("this block is never used")
            .help("remove it, or say `provider` in the cluster that it is for")
    };
    unused.into_iter().map(diagnostic).collect()
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What every declaration may depend on: templates and values (with their places, which findings show), what the
/// command line gives, the texts of `file("…")`, the target, and the texts of the definitions that give kinds a schema.
fn shared_key(program: &Program, conditions: &Conditions, definitions: &[u64]) -> u64 {
    let mut hasher = FxHasher::default();
    conditions.target.hash(&mut hasher);
    definitions.hash(&mut hasher);
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
