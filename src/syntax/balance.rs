//! Pairs brackets before the grammar sees them. Afterwards every opening bracket has its closing one and none lies
//! deeper than the limit, so that the grammar needs no recovery of its own for brackets and its recursion is bounded.
//! Linear, without recursion.

use crate::source::TextRange;
use crate::syntax::MAX_DEPTH;
use crate::syntax::fault::{Fault, FaultKind};
use crate::syntax::token::{Token, TokenError, TokenKind};

/// So many blocks that are never closed are each ended where the next line at the margin begins; the last one then
/// takes the rest of the file. A limit, because each costs a look at the rest of the file.
const MAX_REGIONS: usize = 16;

/// The tokens with their brackets paired, and what was wrong with them.
///
/// An unclosed `[` or `(` and a stray closing bracket become error tokens; an unclosed `{` is marked as flawed and gets
/// an empty closing brace at the end of what it probably holds.
pub(crate) fn balance(tokens: Vec<Token>, text: &str) -> (Vec<Token>, Vec<Fault>) {
    if is_balanced(&tokens) {
        return (tokens, Vec::new());
    }
    let mut pairing = Pairing {
        fates: vec![Fate::Keep; tokens.len()],
        partner: vec![0; tokens.len()],
        taken: Pairing::taken_closers(&tokens, text),
        tokens: &tokens,
        text,
        closers: Vec::new(),
        faults: Vec::new(),
    };
    pairing.pair_all();
    let Pairing { fates, closers, faults, .. } = pairing;
    let mut writer = Writer { out: Vec::with_capacity(tokens.len()), faults, depth: 0, too_deep: 0 };
    let mut closers = closers.into_iter().peekable();
    let mut position = vec![0u32; tokens.len() + 1];
    for index in 0..=tokens.len() {
        while let Some((_, count)) = closers.next_if(|(at, _)| *at == index) {
            let end = if index == 0 { 0 } else { tokens[index - 1].range.end as usize };
            for _ in 0..count {
                writer.push(closer_at(TokenKind::CloseBrace, end));
            }
            let follows = tokens.get(index).is_some_and(|next| !next.kind.ends_statement());
            if follows {
                writer.push(closer_at(TokenKind::Newline, end));
            }
        }
        position[index] = writer.out.len() as u32;
        let Some(&token) = tokens.get(index) else { break };
        let token = match fates[index] {
            Fate::Keep => token,
            Fate::Flawed => Token { flawed: true, ..token },
            Fate::Stray => Token { kind: TokenKind::Error(TokenError::Stray), ..token },
            fate @ (Fate::Unclosed | Fate::Taken) => {
                // A name whose `(` is no bracket any more is a word.
                if let Some(name) = writer.out.last_mut().filter(|last| last.kind == TokenKind::Name) {
                    name.kind = TokenKind::Word;
                }
                // Flawed: not this bracket is reported, but what follows.
                Token { kind: TokenKind::Error(TokenError::Unclosed), flawed: fate == Fate::Taken, ..token }
            }
        };
        writer.push(token);
    }
    for fault in &mut writer.faults {
        if fault.kind != FaultKind::TooDeep {
            fault.token = position[fault.token as usize];
        }
    }
    (writer.out, writer.faults)
}

fn closer_at(kind: TokenKind, end: usize) -> Token {
    Token { kind, flawed: false, range: TextRange::new(end, end) }
}

fn closing_of(kind: TokenKind) -> TokenKind {
    match kind {
        TokenKind::OpenBrace => TokenKind::CloseBrace,
        TokenKind::OpenBracket => TokenKind::CloseBracket,
        _ => TokenKind::CloseParen,
    }
}

fn is_balanced(tokens: &[Token]) -> bool {
    let mut stack = Vec::new();
    for token in tokens {
        if token.kind.opens() {
            if stack.len() == MAX_DEPTH {
                return false;
            }
            stack.push(closing_of(token.kind));
        } else if token.kind.closes() && stack.pop() != Some(token.kind) {
            return false;
        }
    }
    stack.is_empty()
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Fate {
    Keep,
    Flawed,
    Unclosed,
    /// Unclosed, because a string took its closing bracket.
    Taken,
    Stray,
}

struct Pairing<'t> {
    tokens: &'t [Token],
    text: &'t str,
    fates: Vec<Fate>,
    /// Per token, the closing brackets that an unclosed string on its line took into itself: the string is to blame.
    taken: Vec<u8>,
    /// For a closing bracket, the index of its opening one.
    partner: Vec<u32>,
    /// Before which token how many closing braces are missing.
    closers: Vec<(usize, usize)>,
    faults: Vec<Fault>,
}

impl Pairing<'_> {
    fn pair_all(&mut self) {
        let end = self.tokens.len();
        let mut from = 0;
        for region in 0..=MAX_REGIONS {
            let open = self.pair(from, end);
            let Some(&outermost) = open.iter().find(|index| self.is_brace(**index)) else { break };
            let stop = if region < MAX_REGIONS { self.margin_after(outermost) } else { end };
            let mut open = if stop < end { self.pair(outermost, stop) } else { open };
            open.retain(|index| self.is_brace(*index));
            self.close(outermost, stop, &open);
            from = stop;
            if stop == end {
                break;
            }
        }
        self.report_fates();
    }

    fn is_brace(&self, index: usize) -> bool {
        self.tokens[index].kind == TokenKind::OpenBrace
    }

    /// Pairs the brackets of a run of tokens. A closing bracket ends the nearest opening one of its kind; what lies open
    /// between them is never closed. Returns what is open at the end.
    fn pair(&mut self, from: usize, to: usize) -> Vec<usize> {
        let mut open: Vec<usize> = Vec::new();
        let mut count = [0usize; 3];
        let slot = |kind: TokenKind| match kind {
            TokenKind::OpenBrace | TokenKind::CloseBrace => 0,
            TokenKind::OpenBracket | TokenKind::CloseBracket => 1,
            _ => 2,
        };
        for index in from..to {
            self.fates[index] = Fate::Keep;
            let kind = self.tokens[index].kind;
            if kind.opens() {
                open.push(index);
                count[slot(kind)] += 1;
            } else if kind.closes() {
                if count[slot(kind)] == 0 {
                    self.fates[index] = Fate::Stray;
                    continue;
                }
                while let Some(opening) = open.pop() {
                    let opened = self.tokens[opening].kind;
                    count[slot(opened)] -= 1;
                    if closing_of(opened) == kind {
                        self.partner[index] = opening as u32;
                        break;
                    }
                    self.fates[opening] = Fate::Unclosed;
                }
            }
        }
        for &index in &open {
            self.fates[index] = if self.is_brace(index) { Fate::Flawed } else { Fate::Unclosed };
        }
        open
    }

    /// The column of a token, if it is the first on its line.
    fn column(&self, index: usize) -> Option<usize> {
        let start = self.tokens[index].range.start as usize;
        let bytes = self.text.as_bytes();
        let previous = if index == 0 { 0 } else { self.tokens[index - 1].range.end as usize };
        let blanks = bytes[previous..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let line = start - blanks;
        let starts_line = line == 0
            || bytes[line - 1] == b'\n'
            || (index > 0 && line == previous && self.tokens[index - 1].kind == TokenKind::Newline);
        starts_line.then_some(blanks)
    }

    /// The column of the first token on the line of `index`.
    fn indentation(&self, index: usize) -> usize {
        let mut first = index;
        loop {
            if let Some(column) = self.column(first) {
                return column;
            }
            if first == 0 {
                return 0;
            }
            first -= 1;
        }
    }

    /// Behind the block opened by `opening` as its layout has it: the first line at the margin, with the closing
    /// brackets that it may begin with.
    fn margin_after(&self, opening: usize) -> usize {
        let end = self.tokens.len();
        let at_margin = |index: &usize| !self.tokens[*index].kind.ends_statement() && self.column(*index) == Some(0);
        let mut stop = (opening + 1..end).find(at_margin).unwrap_or(end);
        let mut next = stop;
        while next < end {
            let kind = self.tokens[next].kind;
            next += 1;
            if kind.closes() {
                stop = next;
            } else if !kind.ends_statement() {
                break;
            }
        }
        stop
    }

    /// Ends the braces that are open at `stop` and says which bracket is to blame.
    fn close(&mut self, outermost: usize, stop: usize, open: &[usize]) {
        if open.is_empty() {
            return;
        }
        let newline = stop > 0 && self.tokens[stop - 1].kind == TokenKind::Newline;
        self.closers.push((if newline { stop - 1 } else { stop }, open.len()));
        let start = self.tokens[outermost].range.start as usize;
        let first_line_end = self.text[start..].find('\n').map_or(self.text.len(), |newline| start + newline);
        // A closing brace further left than the line of its opening one was meant for another: that one is to blame.
        let misfit = (outermost..stop).find_map(|index| {
            let closes = self.tokens[index].kind == TokenKind::CloseBrace && self.fates[index] == Fate::Keep;
            let column = closes.then(|| self.column(index)).flatten()?;
            let opening = self.partner[index] as usize;
            // The outermost block begins at the margin, wherever its line does.
            let line = if (self.tokens[opening].range.start as usize) < first_line_end {
                0
            } else {
                self.line_indentation(opening)
            };
            (column < line).then_some(opening)
        });
        let blamed = misfit.or(open.last().copied()).unwrap_or(outermost);
        let indentation = self.indentation(blamed);
        let before = (blamed + 1..stop)
            .find(|index| {
                self.tokens[*index].kind != TokenKind::Newline
                    && self.column(*index).is_some_and(|column| column <= indentation)
            })
            .or((stop < self.tokens.len()).then_some(stop))
            .map(|index| self.tokens[index].range.start);
        if self.string_took_closer(blamed, WHOLE_LINE) {
            return;
        }
        let kind = FaultKind::Unclosed { before, missing: open.len() as u32 };
        self.faults.push(Fault { kind, range: self.tokens[blamed].range, token: blamed as u32 });
    }

    /// The indentation of the line in the text.
    fn line_indentation(&self, index: usize) -> usize {
        let bytes = self.text.as_bytes();
        let start = self.tokens[index].range.start as usize;
        // Long lines have no layout that says anything; looking only so far back keeps this linear.
        let nearest = start.saturating_sub(1000);
        let Some(line) = bytes[nearest..start].iter().rposition(|byte| *byte == b'\n') else {
            return if nearest == 0 { leading_blanks(&bytes[..start]) } else { 0 };
        };
        leading_blanks(&bytes[nearest + line + 1..start])
    }

    /// For each token, which closing brackets an unclosed string at the end of its line took into itself.
    fn taken_closers(tokens: &[Token], text: &str) -> Vec<u8> {
        let mut taken = vec![0u8; tokens.len()];
        let mut on_line = 0u8;
        for index in (0..tokens.len()).rev() {
            let range = tokens[index].range;
            if tokens[index].kind == TokenKind::Error(TokenError::OpenString) {
                let closers = text[range.bytes()].bytes().map(closer_bit).fold(0, |all, bit| all | bit);
                on_line = closers | closers << WHOLE_LINE;
            } else {
                let next = tokens.get(index + 1).map_or(text.len(), |next| next.range.start as usize);
                if text.as_bytes()[range.start as usize..next].contains(&b'\n') {
                    on_line = 0;
                }
                if tokens[index].kind == TokenKind::Semicolon {
                    // The formatter may put what follows on another line, unless it lies in a block that is never closed.
                    on_line &= !0 << WHOLE_LINE;
                }
            }
            taken[index] = on_line;
        }
        taken
    }

    fn string_took_closer(&self, opening: usize, shift: u32) -> bool {
        let bit = match self.tokens[opening].kind {
            TokenKind::OpenBrace => closer_bit(b'}'),
            TokenKind::OpenBracket => closer_bit(b']'),
            _ => closer_bit(b')'),
        };
        self.taken[opening] & bit << shift != 0
    }

    fn report_fates(&mut self) {
        for index in 0..self.tokens.len() {
            let kind = match self.fates[index] {
                Fate::Keep | Fate::Flawed | Fate::Taken => continue,
                Fate::Unclosed if self.string_took_closer(index, 0) => {
                    self.fates[index] = Fate::Taken;
                    continue;
                }
                Fate::Unclosed => FaultKind::UnclosedEntries,
                Fate::Stray => FaultKind::Stray,
            };
            self.faults.push(Fault { kind, range: self.tokens[index].range, token: index as u32 });
        }
    }
}

/// Closing brackets in the same statement are the lower bits, those on the same line the higher ones.
const WHOLE_LINE: u32 = 4;

fn closer_bit(byte: u8) -> u8 {
    match byte {
        b'}' => 1,
        b']' => 2,
        b')' => 4,
        _ => 0,
    }
}

fn leading_blanks(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Copies tokens, replacing each bracket beyond the greatest depth, with all that it holds, by one error token.
struct Writer {
    out: Vec<Token>,
    faults: Vec<Fault>,
    depth: usize,
    /// How many brackets are open beyond the greatest depth.
    too_deep: usize,
}

impl Writer {
    fn push(&mut self, token: Token) {
        if token.kind.opens() {
            if self.too_deep > 0 || self.depth == MAX_DEPTH {
                self.too_deep += 1;
                if self.too_deep == 1 {
                    if let Some(name) = self.out.last_mut().filter(|last| last.kind == TokenKind::Name) {
                        name.kind = TokenKind::Word;
                    }
                    let at = self.out.len() as u32;
                    self.faults.push(Fault { kind: FaultKind::TooDeep, range: token.range, token: at });
                    self.out.push(Token { kind: TokenKind::Error(TokenError::TooDeep), ..token });
                }
                return self.extend(token);
            }
            self.depth += 1;
        } else if token.kind.closes() {
            if self.too_deep > 0 {
                self.too_deep -= 1;
                return self.extend(token);
            }
            self.depth = self.depth.saturating_sub(1);
        } else if self.too_deep > 0 {
            return self.extend(token);
        }
        self.out.push(token);
    }

    fn extend(&mut self, token: Token) {
        if let Some(last) = self.out.last_mut() {
            last.range = last.range.to(token.range);
        }
    }
}
