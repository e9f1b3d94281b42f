//! The promises, on every corpus file, its prefixes, its deletions and mutations.

use super::*;

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
