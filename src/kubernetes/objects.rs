//! Kubernetes objects as svcc has them: an object tree with its identity, whatever it was made from.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::diagnostics::ObjectName;
use crate::kubernetes::schema::TypeId;
use crate::object::{Node, Origins};
use crate::source::Span;

/// One Kubernetes object.
#[derive(Clone, Debug)]
pub struct Object {
    pub api_version: SmolStr,
    pub kind: SmolStr,
    /// `None` for cluster-scoped objects, and for namespaced ones that do not say.
    pub namespace: Option<SmolStr>,
    /// Empty where it has `metadata.generateName` instead.
    pub name: SmolStr,
    /// `None` where the kind has no schema.
    pub ty: Option<TypeId>,
    /// Whether its kind lives in namespaces; unknown kinds do where they say one.
    pub namespaced: bool,
    pub root: Node,
    /// The statement or document that it comes from.
    pub span: Span,
    /// A finding says that something it was to have could not be read: rules over the whole object would only repeat it.
    pub incomplete: bool,
}

impl Object {
    pub fn object_name(&self) -> ObjectName {
        ObjectName {
            api_version: self.api_version.to_string(),
            kind: self.kind.to_string(),
            namespace: self.namespace.as_ref().map(SmolStr::to_string),
            name: self.name.to_string(),
        }
    }

    pub fn is(&self, api_version: &str, kind: &str) -> bool {
        self.kind == kind && self.api_version == api_version
    }

    /// `Service/web` or `shop/Service/web`, for messages.
    pub fn display(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{} `{namespace}/{}`", self.kind, self.name),
            None => format!("{} `{}`", self.kind, self.name),
        }
    }
}

/// One thing that refers to another: who reaches whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// Index of the object that refers, within its group.
    pub from: usize,
    pub kind: EdgeKind,
    pub namespace: Option<SmolStr>,
    pub name: SmolStr,
    /// The port or key that is used.
    pub part: Option<SmolStr>,
    pub span: Span,
}

#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum EdgeKind {
    Service,
    Config,
    Secret,
}

/// The objects of one declaration, or of one YAML document, with the origins of their values.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub objects: Vec<Object>,
    pub origins: Origins,
    pub edges: Vec<Edge>,
    /// The name that orders it among its namespace's groups: that of the declaration.
    pub name: SmolStr,
}

impl Group {
    /// The numbers of the named container ports among the workloads of a group.
    pub fn container_ports(&self) -> FxHashMap<&str, i64> {
        let templates: [&[&str]; 2] =
            [&["spec", "template", "spec"], &["spec", "jobTemplate", "spec", "template", "spec"]];
        let pods = self.objects.iter().flat_map(|object| templates.iter().filter_map(|path| object.root.at(path)));
        let containers = pods.flat_map(|pod| {
            ["containers", "initContainers"]
                .into_iter()
                .flat_map(|list| pod.get(list).and_then(Node::as_list).unwrap_or_default())
        });
        let ports = containers.flat_map(|container| container.get("ports").and_then(Node::as_list).unwrap_or_default());
        let mut numbers = FxHashMap::default();
        for port in ports {
            let number = port.get("containerPort").and_then(Node::as_int);
            if let (Some(name), Some(number)) = (port.get("name").and_then(Node::as_str), number) {
                numbers.entry(name).or_insert(number);
            }
        }
        numbers
    }
}

/// All objects of a program, in order of output by group.
pub type Groups = Vec<Arc<Group>>;
