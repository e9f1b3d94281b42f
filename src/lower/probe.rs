//! Probes: `GET PATH on PORT`, `tcp on PORT`, `grpc on PORT`, `exec […]`, then fields.

use smol_str::SmolStr;

use crate::language::Matched;
use crate::lower::context::{Frame, Lowering, Target};
use crate::lower::draft::join;
use crate::object::{Node, Segment};
use crate::syntax::tree::StatementId;

/// A probe asks in one of these ways.
pub(super) const HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc"];
pub(super) const PROBES: &[&str] = &["readinessProbe", "livenessProbe", "startupProbe"];

impl<'p> Lowering<'p> {
    pub fn probe(
        &mut self,
        frame: &Frame<'p>,
        path: &[Segment],
        name: &'static str,
        matched: &Matched,
        id: StatementId,
    ) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let path = join(path, &[name]);
        let ty = self.conditions.types.probe;
        if matched.has("exec") {
            let exec = self.field_type(ty, "exec");
            let command = self.field_type(exec, "command");
            if let Some(node) = self.slot(frame, command, "command", id, matched.get("COMMAND")) {
                self.write(draft, join(&path, &["exec", "command"]), node);
            }
        } else if let Some((port, evaluated)) = self.text(frame, matched.get("PORT")) {
            let origin = self.origin(frame, id, &evaluated);
            let handler = if matched.has("GET") {
                "httpGet"
            } else if matched.has("tcp") {
                "tcpSocket"
            } else {
                "grpc"
            };
            if let Some((text, evaluated)) = self.text(frame, matched.get("PATH")) {
                let origin = self.origin(frame, id, &evaluated);
                self.write(draft, join(&path, &[handler, "path"]), Node::string(text, origin, frame.layer));
            }
            let node = self.number_or_name(&SmolStr::new(port), origin, frame);
            self.write(draft, join(&path, &[handler, "port"]), node);
            if let Some((text, evaluated)) = self.text(frame, matched.get("SERVICE")) {
                let origin = self.origin(frame, id, &evaluated);
                self.write(draft, join(&path, &[handler, "service"]), Node::string(text, origin, frame.layer));
            }
        }
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Fields { draft, path, ty }, &[], block);
    }
}
