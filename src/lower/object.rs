//! `object`: any object, typed where its schema is known.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::lower::context::{Lowering, Target};
use crate::syntax::tree::ValueId;

impl Lowering<'_> {
    pub fn object(&mut self) {
        let declaration = self.declaration;
        let frame = self.frame();
        let Some((text, evaluated)) = self.text(&frame, declaration.arguments.get("KIND")) else { return };
        let Some((api_version, kind)) = text
            .rsplit_once('/')
            .filter(|(version, kind)| !version.is_empty() && !kind.is_empty() && version.split('/').count() <= 2)
        else {
            let diagnostic = Diagnostic::new(Code::TYP003, evaluated.span, format!("`{text}` names no kind")).help(
                "write `GROUP/VERSION/Kind`, as in `policy/v1/PodDisruptionBudget`, or `v1/Kind` for the core group",
            );
            self.diagnostics.push(diagnostic);
            return;
        };
        if self.conditions.schemas.kind_by_api_version(api_version, kind).is_none()
            && let Some(diagnostic) = self.unknown_kind(api_version, kind, evaluated.span)
        {
            self.diagnostics.push(diagnostic);
            return;
        }
        let draft = self.draft(api_version, kind, &declaration.name, self.head_span());
        let ty = self.drafts[draft.0].ty;
        let with: Vec<ValueId> = declaration.arguments.all("TEMPLATE").collect();
        let target = Target::Fields { draft, path: Vec::new(), ty };
        self.block(&frame, &target, &with, self.program.block(declaration));
        let merged = self.merge(draft);
        if declaration.name.is_empty() && merged.root.at(&["metadata", "generateName"]).is_none() {
            let diagnostic = Diagnostic::new(Code::TYP005, self.head_span(), format!("this {kind} has no name"))
                .help("write it after the kind, or give the object a `metadata.generateName`");
            self.diagnostics.push(diagnostic);
        }
        self.emit(draft, merged.root);
    }

    /// A kind of Kubernetes' own groups that does not exist is a slip; one of another group has no schema here.
    fn unknown_kind(&self, api_version: &str, kind: &str, span: crate::source::Span) -> Option<Diagnostic> {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        let own = group.is_empty() || !group.contains('.') || group.ends_with(".k8s.io");
        let schemas = &self.conditions.schemas;
        let served = || schemas.kinds().filter(|known| known.group == group);
        if !own || served().next().is_none() {
            return None;
        }
        let same_kind: Vec<SmolStr> = schemas
            .kinds()
            .filter(|known| known.kind == kind)
            .map(|known| smol_str::format_smolstr!("{}/{kind}", known.api_version()))
            .collect();
        let near = match same_kind.first() {
            Some(same) => Some(same.clone()),
            None => {
                let names: Vec<SmolStr> =
                    served().map(|known| smol_str::format_smolstr!("{}/{}", known.api_version(), known.kind)).collect();
                let written = format!("{api_version}/{kind}");
                crate::diagnostics::nearest::nearest(&written, names.iter().map(SmolStr::as_str)).map(SmolStr::new)
            }
        };
        let diagnostic = Diagnostic::new(Code::TYP004, span, format!("Kubernetes has no `{api_version}/{kind}`"));
        Some(match near {
            Some(near) => diagnostic.meant(span, &near),
            None => diagnostic.help("a custom kind gets its schema by `use \"its-definition.yaml\"`"),
        })
    }
}
