//! The command line as its users meet it: streams, exit statuses, and folders that cannot be written.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder that goes away with the test.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = folder.path(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn svcc(&self, arguments: &[&str]) -> Ran {
        Ran::of(command(self.0.path()).args(arguments).output().unwrap())
    }

    /// With this text on stdin.
    fn svcc_reading(&self, arguments: &[&str], stdin: &str) -> Ran {
        let mut child = command(self.0.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Every file below a folder, by its path.
    fn files(&self, folder: &str) -> Vec<String> {
        crate::outcome::read_folder(&self.path(folder), &[]).into_keys().collect()
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svcc"));
    command.current_dir(folder).env("NO_COLOR", "1").env("TERM", "xterm");
    command
}

#[derive(Debug)]
struct Ran {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let status = output.status.code().expect("it ended by itself");
        Ran { status, stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// It could not be done: nothing on stdout, and these words on stderr.
    #[track_caller]
    fn refused(&self, status: i32, words: &[&str]) {
        assert_eq!((self.status, self.stdout.as_str()), (status, ""), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` in:\n{}", self.stderr);
        }
    }
}

const WEB: &str = "app web {\n  image nginx:1.25\n  port http 80\n  expose\n}\n";
const BROKEN: &str = "app web {\n  image nginx:1.25\n  replicas 3h\n}\n";

#[test]
fn build_writes_manifests_to_stdout() {
    let folder = Folder::with(&[("web.svc", WEB)]);
    let ran = folder.svcc(&["build"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.starts_with("apiVersion: apps/v1\nkind: Deployment\n"), "{}", ran.stdout);
    let named = folder.svcc(&["build", "web.svc"]);
    assert_eq!(named.stdout, ran.stdout);
    let read = folder.svcc_reading(&["build", "-"], WEB);
    assert_eq!((read.status, read.stdout), (0, ran.stdout));
    let json: serde_json::Value = serde_json::from_str(&folder.svcc(&["build", "-o", "json"]).stdout).unwrap();
    assert_eq!((&json["kind"], json["items"].as_array().unwrap().len()), (&"List".into(), 2));
}

#[test]
fn with_an_error_nothing_is_written() {
    let folder = Folder::with(&[("web.svc", BROKEN)]);
    folder.svcc(&["build"]).refused(1, &["error[TYP003]", "web.svc:3:12", "1 error"]);
    folder.svcc(&["build", "--into", "out"]).refused(1, &["error[TYP003]"]);
    folder.svcc(&["build", "--into", "out.yaml"]).refused(1, &["error[TYP003]"]);
    assert_eq!(folder.files(""), ["web.svc"]);
    // A check is about findings: they are its data.
    let checked = folder.svcc(&["check"]);
    assert_eq!((checked.status, checked.stderr.as_str()), (1, ""));
    assert!(checked.stdout.contains("error[TYP003]"));
}

#[test]
fn findings_have_a_form_for_machines() {
    let folder = Folder::with(&[("web.svc", BROKEN)]);
    let checked = folder.svcc(&["check", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!((checked.status, &json["version"]), (1, &1.into()));
    let finding = &json["diagnostics"][0];
    assert_eq!((&finding["code"], &finding["file"]), (&"TYP003".into(), &"web.svc".into()));
    assert_eq!(finding["start"], serde_json::json!({ "line": 3, "column": 12 }));
    let short = folder.svcc(&["check", "--output", "short"]);
    assert!(short.stdout.starts_with("web.svc:3:12: error[TYP003]: "), "{}", short.stdout);
}

#[test]
fn one_file_per_object_switches_over_as_one() {
    let folder = Folder::with(&[("web.svc", WEB)]);
    assert_eq!(folder.svcc(&["build", "--into", "out"]).status, 0);
    let written = folder.files("out");
    assert!(written.contains(&"_default/deployment-web.yaml".to_owned()), "{written:?}");
    assert!(written.contains(&"_default/service-web.yaml".to_owned()), "{written:?}");
    // What the program no longer makes goes away.
    std::fs::write(folder.path("web.svc"), WEB.replace("  expose\n", "")).unwrap();
    assert_eq!(folder.svcc(&["build", "--into", "out"]).status, 0);
    assert!(!folder.files("out").contains(&"_default/service-web.yaml".to_owned()));
}

#[test]
fn a_folder_of_someone_else_is_left_alone() {
    let folder = Folder::with(&[("web.svc", WEB), ("out/notes.txt", "mine")]);
    folder.svcc(&["build", "--into", "out"]).refused(2, &["out"]);
    assert_eq!(folder.files("out"), ["notes.txt"]);
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    // A file stands where the folder should be.
    let folder = Folder::with(&[("web.svc", WEB), ("place", "a file")]);
    folder.svcc(&["build", "--into", "place/out"]).refused(2, &["place"]);
    assert_eq!(folder.files(""), ["place", "web.svc"]);
    assert_eq!(std::fs::read_to_string(folder.path("place")).unwrap(), "a file");
}

#[test]
fn names_that_collide_where_case_does_not_matter() {
    let roles = "object rbac.authorization.k8s.io/v1/Role reader { rules [ { apiGroups [\"\"]; resources [pods]; verbs [get] } ] }\n";
    let folder = Folder::with(&[("roles.svc", &(roles.to_owned() + &roles.replace("reader", "Reader")))]);
    assert_eq!(folder.svcc(&["build"]).status, 0);
    folder.svcc(&["build", "--into", "out"]).refused(2, &["role-Reader", "role-reader"]);
    assert!(!folder.path("out").join("_default").exists());
}

#[test]
fn a_path_that_is_not_there_is_said() {
    let folder = Folder::with(&[("web.svc", WEB)]);
    let ran = folder.svcc(&["build", "wbe.svc"]);
    assert_ne!(ran.status, 0);
    ran.refused(ran.status, &["wbe.svc"]);
    let ran = folder.svcc(&["biuld"]);
    ran.refused(2, &["build"]);
}

#[test]
fn an_empty_program_is_a_warning() {
    let folder = Folder::with(&[("empty.svc", "# nothing yet\n")]);
    let ran = folder.svcc(&["build"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("warning[NET004]"), "{}", ran.stderr);
    folder.svcc(&["build", "--deny", "warnings"]).refused(1, &["NET004"]);
}

#[test]
fn fmt_writes_the_one_style() {
    let folder = Folder::with(&[("web.svc", "app web {\nimage   nginx:1.25\n}\n")]);
    let checked = folder.svcc(&["fmt", "--check"]);
    assert_eq!((checked.status, checked.stdout.as_str()), (1, "web.svc\n"));
    assert_eq!(folder.svcc(&["fmt"]).status, 0);
    assert_eq!(std::fs::read_to_string(folder.path("web.svc")).unwrap(), "app web {\n  image nginx:1.25\n}\n");
    assert_eq!(folder.svcc(&["fmt", "--check"]).status, 0);
    assert_eq!(folder.svcc_reading(&["fmt", "-"], "app  web{image x}").stdout, "app web { image x }\n");
}

#[test]
fn whoever_reads_enough_may_close_the_pipe() {
    let folder = Folder::with(&[(
        "web.svc",
        &(0..2_000).map(|at| format!("external e{at} -> a.example.com\n")).collect::<String>(),
    )]);
    let mut child =
        command(folder.0.path()).args(["build"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
