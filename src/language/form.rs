//! The shape of a statement's arguments, and matching arguments against it.

use crate::syntax::tree::{Argument, Tree, Value, ValueId, ValueKind};

/// What kind of value a slot takes: for messages, documentation and completion. Conversion is in
/// [`values`](super::values) and, for API fields, directed by the schema.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Takes {
    /// A name as it will stand in the cluster.
    Name,
    /// The name of a template or policy, with its arguments.
    Template,
    Image,
    Int,
    Bool,
    Port,
    Quantity,
    Range,
    Percent,
    Ip,
    Path,
    Duration,
    String,
    /// `[namespace/]name[:port or key]`
    Reference,
    List,
    /// A list, or values one after the other.
    Any,
    /// One of these words.
    Enum(&'static [&'static str]),
}

impl Takes {
    /// How it is called in a message, with its article.
    pub fn describe(self) -> String {
        match self {
            Takes::Name => "a name".into(),
            Takes::Template => "a template".into(),
            Takes::Image => "an image".into(),
            Takes::Int => "a whole number".into(),
            Takes::Bool => "`true` or `false`".into(),
            Takes::Port => "a port number".into(),
            Takes::Quantity => "a quantity such as `500m` or `128Mi`".into(),
            Takes::Range => "a range such as `2..10`".into(),
            Takes::Percent => "a percentage such as `70%`".into(),
            Takes::Ip => "an IP address".into(),
            Takes::Path => "a path".into(),
            Takes::Duration => "a duration such as `3h` or `90s`".into(),
            Takes::String => "a text".into(),
            Takes::Reference => "a reference such as `api` or `shop/api:http`".into(),
            Takes::List => "a list such as `[a, b]`".into(),
            Takes::Any => "a value".into(),
            Takes::Enum(words) => one_of(words),
        }
    }
}

/// `` `a`, `b` or `c` ``; of many, the first few.
pub fn one_of<T: AsRef<str>>(words: &[T]) -> String {
    const SHOWN: usize = 24;
    let mut text = String::new();
    if words.len() > SHOWN {
        for word in &words[..SHOWN] {
            text.push_str(&format!("`{}`, ", word.as_ref()));
        }
        text.push_str("and more");
        return text;
    }
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            text.push_str(if at + 1 == words.len() { " or " } else { ", " });
        }
        text.push('`');
        text.push_str(word.as_ref());
        text.push('`');
    }
    text
}

/// One piece of a statement's arguments.
#[derive(Debug)]
pub enum Form {
    /// A value, found again under the slot's name.
    Slot(&'static str, Takes),
    /// This word itself.
    Word(&'static str),
    Arrow,
    Equals,
    Optional(&'static [Form]),
    OneOf(&'static [&'static [Form]]),
    /// The group once or several times, with commas between.
    Commas(&'static [Form]),
}

impl Form {
    /// The form as the reference writes it: `[NAME] NUMBER`.
    pub fn usage(forms: &[Form]) -> String {
        forms.iter().map(Form::usage_of).collect::<Vec<_>>().join(" ")
    }

    fn usage_of(&self) -> String {
        match self {
            Form::Slot(name, _) => (*name).into(),
            Form::Word(word) => (*word).into(),
            Form::Arrow => "->".into(),
            Form::Equals => "=".into(),
            Form::Optional(forms) => format!("[{}]", Form::usage(forms)),
            Form::OneOf(choices) => choices.iter().map(|forms| Form::usage(forms)).collect::<Vec<_>>().join(" | "),
            Form::Commas(forms) => format!("{}, …", Form::usage(forms)),
        }
    }
}

/// Arguments matched against a form.
#[derive(Debug, Default)]
pub struct Matched {
    slots: Vec<(&'static str, ValueId)>,
    words: Vec<&'static str>,
}

impl Matched {
    /// The value of a slot that was given.
    pub fn get(&self, slot: &str) -> Option<ValueId> {
        self.slots.iter().find(|(name, _)| *name == slot).map(|(_, value)| *value)
    }

    /// The values of a slot that may be given several times.
    pub fn all<'a>(&'a self, slot: &'a str) -> impl Iterator<Item = ValueId> + 'a {
        self.slots.iter().filter(move |(name, _)| *name == slot).map(|(_, value)| *value)
    }

    /// Whether a word of the form was written.
    pub fn has(&self, word: &str) -> bool {
        self.words.contains(&word)
    }
}

/// Where arguments leave the form, and what could have stood there.
#[derive(Debug)]
pub struct Mismatch {
    /// The place in the arguments; their number if something lacks at the end.
    pub at: usize,
    pub expected: Vec<Expected>,
    /// The statement could have ended before `at`.
    pub could_end: bool,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    Slot(&'static str, Takes),
    Word(&'static str),
    Arrow,
    Equals,
    Comma,
}

impl Mismatch {
    /// What could have stood there, in words.
    pub fn describe(&self) -> String {
        let words: Vec<String> = self
            .expected
            .iter()
            .map(|expected| match expected {
                Expected::Slot(name, takes) => match takes {
                    Takes::Enum(_) => takes.describe(),
                    _ => format!("{} ({name})", takes.describe()),
                },
                Expected::Word(word) => format!("`{word}`"),
                Expected::Arrow => "`->`".into(),
                Expected::Equals => "`=`".into(),
                Expected::Comma => "`,`".into(),
            })
            .collect();
        words.join(" or ")
    }
}

/// Matches a statement's arguments against a form. Optional pieces are taken where the rest still fits.
pub fn match_form(tree: &Tree, forms: &'static [Form], arguments: &[Argument]) -> Result<Matched, Mismatch> {
    let mut matcher = Matcher {
        tree,
        arguments,
        matched: Matched::default(),
        furthest: Mismatch { at: 0, expected: Vec::new(), could_end: false },
    };
    let complete = matcher.sequence(forms, 0, &mut |matcher, at| {
        if at == matcher.arguments.len() {
            return true;
        }
        if at >= matcher.furthest.at {
            matcher.advance(at);
            matcher.furthest.could_end = true;
        }
        false
    });
    if complete { Ok(matcher.matched) } else { Err(matcher.furthest) }
}

struct Matcher<'a> {
    tree: &'a Tree,
    arguments: &'a [Argument],
    matched: Matched,
    furthest: Mismatch,
}

type Rest<'k, 'a> = &'k mut dyn FnMut(&mut Matcher<'a>, usize) -> bool;

impl<'a> Matcher<'a> {
    fn sequence(&mut self, forms: &'static [Form], at: usize, rest: Rest<'_, 'a>) -> bool {
        match forms.split_first() {
            None => rest(self, at),
            Some((form, forms)) => self.one(form, at, &mut |matcher, at| matcher.sequence(forms, at, rest)),
        }
    }

    fn one(&mut self, form: &'static Form, at: usize, rest: Rest<'_, 'a>) -> bool {
        match form {
            Form::Slot(name, takes) => {
                let Some(Argument::Value(value)) = self.arguments.get(at) else {
                    return self.fail(at, Expected::Slot(name, *takes));
                };
                self.matched.slots.push((name, *value));
                if rest(self, at + 1) {
                    return true;
                }
                self.matched.slots.pop();
                false
            }
            Form::Word(word) => {
                if !self.is_word(at, word) {
                    return self.fail(at, Expected::Word(word));
                }
                self.matched.words.push(word);
                if rest(self, at + 1) {
                    return true;
                }
                self.matched.words.pop();
                false
            }
            Form::Arrow => match self.arguments.get(at) {
                Some(Argument::Arrow(_)) => rest(self, at + 1),
                _ => self.fail(at, Expected::Arrow),
            },
            Form::Equals => match self.arguments.get(at) {
                Some(Argument::Equals(_)) => rest(self, at + 1),
                _ => self.fail(at, Expected::Equals),
            },
            Form::Optional(forms) => self.sequence(forms, at, rest) || rest(self, at),
            Form::OneOf(choices) => choices.iter().any(|forms| self.sequence(forms, at, rest)),
            Form::Commas(group) => {
                // A loop, because there may be thousands: a comma always goes on.
                let (mut at, slots, words) = (at, self.matched.slots.len(), self.matched.words.len());
                loop {
                    let mut end = None;
                    if !self.sequence(group, at, &mut |_, at| end.replace(at).is_none()) {
                        break;
                    }
                    let Some(next) = end else { break };
                    match self.arguments.get(next) {
                        Some(Argument::Comma(_)) => at = next + 1,
                        _ if rest(self, next) => return true,
                        _ => {
                            self.fail(next, Expected::Comma);
                            break;
                        }
                    }
                }
                self.matched.slots.truncate(slots);
                self.matched.words.truncate(words);
                false
            }
        }
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        let Some(Argument::Value(value)) = self.arguments.get(at) else { return false };
        let Value { kind, range } = self.tree.value(*value);
        *kind == ValueKind::Word && self.tree.text(*range) == word
    }

    /// Moves the furthest place on, forgetting what was expected before it.
    fn advance(&mut self, at: usize) {
        if at > self.furthest.at {
            self.furthest = Mismatch { at, expected: Vec::new(), could_end: false };
        }
    }

    fn fail(&mut self, at: usize, expected: Expected) -> bool {
        if at >= self.furthest.at {
            self.advance(at);
            if !self.furthest.expected.contains(&expected) {
                self.furthest.expected.push(expected);
            }
        }
        false
    }
}
