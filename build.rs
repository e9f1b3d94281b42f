//! Turns the schema table (`src/kubernetes/schema/table/*.txt`) into const data, so that nothing is parsed at start.
// A build script reads files, is told where by the environment, and talks to cargo by printing. Its maps are only
// looked up in.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, clippy::disallowed_types)]
#![allow(clippy::print_stdout)]

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

// The table's text form belongs to the library; what writes it is used by its tests only.
#[allow(dead_code)]
#[path = "src/kubernetes/schema/text.rs"]
mod text;

#[path = "src/kubernetes/schema/key.rs"]
mod key;

use text::{Expression, FieldLine, ListLine, Range, Table};

const FOLDER: &str = "src/kubernetes/schema/table";

/// Scalars, in the order of their type ids.
const SCALARS: [(&str, &str); 11] = [
    ("any", "Any"),
    ("string", "String"),
    ("bool", "Boolean"),
    ("int32", "Int32"),
    ("int64", "Int64"),
    ("number", "Number"),
    ("bytes", "Bytes"),
    ("time", "Time"),
    ("micro-time", "MicroTime"),
    ("quantity", "Quantity"),
    ("int-or-string", "IntOrString"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for source in ["src/kubernetes/schema/text.rs", "src/kubernetes/schema/key.rs", FOLDER] {
        println!("cargo::rerun-if-changed={source}");
    }
    let written = read_table().and_then(|table| Data::new(&table)).and_then(|data| {
        let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?).join("schema_table.rs");
        fs::write(&out, data.rust()).map_err(|error| format!("{}: {error}", out.display()))
    });
    if let Err(problem) = written {
        println!("cargo::error=the schema table is malformed: {problem}");
        process::exit(1);
    }
}

fn read_table() -> Result<Table, String> {
    let folder = Path::new(FOLDER);
    let entries = fs::read_dir(folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut all = Table::default();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let table = text::parse(&text).map_err(|problem| format!("{}:{problem}", file.display()))?;
        all.kinds.extend(table.kinds);
        all.types.extend(table.types);
    }
    all.kinds.sort_by(|a, b| (&a.group, &a.version, &a.kind).cmp(&(&b.group, &b.version, &b.kind)));
    Ok(all)
}

/// The arrays that make up the const data, as Rust text.
#[derive(Default)]
struct Data {
    names: HashMap<String, usize>,
    composites: HashMap<String, usize>,
    types: Vec<String>,
    objects: Vec<String>,
    fields: Vec<String>,
    lookup: Vec<(u64, u16)>,
    required: Vec<u16>,
    values: Vec<String>,
    kinds: Vec<String>,
    kind_keys: Vec<(u64, usize)>,
    /// Objects whose elements a list can tell apart by `name` although the API does not say so.
    named: HashMap<String, bool>,
}

impl Data {
    fn new(table: &Table) -> Result<Data, String> {
        let mut data = Data::default();
        for (index, (word, variant)) in SCALARS.iter().enumerate() {
            data.names.insert((*word).to_owned(), index);
            data.types.push(format!("TypeData::{variant}"));
        }
        for (index, block) in table.types.iter().enumerate() {
            if data.names.insert(block.name.clone(), data.types.len()).is_some() {
                return Err(format!("type `{}` stands twice", block.name));
            }
            data.types.push(format!("TypeData::Object({index})"));
            let has = |name: &str| block.fields.iter().any(|field| field.name == name);
            data.named.insert(block.name.clone(), has("name") && has("value"));
        }
        for block in &table.types {
            data.add_object(&block.name, &block.fields)
                .map_err(|problem| format!("type `{}`: {problem}", block.name))?;
        }
        for line in &table.kinds {
            let ty = *data.names.get(&line.ty).ok_or(format!("kind `{}`: no type `{}`", line.kind, line.ty))?;
            let gone = line.range.last.is_some_and(|last| last < text::OLDEST);
            data.kind_keys.push((key::name_key(line.kind.as_bytes()), data.kinds.len()));
            data.kinds.push(format!(
                "KindData {{ group: {:?}, version: {:?}, kind: {:?}, resource: {:?}, namespaced: {}, ty: {ty}, \
                 since: {}, until: {}, instead: {:?} }}",
                line.group,
                line.version,
                line.kind,
                line.resource,
                line.namespaced,
                if gone { 0 } else { line.range.first.unwrap_or(text::OLDEST) },
                line.range.last.unwrap_or(0),
                line.instead
            ));
        }
        data.kind_keys.sort_unstable();
        if data.types.len() > usize::from(u16::MAX) || data.fields.len() > usize::from(u16::MAX) {
            return Err("it has more types or fields than an index of 16 bits names".to_owned());
        }
        Ok(data)
    }

    fn add_object(&mut self, name: &str, fields: &[FieldLine]) -> Result<(), String> {
        let (first, first_required) = (self.fields.len(), self.required.len());
        let mut lookup = Vec::new();
        for (place, field) in fields.iter().enumerate() {
            if fields[..place].iter().any(|other| other.name == field.name) {
                return Err(format!("field `{}` stands twice", field.name));
            }
            let ty = self
                .add_type(&field.ty, &field.list)
                .map_err(|problem| format!("field `{}`: {problem}", field.name))?;
            lookup.push((key::name_key(field.name.as_bytes()), place as u16));
            if field.required {
                self.required.push(place as u16);
            }
            let (since, until) = bounds(field.range);
            // A string's default is shown as it would be written; its quotes say nothing here.
            let default = field.default.as_deref().map(|text| text.trim_matches('"'));
            self.fields.push(format!(
                "FieldData {{ name: {:?}, ty: {ty}, required: {}, deprecated: {}, since: {since}, until: {until}, \
                 default: {default:?} }}",
                field.name, field.required, field.deprecated
            ));
        }
        lookup.sort_unstable();
        self.lookup.extend(lookup);
        let short = name.rsplit('.').next().unwrap_or(name);
        self.objects.push(format!(
            "ObjectData {{ name: {short:?}, qualified: {name:?}, first: {first}, count: {}, first_required: {first_required}, \
             required: {} }}",
            fields.len(),
            self.required.len() - first_required
        ));
        Ok(())
    }

    /// The id of a type; equal types share one.
    fn add_type(&mut self, ty: &Expression, list: &ListLine) -> Result<usize, String> {
        let text = match ty {
            Expression::Name(name) => {
                return self.names.get(name).copied().ok_or(format!("no type `{name}`"));
            }
            Expression::Map(value) => format!("TypeData::Map({})", self.add_type(value, &ListLine::Atomic)?),
            Expression::List(element) => {
                let id = self.add_type(element, &ListLine::Atomic)?;
                let named = matches!(&**element, Expression::Name(name) if self.named.get(name) == Some(&true));
                let (kind, merge) = match list {
                    ListLine::Keys(keys) => (format!("ListKind::Map(&{keys:?})"), format!("&{keys:?}")),
                    ListLine::Merge(key) => ("ListKind::Atomic".to_owned(), format!("&[{key:?}]")),
                    ListLine::Set => ("ListKind::Set".to_owned(), "&[]".to_owned()),
                    ListLine::Atomic if named => ("ListKind::Atomic".to_owned(), "&[\"name\"]".to_owned()),
                    ListLine::Atomic => ("ListKind::Atomic".to_owned(), "&[]".to_owned()),
                };
                format!("TypeData::List {{ element: {id}, kind: {kind}, merge: {merge} }}")
            }
            Expression::Enum(values) => {
                let known = ty.to_string();
                if let Some(&id) = self.composites.get(&known) {
                    return Ok(id);
                }
                let first = self.values.len();
                for (value, range) in values {
                    let (since, until) = bounds(*range);
                    self.values.push(format!("ValueData {{ value: {value:?}, since: {since}, until: {until} }}"));
                }
                self.types.push(format!("TypeData::Enum {{ first: {first}, count: {} }}", values.len()));
                self.composites.insert(known, self.types.len() - 1);
                return Ok(self.types.len() - 1);
            }
        };
        let next = self.types.len();
        let id = *self.composites.entry(text.clone()).or_insert(next);
        if id == next {
            self.types.push(text);
        }
        Ok(id)
    }

    fn rust(&self) -> String {
        let mut out = String::new();
        let mut array = |name: &str, element: &str, items: &[String]| {
            let _ = writeln!(out, "pub static {name}: [{element}; {}] = [", items.len());
            for item in items {
                let _ = writeln!(out, "    {item},");
            }
            out.push_str("];\n");
        };
        array("KINDS", "KindData", &self.kinds);
        array("TYPES", "TypeData", &self.types);
        array("OBJECTS", "ObjectData", &self.objects);
        array("FIELDS", "FieldData", &self.fields);
        array("VALUES", "ValueData", &self.values);
        let kind_keys: Vec<u64> = self.kind_keys.iter().map(|(key, _)| *key).collect();
        let kind_places: Vec<usize> = self.kind_keys.iter().map(|(_, place)| *place).collect();
        let _ = writeln!(out, "pub static KIND_KEYS: [u64; {}] = {kind_keys:?};", kind_keys.len());
        let _ = writeln!(out, "pub static KIND_PLACES: [u16; {}] = {kind_places:?};", kind_places.len());
        let (keys, places): (Vec<u64>, Vec<u16>) = self.lookup.iter().copied().unzip();
        let _ = writeln!(out, "pub static KEYS: [u64; {}] = {keys:?};", keys.len());
        let _ = writeln!(out, "pub static PLACES: [u16; {}] = {places:?};", places.len());
        let _ = writeln!(out, "pub static REQUIRED: [u16; {}] = {:?};", self.required.len(), self.required);
        let object_meta = self.names.get("meta.v1.ObjectMeta").copied().unwrap_or(0);
        let _ = writeln!(out, "pub const OBJECT_META: u16 = {object_meta};");
        out
    }
}

/// First and last version as the const data has them: 0 for a last one that has not come yet.
fn bounds(range: Range) -> (u8, u8) {
    (range.first.unwrap_or(text::OLDEST), range.last.unwrap_or(0))
}
