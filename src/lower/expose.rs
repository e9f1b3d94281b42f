//! `expose` and what stands in the blocks of Services.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::language::{Matched, Place};
use crate::lower::context::{Frame, Lowering, Target};
use crate::lower::draft::{DraftId, fields};
use crate::object::{Node, Segment};
use crate::syntax::tree::{StatementId, ValueId};

const TYPES: &[&str] = &["ClusterIP", "NodePort", "LoadBalancer", "Headless"];

impl<'p> Lowering<'p> {
    /// `expose [NAME] [as TYPE] [with POLICY, …] { … }` in an app.
    pub fn expose(&mut self, frame: &Frame<'p>, matched: &Matched, id: StatementId) {
        let name = match matched.get("NAME") {
            None => self.declaration.name.clone(),
            given => match self.text(frame, given) {
                Some((name, _)) => name,
                None => return,
            },
        };
        let unit = frame.site.unit;
        let known = self.drafts.len();
        let draft = self.draft("v1", "Service", &name, unit.head_span(id));
        let new = draft.0 == known;
        if new {
            self.dependents.exposures.push(draft);
        } else if self.exposed_here(frame, draft, id) {
            return;
        }
        let before = self.diagnostics.len();
        self.exposure_type(frame, draft, matched.get("TYPE"), id);
        let with: Vec<ValueId> = matched.all("TEMPLATE").collect();
        self.block(frame, &Target::Exposure(draft), &with, unit.tree.statement(id).block);
        let found = self.diagnostics.len() - before;
        self.dependents.findings += found;
        self.drafts[draft.0].incomplete |= found > 0 || unit.tree.has_broken(id);
    }

    /// Two `expose` of one name in the app's own block are a mistake; a template's and the block's are one Service.
    fn exposed_here(&mut self, frame: &Frame<'p>, draft: DraftId, id: StatementId) -> bool {
        let span = frame.site.unit.head_span(id);
        let first = self.drafts[draft.0].span;
        let own = |span: crate::source::Span| {
            let unit = self.program.unit(self.declaration);
            let range = unit.tree.statement(self.declaration.statement).range;
            span.file == unit.file && range.contains(span.range)
        };
        if !(own(span) && own(first)) {
            return false;
        }
        let name = self.drafts[draft.0].name.clone();
        let diagnostic = crate::program::declared_twice(&format!("the exposure `{name}`"), first, span)
            .help("put the lines of both into one block, or give one of them another name: `expose NAME`");
        self.diagnostics.push(diagnostic);
        true
    }

    /// The type after `as`, kept beside the object: Headless is no type of the API.
    pub fn exposure_type(&mut self, frame: &Frame<'p>, draft: DraftId, value: Option<ValueId>, id: StatementId) {
        let Some(value) = value else { return };
        let Some(ty) = self.one_of(frame, value, TYPES, "a type of Service") else { return };
        let evaluated = self.evaluate(frame, value);
        let origin = self.origin(frame, id, &evaluated);
        self.note(draft, fields(&["type"]), Node::string(SmolStr::new_static(ty), origin, frame.layer));
    }

    /// A statement in the block of an exposure, a service or an external.
    pub fn exposure_statement(&mut self, frame: &Frame<'p>, draft: DraftId, place: Place, id: StatementId) {
        let Some((head, quoted)) = self.head(frame, id) else { return };
        if quoted {
            return self.port_line(frame, draft, id);
        }
        match self.known(frame, place, &head, id) {
            Some(Some((statement, matched))) => {
                return match statement.name {
                    "sessionAffinity" => self.session_affinity(frame, draft, &matched, id),
                    "aws" | "gcp" | "azure" => self.provider_block(frame, draft, statement.name, id),
                    "selector" => self.service_selector(frame, draft, id),
                    name => self.metadata(frame, draft, &[], name, id),
                };
            }
            Some(None) => return,
            None => {}
        }
        let ty = self.conditions.types.service_spec;
        let first = head.split('.').next().unwrap_or_default();
        if self.field_type(ty, first).is_some() {
            return self.field_named(frame, draft, &fields(&["spec"]), ty, id, &head, false);
        }
        // No port's name has a capital: this is meant to be a field.
        let is_number = head.starts_with(|c: char| c.is_ascii_digit());
        if !is_number && head.contains(|c: char| c.is_ascii_uppercase()) && !frame.site.unit.tree.statement(id).broken {
            return self.unknown_service_field(frame, &head, id);
        }
        self.port_line(frame, draft, id);
    }

    fn unknown_service_field(&mut self, frame: &Frame<'p>, head: &str, id: StatementId) {
        let unit = frame.site.unit;
        let span = unit.value_span(unit.tree.statement(id).head);
        let mut diagnostic = Diagnostic::new(Code::TYP002, span, format!("a Service has no field `{head}`"));
        let names: Vec<&str> = match self.conditions.types.service_spec {
            Some(ty) => self.conditions.schemas.fields(ty).map(|field| field.name).collect(),
            None => Vec::new(),
        };
        diagnostic = match crate::diagnostics::nearest::nearest(head, names.iter().copied()) {
            Some(near) => diagnostic.meant(span, near),
            None => diagnostic.help("a port's name has no capitals; quote it if it is meant to be one"),
        };
        self.diagnostics.push(diagnostic);
    }

    fn session_affinity(&mut self, frame: &Frame<'p>, draft: DraftId, matched: &Matched, id: StatementId) {
        let ty = self.conditions.types.service_spec;
        let affinity = self.field_type(ty, "sessionAffinity");
        if let Some(node) = self.slot(frame, affinity, "sessionAffinity", id, matched.get("AFFINITY")) {
            self.write(draft, fields(&["spec", "sessionAffinity"]), node);
        }
        let config = self.field_type(self.field_type(ty, "sessionAffinityConfig"), "clientIP");
        let seconds = self.field_type(config, "timeoutSeconds");
        if let Some(node) = self.slot(frame, seconds, "timeoutSeconds", id, matched.get("TIME")) {
            self.write(draft, fields(&["spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"]), node);
        }
    }

    fn service_selector(&mut self, frame: &Frame<'p>, draft: DraftId, id: StatementId) {
        let Some(block) = frame.site.unit.tree.statement(id).block else {
            let span = frame.site.unit.head_span(id);
            self.error(Code::TYP007, span, "`selector` lacks its block of labels");
            return;
        };
        let origin = self.written(frame, id);
        let node = self.entries(frame, self.conditions.types.text, block, origin);
        self.write(draft, fields(&["spec", "selector"]), node);
    }

    /// `aws { … }`: kept beside the object, and made annotations where the target is of that provider.
    fn provider_block(&mut self, frame: &Frame<'p>, draft: DraftId, name: &'static str, id: StatementId) {
        let Some(provider) = crate::kubernetes::Provider::parse(name) else { return };
        let span = frame.site.unit.head_span(id);
        self.providers.push((provider, span));
        let Some(block) = frame.site.unit.tree.statement(id).block else { return };
        let tree = &frame.site.unit.tree;
        for &id in tree.statements_of(block) {
            if tree.statement(id).broken {
                continue;
            }
            let Some((head, _)) = self.head(frame, id) else { continue };
            let Some((annotation, node)) = self.provider_setting(frame, provider, &head, id) else { continue };
            let path =
                vec![Segment::from("provider"), Segment::from(name), Segment::Key(SmolStr::new_static(annotation))];
            self.note(draft, path, node);
        }
    }
}
