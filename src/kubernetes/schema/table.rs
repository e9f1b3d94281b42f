//! The built-in table as the build script writes it: flat arrays of small structs that refer to each other by index.

use super::types::ListKind;
use crate::object::ListKeys;

#[derive(Debug)]
pub struct KindData {
    pub group: &'static str,
    pub version: &'static str,
    pub kind: &'static str,
    pub resource: &'static str,
    pub namespaced: bool,
    pub ty: u16,
    pub since: u8,
    /// The last minor version that has it; 0 when the newest known still does. So everywhere in this file.
    pub until: u8,
    pub instead: Option<&'static str>,
}

#[derive(Debug)]
pub enum TypeData {
    Any,
    String,
    Boolean,
    Int32,
    Int64,
    Number,
    Bytes,
    Time,
    MicroTime,
    Quantity,
    IntOrString,
    Object(u16),
    Map(u16),
    List { element: u16, kind: ListKind, merge: ListKeys },
    Enum { first: u16, count: u16 },
}

#[derive(Debug)]
pub struct ObjectData {
    pub name: &'static str,
    pub qualified: &'static str,
    /// The fields: `FIELDS[first..first + count]` in declared order; `KEYS` and `PLACES` at the same indexes, sorted by key.
    pub first: u16,
    pub count: u16,
    /// `REQUIRED[first_required..first_required + required]`: the places of the required ones.
    pub first_required: u16,
    pub required: u16,
}

#[derive(Debug)]
pub struct FieldData {
    pub name: &'static str,
    pub default: Option<&'static str>,
    pub ty: u16,
    pub required: bool,
    pub deprecated: bool,
    pub since: u8,
    pub until: u8,
}

#[derive(Debug)]
pub struct ValueData {
    pub value: &'static str,
    pub since: u8,
    pub until: u8,
}

impl KindData {
    /// The kind of that name. Several groups and versions share a kind's name and so its key.
    pub fn find(group: &str, version: &str, kind: &str) -> Option<&'static KindData> {
        let key = super::key::name_key(kind.as_bytes());
        let from = KIND_KEYS.partition_point(|&other| other < key);
        KIND_KEYS[from..]
            .iter()
            .zip(&KIND_PLACES[from..])
            .take_while(|(other, _)| **other == key)
            .map(|(_, place)| &KINDS[usize::from(*place)])
            .find(|data| data.kind == kind && data.version == version && data.group == group)
    }
}

impl ObjectData {
    pub fn fields(&self) -> &'static [FieldData] {
        &FIELDS[self.range()]
    }

    fn range(&self) -> std::ops::Range<usize> {
        let first = usize::from(self.first);
        first..first + usize::from(self.count)
    }

    pub fn required(&self) -> &'static [u16] {
        let first = usize::from(self.first_required);
        &REQUIRED[first..first + usize::from(self.required)]
    }

    /// The field of that name: a search among numbers, then one comparison of strings.
    #[inline]
    pub fn field(&self, name: &str) -> Option<&'static FieldData> {
        let key = super::key::name_key(name.as_bytes());
        let (keys, fields) = (&KEYS[self.range()], self.fields());
        let mut at = keys.partition_point(|&other| other < key);
        while keys.get(at) == Some(&key) {
            let field = &fields[usize::from(PLACES[usize::from(self.first) + at])];
            if field.name == name {
                return Some(field);
            }
            at += 1;
        }
        None
    }
}

include!(concat!(env!("OUT_DIR"), "/schema_table.rs"));
