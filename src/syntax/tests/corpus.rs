use super::*;

#[test]
fn every_corpus_file_is_read_without_a_finding() {
    for (name, text) in corpus() {
        let parsed = read(&text);
        assert_eq!(parsed.diagnostics, [], "{name}");
        let tree = &parsed.tree;
        assert!(!tree.statements_of(tree.root()).is_empty(), "{name}");
        assert!(tree.statements.iter().all(|statement| !statement.broken), "{name}");
    }
}

/// The canonical form stands beside each file, and the tree does not change with it.
/// `SVCC_BLESS=1 cargo test` writes what the formatter says now.
#[test]
fn every_corpus_file_has_its_canonical_form() {
    for (name, text) in corpus() {
        let canonical = std::format!("{name}.fmt");
        let formatted = format(&text);
        if std::env::var_os("SVCC_BLESS").is_some() {
            std::fs::write(&canonical, &formatted).expect("the corpus can be written");
        }
        let expected = std::fs::read_to_string(&canonical).unwrap_or_default();
        assert_eq!(formatted, expected, "{name}");
        assert_eq!(shape(&read(&text).tree), shape(&read(&formatted).tree), "{name}");
    }
}
