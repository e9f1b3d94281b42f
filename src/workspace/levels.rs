//! Levels of diagnostics: `lint CODE allow|warn|deny "reason"` for the program, `# svcc: allow CODE reason` for the
//! next statement.

use rustc_hash::FxHashMap;

use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::program::Program;
use crate::source::{FileId, Span, TextRange};
use crate::syntax::tree::Tree;

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Level {
    Allow,
    Warn,
    Deny,
}

impl Level {
    fn parse(text: &str) -> Option<Level> {
        Some(match text {
            "allow" => Level::Allow,
            "warn" => Level::Warn,
            "deny" => Level::Deny,
            _ => return None,
        })
    }
}

/// An allowance for one statement.
struct Allowance {
    code: Code,
    comment: Span,
    statement: TextRange,
    /// The place in the file's list of the allowance whose statement is around this one.
    around: Option<usize>,
    used: bool,
}

/// What a program says about the levels of its findings.
#[derive(Default)]
pub struct Levels {
    program: FxHashMap<Code, (Level, Span)>,
    /// Of each file, by the beginnings of their statements.
    allowances: FxHashMap<FileId, Vec<Allowance>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Families that say that nothing can be made of the text: no level can lower them.
fn is_fixed(code: Code) -> bool {
    ["SYN", "REF", "TYP", "API"].iter().any(|family| code.id().starts_with(family))
}

impl Levels {
    pub fn of(program: &Program) -> Levels {
        let mut levels = Levels::default();
        for lint in &program.lints {
            let unit = &program.units[lint.unit];
            let tree = &unit.tree;
            let span = unit.head_span(lint.statement);
            let text = |slot: &str| lint.arguments.get(slot).and_then(|value| tree.plain(value));
            let (Some(code), Some(level)) = (text("CODE"), text("LEVEL")) else { continue };
            let Some(level) = Level::parse(&level) else {
                let place = lint.arguments.get("LEVEL").map_or(span, |value| unit.value_span(value));
                levels.diagnostics.push(
                    Diagnostic::new(Code::TYP004, place, format!("`{level}` is no level"))
                        .help("known are `allow`, `warn` and `deny`"),
                );
                continue;
            };
            let place = lint.arguments.get("CODE").map_or(span, |value| unit.value_span(value));
            let Some(code) = levels.code(&code, place) else { continue };
            if is_fixed(code) && level != Level::Deny {
                levels.diagnostics.push(cannot_lower(code, place));
                continue;
            }
            match levels.program.get(&code) {
                Some((first, at)) if *first != level => {
                    levels.diagnostics.push(
                        Diagnostic::new(Code::TYP006, span, format!("`{code}` has two levels"))
                            .note("this one")
                            .label(*at, "and this one")
                            .help("remove one of them"),
                    );
                }
                _ => {
                    levels.program.insert(code, (level, span));
                }
            }
        }
        for unit in &program.units {
            levels.read_comments(unit.file, &unit.tree);
        }
        levels
    }

    fn code(&mut self, text: &str, span: Span) -> Option<Code> {
        let found = Code::find(text);
        if found.is_none() {
            let ids: Vec<&str> = Code::all().map(Code::id).collect();
            let mut diagnostic = Diagnostic::new(Code::TYP004, span, format!("there is no diagnostic `{text}`"));
            diagnostic = match nearest(text, ids) {
                Some(near) => diagnostic.meant(span, near),
                None => diagnostic.help("a code is three letters and three digits, as in `NET002`"),
            };
            self.diagnostics.push(diagnostic);
        }
        found
    }

    /// `# svcc: allow CODE reason` holds for the statement below it, or on whose line it stands.
    fn read_comments(&mut self, file: FileId, tree: &Tree) {
        for comment in tree.comments() {
            let text = tree.text(comment.range).trim_start_matches('#').trim();
            let Some(rest) = text.strip_prefix("svcc:") else { continue };
            let span = comment.range.in_file(file);
            let mut words = rest.split_whitespace();
            let (verb, code, reason) = (words.next(), words.next(), words.next());
            if verb != Some("allow") || code.is_none() || reason.is_none() {
                self.diagnostics.push(
                    Diagnostic::new(Code::TYP008, span, "this comment is not understood")
                        .help("write `# svcc: allow CODE reason`; the reason is for whoever reads it next"),
                );
                continue;
            }
            let Some(code) = self.code(code.unwrap_or_default(), span) else { continue };
            if is_fixed(code) {
                self.diagnostics.push(cannot_lower(code, span));
                continue;
            }
            let Some(statement) = statement_for(tree, comment.range, comment.own_line) else { continue };
            let allowance = Allowance { code, comment: span, statement, around: None, used: false };
            self.allowances.entry(file).or_default().push(allowance);
        }
        let Some(allowances) = self.allowances.get_mut(&file) else { return };
        allowances.sort_by_key(|allowance| (allowance.statement.start, std::cmp::Reverse(allowance.statement.end)));
        let mut open: Vec<usize> = Vec::new();
        for at in 0..allowances.len() {
            let statement = allowances[at].statement;
            while open.last().is_some_and(|around| !allowances[*around].statement.contains(statement)) {
                open.pop();
            }
            allowances[at].around = open.last().copied();
            open.push(at);
        }
    }

    /// The findings as the program wants them.
    pub fn apply(&mut self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut kept = Vec::with_capacity(found.len());
        for mut diagnostic in found {
            match self.program.get(&diagnostic.code) {
                Some((Level::Allow, _)) => continue,
                Some((Level::Warn, _)) => diagnostic.severity = Severity::Warning,
                Some((Level::Deny, _)) => diagnostic.severity = Severity::Error,
                None => {}
            }
            if !self.is_allowed(&diagnostic) {
                kept.push(diagnostic);
            }
        }
        kept
    }

    fn is_allowed(&mut self, diagnostic: &Diagnostic) -> bool {
        if is_fixed(diagnostic.code) {
            return false;
        }
        let places = diagnostic.span.iter().chain(diagnostic.labels.iter().map(|label| &label.span));
        for place in places {
            let Some(allowances) = self.allowances.get_mut(&place.file) else { continue };
            // From the last one that begins before it outward: statements nest, and do not overlap.
            let before = allowances.partition_point(|allowance| allowance.statement.start <= place.range.start);
            let mut next = before.checked_sub(1);
            while let Some(allowance) = next.and_then(|at| allowances.get_mut(at)) {
                if allowance.code == diagnostic.code && allowance.statement.contains(place.range) {
                    allowance.used = true;
                    return true;
                }
                next = allowance.around;
            }
        }
        false
    }

    /// Allowances that allowed nothing, each a finding of its own.
    pub fn unused(&self) -> Vec<Diagnostic> {
        let unused = self.allowances.values().flatten().filter(|allowance| !allowance.used);
        let mut found: Vec<Diagnostic> = unused
            .map(|allowance| {
                Diagnostic::new(
                    Code::BPR001,
                    allowance.comment,
                    format!("this allows `{}`, which is not found here", allowance.code),
                )
                .help("remove the comment")
            })
            .collect();
        found.sort_by_key(|diagnostic| diagnostic.span);
        found
    }
}

fn cannot_lower(code: Code, span: Span) -> Diagnostic {
    Diagnostic::new(Code::TYP004, span, format!("the level of `{code}` cannot be lowered"))
        .help("it says that no object can be made, or that the API server refuses it")
}

/// The statement that a comment speaks of: the next one, or the first on the comment's line.
fn statement_for(tree: &Tree, comment: TextRange, own_line: bool) -> Option<TextRange> {
    let mut block = tree.root();
    loop {
        let statements = tree.statements_of(block);
        let after = statements.partition_point(|id| tree.statement(*id).range.start <= comment.start);
        let inner = after.checked_sub(1).and_then(|at| tree.statement(statements[at]).block);
        if let Some(inner) = inner.filter(|inner| tree.block(*inner).range.contains(comment)) {
            block = inner;
            continue;
        }
        if own_line {
            return statements.get(after).map(|id| tree.statement(*id).range);
        }
        let before = statements[..after].iter().rev().map(|id| tree.statement(*id).range);
        let same_line = |range: &TextRange| {
            range.end <= comment.start && !tree.source()[range.end as usize..comment.start as usize].contains('\n')
        };
        return before.take_while(same_line).last();
    }
}
