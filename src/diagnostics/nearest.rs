//! The known name that a wrong one was probably meant to be.

/// Longer words are no slips of a name; comparing them would only cost time.
const LONGEST: usize = 80;

/// No more candidates than this are compared: a message is not worth more.
const MOST: usize = 256;

/// Names in order, for many questions: what is nearest among thousands is looked for where it stands, by how it begins
/// and by how it ends, so that a question does not cost a comparison with each.
#[derive(Clone, Debug, Default)]
pub struct Nearby {
    by_beginning: Vec<String>,
    /// Each name backwards.
    by_end: Vec<String>,
}

impl Nearby {
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Nearby {
        let mut by_beginning: Vec<String> = names.filter(|name| name.len() <= LONGEST).map(str::to_owned).collect();
        by_beginning.sort_unstable();
        let mut by_end = Vec::new();
        // Few names are all compared.
        if by_beginning.len() > MOST {
            by_end = by_beginning.iter().map(|name| backwards(name)).collect();
            by_end.sort_unstable();
        }
        Nearby { by_beginning, by_end }
    }

    /// The name nearest to `word`, as [`nearest`] finds it among those that begin or end like it.
    pub fn find(&self, word: &str) -> Option<&str> {
        if self.by_end.is_empty() {
            return nearest(word, self.by_beginning.iter().map(String::as_str));
        }
        if word.len() > LONGEST {
            return None;
        }
        let around = |names: &'_ [String], word: &str| {
            let at = names.partition_point(|name| name.as_str() < word);
            at.saturating_sub(MOST / 4)..(at + MOST / 4).min(names.len())
        };
        let beginning = self.by_beginning[around(&self.by_beginning, word)].iter().cloned();
        let end = self.by_end[around(&self.by_end, &backwards(word))].iter().map(|name| backwards(name));
        let mut candidates: Vec<String> = beginning.chain(end).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let found = nearest(word, candidates.iter().map(String::as_str))?;
        let at = self.by_beginning.partition_point(|name| name.as_str() < found);
        Some(&self.by_beginning[at])
    }
}

fn backwards(name: &str) -> String {
    name.chars().rev().collect()
}

/// The candidate nearest to `word`: one that differs in case, hyphens or underscores only, else the one with the fewest
/// slips (a letter wrong, missing, too many, or two swapped), if they are few for the word's length. The first of
/// several equally near ones wins. Of many, the first 256 are looked at; [`Nearby`] knows more.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let plain = plain(word);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates.into_iter().take(MOST) {
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
    use super::{Nearby, nearest};
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
    fn finds_a_slip_among_thousands() {
        let names: Vec<String> =
            (0..5_000).map(|at| format!("service-{:04}-of-shop-{}", at * 7 % 5_000, at % 13)).collect();
        let nearby = Nearby::new(names.iter().map(String::as_str));
        for (at, name) in names.iter().enumerate().step_by(97) {
            assert_eq!(nearby.find(&format!("{name}x")), Some(name.as_str()));
            assert_eq!(nearby.find(&format!("x{name}")), Some(name.as_str()));
            // A slip in the middle leaves the beginning and the end.
            let place = 4 + at % 6;
            let slip = format!("{}#{}", &name[..place], &name[place + 1..]);
            assert!(nearby.find(&slip).is_some(), "{slip}");
        }
        assert_eq!(nearby.find("nothing"), None);
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
