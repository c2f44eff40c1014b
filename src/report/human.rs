//! For people: each finding with the lines it is about, and a summary.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write},
};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::{
    Context, Style,
    parallel::{map_each, write_each},
    printable,
    snippet::Snippets,
    wrap::wrapped,
};
use crate::{
    finding::{self, Finding, Label, Safety, Severity},
    lint::Run,
    named::Named,
    source::SourceText,
};

pub(super) fn write(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = context.style;
    let handler = handler(style);
    let snippets = map_each(&run.files, |file| {
        Snippets::new(&printable(&file.path), &file.report.source)
    });
    let findings = run
        .files
        .iter()
        .zip(&snippets)
        .flat_map(|(file, snippets)| {
            let findings = file.report.findings.iter();
            let shown = findings.filter(|finding| finding.severity >= context.lowest);
            shown.map(move |finding| Shown {
                finding,
                snippets,
                elsewhere: elsewhere(finding, style),
                style,
            })
        });
    let findings: Vec<_> = findings.collect();
    write_each(&findings, out, |shown, out| {
        let mut text = String::new();
        handler
            .render_report(&mut text, shown)
            .map_err(io::Error::other)?;
        writeln!(out, "{text}")
    })?;
    summary(run, context, out)
}

fn handler(style: Style) -> GraphicalReportHandler {
    let theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    GraphicalReportHandler::new_themed(theme)
        .with_links(true)
        .with_urls(style.hyperlinks)
        .with_link_display_text("(page)")
        .with_width(style.columns())
        .with_context_lines(1)
        // Texts come wrapped: to weigh all breaks of a paragraph against each other, as miette does, took
        // more time than everything else in a report.
        .with_wrap_lines(false)
}

/// What miette puts before a message and before help, in columns, with the margin it keeps.
const MESSAGE_INDENT: usize = 6;
const HELP_INDENT: usize = 10;

/// A text in lines that fit beside an indent.
fn beside(indent: usize, text: &str, style: Style) -> String {
    wrapped(text, style.columns().saturating_sub(indent), "")
}

fn summary(run: &Run, context: &Context<'_>, out: &mut dyn Write) -> io::Result<()> {
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
    let hidden = Severity::WORST_FIRST
        .into_iter()
        .filter(|severity| *severity < context.lowest)
        .filter(|severity| run.count(*severity) > 0)
        .map(|severity| format!("{severity}s"));
    let hidden = match hidden.collect::<Vec<_>>().join(" and ") {
        hidden if hidden.is_empty() => hidden,
        hidden => format!(" ({hidden} not shown: --severity info)"),
    };
    let aside = |number: usize, what: &str| match number {
        0 => String::new(),
        number => format!(", {number} {what}"),
    };
    let aside = aside(run.suppressed(), "suppressed")
        + &aside(run.known, "known")
        + &aside(run.unchanged, "in what was not changed")
        + &aside(run.excluded, "excluded")
        + &aside(run.ignored, "ignored");
    let not_judged = match run.not_judged() {
        0 => String::new(),
        number => format!(", {} not judged", counted(number, "document", "documents")),
    };
    writeln!(
        out,
        "{}, {}{not_judged}: {found}{hidden}{aside} ({:.2} s)",
        counted(run.files_read, "file", "files"),
        counted(
            run.applications(),
            "Spark application",
            "Spark applications"
        ),
        run.elapsed.as_secs_f64()
    )?;
    let fixable = |safety: Safety| {
        let fixes = context
            .findings(run)
            .filter_map(|(_, finding)| finding.diagnostic.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    match (fixable(Safety::Safe), fixable(Safety::Unsafe)) {
        (0, 0) => Ok(()),
        (safe, 0) => writeln!(out, "{safe} can be fixed with --fix"),
        (0, risky) => writeln!(out, "{risky} can be fixed with --fix --unsafe-fixes"),
        (safe, risky) => writeln!(
            out,
            "{safe} can be fixed with --fix, {risky} more with --fix --unsafe-fixes"
        ),
    }
}

/// Writes what is wrong with a configuration, with its lines, as findings are shown.
///
/// # Errors
/// What the writer says.
pub fn write_config_errors(
    path: &str,
    source: &SourceText,
    diagnostics: &[finding::Diagnostic],
    out: &mut String,
) -> fmt::Result {
    let style = Style::PLAIN;
    let snippets = Snippets::new(&printable(path), source);
    for diagnostic in diagnostics {
        let shown = ShownError {
            diagnostic,
            snippets: &snippets,
            style,
        };
        handler(style).render_report(out, &shown)?;
    }
    Ok(())
}

/// Something wrong with a configuration, in miette's terms.
#[derive(Debug)]
struct ShownError<'f> {
    diagnostic: &'f finding::Diagnostic,
    snippets: &'f Snippets<'f>,
    style: Style,
}

impl fmt::Display for ShownError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&beside(
            MESSAGE_INDENT,
            &printable(&self.diagnostic.message),
            self.style,
        ))
    }
}

impl std::error::Error for ShownError<'_> {}

impl Diagnostic for ShownError<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = printable(self.diagnostic.help.as_deref()?);
        Some(Box::new(beside(HELP_INDENT, &help, self.style)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        labels(self.diagnostic, self.snippets)
    }
}

/// The places of a diagnostic; none for one that has no place.
fn labels<'f>(
    diagnostic: &'f finding::Diagnostic,
    snippets: &'f Snippets<'f>,
) -> Option<Box<dyn Iterator<Item = LabeledSpan> + 'f>> {
    if diagnostic.primary.message.is_empty() {
        return None;
    }
    let text = |label: &Label| Some(printable(&label.message).into_owned());
    let primary = &diagnostic.primary;
    let primary = LabeledSpan::new_primary_with_span(text(primary), snippets.span(primary.span));
    // Far behind in a line, only the place itself is shown.
    let mut spans = std::iter::once(diagnostic.primary.span).chain(
        diagnostic
            .related
            .iter()
            .filter(|label| label.file.is_none())
            .map(|label| label.span),
    );
    let is_far = spans.any(|span| snippets.is_far(span));
    let related = diagnostic.related.iter();
    let related = related.filter(move |label| !is_far && label.file.is_none());
    let related = related
        .map(move |label| LabeledSpan::new_with_span(text(label), snippets.span(label.span)));
    Some(Box::new(std::iter::once(primary).chain(related)))
}

/// A finding in miette's terms.
#[derive(Debug)]
struct Shown<'f> {
    finding: &'f Finding,
    snippets: &'f Snippets<'f>,
    /// The labels that lie in other files.
    elsewhere: Vec<Elsewhere<'f>>,
    style: Style,
}

/// A label in another file, which is shown with a snippet of its own.
#[derive(Debug)]
struct Elsewhere<'f> {
    label: &'f Label,
    snippets: Snippets<'f>,
    style: Style,
}

fn elsewhere(finding: &Finding, style: Style) -> Vec<Elsewhere<'_>> {
    let labels = finding.diagnostic.related.iter();
    labels
        .filter_map(|label| {
            let file = label.file.as_deref()?;
            Some(Elsewhere {
                label,
                snippets: Snippets::new(&printable(&file.path), &file.text),
                style,
            })
        })
        .collect()
}

impl fmt::Display for Elsewhere<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&beside(
            MESSAGE_INDENT,
            &printable(&self.label.message),
            self.style,
        ))
    }
}

impl std::error::Error for Elsewhere<'_> {}

impl Diagnostic for Elsewhere<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.snippets.span(self.label.span);
        let label = LabeledSpan::new_primary_with_span(None, span);
        Some(Box::new(std::iter::once(label)))
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.finding.message();
        f.write_str(&beside(MESSAGE_INDENT, &printable(&message), self.style))
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
        let help = self.finding.diagnostic.help.as_deref().map(printable);
        // Where a link cannot be clicked it is written out.
        let url = (!self.style.hyperlinks).then(|| self.finding.rule.url.clone());
        let fix = self.finding.diagnostic.fix.as_ref().map(|fix| {
            let flags = match fix.safety {
                Safety::Safe => "--fix",
                Safety::Unsafe => "--fix --unsafe-fixes",
            };
            Cow::Owned(format!("{flags}: {}", printable(&fix.title)))
        });
        let lines: Vec<_> = (help.into_iter().chain(fix))
            .chain(url.map(Cow::Owned))
            .collect();
        let help = || beside(HELP_INDENT, &lines.join("\n"), self.style);
        (!lines.is_empty()).then(|| Box::new(help()) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.finding.rule.url))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        labels(&self.finding.diagnostic, self.snippets)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let related = self.elsewhere.iter().map(|label| label as &dyn Diagnostic);
        (!self.elsewhere.is_empty()).then(|| Box::new(related) as Box<dyn Iterator<Item = _>>)
    }
}
