//! Paths as text with `/`: joined, tidied and made relative without asking any file system.

/// Takes away `.` and empty parts, and `..` with the part before it. An absolute path stays absolute
/// (`/a/../..` is `/`); a relative one keeps the `..` it begins with; nothing left is `.`.
pub fn tidy(path: &str) -> String {
    let (root, rest) = split_root(path);
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if !root.is_empty() => {}
            part => parts.push(part),
        }
    }
    match (root, parts.is_empty()) {
        ("", true) => ".".to_owned(),
        _ => format!("{root}{}", parts.join("/")),
    }
}

/// `path` seen from `folder`, tidied; an absolute path stays itself. No folder is the current one, as [`parent`] gives
/// it for a bare name.
pub fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() || is_absolute(path) { tidy(path) } else { tidy(&format!("{folder}/{path}")) }
}

/// The folder that holds a tidy path; `None` at the top.
pub fn parent(path: &str) -> Option<&str> {
    let (root, rest) = split_root(path);
    if rest.is_empty() {
        return None;
    }
    match rest.rfind('/') {
        Some(at) => Some(&path[..root.len() + at]),
        None if root.is_empty() => None,
        None => Some(root),
    }
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a path is the folder or lies below it, both tidy and absolute.
pub fn is_within(path: &str, folder: &str) -> bool {
    match path.strip_prefix(folder) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || folder.ends_with('/'),
        None => false,
    }
}

/// The shortest way from a folder to a path, both tidy and absolute: `../x/y`; `.` for the folder itself. A path on
/// another drive stays absolute.
pub fn relative(folder: &str, path: &str) -> String {
    let ((folder_root, folder_rest), (path_root, path_rest)) = (split_root(folder), split_root(path));
    if folder_root != path_root {
        return path.to_owned();
    }
    let from: Vec<&str> = folder_rest.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path_rest.split('/').filter(|part| !part.is_empty()).collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut way: Vec<&str> = vec![".."; from.len() - common];
    way.extend(&to[common..]);
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

/// Whether a path says where it is without a current folder.
pub fn is_absolute(path: &str) -> bool {
    !split_root(path).0.is_empty()
}

/// The part that `..` cannot leave: `/`, or `C:/` of Windows.
fn split_root(path: &str) -> (&str, &str) {
    let bytes = path.as_bytes();
    let length = match bytes {
        [b'/', ..] => 1,
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => 3,
        _ => 0,
    };
    path.split_at(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidies() {
        for (path, tidied) in [
            ("", "."),
            (".", "."),
            ("./a//b/", "a/b"),
            ("a/../b", "b"),
            ("../a/..", ".."),
            ("../../a", "../../a"),
            ("/..", "/"),
            ("/a/./b/../c", "/a/c"),
            ("C:/a/../..", "C:/"),
        ] {
            assert_eq!(tidy(path), tidied, "{path}");
            assert_eq!(tidy(&tidy(path)), tidied, "{path}, twice");
        }
    }

    #[test]
    fn joins_and_parts() {
        assert_eq!(join("/project/u", "../x/y.svc"), "/project/x/y.svc");
        assert_eq!(join("/project/u", "/x"), "/x");
        assert_eq!(join("shop", "a.svc"), "shop/a.svc");
        assert_eq!(parent("/a/b"), Some("/a"));
        assert_eq!(parent("/a"), Some("/"));
        assert_eq!(parent("/"), None);
        assert_eq!(parent("C:/a"), Some("C:/"));
        assert_eq!(name("/a/b.svc"), "b.svc");
    }

    #[test]
    fn relates() {
        assert_eq!(relative("/a/b", "/a/b/c/d"), "c/d");
        assert_eq!(relative("/a/b", "/a/x"), "../x");
        assert_eq!(relative("/a/b", "/a/b"), ".");
        assert_eq!(relative("/", "/a"), "a");
        assert_eq!(relative("C:/a", "D:/b"), "D:/b");
        assert!(is_within("/a/b", "/a") && is_within("/a", "/a") && is_within("/a", "/"));
        assert!(!is_within("/ab", "/a"));
    }
}
