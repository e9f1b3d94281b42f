//! Where a value comes from: the text that wrote it, and what it won against.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::source::Span;

/// An index into an [`Origins`] table. Small, because every value of every object carries one.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct OriginId(pub u32);

/// How strong a write is. The stronger layer wins; see [`Layer::base`] for the order.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Layer(pub u16);

impl Layer {
    /// Filled in where nothing else is said: the weakest layer.
    pub const DERIVED: Layer = Layer(0);
    /// Templates may be nested this deep within each other.
    pub const TEMPLATE_DEPTH: u16 = 200;

    /// The layer of a declaration's own block, `overlay` 0 being the base and each environment's step one more.
    pub fn base(overlay: u16) -> Layer {
        Layer((overlay + 1) * (Layer::TEMPLATE_DEPTH + 1))
    }

    /// The layer of a template that is used in a block of this layer: one weaker.
    pub fn template(self) -> Layer {
        Layer(self.0.saturating_sub(1).max(1))
    }

    /// Whether a write of this layer stands in the declaration's own block, not in a template of it.
    pub fn is_own(self) -> bool {
        self.0 != 0 && self.0.is_multiple_of(Layer::TEMPLATE_DEPTH + 1)
    }
}

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Written at this place of a `.svc` file.
    Written(Span),
    /// The value of a statement `field value`: the whole statement (without its block), and where in it the value begins.
    Field { statement: Span, value: u32 },
    /// Written here, with values of variables from the other places in it.
    Interpolated { whole: Span, parts: Arc<[Span]> },
    /// Not written: implied by the statement at this place.
    Derived(Span),
    /// Given on the command line by `--set NAME=…`, and used at this place.
    Given { name: Arc<str>, at: Span },
    /// Read from YAML or JSON at this place.
    Yaml(Span),
}

impl Origin {
    /// The place to show.
    pub fn span(&self) -> Span {
        match self {
            Origin::Written(span) | Origin::Derived(span) | Origin::Yaml(span) => *span,
            Origin::Field { statement, .. } => *statement,
            Origin::Interpolated { whole, .. } => *whole,
            Origin::Given { at, .. } => *at,
        }
    }

    /// The place of the value alone, without the name of its field.
    pub fn value_span(&self) -> Span {
        match self {
            Origin::Field { statement, value } => Span {
                file: statement.file,
                range: crate::source::TextRange { start: *value, end: statement.range.end },
            },
            other => other.span(),
        }
    }
}

/// The origins of the objects of one declaration or YAML document.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    table: Vec<Origin>,
    lost: FxHashMap<OriginId, Vec<(OriginId, Layer)>>,
}

impl Origins {
    pub fn add(&mut self, origin: Origin) -> OriginId {
        // Runs of values from one place (a key and its value, a sugar's several fields) share an entry.
        if self.table.last() == Some(&origin) {
            return OriginId(self.table.len() as u32 - 1);
        }
        self.table.push(origin);
        OriginId(self.table.len() as u32 - 1)
    }

    pub fn get(&self, id: OriginId) -> &Origin {
        &self.table[id.0 as usize]
    }

    pub fn span(&self, id: OriginId) -> Span {
        self.get(id).span()
    }

    /// Records that `loser` was overridden by `winner`, and what `winner`'s predecessor had overridden itself.
    pub fn record_loss(&mut self, winner: OriginId, loser: OriginId, layer: Layer) {
        if winner == loser {
            return;
        }
        let older = self.lost.get(&loser).cloned().unwrap_or_default();
        let entry = self.lost.entry(winner).or_default();
        entry.extend(older);
        entry.push((loser, layer));
    }

    /// What the value of this origin won against, weakest first.
    pub fn lost(&self, winner: OriginId) -> &[(OriginId, Layer)] {
        self.lost.get(&winner).map_or(&[], Vec::as_slice)
    }
}
