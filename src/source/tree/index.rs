//! The index that stands beside written files and says which of them are svcc's own.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::TreeError;
use super::name::check_path;

/// The index's name in its folder.
pub const INDEX_FILE: &str = ".svcc-index";

const HEADER: &str = "svcc-index 1";

/// By path, the hashes that svcc's bytes may have: one, or two while a switch-over is under way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Index {
    files: BTreeMap<String, Vec<String>>,
}

impl Index {
    pub fn add(&mut self, path: &str, hash: &str) {
        let hashes = self.files.entry(path.to_owned()).or_default();
        if !hashes.iter().any(|known| known == hash) {
            hashes.push(hash.to_owned());
        }
    }

    /// Both indexes in one: what is accepted until a switch-over is complete.
    pub fn union(&self, other: &Index) -> Index {
        let mut both = self.clone();
        for (path, hashes) in &other.files {
            hashes.iter().for_each(|hash| both.add(path, hash));
        }
        both
    }

    pub fn hashes(&self, path: &str) -> Option<&[String]> {
        self.files.get(path).map(Vec::as_slice)
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub fn print(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for (path, hashes) in &self.files {
            for hash in hashes {
                let _ = writeln!(text, "{hash}  {path}");
            }
        }
        text
    }

    /// Reads what [`Index::print`] wrote. Its paths are checked as those to be written are: an index that someone
    /// else put there must not name files elsewhere.
    pub fn parse(text: &str) -> Result<Index, TreeError> {
        let bad = |line: usize| TreeError::BadIndex { line: line + 1 };
        let mut lines = text.lines().enumerate();
        match lines.next() {
            Some((_, HEADER)) => {}
            _ => return Err(bad(0)),
        }
        let mut index = Index::default();
        for (number, line) in lines {
            let (hash, path) = line.split_once("  ").ok_or_else(|| bad(number))?;
            if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) || path == INDEX_FILE {
                return Err(bad(number));
            }
            check_path(path).map_err(|_| bad(number))?;
            index.add(path, hash);
        }
        Ok(index)
    }
}

/// The content hash that the index records.
pub(super) fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_read_as_it_was_written() {
        let mut index = Index::default();
        index.add("shop/b.yaml", &hash(b"b"));
        index.add("a.yaml", &hash(b"a"));
        index.add("a.yaml", &hash(b"a2"));
        index.add("a.yaml", &hash(b"a"));
        assert_eq!(Index::parse(&index.print()), Ok(index.clone()));
        assert_eq!(index.print().lines().count(), 4);
        assert!(index.print().starts_with("svcc-index 1\n"));
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn an_index_that_names_other_places_is_refused() {
        let zeros = "0".repeat(64);
        for (text, line) in [
            (String::new(), 1),
            ("svcc-index 2\n".into(), 1),
            (format!("svcc-index 1\n{zeros}  ../x\n"), 2),
            (format!("svcc-index 1\n{zeros}  a\n{zeros}  /etc/x\n"), 3),
            ("svcc-index 1\nabc  a\n".into(), 2),
            (format!("svcc-index 1\n{zeros} a\n"), 2),
            (format!("svcc-index 1\n{zeros}  .svcc-index\n"), 2),
        ] {
            assert_eq!(Index::parse(&text), Err(TreeError::BadIndex { line }), "{text:?}");
        }
    }
}
