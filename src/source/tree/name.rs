//! Which relative paths may be written on every system.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::TreeError;

/// Names that Windows keeps for devices, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Makes a Kubernetes name part of a file name: what some system refuses is written `%3A`.
pub fn escape_name(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => escaped.push(byte as char),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// Refuses a path that leaves the folder, or that some system cannot hold.
pub(super) fn check_path(path: &str) -> Result<(), TreeError> {
    let refuse = |why: &str| Err(TreeError::BadPath { path: path.to_owned(), why: why.to_owned() });
    for part in path.split('/') {
        if part.is_empty() || part == "." || part == ".." {
            return refuse("it does not name a place in the folder");
        }
        if part.chars().any(|c| c.is_control() || r#"<>:"\|?*"#.contains(c)) {
            return refuse("it has a character that not every system takes in a file name");
        }
        if part.ends_with(['.', ' ']) {
            return refuse("it ends in a dot or space, which Windows drops");
        }
        if part.len() > 255 {
            return refuse("a file name has at most 255 bytes");
        }
        let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
        let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        let is_port = numbered.is_some_and(|rest| matches!(rest, "¹" | "²" | "³") || is_digit(rest));
        if DEVICES.contains(&stem.as_str()) || is_port {
            return refuse("Windows keeps this name for a device");
        }
    }
    Ok(())
}

fn is_digit(text: &str) -> bool {
    text.len() == 1 && text.as_bytes()[0].is_ascii_digit()
}

/// Refuses paths that are one file, or a file and a folder, where case does not matter.
pub(super) fn check_collisions<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Result<(), TreeError> {
    let collide = |a: &str, b: &str| Err(TreeError::Collision { first: a.to_owned(), second: b.to_owned() });
    // What each folded path, and each folder above one, was written as by the first path that has it.
    let mut files: FxHashMap<String, &str> = FxHashMap::default();
    let mut folders: FxHashMap<String, (&str, &str)> = FxHashMap::default();
    for path in paths.clone() {
        if let Some(first) = files.insert(path.to_lowercase(), path) {
            return collide(first, path);
        }
    }
    for path in paths {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            let folded = folder.to_lowercase();
            if let Some(&file) = files.get(&folded) {
                return collide(file, path);
            }
            let (spelled, first) = *folders.entry(folded).or_insert((folder, path));
            if spelled != folder {
                return collide(first, path);
            }
        }
    }
    Ok(())
}

/// A checked relative path on this system.
pub(super) fn on_disk(folder: &Path, path: &str) -> PathBuf {
    let mut whole = folder.to_owned();
    whole.extend(path.split('/'));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_some_system_cannot_hold_are_refused() {
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a/../x",
            "a//b",
            "./a",
            "a\\b",
            "c:/x",
            "a/b?",
            "a/CON",
            "a/nul.yaml",
            "com1.tar.gz",
            "LPT9",
            "a.",
            "a /b",
            "a\nb",
            "com²",
        ] {
            assert!(matches!(check_path(bad), Err(TreeError::BadPath { .. })), "{bad:?}");
        }
        for good in ["a", "shop/Service-web.yaml", "shop/Service-con.yaml", "com10", "comet", "lpt", ".svcc", "é"] {
            assert_eq!(check_path(good), Ok(()), "{good:?}");
        }
    }

    #[test]
    fn names_are_escaped_reversibly_enough_to_differ() {
        assert_eq!(escape_name("web-1.x"), "web-1.x");
        assert_eq!(escape_name("system:node"), "system%3Anode");
        assert_ne!(escape_name("a%3A"), escape_name("a:"));
        assert_eq!(check_path(&escape_name("a/b:c*\u{e9}")), Ok(()));
    }

    #[test]
    fn paths_that_are_one_where_case_does_not_matter_are_refused() {
        let check = |paths: &[&str]| check_collisions(paths.iter().copied());
        assert_eq!(check(&["shop/a", "shop/b", "other/a"]), Ok(()));
        for bad in [["shop/a", "shop/A"], ["a", "a"], ["Shop/a", "shop/b"], ["a", "a/b"], ["A/b", "a"], ["É", "é"]] {
            let error = check(&bad).expect_err("refused");
            let TreeError::Collision { first, second } = error else { panic!("{bad:?}") };
            assert!(bad.contains(&&*first) && bad.contains(&&*second));
        }
    }
}
