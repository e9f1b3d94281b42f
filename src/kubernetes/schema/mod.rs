//! Types and fields of every built-in kind, with the versions in which each exists.
