//! One function per fuzz target: given any bytes, the room's promises hold. Run here on the corpus and on mutations of
//! it; the same promises can be given to a fuzzer.

use super::*;
use crate::syntax::tree::StatementId;

/// Tokens and comments lie in order, do not overlap, and between them are only blanks.
pub fn fuzz_lex(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let tokens = lex(&text);
    let mut places: Vec<_> = tokens.list.iter().map(|token| token.range).collect();
    places.extend(tokens.comments.iter().map(|comment| comment.range));
    places.sort();
    let mut end = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for place in places {
        assert!(end <= place.start as usize && place.start < place.end, "{text:?} {place:?}");
        assert!(text[end..place.start as usize].chars().all(|c| c.is_ascii_whitespace()), "{text:?} {place:?}");
        end = place.end as usize;
    }
    assert!(text[end..].chars().all(|c| c.is_ascii_whitespace()), "{text:?}");
}

/// Children lie within their parents and in order; every question to the tree has an answer.
pub fn fuzz_parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = read(&text);
    let tree = &parsed.tree;
    assert_eq!(tree.statement_lists.len(), tree.statements.len(), "{text:?}");
    assert!(parsed.diagnostics.len() <= crate::syntax::MAX_DIAGNOSTICS);
    let broken = tree.statements.iter().any(|statement| statement.broken);
    assert_eq!(broken, !parsed.diagnostics.is_empty(), "{text:?}");
    for block in &tree.blocks {
        let mut end = block.range.start;
        for id in tree.statement_lists[block.statements.start as usize..][..block.statements.len as usize].iter() {
            let range = tree.statement(*id).range;
            assert!(end <= range.start && range.end <= block.range.end, "{text:?}");
            end = range.end;
        }
    }
    for (index, statement) in tree.statements.iter().enumerate() {
        let id = StatementId(index as u32);
        tree.doc(id);
        let at = tree.statement_at(statement.range.start);
        assert!(at.is_some(), "{text:?} {:?}", statement.range);
    }
    for index in 0..tree.values.len() as u32 {
        let parts = tree.parts(ValueId(index));
        if let Some(plain) = tree.plain(ValueId(index)) {
            let text: String = parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => text.as_str(),
                    Part::Variable { .. } => "a variable is not plain",
                })
                .collect();
            assert_eq!(plain, text);
        }
    }
    for diagnostic in &parsed.diagnostics {
        let range = diagnostic.span.expect("a place").range;
        assert!(text.get(range.bytes()).is_some(), "{text:?} {diagnostic:?}");
        for fix in &diagnostic.fixes {
            apply(&text, fix);
        }
    }
}

/// Twice is once; the tree and the errors stay.
pub fn fuzz_format(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let once = format(&text);
    let twice = format(&once);
    assert_eq!(once, twice, "from {text:?}");
    let (before, after) = (read(&text), read(&once));
    assert_eq!(shape(&before.tree), shape(&after.tree), "{text:?} became {once:?}");
    let messages = |parsed: &Parsed| -> Vec<_> {
        parsed.diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.message.clone())).collect()
    };
    assert_eq!(messages(&before), messages(&after), "{text:?} became {once:?}");
}

fn all(text: &str) {
    fuzz_lex(text.as_bytes());
    fuzz_parse(text.as_bytes());
    fuzz_format(text.as_bytes());
}

#[test]
fn every_prefix_of_every_corpus_file() {
    for (_, text) in corpus() {
        for (end, _) in text.char_indices() {
            all(&text[..end]);
        }
    }
}

#[test]
fn every_deletion_of_one_token_of_every_corpus_file() {
    for (_, text) in corpus() {
        for token in lex(&text).list {
            all(&format!("{}{}", &text[..token.range.start as usize], &text[token.range.end as usize..]));
        }
    }
}

#[test]
fn mutations_of_every_corpus_file() {
    // A fixed sequence: the same mutations on every run.
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let pieces: [&[u8]; 22] = [
        b"{", b"}", b"[", b"]", b"(", b")", b",", b";", b"\n", b"\"", b"'", b"\"\"\"", b"'''", b"#", b"=", b":", b"->",
        b"$", b"${", b"\\", b"\xff", b"\r\n",
    ];
    for (_, text) in corpus() {
        for _ in 0..150 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                match random(3) {
                    0 => drop(bytes.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                    1 => drop(bytes.splice(at..(at + random(9)).min(bytes.len()), [])),
                    _ => {
                        let from = random(bytes.len());
                        let piece = bytes[from..(from + random(40)).min(bytes.len())].to_vec();
                        bytes.splice(at..at, piece);
                    }
                }
            }
            all(&String::from_utf8_lossy(&bytes));
        }
    }
}
