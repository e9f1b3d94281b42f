//! The statement table, one file per block that statements stand in.

mod app;
mod container;
pub mod exposure;
mod file;
pub mod others;

use super::form::Form;

/// What kind of block a statement stands in.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// The top level of a file, and a `namespace` block.
    File,
    App,
    /// `container`, `container NAME`, `initContainer NAME`.
    Container,
    /// `pod` in an app.
    Pod,
    /// `expose` in an app.
    Exposure,
    /// A `service` at the top level.
    Service,
    /// An `external` with addresses.
    External,
    Config,
    Secret,
    Cluster,
    EnvFrom,
    /// `storage` in an app.
    Storage,
    /// `aws`, `gcp`, `azure` in an exposure.
    Provider,
}

impl Place {
    /// How it is called in a message.
    pub fn describe(self) -> &'static str {
        match self {
            Place::File => "the top level",
            Place::App => "an `app`",
            Place::Container => "a container",
            Place::Pod => "`pod`",
            Place::Exposure => "an `expose`",
            Place::Service => "a `service`",
            Place::External => "an `external`",
            Place::Config => "a `config`",
            Place::Secret => "a `secret`",
            Place::Cluster => "a `cluster`",
            Place::EnvFrom => "`envFrom`",
            Place::Storage => "a `storage`",
            Place::Provider => "a provider block",
        }
    }
}

impl Place {
    /// The place with its preposition: `at the top level`, `` in an `app` ``.
    pub fn locate(self) -> String {
        match self {
            Place::File => format!("at {}", self.describe()),
            _ => format!("in {}", self.describe()),
        }
    }
}

/// What a statement's block holds.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum BlockShape {
    None,
    /// Statements of that place; the block may be left out.
    Optional(Place),
    /// Statements of that place; without its block the statement says nothing.
    Required(Place),
    /// API fields of the named type.
    Fields(&'static str),
    /// `KEY value` entries.
    Entries,
    /// Whatever may stand where the template is used.
    Template,
}

/// One statement of the language.
#[derive(Debug)]
pub struct Statement {
    pub name: &'static str,
    pub places: &'static [Place],
    pub form: &'static [Form],
    pub block: BlockShape,
    /// What it does, one sentence.
    pub summary: &'static str,
    /// What it becomes in Kubernetes' terms.
    pub becomes: &'static str,
    /// The fields it owns, from the object's root or from the container; `Kind` or `Kind.field` where the object is
    /// another than that of the block.
    pub owns: &'static [&'static str],
    pub example: &'static str,
    /// Comes with a later version: the word is taken, and using it says so.
    pub reserved: bool,
}

/// The parts that most entries leave as they are.
const BLANK: Statement = Statement {
    name: "",
    places: &[],
    form: &[],
    block: BlockShape::None,
    summary: "",
    becomes: "",
    owns: &[],
    example: "",
    reserved: false,
};

impl Statement {
    /// `port [NAME] NUMBER [{ … }]`
    pub fn usage(&self) -> String {
        if self.name == exposure::PORT_LINE.name {
            return exposure::PORT_LINE_USAGE.to_string();
        }
        let mut usage = self.name.to_string();
        let form = Form::usage(self.form);
        if !form.is_empty() {
            usage.push(' ');
            usage.push_str(&form);
        }
        match self.block {
            BlockShape::None => {}
            BlockShape::Optional(_) | BlockShape::Fields(_) => usage.push_str(" [{ … }]"),
            BlockShape::Required(_) | BlockShape::Entries | BlockShape::Template => usage.push_str(" { … }"),
        }
        usage
    }
}

const TABLES: &[&[Statement]] =
    &[file::STATEMENTS, app::STATEMENTS, container::STATEMENTS, exposure::STATEMENTS, others::STATEMENTS];

/// Every statement, in the order of the reference.
pub fn all() -> impl Iterator<Item = &'static Statement> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The statements that may stand in a place.
pub fn statements_in(place: Place) -> impl Iterator<Item = &'static Statement> {
    all().filter(move |statement| statement.places.contains(&place))
}

/// The statement of that name in a place.
pub fn find(place: Place, name: &str) -> Option<&'static Statement> {
    all().find(|statement| statement.name == name && statement.places.contains(&place))
}
