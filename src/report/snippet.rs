//! The source lines of a finding, with labels below.
//!
//! No control character of a file reaches the terminal, and the time for a finding does not depend on the size of its
//! file.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

use memchr::memmem;

use super::{
    Style,
    paint::{Part, paint},
    printable::{is_unprintable, starts_command},
    wrap::{columns, push_line, wrapped},
};
use crate::source::{ColumnUnit, SourceText, Span};

/// The most bytes of a line that are shown: a manifest may be one line.
const LONG: usize = 1000;
/// The number of bytes that are shown before a label beyond that.
const AROUND: usize = 60;
/// The most labels that are shown.
const PLACES: usize = 12;
/// With fewer columns than this to the right of a label, its words start further left.
const WORDS: usize = 24;
/// The line from a label to the words below it.
const LEAD: &str = "╰─ ";

#[derive(Debug)]
pub(super) struct Snippets<'s> {
    name: Cow<'s, str>,
    source: &'s SourceText,
    /// The text with every unprintable character replaced by as many plain bytes.
    shown: Option<String>,
}

#[derive(Debug)]
pub(super) struct Mark<'m> {
    pub(super) span: Span,
    /// Printable; empty for a label without words.
    pub(super) words: Cow<'m, str>,
    /// [`Part::Plain`] for all labels except the primary one.
    pub(super) part: Part,
}

impl Mark<'_> {
    fn is_primary(&self) -> bool {
        self.part != Part::Plain
    }
}

impl<'s> Snippets<'s> {
    /// `name` must be printable.
    pub(super) fn new(name: Cow<'s, str>, source: &'s SourceText) -> Self {
        let text = source.as_str();
        let is_replaced = |(at, letter): (usize, char)| match letter {
            '\n' | '\t' => false,
            // A lone carriage return would let the text overwrite the start of the line.
            '\r' => !text[at..].starts_with("\r\n"),
            _ => is_unprintable(letter),
        };
        let is_plain = |byte: u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~');
        let is_to_be_shown = memmem::find(text.as_bytes(), b"##").is_some()
            || !text.bytes().all(is_plain) && text.char_indices().any(is_replaced);
        let shown = is_to_be_shown.then(|| {
            let mut shown = String::with_capacity(text.len());
            for (at, letter) in text.char_indices() {
                if is_replaced((at, letter)) || starts_command(text, at) {
                    shown.extend(std::iter::repeat_n('?', letter.len_utf8()));
                } else {
                    shown.push(letter);
                }
            }
            shown
        });
        Self {
            name,
            source,
            shown,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn source(&self) -> &'s SourceText {
        self.source
    }

    /// The printable text, in which each character has the same offset as in the file.
    pub(super) fn text(&self) -> &str {
        self.shown.as_deref().unwrap_or(self.source.as_str())
    }

    /// The index of an offset's line. The offset after the last character of a line belongs to it.
    pub(super) fn line_of(&self, at: u32) -> usize {
        self.source.line_index(at)
    }

    pub(super) fn lines(&self) -> usize {
        let starts = self.source.line_starts();
        let is_last_empty = starts.last().map(|start| *start as usize) == Some(self.text().len());
        starts.len() - usize::from(is_last_empty && starts.len() > 1)
    }

    /// The range of a line, with its line ending.
    pub(super) fn whole_line(&self, line: usize) -> Range<usize> {
        let starts = self.source.line_starts();
        let next = starts.get(line + 1).map(|start| *start as usize);
        starts[line] as usize..next.unwrap_or(self.text().len())
    }

    /// The range of a line, without its line ending.
    fn line(&self, line: usize) -> Range<usize> {
        let whole = self.whole_line(line);
        let text = without_end(&self.text()[whole.clone()]);
        whole.start..whole.start + text.len()
    }

    /// A line, or the start of a long one.
    pub(super) fn start_of(&self, line: usize) -> &str {
        &self.text()[self.window(line, None)]
    }

    /// The part of a line that is shown: all of it, unless it is long.
    fn window(&self, line: usize, mark: Option<&Mark<'_>>) -> Range<usize> {
        let whole = self.line(line);
        if whole.len() <= LONG {
            return whole;
        }
        let text = self.text();
        let mark = mark.map_or(0..0, |mark| mark.span.range());
        let is_far = mark.start > whole.start + LONG;
        let from = if is_far {
            text.floor_char_boundary(mark.start - AROUND)
        } else {
            whole.start
        };
        let to = mark.end.saturating_add(AROUND).clamp(from, from + LONG);
        from..text.floor_char_boundary(to.min(whole.end))
    }

    /// Adds the lines of labels with `context` lines around them, below the file's name and the position of the first primary
    /// label. Line numbers take `digits` columns.
    pub(super) fn draw(
        &self,
        marks: &[Mark<'_>],
        context: usize,
        digits: usize,
        style: Style,
        out: &mut String,
    ) {
        let left_out = marks.len().saturating_sub(PLACES);
        let mut marks: Vec<_> = marks
            .iter()
            .take(PLACES)
            .map(|mark| (self.line_of(mark.span.start), mark))
            .collect();
        let first = marks.iter().find(|(_, mark)| mark.is_primary());
        let Some((_, first)) = first.or(marks.first()) else {
            return;
        };
        let place = self
            .source
            .position(first.span.start, ColumnUnit::CodePoint);
        blanks(digits + 2, out);
        paint("╭▸ ", Part::Frame, style, out);
        let place = format!("{}:{}:{}", self.name, place.line, place.column);
        paint(&place, Part::Path, style, out);
        out.push('\n');
        marks.sort_by_key(|(line, mark)| (*line, mark.span));
        let rows = Rows {
            snippets: self,
            digits,
            style,
        };
        let lines = self.lines();
        let same_line: Vec<_> = marks
            .chunk_by(|(one, _), (other, _)| one == other)
            .collect();
        // The first line that is not shown yet.
        let mut next = None;
        for (index, same) in same_line.iter().enumerate() {
            let line = same[0].0;
            let mut from = line.saturating_sub(context).max(next.unwrap_or(0));
            match next {
                Some(next) if from == next + 1 => from = next,
                Some(next) if from > next => rows.gap("⋮", out),
                _ => {}
            }
            for line in from..line {
                rows.line(line, self.window(line, None), out);
            }
            rows.marked(line, same.iter().map(|(_, mark)| *mark), out);
            let until = same_line.get(index + 1).map_or(lines, |same| same[0].0);
            let to = (line + 1 + context).min(until).max(line + 1);
            for line in line + 1..to {
                rows.line(line, self.window(line, None), out);
            }
            next = Some(to);
        }
        if left_out > 0 {
            rows.gap(&format!("⋮ and at {left_out} more places"), out);
        }
    }
}

pub(super) fn without_end(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

pub(super) fn blanks(number: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', number));
}

pub(super) fn digits(number: usize) -> usize {
    number.max(1).ilog10() as usize + 1
}

pub(super) fn gutter(
    number: Option<usize>,
    mark: &str,
    part: Part,
    digits: usize,
    style: Style,
    out: &mut String,
) {
    let mut frame = String::with_capacity(digits + 8);
    match number {
        Some(number) => {
            // Writing to a string does not fail.
            let _ = write!(frame, " {number:>digits$} {mark} ");
        }
        None => {
            blanks(digits + 2, &mut frame);
            frame.push_str(mark);
            frame.push(' ');
        }
    }
    paint(&frame, part, style, out);
}

struct Rows<'r> {
    snippets: &'r Snippets<'r>,
    digits: usize,
    style: Style,
}

/// Words that are still to be written below a line.
struct Said<'w> {
    column: usize,
    words: &'w str,
    part: Part,
}

impl Rows<'_> {
    fn room(&self) -> usize {
        self.style.columns().saturating_sub(self.digits + 4)
    }

    fn gap(&self, words: &str, out: &mut String) {
        blanks(self.digits + 2, out);
        paint(words, Part::Frame, self.style, out);
        out.push('\n');
    }

    fn line(&self, line: usize, part: Range<usize>, out: &mut String) {
        let whole = self.snippets.line(line);
        gutter(
            Some(line + 1),
            "│",
            Part::Frame,
            self.digits,
            self.style,
            out,
        );
        if part.start > whole.start {
            out.push('…');
        }
        push_line(&self.snippets.text()[part.clone()], out);
        if part.end < whole.end {
            out.push('…');
        }
        trim_end(out);
        out.push('\n');
    }

    /// A line with the labels in it.
    fn marked<'m>(&self, line: usize, marks: impl Iterator<Item = &'m Mark<'m>>, out: &mut String) {
        let mut marks = marks.peekable();
        let window = self.snippets.window(line, marks.peek().copied());
        self.line(line, window.clone(), out);
        let text = self.snippets.text();
        // One column for the ellipsis at the cut start of a line.
        let cut = usize::from(window.start > self.snippets.line(line).start);
        let column = |at: usize| {
            let at = text.floor_char_boundary(at.clamp(window.start, window.end));
            cut + columns(&text[window.start..at])
        };
        gutter(None, "·", Part::Frame, self.digits, self.style, out);
        let mut said = Vec::new();
        let mut end = 0;
        let is_shown = |mark: &&Mark<'_>| {
            mark.span.start as usize <= window.end && mark.span.end as usize >= window.start
        };
        for mark in marks.filter(is_shown) {
            let from = column(mark.span.start as usize);
            // An empty label is drawn one column wide, so that it is visible.
            let to = column(mark.span.end as usize).max(from + 1);
            if end < to {
                let start = from.max(end);
                blanks(start - end, out);
                let line = if mark.is_primary() { "━" } else { "─" };
                paint(&line.repeat(to - start), mark.part, self.style, out);
                end = to;
            }
            if !mark.words.is_empty() {
                said.push(Said {
                    column: from,
                    words: &mark.words,
                    part: mark.part,
                });
            }
        }
        // The last words go next to their label, if they fit.
        let fits = |last: &Said<'_>| end + 1 + columns(last.words) <= self.room();
        if let Some(last) = said.pop_if(|last| fits(last)) {
            out.push(' ');
            paint(last.words, last.part, self.style, out);
        }
        out.push('\n');
        while let Some(last) = said.pop() {
            self.below(&last, &said, out);
        }
    }

    /// Words below their label, next to the lines of the labels whose words follow.
    fn below(&self, last: &Said<'_>, others: &[Said<'_>], out: &mut String) {
        let room = self.room();
        let indent = columns(LEAD);
        let longest = last.words.split(' ').map(columns).max().unwrap_or(0);
        let needed = columns(last.words).min(longest.max(WORDS));
        let column = last.column.min(room.saturating_sub(indent + needed));
        let is_far = column < last.column;
        let words = wrapped(last.words, room.saturating_sub(column + indent), "");
        for (index, words) in words.lines().enumerate() {
            gutter(None, "·", Part::Frame, self.digits, self.style, out);
            let mut at = 0;
            for other in others.iter().filter(|other| other.column < column) {
                if other.column >= at {
                    blanks(other.column - at, out);
                    paint("│", other.part, self.style, out);
                    at = other.column + 1;
                }
            }
            blanks(column - at, out);
            let lead = if index == 0 && !is_far { LEAD } else { "   " };
            paint(lead, last.part, self.style, out);
            paint(words, last.part, self.style, out);
            out.push('\n');
        }
    }
}

/// Removes blanks at the end.
fn trim_end(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
}
