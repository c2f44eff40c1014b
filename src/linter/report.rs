use std::{
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use crate::{
    finding::{Finding, RuleInfo, Severity},
    lint::Run,
    plan::Plan,
    report::{self, Context, Format, PlanReport, Style},
    rules::RuleSet,
};

/// The report about a text.
pub struct Report {
    run: Run,
    rules: RuleSet,
}

impl Report {
    pub(super) fn new(run: Run, rules: RuleSet) -> Self {
        Self { run, rules }
    }

    /// The findings, ordered by place. Their spans are in bytes of the text.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.run.findings().map(|(_, finding)| finding)
    }

    /// The worst severity; `None` without findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.run.worst()
    }

    /// The number of Spark applications that were checked.
    #[must_use]
    pub fn applications(&self) -> usize {
        self.run.applications()
    }

    /// The number of documents with a Spark application that could not be checked.
    #[must_use]
    pub fn not_judged(&self) -> usize {
        self.run.not_judged()
    }

    /// Writes the report without colours, with the severities that the format shows by default. The Markdown report has no
    /// plan: see [`Linter::plan`](super::Linter::plan).
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        let rules = || -> Vec<Arc<RuleInfo>> { self.rules.infos().into_iter().cloned().collect() };
        let context = Context {
            rules: &rules,
            lowest: format.default_lowest(),
            counts: true,
            style: Style::PLAIN,
            current_dir: Path::new(""),
            workspace: None,
            blob: None,
            lists_all_rules: false,
            plan: None,
            difference: None,
        };
        report::write(format, &self.run, &context, out)
    }
}

/// The pods of a text, the instances that ECI provides for them, and the cost.
pub struct PlanOfText {
    plan: Plan,
}

/// The format of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFormat {
    /// A table for people.
    Human,
    /// A self-contained HTML page.
    Html,
    /// JSON, version 1.
    Json,
    /// A table for pull requests.
    Markdown,
}

impl PlanOfText {
    pub(super) fn new(plan: Plan) -> Self {
        Self { plan }
    }

    /// Writes the plan as JSON, version 1. If only this is used, the linker drops the other formats.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        report::write_plan_json(&self.plan, out)
    }

    /// Writes the plan.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write(&self, format: PlanFormat, out: &mut dyn Write) -> io::Result<()> {
        let format = match format {
            PlanFormat::Human => PlanReport::Human(Style::PLAIN),
            PlanFormat::Html => PlanReport::Html,
            PlanFormat::Json => PlanReport::Json,
            PlanFormat::Markdown => PlanReport::Markdown,
        };
        report::write_plan(&self.plan, format, out)
    }
}
