//! `app`: a workload and everything that its block asks for.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::language::direct::{Owner, direct_field, direct_fields};
use crate::language::{Matched, Place, Statement, values};
use crate::lower::context::{Frame, Lowering, Target};
use crate::lower::draft::{DraftId, Workload, fields, join};
use crate::lower::types::type_at;
use crate::object::{List, Map, Node, Segment, Value};
use crate::program::scope::Binding;
use crate::program::unknown_statement;
use crate::syntax::tree::{StatementId, ValueId};

impl<'p> Lowering<'p> {
    pub fn app(&mut self) {
        let declaration = self.declaration;
        let unit = self.program.unit(declaration);
        let name = declaration.name.clone();
        let namespace = declaration.namespace.clone().unwrap_or(SmolStr::new_static("default"));
        let span = declaration.name_span;
        self.implied = vec![
            (SmolStr::new_static("app"), Binding::Text { text: name.clone(), span }),
            (SmolStr::new_static("namespace"), Binding::Text { text: namespace, span }),
        ];
        let frame = self.frame();
        let Some(kind) = self.workload_kind(&frame, declaration.arguments.get("KIND")) else { return };
        let (api_version, template): (_, &'static [&'static str]) = match kind {
            "Job" => ("batch/v1", &["spec", "template"]),
            "CronJob" => ("batch/v1", &["spec", "jobTemplate", "spec", "template"]),
            _ => ("apps/v1", &["spec", "template"]),
        };
        let head = unit.head_span(declaration.statement);
        let draft = self.draft(api_version, kind, &name, head);
        let spec = self.field_type(self.drafts[draft.0].ty, "spec");
        self.workload = Some(Workload { draft, kind, spec, template });
        let with: Vec<ValueId> = declaration.arguments.all("TEMPLATE").collect();
        self.block(&frame, &Target::App, &with, self.program.block(declaration));
        // What is said of exposures is counted there.
        let own = self.diagnostics.len() > self.dependents.findings;
        self.drafts[draft.0].incomplete = own || unit.tree.has_broken(declaration.statement);
        self.derive_app();
    }

    fn workload_kind(&mut self, frame: &Frame<'p>, value: Option<ValueId>) -> Option<&'static str> {
        const KINDS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];
        match value {
            None => Some("Deployment"),
            Some(value) => self.one_of(frame, value, KINDS, "a kind of workload"),
        }
    }

    /// A slot's value that must be one of these words.
    pub fn one_of(
        &mut self,
        frame: &Frame<'p>,
        value: ValueId,
        words: &'static [&'static str],
        what: &str,
    ) -> Option<&'static str> {
        let (text, evaluated) = self.text(frame, Some(value))?;
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Some(word);
        }
        let mut diagnostic = Diagnostic::new(Code::TYP004, evaluated.span, format!("`{text}` is not {what}"))
            .help(format!("known are {}", crate::language::form::one_of(words)));
        if let Some(near) = crate::diagnostics::nearest::nearest(&text, words.iter().copied()) {
            diagnostic = diagnostic.note(format!("did you mean `{near}`?"));
            if evaluated.parts.is_empty() {
                let edit = crate::diagnostics::Edit { span: evaluated.span, text: near.into() };
                diagnostic = diagnostic.fix(format!("write `{near}`"), vec![edit]);
            }
        }
        self.diagnostics.push(diagnostic);
        None
    }

    pub fn app_statement(&mut self, frame: &Frame<'p>, id: StatementId) {
        let Some(workload) = self.workload else { return };
        let Some((head, quoted)) = self.head(frame, id) else { return };
        if !quoted {
            match self.known(frame, Place::App, &head, id) {
                Some(Some((statement, matched))) => {
                    return self.app_known(frame, &workload, statement, matched, id);
                }
                Some(None) => return,
                None => {}
            }
            let (first, rest) = match head.split_once('.') {
                Some((first, rest)) => (first, Some(SmolStr::new(rest))),
                None => (head.as_str(), None),
            };
            match (first, &rest) {
                ("container", Some(rest)) => {
                    return self.container_named(frame, &workload.main_container(), id, rest);
                }
                ("pod", Some(rest)) => return self.pod_named(frame, id, rest),
                ("spec", Some(rest)) => {
                    return self.field_named(frame, workload.draft, &fields(&["spec"]), workload.spec, id, rest, false);
                }
                _ => {}
            }
            match direct_field(first) {
                Some(Owner::Container) => {
                    let path = workload.main_container();
                    let ty = self.conditions.types.container;
                    return self.field_named(frame, workload.draft, &path, ty, id, &head, false);
                }
                Some(Owner::Pod) => {
                    let ty = self.conditions.types.pod_spec;
                    return self.field_named(frame, workload.draft, &workload.pod_spec(), ty, id, &head, false);
                }
                Some(Owner::Spec) => return self.spec_field(frame, &workload, id, first, &head),
                Some(Owner::Several(blocks)) => {
                    let span = frame.site.unit.value_span(frame.site.unit.tree.statement(id).head);
                    let choices: Vec<String> = blocks.iter().map(|block| format!("{block}.{head}")).collect();
                    let blocks: Vec<String> = blocks.iter().map(|block| format!("`{block}`")).collect();
                    let diagnostic = Diagnostic::new(
                        Code::TYP009,
                        span,
                        format!("`{first}` is a field of {}, and svcc does not guess which", blocks.join(" and of ")),
                    )
                    .help(format!("write {}", crate::language::form::one_of(&choices)));
                    self.diagnostics.push(diagnostic);
                    return;
                }
                None => {}
            }
        }
        if frame.site.unit.tree.statement(id).broken {
            self.incomplete = true;
            return;
        }
        self.incomplete = true;
        let diagnostic = unknown_statement(frame.site.unit, id, Place::App, direct_fields());
        self.diagnostics.push(diagnostic);
    }

    /// A field of the workload's spec that stands directly in the app. A CronJob's Job has its own.
    fn spec_field(&mut self, frame: &Frame<'p>, workload: &Workload, id: StatementId, first: &str, head: &SmolStr) {
        let draft = workload.draft;
        if self.field_type(workload.spec, first).is_some() {
            return self.field_named(frame, draft, &fields(&["spec"]), workload.spec, id, head, false);
        }
        let job = self.conditions.types.job_spec;
        if workload.kind == "CronJob" && self.field_type(job, first).is_some() {
            return self.field_named(frame, draft, &fields(&["spec", "jobTemplate", "spec"]), job, id, head, false);
        }
        let span = frame.site.unit.value_span(frame.site.unit.tree.statement(id).head);
        let has = |api_version, kind: &&str| {
            let schemas = &self.conditions.schemas;
            let ty = schemas.kind_by_api_version(api_version, kind).map(|kind| kind.ty);
            ty.and_then(|ty| type_at(schemas, ty, &["spec", first])).is_some()
        };
        let mut kinds: Vec<&str> =
            ["Deployment", "StatefulSet", "DaemonSet"].into_iter().filter(|kind| has("apps/v1", kind)).collect();
        kinds.extend(["Job", "CronJob"].into_iter().filter(|kind| has("batch/v1", kind)));
        let message = format!("a {} has no `{first}`", workload.kind);
        let diagnostic = Diagnostic::new(Code::TYP010, span, message)
            .label(self.head_span(), format!("this app is a {}", workload.kind))
            .help(format!("it is a field of {}", crate::language::form::one_of(&kinds)));
        self.diagnostics.push(diagnostic);
    }

    fn app_known(
        &mut self,
        frame: &Frame<'p>,
        workload: &Workload,
        statement: &'static Statement,
        matched: Matched,
        id: StatementId,
    ) {
        let draft = workload.draft;
        let block = frame.site.unit.tree.statement(id).block;
        match statement.name {
            "replicas" => {
                let ty = self.field_type(workload.spec, "replicas");
                if ty.is_none() {
                    let span = frame.site.unit.head_span(id);
                    let diagnostic =
                        Diagnostic::new(Code::TYP010, span, format!("a {} has no `replicas`", workload.kind))
                            .label(self.head_span(), format!("this app is a {}", workload.kind));
                    self.diagnostics.push(diagnostic);
                } else if let Some(node) = self.slot(frame, ty, "replicas", id, matched.get("NUMBER")) {
                    self.write(draft, fields(&["spec", "replicas"]), node);
                }
            }
            "container" => match matched.get("NAME") {
                None => {
                    let with: Vec<ValueId> = matched.all("TEMPLATE").collect();
                    self.block(frame, &Target::Container(workload.main_container()), &with, block);
                }
                Some(_) => self.further_container(frame, workload, "containers", &matched, id),
            },
            "initContainer" => self.further_container(frame, workload, "initContainers", &matched, id),
            "pod" => {
                let with: Vec<ValueId> = matched.all("TEMPLATE").collect();
                self.block(frame, &Target::Pod, &with, block);
            }
            "spec" => {
                let target = Target::Fields { draft, path: fields(&["spec"]), ty: workload.spec };
                self.block(frame, &target, &[], block);
            }
            "volume" => self.volume(frame, workload, &matched, id),
            "storage" => self.storage(frame, workload, &matched, id),
            "serviceAccount" => self.service_account(frame, workload, &matched, id),
            "scale" => self.scale(frame, workload, &matched, id),
            "disruption" => self.disruption(frame, &matched, id),
            "expose" => self.expose(frame, &matched, id),
            "labels" | "annotations" => self.metadata(frame, draft, &[], statement.name, id),
            "selector" => {
                let Some(block) = block else { return };
                let origin = self.written(frame, id);
                let node = self.entries(frame, self.conditions.types.text, block, origin);
                self.note(draft, fields(&["selector"]), node);
            }
            // It is for the GitOps tree; nothing of it stands in an object.
            "owner" => {
                self.text(frame, matched.get("TEAM"));
            }
            _ => self.container_known(frame, &workload.main_container(), statement, matched, id),
        }
    }

    /// `labels { … }` and `annotations { … }` below `path`.
    pub fn metadata(
        &mut self,
        frame: &Frame<'p>,
        draft: DraftId,
        path: &[Segment],
        name: &'static str,
        id: StatementId,
    ) {
        let Some(block) = frame.site.unit.tree.statement(id).block else {
            let span = frame.site.unit.head_span(id);
            self.error(Code::TYP007, span, format!("`{name}` lacks its block"));
            return;
        };
        let origin = self.written(frame, id);
        let node = self.entries(frame, self.conditions.types.text, block, origin);
        self.write(draft, join(path, &["metadata", name]), node);
    }

    pub fn pod_statement(&mut self, frame: &Frame<'p>, id: StatementId) {
        if let Some((head, _)) = self.head(frame, id) {
            self.pod_named(frame, id, &head);
        }
    }

    fn pod_named(&mut self, frame: &Frame<'p>, id: StatementId, head: &SmolStr) {
        let Some(workload) = self.workload else { return };
        if matches!(head.as_str(), "labels" | "annotations") {
            let name = if head == "labels" { "labels" } else { "annotations" };
            return self.metadata(frame, workload.draft, &fields(workload.template), name, id);
        }
        let ty = self.conditions.types.pod_spec;
        self.field_named(frame, workload.draft, &workload.pod_spec(), ty, id, head, false);
    }

    fn service_account(&mut self, frame: &Frame<'p>, workload: &Workload, matched: &Matched, id: StatementId) {
        let origin = self.written(frame, id);
        let name = match matched.get("NAME") {
            None => self.declaration.name.clone(),
            given => match self.text(frame, given) {
                Some((name, _)) => name,
                None => return,
            },
        };
        let span = frame.site.unit.head_span(id);
        let account = self.draft("v1", "ServiceAccount", &name, span);
        self.add_other(account);
        let path = join(&workload.pod_spec(), &["serviceAccountName"]);
        self.write(workload.draft, path, Node::string(name, origin, frame.layer));
    }

    fn add_other(&mut self, draft: DraftId) {
        if !self.dependents.others.contains(&draft) {
            self.dependents.others.push(draft);
        }
    }

    fn scale(&mut self, frame: &Frame<'p>, workload: &Workload, matched: &Matched, id: StatementId) {
        let origin = self.written(frame, id);
        let layer = frame.layer;
        let Some((range, evaluated)) = self.text(frame, matched.get("RANGE")) else { return };
        let ends =
            values::range(&range).and_then(|(from, to)| Some((from?.parse::<i64>().ok()?, to?.parse::<i64>().ok()?)));
        let Some((from, to)) = ends.filter(|(from, to)| from <= to && *from >= 0) else {
            let diagnostic =
                Diagnostic::new(Code::TYP003, evaluated.span, format!("`{range}` is no range of replicas"))
                    .help("write the least and the most number of pods: `2..10`");
            self.diagnostics.push(diagnostic);
            return;
        };
        let mut metrics = Vec::new();
        let names: Vec<ValueId> = matched.all("METRIC").collect();
        let targets: Vec<ValueId> = matched.all("TARGET").collect();
        for (name, target) in names.into_iter().zip(targets) {
            let Some(resource) = self.one_of(frame, name, &["cpu", "memory"], "a metric that `scale` knows") else {
                continue;
            };
            let Some((text, evaluated)) = self.text(frame, Some(target)) else { continue };
            let Some(percent) = text.strip_suffix('%').and_then(|number| number.parse::<i64>().ok()) else {
                let diagnostic = Diagnostic::new(Code::TYP003, evaluated.span, format!("`{text}` is no percentage"))
                    .help("the target is a share of what the pods request: `70%`");
                self.diagnostics.push(diagnostic);
                continue;
            };
            let text = |text: &'static str| Node::string(SmolStr::new_static(text), origin, layer);
            let mut target = Map::new();
            target.push("type", text("Utilization"));
            target.push("averageUtilization", Node::int(percent, origin, layer));
            let mut source = Map::new();
            source.push("name", text(resource));
            source.push("target", Node::new(Value::Map(target), origin, layer));
            let mut metric = Map::new();
            metric.push("type", text("Resource"));
            metric.push("resource", Node::new(Value::Map(source), origin, layer));
            metrics.push(Node::new(Value::Map(metric), origin, layer));
        }
        let name = self.declaration.name.clone();
        let (api_version, kind) = (self.drafts[workload.draft.0].api_version.clone(), workload.kind);
        let scaler = self.draft("autoscaling/v2", "HorizontalPodAutoscaler", &name, frame.site.unit.head_span(id));
        self.add_other(scaler);
        let text = |text: SmolStr| Node::string(text, origin, layer);
        self.write(scaler, fields(&["spec", "scaleTargetRef", "apiVersion"]), text(api_version));
        self.write(scaler, fields(&["spec", "scaleTargetRef", "kind"]), text(SmolStr::new_static(kind)));
        self.write(scaler, fields(&["spec", "scaleTargetRef", "name"]), text(name));
        self.write(scaler, fields(&["spec", "minReplicas"]), Node::int(from, origin, layer));
        self.write(scaler, fields(&["spec", "maxReplicas"]), Node::int(to, origin, layer));
        self.write(scaler, fields(&["spec", "metrics"]), Node::new(Value::List(List::whole(metrics)), origin, layer));
        self.dependents.scale = Some(origin);
    }

    fn disruption(&mut self, frame: &Frame<'p>, matched: &Matched, id: StatementId) {
        const FIELDS: &[&str] = &["minAvailable", "maxUnavailable"];
        let Some(field) =
            matched.get("FIELD").and_then(|value| self.one_of(frame, value, FIELDS, "a field of a disruption budget"))
        else {
            return;
        };
        let name = self.declaration.name.clone();
        let budget = self.draft("policy/v1", "PodDisruptionBudget", &name, frame.site.unit.head_span(id));
        self.add_other(budget);
        let ty = self.drafts[budget.0].ty.and_then(|ty| type_at(&self.conditions.schemas, ty, &["spec", field]));
        if let Some(node) = self.slot(frame, ty, field, id, matched.get("NUMBER")) {
            self.write(budget, fields(&["spec", field]), node);
        }
    }
}
