//! A string that records where each part comes from.

use std::{ops::Range, rc::Rc};

use super::Trace;

/// A string that records where each part comes from. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Text {
    text: Rc<str>,
    pieces: Pieces,
}

/// Most strings have a single piece.
#[derive(Clone, Debug)]
enum Pieces {
    One(Trace),
    Many(Rc<[Piece]>),
}

/// A part of a string; it starts at the end of the previous piece.
#[derive(Clone, Copy, Debug)]
struct Piece {
    end: u32,
    trace: Trace,
}

impl Text {
    /// A string with one trace. It stays exact only if its place has as many bytes.
    #[must_use]
    pub fn new(text: &str, trace: Trace) -> Self {
        Self {
            pieces: Pieces::One(trace.of_length(length(text))),
            text: text.into(),
        }
    }

    /// A string without a trace.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self::new(text, Trace::default())
    }

    /// A string computed from this one as a whole.
    #[must_use]
    pub fn made(&self, text: &str) -> Self {
        if *text == *self.text {
            return self.clone();
        }
        Self {
            text: text.into(),
            pieces: Pieces::One(self.trace().made()),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first known trace of its parts.
    #[must_use]
    pub fn trace(&self) -> Trace {
        match &self.pieces {
            Pieces::One(trace) => *trace,
            Pieces::Many(pieces) => {
                let mut traces = pieces.iter().map(|piece| piece.trace);
                let first = traces.next().unwrap_or_default();
                traces.fold(first, Trace::or).made()
            }
        }
    }

    /// The pieces in order, without gaps.
    pub fn pieces(&self) -> impl Iterator<Item = (Range<usize>, Trace)> {
        self.pieces_in(0..self.text.len())
    }

    fn pieces_in(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Trace)> {
        let (mut at, mut one, many) = match &self.pieces {
            Pieces::One(trace) => (0, Some((0..self.text.len(), *trace)), &[][..]),
            Pieces::Many(pieces) => {
                let first = pieces.partition_point(|piece| piece.end as usize <= range.start);
                (first, None, &**pieces)
            }
        };
        let mut start = at
            .checked_sub(1)
            .map_or(0, |before| many[before].end as usize);
        std::iter::from_fn(move || {
            let (whole, trace) = match one.take() {
                Some(one) => one,
                None => {
                    let piece = many.get(at)?;
                    at += 1;
                    let whole = start..piece.end as usize;
                    start = whole.end;
                    (whole, piece.trace)
                }
            };
            let part = whole.start.max(range.start)..whole.end.min(range.end);
            if part.is_empty() {
                return None;
            }
            let trace = trace.part(
                offset(part.start - whole.start),
                offset(part.end - whole.start),
            );
            Some((part, trace))
        })
    }

    /// The trace of a part; it is exact if the part is within one piece.
    #[must_use]
    pub fn trace_of(&self, range: Range<usize>) -> Trace {
        let mut pieces = self.pieces_in(range);
        let Some((_, first)) = pieces.next() else {
            return Trace::default();
        };
        let mut rest = pieces.map(|(_, trace)| trace).peekable();
        if rest.peek().is_none() {
            return first;
        }
        rest.fold(first, Trace::or).made()
    }

    /// A part of it; the range must be on character boundaries.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        if range == (0..self.text.len()) {
            return self.clone();
        }
        let mut builder = TextBuilder::default();
        builder.push_part(self, range);
        builder.finish()
    }

    /// The part that corresponds to a slice of its characters; `part` must be such a slice, or empty.
    #[must_use]
    pub fn part(&self, part: &str) -> Self {
        if part.is_empty() {
            return Self::plain("");
        }
        let start = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        debug_assert!(start + part.len() <= self.text.len());
        self.slice(start..start + part.len())
    }

    /// Replaces each occurrence of `old`, as Go's `strings.ReplaceAll` does.
    #[must_use]
    pub fn replaced(&self, old: &str, new: &Self) -> Self {
        if old.is_empty() {
            let mut builder = TextBuilder::default();
            for (at, letter) in self.text.char_indices() {
                builder.push_text(new);
                builder.push_part(self, at..at + letter.len_utf8());
            }
            builder.push_text(new);
            return builder.finish();
        }
        if !self.text.contains(old) {
            return self.clone();
        }
        let mut builder = TextBuilder::default();
        let mut at = 0;
        for (found, _) in self.text.match_indices(old) {
            builder.push_part(self, at..found);
            builder.push_text(new);
            at = found + old.len();
        }
        builder.push_part(self, at..self.text.len());
        builder.finish()
    }
}

impl PartialEq for Text {
    /// Compares only the characters, not the traces.
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Text {}

#[derive(Debug, Default)]
pub struct TextBuilder {
    text: String,
    pieces: Vec<Piece>,
}

impl TextBuilder {
    /// Adds characters with one trace.
    pub fn push(&mut self, text: &str, trace: Trace) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let end = length(&self.text);
        let trace = trace.of_length(length(text));
        if let Some(last) = self.pieces.last_mut()
            && last.trace.is_followed_by(trace)
        {
            last.end = end;
            last.trace = last.trace.joined(trace);
            return;
        }
        self.pieces.push(Piece { end, trace });
    }

    pub fn push_text(&mut self, text: &Text) {
        self.push_part(text, 0..text.as_str().len());
    }

    pub fn push_part(&mut self, text: &Text, range: Range<usize>) {
        for (part, trace) in text.pieces_in(range) {
            self.push(&text.as_str()[part], trace);
        }
    }

    /// Adds a string that an action writes: unknown parts of its trace are filled in from the action.
    pub fn push_written(&mut self, text: &Text, action: Trace) {
        let action = action.made();
        let is_whole = matches!(text.pieces, Pieces::One(_));
        for (part, mut trace) in text.pieces() {
            // A constant that is combined with something else, as by `printf`, is less useful than the place of the
            // action.
            let is_of_action = match (trace.template, action.template) {
                (Some(origin), Some(action)) => {
                    origin.file == action.file && action.span.contains(origin.span)
                }
                _ => false,
            };
            if is_of_action && !is_whole {
                trace.template = action.template;
            }
            self.push(&text.as_str()[part], trace.or(action));
        }
    }

    /// The number of bytes so far.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.len()
    }

    #[must_use]
    pub fn ends_with(&self, letter: char) -> bool {
        self.text.ends_with(letter)
    }

    #[must_use]
    pub fn finish(self) -> Text {
        let pieces = match &*self.pieces {
            [] => Pieces::One(Trace::default()),
            [only] => Pieces::One(only.trace),
            many => Pieces::Many(many.into()),
        };
        Text {
            text: self.text.into(),
            pieces,
        }
    }
}

fn length(text: &str) -> u32 {
    offset(text.len())
}

/// Texts of templates are limited to far below 4 GiB.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
