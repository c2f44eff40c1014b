use std::{borrow::Cow, path::Path, sync::Arc};

use super::{Style, place};
use crate::{
    finding::{Finding, RuleInfo, Severity},
    lint::{LintedFile, Run},
    plan::{Difference, Plan},
};

/// What reports need besides the findings.
#[derive(Clone, Copy)]
pub struct Context<'r> {
    /// Returns all rules. Only called by reports that list rules, because that reads their pages.
    pub rules: &'r (dyn Fn() -> Vec<Arc<RuleInfo>> + Sync),
    /// The lowest severity to show.
    pub lowest: Severity,
    /// Whether reports with one line per finding end with the number of findings.
    pub counts: bool,
    /// The style of human output.
    pub style: Style,
    /// The folder that relative paths refer to.
    pub current_dir: &'r Path,
    /// The root of the repository, if the pipeline names it.
    pub workspace: Option<&'r Path>,
    /// The URL prefix of files of the commit on the pipeline's server, ending in `/`.
    pub blob: Option<&'r str>,
    /// Whether SARIF describes all rules, not only those with findings.
    pub lists_all_rules: bool,
    /// The plan of the same files, for the Markdown report. Only needed for up to [`PLANNED`](super::PLANNED)
    /// applications.
    pub plan: Option<&'r Plan>,
    /// The difference to the plan of a base, for the same report.
    pub difference: Option<&'r Difference>,
}

impl Context<'_> {
    /// The findings to show, ordered by path and place.
    pub(super) fn findings<'f>(
        &self,
        run: &'f Run,
    ) -> impl Iterator<Item = (&'f LintedFile, &'f Finding)> + use<'f> {
        let lowest = self.lowest;
        let findings = run.findings();
        findings.filter(move |(_, finding)| finding.severity >= lowest)
    }

    /// The findings to show as annotations, including those about unchecked documents: a log has no summary of these.
    pub(super) fn annotations<'f>(
        &self,
        run: &'f Run,
    ) -> impl Iterator<Item = (&'f LintedFile, &'f Finding)> + use<'f> {
        let lowest = self.lowest;
        let findings = run.findings();
        findings
            .filter(move |(_, finding)| finding.severity >= lowest || finding.is_about_unjudged())
    }

    /// The URL of a line on the pipeline's server.
    pub(super) fn address(&self, file: &LintedFile, line: usize) -> Option<String> {
        let (blob, root) = (self.blob?, self.workspace?);
        file.file.as_ref()?;
        let path = place::relative_to(&file.path, root, self.current_dir)?;
        Some(format!("{blob}{}#L{line}", place::encode_for_link(&path)))
    }

    /// The path relative to the root of the repository, or unchanged if it is outside.
    pub(super) fn path<'f>(&self, file: &'f LintedFile) -> Cow<'f, str> {
        let root = self.workspace.unwrap_or(self.current_dir);
        match place::relative_to(&file.path, root, self.current_dir) {
            Some(relative) => Cow::Owned(relative),
            None => Cow::Borrowed(&file.path),
        }
    }
}
