//! For people: each finding with its source lines and its fix as a diff, and a summary.

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt::Write as _,
    io::{self, Write},
    sync::Arc,
};

use super::{
    Context, Style,
    fix_lines::FixLines,
    paint::{Part, link, paint},
    parallel::{map_each, write_each},
    plan::text,
    printable,
    snippet::{Mark, Snippets, digits},
    summary,
    wrap::{columns, push_wrapped, wrapped},
};
use crate::{
    finding::{Diagnostic, Finding, Label, Safety, Severity},
    lint::Run,
    source::SourceFile,
};

/// The number of context lines around those of a finding.
const CONTEXT: usize = 1;

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    // In a long report, most files have no finding that is shown.
    let is_shown = |finding: &&Finding| finding.severity >= context.lowest;
    let snippets = map_each(&run.files, |file| {
        let mut shown = file.report.findings.iter().filter(is_shown);
        let snippets = || Snippets::new(printable(&file.path), &file.report.source);
        shown.next().map(|_| snippets())
    });
    let files = run.files.iter().zip(&snippets);
    let files = files.filter_map(|(file, snippets)| Some((file, snippets.as_ref()?)));
    let findings = files.flat_map(|(file, snippets)| {
        let shown = file.report.findings.iter().filter(is_shown);
        shown.map(move |finding| (finding, snippets))
    });
    let findings: Vec<_> = findings.collect();
    let elsewhere = Elsewhere::new(findings.iter().map(|(finding, _)| &finding.diagnostic));
    write_each(&findings, out, |(finding, snippets), out| {
        let mut text = String::with_capacity(2048);
        let shown = Shown {
            diagnostic: &finding.diagnostic,
            severity: finding.severity,
            snippets,
            elsewhere: &elsewhere,
            style: context.style,
        };
        shown.title(finding, &mut text);
        shown.body(&finding.message(), &mut text);
        shown.address(finding, &mut text);
        text.push('\n');
        out.write_all(text.as_bytes())
    })?;
    summary::human(run, context, out)
}

/// Other files with labels of findings, by the address of the shared file.
struct Elsewhere<'f>(HashMap<usize, Snippets<'f>>);

impl<'f> Elsewhere<'f> {
    fn new(diagnostics: impl Iterator<Item = &'f Diagnostic>) -> Self {
        let mut files = HashMap::new();
        let labels = diagnostics.flat_map(|diagnostic| &diagnostic.related);
        for file in labels.filter_map(|label| label.file.as_ref()) {
            let name = printable(&file.path);
            files
                .entry(address_of(file))
                .or_insert_with(|| Snippets::new(name, &file.text));
        }
        Self(files)
    }

    fn get(&self, file: &Arc<SourceFile>) -> Option<&Snippets<'f>> {
        self.0.get(&address_of(file))
    }
}

fn address_of(file: &Arc<SourceFile>) -> usize {
    Arc::as_ptr(file).addr()
}

struct Shown<'f> {
    diagnostic: &'f Diagnostic,
    severity: Severity,
    snippets: &'f Snippets<'f>,
    elsewhere: &'f Elsewhere<'f>,
    style: Style,
}

impl Shown<'_> {
    /// `error[ECI103] toleration-mismatch in jobs/reports-hourly`.
    fn title(&self, finding: &Finding, out: &mut String) {
        let rule = &finding.rule;
        let start = format!("{}[{}]", finding.severity, rule.id);
        let mut width = columns(&start) + 1 + columns(&rule.name);
        let mut title = String::new();
        paint(
            &start,
            Part::Severity(finding.severity),
            self.style,
            &mut title,
        );
        if self.style.hyperlinks {
            link(&title, finding.url(), out);
        } else {
            out.push_str(&title);
        }
        out.push(' ');
        out.push_str(&rule.name);
        if let Some(application) = &finding.application {
            let name = text::application(application);
            let place = format!("in {}", text::shown(&name));
            width += 1 + columns(&place);
            let fits = width <= self.style.columns();
            out.push_str(if fits { " " } else { "\n  " });
            out.push_str(&place);
        }
        out.push('\n');
    }

    fn body(&self, message: &str, out: &mut String) {
        let icon = match self.severity {
            Severity::Error => "×",
            Severity::Warning => "⚠",
            Severity::Info => "☞",
        };
        out.push_str("  ");
        paint(icon, Part::Severity(self.severity), self.style, out);
        out.push(' ');
        let message = printable(message);
        self.text(&message, 4, Part::Message, out);
        let fix = self.diagnostic.fix.as_ref();
        let lines = fix.and_then(|fix| FixLines::new(fix, self.snippets));
        self.places(&message, lines.as_ref(), out);
        if let Some(help) = &self.diagnostic.help {
            out.push_str("  ");
            paint("help:", Part::Help, self.style, out);
            out.push(' ');
            self.text(&printable(help), 8, Part::Plain, out);
        }
        if let Some(fix) = fix {
            let (word, part) = match fix.safety {
                Safety::Safe => ("fix:", Part::Added),
                Safety::Unsafe => ("unsafe fix:", Part::Risky),
            };
            out.push_str("  ");
            paint(word, part, self.style, out);
            out.push(' ');
            self.text(&printable(&fix.title), word.len() + 3, Part::Plain, out);
        }
        if let Some(lines) = lines {
            lines.draw(self.digits(Some(&lines)), self.style, out);
        }
        for other in &self.diagnostic.alternatives {
            out.push_str("  ");
            paint("or:", Part::Risky, self.style, out);
            out.push(' ');
            self.text(&printable(&other.title), 6, Part::Plain, out);
        }
    }

    /// Adds a line of text after `indent` columns; the lines that it wraps to start in the same column.
    fn text(&self, text: &str, indent: usize, part: Part, out: &mut String) {
        const BLANKS: &str = "              ";
        let width = self.style.columns();
        if self.style.color && part != Part::Plain {
            let text = wrapped(text, width.saturating_sub(indent), "");
            for (index, line) in text.lines().enumerate() {
                if index > 0 {
                    out.push('\n');
                    out.push_str(&BLANKS[..indent]);
                }
                paint(line, part, self.style, out);
            }
        } else {
            push_wrapped(text, indent, width, &BLANKS[..indent], out);
        }
        out.push('\n');
    }

    fn places(&self, message: &str, lines: Option<&FixLines<'_>>, out: &mut String) {
        let primary = &self.diagnostic.primary;
        // A finding without a place has no label.
        if primary.message.is_empty() {
            return;
        }
        let related = &self.diagnostic.related;
        let is_here = |label: &&Label| label.file.is_none();
        let mark = |label, part| mark(label, message, part);
        let mut marks = vec![mark(primary, Part::Severity(self.severity))];
        let here = related.iter().filter(is_here);
        marks.extend(here.map(|label| mark(label, Part::Plain)));
        // Lines that the diff of the fix shows are not shown twice.
        let line = self.snippets.line_of(primary.span.start);
        let context = match lines {
            Some(lines) if lines.has(line) => 0,
            _ => CONTEXT,
        };
        self.snippets
            .draw(&marks, context, self.digits(lines), self.style, out);
        for label in related {
            let Some(file) = &label.file else { continue };
            if let Some(snippets) = self.elsewhere.get(file) {
                let digits = digits(snippets.line_of(label.span.start) + 1 + CONTEXT);
                let mark = mark(label, Part::Plain);
                snippets.draw(&[mark], CONTEXT, digits, self.style, out);
            }
        }
    }

    fn digits(&self, lines: Option<&FixLines<'_>>) -> usize {
        let related = self.diagnostic.related.iter();
        let here = related.filter(|label| label.file.is_none());
        let places = std::iter::once(&self.diagnostic.primary).chain(here);
        let last = places.map(|label| label.span.start).max().unwrap_or(0);
        let last = (self.snippets.line_of(last) + 1 + CONTEXT).min(self.snippets.lines());
        digits(last).max(lines.map_or(0, FixLines::digits))
    }

    fn address(&self, finding: &Finding, out: &mut String) {
        if self.style.addresses {
            // Writing to a string does not fail.
            let _ = writeln!(out, "  {}", finding.url());
        }
    }
}

/// A label without its words if the message has the same ones.
fn mark<'m>(label: &'m Label, message: &str, part: Part) -> Mark<'m> {
    let words = printable(&label.message);
    Mark {
        span: label.span,
        words: if says(message, &words) {
            Cow::Borrowed("")
        } else {
            words
        },
        part,
    }
}

fn says(message: &str, words: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric();
    message.match_indices(words).any(|(at, _)| {
        let (before, behind) = (&message[..at], &message[at + words.len()..]);
        !before.ends_with(is_letter) && !behind.starts_with(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_the_message_has_are_not_said_again() {
        let message = "`2-4G` is malformed: the unit is `Gi`, not `G`";
        assert!(says(message, "the unit is `Gi`, not `G`"));
        assert!(says(message, "malformed"));
        assert!(!says(message, "form"));
        assert!(!says(message, "not a spec"));
    }
}
