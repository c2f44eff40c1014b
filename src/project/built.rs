//! What a kustomization builds, linted.

use std::sync::Arc;

use super::{ForFile, Root};
use crate::{
    finding::{Diagnostic, Finding, Subject},
    kustomize::{Built, Outcome, Problem, ProblemKind},
    lint::{FileReport, LintOptions, Settings, input_finding, lint_bytes},
    rules::not_judged,
    source::OriginMap,
    written::FileForm,
};

/// Lints what was built. All places are those in the files in which it is written.
#[must_use]
pub fn lint_built(built: &Built, root: &Root, options: LintOptions<'_>) -> Option<FileReport> {
    let mut report = lint_bytes(built.text.as_bytes(), options)?;
    report.name_as_written(|finding| written_as(built, finding));
    let text = built.file.text.clone();
    let mut report = report.placed(text, &built.map, options.settings);
    for finding in &mut report.findings {
        name_way(finding, root);
    }
    Some(report)
}

/// Lints what came of a build, with what holds for the kustomization.
#[must_use]
pub fn lint_outcome(outcome: &Outcome, root: &Root, for_file: &ForFile) -> Option<FileReport> {
    let settings = &for_file.effective.settings;
    match &outcome.built {
        Ok(built) => {
            // What is built is a whole manifest, whatever its kustomization is.
            let options = LintOptions {
                settings,
                patch_of: None,
                form: FileForm::Manifests,
                chart: None,
            };
            lint_built(built, root, options)
        }
        Err(problem) => Some(report_problem(problem, root, settings)),
    }
}

fn written_as(built: &Built, finding: &Finding) -> Option<Subject> {
    let place = finding.diagnostic.primary.span;
    let application = finding.application.clone()?;
    let at = built
        .resources
        .partition_point(|resource| resource.span.start <= place.start);
    let resource = at.checked_sub(1).map(|at| &built.resources[at])?;
    // What is inside of another object keeps its name.
    if resource.name != application.name {
        return Some(application);
    }
    let (name, namespace) = resource.written.clone();
    Some(Subject {
        name,
        namespace,
        ..application
    })
}

/// Names the overlay in findings that lie outside of its folder.
fn name_way(finding: &mut Finding, root: &Root) {
    let Some(file) = &finding.diagnostic.primary.file else {
        return;
    };
    let is_inside = root.name == "." || file.path.starts_with(&format!("{}/", root.name));
    if !is_inside {
        finding.ways = vec![root.name.clone()];
    }
}

/// What there is to say about a kustomization that was not built.
#[must_use]
pub fn report_problem(problem: &Problem, root: &Root, settings: &Settings) -> FileReport {
    let is_refused = problem.kind == ProblemKind::Refused;
    let (name, reason) = (&root.name, &problem.message);
    let mut diagnostic: Diagnostic =
        not_judged::kustomization_diagnostic(problem.place, name, reason, is_refused);
    diagnostic.primary.file = Some(Arc::clone(&problem.file));
    let mut report = FileReport::new(problem.file.text.clone());
    report.not_judged = 1;
    report
        .findings
        .extend(input_finding(not_judged::ID, diagnostic, settings));
    report.placed(problem.file.text.clone(), &OriginMap::default(), settings)
}
