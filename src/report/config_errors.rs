//! Errors of configurations, drawn by miette. The report of findings has its own code, which shows fixes and is faster.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use super::{Style, printable, snippet::Snippets, wrap::wrapped};
use crate::{
    finding,
    source::{ColumnUnit, SourceText, Span},
};

/// The columns that miette puts before a message and before help, including its margin.
const MESSAGE_INDENT: usize = 6;
const HELP_INDENT: usize = 10;

/// Writes errors with the lines that they are about.
///
/// # Errors
/// Errors of miette; writing to a string does not fail.
pub fn write_config_errors(
    path: &str,
    source: &SourceText,
    diagnostics: &[finding::Diagnostic],
    style: Style,
    out: &mut String,
) -> fmt::Result {
    let theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.columns())
        .with_context_lines(1)
        // Texts are wrapped already, between words only.
        .with_wrap_lines(false);
    let snippets = Snippets::new(printable(path), source);
    for diagnostic in diagnostics {
        let shown = Shown {
            diagnostic,
            snippets: &snippets,
            columns: style.columns(),
        };
        handler.render_report(out, &shown)?;
    }
    Ok(())
}

#[derive(Debug)]
struct Shown<'f> {
    diagnostic: &'f finding::Diagnostic,
    snippets: &'f Snippets<'f>,
    columns: usize,
}

impl Shown<'_> {
    fn beside(&self, indent: usize, text: &str) -> String {
        wrapped(&printable(text), self.columns.saturating_sub(indent), "")
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.beside(MESSAGE_INDENT, &self.diagnostic.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.diagnostic.help.as_deref()?;
        Some(Box::new(self.beside(HELP_INDENT, help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = &self.diagnostic.primary;
        // An error without a place has no label.
        if primary.message.is_empty() {
            return None;
        }
        let labels = std::iter::once(primary).chain(&self.diagnostic.related);
        let here: Vec<_> = labels.filter(|label| label.file.is_none()).collect();
        // Far into a long line, only the place itself is shown.
        let is_far = here.iter().any(|label| self.snippets.is_far(label.span));
        let number = if is_far { 1 } else { here.len() };
        let shown = here.into_iter().take(number).enumerate();
        Some(Box::new(shown.map(|(index, label)| {
            let (text, span) = (
                Some(printable(&label.message).into_owned()),
                self.snippets.span(label.span),
            );
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

/// From this column on, in bytes, a place is shown without the rest of its line: a configuration may be a single line, and
/// miette cannot draw beyond column 65,535.
const FAR: usize = 1000;
/// The number of bytes that are then shown around a place, and of a place that is long itself.
const AROUND: usize = 60;

impl Snippets<'_> {
    fn is_far(&self, span: Span) -> bool {
        [span.start, span.end]
            .into_iter()
            .any(|at| self.column(at as usize) > FAR)
    }

    fn column(&self, at: usize) -> usize {
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        at - self.source().line_starts()[self.source().line_index(offset)] as usize
    }

    /// A span for miette. An empty one is widened so that it is visible, a very long one is cut.
    pub(super) fn span(&self, span: Span) -> SourceSpan {
        let text = self.source().as_str();
        let Span { start, end } = span;
        if self.is_far(span) && span.range().len() > AROUND {
            let end = text.floor_char_boundary(start as usize + AROUND);
            let line = text[start as usize..end]
                .find('\n')
                .unwrap_or(end - start as usize);
            return (start as usize, line).into();
        }
        if !span.is_empty() {
            return (start as usize, (end - start) as usize).into();
        }
        let next = text[start as usize..]
            .chars()
            .next()
            .filter(|letter| !matches!(letter, '\n' | '\r'));
        let last = || {
            text[..start as usize]
                .chars()
                .next_back()
                .filter(|letter| !matches!(letter, '\n' | '\r'))
        };
        match (next, next.is_none().then(last).flatten()) {
            (Some(letter), _) => (start as usize, letter.len_utf8()).into(),
            (None, Some(letter)) => (start as usize - letter.len_utf8(), letter.len_utf8()).into(),
            (None, None) => (start as usize, 0).into(),
        }
    }
}

impl SourceCode for Snippets<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.text();
        let offset = |at: usize| u32::try_from(at).map_err(|_| MietteError::OutOfBounds);
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let starts = self.source().line_starts();
        let mut first = self
            .source()
            .line_index(offset(start)?)
            .saturating_sub(context_lines_before);
        // The line of the last character, not the one after its line feed.
        let last = self
            .source()
            .line_index(offset(end.saturating_sub(1).max(start))?)
            + context_lines_after;
        let mut from = starts[first] as usize;
        let mut to = starts
            .get(last + 1)
            .map_or(text.len(), |next| *next as usize);
        let mut line_count = starts.len().min(last + 1) - first;
        if self.column(start) > FAR {
            from = text.floor_char_boundary(start - AROUND);
            first = self.source().line_index(offset(start)?);
            line_count = 1;
        }
        // By the line index: searching the end of a long line for each place would take minutes.
        let next_line = self.source().line_index(offset(end)?) + 1;
        let line_end = starts
            .get(next_line)
            .map_or(text.len(), |next| *next as usize - 1);
        let rest = line_end - end;
        if self.column(start) > FAR || rest > FAR {
            to = text.floor_char_boundary(end + rest.min(AROUND));
        }
        // Without context lines, miette needs the column of the span.
        let column = if context_lines_before == 0 {
            self.source()
                .position(offset(start)?, ColumnUnit::CodePoint)
                .column
                - 1
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name().to_owned(),
            &text.as_bytes()[from..to],
            (from, to - from).into(),
            first,
            column,
            line_count,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carriage_return_does_not_hide_the_start_of_its_line() {
        let source = SourceText::from("a: 1\r\nb: \r2\r\rc\r\n".to_owned());
        let snippets = Snippets::new("a.yaml".into(), &source);
        let contents = snippets.read_span(&(9, 1).into(), 0, 0).expect("a line");
        assert_eq!(contents.data(), b"b: ?2??c\r\n");
    }
}
