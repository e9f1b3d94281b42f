//! Questions to a tree that are about places: what stands here, which documentation belongs to this.

use crate::syntax::tree::{Argument, BlockId, StatementId, Tree, ValueId, ValueKind};

impl Tree {
    /// Whether a statement, or one in its block at any depth, could not be read.
    pub fn has_broken(&self, statement: StatementId) -> bool {
        let mut pending = vec![statement];
        while let Some(id) = pending.pop() {
            let statement = self.statement(id);
            if statement.broken {
                return true;
            }
            if let Some(block) = statement.block {
                pending.extend(self.statements_of(block));
            }
        }
        false
    }

    /// The texts of the first arguments of all calls of a function, where they hold no variable.
    pub fn calls_of(&self, function: &str) -> Vec<String> {
        let calls = self.values.iter().filter_map(|value| match &value.kind {
            ValueKind::Call { name, arguments } if self.text(*name) == function => {
                self.call_arguments(*arguments).first()
            }
            _ => None,
        });
        calls.filter_map(|argument| Some(self.plain(argument.value)?.into_owned())).collect()
    }

    /// The documentation of a statement: the `##` lines directly above it, without their signs.
    pub fn doc(&self, statement: StatementId) -> Option<String> {
        let mut below = self.statement(statement).range.start;
        let above = self.comments.partition_point(|comment| comment.range.start < below);
        let mut lines = Vec::new();
        for comment in self.comments[..above].iter().rev() {
            let gap = &self.text[comment.range.end as usize..below as usize];
            let adjoins = gap.matches('\n').count() == 1 && gap.chars().all(|c| c.is_ascii_whitespace());
            if !comment.doc || !comment.own_line || !adjoins {
                break;
            }
            let line = self.text(comment.range).trim_start_matches('#');
            lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
            below = comment.range.start;
        }
        lines.reverse();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The innermost statement at an offset; just behind its end counts too.
    pub fn statement_at(&self, offset: u32) -> Option<StatementId> {
        let mut found = None;
        let mut block = self.root;
        while let Some(statement) = self.last_starting_by(block, offset) {
            if self.statement(statement).range.end < offset {
                break;
            }
            found = Some(statement);
            match self.block_around(statement, offset) {
                Some(inner) => block = inner,
                None => break,
            }
        }
        found
    }

    fn last_starting_by(&self, block: BlockId, offset: u32) -> Option<StatementId> {
        let statements = self.statements_of(block);
        let next = statements.partition_point(|id| self.statement(*id).range.start <= offset);
        next.checked_sub(1).map(|index| statements[index])
    }

    /// The outermost block within a statement that holds an offset: its own, or one among its arguments.
    fn block_around(&self, statement: StatementId, offset: u32) -> Option<BlockId> {
        let statement = self.statement(statement);
        let holds = |start: u32, end: u32| start < offset && offset < end;
        if let Some(block) = statement.block {
            let range = self.block(block).range;
            // A block that is never closed ends with the text that it takes.
            if holds(range.start, range.end) || (statement.broken && range.start < offset && offset <= range.end) {
                return Some(block);
            }
        }
        let around = |id: &ValueId| holds(self.value(*id).range.start, self.value(*id).range.end);
        let values = self.arguments(statement).iter().filter_map(|argument| match argument {
            Argument::Value(value) => Some(*value),
            _ => None,
        });
        let mut value = values.into_iter().find(around)?;
        loop {
            value = match &self.value(value).kind {
                ValueKind::Block(block) => return Some(*block),
                ValueKind::List { elements } => *self.elements(*elements).iter().find(|id| around(id))?,
                ValueKind::Call { arguments, .. } => {
                    self.call_arguments(*arguments).iter().map(|argument| argument.value).find(|id| around(id))?
                }
                _ => return None,
            };
        }
    }
}
