//! `config` and `secret`.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::language::Place;
use crate::lower::DeclaredSecret;
use crate::lower::context::{Frame, Lowering, Target};
use crate::lower::draft::{DraftId, fields, join};
use crate::object::Segment;
use crate::program::evaluate::Kind;
use crate::program::unknown_statement;
use crate::syntax::tree::{StatementId, ValueId};

impl<'p> Lowering<'p> {
    pub fn config(&mut self) {
        let declaration = self.declaration;
        let frame = self.frame();
        let draft = self.draft("v1", "ConfigMap", &declaration.name, self.head_span());
        let with: Vec<ValueId> = declaration.arguments.all("TEMPLATE").collect();
        self.block(&frame, &Target::Config(draft), &with, self.program.block(declaration));
        let merged = self.merge(draft);
        self.emit(draft, merged.root);
    }

    pub fn config_statement(&mut self, frame: &Frame<'p>, draft: DraftId, id: StatementId) {
        let Some((head, quoted)) = self.head(frame, id) else { return };
        let text = self.conditions.types.text;
        let statement = frame.site.unit.tree.statement(id);
        if !quoted {
            match self.known(frame, Place::Config, &head, id) {
                Some(Some((known, matched))) => {
                    let ty = self.drafts[draft.0].ty;
                    match known.name {
                        "immutable" => {
                            let ty = self.field_type(ty, "immutable");
                            if let Some(node) = self.slot(frame, ty, "immutable", id, matched.get("VALUE")) {
                                self.write(draft, fields(&["immutable"]), node);
                            }
                        }
                        "binaryData" => {
                            let Some(block) = statement.block else { return };
                            let origin = self.written(frame, id);
                            let node = self.entries(frame, text, block, origin);
                            self.write(draft, fields(&["binaryData"]), node);
                        }
                        name => self.metadata(frame, draft, &[], name, id),
                    }
                    return;
                }
                Some(None) => return,
                None => {}
            }
        }
        let Some((node, _)) = self.statement_value(frame, text, &head, id) else { return };
        let mut path = join(&[], &["data"]);
        path.push(Segment::Key(head));
        self.write(draft, path, node);
    }

    pub fn secret(&mut self) {
        let declaration = self.declaration;
        let frame = self.frame();
        let mut keys = None;
        if let Some(block) = self.program.block(declaration) {
            let tree = &frame.site.unit.tree;
            for &id in tree.statements_of(block) {
                let Some((head, _)) = self.head(&frame, id) else { continue };
                match self.known(&frame, Place::Secret, &head, id) {
                    Some(Some((_, matched))) => {
                        if let Some(value) = matched.get("KEYS") {
                            keys = self.secret_keys(&frame, value).or(keys);
                        }
                    }
                    Some(None) => {}
                    None if tree.statement(id).broken => {}
                    None => {
                        let diagnostic = unknown_statement(frame.site.unit, id, Place::Secret, std::iter::empty())
                            .help(
                                "secret values never stand in source; `keys [ … ]` names the keys that the Secret has",
                            );
                        self.diagnostics.push(diagnostic);
                    }
                }
            }
        }
        self.secret = Some(DeclaredSecret {
            namespace: declaration.namespace.clone(),
            name: declaration.name.clone(),
            keys,
            span: declaration.name_span,
        });
    }

    fn secret_keys(&mut self, frame: &Frame<'p>, value: ValueId) -> Option<Vec<SmolStr>> {
        let evaluated = self.evaluate(frame, value);
        let Kind::List { site, elements } = evaluated.kind else {
            let diagnostic = Diagnostic::new(Code::TYP003, evaluated.span, "`keys` takes a list")
                .help("write `keys [user, password]`");
            self.diagnostics.push(diagnostic);
            return None;
        };
        let frame = Frame { site, layer: frame.layer };
        let tree = &frame.site.unit.tree;
        let keys = tree.elements(elements).iter().filter_map(|&value| self.text(&frame, Some(value)));
        Some(keys.map(|(text, _)| text).collect())
    }
}
