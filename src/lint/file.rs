use std::{path::Path, sync::Arc};

use rayon::prelude::*;

use super::{
    DocumentReport, LintOptions, NeededElsewhere, Settings, Shielded,
    document::{About, lint_document, suppress},
    elsewhere, precedence, suppression,
};
use crate::{
    finding::{Finding, Subject},
    judged::ResourcePolicies,
    rules::invalid_yaml,
    source::{OriginMap, SourceText, Span},
    written::{self, FileForm, Part},
};

/// The documents of files from this size on, in bytes, are checked in parallel. Smaller files are not worth it, and the files
/// of a folder are checked in parallel anyway.
const LARGE: usize = 1 << 20;

/// The report about a file.
#[derive(Debug)]
pub struct FileReport {
    /// The file's text.
    pub source: SourceText,
    /// The findings, ordered by place, then by rule.
    pub findings: Vec<Finding>,
    /// Findings that cannot be ignored, but yield to other findings.
    pub shielded: Vec<Shielded>,
    /// The number of suppressed findings.
    pub suppressed: usize,
    /// The Spark applications that were checked.
    pub applications: Vec<Subject>,
    /// The place of each application.
    pub extents: Vec<Span>,
    /// The number of documents with a Spark application that could not be checked.
    pub not_judged: usize,
    /// True if a resource policy in another file may change the findings of a pod.
    pub would_follow_policy: bool,
    /// Suppressions in other files that were used.
    pub needed_elsewhere: Vec<NeededElsewhere>,
}

/// False only if a file with this name and these bytes cannot contain a Spark application.
#[must_use]
pub fn may_matter(path: Option<&Path>, bytes: &[u8]) -> bool {
    path.is_some_and(written::is_chart)
        || written::may_matter(bytes, path.map(FileForm::of).unwrap_or_default())
}

/// Checks one file. `None` if it contains no Spark application.
#[must_use]
pub fn lint_bytes(bytes: &[u8], options: LintOptions<'_>) -> Option<FileReport> {
    if !written::may_matter(bytes, options.form) {
        return None;
    }
    let (source, parts) = written::read(bytes, options.form);
    let is_large = bytes.len() >= LARGE;
    let policies = ResourcePolicies::find(bytes);
    if policies.is_empty() {
        return lint_parts(source, &parts, is_large, options);
    }
    let settings = options.settings.with_policies(policies);
    let settings = &settings;
    lint_parts(
        source,
        &parts,
        is_large,
        LintOptions {
            settings,
            ..options
        },
    )
}

fn lint_parts(
    source: SourceText,
    parts: &[Part],
    is_large: bool,
    options: LintOptions<'_>,
) -> Option<FileReport> {
    let lint = |part: &Part| {
        let report = lint_document(source.slice(part.span), part, options);
        (part.span.start, report)
    };
    let reports: Vec<_> = if is_large {
        parts.par_iter().map(lint).collect()
    } else {
        parts.iter().map(lint).collect()
    };
    FileReport::from_documents(source, reports, options.settings)
}

impl FileReport {
    /// An empty report.
    #[must_use]
    pub fn new(source: SourceText) -> Self {
        Self {
            source,
            findings: Vec::new(),
            shielded: Vec::new(),
            suppressed: 0,
            applications: Vec::new(),
            extents: Vec::new(),
            not_judged: 0,
            would_follow_policy: false,
            needed_elsewhere: Vec::new(),
        }
    }

    /// Moves the places of a built text to its source files. `source` is the file of places that the map has no file for.
    #[must_use]
    pub fn placed(mut self, source: SourceText, map: &OriginMap, settings: &Settings) -> Self {
        self.source = source;
        for finding in &mut self.findings {
            finding.diagnostic = finding.diagnostic.clone().placed(map);
        }
        let shielded = self.shielded.into_iter();
        self.shielded = shielded.map(|shielded| shielded.placed(map)).collect();
        let extents = self.extents.iter().map(|extent| map.place(*extent));
        let here = extents.filter(|place| place.file.is_none());
        self.extents = here.map(|place| place.span).collect();
        let (suppressed, needed) = elsewhere::suppress(&mut self.findings, settings);
        self.suppressed += suppressed;
        self.needed_elsewhere.extend(needed);
        self.retain(|_, _| true);
        self
    }

    /// Reduces the report to whether the file can be read, for a file that is checked as a part of something else.
    #[must_use]
    pub fn of_part(mut self) -> Option<Self> {
        self.findings
            .retain(|finding| finding.rule.id == invalid_yaml::ID);
        self.shielded.clear();
        self.suppressed = 0;
        self.applications.clear();
        self.extents.clear();
        self.not_judged = self.findings.len();
        (self.not_judged > 0).then_some(self)
    }

    /// Changes all findings, including shielded ones.
    pub fn change(&mut self, mut change: impl FnMut(&mut Finding)) {
        let shielded = self.shielded.iter_mut();
        let shielded = shielded.map(|shielded| &mut shielded.finding);
        self.findings
            .iter_mut()
            .chain(shielded)
            .for_each(&mut change);
    }

    /// Adds the report about another text of the same files.
    pub fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.shielded.extend(other.shielded);
        self.suppressed += other.suppressed;
        self.applications.extend(other.applications);
        self.not_judged += other.not_judged;
        self.would_follow_policy |= other.would_follow_policy;
        self.needed_elsewhere.extend(other.needed_elsewhere);
    }

    /// Checks the file again with other options.
    #[must_use]
    pub fn again(self, options: LintOptions<'_>) -> Option<Self> {
        let parts = written::parts(self.source.as_str(), options.form);
        let is_large = self.source.as_str().len() >= LARGE;
        lint_parts(self.source, &parts, is_large, options)
    }

    /// Joins the reports of the documents of a file, each with its offset, and applies the suppressions for the whole file.
    /// `None` if it contains no Spark application.
    #[must_use]
    pub fn from_documents(
        source: SourceText,
        reports: impl IntoIterator<Item = (u32, DocumentReport)>,
        settings: &Settings,
    ) -> Option<Self> {
        let mut file = Self::new(source);
        let (mut has_template, mut has_gaps) = (false, false);
        for (offset, report) in reports {
            file.suppressed += report.suppressed;
            file.not_judged += report.not_judged;
            file.would_follow_policy |= report.would_follow_policy;
            has_gaps |= report.has_gaps || report.not_judged > 0;
            file.applications.extend(report.applications);
            let before = file.extents.len();
            let extents = report.extents.into_iter();
            file.extents
                .extend(extents.map(|extent| extent.moved(offset)));
            // Report an unrendered template only once per file.
            let is_known = report.is_template && std::mem::replace(&mut has_template, true);
            if is_known && file.extents.len() == before {
                continue;
            }
            let map = OriginMap::starting_at(offset);
            let shielded = report.shielded.into_iter();
            file.shielded
                .extend(shielded.map(|shielded| shielded.placed(&map)));
            let findings = report.findings.into_iter();
            file.findings.extend(findings.map(|finding| Finding {
                diagnostic: finding.diagnostic.placed(&map),
                ..finding
            }));
        }
        if file.applications.is_empty() && file.not_judged == 0 {
            return None;
        }
        let (suppressed, needed) = elsewhere::suppress(&mut file.findings, settings);
        file.suppressed += suppressed;
        file.needed_elsewhere = needed;
        let suppressions = suppression::of_file(file.source.as_str(), &settings.rule_set);
        let about = About::default();
        file.suppressed += suppress(
            &mut file.findings,
            0,
            suppressions,
            !has_gaps,
            settings,
            &about,
        );
        // Release findings that cannot be ignored and whose shielding findings are suppressed.
        file.retain(|_, _| true);
        Some(file)
    }

    /// Keeps the findings that `keep` accepts. Shielded findings come back if no finding is left that they yield to, and
    /// `keep` accepts them.
    pub fn retain(&mut self, mut keep: impl FnMut(&SourceText, &Finding) -> bool) {
        let source = &self.source;
        self.findings.retain(|finding| keep(source, finding));
        let released = precedence::release(&mut self.shielded, &self.findings);
        let released = released.into_iter().filter(|finding| keep(source, finding));
        self.findings.extend(released);
        self.sort();
    }

    pub(super) fn sort(&mut self) {
        self.findings.sort_by(|one, other| {
            let key =
                |finding: &Finding| (finding.diagnostic.primary.span, Arc::clone(&finding.rule));
            key(one)
                .cmp(&key(other))
                .then_with(|| one.role.cmp(&other.role))
        });
    }
}
