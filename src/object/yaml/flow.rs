//! Documents that are JSON, read by JSON's rules.
//!
//! Nearly all JSON is YAML, but not all: a character beyond the first plane is escaped in two halves, and control
//! characters may stand as they are. kubectl reads JSON as JSON, and so does this. Whatever is not JSON is left to YAML.

use smol_str::SmolStr;
use thin_vec::ThinVec;

use crate::object::{Layer, List, Map, Node, Origin, Origins, Value};
use crate::source::{FileId, TextRange};

/// What was read from a text that is JSON throughout.
pub(super) struct JsonText {
    pub documents: Vec<(Node, TextRange)>,
    /// Both places of each key that stands twice in one map, the first one first.
    pub duplicates: Vec<(SmolStr, TextRange, TextRange)>,
}

/// Reads the values between two places, one after another; nothing if anything there is not JSON or too deep.
pub(super) fn read_json(
    text: &str,
    (start, end): (usize, usize),
    file: FileId,
    depth: usize,
    origins: &mut Origins,
) -> Option<JsonText> {
    let mut reader = JsonReader { text: &text[..end], at: start, file, origins, duplicates: Vec::new() };
    reader.blanks();
    // Numbers and words alone are YAML's as well, and have its forms.
    if !matches!(reader.peek(), Some(b'{' | b'[' | b'"')) {
        return None;
    }
    let mut documents = Vec::new();
    while reader.peek().is_some() {
        let (value, range) = reader.value(depth)?;
        let origin = reader.origins.add(Origin::Yaml(range.in_file(file)));
        documents.push((Node::new(value, origin, Layer::base(0)), range));
        reader.blanks();
    }
    Some(JsonText { documents, duplicates: reader.duplicates })
}

struct JsonReader<'t> {
    text: &'t str,
    at: usize,
    file: FileId,
    origins: &'t mut Origins,
    duplicates: Vec<(SmolStr, TextRange, TextRange)>,
}

impl JsonReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Steps over a byte if it is the next one after blanks, and over the blanks behind it.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.blanks();
        if self.peek()? != byte {
            return None;
        }
        self.at += 1;
        self.blanks();
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<(Value, TextRange)> {
        let start = self.at;
        let value = match self.peek()? {
            b'{' => self.map(depth.checked_sub(1)?)?,
            b'[' => self.list(depth.checked_sub(1)?)?,
            b'"' => Value::String(self.string()?),
            b'-' | b'0'..=b'9' => self.number()?,
            _ => self.word()?,
        };
        Some((value, TextRange::new(start, self.at)))
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        self.take(b'{')?;
        let mut map = Map::new();
        let mut keys: Vec<TextRange> = Vec::new();
        while self.peek()? != b'}' {
            if !keys.is_empty() {
                self.take(b',')?;
            }
            let start = self.at;
            let key = self.string()?;
            let place = TextRange::new(start, self.at);
            self.take(b':')?;
            let (value, range) = self.value(depth)?;
            self.blanks();
            if let Some(first) = map.position(&key) {
                self.duplicates.push((key, keys[first], place));
                continue;
            }
            let origin = self.origins.add(Origin::Yaml(place.to(range).in_file(self.file)));
            map.push(key, Node::new(value, origin, Layer::base(0)));
            keys.push(place);
        }
        self.at += 1;
        Some(Value::Map(map))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.take(b'[')?;
        let mut items = ThinVec::new();
        while self.peek()? != b']' {
            if !items.is_empty() {
                self.take(b',')?;
            }
            let (value, range) = self.value(depth)?;
            let origin = self.origins.add(Origin::Yaml(range.in_file(self.file)));
            items.push(Node::new(value, origin, Layer::base(0)));
            self.blanks();
        }
        self.at += 1;
        Some(Value::List(List::whole(items)))
    }

    fn word(&mut self) -> Option<Value> {
        let rest = &self.text[self.at..];
        let (length, value) = if rest.starts_with("true") {
            (4, Value::Bool(true))
        } else if rest.starts_with("false") {
            (5, Value::Bool(false))
        } else if rest.starts_with("null") {
            (4, Value::Null)
        } else {
            return None;
        };
        self.at += length;
        Some(value)
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let zero = self.peek() == Some(b'0');
        let digits = self.digits()?;
        if zero && digits > 1 {
            return None;
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
            whole = false;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'-' | b'+')));
            self.digits()?;
            whole = false;
        }
        let text = &self.text[start..self.at];
        if whole && let Ok(number) = text.parse::<i64>() {
            return Some(Value::Int(number));
        }
        text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Float)
    }

    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(self.at - start)
    }

    fn string(&mut self) -> Option<SmolStr> {
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        let mut owned: Option<String> = None;
        let mut start = self.at;
        loop {
            match self.peek()? {
                b'"' => {
                    let rest = &self.text[start..self.at];
                    self.at += 1;
                    return Some(match owned {
                        None => SmolStr::new(rest),
                        Some(mut text) => {
                            text.push_str(rest);
                            SmolStr::from(text)
                        }
                    });
                }
                b'\\' => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    let character = self.escape()?;
                    if let Some(text) = &mut owned {
                        text.push(character);
                    }
                    start = self.at;
                }
                0..=0x1f => return None,
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => byte as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    // Go reads half a character as the replacement character.
                    return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let before = self.at;
                if self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let second = self.hex()?;
                    if (0xdc00..0xe000).contains(&second) {
                        return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                    }
                }
                self.at = before;
                char::REPLACEMENT_CHARACTER
            }
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
