//! What the schema says of a type, a field, an enumerated value and a kind.

use smol_str::SmolStr;

use super::table::{KindData, ValueData};
use crate::kubernetes::Version;

/// A type of the built-in table or of a custom resource. Valid for the [`Schemas`](super::Schemas) that gave it and its
/// clones; any other takes an unknown one for [`Type::Any`].
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeId(pub(super) u32);

impl TypeId {
    /// Ids from here on belong to custom resources.
    pub(super) const CUSTOM: u32 = 1 << 31;

    pub const ANY: TypeId = TypeId(0);
    pub const STRING: TypeId = TypeId(1);
    pub const BOOLEAN: TypeId = TypeId(2);
    pub const INT32: TypeId = TypeId(3);
    pub const INT64: TypeId = TypeId(4);
    pub const NUMBER: TypeId = TypeId(5);
    pub const BYTES: TypeId = TypeId(6);
    pub const TIME: TypeId = TypeId(7);
    pub const MICRO_TIME: TypeId = TypeId(8);
    pub const QUANTITY: TypeId = TypeId(9);
    pub const INT_OR_STRING: TypeId = TypeId(10);
    /// `metadata` of every kind.
    pub const OBJECT_META: TypeId = TypeId(super::table::OBJECT_META as u32);
}

/// What a value of a type looks like.
#[derive(Copy, Clone, Debug)]
pub enum Type<'a> {
    /// Named fields; see [`Schemas::fields`](super::Schemas::fields).
    Object,
    /// Free keys.
    Map {
        value: TypeId,
    },
    List {
        element: TypeId,
        kind: ListKind,
    },
    String,
    Enum(EnumValues<'a>),
    Int32,
    Int64,
    Number,
    Boolean,
    Quantity,
    IntOrString,
    Time,
    MicroTime,
    /// Base64 text.
    Bytes,
    /// Any JSON value: there is no schema.
    Any,
}

/// How the API merges a list.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum ListKind {
    /// Replaced as a whole.
    Atomic,
    /// Scalars, each once.
    Set,
    /// Objects told apart by these fields.
    Map(&'static [&'static str]),
}

/// The values of an enumerated string.
#[derive(Copy, Clone, Debug)]
pub struct EnumValues<'a>(pub(super) Values<'a>);

#[derive(Copy, Clone, Debug)]
pub(super) enum Values<'a> {
    Builtin(&'static [ValueData]),
    Custom(&'a [SmolStr]),
}

/// One value and the versions that know it.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct EnumValue<'a> {
    pub value: &'a str,
    pub since: Version,
    /// The last version that has it; `None` while the newest does.
    pub until: Option<Version>,
}

impl<'a> EnumValues<'a> {
    pub fn iter(self) -> impl Iterator<Item = EnumValue<'a>> {
        let (builtin, custom): (&'static [ValueData], &'a [SmolStr]) = match self.0 {
            Values::Builtin(values) => (values, &[]),
            Values::Custom(values) => (&[], values),
        };
        let builtin = builtin.iter().map(|data| EnumValue {
            value: data.value,
            since: Version(data.since),
            until: last_version(data.until),
        });
        builtin.chain(custom.iter().map(|value| EnumValue { value, since: Version::OLDEST, until: None }))
    }

    pub fn find(self, value: &str) -> Option<EnumValue<'a>> {
        self.iter().find(|known| known.value == value)
    }

    /// The values that can be written for a version: those it has, without the empty one.
    pub fn available(self, version: Version) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |known| known.is_in(version) && !known.value.is_empty()).map(|known| known.value)
    }
}

impl EnumValue<'_> {
    pub fn is_in(&self, version: Version) -> bool {
        is_within(version, self.since, self.until)
    }
}

/// A field of an object type.
#[derive(Copy, Clone, Debug)]
pub struct Field<'a> {
    pub name: &'a str,
    pub ty: TypeId,
    pub required: bool,
    pub deprecated: bool,
    /// The first version that has it, among those that have the type.
    pub since: Version,
    /// The last version that has it; `None` while the newest does.
    pub until: Option<Version>,
    /// What the API server fills in, where its definitions say so.
    pub default: Option<&'a str>,
    pub(super) builtin: Option<&'static str>,
}

impl Field<'_> {
    pub fn is_in(&self, version: Version) -> bool {
        is_within(version, self.since, self.until)
    }

    /// The name of a built-in type's field, which outlives the schemas.
    pub fn builtin_name(&self) -> Option<&'static str> {
        self.builtin
    }

    /// The name as a key of the object tree; without allocation for built-in types.
    pub fn key(&self) -> SmolStr {
        self.builtin.map_or_else(|| SmolStr::new(self.name), SmolStr::new_static)
    }
}

/// A kind that a manifest can hold.
#[derive(Copy, Clone, Debug)]
pub struct Kind<'a> {
    /// Empty for the core group.
    pub group: &'a str,
    pub version: &'a str,
    pub kind: &'a str,
    /// The plural in URLs and RBAC rules: `networkpolicies`.
    pub resource: &'a str,
    pub namespaced: bool,
    pub ty: TypeId,
    pub since: Version,
    /// The last version that serves it; `None` while the newest does.
    pub until: Option<Version>,
    /// What Kubernetes names in its place, as `GROUP/VERSION/Kind`.
    pub instead: Option<&'a str>,
}

impl Kind<'_> {
    pub fn is_in(&self, version: Version) -> bool {
        is_within(version, self.since, self.until)
    }

    /// `apps/v1`, or `v1` for the core group.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }

    pub(super) fn builtin<'a>(data: &'static KindData) -> Kind<'a> {
        Kind {
            group: data.group,
            version: data.version,
            kind: data.kind,
            resource: data.resource,
            namespaced: data.namespaced,
            ty: TypeId(u32::from(data.ty)),
            since: Version(data.since),
            until: last_version(data.until),
            instead: data.instead,
        }
    }
}

pub(super) fn last_version(until: u8) -> Option<Version> {
    (until != 0).then_some(Version(until))
}

fn is_within(version: Version, since: Version, until: Option<Version>) -> bool {
    since <= version && until.is_none_or(|until| version <= until)
}
