//! Reads typed values straight from an object tree: `&Node` as a serde deserializer, without a value in between.
//!
//! A map's entries that are null, poisoned or not yet known are absent. Elements of a list keep their places, so that
//! field paths stay true: such an element decodes as the empty value of its type, as Go decodes a null.

use std::fmt::{self, Display};

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::{Entry, Map, Node, OriginId, Value, path};

/// Reads a node as a value of type `T`.
pub fn decode<'a, T: serde::Deserialize<'a>>(node: &'a Node) -> Result<T, DecodeError> {
    T::deserialize(NodeReader { node, convert: false }).map_err(|error| error.at(node))
}

/// Like [`decode`], for a type that borrows nothing.
pub fn decode_owned<T: DeserializeOwned>(node: &Node) -> Result<T, DecodeError> {
    decode(node)
}

/// Why a tree is not a value of the type asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeError(Box<Details>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Details {
    message: String,
    /// From the innermost part outwards, while the error travels up.
    parts: Vec<PathPart>,
    origin: Option<OriginId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum PathPart {
    Field(String),
    Index(usize),
}

impl DecodeError {
    /// What is wrong, without the path.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The field, spelled as the API server spells it; empty for the object itself.
    pub fn path(&self) -> String {
        let mut text = String::new();
        for part in self.0.parts.iter().rev() {
            match part {
                PathPart::Field(name) => path::push_field(&mut text, name),
                PathPart::Index(index) => path::push_index(&mut text, *index),
            }
        }
        text
    }

    /// Where the value that does not fit comes from.
    pub fn origin(&self) -> Option<OriginId> {
        self.0.origin
    }

    fn at(mut self, node: &Node) -> Self {
        self.0.origin.get_or_insert(node.origin);
        self
    }

    fn under(mut self, part: PathPart) -> Self {
        self.0.parts.push(part);
        self
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            path if path.is_empty() => f.write_str(&self.0.message),
            path => write!(f, "{path}: {}", self.0.message),
        }
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: Display>(message: T) -> Self {
        DecodeError(Box::new(Details { message: message.to_string(), parts: Vec::new(), origin: None }))
    }
}

/// `convert`: a number is a string too. A quantity may be written `cpu: 1`, and its type is a string.
#[derive(Copy, Clone)]
struct NodeReader<'a> {
    node: &'a Node,
    convert: bool,
}

fn is_absent(node: &Node) -> bool {
    matches!(node.value, Value::Null | Value::Deferred(_) | Value::Poisoned)
}

impl<'a> NodeReader<'a> {
    fn integer<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.node.value {
            // JSON's numbers have one type: `1.0` is an integer to whoever asks for one.
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => visitor.visit_i64(number as i64),
            _ if is_absent(self.node) => visitor.visit_i64(0),
            _ => self.deserialize_any(visitor),
        }
    }

    fn text<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Int(number) if self.convert => visitor.visit_string(number.to_string()),
            Value::Float(number) if self.convert => visitor.visit_string(number.to_string()),
            _ if is_absent(self.node) => visitor.visit_borrowed_str(""),
            _ => self.deserialize_any(visitor),
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.integer(visitor)
        })*
    };
}

macro_rules! strings {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.text(visitor)
        })*
    };
}

impl<'a> Deserializer<'a> for NodeReader<'a> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Null | Value::Deferred(_) | Value::Poisoned => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Int(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::List(list) => visitor.visit_seq(Items { items: list.items.iter(), next: 0 }),
            Value::Map(map) => visitor.visit_map(Fields::new(map)),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64
    }

    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if is_absent(self.node) { visitor.visit_bool(false) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if is_absent(self.node) { visitor.visit_f64(0.0) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if is_absent(self.node) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.convert = name == "Quantity";
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if is_absent(self.node) {
            return visitor.visit_seq(Items { items: [].iter(), next: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _length: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if is_absent(self.node) {
            return visitor.visit_map(Fields { entries: [].iter(), value: None });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Value::Map(map) if map.len() == 1 => match map.iter().next() {
                Some(entry) => visitor.visit_enum(Variant { entry }),
                None => self.deserialize_any(visitor),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { <W: Visitor<'a>> bytes byte_buf unit unit_struct i128 u128 }
}

struct Fields<'a> {
    entries: std::slice::Iter<'a, Entry>,
    value: Option<&'a Entry>,
}

impl<'a> Fields<'a> {
    fn new(map: &'a Map) -> Self {
        Fields { entries: map.iter(), value: None }
    }
}

impl<'a> MapAccess<'a> for Fields<'a> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        self.value = self.entries.by_ref().find(|entry| !is_absent(&entry.node));
        match self.value {
            Some(entry) => seed.deserialize(de::value::BorrowedStrDeserializer::new(&entry.key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let entry = self.value.take().ok_or_else(|| de::Error::custom("a value was asked for before its key"))?;
        seed.deserialize(NodeReader { node: &entry.node, convert: false })
            .map_err(|error: DecodeError| error.at(&entry.node).under(PathPart::Field(entry.key.to_string())))
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    next: usize,
}

impl<'a> SeqAccess<'a> for Items<'a> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        seed.deserialize(NodeReader { node, convert: false })
            .map(Some)
            .map_err(|error: DecodeError| error.at(node).under(PathPart::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// `{ variant: content }`.
struct Variant<'a> {
    entry: &'a Entry,
}

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = DecodeError;
    type Variant = NodeReader<'a>;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, NodeReader<'a>), DecodeError> {
        let name = seed.deserialize(de::value::BorrowedStrDeserializer::<DecodeError>::new(&self.entry.key))?;
        Ok((name, NodeReader { node: &self.entry.node, convert: false }))
    }
}

impl<'a> VariantAccess<'a> for NodeReader<'a> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        if is_absent(self.node) { Ok(()) } else { Err(de::Error::custom("this variant takes no value")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, DecodeError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _length: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_map(visitor)
    }
}
