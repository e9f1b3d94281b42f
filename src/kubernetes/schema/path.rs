//! The way from an object's root to the value at hand: links on the stack, spelled out only for a finding.

use super::types::TypeId;

/// One step, and the object type from which it goes (`None` from a map or list).
pub struct Path<'a> {
    pub parent: Option<&'a Path<'a>>,
    pub owner: Option<TypeId>,
    pub step: Step<'a>,
}

#[derive(Copy, Clone)]
pub enum Step<'a> {
    Field(&'a str),
    Key(&'a str),
    Index(usize),
}

/// Maps whose keys the API server leaves out when it names a place in them.
const BARE_MAPS: [&str; 5] = ["labels", "annotations", "matchLabels", "selector", "nodeSelector"];

impl<'a> Path<'a> {
    /// The nearest named field on the way: a list's element goes by the list's name.
    pub fn field_name(&self) -> &'a str {
        match self.step {
            Step::Field(name) => name,
            Step::Key(_) | Step::Index(_) => self.parent.map_or("", Path::field_name),
        }
    }

    fn write(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.step {
            Step::Field(name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Step::Key(_) if BARE_MAPS.contains(&self.field_name()) => {}
            Step::Key(key) => {
                out.push('[');
                out.push_str(key);
                out.push(']');
            }
            Step::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
}

/// The place's name as the API server spells it; the root has none.
pub fn spell(path: Option<&Path<'_>>) -> String {
    let mut out = String::new();
    if let Some(path) = path {
        path.write(&mut out);
    }
    out
}
