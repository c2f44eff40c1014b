//! Moves the findings of kustomizations and charts to the files of their places.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::PathBuf,
    sync::Arc,
};

use super::{FileReport, LintedFile, NeededElsewhere, Run};
use crate::{
    finding::{Finding, Fix, Label, Subject},
    rules::{invalid_yaml, unused_suppression},
    source::{SourceFile, Span},
};

impl Run {
    /// Moves each finding to the file of its primary label, which reports show it under.
    pub fn file_by_place(&mut self) {
        let is_elsewhere = |finding: &Finding| finding.diagnostic.primary.file.is_some();
        let mut moved: BTreeMap<String, (Arc<SourceFile>, FileReport)> = BTreeMap::new();
        for file in &mut self.files {
            let report = &mut file.report;
            let shielded = report.shielded.iter().map(|shielded| &shielded.finding);
            if !report.findings.iter().chain(shielded).any(is_elsewhere) {
                continue;
            }
            let own = Arc::new(SourceFile {
                path: file.path.clone(),
                text: report.source.clone(),
            });
            for mut finding in report
                .findings
                .extract_if(.., |finding| is_elsewhere(finding))
            {
                if let Some(target) = turn(&mut finding, &own) {
                    report_of(&mut moved, target).findings.push(finding);
                }
            }
            let shielded = report
                .shielded
                .extract_if(.., |shielded| is_elsewhere(&shielded.finding));
            for mut shielded in shielded {
                if let Some(target) = turn(&mut shielded.finding, &own) {
                    report_of(&mut moved, target).shielded.push(shielded);
                }
            }
        }
        for (path, (source, mut report)) in moved {
            match self.files.iter_mut().find(|file| file.path == path) {
                Some(file) => {
                    file.report.findings.append(&mut report.findings);
                    file.report.shielded.append(&mut report.shielded);
                    file.report.sort();
                }
                None => {
                    report.sort();
                    self.files.push(LintedFile {
                        file: Some(PathBuf::from(&source.path)),
                        path,
                        report,
                    });
                }
            }
        }
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
        for file in &mut self.files {
            join_ways(&mut file.report.findings);
            name_unread_once(&mut file.report.findings);
        }
        self.drop_needed();
    }

    /// A suppression that is used by another file's application is not unused.
    fn drop_needed(&mut self) {
        let needed: Vec<_> = (self.files.iter_mut())
            .flat_map(|file| std::mem::take(&mut file.report.needed_elsewhere))
            .collect();
        let is_unused = |finding: &Finding| finding.rule.id == unused_suppression::ID;
        for NeededElsewhere { path, place } in needed {
            let files = self.files.iter_mut().filter(|file| file.path == path);
            for file in files {
                let findings = &mut file.report.findings;
                findings.retain(|finding| {
                    !is_unused(finding) || finding.diagnostic.primary.span != place
                });
                for finding in findings.iter_mut().filter(|finding| is_unused(finding)) {
                    let diagnostic = &mut finding.diagnostic;
                    let takes_it =
                        |fix: &Fix| fix.edits.iter().any(|edit| edit.span.contains(place));
                    diagnostic.fix = diagnostic.fix.take().filter(|fix| !takes_it(fix));
                }
            }
        }
    }
}

/// Rule, place, message, role and application of a finding.
type Key = (String, Span, String, Option<&'static str>, Option<Subject>);

/// An unreadable file also breaks the build, which would be a second finding for the same reason.
fn name_unread_once(findings: &mut Vec<Finding>) {
    let place = |finding: &Finding| finding.diagnostic.primary.span;
    let unread = findings
        .iter()
        .filter(|finding| finding.rule.id == invalid_yaml::ID);
    let unread: HashSet<Span> = unread.map(place).collect();
    findings.retain(|finding| !finding.is_about_unjudged() || !unread.contains(&place(finding)));
}

/// Joins findings that several overlays share.
fn join_ways(findings: &mut Vec<Finding>) {
    let mut known: HashMap<Key, usize> = HashMap::new();
    let mut joined: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        if finding.written_as.is_none() {
            joined.push(finding);
            continue;
        }
        let key = (
            finding.rule.id.clone(),
            finding.diagnostic.primary.span,
            finding.diagnostic.message.as_str().to_owned(),
            finding.role,
            finding.written_as.clone(),
        );
        match known.get(&key) {
            Some(at) => {
                for way in finding.ways {
                    if !joined[*at].ways.contains(&way) {
                        joined[*at].ways.push(way);
                    }
                }
            }
            None => {
                known.insert(key, joined.len());
                joined.push(finding);
            }
        }
    }
    *findings = joined;
}

fn report_of(
    moved: &mut BTreeMap<String, (Arc<SourceFile>, FileReport)>,
    file: Arc<SourceFile>,
) -> &mut FileReport {
    let entry = moved.entry(file.path.clone());
    let (_, report) = entry.or_insert_with(|| {
        let report = FileReport::new(file.text.clone());
        (file, report)
    });
    report
}

/// Turns a finding into one of the file of its primary label, and returns that file; `own` is the previous file.
fn turn(finding: &mut Finding, own: &Arc<SourceFile>) -> Option<Arc<SourceFile>> {
    let diagnostic = &mut finding.diagnostic;
    let target = diagnostic.primary.file.take()?;
    let turn = |label: &mut Label| match &label.file {
        None => label.file = Some(Arc::clone(own)),
        Some(file) if file.path == target.path => label.file = None,
        Some(_) => {}
    };
    diagnostic.related.iter_mut().for_each(turn);
    // The causes are places of the previous file.
    diagnostic.causes = None;
    diagnostic.yielded.clear();
    Some(target)
}
