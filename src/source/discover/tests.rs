use super::*;
use crate::source::Memory;

fn svc(paths: &[&str]) -> Memory {
    paths.iter().fold(Memory::new(), |memory, path| memory.file(path, ""))
}

#[test]
fn without_a_path_the_nearest_root_upward_is_meant() {
    let memory = svc(&["shop/program.svc", "shop/a.svc", "shop/deep/er/b.svc", "other.svc"]).at("shop/deep");
    let found = discover(&memory, &[]);
    assert_eq!(found.root.as_deref(), Some(".."));
    assert!(found.closed);
    assert_eq!(found.files, ["../a.svc", "../program.svc", "er/b.svc"]);
    assert_eq!(found.shown, Shown::All);
}

#[test]
fn without_a_path_and_a_root_the_current_folder_is_meant() {
    let memory = svc(&["a.svc", "deep/b.svc", "../outside.svc", "deploy.yaml"]);
    let found = discover(&memory, &[]);
    assert_eq!(
        found,
        Discovery { files: vec!["a.svc".into(), "deep/b.svc".into()], ..Discovery::default() },
        "not closed, and no YAML beside svc"
    );
}

#[test]
fn a_path_inside_a_root_means_that_program_and_shows_the_path() {
    let memory = svc(&["shop/program.svc", "shop/a.svc", "shop/web/b.svc"]);
    let found = discover(&memory, &["shop/web"]);
    assert_eq!(found.files, ["shop/a.svc", "shop/program.svc", "shop/web/b.svc"]);
    assert_eq!(found.root.as_deref(), Some("shop"));
    assert!(found.shown.includes("shop/web/b.svc"));
    assert!(!found.shown.includes("shop/a.svc"));
    assert!(!found.shown.includes("shop/web-other.svc"));

    let found = discover(&memory, &["shop/a.svc"]);
    assert_eq!(found.shown, Shown::Within(vec!["shop/a.svc".into()]));
    assert_eq!(found.files.len(), 3);

    assert_eq!(discover(&memory, &["shop"]).shown, Shown::All);
    assert_eq!(discover(&memory, &["shop/../shop/", "shop/a.svc"]).shown, Shown::All);
}

#[test]
fn otherwise_what_is_named_is_one_program() {
    let memory = svc(&["a.svc", "b.svc", "x/c.svc", "x/y/d.svc"]);
    let found = discover(&memory, &["./x", "a.svc", "x/c.svc"]);
    assert_eq!(found.files, ["a.svc", "x/c.svc", "x/y/d.svc"]);
    assert_eq!((found.root, found.closed, found.shown), (None, false, Shown::All));
}

#[test]
fn a_walk_does_not_enter_other_programs() {
    let memory = svc(&["a.svc", "shop/program.svc", "shop/b.svc"]);
    let found = discover(&memory, &["."]);
    assert_eq!(found.files, ["a.svc"]);
    assert_eq!(found.passed, ["shop"]);

    let memory = svc(&["program.svc", "shop/program.svc", "shop/b.svc"]);
    assert_eq!(discover(&memory, &[]).files, ["program.svc"]);
    assert_eq!(discover(&memory, &["shop/b.svc"]).root.as_deref(), Some("shop"), "the nearest root claims it");
}

#[test]
fn hidden_folders_and_links_are_passed_over() {
    let memory = svc(&["a.svc", ".git/b.svc", "c/.hidden/d.svc", ".svc"])
        .file("/elsewhere/e.svc", "")
        .symlink("link", "/elsewhere")
        .symlink("linked.svc", "/elsewhere/e.svc")
        .file(".gitignore", "a.svc");
    assert_eq!(discover(&memory, &[]).files, ["a.svc"]);
    assert_eq!(discover(&memory, &["linked.svc"]).files, ["linked.svc"], "a link that is named is followed");
    assert_eq!(discover(&memory, &["link"]).files, ["link/e.svc"]);
    assert_eq!(discover(&memory, &[".git/b.svc"]).files, [".git/b.svc"]);
}

#[test]
fn a_link_is_no_root() {
    let memory = svc(&["a.svc"]).file("/elsewhere/program.svc", "").symlink("program.svc", "/elsewhere/program.svc");
    let found = discover(&memory, &[]);
    assert_eq!((found.root, found.files), (None, vec!["a.svc".to_owned()]));
}

#[test]
fn yaml_is_read_when_named_or_alone() {
    let memory = svc(&["a.svc", "b.yaml", "rendered/c.yml", "rendered/d.json", "rendered/e.txt"]);
    assert!(discover(&memory, &[]).yaml.is_empty());
    assert_eq!(discover(&memory, &["b.yaml"]).yaml, ["b.yaml"]);
    assert_eq!(discover(&memory, &["rendered"]).yaml, ["rendered/c.yml", "rendered/d.json"]);
    let both = discover(&memory, &["a.svc", "b.yaml"]);
    assert_eq!((both.files.len(), both.yaml.len()), (1, 1));
}

#[test]
fn yaml_named_inside_a_root_is_not_the_program() {
    let memory = svc(&["program.svc", "rendered/c.yml", "web/a.svc", "web/b.yaml"]);
    for named in ["rendered", "rendered/c.yml"] {
        let found = discover(&memory, &[named]);
        assert_eq!((found.root, found.closed), (None, false), "{named}");
        assert_eq!((found.files.len(), found.yaml), (0, vec!["rendered/c.yml".to_owned()]), "{named}");
    }
    assert!(discover(&memory, &[]).yaml.is_empty());
    assert!(discover(&memory, &["web"]).yaml.is_empty());
}

#[test]
fn paths_of_different_programs_are_refused_together() {
    let memory = svc(&["a/program.svc", "b/program.svc", "c.svc"]);
    for (second, root) in [("b", Some("b")), ("c.svc", None)] {
        let found = discover(&memory, &["a", second]);
        assert!(found.files.is_empty());
        assert_eq!(
            found.problems,
            [Problem::DifferentPrograms {
                first: ("a".into(), Some("a".into())),
                second: (second.into(), root.map(str::to_owned))
            }]
        );
    }
}

#[test]
fn what_is_missing_comes_with_what_stands_beside_it() {
    let memory = svc(&["shop.svc", "dir/web.svc"]);
    for (named, beside) in
        [("shp.svc", vec!["dir", "shop.svc"]), ("dir/wbe.svc", vec!["web.svc"]), ("no/such.svc", vec![])]
    {
        let found = discover(&memory, &[named]);
        let beside = beside.into_iter().map(str::to_owned).collect();
        assert_eq!(found.problems, [Problem::Missing { path: named.into(), beside }]);
        assert!(found.files.is_empty());
    }
}

#[test]
fn a_file_of_another_kind_is_a_problem() {
    let memory = svc(&["a.svc", "notes.txt"]);
    let found = discover(&memory, &["a.svc", "notes.txt"]);
    assert_eq!(found.files, ["a.svc"]);
    assert_eq!(found.problems, [Problem::UnknownKind { path: "notes.txt".into() }]);
}

#[test]
fn dot_covers_what_lies_below_it_only() {
    let within = Shown::Within(vec![".".into()]);
    assert!(within.includes("a.svc") && within.includes("x/b.svc"));
    assert!(!within.includes("../a.svc") && !within.includes("/a.svc"));
}

mod loading {
    use crate::source::{Files, MAX_FILE_BYTES, Memory, Problem, load};

    #[test]
    fn bytes_that_are_not_utf8_have_a_place() {
        let memory = Memory::new().file("a.svc", b"app a\n  image \xff\xfe\n".to_vec());
        let mut files = Files::new();
        let Err(Problem::NotUtf8 { path, at }) = load(&mut files, &memory, "a.svc") else { panic!("not refused") };
        assert_eq!(path, "a.svc");
        let file = files.get(at.file).expect("kept to be shown");
        let position = file.position(at.range.start as usize);
        assert_eq!((position.line, position.column), (2, 9));
        assert_eq!(&file.text[at.range.bytes()], "\u{fffd}");
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let memory = Memory::new().file("a.svc", vec![b'#'; MAX_FILE_BYTES + 1]).file("b.svc", vec![b'#'; 100]);
        let mut files = Files::new();
        assert_eq!(load(&mut files, &memory, "a.svc"), Err(Problem::TooLarge { path: "a.svc".into() }));
        assert!(load(&mut files, &memory, "b.svc").is_ok());
    }

    #[test]
    fn what_cannot_be_read_gives_the_reason() {
        let memory = Memory::new().locked("a.svc");
        let problem = load(&mut Files::new(), &memory, "a.svc");
        assert_eq!(problem, Err(Problem::Unreadable { path: "a.svc".into(), reason: "permission denied".into() }));
    }

    #[test]
    fn a_replaced_text_keeps_its_id_and_a_removed_one_loses_it() {
        let mut files = Files::new();
        let a = files.add("a.svc", "one");
        let b = files.add("b.svc", "two");
        assert_eq!(files.add("a.svc", "three"), a);
        assert_eq!(&*files.get(a).expect("there").text, "three");
        files.remove(a);
        assert!(files.get(a).is_none() && files.find("a.svc").is_none());
        let again = files.add("a.svc", "four");
        assert!(again != a && again != b);
        assert_eq!(files.len(), 2);
    }
}
