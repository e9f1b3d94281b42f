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
