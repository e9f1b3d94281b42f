//! Says to people what kept a file from being read.

use crate::diagnostics::codes::Code;
use crate::diagnostics::model::Diagnostic;
use crate::diagnostics::nearest::nearest;
use crate::source::{MAX_FILE_BYTES, Problem};

impl From<&Problem> for Diagnostic {
    fn from(problem: &Problem) -> Diagnostic {
        match problem {
            Problem::Missing { path, beside } => {
                let missing = Diagnostic::new(Code::REF017, None, format!("there is no file or folder `{path}`"));
                let (folder, name) = path.rfind('/').map_or(("", path.as_str()), |at| path.split_at(at + 1));
                match nearest(name, beside.iter().map(String::as_str)) {
                    Some(near) => missing.help(format!("did you mean `{folder}{near}`?")),
                    None => missing.help("paths are relative to the folder in which svcc runs"),
                }
            }
            Problem::Unreadable { path, reason } => {
                Diagnostic::new(Code::REF017, None, format!("`{path}` cannot be read: {reason}"))
                    .help("check that you may read it, and every folder above it")
            }
            Problem::UnknownKind { path } => {
                Diagnostic::new(Code::REF017, None, format!("`{path}` is neither svc source nor a manifest"))
                    .help("svcc reads files that end in `.svc`, `.yaml`, `.yml` or `.json`")
            }
            Problem::DifferentPrograms { first, second } => {
                let place = |root: &Option<String>| match root {
                    Some(root) => format!("the program in `{root}`"),
                    None => "no program".to_owned(),
                };
                let (a, b) = (place(&first.1), place(&second.1));
                let message = format!("`{}` belongs to {a}, but `{}` to {b}", first.0, second.0);
                Diagnostic::new(Code::REF017, None, message).help("run svcc once for each program")
            }
            Problem::TooLarge { path } => {
                let limit = MAX_FILE_BYTES >> 20;
                Diagnostic::new(Code::SYN012, None, format!("`{path}` is larger than {limit} MiB"))
                    .help("split the file, or take out data that a container image should carry")
            }
            Problem::NotUtf8 { path, at } => Diagnostic::new(Code::SYN013, *at, format!("`{path}` is not valid UTF-8"))
                .note("the first byte that is not UTF-8")
                .help("save the file as UTF-8"),
        }
    }
}

impl From<Problem> for Diagnostic {
    fn from(problem: Problem) -> Diagnostic {
        Diagnostic::from(&problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Files, Memory, discover, load};

    #[test]
    fn a_missing_file_names_its_neighbour() {
        for (named, help) in [
            ("shpo.svc", "did you mean `shop.svc`?"),
            ("deep/wbe.svc", "did you mean `deep/web.svc`?"),
            ("dep", "did you mean `deep`?"),
            ("zzzzzzzz", "paths are relative to the folder in which svcc runs"),
        ] {
            let found = discover(&Memory::new().file("shop.svc", "").file("deep/web.svc", ""), &[named]);
            let diagnostic = Diagnostic::from(&found.problems[0]);
            assert_eq!(diagnostic.code, Code::REF017);
            assert_eq!(diagnostic.message, format!("there is no file or folder `{named}`"));
            assert_eq!(diagnostic.help.as_deref(), Some(help));
        }
    }

    #[test]
    fn bad_bytes_have_a_place() {
        let mut files = Files::new();
        let problem = load(&mut files, &Memory::new().file("a.svc", b"a\n\xff".to_vec()), "a.svc");
        let diagnostic = Diagnostic::from(problem.expect_err("refused"));
        assert_eq!(diagnostic.code, Code::SYN013);
        let span = diagnostic.span.expect("a place");
        assert_eq!(files.position(span.file, span.range.start as usize).line, 2);
    }
}
