//! Kubernetes versions that svcc compiles for.

use std::fmt;

/// A minor version of Kubernetes 1: `Version(35)` is 1.35.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Version(pub u8);

impl Version {
    pub const OLDEST: Version = Version(33);
    pub const NEWEST: Version = Version(37);

    /// Reads `1.35`; `None` for anything that is not a minor version of Kubernetes 1 (it may be outside the known range).
    pub fn parse(text: &str) -> Option<Version> {
        text.strip_prefix("1.")?.parse().ok().map(Version)
    }

    pub fn is_known(self) -> bool {
        (Version::OLDEST..=Version::NEWEST).contains(&self)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}
