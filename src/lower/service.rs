//! `service`: a Service with an explicit selector.

use crate::diagnostics::{Code, Diagnostic};
use crate::lower::context::{Lowering, Target};
use crate::syntax::tree::ValueId;

impl Lowering<'_> {
    pub fn service(&mut self) {
        let declaration = self.declaration;
        let frame = self.frame();
        let head = self.head_span();
        let draft = self.draft("v1", "Service", &declaration.name, head);
        self.exposure_type(&frame, draft, declaration.arguments.get("TYPE"), declaration.statement);
        let with: Vec<ValueId> = declaration.arguments.all("TEMPLATE").collect();
        self.block(&frame, &Target::Service(draft), &with, self.program.block(declaration));
        let mut merged = self.merge(draft);
        self.derive_service(draft, &mut merged, &Default::default());
        if merged.root.at(&["spec", "selector"]).is_none() && !self.incomplete {
            self.diagnostics.push(
                Diagnostic::new(Code::TYP005, head, format!("the service `{}` has no `selector`", declaration.name))
                    .note("which pods does it send traffic to?")
                    .help("write `selector { app NAME }`; for something outside the cluster use `external`"),
            );
        }
        self.emit(draft, merged.root);
    }
}
