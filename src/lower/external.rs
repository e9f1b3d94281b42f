//! `external`: a name in the cluster for something outside it.

use std::net::IpAddr;

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::language::{Place, values};
use crate::lower::context::{Frame, Lowering, Target, end_of};
use crate::lower::draft::{DraftId, fields};
use crate::object::{Layer, List, Map, Node, OriginId, Value};
use crate::syntax::tree::{StatementId, ValueId};

impl<'p> Lowering<'p> {
    pub fn external(&mut self) {
        let declaration = self.declaration;
        let frame = self.frame();
        let head = self.head_span();
        let draft = self.draft("v1", "Service", &declaration.name, head);
        let errors = self.diagnostics.len();
        match declaration.arguments.get("HOST") {
            Some(host) => self.external_name(&frame, draft, host),
            None => self.addresses(&frame, draft),
        }
        if self.diagnostics.len() > errors && self.objects.is_empty() {
            let merged = self.merge(draft);
            self.emit(draft, merged.root);
        }
    }

    fn external_name(&mut self, frame: &Frame<'p>, draft: DraftId, host: ValueId) {
        let statement = self.declaration.statement;
        let Some((text, evaluated)) = self.text(frame, Some(host)) else { return };
        let origin = self.origin(frame, statement, &evaluated);
        if values::ip(&text).is_some() {
            let diagnostic = Diagnostic::new(
                Code::TYP003,
                evaluated.span,
                format!("`{text}` is an address, and `->` takes a DNS name"),
            )
            .note("ExternalName is a CNAME in DNS, and a CNAME never leads to an address")
            .help(format!("write `external {} at {text} {{ PORT }}`", self.declaration.name));
            self.diagnostics.push(diagnostic);
            return;
        }
        let layer = frame.layer;
        self.write(draft, fields(&["spec", "type"]), Node::string(SmolStr::new_static("ExternalName"), origin, layer));
        self.write(draft, fields(&["spec", "externalName"]), Node::string(text, origin, layer));
        self.block(frame, &Target::External(draft), &[], self.program.block(self.declaration));
        let merged = self.merge(draft);
        if let Some(ports) = merged.root.at(&["spec", "ports"]) {
            let span = self.origins.span(ports.origin);
            let diagnostic = Diagnostic::new(Code::TYP010, span, "an `external` that is a DNS name has no ports")
                .note("clients reach the host itself, on whatever port they name")
                .help("remove the line; the port belongs to who calls it");
            self.diagnostics.push(diagnostic);
        }
        self.emit(draft, merged.root);
    }

    fn addresses(&mut self, frame: &Frame<'p>, draft: DraftId) {
        let mut families: [Vec<Node>; 2] = [Vec::new(), Vec::new()];
        for value in self.declaration.arguments.all("IP") {
            let Some((text, evaluated)) = self.text(frame, Some(value)) else { continue };
            let Some(ip) = values::ip(&text) else {
                let diagnostic = Diagnostic::new(Code::TYP003, evaluated.span, format!("`{text}` is no IP address"))
                    .help(match text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                        true => "an IPv4 address is four numbers from 0 to 255, without leading zeros".to_string(),
                        false => format!("for a DNS name write `external {} -> {text}`", self.declaration.name),
                    });
                self.diagnostics.push(diagnostic);
                continue;
            };
            let canonical = ip.to_string();
            if canonical != text.as_str() {
                let mut diagnostic = Diagnostic::new(
                    Code::TYP003,
                    evaluated.span,
                    format!("`{text}` is not the canonical form of its address"),
                )
                .help(format!("the API server takes `{canonical}` only"));
                if evaluated.parts.is_empty() {
                    let edit = Edit { span: evaluated.span, text: canonical.clone() };
                    diagnostic = diagnostic.fix(format!("write `{canonical}`"), vec![edit]);
                }
                self.diagnostics.push(diagnostic);
                continue;
            }
            let origin = self.value_origin(&evaluated);
            let address = Node::string(text, origin, frame.layer);
            let mut endpoint = Map::new();
            endpoint.push("addresses", Node::new(Value::List(List::whole(vec![address])), origin, frame.layer));
            families[usize::from(matches!(ip, IpAddr::V6(_)))].push(Node::new(
                Value::Map(endpoint),
                origin,
                frame.layer,
            ));
        }
        self.block(frame, &Target::External(draft), &[], self.program.block(self.declaration));
        let mut merged = self.merge(draft);
        self.derive_service(draft, &mut merged, &Default::default());
        let Some(ports) = merged.root.at(&["spec", "ports"]).and_then(Node::as_list).map(<[Node]>::to_vec) else {
            let head = self.head_span();
            let diagnostic = Diagnostic::new(
                Code::TYP005,
                end_of(head).to(head),
                format!("the external `{}` has no port", self.declaration.name),
            )
            .help("name the ports that the addresses answer on: `{ 5432 }`");
            self.diagnostics.push(diagnostic);
            self.emit(draft, merged.root);
            return;
        };
        let service_origin = self.drafts[draft.0].origin;
        self.emit(draft, merged.root);
        for (addresses, (family, suffix)) in families.into_iter().zip([("IPv4", "ipv4"), ("IPv6", "ipv6")]) {
            if !addresses.is_empty() {
                self.slice(family, suffix, addresses, &ports, service_origin);
            }
        }
    }

    /// The EndpointSlice of one family. Its port names equal the Service's, or traffic would be dropped.
    fn slice(&mut self, family: &'static str, suffix: &str, addresses: Vec<Node>, ports: &[Node], origin: OriginId) {
        let name = smol_str::format_smolstr!("{}-{suffix}", self.declaration.name);
        let head = self.head_span();
        let draft = self.draft("discovery.k8s.io/v1", "EndpointSlice", &name, head);
        let text = |text: SmolStr| Node::string(text, origin, Layer::DERIVED);
        let mut labels = Map::new();
        labels.push("kubernetes.io/service-name", text(self.declaration.name.clone()));
        labels.push("endpointslice.kubernetes.io/managed-by", text(SmolStr::new_static("svcc")));
        let mut slice_ports = Vec::with_capacity(ports.len());
        for port in ports {
            let mut slice_port = Map::new();
            if let Some(name) = port.get("name") {
                slice_port.push("name", name.clone());
            }
            if let Some(number) = port.get("targetPort").or_else(|| port.get("port")) {
                slice_port.push("port", number.clone());
            }
            for field in ["protocol", "appProtocol"] {
                if let Some(node) = port.get(field) {
                    slice_port.push(field, node.clone());
                }
            }
            slice_ports.push(Node::new(Value::Map(slice_port), port.origin, port.layer));
        }
        let list = |items: Vec<Node>| Node::new(Value::List(List::whole(items)), origin, Layer::DERIVED);
        self.write(draft, fields(&["metadata", "labels"]), Node::new(Value::Map(labels), origin, Layer::DERIVED));
        self.write(draft, fields(&["addressType"]), text(SmolStr::new_static(family)));
        self.write(draft, fields(&["endpoints"]), list(addresses));
        self.write(draft, fields(&["ports"]), list(slice_ports));
        let merged = self.merge(draft);
        self.emit(draft, merged.root);
    }

    pub fn external_statement(&mut self, frame: &Frame<'p>, draft: DraftId, id: StatementId) {
        self.exposure_statement(frame, draft, Place::External, id);
    }
}
