//! What declarations can be referred to by: Services with their ports, configs and secrets with their keys. Known of
//! each declaration by itself, before its own references are filled in.

use std::fmt::Write as _;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use crate::diagnostics::nearest::Nearby;
use crate::kubernetes::{Group, Object};
use crate::lower::{DeclaredSecret, Expanded};
use crate::object::{Node, Value};
use crate::source::Span;

/// Namespace and name.
pub type Key = (Option<SmolStr>, SmolStr);

/// What one declaration can be referred to by.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    services: Vec<(Key, ServiceFacts)>,
    configs: Vec<(Key, ConfigFacts)>,
    secrets: Vec<(Key, SecretFacts)>,
}

/// What the declarations of a program can be referred to by.
#[derive(Debug, Default)]
pub struct Names<'a> {
    pub(super) services: Named<'a, ServiceFacts>,
    pub(super) configs: Named<'a, ConfigFacts>,
    pub(super) secrets: Named<'a, SecretFacts>,
}

/// The things of one kind by their names. Of two with one name, the first counts.
#[derive(Debug)]
pub struct Named<'a, F> {
    facts: FxHashMap<Key, &'a F>,
    /// For messages only, made when the first is needed.
    directory: OnceLock<Directory>,
}

/// Where names stand, for whoever misses one.
#[derive(Debug, Default)]
struct Directory {
    /// Of those with one name in several namespaces, the first.
    elsewhere: FxHashMap<SmolStr, Key>,
    within: FxHashMap<Option<SmolStr>, Nearby>,
}

impl<F> Default for Named<'_, F> {
    fn default() -> Self {
        Named { facts: FxHashMap::default(), directory: OnceLock::new() }
    }
}

impl<'a, F> Named<'a, F> {
    fn add(&mut self, key: &Key, facts: &'a F) {
        self.facts.entry(key.clone()).or_insert(facts);
    }

    pub fn get(&self, key: &Key) -> Option<&'a F> {
        self.facts.get(key).copied()
    }

    fn directory(&self) -> &Directory {
        self.directory.get_or_init(|| {
            let mut keys: Vec<&Key> = self.facts.keys().collect();
            keys.sort_unstable();
            let mut directory = Directory::default();
            for same in keys.chunk_by(|a, b| a.0 == b.0) {
                let names = Nearby::new(same.iter().map(|key| key.1.as_str()));
                directory.within.insert(same[0].0.clone(), names);
            }
            for key in keys {
                directory.elsewhere.entry(key.1.clone()).or_insert_with(|| key.clone());
            }
            directory
        })
    }

    /// One of that name, in whatever namespace.
    pub fn elsewhere(&self, name: &str) -> Option<&Key> {
        self.directory().elsewhere.get(name)
    }

    /// The name in that namespace that was probably meant.
    pub fn nearest(&self, namespace: Option<&SmolStr>, name: &str) -> Option<&str> {
        self.directory().within.get(&namespace.cloned())?.find(name)
    }
}

/// What a reference needs to know of a Service.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ServiceFacts {
    pub headless: bool,
    pub external_name: bool,
    pub ports: Vec<PortFacts>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PortFacts {
    pub name: Option<SmolStr>,
    pub number: i64,
    /// The number on the pods, where it is known.
    pub target: Option<i64>,
    pub app_protocol: Option<SmolStr>,
}

/// What a reference needs to know of a ConfigMap.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ConfigFacts {
    pub keys: Vec<SmolStr>,
    /// What `hash(…)` gives.
    pub checksum: SmolStr,
    pub span: Span,
}

/// What a reference needs to know of a Secret.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SecretFacts {
    /// `None` where the keys are not said.
    pub keys: Option<Vec<SmolStr>>,
    pub span: Span,
}

impl Facts {
    /// What the objects of a declaration, and the Secret that it says exists, can be referred to by.
    pub fn of(group: &Group, secret: Option<&DeclaredSecret>) -> Facts {
        let mut facts = Facts::default();
        let mut ports = None;
        for object in &group.objects {
            if object.api_version != "v1" {
                continue;
            }
            let key = || (object.namespace.clone(), object.name.clone());
            match object.kind.as_str() {
                "Service" => {
                    let ports = ports.get_or_insert_with(|| group.container_ports());
                    facts.services.push((key(), service_facts(object, ports)));
                }
                "ConfigMap" => facts.configs.push((key(), config_facts(object))),
                "Secret" => {
                    let keys = keys_of(object, &["data", "stringData"]);
                    facts.secrets.push((key(), SecretFacts { keys: Some(keys), span: object.span }));
                }
                _ => {}
            }
        }
        if let Some(secret) = secret {
            let key = (secret.namespace.clone(), secret.name.clone());
            let mut keys = secret.keys.clone();
            keys.iter_mut().for_each(|keys| keys.sort_unstable());
            facts.secrets.push((key, SecretFacts { keys, span: secret.span }));
        }
        facts
    }
}

impl<'a> Names<'a> {
    /// Collects what every declaration gives a name to.
    pub fn collect(expanded: impl ExactSizeIterator<Item = &'a Expanded>) -> Names<'a> {
        let mut names = Names::default();
        names.services.facts.reserve(expanded.len());
        for Expanded { facts, .. } in expanded {
            facts.services.iter().for_each(|(key, service)| names.services.add(key, service));
            facts.configs.iter().for_each(|(key, config)| names.configs.add(key, config));
            facts.secrets.iter().for_each(|(key, secret)| names.secrets.add(key, secret));
        }
        names
    }
}

/// The keys of maps, sorted.
fn keys_of(object: &Object, maps: &[&str]) -> Vec<SmolStr> {
    let maps = maps.iter().filter_map(|map| object.root.get(map)?.as_map());
    let mut keys: Vec<SmolStr> = maps.flat_map(|map| map.iter().map(|entry| entry.key.clone())).collect();
    keys.sort_unstable();
    keys
}

fn service_facts(object: &Object, container_ports: &FxHashMap<&str, i64>) -> ServiceFacts {
    let spec = object.root.get("spec");
    let text = |node: Option<&Node>, field: &str| node.and_then(|node| node.get(field)?.as_str()).map(SmolStr::new);
    let ports = spec.and_then(|spec| spec.get("ports")?.as_list()).unwrap_or_default();
    let ports = ports.iter().filter_map(|port| {
        let number = port.get("port")?.as_int()?;
        let target = match port.get("targetPort").map(|target| &target.value) {
            None => Some(number),
            Some(Value::Int(number)) => Some(*number),
            Some(Value::String(name)) => container_ports.get(name.as_str()).copied(),
            Some(_) => None,
        };
        Some(PortFacts {
            name: text(Some(port), "name"),
            number,
            target,
            app_protocol: text(Some(port), "appProtocol"),
        })
    });
    ServiceFacts {
        headless: text(spec, "clusterIP").as_deref() == Some("None"),
        external_name: text(spec, "type").as_deref() == Some("ExternalName"),
        ports: ports.collect(),
        span: object.span,
    }
}

fn config_facts(object: &Object) -> ConfigFacts {
    let mut hasher = Sha256::new();
    for map in ["data", "binaryData"] {
        let Some(map) = object.root.get(map).and_then(Node::as_map) else { continue };
        let mut entries: Vec<_> =
            map.iter().map(|entry| (entry.key.as_str(), entry.node.as_str().unwrap_or_default())).collect();
        entries.sort_unstable();
        for (key, text) in entries {
            for part in [key, text] {
                hasher.update((part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
    }
    let mut checksum = String::with_capacity(16);
    for byte in hasher.finalize().iter().take(8) {
        let _ = write!(checksum, "{byte:02x}");
    }
    ConfigFacts { keys: keys_of(object, &["data", "binaryData"]), checksum: checksum.into(), span: object.span }
}
