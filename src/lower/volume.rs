//! `volume`, `mount` and `storage`.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::language::{Matched, Place};
use crate::lower::context::{Frame, Lowering, Target};
use crate::lower::draft::{BY_NAME, DraftId, Workload, fields, join};
use crate::object::{List, Node, Segment, Value};
use crate::syntax::tree::StatementId;

const BY_PATH: &[&str] = &["mountPath"];

impl<'p> Lowering<'p> {
    /// `mount NAME at PATH [readOnly] { fields }` in any container.
    pub fn mount(&mut self, frame: &Frame<'p>, container: &[Segment], matched: &Matched, id: StatementId) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let (Some((name, _)), Some((at, _))) =
            (self.text(frame, matched.get("NAME")), self.text(frame, matched.get("PATH")))
        else {
            return;
        };
        let path = self.write_mount(frame, draft, container, &name, &at, matched.has("readOnly"), id);
        let ty = self.conditions.types.volume_mount;
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Fields { draft, path, ty }, &[], block);
    }

    #[allow(clippy::too_many_arguments)] // a mount is a name, a place and a mode, of one container in one object
    fn write_mount(
        &mut self,
        frame: &Frame<'p>,
        draft: DraftId,
        container: &[Segment],
        name: &SmolStr,
        at: &SmolStr,
        read_only: bool,
        id: StatementId,
    ) -> Vec<Segment> {
        let origin = self.written(frame, id);
        let mut path = join(container, &["volumeMounts"]);
        path.push(Segment::Element { key: at.clone(), keys: BY_PATH });
        self.write(draft, join(&path, &["name"]), Node::string(name.clone(), origin, frame.layer));
        self.write(draft, join(&path, &["mountPath"]), Node::string(at.clone(), origin, frame.layer));
        if read_only {
            self.write(draft, join(&path, &["readOnly"]), Node::new(Value::Bool(true), origin, frame.layer));
        }
        path
    }

    /// `volume NAME [at PATH] [readOnly] { SOURCE }`.
    pub fn volume(&mut self, frame: &Frame<'p>, workload: &Workload, matched: &Matched, id: StatementId) {
        let Some((name, _)) = self.text(frame, matched.get("NAME")) else { return };
        let origin = self.written(frame, id);
        let draft = workload.draft;
        let mut path = join(&workload.pod_spec(), &["volumes"]);
        path.push(Segment::Element { key: name.clone(), keys: BY_NAME });
        self.write(draft, join(&path, &["name"]), Node::string(name.clone(), origin, frame.layer));
        if let Some((at, _)) = self.text(frame, matched.get("PATH")) {
            self.write_mount(frame, draft, &workload.main_container(), &name, &at, matched.has("readOnly"), id);
        }
        let ty = self.conditions.types.volume;
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Fields { draft, path, ty }, &[], block);
    }

    /// `storage NAME SIZE at PATH [class C] { labels, annotations, claim fields }`.
    pub fn storage(&mut self, frame: &Frame<'p>, workload: &Workload, matched: &Matched, id: StatementId) {
        let span = frame.site.unit.head_span(id);
        if workload.kind != "StatefulSet" {
            let diagnostic = Diagnostic::new(Code::TYP010, span, format!("a {} has no `storage`", workload.kind))
                .label(self.head_span(), "only a StatefulSet has a claim for each of its pods")
                .help("make the app a StatefulSet, or use `volume NAME at PATH { persistentVolumeClaim.claimName CLAIM }`");
            self.diagnostics.push(diagnostic);
            return;
        }
        let (Some((name, _)), Some((at, _))) =
            (self.text(frame, matched.get("NAME")), self.text(frame, matched.get("PATH")))
        else {
            return;
        };
        let origin = self.written(frame, id);
        let draft = workload.draft;
        let layer = frame.layer;
        let mut path = fields(&["spec", "volumeClaimTemplates"]);
        path.push(Segment::Element { key: name.clone(), keys: BY_NAME });
        self.write(draft, join(&path, &["metadata", "name"]), Node::string(name.clone(), origin, layer));
        let mode = Node::string(SmolStr::new_static("ReadWriteOnce"), origin, crate::object::Layer::DERIVED);
        let modes = Node::new(Value::List(List::whole(vec![mode])), origin, crate::object::Layer::DERIVED);
        self.write(draft, join(&path, &["spec", "accessModes"]), modes);
        let quantity = {
            let claim = self.conditions.types.claim_spec;
            let requests = self.field_type(self.field_type(claim, "resources"), "requests");
            requests.and_then(|ty| match self.conditions.schemas.ty(ty) {
                crate::kubernetes::schema::Type::Map { value } => Some(value),
                _ => None,
            })
        };
        if let Some(node) = self.slot(frame, quantity, "storage", id, matched.get("SIZE")) {
            self.write(draft, join(&path, &["spec", "resources", "requests", "storage"]), node);
        }
        if let Some((class, evaluated)) = self.text(frame, matched.get("CLASS")) {
            let origin = self.origin(frame, id, &evaluated);
            self.write(draft, join(&path, &["spec", "storageClassName"]), Node::string(class, origin, layer));
        }
        self.write_mount(frame, draft, &workload.main_container(), &name, &at, false, id);
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Storage { draft, path }, &[], block);
    }

    pub fn storage_statement(&mut self, frame: &Frame<'p>, draft: DraftId, path: &[Segment], id: StatementId) {
        let Some((head, quoted)) = self.head(frame, id) else { return };
        match self.known(frame, Place::Storage, &head, id) {
            Some(Some((statement, _))) => self.metadata(frame, draft, path, statement.name, id),
            Some(None) => {}
            None => {
                let ty = self.conditions.types.claim_spec;
                self.field_named(frame, draft, &join(path, &["spec"]), ty, id, &head, quoted);
            }
        }
    }
}
