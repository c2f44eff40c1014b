//! From the documents that Helm prints to a text with the place of each line.

use std::sync::Arc;

use super::{
    alignment::Aligner,
    marks::{Line, Marks, without_marks},
};
use crate::{
    helm::Written,
    inputs::Files,
    source::{MappedText, Quality, SourceFile, Span, offset},
};

/// The output of a template, joined from its documents.
#[derive(Default)]
pub(super) struct Writer {
    text: MappedText,
    approximate: Vec<Span>,
}

impl Writer {
    pub(super) fn finish(self) -> Written {
        let (text, map) = self.text.finish();
        Written {
            text,
            templates: map.clone(),
            values: map.clone(),
            map,
            approximate: self.approximate,
        }
    }

    /// Adds a document whose lines have the places given by the marked lines.
    pub(super) fn proved(
        &mut self,
        lines: &[&str],
        marked: &[String],
        marks: &Marks,
        files: &Files<'_>,
    ) {
        self.separate();
        let mut places: Vec<(Option<Line>, bool)> = Vec::with_capacity(marked.len());
        let mut waiting = 0;
        let mut last: Option<Line> = None;
        for line in marked {
            let numbers = without_marks(line).1;
            let place = place_of(line, &numbers, marks, files);
            let is_alone = numbers.len() == 1 && line.trim_end().ends_with('⟧');
            places.push((place, is_alone));
            if place.is_some() {
                for (at, waits) in places.iter_mut().enumerate().skip(waiting) {
                    // An action may write several lines; the mark is at the end of the last one.
                    let begun = || last.and_then(|last| begun_after(last, lines[at], files));
                    waits.0 = waits.0.or_else(begun).or(place);
                }
                waiting = places.len();
                last = place;
            }
        }
        for (at, waits) in places.iter_mut().enumerate().skip(waiting) {
            waits.0 = last.and_then(|last| begun_after(last, lines[at], files));
            waits.0 = waits.0.or(last);
        }
        for (line, (place, is_alone)) in lines.iter().zip(places) {
            match place {
                Some(place) => self.line(line, &place, is_alone, files),
                None => self.nowhere(line),
            }
        }
    }

    /// Adds a document whose places are guessed by comparing it with its template.
    pub(super) fn aligned(
        &mut self,
        lines: &[&str],
        file: &Arc<SourceFile>,
        aligner: &mut Aligner,
    ) {
        self.separate();
        let template: Vec<_> = file.text.as_str().split_inclusive('\n').collect();
        let mut starts = Vec::with_capacity(template.len());
        let mut start = 0;
        for line in &template {
            starts.push(start);
            start += line.len();
        }
        let from = self.text.length();
        for (line, at) in lines.iter().zip(aligner.align(lines, &template)) {
            let place = template.get(at).map_or_else(Span::default, |text| {
                let indentation = text.len() - text.trim_start().len();
                let start = starts[at] + indentation;
                Span::new(offset(start), offset(start + text.trim().len()))
            });
            let line = format!("{line}\n");
            self.text.write_from(&line, file, place, Quality::Near);
        }
        self.approximate.push(Span::new(from, self.text.length()));
    }

    fn separate(&mut self) {
        self.nowhere("---");
    }

    fn nowhere(&mut self, line: &str) {
        let line = format!("{line}\n");
        self.text.write(&line, Span::default(), Quality::Near);
    }

    /// Adds a line that a template line writes. `is_alone` if no other template line contributes.
    fn line(&mut self, rendered: &str, line: &Line, is_alone: bool, files: &Files<'_>) {
        let file = files.get(line.file);
        let source = file.text.as_str();
        let written = &source[line.span.range()];
        let content = rendered.trim_start();
        let actions = line
            .actions
            .unwrap_or(Span::new(line.span.end, line.span.end));
        let before = Span::new(line.span.start, actions.start);
        let after = Span::new(actions.end, line.span.end);
        let last = &source[after.range()];
        let first = line.beginning(source).trim_start();
        let middle = content
            .strip_prefix(first)
            .and_then(|rest| rest.strip_suffix(last));
        let is_literal = line.actions.is_none() || !first.is_empty();
        // Inside a packed chart there is a place, but nothing can be fixed there.
        let middle = middle.filter(|middle| {
            is_alone && !files.is_packed(line.file) && (line.actions.is_some() || middle.is_empty())
        });
        let Some(middle) = middle else {
            let indentation = written.len() - written.trim_start().len();
            let place = Span::new(
                line.span.start + offset(indentation),
                line.span.start + offset(written.trim_end().len().max(indentation)),
            );
            let rendered = format!("{rendered}\n");
            return self.text.write_from(&rendered, file, place, Quality::Made);
        };
        let indentation = &rendered[..rendered.len() - content.len()];
        let start = before.end - offset(first.len());
        let own = Span::new(before.start, start);
        if is_literal && &source[own.range()] == indentation {
            self.text.copy_from(file, own);
        } else {
            let place = if first.is_empty() {
                actions
            } else {
                Span::new(start, start)
            };
            self.text
                .write_from(indentation, file, place, Quality::Made);
        }
        self.text.copy_from(file, Span::new(start, before.end));
        self.text.write_from(middle, file, actions, Quality::Made);
        self.text.copy_from(file, after);
        let end = Span::new(line.span.end, line.span.end + 1);
        if source.get(end.range()) == Some("\n") {
            self.text.copy_from(file, end);
        } else {
            let end = Span::new(end.start, end.start);
            self.text.write_from("\n", file, end, Quality::Made);
        }
    }
}

/// The template line of a rendered one: of several lines that end there, the one with the same start, otherwise the
/// outermost.
fn place_of(marked: &str, numbers: &[usize], marks: &Marks, files: &Files<'_>) -> Option<Line> {
    let mut lines = numbers.iter().filter_map(|number| marks.line(*number));
    let begins = |line: &&Line| {
        let beginning = line.beginning(files.get(line.file).text.as_str()).trim();
        !beginning.is_empty() && marked.trim_start().starts_with(beginning)
    };
    let own = lines.clone().find(begins);
    own.or_else(|| lines.next_back()).copied()
}

/// How many lines after the previous one the start of a line is searched for.
const MAX_DISTANCE: usize = 5;

/// The template line, shortly after another one, that starts like a rendered line and whose action writes the rest of
/// that line and more lines: `labels: {{ include "labels" . | nindent 4 }}`.
fn begun_after(last: Line, rendered: &str, files: &Files<'_>) -> Option<Line> {
    let text = files.get(last.file).text.as_str();
    let mut start = last.span.end as usize;
    start += text[start..].find('\n')? + 1;
    for line in text[start..].split_inclusive('\n').take(MAX_DISTANCE) {
        let beginning = line.split_once("{{").map(|(text, _)| text.trim_end());
        if let Some(beginning) = beginning.filter(|text| !text.is_empty())
            && rendered.starts_with(beginning)
        {
            let end = start + line.trim_end().len();
            return Some(Line {
                file: last.file,
                span: Span::new(offset(start), offset(end)),
                actions: None,
            });
        }
        start += line.len();
    }
    None
}

/// The text of a document without marks and trailing white space.
pub(super) fn bare(lines: &[&str]) -> String {
    let lines = lines.iter().map(|line| without_marks(line).0);
    lines.fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
