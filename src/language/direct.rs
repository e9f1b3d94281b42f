//! The API fields that may stand directly in an app: those that exactly one of Container, PodSpec and the workload's
//! spec has. The list is frozen: a field that becomes ambiguous later keeps its meaning.

/// Whose field it is.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Owner {
    Container,
    Pod,
    /// The spec of at least one kind of workload.
    Spec,
    /// Several have it: these blocks.
    Several(&'static [&'static str]),
}

include!("direct_fields.rs");

/// Whose field a name is, in an app.
pub fn direct_field(name: &str) -> Option<Owner> {
    let at = DIRECT_FIELDS.binary_search_by(|(field, _)| (*field).cmp(name)).ok()?;
    Some(DIRECT_FIELDS[at].1)
}

/// The names that may stand directly in an app.
pub fn direct_fields() -> impl Iterator<Item = &'static str> {
    DIRECT_FIELDS.iter().filter(|(_, owner)| !matches!(owner, Owner::Several(_))).map(|(name, _)| *name)
}
