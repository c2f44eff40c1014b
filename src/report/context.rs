use std::{borrow::Cow, path::Path, sync::Arc};

use super::{Style, place};
use crate::{
    finding::{Finding, RuleInfo, Severity},
    lint::{LintedFile, Run},
    plan::{Difference, Plan},
};

/// What reports need to know beside the findings.
#[derive(Clone, Copy)]
pub struct Context<'r> {
    /// Gives all rules. Their pages are read only for a report that lists them.
    pub rules: &'r (dyn Fn() -> Vec<Arc<RuleInfo>> + Sync),
    /// The lowest severity that is shown.
    pub lowest: Severity,
    /// Whether a report of one line for each finding ends with their number.
    pub counts: bool,
    /// How a report for people may look.
    pub style: Style,
    /// The folder from which relative paths are meant.
    pub current_dir: &'r Path,
    /// The root of the repository, where a pipeline names it.
    pub workspace: Option<&'r Path>,
    /// The address below which the pipeline's server shows files of the commit, with `/` at its end.
    pub blob: Option<&'r str>,
    /// Whether SARIF describes all rules, not only those that found something.
    pub lists_all_rules: bool,
    /// The plan of the same files, for the report that shows it; needed for up to [`PLANNED`](super::PLANNED)
    /// applications.
    pub plan: Option<&'r Plan>,
    /// What the plan differs in from that of a base, for the same report.
    pub difference: Option<&'r Difference>,
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

    /// The findings that annotations show: also those that say what was not judged, which stand nowhere else.
    pub(super) fn annotations<'f>(
        &self,
        run: &'f Run,
    ) -> impl Iterator<Item = (&'f LintedFile, &'f Finding)> + use<'f> {
        let lowest = self.lowest;
        let findings = run.findings();
        findings
            .filter(move |(_, finding)| finding.severity >= lowest || finding.is_about_unjudged())
    }

    /// The address of a line, where a pipeline's server shows files of the repository.
    pub(super) fn address(&self, file: &LintedFile, line: usize) -> Option<String> {
        let (blob, root) = (self.blob?, self.workspace?);
        file.file.as_ref()?;
        let path = place::relative_to(&file.path, root, self.current_dir)?;
        Some(format!("{blob}{}#L{line}", place::encode_for_link(&path)))
    }

    /// A file's path from the root of the repository, where it lies below that.
    pub(super) fn path<'f>(&self, file: &'f LintedFile) -> Cow<'f, str> {
        let root = self.workspace.unwrap_or(self.current_dir);
        match place::relative_to(&file.path, root, self.current_dir) {
            Some(relative) => Cow::Owned(relative),
            None => Cow::Borrowed(&file.path),
        }
    }
}
