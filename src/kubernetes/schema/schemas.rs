//! Look-ups: kinds by name, types by id, fields by name; built-in and custom alike.

use std::sync::Arc;

use super::custom::{Custom, CustomField, CustomType};
use super::finding::Finding;
use super::table::{FIELDS, FieldData, KINDS, KindData, OBJECTS, ObjectData, TYPES, TypeData, VALUES};
use super::types::{EnumValues, Field, Kind, ListKind, Type, TypeId, Values, last_version};
use crate::kubernetes::Version;
use crate::object::{ListKeys, Node};

/// Every schema that a program can use: the built-in table and those of its CustomResourceDefinitions.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    custom: Option<Arc<Custom>>,
}

impl Schemas {
    /// The kinds that Kubernetes brings.
    pub const fn builtin() -> Schemas {
        Schemas { custom: None }
    }

    /// Adds the kinds of a CustomResourceDefinition and gives how many versions it serves. A kind that is there already
    /// gets the new schema; a built-in one stays as it is.
    pub fn add_custom(&mut self, crd: &Node) -> Result<usize, Box<Finding>> {
        Arc::make_mut(self.custom.get_or_insert_default()).add(crd)
    }

    pub fn kind(&self, group: &str, version: &str, kind: &str) -> Option<Kind<'_>> {
        match KindData::find(group, version, kind) {
            Some(data) => Some(Kind::builtin(data)),
            None => self.custom.as_ref()?.kind(group, version, kind),
        }
    }

    /// The kind by what stands in a manifest: `apps/v1`, `Deployment`.
    pub fn kind_by_api_version(&self, api_version: &str, kind: &str) -> Option<Kind<'_>> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        self.kind(group, version, kind)
    }

    /// Every kind: the built-in ones by group, version and name, then the custom ones as they were added.
    pub fn kinds(&self) -> impl Iterator<Item = Kind<'_>> {
        let custom = self.custom.iter().flat_map(|custom| custom.kinds());
        KINDS.iter().map(Kind::builtin).chain(custom)
    }

    /// What values of a type look like.
    pub fn ty(&self, id: TypeId) -> Type<'_> {
        let Some(data) = TYPES.get(id.0 as usize) else { return self.custom_type(id) };
        match *data {
            TypeData::Any => Type::Any,
            TypeData::String => Type::String,
            TypeData::Boolean => Type::Boolean,
            TypeData::Int32 => Type::Int32,
            TypeData::Int64 => Type::Int64,
            TypeData::Number => Type::Number,
            TypeData::Bytes => Type::Bytes,
            TypeData::Time => Type::Time,
            TypeData::MicroTime => Type::MicroTime,
            TypeData::Quantity => Type::Quantity,
            TypeData::IntOrString => Type::IntOrString,
            TypeData::Object(_) => Type::Object,
            TypeData::Map(value) => Type::Map { value: TypeId(u32::from(value)) },
            TypeData::List { element, kind, .. } => Type::List { element: TypeId(u32::from(element)), kind },
            TypeData::Enum { first, count } => {
                let first = usize::from(first);
                Type::Enum(EnumValues(Values::Builtin(&VALUES[first..first + usize::from(count)])))
            }
        }
    }

    fn custom_type(&self, id: TypeId) -> Type<'_> {
        match self.custom.as_ref().and_then(|custom| custom.ty(id)) {
            None => Type::Any,
            Some(CustomType::Object(_)) => Type::Object,
            Some(CustomType::Map(value)) => Type::Map { value: *value },
            Some(CustomType::List { element, kind, .. }) => Type::List { element: *element, kind: *kind },
            Some(CustomType::Enum(values)) => Type::Enum(EnumValues(Values::Custom(values))),
        }
    }

    /// The field of that name, whatever version has it.
    #[inline]
    pub fn field(&self, id: TypeId, name: &str) -> Option<Field<'_>> {
        match builtin_object(id) {
            Some(object) => object.field(name).map(builtin_field),
            None => self.custom.as_ref()?.object(id)?.field(name).map(custom_field),
        }
    }

    /// The fields of an object type in the order in which Kubernetes (or the custom schema) declares them; none for
    /// any other type.
    pub fn fields(&self, id: TypeId) -> impl Iterator<Item = Field<'_>> {
        let builtin = builtin_object(id).map_or(&FIELDS[..0], ObjectData::fields);
        let custom = self.custom.as_ref().and_then(|custom| custom.object(id)).map_or(&[][..], |object| &object.fields);
        builtin.iter().map(builtin_field).chain(custom.iter().map(custom_field))
    }

    /// The required fields of an object type.
    pub fn required_fields(&self, id: TypeId) -> impl Iterator<Item = Field<'_>> {
        let builtin = builtin_object(id);
        let fields = builtin.map_or(&FIELDS[..0], ObjectData::fields);
        let places = builtin.map_or(&[][..], ObjectData::required);
        let custom = self.custom.as_ref().and_then(|custom| custom.object(id));
        let custom = custom.into_iter().flat_map(|object| object.fields.iter().filter(|field| field.required));
        places.iter().map(|&place| builtin_field(&fields[usize::from(place)])).chain(custom.map(custom_field))
    }

    /// Whether an object of this type may have fields that the schema does not name.
    pub fn allows_unknown(&self, id: TypeId) -> bool {
        builtin_object(id).is_none()
            && self.custom.as_ref().and_then(|custom| custom.object(id)).is_some_and(|object| object.open)
    }

    /// The name of an object type, as Kubernetes' reference has it: `Container`. Empty for other types.
    pub fn type_name(&self, id: TypeId) -> &str {
        match builtin_object(id) {
            Some(object) => object.name,
            None => self.custom.as_ref().and_then(|custom| custom.object(id)).map_or("", |object| &object.name),
        }
    }

    /// The name with group and version (`core.v1.Container`), which tells types of one name apart.
    pub fn qualified_type_name(&self, id: TypeId) -> &str {
        builtin_object(id).map_or_else(|| self.type_name(id), |object| object.qualified)
    }

    /// The fields by which elements of a list merge: the API's own list keys, else the key of kubectl's patches, else
    /// `name` where elements are pairs of `name` and `value`. `None` where the list is replaced as a whole.
    pub fn merge_keys(&self, list: TypeId) -> Option<ListKeys> {
        let keys = match TYPES.get(list.0 as usize) {
            Some(TypeData::List { merge, .. }) => merge,
            Some(_) => return None,
            None => match self.custom.as_ref()?.ty(list)? {
                CustomType::List { kind: ListKind::Map(keys), .. } => *keys,
                CustomType::List { element, .. } => {
                    let pairs = self.field(*element, "name").is_some() && self.field(*element, "value").is_some();
                    return pairs.then_some(&["name"]);
                }
                _ => return None,
            },
        };
        (!keys.is_empty()).then_some(keys)
    }
}

#[inline]
fn builtin_object(id: TypeId) -> Option<&'static ObjectData> {
    match TYPES.get(id.0 as usize)? {
        TypeData::Object(index) => OBJECTS.get(usize::from(*index)),
        _ => None,
    }
}

#[inline]
fn builtin_field<'a>(data: &'static FieldData) -> Field<'a> {
    Field {
        name: data.name,
        ty: TypeId(u32::from(data.ty)),
        required: data.required,
        deprecated: data.deprecated,
        since: Version(data.since),
        until: last_version(data.until),
        default: data.default,
        builtin: Some(data.name),
    }
}

fn custom_field(field: &CustomField) -> Field<'_> {
    Field {
        name: &field.name,
        ty: field.ty,
        required: field.required,
        deprecated: false,
        since: Version::OLDEST,
        until: None,
        default: field.default.as_deref(),
        builtin: None,
    }
}
