//! References between declarations: once all are expanded, what each refers to is looked up, and what was deferred is
//! filled in.

use smol_str::SmolStr;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic};
use crate::kubernetes::{Edge, EdgeKind, Group, Target as Cluster};
use crate::lower::Expanded;
use crate::lower::facts::{Named, Names, PortFacts, ServiceFacts};
use crate::lower::functions::{Deferred, DeferredPiece, Function, Lookup, Target};
use crate::object::{Node, Value};
use crate::source::Span;

/// What a declaration's references lead to. Two resolutions that are equal make the same objects.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Resolution {
    /// The deferred values, each with what it refers to.
    values: Vec<(Value, Vec<Edge>)>,
    /// What `envFrom` and `valueFrom` refer to.
    edges: Vec<Edge>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Looks up what a declaration refers to. `namespace` is the declaration's own.
pub fn resolve(expanded: &Expanded, namespace: Option<&SmolStr>, names: &Names<'_>, cluster: &Cluster) -> Resolution {
    let mut linker = Linker { namespace, names, cluster, diagnostics: Vec::new(), edges: Vec::new() };
    for lookup in &expanded.lookups {
        linker.look_up(lookup);
    }
    let values = expanded.deferred.iter().map(|deferred| linker.value(deferred)).collect();
    Resolution { values, edges: linker.edges, diagnostics: linker.diagnostics }
}

/// Fills in what a declaration deferred. `group` is what it was expanded to.
pub fn link(mut group: Group, resolution: &Resolution) -> Group {
    group.edges.extend(resolution.edges.iter().cloned());
    if !resolution.values.is_empty() {
        let mut edges = std::mem::take(&mut group.edges);
        for (at, object) in group.objects.iter_mut().enumerate() {
            fill(&mut object.root, &resolution.values, at, &mut edges, 0);
        }
        group.edges = edges;
    }
    group
}

fn fill(node: &mut Node, values: &[(Value, Vec<Edge>)], from: usize, found: &mut Vec<Edge>, depth: usize) {
    if depth > 256 {
        return;
    }
    match &mut node.value {
        Value::Deferred(at) => {
            let (value, edges) = &values[*at as usize];
            found.extend(edges.iter().map(|edge| Edge { from, ..edge.clone() }));
            node.value = value.clone();
        }
        Value::List(list) => list.items.iter_mut().for_each(|item| fill(item, values, from, found, depth + 1)),
        Value::Map(map) => map.iter_mut().for_each(|(_, node)| fill(node, values, from, found, depth + 1)),
        _ => {}
    }
}

struct Linker<'a> {
    namespace: Option<&'a SmolStr>,
    names: &'a Names<'a>,
    cluster: &'a Cluster,
    diagnostics: Vec<Diagnostic>,
    edges: Vec<Edge>,
}

/// The namespace that objects without one are in, as clients see it.
const DEFAULT: &str = "default";

impl Linker<'_> {
    fn value(&mut self, deferred: &Deferred) -> (Value, Vec<Edge>) {
        let mut text = String::new();
        let mut edges = Vec::new();
        for piece in &deferred.pieces {
            match piece {
                DeferredPiece::Text(piece) => text.push_str(piece),
                DeferredPiece::Reference { function, target, span } => {
                    let Some((piece, edge)) = self.reference(*function, target, *span) else {
                        return (Value::Poisoned, Vec::new());
                    };
                    text.push_str(&piece);
                    edges.push(edge);
                }
            }
        }
        let value = match (deferred.number, text.parse()) {
            (true, Ok(number)) => Value::Int(number),
            _ => Value::String(SmolStr::new(text)),
        };
        (value, edges)
    }

    /// The key under which a target is declared. What has no namespace and what is in `default` see each other.
    fn find<'m, F>(&self, named: &Named<'m, F>, namespace: Option<&SmolStr>, name: &SmolStr) -> Option<&'m F> {
        let own = namespace.or(self.namespace);
        let found = named.get(&(own.cloned(), name.clone()));
        let other = match own {
            Some(own) if own == DEFAULT => None,
            None => Some(SmolStr::new_static(DEFAULT)),
            Some(_) => return found,
        };
        found.or_else(|| named.get(&(other, name.clone())))
    }

    fn reference(&mut self, function: Function, target: &Target, span: Span) -> Option<(String, Edge)> {
        let own = self.namespace;
        let edge = |kind: EdgeKind, part: Option<SmolStr>| Edge {
            from: 0,
            kind,
            namespace: target.namespace.clone().or(own.cloned()),
            name: target.name.clone(),
            part,
            span,
        };
        let names = self.names;
        if function == Function::Hash {
            let Some(config) = self.find(&names.configs, target.namespace.as_ref(), &target.name) else {
                self.missing("config", target.namespace.as_ref(), &target.name, &names.configs, span, |facts| {
                    facts.span
                });
                return None;
            };
            return Some((config.checksum.to_string(), edge(EdgeKind::Config, None)));
        }
        let Some(service) = self.find(&names.services, target.namespace.as_ref(), &target.name) else {
            self.missing("Service", target.namespace.as_ref(), &target.name, &names.services, span, |facts| facts.span);
            return None;
        };
        let port = match function {
            Function::Host | Function::Fqdn if target.part.is_none() => None,
            _ => Some(self.port(service, target, span)?),
        };
        let host = self.host(target);
        let number = port.as_ref().map_or(0, |port| port.number);
        let text = match function {
            Function::Host => host,
            Function::Fqdn => {
                let namespace = target.namespace.as_ref().or(self.namespace).map_or(DEFAULT, SmolStr::as_str);
                format!("{}.{namespace}.svc.{}", target.name, self.cluster.domain)
            }
            Function::Port => number.to_string(),
            Function::Address => format!("{host}:{number}"),
            Function::Url => {
                let https = |text: &Option<SmolStr>| text.as_deref() == Some("https");
                let secure = port.as_ref().is_some_and(|port| https(&port.name) || https(&port.app_protocol));
                format!("{}://{host}:{number}", if secure { "https" } else { "http" })
            }
            Function::Hash => return None,
        };
        let part = port.map(|port| port.name.unwrap_or_else(|| smol_str::format_smolstr!("{}", port.number)));
        Some((text, edge(EdgeKind::Service, part)))
    }

    /// The shortest name that is valid from this declaration's pods.
    fn host(&self, target: &Target) -> String {
        let own = self.namespace.map_or(DEFAULT, SmolStr::as_str);
        match &target.namespace {
            Some(namespace) if namespace != own => format!("{}.{namespace}", target.name),
            _ => target.name.to_string(),
        }
    }

    fn port(&mut self, service: &ServiceFacts, target: &Target, span: Span) -> Option<PortFacts> {
        let name = &match &target.namespace {
            Some(namespace) if Some(namespace) != self.namespace => format!("{namespace}/{}", target.name),
            _ => target.name.to_string(),
        };
        let describe = |ports: &[PortFacts]| -> Vec<String> {
            let word = |port: &PortFacts| port.name.as_ref().map_or(port.number.to_string(), SmolStr::to_string);
            // A message looks at no more of them.
            ports.iter().take(256).map(word).collect()
        };
        let found = match &target.part {
            Some(part) => {
                let number: Option<i64> = part.parse().ok();
                let named = |port: &&PortFacts| port.name.as_ref() == Some(part) || Some(port.number) == number;
                match (service.ports.iter().find(named), number) {
                    (Some(port), _) => port.clone(),
                    // A DNS name outside has no ports of its own: the reference says which.
                    (None, Some(number)) if service.external_name => {
                        PortFacts { name: None, number, target: None, app_protocol: None }
                    }
                    _ => {
                        let ports = describe(&service.ports);
                        let mut diagnostic =
                            Diagnostic::new(Code::REF013, span, format!("`{name}` has no port `{part}`"))
                                .label(service.span, format!("`{name}` is declared here"));
                        diagnostic = match nearest(part, ports.iter().map(String::as_str)) {
                            Some(near) => diagnostic.note(format!("did you mean `{name}:{near}`?")),
                            None if ports.is_empty() => diagnostic.note("it has none"),
                            None => diagnostic.help(format!("it has {}", crate::language::form::one_of(&ports))),
                        };
                        self.diagnostics.push(diagnostic);
                        return None;
                    }
                }
            }
            None => match service.ports.as_slice() {
                [only] => only.clone(),
                [] => {
                    let help = match service.external_name {
                        true => {
                            format!("write the port that the host answers on: `{name}:5432`, or use `host({name})`")
                        }
                        false => format!("use `host({name})` for its name alone"),
                    };
                    let diagnostic = Diagnostic::new(Code::REF012, span, format!("`{name}` has no port to name"))
                        .label(service.span, "it is declared here")
                        .help(help);
                    self.diagnostics.push(diagnostic);
                    return None;
                }
                several => {
                    let ports: Vec<String> =
                        describe(several).into_iter().map(|port| format!("{name}:{port}")).collect();
                    let diagnostic = Diagnostic::new(
                        Code::REF012,
                        span,
                        format!("`{name}` has {} ports, and this names none", several.len()),
                    )
                    .label(service.span, "it is declared here")
                    .help(format!("write {}", crate::language::form::one_of(&ports)));
                    self.diagnostics.push(diagnostic);
                    return None;
                }
            },
        };
        // Without a cluster IP nothing translates the port: clients reach the pods themselves.
        let number = if service.headless { found.target.unwrap_or(found.number) } else { found.number };
        Some(PortFacts { number, ..found })
    }

    fn missing<F>(
        &mut self,
        what: &str,
        namespace: Option<&SmolStr>,
        name: &SmolStr,
        named: &Named<F>,
        span: Span,
        place: impl Fn(&F) -> Span,
    ) {
        let own = namespace.or(self.namespace);
        let message = match own {
            Some(own) => format!("there is no {what} `{name}` in the namespace `{own}`"),
            None => format!("there is no {what} `{name}`"),
        };
        let mut diagnostic = Diagnostic::new(Code::REF002, span, message);
        if let Some(key) = named.elsewhere(name) {
            let other = key.0.as_ref().map_or(DEFAULT, SmolStr::as_str);
            if let Some(facts) = named.get(key) {
                diagnostic = diagnostic.label(place(facts), format!("there is one in `{other}`"));
            }
            diagnostic = diagnostic.help(match what {
                "Service" => format!("write `{other}/{name}`"),
                _ => "a pod reads what is in its own namespace".to_string(),
            });
        } else {
            match named.nearest(own, name) {
                Some(near) => {
                    if let Some(facts) = named.get(&(own.cloned(), SmolStr::new(near))) {
                        diagnostic = diagnostic.label(place(facts), format!("did you mean `{near}`?"));
                    }
                }
                None => {
                    diagnostic = diagnostic.help(match what {
                        "secret" => format!("if it exists in the cluster, say so: `secret {name} {{ keys [ … ] }}`"),
                        "config" => format!("declare it: `config {name} {{ … }}`"),
                        _ => format!("declare it with `expose {name}`, `service {name}` or `external {name}`"),
                    });
                }
            }
        }
        self.diagnostics.push(diagnostic);
    }

    fn look_up(&mut self, lookup: &Lookup) {
        let names = self.names;
        let own = lookup.namespace.as_ref();
        let (what, keys, place) = match lookup.secret {
            true => match self.find(&names.secrets, own, &lookup.name) {
                Some(facts) => ("secret", facts.keys.as_deref(), facts.span),
                None => {
                    return self.missing("secret", own, &lookup.name, &names.secrets, lookup.span, |facts| facts.span);
                }
            },
            false => match self.find(&names.configs, own, &lookup.name) {
                Some(facts) => ("config", Some(facts.keys.as_slice()), facts.span),
                None => {
                    return self.missing("config", own, &lookup.name, &names.configs, lookup.span, |facts| facts.span);
                }
            },
        };
        if let (Some(key), Some(keys)) = (&lookup.key, keys)
            && keys.binary_search(key).is_err()
        {
            let message = format!("the {what} `{}` has no key `{key}`", lookup.name);
            let mut diagnostic =
                Diagnostic::new(Code::REF014, lookup.span, message).label(place, "it is declared here");
            diagnostic = match nearest(key, keys.iter().map(SmolStr::as_str)) {
                Some(near) => diagnostic.note(format!("did you mean `{near}`?")),
                None => diagnostic.help(match keys {
                    [] => "it has none".to_string(),
                    keys => format!("it has {}", crate::language::form::one_of(keys)),
                }),
            };
            self.diagnostics.push(diagnostic);
            return;
        }
        let kind = if lookup.secret { EdgeKind::Secret } else { EdgeKind::Config };
        let edge = Edge {
            from: 0,
            kind,
            namespace: own.cloned(),
            name: lookup.name.clone(),
            part: lookup.key.clone(),
            span: lookup.span,
        };
        self.edges.push(edge);
    }
}
