//! For people: each finding with the lines it is about, and a summary.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write},
};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::{printable, snippet::Snippets};
use crate::{
    finding::{Finding, Label, Severity},
    lint::Run,
};

/// How a report for people may look where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours.
    pub color: bool,
    /// Links that can be clicked; else the address is written out.
    pub hyperlinks: bool,
    /// Columns.
    pub width: usize,
}

pub(super) fn write(run: &Run, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(true)
        .with_urls(style.hyperlinks)
        .with_link_display_text("(page)")
        .with_width(style.width)
        .with_context_lines(1)
        .with_break_words(false)
        // `4-16Gi` is one word.
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace);
    for file in &run.files {
        let snippets = Snippets::new(&printable(&file.path), &file.report.source);
        for finding in &file.report.findings {
            let mut text = String::new();
            let shown = Shown {
                finding,
                snippets: &snippets,
                spells_url: !style.hyperlinks,
            };
            handler
                .render_report(&mut text, &shown)
                .map_err(io::Error::other)?;
            writeln!(out, "{text}")?;
        }
    }
    summary(run, out)
}

fn summary(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let counted = |number: usize, one: &str, many: &str| {
        format!("{number} {}", if number == 1 { one } else { many })
    };
    let found = if run.worst().is_none() {
        "nothing found".to_owned()
    } else {
        let counts = Severity::WORST_FIRST.map(|severity| {
            counted(
                run.count(severity),
                severity.name(),
                &format!("{severity}s"),
            )
        });
        counts.join(", ")
    };
    let not_judged = match run.not_judged() {
        0 => String::new(),
        number => format!(", {} not judged", counted(number, "document", "documents")),
    };
    writeln!(
        out,
        "{}, {}{not_judged}: {found} ({:.2} s)",
        counted(run.files_read, "file", "files"),
        counted(
            run.applications(),
            "Spark application",
            "Spark applications"
        ),
        run.elapsed.as_secs_f64()
    )
}

/// A finding in miette's terms.
#[derive(Debug)]
struct Shown<'f> {
    finding: &'f Finding,
    snippets: &'f Snippets<'f>,
    /// Where a link cannot be clicked it is written out.
    spells_url: bool,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.finding.message()))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Finding { severity, rule, .. } = self.finding;
        let code = format!("{severity}[{}] {}", rule.id, rule.name);
        Some(match &self.finding.application {
            Some(application) => Box::new(format!(
                "{code} in {} {}",
                application.kind,
                printable(&application.name)
            )),
            None => Box::new(code),
        })
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.finding.draft.help.as_deref().map(printable);
        let url = self.spells_url.then(|| self.finding.rule.url.clone());
        let lines: Vec<_> = help.into_iter().chain(url.map(Cow::Owned)).collect();
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.finding.rule.url))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let text = |label: &Label| Some(printable(&label.message).into_owned());
        let primary = &self.finding.draft.primary;
        let primary =
            LabeledSpan::new_primary_with_span(text(primary), self.snippets.span(primary.span));
        let related = self.finding.draft.related.iter();
        let related = related.map(move |label| {
            LabeledSpan::new_with_span(text(label), self.snippets.span(label.span))
        });
        Some(Box::new(std::iter::once(primary).chain(related)))
    }
}
