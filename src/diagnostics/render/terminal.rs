//! Findings drawn over their source lines, for people.
//!
//! What is drawn is bounded: a file's first findings, a finding's first places, the surroundings of a place in a line
//! that no terminal could show. So the cost stays linear in the texts, however many findings there are.

use std::fmt::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use ariadne::{CharSet, Color, Config, IndexType, Label as Drawn, LabelAttach, Report as Drawing, ReportKind, Source};
use rustc_hash::FxHashMap;

use crate::diagnostics::fixes::apply_fixes;
use crate::diagnostics::model::{Diagnostic, Edit, Fix, Severity};
use crate::diagnostics::render::plain::{excerpt, plain, plain_char};
use crate::diagnostics::render::severity_word;
use crate::diagnostics::report::Report;
use crate::source::{FileId, Files, SourceFile, Span, TextRange};

/// How to draw.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct Style {
    /// Whether escape codes for colours may be used.
    pub colour: bool,
    /// Whether lines are drawn with ASCII only.
    pub ascii: bool,
}

/// A finding in a line of more bytes than this is drawn with the line's relevant piece only.
const LONGEST_LINE: usize = 400;
/// A finding's further places after these are counted, not drawn.
const PLACES: usize = 12;
/// A fix shows this many changed lines at most.
const CHANGED_LINES: usize = 8;

/// Every finding drawn, then a line that counts them. Nothing for no finding.
pub fn render_terminal(report: &Report, files: &Files, style: Style) -> String {
    let mut canvas = Canvas { out: String::new(), files, sources: FxHashMap::default(), style };
    for found in report.by_file() {
        for diagnostic in found.shown {
            canvas.draw(diagnostic);
        }
        if found.more > 0 {
            let path = found.file.and_then(|id| files.get(id)).map(|file| format!(" in `{}`", plain(&file.path)));
            let _ = writeln!(canvas.out, "… and {} more{}\n", found.more, path.unwrap_or_default());
        }
    }
    if let Some(summary) = report.summary() {
        let _ = writeln!(canvas.out, "{summary}");
    }
    canvas.out
}

struct Canvas<'a> {
    out: String,
    files: &'a Files,
    /// Built once for each file that has a finding.
    sources: FxHashMap<FileId, Source<String>>,
    style: Style,
}

/// A place to draw: characters for ariadne, bytes for excerpts.
struct Place<'a> {
    file: &'a Arc<SourceFile>,
    range: TextRange,
    message: String,
    primary: bool,
}

impl<'a> Canvas<'a> {
    fn draw(&mut self, diagnostic: &Diagnostic) {
        let colour = colour_of(diagnostic.severity);
        let kind = format!("{}[{}]:", severity_word(diagnostic.severity), diagnostic.code);
        let kind = self.painted(&kind, colour, true);
        let _ = writeln!(self.out, "{kind} {}", plain(&diagnostic.message));
        let places = self.places(diagnostic);
        if places.iter().any(|place| is_wide(place)) {
            self.draw_by_hand(&places);
        } else if !places.is_empty() {
            self.draw_by_ariadne(&places, colour);
        }
        if diagnostic.labels.len() > PLACES {
            let _ = writeln!(self.out, "   = … and {} more places", diagnostic.labels.len() - PLACES);
        }
        if let Some(help) = &diagnostic.help {
            let word = self.painted("help:", HELP, false);
            let _ = writeln!(self.out, "   = {word} {}", plain(help));
        }
        for fix in &diagnostic.fixes {
            self.draw_fix(fix);
        }
        self.out.push('\n');
    }

    /// The primary place first, then the others: those of its file, then by file, in the order of lines.
    fn places(&self, diagnostic: &Diagnostic) -> Vec<Place<'a>> {
        let place = |span: Span, message: &str, primary| {
            let file = self.files.get(span.file)?;
            let end = (span.range.end as usize).min(file.text.len());
            let range = TextRange::new((span.range.start as usize).min(end), end);
            Some(Place { file, range, message: plain(message), primary })
        };
        let primary = diagnostic.span.and_then(|span| place(span, &diagnostic.note, true));
        let others = diagnostic.labels.iter().take(PLACES).filter_map(|label| place(label.span, &label.message, false));
        let mut places: Vec<Place> = primary.into_iter().chain(others).collect();
        let home = places.first().map(|place| place.file.id);
        places.sort_by_key(|place| {
            let elsewhere = Some(place.file.id) != home;
            (elsewhere, elsewhere.then(|| place.file.path.clone()), last_line(place), !place.primary)
        });
        places
    }

    fn draw_by_ariadne(&mut self, places: &[Place], colour: Color) {
        for place in places {
            self.sources.entry(place.file.id).or_insert_with(|| Source::from(shown_text(place.file)));
        }
        let head = places.iter().find(|place| place.primary).or(places.first());
        let Some(head) = head else { return };
        let config = Config::new()
            .with_index_type(IndexType::Char)
            .with_label_attach(LabelAttach::Start)
            .with_color(self.style.colour)
            .with_char_set(if self.style.ascii { CharSet::Ascii } else { CharSet::Unicode });
        let mut drawing = Drawing::build(ReportKind::Custom("", colour), characters(head)).with_config(config);
        for place in places {
            let colour = if place.primary { colour } else { OTHER };
            // A label without a message would be coloured only, which is nothing where there is no colour.
            let message = if place.message.is_empty() { "here" } else { &place.message };
            let label = Drawn::new(characters(place)).with_color(colour).with_priority(i32::from(place.primary));
            drawing.add_label(label.with_message(message));
        }
        let mut bytes = Vec::new();
        let cache = Cached { files: self.files, sources: &self.sources };
        // Writing to memory does not fail; if it did, the header above has said what matters.
        let _ = drawing.finish().write(cache, &mut bytes);
        let drawn = String::from_utf8_lossy(&bytes);
        // The first line is ariadne's own header, which stands above in our form.
        for line in drawn.lines().skip(1) {
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
    }

    /// Draws places of lines that are too long to show whole.
    fn draw_by_hand(&mut self, places: &[Place]) {
        for place in places {
            let (start, end) = (place.range.start as usize, place.range.end as usize);
            let at = place.file.position(start);
            let _ = writeln!(self.out, "  --> {}:{}:{}", plain(&place.file.path), at.line, at.column);
            let line = place.file.lines.range(&place.file.text, place.file.lines.line_of(start));
            let piece = excerpt(&place.file.text[line.clone()], start - line.start..end.min(line.end) - line.start);
            let _ = writeln!(self.out, "   | {}", piece.text.trim_end());
            let marks = if place.primary { "^" } else { "-" }.repeat(piece.length);
            let marked = format!("   | {}{marks} {}", " ".repeat(piece.start), place.message);
            let _ = writeln!(self.out, "{}", marked.trim_end());
        }
    }

    /// The fix's title, and the lines as they would be.
    fn draw_fix(&mut self, fix: &Fix) {
        let word = self.painted("fix:", HELP, false);
        let _ = writeln!(self.out, "   = {word} {}", plain(&fix.title));
        for line in changed_lines(fix, self.files) {
            let sign = if line.removed { self.painted("-", Color::Red, false) } else { self.painted("+", HELP, false) };
            let text = match line.text.char_indices().nth(160) {
                Some((at, _)) => format!("{}…", plain(&line.text[..at])),
                None => plain(&line.text),
            };
            let _ = writeln!(self.out, "{}", format!("{:>6} {sign} {text}", line.number).trim_end());
        }
    }

    fn painted(&self, text: &str, colour: Color, bold: bool) -> String {
        if !self.style.colour {
            return text.to_owned();
        }
        let bold = if bold { "1;" } else { "" };
        let code = match colour {
            Color::Red => "31",
            Color::Yellow => "33",
            Color::Cyan => "36",
            Color::Blue => "34",
            _ => "32",
        };
        format!("\u{1b}[{bold}{code}m{text}\u{1b}[0m")
    }
}

const HELP: Color = Color::Green;
const OTHER: Color = Color::Blue;

fn colour_of(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Hint => Color::Cyan,
    }
}

fn last_line(place: &Place) -> usize {
    let end = (place.range.end as usize).saturating_sub(1).max(place.range.start as usize);
    place.file.lines.line_of(end)
}

/// Whether a line that the place would show is too long for that.
fn is_wide(place: &Place) -> bool {
    let lines = &place.file.lines;
    [lines.line_of(place.range.start as usize), last_line(place)]
        .into_iter()
        .any(|line| lines.range(&place.file.text, line).len() > LONGEST_LINE)
}

const MARK: char = '\u{feff}';

/// A file's text as ariadne gets it: no byte order mark, which is no column, and a last line even after a line feed.
fn shown_text(file: &SourceFile) -> String {
    let text = file.text.strip_prefix(MARK).unwrap_or(&file.text);
    let mut shown = String::with_capacity(text.len() + 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // A carriage return is safe as part of a line's end, and only there.
        let kept = c == '\r' && chars.peek() == Some(&'\n');
        shown.push(if kept { c } else { plain_char(c) });
    }
    shown.push(' ');
    shown
}

/// A place in characters of [`shown_text`], one wide at least.
fn characters(place: &Place) -> (FileId, Range<usize>) {
    let (file, range) = (place.file, place.range);
    let mark = usize::from(file.text.starts_with(MARK));
    let at = |offset: u32| file.lines.scalars_before(&file.text, offset as usize).saturating_sub(mark);
    let start = at(range.start);
    (file.id, start..at(range.end).max(start + 1))
}

struct Cached<'a> {
    files: &'a Files,
    sources: &'a FxHashMap<FileId, Source<String>>,
}

impl ariadne::Cache<FileId> for Cached<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl fmt::Debug> {
        self.sources.get(id).ok_or("no source was built for a place")
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl fmt::Display + 'b> {
        self.files.get(*id).map(|file| plain(&file.path))
    }
}

/// A line as a fix would have it, or one that it takes away.
struct ChangedLine {
    number: usize,
    text: String,
    removed: bool,
}

fn changed_lines(fix: &Fix, files: &Files) -> Vec<ChangedLine> {
    let mut edits: Vec<&Edit> = fix.edits.iter().take(CHANGED_LINES).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut lines = Vec::new();
    let mut rest = edits.as_slice();
    while let Some(first) = rest.first() {
        let Some(file) = files.get(first.span.file) else { return lines };
        // Edits that share lines are shown together.
        let mut last = last_touched(file, first);
        let mut together = 1;
        while let Some(next) = rest.get(together)
            && next.span.file == file.id
            && file.lines.line_of(next.span.range.start as usize) <= last
        {
            last = last.max(last_touched(file, next));
            together += 1;
        }
        changed_region(file, &rest[..together], last, &mut lines);
        rest = &rest[together..];
    }
    lines.truncate(CHANGED_LINES);
    lines
}

/// The last line whose text an edit changes: one that ends right after a line feed and puts back none, or whole lines,
/// does not change the line after it.
fn last_touched(file: &SourceFile, edit: &Edit) -> usize {
    let (start, end) = (edit.span.range.start as usize, edit.span.range.end as usize);
    let (first, last) = (file.lines.line_of(start), file.lines.line_of(end));
    let from_line_start = file.lines.range(&file.text, first).start == start;
    let to_line_start = file.lines.range(&file.text, last).start == end;
    let whole = from_line_start && (edit.text.is_empty() || edit.text.ends_with('\n'));
    if last > first && to_line_start && whole { last - 1 } else { last }
}

fn changed_region(file: &SourceFile, edits: &[&Edit], last: usize, lines: &mut Vec<ChangedLine>) {
    let Some(first_edit) = edits.first() else { return };
    let first = file.lines.line_of(first_edit.span.range.start as usize);
    let from = file.lines.range(&file.text, first).start;
    let edits_end = edits.iter().map(|edit| edit.span.range.end as usize).max().unwrap_or(from);
    let to = file.lines.range(&file.text, last).end.max(edits_end);
    if to - from > LONGEST_LINE * CHANGED_LINES {
        return;
    }
    let Some(old) = file.text.get(from..to) else { return };
    let moved: Vec<Edit> = edits
        .iter()
        .map(|edit| Edit {
            span: TextRange::new(edit.span.range.start as usize - from, edit.span.range.end as usize - from)
                .in_file(file.id),
            text: edit.text.clone(),
        })
        .collect();
    let Ok(new) = apply_fixes(old, &moved) else { return };
    let removed = new.trim().is_empty();
    let shown = if removed { old } else { &new };
    for (number, text) in shown.trim_end().lines().enumerate() {
        lines.push(ChangedLine { number: first + number + 1, text: text.to_owned(), removed });
    }
}
