//! What a declaration builds while it is lowered: objects in the making, the workload of an app, and paths in them.

use smol_str::SmolStr;

use crate::kubernetes::schema::TypeId;
use crate::object::{Node, OriginId, Segment, Write};
use crate::source::Span;

/// Names a draft of a [`Lowering`].
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(super) struct DraftId(pub usize);

/// An object in the making.
pub(super) struct Draft {
    pub api_version: SmolStr,
    pub kind: SmolStr,
    pub name: SmolStr,
    /// The statement that asks for the object.
    pub span: Span,
    /// The derived origin of what the object has without being told.
    pub origin: OriginId,
    pub ty: Option<TypeId>,
    pub namespaced: bool,
    /// Something that was said of it could not be read; a finding says so.
    pub incomplete: bool,
    pub writes: Vec<Write>,
    /// What the statements say that is no field: an exposure's type, a provider's block.
    pub notes: Vec<Write>,
}

/// A draft after its writes are merged.
pub(super) struct Merged {
    pub root: Node,
    pub notes: Node,
}

/// The elements of these lists are told apart by their names.
pub(super) const BY_NAME: &[&str] = &["name"];

/// The workload of an app while it is lowered.
#[derive(Copy, Clone)]
pub(super) struct Workload {
    pub draft: DraftId,
    pub kind: &'static str,
    /// The type of `spec`.
    pub spec: Option<TypeId>,
    /// The path of the pod template.
    pub template: &'static [&'static str],
}

/// What hangs on a workload.
#[derive(Default)]
pub(super) struct Dependents {
    /// In source order.
    pub exposures: Vec<DraftId>,
    /// Objects other than the workload and its Services, in source order.
    pub others: Vec<DraftId>,
    pub scale: Option<OriginId>,
    /// How many findings there are so far about exposures, not about the workload.
    pub findings: usize,
}

impl Workload {
    pub fn pod_spec(&self) -> Vec<Segment> {
        fields_and(self.template, &["spec"])
    }

    /// The main container: it is the element without a name of its own, which may be written like any field.
    pub fn main_container(&self) -> Vec<Segment> {
        let mut path = fields_and(self.template, &["spec", "containers"]);
        path.push(Segment::Element { key: SmolStr::default(), keys: BY_NAME });
        path
    }
}

/// A path of fields.
pub(super) fn fields(names: &[&'static str]) -> Vec<Segment> {
    names.iter().map(|name| Segment::from(*name)).collect()
}

/// A path of fields, and further ones.
pub(super) fn fields_and(names: &[&'static str], further: &[&'static str]) -> Vec<Segment> {
    names.iter().chain(further).map(|name| Segment::from(*name)).collect()
}

/// A path, further on.
pub(super) fn join(path: &[Segment], names: &[&'static str]) -> Vec<Segment> {
    let mut further = Vec::with_capacity(path.len() + names.len() + 1);
    further.extend_from_slice(path);
    further.extend(names.iter().map(|name| Segment::from(*name)));
    further
}
