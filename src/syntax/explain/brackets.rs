//! Brackets without their partner.

use super::Explainer;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::TextRange;
use crate::syntax::fault::Fault;

impl Explainer<'_> {
    pub(super) fn stray(&self, fault: &Fault) -> Diagnostic {
        let bracket = &self.text[fault.range.bytes()];
        self.new(Code::SYN014, fault.range, format!("this `{bracket}` closes nothing"))
            .help(format!("remove it, or open the `{}` that it was meant to close", opening(bracket)))
            .fix("remove it", vec![self.edit(fault.range.start as usize, fault.range.end as usize, "")])
    }

    pub(super) fn unclosed(&self, fault: &Fault, before: Option<u32>, missing: u32) -> Diagnostic {
        let bracket = &self.text[fault.range.bytes()];
        let closing = closing(bracket);
        let mut diagnostic = self.new(Code::SYN002, fault.range, format!("this `{bracket}` is never closed"));
        if missing > 1 {
            return diagnostic
                .note("the innermost of the blocks that are still open")
                .help(format!("{missing} blocks are still open here: each needs its `}}`"));
        }
        if bracket != "{" || !self.tokens.get(fault.token as usize).is_some_and(|token| token.flawed) {
            let end = self.end_of_entries(fault);
            let place = TextRange::new(end, end);
            return diagnostic
                .label(self.span(place), format!("it was probably meant to close here, with `{closing}`"))
                .fix(format!("insert `{closing}`"), vec![self.insert(end, closing)]);
        }
        let opening = fault.range.start as usize;
        let indentation = self.indentation(opening);
        match before {
            Some(line) => {
                let line = line as usize;
                let place = TextRange::new(line, self.text[line..].find('\n').map_or(self.text.len(), |n| line + n));
                diagnostic = diagnostic
                    .label(self.span(place), "it was probably meant to close before this line")
                    .fix("close it there", vec![self.insert(self.line_start(line), format!("{indentation}}}\n"))]);
            }
            None => {
                let end = self.text.trim_end().len();
                // A comment at the end would take the brace into itself: it stands on a line of its own.
                diagnostic = diagnostic
                    .label(self.span(TextRange::new(end, end)), "the file ends here")
                    .fix("close it at the end", vec![self.insert(end, format!("\n{indentation}}}"))]);
            }
        }
        diagnostic
    }

    /// The end of what an unclosed list, call or block inside a statement probably holds: the end of its line, or what
    /// comes before the bracket that closes something around it.
    fn end_of_entries(&self, fault: &Fault) -> usize {
        let mut end = fault.range.end;
        let mut depth = 0usize;
        for token in &self.tokens[(fault.token as usize + 1).min(self.tokens.len())..] {
            if token.kind.opens() {
                depth += 1;
            } else if token.kind.closes() && depth > 0 {
                depth -= 1;
            } else if depth == 0 && (token.kind.closes() || token.kind.ends_statement()) {
                break;
            }
            end = token.range.end;
        }
        end as usize
    }
}

pub(super) fn closing(opening: &str) -> &'static str {
    match opening {
        "{" => "}",
        "[" => "]",
        _ => ")",
    }
}

fn opening(closing: &str) -> &'static str {
    match closing {
        "}" => "{",
        "]" => "[",
        _ => "(",
    }
}
