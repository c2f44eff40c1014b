use std::io::{self, Write};

use super::{
    Context, annotation::Place, azure, checkstyle, concise, github, gitlab, human, json, junit,
    markdown, rdjson, sarif,
};
use crate::{
    finding::Severity,
    lint::Run,
    named::Named,
    source::{ColumnUnit, SourceText, Span},
};

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: source lines with labels and help, and a summary.
    Human,
    /// One line per finding.
    Concise,
    /// Our own JSON, version 1.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions: annotations.
    Github,
    /// GitLab's Code Quality.
    Gitlab,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// `JUnit` XML, for everything that shows test results.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// reviewdog JSON.
    Rdjson,
    /// For pull requests, with the plan.
    Markdown,
}

impl Format {
    /// True for a format that people read rather than programs.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        match self {
            Self::Human
            | Self::Concise
            | Self::Github
            | Self::Azure
            | Self::Junit
            | Self::Markdown => true,
            Self::Json | Self::Sarif | Self::Gitlab | Self::Checkstyle | Self::Rdjson => false,
        }
    }

    /// The lowest severity that is shown by default. Formats for people hide infos; programs can filter for themselves.
    #[must_use]
    pub fn default_lowest(self) -> Severity {
        if self.is_for_people() {
            Severity::Warning
        } else {
            Severity::Info
        }
    }
}

impl Named for Format {
    const ALL: &'static [Self] = &[
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Azure,
        Self::Junit,
        Self::Checkstyle,
        Self::Rdjson,
        Self::Markdown,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Azure => "azure",
            Self::Junit => "junit",
            Self::Checkstyle => "checkstyle",
            Self::Rdjson => "rdjson",
            Self::Markdown => "markdown",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Human => "Source lines with labels and help, and a summary",
            Self::Concise => "One line per finding",
            Self::Json => "JSON, version 1",
            Self::Sarif => "SARIF 2.1.0, for code scanning",
            Self::Github => "Annotations for GitHub Actions",
            Self::Gitlab => "GitLab Code Quality",
            Self::Azure => "Annotations for Azure Pipelines",
            Self::Junit => "JUnit XML, with a failed test for each finding",
            Self::Checkstyle => "Checkstyle XML, for Jenkins and others",
            Self::Rdjson => "reviewdog JSON, with suggested changes",
            Self::Markdown => "Findings and the plan, for pull requests",
        }
    }
}

/// Writes a report.
///
/// # Errors
/// Errors of the writer.
pub fn write(
    format: Format,
    run: &Run,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(run, context, out),
        Format::Concise => concise::write(run, context, out),
        Format::Json => json::write(run, context, out),
        Format::Sarif => sarif::write(run, context, out),
        Format::Github => github::write(run, context, out),
        Format::Gitlab => gitlab::write(run, context, out),
        Format::Azure => azure::write(run, context, out),
        Format::Junit => junit::write(run, context, out),
        Format::Checkstyle => checkstyle::write(run, context, out),
        Format::Rdjson => rdjson::write(run, context, out),
        Format::Markdown => markdown::write(run, context, out),
    }
}

/// An error of the program as an annotation; `None` for a format without annotations.
#[must_use]
pub fn annotation(
    format: Format,
    place: Option<(&str, &SourceText, Option<Span>)>,
    text: &str,
) -> String {
    let place = place.map(|(path, source, span)| Place {
        path,
        position: span.map(|span| source.position(span.start, ColumnUnit::CodePoint)),
    });
    match format {
        Format::Azure => azure::error(place.as_ref(), text),
        _ => github::error(place.as_ref(), text),
    }
}
