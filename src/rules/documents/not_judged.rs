//! What could not be judged, and why.

use crate::{
    eci::EntryKind,
    finding::Diagnostic,
    judged::{JudgedPod, SizedEntry},
    source::Span,
    spark::{Problem, Role, TemplateLanguage, Unjudged},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI002-not-judged.md");

/// The rule's id.
pub const ID: &str = "ECI002";

/// The finding for a document that is a template and not YAML yet: `place` is where something is to be
/// filled in, `chart` the folder of the chart to which it belongs.
#[must_use]
pub fn template_diagnostic(
    place: Span,
    language: TemplateLanguage,
    chart: Option<&str>,
) -> Diagnostic {
    let (label, help) = match (chart, language) {
        (Some(chart), _) => (
            "filled in by Helm",
            format!("judge the result: `helm template {chart} | spark-eci-lint -`"),
        ),
        (None, TemplateLanguage::Go) => (
            "filled in by a Go template",
            "render it first; for a Helm chart: `helm template CHART | spark-eci-lint -`".to_owned(),
        ),
        (None, TemplateLanguage::Jinja) => (
            "filled in by Jinja",
            "render it first, and give the application to `spark-eci-lint -`; for an Airflow task: `airflow tasks render DAG TASK DATE`".to_owned(),
        ),
        (None, TemplateLanguage::Unknown) => (
            "to be filled in",
            "fill it in first, and give the result to `spark-eci-lint -`".to_owned(),
        ),
    };
    let message =
        "this document is a template and not YAML yet: its Spark application was not judged";
    Diagnostic::at(place, label, message).help(help)
}

/// The finding for an application of which a file holds only a part.
#[must_use]
pub fn patch_diagnostic(place: Span, kustomization: &str) -> Diagnostic {
    let message =
        format!("this is a patch of {kustomization} and no whole application: it was not judged");
    let folder = kustomization
        .rsplit_once('/')
        .map_or(".", |(folder, _)| folder);
    Diagnostic::at(place, "only a part", message).help(format!(
        "judge the result: `kustomize build {folder} | spark-eci-lint -`"
    ))
}

/// The finding for an application that says nothing about its pods.
#[must_use]
pub fn empty_diagnostic(place: Span, missing: &str) -> Diagnostic {
    Diagnostic::at(
        place,
        "nothing to judge",
        format!("this application has no `{missing}`: there are no pods to judge"),
    )
}

/// The values of a pod that the other rules have to pass over.
pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = judged
        .pod
        .unjudged()
        .filter(|setting| setting.problem == Problem::Placeholder)
        .map(|setting| unjudged(setting, judged.pod.role))
        .collect();
    diagnostics.dedup();
    let selectors = judged
        .pod
        .node_selector
        .iter()
        .filter(|pair| pair.has_placeholder());
    let selectors = selectors.map(|pair| {
        let message = format!("not judged: `{}: {}`: {FILL_IN}", pair.key, pair.value);
        Diagnostic::at(pair.node.span(), "to be filled in", message)
    });
    let tolerations = judged.pod.tolerations.iter();
    let tolerations = tolerations.filter(|toleration| toleration.fields.has_placeholder());
    let tolerations = tolerations.map(|toleration| {
        let message = format!("not judged: a part of this toleration: {FILL_IN}");
        Diagnostic::at(toleration.fields.node.span(), "to be filled in", message)
    });
    diagnostics.extend(selectors.chain(tolerations));
    diagnostics.extend(judged.entries.iter().filter_map(entry));
    diagnostics
}

/// The reason that follows a placeholder in a message.
const FILL_IN: &str = "the value is still to be filled in";

fn entry(entry: &SizedEntry) -> Option<Diagnostic> {
    let text = &entry.entry.text;
    match entry.entry.kind {
        EntryKind::Placeholder => {
            let message = format!("not judged: the spec `{text}`: {FILL_IN}");
            Some(Diagnostic::at(entry.span, "to be filled in", message))
        }
        EntryKind::InstanceType if entry.size.is_none() => {
            let message =
                format!("the size of `{text}` is not known here: the pod was not compared with it");
            let diagnostic = Diagnostic::at(entry.span, "size not known", message);
            Some(
                diagnostic
                    .help("compare it with the instance type's page in the ECS documentation"),
            )
        }
        _ => None,
    }
}

fn unjudged(unjudged: &Unjudged, role: Role) -> Diagnostic {
    Diagnostic::at(
        unjudged.origin.span,
        "to be filled in",
        format!("the {role}'s pod cannot be judged: {}", unjudged.message()),
    )
}
