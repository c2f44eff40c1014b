use std::{
    io::{self, Write},
    path::Path,
};

use super::{Style, concise, github, human, json, sarif};
use crate::{
    finding::{Finding, RuleInfo, Severity},
    lint::{LintedFile, Run},
};

/// A form of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: snippets with labels and help, and a summary.
    Human,
    /// One line per finding.
    Concise,
    /// Our own JSON, version 1.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions: annotations.
    Github,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Github,
    ];

    /// The lowest severity that it shows unless asked for another: people are not bothered with advice,
    /// programs can choose for themselves.
    #[must_use]
    pub fn default_lowest(self) -> Severity {
        match self {
            Self::Human | Self::Concise | Self::Github => Severity::Warning,
            Self::Json | Self::Sarif => Severity::Info,
        }
    }

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

/// What reports need to know beside the findings.
#[derive(Clone, Copy, Debug)]
pub struct Context<'r> {
    /// All rules, by id.
    pub rules: &'r [&'r RuleInfo],
    /// The lowest severity that is shown.
    pub lowest: Severity,
    /// How a report for people may look.
    pub style: Style,
    /// The folder from which relative paths are meant.
    pub current_dir: &'r Path,
    /// The root of the repository, where a pipeline names it.
    pub workspace: Option<&'r Path>,
}

impl Context<'_> {
    /// The findings that are shown, in the order of paths and places.
    pub(super) fn findings<'f>(
        &self,
        run: &'f Run,
    ) -> impl Iterator<Item = (&'f LintedFile, &'f Finding)> + use<'f> {
        let lowest = self.lowest;
        let findings = run.findings();
        findings.filter(move |(_, finding)| finding.severity >= lowest)
    }
}

/// Writes a report.
///
/// # Errors
/// What the writer says.
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
    }
}
