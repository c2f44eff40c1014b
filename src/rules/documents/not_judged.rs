//! What could not be judged, and why.

use crate::{
    eci::EntryKind,
    finding::Diagnostic,
    judged::{JudgedPod, SizedEntry},
    source::Span,
    spark::{Problem, Role, Unjudged},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI002-not-judged.md");

/// The rule's id.
pub const ID: &str = "ECI002";

/// The finding for a document that is no YAML yet; `place` is where it is to be filled in.
#[must_use]
pub fn placeholder_diagnostic(place: Span, is_action: bool) -> Diagnostic {
    let (label, help) = if is_action {
        (
            "a template action",
            "render it first: `helm template ./chart | spark-eci-lint -`",
        )
    } else {
        (
            "to be filled in",
            "fill it in first, and give the result to `spark-eci-lint -`",
        )
    };
    Diagnostic::at(
        place,
        label,
        "this document is a template and no YAML yet: its Spark application was not judged",
    )
    .help(help)
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
