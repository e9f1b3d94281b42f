//! The known name that a wrong one was probably meant to be.

/// Longer words are no slips of a name; comparing them would only cost time.
const LONGEST: usize = 80;

/// The candidate nearest to `word`: one that differs in case, hyphens or underscores only, else the one with the fewest
/// slips (a letter wrong, missing, too many, or two swapped), if they are few for the word's length. The first of
/// several equally near ones wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let plain = plain(word);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate.len() > LONGEST || candidate == word {
            continue;
        }
        let other = self::plain(candidate);
        let distance = if other == plain { 0 } else { 1 + strsim::damerau_levenshtein(&plain, &other) };
        let allowed = 1 + (plain.chars().count().max(other.chars().count()) / 3).max(1);
        // A word of one or two letters is not a slip of another such word unless they share one.
        let related = distance == 0 || distance - 1 < plain.chars().count();
        if distance <= allowed && related && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn plain(word: &str) -> String {
    word.chars().filter(|letter| !matches!(letter, '-' | '_')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;
    use proptest::prelude::*;

    const FIELDS: [&str; 6] = ["ports", "type", "sessionAffinity", "externalName", "externalIPs", "ip"];

    #[test]
    fn finds_a_slip() {
        for (word, expected) in [
            ("prots", "ports"),
            ("port", "ports"),
            ("sesionAffinity", "sessionAffinity"),
            ("session-affinity", "sessionAffinity"),
            ("SESSION_AFFINITY", "sessionAffinity"),
            ("externalIps", "externalIPs"),
            ("Type", "type"),
            ("IP", "ip"),
        ] {
            assert_eq!(nearest(word, FIELDS), Some(expected), "{word}");
        }
    }

    #[test]
    fn finds_nothing_where_nothing_is_near() {
        for word in ["", "replicas", "x", "affinity", "tcp", &"ports".repeat(100)] {
            assert_eq!(nearest(word, FIELDS), None, "{word}");
        }
    }

    #[test]
    fn difference_of_case_wins_over_a_slip() {
        assert_eq!(nearest("Foo", ["fao", "foo"]), Some("foo"));
    }

    proptest! {
        #[test]
        fn never_panics_and_gives_a_candidate(word in ".{0,40}", others in prop::collection::vec(".{0,20}", 0..8)) {
            let found = nearest(&word, others.iter().map(String::as_str));
            if let Some(found) = found {
                prop_assert!(others.iter().any(|other| other == found));
                prop_assert!(found != word);
            }
        }
    }
}
