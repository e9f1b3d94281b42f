//! The pages of the syntax codes: their examples are what they say.

use super::*;
use crate::diagnostics::Code;

/// The fenced blocks of a page with their tags.
fn examples(page: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("\n```") {
        let Some((tag, body)) = after.split_once('\n') else { break };
        let Some((body, next)) = body.split_once("\n```") else { break };
        found.push((tag, body));
        rest = next;
    }
    found
}

#[test]
fn each_bad_example_gives_exactly_its_code_and_each_good_one_none() {
    let mut pages = 0;
    for code in Code::all().filter(|code| code.id().starts_with("SYN") && code.id() <= "SYN016") {
        pages += 1;
        let info = code.info();
        assert!(info.page.starts_with(&format!("# {}: {}\n", info.id, info.title)), "{}", info.id);
        let examples = examples(info.page);
        assert!(examples.iter().any(|(tag, _)| *tag == "svc good"), "{}", info.id);
        // A file's size and encoding cannot be shown in a page.
        let shown = !["SYN012", "SYN013"].contains(&info.id);
        assert_eq!(examples.iter().any(|(tag, _)| *tag == "svc bad"), shown, "{}", info.id);
        for (tag, text) in examples {
            let parsed = read(text);
            match tag {
                "svc bad" => assert_eq!(codes(&parsed), [info.id], "{text}"),
                "svc good" => assert_eq!(parsed.diagnostics, [], "{text}"),
                _ => assert_eq!(tag, "text", "{}", info.id),
            }
        }
    }
    assert_eq!(pages, 16);
}
