//! Ports: `port` in a container, and the port lines of Services.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Diagnostic, Edit};
use crate::language::statements::exposure::PORT_LINE_USAGE;
use crate::language::values::PortProblem;
use crate::language::{Matched, values};
use crate::lower::context::{Frame, Lowering, Target, end_of};
use crate::lower::draft::{BY_NAME, DraftId, fields, join};
use crate::object::{Node, OriginId, Segment};
use crate::program::evaluate::{Evaluated, Kind};
use crate::source::{Span, TextRange};
use crate::syntax::tree::{Argument, StatementId, ValueKind};

/// A Service's ports are told apart by number and protocol.
const BY_PORT: &[&str] = &["port", "protocol"];

impl<'p> Lowering<'p> {
    /// `port [NAME] NUMBER[/PROTOCOL] [appProtocol X] [{ fields }]`.
    pub fn port(&mut self, frame: &Frame<'p>, container: &[Segment], matched: &Matched, id: StatementId) {
        let Some(workload) = &self.workload else { return };
        let draft = workload.draft;
        let Some((text, evaluated)) = self.text(frame, matched.get("NUMBER")) else { return };
        let Some((number, protocol)) = self.port_number(&text, &evaluated, "port NAME NUMBER") else { return };
        let name = match matched.get("NAME") {
            None => None,
            given => match self.text(frame, given) {
                Some(named) => Some(named),
                None => return,
            },
        };
        let key = match &name {
            Some((name, _)) => name.clone(),
            None => text.clone(),
        };
        let layer = frame.layer;
        let mut path = join(container, &["ports"]);
        path.push(Segment::Element { key: key.clone(), keys: BY_NAME });
        if let Some((name, evaluated)) = name {
            let origin = self.origin(frame, id, &evaluated);
            self.write(draft, join(&path, &["name"]), Node::string(name, origin, layer));
        }
        let origin = self.origin(frame, id, &evaluated);
        self.write(draft, join(&path, &["containerPort"]), Node::int(i64::from(number), origin, layer));
        if let Some(protocol) = protocol {
            self.write(draft, join(&path, &["protocol"]), Node::string(SmolStr::new_static(protocol), origin, layer));
        }
        if let Some((app_protocol, evaluated)) = self.text(frame, matched.get("PROTOCOL")) {
            // No field of a container: it passes to the Service ports that target this one.
            let origin = self.origin(frame, id, &evaluated);
            let path = vec![Segment::from("appProtocol"), Segment::Key(key)];
            self.note(draft, path, Node::string(app_protocol, origin, layer));
        }
        let ty = self.conditions.types.container_port;
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Fields { draft, path, ty }, &[], block);
    }

    /// A port's number and protocol, or a diagnostic.
    pub fn port_number(
        &mut self,
        text: &str,
        evaluated: &Evaluated,
        usage: &str,
    ) -> Option<(u16, Option<&'static str>)> {
        let problem = match values::port(text) {
            Ok(port) => return Some(port),
            Err(problem) => problem,
        };
        self.incomplete = true;
        let span = evaluated.span;
        let diagnostic = match problem {
            PortProblem::NotANumber => Diagnostic::new(Code::TYP003, span, format!("`{text}` is no port number"))
                .help(format!("it is written `{usage}`, with a number from 1 to 65535")),
            PortProblem::OutOfRange(number) => {
                Diagnostic::new(Code::TYP003, span, format!("there is no port {number}"))
                    .note("ports are numbers from 1 to 65535")
            }
            PortProblem::Protocol(protocol) => {
                let upper = protocol.to_ascii_uppercase();
                let diagnostic = Diagnostic::new(Code::TYP004, span, format!("`{protocol}` is no protocol of a port"))
                    .help("known are `TCP`, `UDP` and `SCTP`, in capitals");
                match values::PROTOCOLS.iter().find(|known| **known == upper) {
                    Some(known) if evaluated.parts.is_empty() => {
                        let number = text.split('/').next().unwrap_or_default();
                        let edit = crate::diagnostics::Edit { span, text: format!("{number}/{known}") };
                        diagnostic.note(format!("did you mean `{known}`?")).fix(format!("write `{known}`"), vec![edit])
                    }
                    _ => diagnostic,
                }
            }
        };
        self.diagnostics.push(diagnostic);
        None
    }

    /// `[NAME] [NODEPORT ->] PORT[/PROTOCOL] [-> TARGET] [{ fields }]`, as the packet goes.
    pub fn port_line(&mut self, frame: &Frame<'p>, draft: DraftId, id: StatementId) {
        let Some(line) = self.read_port_line(frame, id) else { return };
        let layer = frame.layer;
        let mut path = fields(&["spec", "ports"]);
        path.push(Segment::Element { key: line.key(), keys: BY_PORT });
        let write = |lowering: &mut Self, field: &'static str, node: Node| {
            lowering.write(draft, join(&path, &[field]), node);
        };
        if let Some((name, origin)) = line.name {
            write(self, "name", Node::string(name, origin, layer));
        }
        match line.port {
            Port::Number { number, protocol, origin } => {
                write(self, "port", Node::int(i64::from(number), origin, layer));
                if let Some(protocol) = protocol {
                    write(self, "protocol", Node::string(SmolStr::new_static(protocol), origin, layer));
                }
            }
            // The declared port of that name, under its own number: derived from it.
            Port::Declared { name, origin } => write(self, "targetPort", Node::string(name, origin, layer)),
        }
        if let Some((target, origin)) = line.target {
            let node = self.number_or_name(&target, origin, frame);
            write(self, "targetPort", node);
        }
        if let Some((number, origin)) = line.node_port {
            write(self, "nodePort", Node::int(i64::from(number), origin, layer));
        }
        let ty = self.conditions.types.service_port;
        let block = frame.site.unit.tree.statement(id).block;
        self.block(frame, &Target::Fields { draft, path, ty }, &[], block);
    }

    fn read_port_line(&mut self, frame: &Frame<'p>, id: StatementId) -> Option<PortLine> {
        let tree = &frame.site.unit.tree;
        let statement = tree.statement(id);
        if statement.broken {
            return None;
        }
        // The line's words, cut at its arrows.
        let mut hops: Vec<Vec<Evaluated<'p>>> = vec![vec![self.evaluate(frame, statement.head)]];
        for argument in tree.arguments(statement) {
            match argument {
                Argument::Value(value) => {
                    let evaluated = self.evaluate(frame, *value);
                    if let Some(hop) = hops.last_mut() {
                        hop.push(evaluated);
                    }
                }
                Argument::Arrow(_) => hops.push(Vec::new()),
                Argument::Equals(range) | Argument::Comma(range) => {
                    self.no_port_line(frame.site.unit.span(*range), "cannot stand in a port line");
                    return None;
                }
            }
        }
        if hops.iter().flatten().any(|word| matches!(word.kind, Kind::Poisoned)) {
            return None;
        }
        let head_quoted = tree.value(statement.head).kind != ValueKind::Word;
        let mut first = hops.remove(0).into_iter();
        let (name, start) = match (first.next(), first.next()) {
            (Some(name), Some(start)) => (Some(name), start),
            (Some(name), None) if head_quoted => {
                self.no_port_line(end_of(name.span), "lacks its port: a quoted word is the port's name");
                return None;
            }
            (Some(start), _) => (None, start),
            _ => return None,
        };
        if let Some(extra) = first.next() {
            self.no_port_line(extra.span, "is one word too many in a port line");
            return None;
        }
        for hop in &hops {
            if hop.is_empty() {
                let span = frame.site.unit.head_span(id);
                self.no_port_line(end_of(span), "lacks what an arrow leads to");
                return None;
            }
            if let Some(extra) = hop.get(1) {
                self.no_port_line(extra.span, "is one word too many in a port line");
                return None;
            }
        }
        let mut hops = hops.into_iter().flatten();
        let (node_port, port, target) = match (hops.next(), hops.next(), hops.next()) {
            (None, ..) => (None, start, None),
            (Some(target), None, _) => (None, start, Some(target)),
            (Some(port), Some(target), None) => (Some(start), port, Some(target)),
            (_, _, Some(extra)) => {
                self.no_port_line(extra.span, "is one hop too many: a packet goes from node port to port to target");
                return None;
            }
        };
        let name = match name {
            Some(name) => {
                let (text, origin) = self.word(frame, id, name.clone())?;
                if values::number_like(&text) {
                    let end = TextRange { start: name.span.range.end, end: name.span.range.end };
                    let arrow = Edit { span: end.in_file(name.span.file), text: " ->".into() };
                    self.diagnostics.push(
                        Diagnostic::new(Code::TYP008, name.span, format!("`{text}` is no port's name"))
                            .note("an arrow is missing between the port and its target")
                            .help(format!("a port line is written `{PORT_LINE_USAGE}`"))
                            .fix("put the arrow between them", vec![arrow]),
                    );
                    return None;
                }
                Some((text, origin))
            }
            None => None,
        };
        let node_port = match node_port {
            Some(evaluated) => {
                let (text, origin) = self.word(frame, id, evaluated.clone())?;
                let (number, protocol) = self.port_number(&text, &evaluated, PORT_LINE_USAGE)?;
                if protocol.is_some() {
                    self.no_port_line(evaluated.span, "has a protocol; it belongs to the port after it");
                    return None;
                }
                Some((number, origin))
            }
            None => None,
        };
        let (text, origin) = self.word(frame, id, port.clone())?;
        let port = if !values::number_like(&text) && target.is_none() {
            Port::Declared { name: text, origin }
        } else {
            let (number, protocol) = self.port_number(&text, &port, PORT_LINE_USAGE)?;
            Port::Number { number, protocol, origin }
        };
        let target = match target {
            Some(evaluated) => {
                let (text, origin) = self.word(frame, id, evaluated.clone())?;
                if values::number_like(&text) {
                    let (_, protocol) = self.port_number(&text, &evaluated, PORT_LINE_USAGE)?;
                    if protocol.is_some() {
                        self.no_port_line(evaluated.span, "has a protocol; it belongs to the port before it");
                        return None;
                    }
                }
                Some((text, origin))
            }
            None => None,
        };
        Some(PortLine { name, node_port, port, target })
    }

    fn word(&mut self, frame: &Frame<'p>, id: StatementId, evaluated: Evaluated<'p>) -> Option<(SmolStr, OriginId)> {
        let origin = self.origin(frame, id, &evaluated);
        match evaluated.kind {
            Kind::Text { text, .. } => Some((text, origin)),
            _ => {
                let what = Self::describe(&evaluated);
                self.no_port_line(evaluated.span, &format!("is {what}, and a port line holds names and numbers"));
                None
            }
        }
    }

    fn no_port_line(&mut self, span: Span, problem: &str) {
        self.diagnostics.push(
            Diagnostic::new(Code::TYP008, span, format!("this {problem}"))
                .help(format!("a port line is written `{PORT_LINE_USAGE}`")),
        );
    }
}

struct PortLine {
    name: Option<(SmolStr, OriginId)>,
    node_port: Option<(u16, OriginId)>,
    port: Port,
    target: Option<(SmolStr, OriginId)>,
}

enum Port {
    Number { number: u16, protocol: Option<&'static str>, origin: OriginId },
    Declared { name: SmolStr, origin: OriginId },
}

impl PortLine {
    /// What tells the line from the others of its Service.
    fn key(&self) -> SmolStr {
        match &self.port {
            Port::Number { number, protocol: Some(protocol), .. } => smol_str::format_smolstr!("{number}/{protocol}"),
            Port::Number { number, .. } => smol_str::format_smolstr!("{number}"),
            Port::Declared { name, .. } => name.clone(),
        }
    }
}
