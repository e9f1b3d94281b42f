//! Brackets without their partner.

use super::{Explainer, MAX_LOOK};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::TextRange;
use crate::syntax::fault::Fault;

impl Explainer<'_> {
    pub(super) fn stray(&self, fault: &Fault) -> Diagnostic {
        let bracket = &self.text[fault.range.bytes()];
        self.finding(Code::SYN014, fault.range, format!("this `{bracket}` closes nothing"))
            .help(format!("remove it, or open the `{}` that it was meant to close", opening(bracket)))
            .fix("remove it", vec![self.edit(fault.range.start as usize, fault.range.end as usize, "")])
    }

    /// A block of which layout says where it was meant to close.
    pub(super) fn unclosed(&self, fault: &Fault, before: Option<u32>, missing: u32) -> Diagnostic {
        let diagnostic = self.finding(Code::SYN002, fault.range, "this `{` is never closed");
        if missing > 1 {
            return diagnostic
                .note("the innermost of the blocks that are still open")
                .help(format!("{missing} blocks are still open here: each needs its `}}`"));
        }
        let indentation = self.indentation(fault.range.start as usize);
        let Some(line) = before.map(|line| line as usize) else {
            let end = self.text.trim_end().len();
            return diagnostic
                .label(self.span(TextRange::new(end, end)), "the file ends here")
                .fix("close it at the end", vec![self.insert(end, format!("\n{indentation}}}"))]);
        };
        // Behind the last line that holds a token, so that comments stay above what they speak of.
        let last = self.tokens.partition_point(|token| (token.range.start as usize) < line);
        let last =
            self.tokens[..last].iter().rev().find(|token| !token.kind.ends_statement() && !token.range.is_empty());
        let end = last.map_or(line, |token| token.range.end as usize);
        let end = self.text[end..line].find('\n').map_or(line, |newline| end + newline);
        let place = TextRange::new(line, self.text[line..].find('\n').map_or(self.text.len(), |n| line + n));
        diagnostic
            .label(self.span(place), "it was probably meant to close before this line")
            .fix("close it there", vec![self.insert(end, format!("\n{indentation}}}"))])
    }

    pub(super) fn unclosed_entries(&self, fault: &Fault) -> Diagnostic {
        let bracket = &self.text[fault.range.bytes()];
        let closing = closing(bracket);
        let end = self.end_of_entries(fault);
        self.finding(Code::SYN002, fault.range, format!("this `{bracket}` is never closed"))
            .label(
                self.span(TextRange::new(end, end)),
                format!("it was probably meant to close here, with `{closing}`"),
            )
            .fix(format!("insert `{closing}`"), vec![self.insert(end, closing)])
    }

    /// The end of what an unclosed list, call or block inside a statement probably holds: the end of its line, or what
    /// comes before the bracket that closes something around it.
    fn end_of_entries(&self, fault: &Fault) -> usize {
        let mut end = fault.range.end;
        let mut depth = 0usize;
        for token in self.tokens.iter().skip(fault.token as usize + 1).take(MAX_LOOK) {
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
