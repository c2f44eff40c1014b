//! Checks what a kustomization builds.

use std::{collections::HashMap, sync::Arc};

use super::{Builds, Outcome, Root, additions::place_additions, charts};

use crate::{
    finding::{Diagnostic, Finding, Subject},
    inputs::{Problem, ProblemKind},
    kustomize::Built,
    lint::{FileReport, LintOptions, Settings, input_finding, lint_bytes},
    rules::not_judged,
    source::{OriginMap, SourceFile, Span},
    written::FileForm,
};

/// Checks the result. All places are those in the source files. `is_shared` is true for a file that several kustomizations
/// use, by its shown path.
fn lint_built(
    built: &Built,
    root: &Root,
    options: LintOptions<'_>,
    is_shared: impl Fn(&str) -> bool,
) -> Option<FileReport> {
    let mut report = lint_bytes(built.text.as_bytes(), options)?;
    report.change(|finding| finding.written_as = written_as(built, finding));
    let mut fixes = HashMap::new();
    for finding in &report.findings {
        let diagnostic = &finding.diagnostic;
        if let Some(fix) = diagnostic.fix.as_ref().filter(|_| fixes.len() < MAX_FIXES)
            && let Some(placed) = place_additions(built, fix)
        {
            let place = built.map.place(diagnostic.primary.span);
            let is_certain = root.holds(&placed.file.path) && !is_shared(&placed.file.path);
            let placed = if is_certain {
                placed
            } else {
                placed.with_decision()
            };
            fixes.insert(key(finding, place.file.as_ref(), place.span), placed);
        }
    }
    let text = built.file.text.clone();
    let mut report = report.placed(text, &built.map, options.settings);
    for finding in &mut report.findings {
        name_way(finding, root);
        let file = finding.diagnostic.primary.file.clone();
        let key = key(finding, file.as_ref(), finding.diagnostic.primary.span);
        // A finding can only carry a fix of its own file.
        let placed = fixes.remove(&key);
        let placed = placed.filter(|placed| {
            file.as_ref()
                .is_some_and(|file| Arc::ptr_eq(file, &placed.file))
        });
        if let Some(placed) = placed.filter(|_| finding.diagnostic.fix.is_none()) {
            finding.diagnostic.fix = Some(placed.fix);
        }
    }
    Some(report)
}

/// The most adding fixes of one kustomization: each is computed from the whole text.
const MAX_FIXES: usize = 200;

type Key = (String, String, Span, String, Option<&'static str>);

fn key(finding: &Finding, file: Option<&Arc<SourceFile>>, place: Span) -> Key {
    (
        finding.rule.id.clone(),
        file.map(|file| file.path.clone()).unwrap_or_default(),
        place,
        finding.diagnostic.message.as_str().to_owned(),
        finding.role,
    )
}

/// Checks the result of a build with the settings of its file.
#[must_use]
pub fn lint_outcome(
    outcome: &Outcome,
    builds: &Builds,
    root: &Root,
    settings: &Settings,
) -> Option<FileReport> {
    let outcome = match outcome {
        Outcome::Kustomization(outcome) => outcome,
        Outcome::Chart(outcome) => {
            return charts::lint(outcome, root, settings, |file| builds.share(file));
        }
    };
    match &outcome.built {
        Ok(built) => {
            // The result is a complete manifest, even if the kustomization is itself used as a patch.
            let options = LintOptions {
                settings,
                patch_of: None,
                form: FileForm::Manifests,
                chart: None,
            };
            lint_built(built, root, options, |file| builds.share(file))
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
    // An application inside of another object keeps its name.
    if resource.name != application.name {
        return Some(application);
    }
    let (name, namespace) = resource.written.clone();
    Some(Subject {
        namespace,
        name,
        ..application
    })
}

/// Names the overlay in findings outside of its folder.
fn name_way(finding: &mut Finding, root: &Root) {
    let Some(file) = &finding.diagnostic.primary.file else {
        return;
    };
    if !root.holds(&file.path) {
        finding.ways = vec![root.name.clone()];
    }
}

/// The report about a kustomization that could not be built.
fn report_problem(problem: &Problem, root: &Root, settings: &Settings) -> FileReport {
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
