//! Where comments go: one at a line's end stays at the end of that line's statement, one on its own line stays before
//! what follows it, or at the end of the block.

use super::{Place, Printer};

impl Printer<'_> {
    /// Is there a comment left that stands before `offset`?
    pub(super) fn has_comment_before(&self, offset: u32) -> bool {
        self.tree.comments().get(self.comment).is_some_and(|comment| comment.range.start < offset)
    }

    /// Prints the comments that stand before `offset`.
    pub(super) fn comments_before(&mut self, offset: u32, level: usize, place: &mut Place) {
        let tree = self.tree;
        while let Some(comment) = tree.comments().get(self.comment).filter(|comment| comment.range.start < offset) {
            self.comment += 1;
            if comment.own_line || self.after_comment || self.out.is_empty() {
                self.start_item(comment.range.start, level, place);
                place.first = false;
            } else {
                self.push("  ");
            }
            self.copy(comment.range);
            self.after_comment = true;
            place.end = comment.range.end;
        }
    }

    /// Does the source have a blank line between two items?
    pub(super) fn blank_line_between(&self, end: u32, start: u32) -> bool {
        let gap = self.text.get(end as usize..start as usize).unwrap_or_default();
        gap.bytes().filter(|byte| *byte == b'\n').take(2).count() == 2
    }
}
