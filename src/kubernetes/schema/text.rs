//! The text form of the schema table: what a line says, read and written.
//!
//! The build script reads the table through this file, and a test writes it back and compares. `tools/schema/README.md`
//! describes the lines.

use std::fmt::{self, Write};

/// The versions that the table spans: nothing is said of an end that is one of these.
pub const OLDEST: u8 = 33;
pub const NEWEST: u8 = 37;

/// The versions in which something exists; an open end is `None`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    pub first: Option<u8>,
    pub last: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindLine {
    pub group: String,
    pub version: String,
    pub kind: String,
    pub resource: String,
    pub namespaced: bool,
    pub ty: String,
    pub range: Range,
    pub instead: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeBlock {
    pub name: String,
    pub fields: Vec<FieldLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLine {
    pub name: String,
    pub ty: Expression,
    pub required: bool,
    pub deprecated: bool,
    pub list: ListLine,
    pub range: Range,
    pub default: Option<String>,
}

/// How the API merges a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum ListLine {
    #[default]
    Atomic,
    Set,
    Keys(Vec<String>),
    /// Not keyed, but kubectl's patches merge by this field.
    Merge(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expression {
    /// A scalar's word or the name of a type.
    Name(String),
    Enum(Vec<(String, Range)>),
    List(Box<Expression>),
    Map(Box<Expression>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub kinds: Vec<KindLine>,
    pub types: Vec<TypeBlock>,
}

/// Reads one file of the table; the error names the line and what is wrong with it.
pub fn parse(text: &str) -> Result<Table, String> {
    let mut table = Table::default();
    for (index, line) in text.lines().enumerate() {
        let result = match line.split_once(' ') {
            _ if line.is_empty() || line.starts_with('#') => Ok(()),
            Some(("kind", rest)) => parse_kind(rest).map(|kind| table.kinds.push(kind)),
            Some(("type", name)) => {
                table.types.push(TypeBlock { name: name.to_owned(), fields: Vec::new() });
                Ok(())
            }
            Some(("", rest)) => match table.types.last_mut() {
                Some(block) => parse_field(rest).map(|field| block.fields.push(field)),
                None => Err("a field stands before any type".to_owned()),
            },
            _ => Err("a line begins with `kind`, `type`, a space (a field) or `#`".to_owned()),
        };
        result.map_err(|problem| format!("{}: {problem}: `{line}`", index + 1))?;
    }
    Ok(table)
}

fn parse_kind(rest: &str) -> Result<KindLine, String> {
    let words: Vec<&str> = rest.split(' ').collect();
    let [api_version, kind, resource, scope, ty, options @ ..] = words.as_slice() else {
        return Err("a kind has an API version, a name, a resource, a scope and a type".to_owned());
    };
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    let namespaced = match *scope {
        "namespaced" => true,
        "cluster" => false,
        other => return Err(format!("`{other}` is neither `namespaced` nor `cluster`")),
    };
    let mut line = KindLine {
        group: group.to_owned(),
        version: version.to_owned(),
        kind: (*kind).to_owned(),
        resource: (*resource).to_owned(),
        namespaced,
        ty: (*ty).to_owned(),
        range: Range::default(),
        instead: None,
    };
    for option in options {
        match option.strip_prefix("instead=") {
            Some(name) => line.instead = Some(name.to_owned()),
            None => line.range = parse_range(option)?,
        }
    }
    Ok(line)
}

fn parse_field(rest: &str) -> Result<FieldLine, String> {
    let (rest, default) = match rest.split_once(" default=") {
        Some((rest, default)) => (rest, Some(default.to_owned())),
        None => (rest, None),
    };
    let (name, rest) = rest.split_once(' ').ok_or("a field has a name and a type")?;
    let (ty, rest) = parse_expression(rest)?;
    let mut field = FieldLine {
        name: name.to_owned(),
        ty,
        required: false,
        deprecated: false,
        list: ListLine::Atomic,
        range: Range::default(),
        default,
    };
    for word in rest.split(' ').filter(|word| !word.is_empty()) {
        match word.split_once('=') {
            None if word == "required" => field.required = true,
            None if word == "deprecated" => field.deprecated = true,
            None if word == "set" => field.list = ListLine::Set,
            Some(("keys", keys)) => field.list = ListLine::Keys(keys.split(',').map(str::to_owned).collect()),
            Some(("merge", key)) => field.list = ListLine::Merge(key.to_owned()),
            None => field.range = parse_range(word)?,
            Some((word, _)) => return Err(format!("unknown word `{word}`")),
        }
    }
    if field.list != ListLine::Atomic && !matches!(field.ty, Expression::List(_)) {
        return Err("only a list has keys".to_owned());
    }
    Ok(field)
}

/// Reads a type and gives what stands after it.
fn parse_expression(text: &str) -> Result<(Expression, &str), String> {
    let enclosed = |open: char, close: char| -> Option<Result<(Box<Expression>, &str), String>> {
        let inner = text.strip_prefix(open)?;
        Some(parse_expression(inner).and_then(|(inner, rest)| {
            let rest = rest.strip_prefix(close).ok_or(format!("`{open}` without `{close}`"))?;
            Ok((Box::new(inner), rest))
        }))
    };
    if let Some(list) = enclosed('[', ']') {
        return list.map(|(element, rest)| (Expression::List(element), rest));
    }
    if let Some(map) = enclosed('{', '}') {
        return map.map(|(value, rest)| (Expression::Map(value), rest));
    }
    if let Some(inner) = text.strip_prefix("enum(") {
        let (values, rest) = inner.split_once(')').ok_or("`enum(` without `)`")?;
        return Ok((Expression::Enum(values.split('|').map(parse_value).collect::<Result<_, _>>()?), rest));
    }
    let end = text.find([' ', ']', '}']).unwrap_or(text.len());
    if end == 0 {
        return Err("a type is missing".to_owned());
    }
    Ok((Expression::Name(text[..end].to_owned()), &text[end..]))
}

fn parse_value(text: &str) -> Result<(String, Range), String> {
    let (value, range) = match text.split_once('@') {
        Some((value, range)) => (value, parse_range(range)?),
        None => (text, Range::default()),
    };
    match value {
        "" => Err("an enumerated value is missing".to_owned()),
        "\"\"" => Ok((String::new(), range)),
        _ => Ok((value.to_owned(), range)),
    }
}

fn parse_range(text: &str) -> Result<Range, String> {
    let problem = || format!("`{text}` is not a range of versions such as `1.35-`, `-1.34` or `1.34-1.36`");
    let (first, last) = text.split_once('-').ok_or_else(problem)?;
    let end = |text: &str| match text.strip_prefix("1.").map(str::parse) {
        Some(Ok(minor)) => Ok(Some(minor)),
        None if text.is_empty() => Ok(None),
        _ => Err(problem()),
    };
    let range = Range { first: end(first)?, last: end(last)? };
    let opens = range.first.is_none_or(|first| OLDEST < first && first <= NEWEST);
    let closes = range.last.is_none_or(|last| range.first.unwrap_or(0) <= last && last < NEWEST);
    if opens && closes && range != Range::default() { Ok(range) } else { Err(problem()) }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(first) = self.first {
            write!(f, "1.{first}")?;
        }
        f.write_char('-')?;
        self.last.map_or(Ok(()), |last| write!(f, "1.{last}"))
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Name(name) => f.write_str(name),
            Expression::List(element) => write!(f, "[{element}]"),
            Expression::Map(value) => write!(f, "{{{value}}}"),
            Expression::Enum(values) => {
                f.write_str("enum(")?;
                for (index, (value, range)) in values.iter().enumerate() {
                    let bar = if index > 0 { "|" } else { "" };
                    write!(f, "{bar}{}", if value.is_empty() { "\"\"" } else { value })?;
                    if *range != Range::default() {
                        write!(f, "@{range}")?;
                    }
                }
                f.write_char(')')
            }
        }
    }
}

impl fmt::Display for KindLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.group.is_empty() { "" } else { "/" };
        let scope = if self.namespaced { "namespaced" } else { "cluster" };
        write!(f, "kind {}{slash}{} {} {} {scope} {}", self.group, self.version, self.kind, self.resource, self.ty)?;
        if self.range != Range::default() {
            write!(f, " {}", self.range)?;
        }
        self.instead.as_ref().map_or(Ok(()), |name| write!(f, " instead={name}"))
    }
}

impl fmt::Display for FieldLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " {} {}", self.name, self.ty)?;
        if self.required {
            f.write_str(" required")?;
        }
        if self.deprecated {
            f.write_str(" deprecated")?;
        }
        match &self.list {
            ListLine::Atomic => {}
            ListLine::Set => f.write_str(" set")?,
            ListLine::Keys(keys) => write!(f, " keys={}", keys.join(","))?,
            ListLine::Merge(key) => write!(f, " merge={key}")?,
        }
        if self.range != Range::default() {
            write!(f, " {}", self.range)?;
        }
        self.default.as_ref().map_or(Ok(()), |default| write!(f, " default={default}"))
    }
}

/// As `tools/schema` writes a file.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Written by tools/schema/generate.sh from Kubernetes; not edited by hand.")?;
        for kind in &self.kinds {
            writeln!(f, "{kind}")?;
        }
        for block in &self.types {
            writeln!(f, "\ntype {}", block.name)?;
            for field in &block.fields {
                writeln!(f, "{field}")?;
            }
        }
        Ok(())
    }
}
