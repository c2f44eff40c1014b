//! The lines that a fix changes, as a diff.
//!
//! Only the edited lines are read, so the time does not depend on the size of the file.

use std::{borrow::Cow, ops::Range};

use super::{
    Style,
    paint::{Part, paint},
    printable,
    snippet::{Snippets, blanks, digits, gutter, without_end},
    wrap::push_line,
};
use crate::{finding::Fix, source::Edit};

/// The most lines that are shown.
const SHOWN: usize = 12;
/// A fix that changes more bytes is not shown.
const LARGE: usize = 8 << 10;

/// The changed lines, with one line of context around them.
#[derive(Debug)]
pub(super) struct FixLines<'f> {
    rows: Vec<Row<'f>>,
    /// The lines of the file that are shown or changed.
    lines: Range<usize>,
}

#[derive(Debug)]
struct Row<'f> {
    kind: Kind,
    /// From 1. Kept and new lines have their number after the fix, removed ones the number before.
    number: usize,
    text: Cow<'f, str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Kept,
    Removed,
    Added,
    /// Omitted lines between two changes.
    Gap,
}

/// Edits of adjacent lines.
struct Block<'f> {
    /// The byte range of the complete lines that they change.
    part: Range<usize>,
    edits: Vec<&'f Edit>,
}

impl<'f> FixLines<'f> {
    /// `None` for a fix that changes too much, or nothing visible.
    pub(super) fn new(fix: &'f Fix, file: &'f Snippets<'_>) -> Option<Self> {
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort();
        let blocks = blocks(&edits, file);
        let changed = blocks.iter().map(|block| block.part.len());
        let written = edits.iter().map(|edit| edit.text.len());
        if changed.chain(written).sum::<usize>() > LARGE {
            return None;
        }
        let mut lines = Self {
            rows: Vec::new(),
            lines: 0..0,
        };
        let (mut added, mut removed) = (0, 0);
        for block in &blocks {
            lines.add(block, file, &mut added, &mut removed);
        }
        (!lines.rows.is_empty()).then_some(lines)
    }

    fn add(
        &mut self,
        block: &Block<'f>,
        file: &'f Snippets<'_>,
        added: &mut usize,
        removed: &mut usize,
    ) {
        let text = file.text();
        let old: Vec<&str> = lines_of(&text[block.part.clone()]).collect();
        let new = block.applied(text);
        let new: Vec<&str> = lines_of(&new).collect();
        let same = |(one, other): &(&&str, &&str)| one == other;
        let before = old.iter().zip(&new).take_while(same).count();
        let ends = old[before..].iter().rev().zip(new[before..].iter().rev());
        let behind = ends.take_while(same).count();
        let (old, new) = (
            &old[before..old.len() - behind],
            &new[before..new.len() - behind],
        );
        if old.is_empty() && new.is_empty() {
            return;
        }
        // The first line that is changed, or that lines are inserted before.
        let start = u32::try_from(block.part.start).unwrap_or(u32::MAX);
        let first = file.line_of(start) + before;
        let number = |line: usize| line + 1 + *added - *removed;
        let is_first = self.rows.is_empty();
        let context = first
            .checked_sub(1)
            .filter(|line| is_first || *line >= self.lines.end);
        if is_first {
            self.lines = context.unwrap_or(first)..first;
        } else if context.is_some_and(|line| line > self.lines.end) {
            self.push(Kind::Gap, 0, Cow::Borrowed(""));
        }
        if let Some(line) = context {
            self.push(Kind::Kept, number(line), Cow::Borrowed(file.start_of(line)));
        }
        for (index, line) in old.iter().enumerate() {
            self.push(Kind::Removed, first + index + 1, Cow::Borrowed(*line));
        }
        for (index, line) in new.iter().enumerate() {
            self.push(Kind::Added, number(first + index), shown(line));
        }
        *added += new.len();
        *removed += old.len();
        let next = first + old.len();
        self.lines.end = next;
        if next < file.lines() {
            let number = next + 1 + *added - *removed;
            self.push(Kind::Kept, number, Cow::Borrowed(file.start_of(next)));
            self.lines.end = next + 1;
        }
    }

    fn push(&mut self, kind: Kind, number: usize, text: Cow<'f, str>) {
        self.rows.push(Row { kind, number, text });
    }

    /// True if a line of the file, from 0, is shown or changed.
    pub(super) fn has(&self, line: usize) -> bool {
        self.lines.contains(&line)
    }

    pub(super) fn digits(&self) -> usize {
        let numbers = self.rows.iter().map(|row| row.number);
        digits(numbers.max().unwrap_or_default())
    }

    pub(super) fn draw(&self, digits: usize, style: Style, out: &mut String) {
        // If only one line is left, show it instead of the note about it.
        let shown = if self.rows.len() > SHOWN + 1 {
            SHOWN
        } else {
            self.rows.len()
        };
        for row in &self.rows[..shown] {
            let (mark, part) = match row.kind {
                Kind::Kept => ("│", Part::Plain),
                Kind::Removed => ("-", Part::Removed),
                Kind::Added => ("+", Part::Added),
                Kind::Gap => {
                    blanks(digits + 2, out);
                    paint("⋮", Part::Frame, style, out);
                    out.push('\n');
                    continue;
                }
            };
            let number = Some(row.number);
            if row.kind == Kind::Kept {
                gutter(number, mark, Part::Frame, digits, style, out);
                push_line(&row.text, out);
            } else {
                gutter(number, mark, part, digits, style, out);
                let mut text = String::with_capacity(row.text.len());
                push_line(&row.text, &mut text);
                paint(&text, part, style, out);
            }
            out.push('\n');
        }
        if shown < self.rows.len() {
            blanks(digits + 2, out);
            let more = format!("… {} more lines\n", self.rows.len() - shown);
            out.push_str(&more);
        }
    }
}

impl Block<'_> {
    fn applied(&self, text: &str) -> String {
        let mut new = String::new();
        let mut from = self.part.start;
        for edit in &self.edits {
            let part = edit.span.range();
            new.push_str(&text[from.min(part.start)..part.start]);
            new.push_str(&edit.text);
            from = part.end;
        }
        new.push_str(&text[from.min(self.part.end)..self.part.end]);
        new
    }
}

fn blocks<'f>(edits: &[&'f Edit], file: &Snippets<'_>) -> Vec<Block<'f>> {
    let mut blocks: Vec<Block<'f>> = Vec::new();
    for edit in edits {
        let part = lines_changed(edit, file);
        match blocks.last_mut() {
            Some(block) if part.start <= block.part.end => {
                block.part.end = block.part.end.max(part.end);
                block.edits.push(edit);
            }
            _ => blocks.push(Block {
                part,
                edits: vec![edit],
            }),
        }
    }
    blocks
}

/// The complete lines that an edit changes; empty for one that inserts complete lines.
fn lines_changed(edit: &Edit, file: &Snippets<'_>) -> Range<usize> {
    let last = file.whole_line(file.line_of(edit.span.end));
    let start = file.whole_line(file.line_of(edit.span.start)).start;
    let range = edit.span.range();
    let is_whole = edit.text.ends_with('\n') || edit.text.is_empty() && range.start == start;
    if range.end == last.start && is_whole {
        return start..range.end;
    }
    start..last.end
}

fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').map(without_end)
}

/// A new line, which may have unprintable characters that the file does not have.
fn shown<'f>(line: &str) -> Cow<'f, str> {
    let parts = line.split('\t').map(printable);
    Cow::Owned(parts.collect::<Vec<_>>().join("\t"))
}
