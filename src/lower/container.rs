//! Statements of a container, the main one or a further one.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic};
use crate::language::{Matched, Place, Statement, values};
use crate::lower::context::{Frame, Lowering, Target};
use crate::lower::draft::{BY_NAME, Workload, join};
use crate::object::{List, Map, Node, OriginId, Segment, Value};
use crate::program::evaluate::Kind;
use crate::program::unknown_statement;
use crate::syntax::tree::{Argument, StatementId, ValueId};

impl<'p> Lowering<'p> {
    /// `container NAME { … }` and `initContainer NAME { … }`.
    pub fn further_container(
        &mut self,
        frame: &Frame<'p>,
        workload: &Workload,
        list: &'static str,
        matched: &Matched,
        id: StatementId,
    ) {
        let Some((name, evaluated)) = self.text(frame, matched.get("NAME")) else { return };
        let mut path = join(&workload.pod_spec(), &[list]);
        path.push(Segment::Element { key: name.clone(), keys: BY_NAME });
        let origin = self.value_origin(&evaluated);
        let node = Node::string(name, origin, frame.layer);
        // The key of the element is no value that layers could disagree on.
        self.write(workload.draft, join(&path, &["name"]), node);
        let with: Vec<ValueId> = matched.all("TEMPLATE").collect();
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Container(path), &with, block);
    }

    pub fn container_statement(&mut self, frame: &Frame<'p>, path: &[Segment], id: StatementId) {
        let Some((head, quoted)) = self.head(frame, id) else { return };
        if quoted {
            if !frame.site.unit.tree.statement(id).broken {
                let diagnostic = unknown_statement(frame.site.unit, id, Place::Container, std::iter::empty());
                self.diagnostics.push(diagnostic);
            }
            return;
        }
        match self.known(frame, Place::Container, &head, id) {
            Some(Some((statement, matched))) => self.container_known(frame, path, statement, matched, id),
            Some(None) => {}
            None => self.container_named(frame, path, id, &head),
        }
    }

    /// Any field of the container by its API name.
    pub fn container_named(&mut self, frame: &Frame<'p>, path: &[Segment], id: StatementId, head: &SmolStr) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let ty = self.conditions.types.container;
        let first = head.split('.').next().unwrap_or_default();
        if let Some(container) = ty
            && self.field_type(ty, first).is_none()
        {
            if frame.site.unit.tree.statement(id).broken {
                return;
            }
            let names: Vec<&str> = self.conditions.schemas.fields(container).map(|field| field.name).collect();
            self.incomplete = true;
            let diagnostic = unknown_statement(frame.site.unit, id, Place::Container, names.into_iter());
            self.diagnostics.push(diagnostic);
            return;
        }
        self.field_named(frame, draft, path, ty, id, head, false);
    }

    pub fn container_known(
        &mut self,
        frame: &Frame<'p>,
        path: &[Segment],
        statement: &'static Statement,
        matched: Matched,
        id: StatementId,
    ) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let ty = self.conditions.types.container;
        match statement.name {
            "image" => {
                let ty = self.field_type(ty, "image");
                self.check_image(frame, matched.get("REF"));
                if let Some(node) = self.slot(frame, ty, "image", id, matched.get("REF")) {
                    self.write(draft, join(path, &["image"]), node);
                }
            }
            "command" | "args" => {
                let name = statement.name;
                let ty = self.field_type(ty, name);
                if let Some(node) = self.slot(frame, ty, name, id, matched.get("WORDS")) {
                    self.write(draft, join(path, &[name]), node);
                }
            }
            "port" => self.port(frame, path, &matched, id),
            "readinessProbe" | "livenessProbe" | "startupProbe" => {
                self.probe(frame, path, statement.name, &matched, id)
            }
            "env" => self.env(frame, path, id),
            "envFrom" => self.env_from(frame, path, id),
            "resources" => self.resources(frame, path, id),
            "mount" => self.mount(frame, path, &matched, id),
            _ => {}
        }
    }

    /// The API server takes any text for an image; no container engine does.
    fn check_image(&mut self, frame: &Frame<'p>, value: Option<ValueId>) {
        let Some(value) = value else { return };
        let found = self.diagnostics.len();
        let evaluated = self.evaluate(frame, value);
        // What is wrong with the value itself is said when it is written.
        self.diagnostics.truncate(found);
        if let Kind::Text { text, .. } = &evaluated.kind
            && !values::is_image(text)
        {
            let mut diagnostic =
                Diagnostic::new(Code::TYP003, evaluated.span, format!("`{text}` is no reference to an image")).help(
                    "an image is `[HOST/]NAME[:TAG][@DIGEST]`, its name in lower case: `ghcr.io/example/shop:2.1`",
                );
            if let Some(part) = evaluated.parts.first() {
                diagnostic = diagnostic.label(*part, "with this value");
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn env(&mut self, frame: &Frame<'p>, path: &[Segment], id: StatementId) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let tree = &frame.site.unit.tree;
        let statement = tree.statement(id);
        let ty = self.field_type(self.conditions.types.container, "env");
        let (Some(block), []) = (statement.block, tree.arguments(statement)) else {
            // `env [ { name A; value b } ]`: the form that keeps order and duplicates.
            if let Some((node, _)) = self.statement_value(frame, ty, "env", id) {
                self.write(draft, join(path, &["env"]), node);
            }
            return;
        };
        let origin = self.written(frame, id);
        let mut list = List::keyed(BY_NAME);
        for &id in tree.statements_of(block) {
            if tree.statement(id).broken {
                continue;
            }
            let Some((name, _)) = self.head(frame, id) else { continue };
            let Some(node) = self.env_entry(frame, &name, id) else { continue };
            match list.find(&name) {
                Some(first) => {
                    let message = format!("the variable `{name}` is set twice");
                    self.said_twice(message, list.items[first].origin, node.origin, "remove one of them");
                }
                None => {
                    list.push_keyed(name, node);
                }
            }
        }
        self.write(draft, join(path, &["env"]), Node::new(Value::List(list), origin, frame.layer));
    }

    fn env_entry(&mut self, frame: &Frame<'p>, name: &SmolStr, id: StatementId) -> Option<Node> {
        let tree = &frame.site.unit.tree;
        let statement = tree.statement(id);
        let element = self.conditions.types.env_var;
        let ([Argument::Value(value)], None) = (tree.arguments(statement), statement.block) else {
            return self.keyed_element(frame, element?, BY_NAME, name, id);
        };
        let evaluated = self.evaluate(frame, *value);
        let origin = self.origin(frame, id, &evaluated);
        let mut map = Map::with_capacity(2);
        map.push(SmolStr::new_static("name"), Node::string(name.clone(), origin, frame.layer));
        let source = match &evaluated.kind {
            Kind::Call(call) => self.value_from(frame, call, origin),
            _ => None,
        };
        match source {
            Some(node) => map.push(SmolStr::new_static("valueFrom"), node),
            None => {
                let ty = self.field_type(element, "value");
                let node = self.typed(frame, ty, name, evaluated, origin);
                map.push(SmolStr::new_static("value"), node);
            }
        }
        Some(Node::new(Value::Map(map), origin, frame.layer))
    }

    fn env_from(&mut self, frame: &Frame<'p>, path: &[Segment], id: StatementId) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let tree = &frame.site.unit.tree;
        let Some(block) = tree.statement(id).block else {
            let ty = self.field_type(self.conditions.types.container, "envFrom");
            if let Some((node, _)) = self.statement_value(frame, ty, "envFrom", id) {
                self.write(draft, join(path, &["envFrom"]), node);
            }
            return;
        };
        for &id in tree.statements_of(block) {
            let Some((head, _)) = self.head(frame, id) else { continue };
            let (statement, matched) = match self.known(frame, Place::EnvFrom, &head, id) {
                Some(Some(known)) => known,
                Some(None) => continue,
                None => {
                    if !tree.statement(id).broken {
                        let diagnostic = unknown_statement(frame.site.unit, id, Place::EnvFrom, std::iter::empty());
                        self.diagnostics.push(diagnostic);
                    }
                    continue;
                }
            };
            let Some((name, evaluated)) = self.text(frame, matched.get("NAME")) else { continue };
            let origin = self.origin(frame, id, &evaluated);
            let secret = statement.name == "secret";
            self.look_up(secret, &name, None, evaluated.span);
            let mut element = join(path, &["envFrom"]);
            let key = smol_str::format_smolstr!("{}/{name}", statement.name);
            element.push(Segment::Element { key, keys: BY_NAME });
            let reference = if secret { "secretRef" } else { "configMapRef" };
            let node = Node::string(name, origin, frame.layer);
            self.write(draft, join(&element, &[reference, "name"]), node);
            let ty = self.conditions.types.env_from;
            self.block(frame, &Target::Fields { draft, path: element, ty }, &[], tree.statement(id).block);
        }
    }

    /// `cpu 100m..500m`: requests..limits; one value sets both. `requests`, `limits` and `claims` stand by name.
    fn resources(&mut self, frame: &Frame<'p>, path: &[Segment], id: StatementId) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let tree = &frame.site.unit.tree;
        let path = join(path, &["resources"]);
        let Some(block) = tree.statement(id).block else {
            let span = frame.site.unit.head_span(id);
            self.error(Code::TYP007, span, "`resources` lacks its block");
            return;
        };
        for &id in tree.statements_of(block) {
            if tree.statement(id).broken {
                continue;
            }
            let Some((head, quoted)) = self.head(frame, id) else { continue };
            let ty = self.conditions.types.resources;
            let first = head.split('.').next().unwrap_or_default();
            if !quoted && self.field_type(ty, first).is_some() {
                self.field_named(frame, draft, &path, ty, id, &head, false);
                continue;
            }
            let [Argument::Value(value)] = tree.arguments(tree.statement(id)) else {
                let span = frame.site.unit.head_span(id);
                let diagnostic = Diagnostic::new(Code::TYP007, span, format!("`{head}` lacks its amount"))
                    .help("write a range of request and limit, `100m..500m`, or one amount for both");
                self.diagnostics.push(diagnostic);
                continue;
            };
            let Some((text, evaluated)) = self.text(frame, Some(*value)) else { continue };
            let origin = self.origin(frame, id, &evaluated);
            let (request, limit) = values::range(&text).unwrap_or((Some(&text), Some(&text)));
            for (side, amount) in [("requests", request), ("limits", limit)] {
                let Some(amount) = amount else { continue };
                if !values::is_quantity(amount) {
                    let diagnostic =
                        Diagnostic::new(Code::TYP003, evaluated.span, format!("`{amount}` is no quantity"))
                            .help("a quantity is a number with a suffix such as `m`, `M`, `Gi`: `cpu 100m..500m`, `memory 128Mi..256Mi`");
                    self.diagnostics.push(diagnostic);
                    break;
                }
                let mut path = join(&path, &[side]);
                path.push(Segment::Key(head.clone()));
                self.write(draft, path, Node::string(amount, origin, frame.layer));
            }
        }
    }

    /// A value as an IntOrString reads it.
    pub fn number_or_name(&self, text: &SmolStr, origin: OriginId, frame: &Frame) -> Node {
        match text.parse::<i64>() {
            Ok(number) => Node::int(number, origin, frame.layer),
            Err(_) => Node::string(text.clone(), origin, frame.layer),
        }
    }
}
