//! The schemas of CustomResourceDefinitions: an owned table behind the same type ids.

use std::sync::Mutex;

use smol_str::SmolStr;

use super::finding::Finding;
use super::table::KindData;
use super::types::{Kind, ListKind, TypeId};
use crate::diagnostics::Code;
use crate::kubernetes::Version;
use crate::object::{ListKeys, Node, Value};

/// Schemas nested deeper than this are taken for "any value".
const DEPTH: usize = 256;

#[derive(Clone, Debug, Default)]
pub struct Custom {
    kinds: Vec<CustomKind>,
    types: Vec<CustomType>,
    objects: Vec<CustomObject>,
}

#[derive(Clone, Debug)]
struct CustomKind {
    group: SmolStr,
    version: SmolStr,
    kind: SmolStr,
    resource: SmolStr,
    namespaced: bool,
    ty: TypeId,
}

#[derive(Clone, Debug)]
pub enum CustomType {
    Object(u32),
    Map(TypeId),
    List { element: TypeId, kind: ListKind },
    Enum(Vec<SmolStr>),
}

#[derive(Clone, Debug)]
pub struct CustomObject {
    pub name: SmolStr,
    /// In the order of the schema.
    pub fields: Vec<CustomField>,
    /// The places of the fields, sorted by name.
    sorted: Vec<u32>,
    /// Fields that the schema does not name may stand in it.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct CustomField {
    pub name: SmolStr,
    pub ty: TypeId,
    pub required: bool,
    pub default: Option<String>,
}

impl CustomObject {
    pub fn field(&self, name: &str) -> Option<&CustomField> {
        let at = self.sorted.binary_search_by(|&place| self.fields[place as usize].name.as_str().cmp(name)).ok()?;
        self.fields.get(self.sorted[at] as usize)
    }
}

impl Custom {
    pub fn kind(&self, group: &str, version: &str, kind: &str) -> Option<Kind<'_>> {
        self.position(group, version, kind).map(|at| self.kinds[at].show())
    }

    pub fn kinds(&self) -> impl Iterator<Item = Kind<'_>> {
        self.kinds.iter().map(CustomKind::show)
    }

    pub fn ty(&self, id: TypeId) -> Option<&CustomType> {
        self.types.get(id.0.checked_sub(TypeId::CUSTOM)? as usize)
    }

    pub fn object(&self, id: TypeId) -> Option<&CustomObject> {
        match self.ty(id)? {
            CustomType::Object(index) => self.objects.get(*index as usize),
            _ => None,
        }
    }

    fn position(&self, group: &str, version: &str, kind: &str) -> Option<usize> {
        self.kinds.iter().position(|known| known.kind == kind && known.group == group && known.version == version)
    }

    /// Reads a CustomResourceDefinition of `apiextensions.k8s.io/v1`.
    pub fn add(&mut self, crd: &Node) -> Result<usize, Box<Finding>> {
        let group = text(crd, &["spec", "group"])?;
        let kind = text(crd, &["spec", "names", "kind"])?;
        let resource = text(crd, &["spec", "names", "plural"])?;
        let namespaced = match text(crd, &["spec", "scope"])?.as_str() {
            "Namespaced" => true,
            "Cluster" => false,
            other => {
                let message = format!("`{other}` is no scope of a custom resource");
                let at = crd.at(&["spec", "scope"]).unwrap_or(crd);
                let finding = Finding::new(Code::TYP004, at.origin, "spec.scope".to_owned(), message);
                return Err(Box::new(finding.help("write `Namespaced` or `Cluster`")));
            }
        };
        let versions = crd.at(&["spec", "versions"]);
        let Some(list) = versions.and_then(Node::as_list) else { return Err(missing(crd, &["spec", "versions"])) };
        // All is read before anything is added: half a definition helps nobody.
        let names: Result<Vec<SmolStr>, _> = list.iter().map(|version| text(version, &["name"])).collect();
        let names = names.map_err(|mut finding| {
            finding.path = "spec.versions[].name".to_owned();
            finding
        })?;
        let mut served = 0;
        for (version, name) in list.iter().zip(names) {
            if KindData::find(&group, &name, &kind).is_some() {
                continue;
            }
            if matches!(version.get("served").map(|served| &served.value), Some(Value::Bool(false))) {
                continue;
            }
            let ty = self.add_root(&kind, version.at(&["schema", "openAPIV3Schema"]));
            let row = CustomKind {
                group: group.clone(),
                version: name,
                kind: kind.clone(),
                resource: resource.clone(),
                namespaced,
                ty,
            };
            match self.position(&row.group, &row.version, &row.kind) {
                Some(at) => self.kinds[at] = row,
                None => self.kinds.push(row),
            }
            served += 1;
        }
        Ok(served)
    }

    /// A custom resource as a whole: what the schema says, and what every object has.
    fn add_root(&mut self, kind: &str, schema: Option<&Node>) -> TypeId {
        match schema {
            Some(schema) => self.add_object(kind, schema, true, 0),
            None => self.push_object(kind, Vec::new(), true, true),
        }
    }

    fn add_type(&mut self, name: &str, schema: &Node, depth: usize) -> TypeId {
        if depth > DEPTH {
            return TypeId::ANY;
        }
        if flag(schema, "x-kubernetes-int-or-string") {
            return TypeId::INT_OR_STRING;
        }
        let format = schema.get("format").and_then(Node::as_str);
        match (schema.get("type").and_then(Node::as_str), format) {
            (Some("string"), _) if schema.get("enum").is_some() => self.add_enum(schema),
            (Some("string"), Some("date-time")) => TypeId::TIME,
            (Some("string"), Some("byte")) => TypeId::BYTES,
            (Some("string"), _) => TypeId::STRING,
            (Some("boolean"), _) => TypeId::BOOLEAN,
            (Some("integer"), Some("int32")) => TypeId::INT32,
            (Some("integer"), _) => TypeId::INT64,
            (Some("number"), _) => TypeId::NUMBER,
            (Some("array"), _) => self.add_list(name, schema, depth),
            (Some("object"), _) if flag(schema, "x-kubernetes-embedded-resource") => {
                self.add_object(name, schema, true, depth)
            }
            (Some("object"), _) => match schema.get("additionalProperties") {
                _ if schema.get("properties").is_some() => self.add_object(name, schema, false, depth),
                Some(values) if values.as_map().is_some() => {
                    let value = self.add_type(name, values, depth + 1);
                    self.push(CustomType::Map(value))
                }
                Some(Node { value: Value::Bool(true), .. }) => self.push(CustomType::Map(TypeId::ANY)),
                _ if flag(schema, "x-kubernetes-preserve-unknown-fields") => TypeId::ANY,
                // An object without properties keeps nothing that is written in it.
                _ => self.push_object(name, Vec::new(), false, false),
            },
            _ => TypeId::ANY,
        }
    }

    fn add_enum(&mut self, schema: &Node) -> TypeId {
        let values = schema.get("enum").and_then(Node::as_list).unwrap_or_default();
        self.push(CustomType::Enum(values.iter().filter_map(Node::as_str).map(SmolStr::new).collect()))
    }

    fn add_list(&mut self, name: &str, schema: &Node, depth: usize) -> TypeId {
        let element = schema.get("items").map_or(TypeId::ANY, |items| self.add_type(name, items, depth + 1));
        let kind = match schema.get("x-kubernetes-list-type").and_then(Node::as_str) {
            Some("set") => ListKind::Set,
            Some("map") => {
                let keys = schema.get("x-kubernetes-list-map-keys").and_then(Node::as_list).unwrap_or_default();
                let keys: Vec<&str> = keys.iter().filter_map(Node::as_str).collect();
                intern(&keys).map_or(ListKind::Atomic, ListKind::Map)
            }
            _ => ListKind::Atomic,
        };
        self.push(CustomType::List { element, kind })
    }

    fn add_object(&mut self, name: &str, schema: &Node, is_resource: bool, depth: usize) -> TypeId {
        let required = schema.get("required").and_then(Node::as_list).unwrap_or_default();
        let mut fields = Vec::new();
        for entry in schema.get("properties").and_then(Node::as_map).into_iter().flat_map(|map| map.iter()) {
            if is_resource && matches!(entry.key.as_str(), "apiVersion" | "kind" | "metadata") {
                continue;
            }
            let ty = self.add_type(&type_name(name, &entry.key), &entry.node, depth + 1);
            let default = entry.node.get("default");
            fields.push(CustomField {
                name: entry.key.clone(),
                ty,
                // The API server fills a default in before it looks for what is required.
                required: default.is_none() && required.iter().any(|name| name.as_str() == Some(&entry.key)),
                default: default.and_then(scalar_text),
            });
        }
        self.push_object(name, fields, is_resource, flag(schema, "x-kubernetes-preserve-unknown-fields"))
    }

    fn push_object(&mut self, name: &str, mut fields: Vec<CustomField>, is_resource: bool, open: bool) -> TypeId {
        if is_resource {
            let own = [("apiVersion", TypeId::STRING), ("kind", TypeId::STRING), ("metadata", TypeId::OBJECT_META)];
            let own = own.map(|(name, ty)| CustomField {
                name: SmolStr::new_static(name),
                ty,
                required: false,
                default: None,
            });
            fields.splice(0..0, own);
        }
        let mut sorted: Vec<u32> = (0..fields.len() as u32).collect();
        sorted.sort_by(|&a, &b| fields[a as usize].name.cmp(&fields[b as usize].name));
        self.objects.push(CustomObject { name: SmolStr::new(name), fields, sorted, open });
        self.push(CustomType::Object(self.objects.len() as u32 - 1))
    }

    fn push(&mut self, ty: CustomType) -> TypeId {
        self.types.push(ty);
        TypeId(TypeId::CUSTOM + (self.types.len() as u32 - 1))
    }
}

impl CustomKind {
    fn show(&self) -> Kind<'_> {
        Kind {
            group: &self.group,
            version: &self.version,
            kind: &self.kind,
            resource: &self.resource,
            namespaced: self.namespaced,
            ty: self.ty,
            since: Version::OLDEST,
            until: None,
            instead: None,
        }
    }
}

/// A name for a type that has none: the kind's and the field's (`CertificateSpec`), as generated code calls it. It does
/// not grow with depth beyond what people read.
fn type_name(owner: &str, field: &str) -> String {
    let mut name = if owner.len() + field.len() > 60 { String::new() } else { owner.to_owned() };
    let mut letters = field.chars();
    name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    name.push_str(letters.as_str());
    name
}

fn flag(schema: &Node, name: &str) -> bool {
    matches!(schema.get(name).map(|node| &node.value), Some(Value::Bool(true)))
}

fn scalar_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn text(node: &Node, path: &[&str]) -> Result<SmolStr, Box<Finding>> {
    match node.at(path).map(|found| &found.value) {
        Some(Value::String(text)) => Ok(text.clone()),
        _ => Err(missing(node, path)),
    }
}

fn missing(node: &Node, path: &[&str]) -> Box<Finding> {
    // The deepest place that is there is what can be pointed at.
    let present = (0..path.len()).rev().find_map(|count| node.at(&path[..count])).unwrap_or(node);
    let path = path.join(".");
    let message = format!("this CustomResourceDefinition gives no `{path}`, so its kind has no schema");
    Box::new(
        Finding::new(Code::TYP005, present.origin, path, message)
            .help("`use` the CustomResourceDefinition as its project publishes it, of `apiextensions.k8s.io/v1`"),
    )
}

/// Distinct lists of keys beyond this many are taken for no keys: they are kept as long as the process lives.
const MOST_KEY_LISTS: usize = 4096;

/// List keys that live as long as the process, as those of built-in types do; equal ones are one.
fn intern(keys: &[&str]) -> Option<ListKeys> {
    static KNOWN: Mutex<Vec<ListKeys>> = Mutex::new(Vec::new());
    if keys.is_empty() {
        return None;
    }
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(same) = known.iter().find(|same| **same == keys) {
        return Some(same);
    }
    if known.len() >= MOST_KEY_LISTS {
        return None;
    }
    let owned: Vec<&'static str> = keys.iter().map(|key| &*Box::leak((*key).to_owned().into_boxed_str())).collect();
    let keys: ListKeys = Box::leak(owned.into_boxed_slice());
    known.push(keys);
    Some(keys)
}
