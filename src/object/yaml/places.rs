//! Byte positions of characters: the event parser counts characters, spans count bytes.

/// Every so many characters a position is kept; the rest is walked.
const STRIDE: usize = 64;

pub(super) struct Places<'t> {
    text: &'t str,
    /// Where the text starts in its file.
    start: usize,
    /// Byte positions of every `STRIDE`th character; empty where characters are bytes.
    marks: Vec<u32>,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str, start: usize) -> Self {
        let marks = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(STRIDE).map(|(at, _)| at as u32).collect(),
        };
        Places { text, start, marks }
    }

    /// The byte in the file at which a character of the text starts.
    pub fn byte(&self, character: usize) -> usize {
        let within = match self.marks.is_empty() {
            true => character.min(self.text.len()),
            false => match self.marks.get(character / STRIDE) {
                None => self.text.len(),
                Some(&mark) => {
                    let rest = &self.text[mark as usize..];
                    mark as usize + rest.char_indices().nth(character % STRIDE).map_or(rest.len(), |(at, _)| at)
                }
            },
        };
        self.start + within
    }
}
