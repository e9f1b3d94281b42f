//! YAML into the object tree, as kubectl reads it, with the place of every value.
//!
//! Each document is read by itself: what is broken in one gives one finding and leaves the others alone. Depth, and what
//! aliases may grow to, are bounded.

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};
use smol_str::SmolStr;
use thin_vec::ThinVec;

use super::flow;
use super::places::Places;
use super::refuse::shorten;
use super::resolve::{self, TagError};
use super::text::{quoted_length, split};
use crate::diagnostics::{Code, Diagnostic};
use crate::object::{Layer, List, Map, Node, Origin, Origins, Value};
use crate::source::{FileId, Span, TextRange};

/// Maps and lists nest no deeper than this.
pub(super) const DEPTH: usize = 256;
/// Aliases may always add this many values, whatever the text's size.
const EXPANSION: usize = 100_000;

/// One document of a YAML file.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Node,
    pub span: Span,
}

/// Reads every document of a text. Empty ones are skipped; one that cannot be read gives a diagnostic and nothing else.
/// Every value's origin is its own text, and for an entry of a map the text from its key on.
pub fn read_yaml(text: &str, file: FileId, origins: &mut Origins) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut reader = Reader { text, file, origins, documents: Vec::new(), diagnostics: Vec::new(), end: 0 };
    for (start, end) in split(text) {
        reader.end = end;
        if let Err(diagnostic) = reader.read(start, end) {
            reader.diagnostics.push(*diagnostic);
        }
    }
    (reader.documents, reader.diagnostics)
}

/// A finding that ends the reading of a document.
pub(super) type Fatal = Box<Diagnostic>;

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    file: FileId,
    origins: &'t mut Origins,
    documents: Vec<Document>,
    diagnostics: Vec<Diagnostic>,
    /// Where the part ends that is being read.
    pub(super) end: usize,
}

/// A map or list whose end is still to come.
pub(super) struct Frame {
    kind: Kind,
    anchor: usize,
    /// From the first to the last character known to belong to it.
    range: Option<TextRange>,
    /// Whether it is written in brackets, which then end it.
    pub(super) flow: bool,
    size: usize,
    height: usize,
}

enum Kind {
    List(ThinVec<Node>),
    Map { map: Map, keys: Vec<TextRange>, merges: Vec<Node>, pending: Option<Key> },
}

/// A key whose value is still to come.
struct Key {
    /// None for a merge, `<<`.
    text: Option<SmolStr>,
    range: TextRange,
}

/// A value that is complete, before it has a place in its parent.
struct Complete {
    value: Value,
    /// Empty for a value that is not written at all.
    range: Option<TextRange>,
    size: usize,
    height: usize,
}

struct Anchored {
    value: Value,
    size: usize,
    height: usize,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) stack: Vec<Frame>,
    anchors: FxHashMap<usize, Anchored>,
    /// The document's value; it counts only once the document has ended well.
    document: Option<Document>,
    expanded: usize,
}

impl Reader<'_> {
    fn read(&mut self, start: usize, end: usize) -> Result<(), Fatal> {
        let part = &self.text[start..end];
        if let Some(json) = flow::read_json(self.text, (start, end), self.file, DEPTH, self.origins) {
            self.documents.extend(
                json.documents.into_iter().map(|(root, range)| Document { root, span: range.in_file(self.file) }),
            );
            let found = json.duplicates.iter().map(|(key, first, again)| self.duplicate(key, *first, *again));
            self.diagnostics.extend(found.collect::<Vec<_>>());
            return Ok(());
        }
        self.refuse_control(start, part)?;
        let places = Places::new(part, start);
        let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(part);
        let mut state = State::default();
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.syntax(&places, start, &error))?;
            let range = TextRange::new(places.byte(span.start.index()), places.byte(span.end.index()));
            if matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) | Event::MappingStart(..))
            {
                self.refuse_tab(&state, start, range)?;
            }
            let (complete, anchor) = match event {
                Event::DocumentStart(_) => {
                    state = State::default();
                    continue;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    if let Some(key) = self.merge_key(&state, &text, style, tag.as_deref(), range) {
                        self.set_key(&mut state, key);
                        continue;
                    }
                    (self.scalar(&text, style, tag.as_deref(), range)?, anchor)
                }
                Event::Alias(id) => (self.alias(&mut state, id, range)?, 0),
                Event::SequenceStart(anchor, _) => {
                    self.open(&mut state, Kind::List(ThinVec::new()), anchor, range, b'[')?;
                    continue;
                }
                Event::MappingStart(anchor, _) => {
                    let kind = Kind::Map { map: Map::new(), keys: Vec::new(), merges: Vec::new(), pending: None };
                    self.open(&mut state, kind, anchor, range, b'{')?;
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    let Some(frame) = state.stack.pop() else { continue };
                    let anchor = frame.anchor;
                    (self.close(frame, range), anchor)
                }
                Event::DocumentEnd => {
                    self.documents.extend(state.document.take());
                    continue;
                }
                Event::Nothing | Event::StreamStart | Event::StreamEnd => continue,
            };
            if anchor != 0 {
                self.keep(&mut state, anchor, &complete, range)?;
            }
            self.attach(&mut state, complete, range)?;
        }
        Ok(())
    }

    pub(super) fn span(&self, range: TextRange) -> Span {
        range.in_file(self.file)
    }

    fn open(&self, state: &mut State, kind: Kind, anchor: usize, range: TextRange, bracket: u8) -> Result<(), Fatal> {
        if state.stack.len() >= DEPTH {
            return Err(self.too_deep(range));
        }
        if let Some(Frame { kind: Kind::Map { pending: None, .. }, .. }) = state.stack.last() {
            return Err(self.fail(
                Code::SYN020,
                range,
                "a map or list cannot be a key",
                "a Kubernetes object has only strings for keys",
            ));
        }
        let flow = self.text.as_bytes().get(range.start as usize) == Some(&bracket);
        let is_list = matches!(kind, Kind::List(_));
        let range = (flow || is_list).then(|| TextRange::new(range.start as usize, range.start as usize + 1));
        state.stack.push(Frame { kind, anchor, range, flow, size: 1, height: 1 });
        Ok(())
    }

    fn close(&mut self, frame: Frame, end: TextRange) -> Complete {
        let range = match frame.range {
            Some(range) if frame.flow => Some(range.to(end)),
            range => range,
        };
        let value = match frame.kind {
            Kind::List(items) => Value::List(List::whole(items)),
            Kind::Map { mut map, merges, .. } => {
                for merged in &merges {
                    for entry in merged.as_map().into_iter().flat_map(Map::iter) {
                        if map.get(&entry.key).is_none() {
                            map.push(entry.key.clone(), entry.node.clone());
                        }
                    }
                }
                Value::Map(map)
            }
        };
        Complete { value, range, size: frame.size, height: frame.height }
    }

    /// Gives a complete value its place: in the map or list that is open, or as the document.
    fn attach(&mut self, state: &mut State, complete: Complete, at: TextRange) -> Result<(), Fatal> {
        let Complete { value, range, size, height } = complete;
        let Some(frame) = state.stack.last_mut() else {
            if !matches!(value, Value::Null) {
                let span = range.unwrap_or(at).in_file(self.file);
                let root = Node::new(value, self.origins.add(Origin::Yaml(span)), Layer::base(0));
                state.document = Some(Document { root, span });
            }
            return Ok(());
        };
        let is_key = matches!(frame.kind, Kind::Map { pending: None, .. });
        if is_key {
            let Some(text) = resolve::key_text(&value) else {
                return Err(self.fail(
                    Code::SYN020,
                    range.unwrap_or(at),
                    "this key is not a string",
                    "write the key's name before the colon, in quotes if it is a word like `null`",
                ));
            };
            self.set_key(state, Key { text: Some(text), range: range.unwrap_or(at) });
            return Ok(());
        }
        if matches!(value, Value::Float(number) if !number.is_finite()) {
            return Err(self.fail(
                Code::SYN020,
                range.unwrap_or(at),
                "JSON, and with it Kubernetes, has no such number",
                "quote it if it is meant as text",
            ));
        }
        frame.size += size;
        frame.height = frame.height.max(height + 1);
        if let Some(range) = range {
            frame.range = Some(frame.range.map_or(range, |own| own.to(range)));
        }
        match &mut frame.kind {
            Kind::List(items) => {
                let origin = self.origins.add(Origin::Yaml(range.unwrap_or(at).in_file(self.file)));
                items.push(Node::new(value, origin, Layer::base(0)));
            }
            Kind::Map { map, keys, merges, pending } => {
                let Some(key) = pending.take() else { return Ok(()) };
                let whole = range.map_or(key.range, |range| key.range.to(range));
                let Some(text) = key.text else {
                    let node = Node::new(value, self.origins.add(Origin::Yaml(self.span(whole))), Layer::base(0));
                    return if merge(node, merges) {
                        Ok(())
                    } else {
                        Err(self.fail(
                            Code::SYN020,
                            whole,
                            "`<<` merges maps, and this is none",
                            "give it the alias of a map, as in `<<: *base`, or quote the key",
                        ))
                    };
                };
                if let Some(first) = map.position(&text) {
                    let first = keys.get(first).copied().unwrap_or(key.range);
                    let diagnostic = self.duplicate(&text, first, key.range);
                    self.diagnostics.push(diagnostic);
                    return Ok(());
                }
                let origin = self.origins.add(Origin::Yaml(whole.in_file(self.file)));
                map.push(text, Node::new(value, origin, Layer::base(0)));
                keys.push(key.range);
            }
        }
        Ok(())
    }

    fn set_key(&self, state: &mut State, key: Key) {
        if let Some(frame) = state.stack.last_mut()
            && let Kind::Map { pending, .. } = &mut frame.kind
        {
            frame.range = Some(frame.range.map_or(key.range, |own| own.to(key.range)));
            *pending = Some(key);
        }
    }

    /// A plain `<<` where a key stands.
    fn merge_key(
        &self,
        state: &State,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: TextRange,
    ) -> Option<Key> {
        let expects_key = matches!(state.stack.last()?.kind, Kind::Map { pending: None, .. });
        let is_merge = match tag {
            None => style == ScalarStyle::Plain,
            Some(tag) => tag.is_yaml_core_schema() && tag.suffix == "merge",
        };
        (expects_key && is_merge && text == "<<").then_some(Key { text: None, range })
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, range: TextRange) -> Result<Complete, Fatal> {
        let value = match tag {
            Some(tag) if tag.is_yaml_core_schema() => match resolve::resolve_tagged(&tag.suffix, text) {
                Ok(value) => value,
                Err(TagError::Mismatch) => {
                    return Err(self.fail(
                        Code::SYN020,
                        range,
                        format!("`{}` is not what its tag `!!{}` says", shorten(text), tag.suffix),
                        "drop the tag, or write a value of that type",
                    ));
                }
                Err(TagError::Binary) => {
                    return Err(self.fail(
                        Code::SYN020,
                        range,
                        "`!!binary` has no place in a Kubernetes object",
                        "drop the tag: the API takes the base64 text itself, under `data` or `binaryData`",
                    ));
                }
            },
            None if style == ScalarStyle::Plain => resolve::resolve_plain(text),
            _ => Value::String(text.into()),
        };
        let written = &self.text[range.bytes()];
        // The parser's end is where it began to look for what comes next.
        let length = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => written.trim_end().len(),
            ScalarStyle::SingleQuoted => quoted_length(written, '\'', None),
            ScalarStyle::DoubleQuoted => quoted_length(written, '"', Some('\\')),
            ScalarStyle::Plain => written.len(),
        };
        let range = TextRange::new(range.start as usize, range.start as usize + length);
        Ok(Complete { value, range: (!range.is_empty()).then_some(range), size: 1, height: 0 })
    }

    fn alias(&self, state: &mut State, id: usize, range: TextRange) -> Result<Complete, Fatal> {
        let Some(anchored) = state.anchors.get(&id) else {
            let name = shorten(&self.text[range.bytes()]);
            return Err(self.fail(
                Code::SYN022,
                range,
                format!("the alias `{name}` stands inside the value that it stands for"),
                "an alias can only repeat a value that is complete before it",
            ));
        };
        state.expanded += anchored.size;
        if state.expanded > self.allowance() {
            return Err(self.expands(range));
        }
        if state.stack.len() + anchored.height > DEPTH {
            return Err(self.too_deep(range));
        }
        Ok(Complete { value: anchored.value.clone(), range: Some(range), size: anchored.size, height: anchored.height })
    }

    /// Keeps a value for its aliases. The copy counts, so that anchors within anchors cannot make this expensive.
    fn keep(&self, state: &mut State, anchor: usize, complete: &Complete, range: TextRange) -> Result<(), Fatal> {
        state.expanded += complete.size;
        if state.expanded > self.allowance() {
            return Err(self.expands(complete.range.unwrap_or(range)));
        }
        let value = complete.value.clone();
        state.anchors.insert(anchor, Anchored { value, size: complete.size, height: complete.height });
        Ok(())
    }

    pub(super) fn allowance(&self) -> usize {
        EXPANSION.max(self.text.len().saturating_mul(10))
    }
}

/// Adds a map, or each map of a list, to those that are merged. Whether it was one.
fn merge(node: Node, merges: &mut Vec<Node>) -> bool {
    match node.value {
        Value::Map(_) => merges.push(node),
        Value::List(list) if list.items.iter().all(|item| item.as_map().is_some()) => merges.extend(list.items),
        _ => return false,
    }
    true
}
