use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn files(list: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    list.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
}

/// Every file of a folder with its text, folders as `name/`; all names of unfinished files too.
fn contents(folder: &Path) -> BTreeMap<String, String> {
    fn visit(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.expect("an entry");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().expect("a type").is_dir() {
                found.insert(format!("{name}/"), String::new());
                visit(&entry.path(), &format!("{name}/"), found);
            } else {
                let bytes = fs::read(entry.path()).unwrap_or_default();
                found.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(folder, "", &mut found);
    found
}

/// The same without the index, and without folders.
fn own(folder: &Path) -> Vec<(String, String)> {
    contents(folder).into_iter().filter(|(name, _)| name != INDEX_FILE && !name.ends_with('/')).collect()
}

fn texts(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn writes_replaces_and_removes() {
    let parent = temporary();
    let folder = parent.path().join("out/deep");
    let first = [("shop/Service-web.yaml", "1"), ("shop/Service-api.yaml", "2"), ("old/Service-x.yaml", "3")];
    let summary = write_tree(&folder, &files(&first)).expect("written");
    assert_eq!(summary, TreeSummary { written: 3, unchanged: 0, removed: 0 });
    let second = [("shop/Service-api.yaml", "2"), ("shop/Service-web.yaml", "new")];
    let summary = write_tree(&folder, &files(&second)).expect("written");
    assert_eq!(summary, TreeSummary { written: 1, unchanged: 1, removed: 1 });
    assert_eq!(own(&folder), texts(&second));
    assert!(!folder.join("old").exists(), "a folder left empty goes");
    let index = fs::read_to_string(folder.join(INDEX_FILE)).expect("an index");
    assert_eq!(index.lines().count(), 3, "{index}");
}

#[test]
fn unchanged_files_are_not_rewritten() {
    let folder = temporary();
    write_tree(folder.path(), &files(&[("a", "1"), ("b", "2")])).expect("written");
    let stamp = |name: &str| fs::metadata(folder.path().join(name)).expect("there").modified().expect("a time");
    let (a, index) = (stamp("a"), stamp(INDEX_FILE));
    std::thread::sleep(std::time::Duration::from_millis(20));
    let summary = write_tree(folder.path(), &files(&[("a", "1"), ("b", "2")])).expect("written");
    assert_eq!(summary, TreeSummary { written: 0, unchanged: 2, removed: 0 });
    assert_eq!((stamp("a"), stamp(INDEX_FILE)), (a, index));
}

#[test]
fn an_empty_program_leaves_an_index() {
    let folder = temporary();
    write_tree(folder.path(), &files(&[("a", "1")])).expect("written");
    write_tree(folder.path(), &[]).expect("written");
    assert_eq!(contents(folder.path()).into_keys().collect::<Vec<_>>(), [INDEX_FILE]);
}

#[test]
fn a_folder_of_other_files_is_refused() {
    let folder = temporary();
    fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    let error = write_tree(folder.path(), &files(&[("a", "1")])).expect_err("refused");
    assert!(matches!(error, TreeError::NotOurs { .. }));
    assert_eq!(own(folder.path()), texts(&[("notes.txt", "mine")]));
}

#[test]
fn files_beside_svccs_own_are_left_alone_and_never_replaced() {
    let folder = temporary();
    write_tree(folder.path(), &files(&[("a", "1")])).expect("written");
    fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    write_tree(folder.path(), &files(&[("b", "1")])).expect("written");
    assert_eq!(own(folder.path()), texts(&[("b", "1"), ("notes.txt", "mine")]));
    let error = write_tree(folder.path(), &files(&[("notes.txt", "1")])).expect_err("refused");
    assert_eq!(error, TreeError::Occupied { path: "notes.txt".into() });
    write_tree(folder.path(), &files(&[("notes.txt", "mine")])).expect("the same bytes are no conflict");
}

#[test]
fn an_edited_file_is_refused_and_nothing_is_written() {
    for next in [files(&[("a", "2"), ("b", "2")]), files(&[("b", "2")])] {
        let folder = temporary();
        write_tree(folder.path(), &files(&[("a", "1"), ("b", "1")])).expect("written");
        fs::write(folder.path().join("a"), "edited").expect("written");
        let before = contents(folder.path());
        let error = write_tree(folder.path(), &next).expect_err("refused");
        assert_eq!(error, TreeError::Edited { path: "a".into() });
        assert_eq!(contents(folder.path()), before);
    }
}

#[test]
fn a_file_that_someone_removed_comes_back_or_stays_away() {
    let folder = temporary();
    write_tree(folder.path(), &files(&[("a", "1"), ("b", "1")])).expect("written");
    fs::remove_file(folder.path().join("a")).expect("removed");
    fs::remove_file(folder.path().join("b")).expect("removed");
    write_tree(folder.path(), &files(&[("a", "1")])).expect("written");
    assert_eq!(own(folder.path()), texts(&[("a", "1")]));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (folder, elsewhere) = (temporary(), temporary());
    fs::write(elsewhere.path().join("a"), "theirs").expect("written");
    write_tree(folder.path(), &files(&[("x/a", "1"), ("b", "1")])).expect("written");
    fs::remove_dir_all(folder.path().join("x")).expect("removed");
    symlink(elsewhere.path(), folder.path().join("x")).expect("linked");
    for next in [files(&[("x/a", "2")]), files(&[("b", "1")])] {
        let error = write_tree(folder.path(), &next).expect_err("refused");
        assert_eq!(error, TreeError::Symlink { path: "x".into() });
    }
    fs::remove_file(folder.path().join("x")).expect("removed");
    symlink(elsewhere.path().join("a"), folder.path().join("c")).expect("linked");
    let error = write_tree(folder.path(), &files(&[("c", "2")])).expect_err("refused");
    assert_eq!(error, TreeError::Symlink { path: "c".into() });
    assert_eq!(own(elsewhere.path()), texts(&[("a", "theirs")]));

    let linked_index = temporary();
    symlink(elsewhere.path().join("a"), linked_index.path().join(INDEX_FILE)).expect("linked");
    assert!(matches!(write_tree(linked_index.path(), &[]), Err(TreeError::Symlink { .. })));
}

#[test]
fn an_index_cannot_lead_out_of_the_folder() {
    let parent = temporary();
    let folder = parent.path().join("out");
    fs::create_dir(&folder).expect("made");
    fs::write(parent.path().join("x"), "").expect("written");
    let line = format!("svcc-index 1\n{}  ../x\n", index::hash(b""));
    fs::write(folder.join(INDEX_FILE), line).expect("written");
    assert_eq!(write_tree(&folder, &[]), Err(TreeError::BadIndex { line: 2 }));
    assert!(parent.path().join("x").exists());
}

#[test]
fn impossible_paths_are_refused_before_anything_is_written() {
    let folder = temporary();
    for bad in [[("a", "1"), ("A", "2")], [("ok", "1"), ("aux.yaml", "2")], [("ok", "1"), (".SVCC-index", "2")]] {
        assert!(write_tree(folder.path(), &files(&bad)).is_err());
        assert!(contents(folder.path()).is_empty());
    }
}

#[test]
fn a_file_where_a_folder_belongs_is_refused() {
    let folder = temporary();
    write_tree(folder.path(), &files(&[("b", "1")])).expect("written");
    fs::write(folder.path().join("shop"), "mine").expect("written");
    let error = write_tree(folder.path(), &files(&[("b", "2"), ("shop/a", "1")])).expect_err("refused");
    assert_eq!(error, TreeError::Occupied { path: "shop".into() });
    assert_eq!(own(folder.path()), texts(&[("b", "1"), ("shop", "mine")]));
}

#[cfg(unix)]
#[test]
fn an_unwritable_folder_keeps_its_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = temporary();
    write_tree(folder.path(), &files(&[("shop/a", "1"), ("b", "1")])).expect("written");
    let set = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).expect("set");
    set(0o555);
    // Root may write everywhere; then this shows nothing, and the test of every single failure below shows it.
    let is_root = fs::write(folder.path().join("probe"), "").is_ok_and(|()| {
        fs::remove_file(folder.path().join("probe")).expect("removed");
        true
    });
    let result = write_tree(folder.path(), &files(&[("shop/a", "2"), ("b", "2")]));
    set(0o755);
    if !is_root {
        assert!(matches!(result, Err(TreeError::Io { .. })));
        assert_eq!(own(folder.path()), texts(&[("b", "1"), ("shop/a", "1")]));
    }
}

#[test]
fn a_failure_at_any_step_leaves_everything_as_it_was() {
    let next = files(&[("shop/a", "2"), ("new/deep/c", "1"), ("same", "1"), ("d", "1")]);
    for step in 0.. {
        let folder = temporary();
        write_tree(folder.path(), &files(&[("shop/a", "1"), ("same", "1"), ("gone/x", "1"), ("gone-too", "1")]))
            .expect("written");
        fs::write(folder.path().join("notes.txt"), "mine").expect("written");
        let before = contents(folder.path());
        let mut faults = Faults { after: Some(step) };
        match switch_over(folder.path(), &next, &mut faults) {
            Err(error) => {
                assert!(matches!(error, TreeError::Io { .. }), "{error}");
                assert_eq!(contents(folder.path()), before, "after a failure at step {step}");
            }
            Ok(summary) => {
                assert_eq!(summary, TreeSummary { written: 3, unchanged: 1, removed: 2 });
                assert!(step > 12, "only {step} steps");
                assert!(!contents(folder.path()).keys().any(|name| name.contains(UNFINISHED)));
                return;
            }
        }
    }
}

#[test]
fn a_failure_in_a_new_folder_leaves_none() {
    let parent = temporary();
    let folder = parent.path().join("out");
    for step in 0..6 {
        assert!(switch_over(&folder, &files(&[("shop/a", "1")]), &mut Faults { after: Some(step) }).is_err());
        assert!(!folder.exists(), "step {step}");
    }
}

#[test]
fn a_killed_run_is_finished_by_the_next() {
    let folder = temporary();
    write_tree(folder.path(), &files(&[("a", "1"), ("b", "1")])).expect("written");
    // As after a kill between two renames: the index accepts old and new bytes, `a` is new and `b` old.
    let mut both = Index::default();
    for (path, text) in [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")] {
        both.add(path, &index::hash(text.as_bytes()));
    }
    fs::write(folder.path().join(INDEX_FILE), both.print()).expect("written");
    fs::write(folder.path().join("a"), "2").expect("written");
    write_tree(folder.path(), &files(&[("a", "3"), ("b", "2")])).expect("written");
    assert_eq!(own(folder.path()), texts(&[("a", "3"), ("b", "2")]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_folder_always_holds_the_last_files(
        runs in prop::collection::vec(prop::collection::btree_map("[a-c]/[a-c]", "[12]", 0..6), 1..5),
    ) {
        let folder = temporary();
        for run in &runs {
            let list: Vec<_> = run.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
            write_tree(folder.path(), &list).expect("written");
            prop_assert_eq!(own(folder.path()), run.clone().into_iter().collect::<Vec<_>>());
        }
    }
}
