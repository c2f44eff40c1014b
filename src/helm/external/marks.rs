//! Marks at the ends of template lines that survive rendering: ` #⟦n⟧`.
//!
//! YAML and Helm read a mark as a comment. Where a mark is not a comment, for example in a quoted string that a
//! function writes, the output without marks must still equal the output of the original templates.

use std::fmt::Write;

use crate::{
    gotemplate::{Literal, literals},
    source::{FileId, Span, offset},
};

/// A line of a template that has a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) file: FileId,
    /// The line without its line break.
    pub(super) span: Span,
    /// From the start of the first action of the line to the end of the last one.
    pub(super) actions: Option<Span>,
}

/// The marked lines; a mark's number is the index.
#[derive(Default)]
pub(super) struct Marks(Vec<Line>);

const OPEN: &str = " #⟦";
const CLOSE: char = '⟧';

impl Marks {
    pub(super) fn line(&self, number: usize) -> Option<&Line> {
        self.0.get(number)
    }

    /// Adds marks to a template; an invalid one is left unchanged.
    pub(super) fn mark(&mut self, file: FileId, text: &str) -> String {
        let parts = literals(text).unwrap_or_default();
        let mut marked = String::with_capacity(text.len() * 2);
        let mut copied = 0;
        for (at, part) in parts.iter().enumerate() {
            let range = part.range.clone();
            let newlines = text[range.clone()].match_indices('\n');
            let newlines = newlines.map(|(found, _)| range.start + found);
            let is_open = range.end == text.len() && !text.ends_with('\n');
            let last = (part.loses_line_end || is_open).then_some(range.end);
            let mut from = range.start;
            for newline in newlines.chain(last) {
                let end = newline - usize::from(text[from..newline].ends_with('\r'));
                let line = line(file, text, end, &parts[..=at]);
                let is_after_output = from == range.start && part.is_after_output;
                if bears(
                    &text[from..end],
                    is_after_output || line.has_beginning(text),
                ) {
                    marked.push_str(&text[copied..end]);
                    let _ = write!(marked, "{OPEN}{}{CLOSE}", self.0.len());
                    copied = end;
                    self.0.push(line);
                }
                from = newline + 1;
            }
        }
        marked.push_str(&text[copied..]);
        marked
    }
}

impl Line {
    /// The text before the first action.
    pub(super) fn beginning<'t>(&self, text: &'t str) -> &'t str {
        let end = self.actions.map_or(self.span.end, |actions| actions.start);
        &text[Span::new(self.span.start, end).range()]
    }

    fn has_beginning(&self, text: &str) -> bool {
        self.actions.is_some() && !self.beginning(text).trim().is_empty()
    }
}

/// True if a line that ends like this can have a mark.
fn bears(end: &str, has_content: bool) -> bool {
    let end = end.trim_end();
    if matches!(end, "---" | "...") || end.ends_with('\\') {
        return false;
    }
    // On a line without content, a mark could end an indented block of text.
    has_content || !end.trim_start().is_empty()
}

/// The line that ends at `end`, in the last of the parts.
fn line(file: FileId, text: &str, end: usize, parts: &[Literal]) -> Line {
    let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
    let last = parts.last().map_or(start, |part| part.range.start);
    let actions = (last > start).then(|| {
        let at = parts.partition_point(|part| part.range.start <= start);
        let before = at.checked_sub(1).map_or(start, |at| parts[at].range.end);
        let trimmed = &text[before.max(start)..last];
        let first = last - trimmed.trim_start().len();
        Span::new(offset(first), offset(last))
    });
    Line {
        file,
        span: Span::new(offset(start), offset(end)),
        actions,
    }
}

/// A line without its marks, and the numbers of the marks.
pub(super) fn without_marks(line: &str) -> (String, Vec<usize>) {
    let (mut text, mut numbers) = (String::with_capacity(line.len()), Vec::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(OPEN) {
        text.push_str(before);
        let number = after
            .split_once(CLOSE)
            .and_then(|(number, behind)| Some((number.parse().ok()?, behind)));
        match number {
            Some((number, behind)) => {
                numbers.push(number);
                rest = behind;
            }
            None => {
                text.push_str(OPEN);
                rest = after;
            }
        }
    }
    text.push_str(rest);
    (text, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_change_the_output() {
        let text = "---\na: {{ .x }}\n{{- if .y }}\nb: |\n\n  c {{ .d }}  \n{{ end -}}\ne: \"f\\\n  g\"\n{{ include \"h\" . }}\r\n{{/*\ni\n*/}}\nj";
        let mut marks = Marks::default();
        let marked = marks.mark(FileId(3), text);
        assert_eq!(
            marked,
            "---\na: {{ .x }} #⟦0⟧\n{{- if .y }}\nb: | #⟦1⟧\n\n  c {{ .d }}   #⟦2⟧\n{{ end -}}\ne: \"f\\\n  g\" #⟦3⟧\n{{ include \"h\" . }} #⟦4⟧\r\n{{/*\ni\n*/}}\nj #⟦5⟧"
        );
        let parts = |number| {
            let line = marks.line(number).expect("a line");
            let actions = line.actions.map(|actions| &text[actions.range()]);
            (&text[line.span.range()], actions)
        };
        assert_eq!(parts(0), ("a: {{ .x }}", Some("{{ .x }}")));
        assert_eq!(parts(1), ("b: |", None));
        assert_eq!(parts(2), ("  c {{ .d }}  ", Some("{{ .d }}")));
        assert_eq!(
            parts(4),
            ("{{ include \"h\" . }}", Some("{{ include \"h\" . }}"))
        );
    }

    #[test]
    fn removing_marks_restores_the_text() {
        assert_eq!(without_marks("a: b #⟦12⟧"), ("a: b".to_owned(), vec![12]));
        assert_eq!(
            without_marks("a #⟦1⟧: b #⟦2⟧ "),
            ("a: b ".to_owned(), vec![1, 2])
        );
        for text in ["a #⟦", "a #⟦x⟧", "a #⟦-1⟧", "a #b"] {
            assert_eq!(without_marks(text), (text.to_owned(), vec![]));
        }
    }
}
