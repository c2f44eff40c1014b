//! What could not be judged, and why.

use crate::{
    eci::EntryKind,
    finding::Draft,
    rules::JudgedPod,
    source::Span,
    spark::{Refusal, Stage},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI002-not-judged.md");

/// The rule's id.
pub const ID: &str = "ECI002";

/// The finding for a document that is no YAML yet; `place` is where it is to be filled in.
#[must_use]
pub fn placeholder_draft(place: Span, is_action: bool) -> Draft {
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
    Draft::at(
        place,
        label,
        "this document is a template and no YAML yet: its Spark application was not judged",
    )
    .help(help)
}

/// The finding for an application that says nothing about its pods.
#[must_use]
pub fn empty_draft(place: Span, missing: &str) -> Draft {
    Draft::at(
        place,
        "nothing to judge",
        format!("this application has no `{missing}`: there are no pods to judge"),
    )
}

/// The values of a pod that the other rules have to pass over.
pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let pod = judged.pod;
    let refusals = [
        pod.memory.as_ref().err(),
        pod.cpu_request.as_ref().err(),
        pod.cpu_limit.as_ref().err(),
    ];
    let mut drafts: Vec<Draft> = refusals.into_iter().flatten().map(refused).collect();
    drafts.dedup();
    let unknown = judged.entries.iter().filter(|entry| entry.size.is_none());
    drafts.extend(
        unknown
            .filter(|entry| {
                matches!(
                    entry.entry.kind,
                    EntryKind::InstanceType | EntryKind::Obsolete
                )
            })
            .map(|entry| {
                Draft::at(
                    entry.span,
                    "size not known",
                    format!(
                        "the size of `{}` is not known here: the pod was not compared with it",
                        entry.entry.text
                    ),
                )
                .help("compare it with the instance type's page in the ECS documentation")
            }),
    );
    drafts
}

fn refused(refusal: &Refusal) -> Draft {
    let what_happens = match refusal.stage {
        Stage::SparkSubmit => "spark-submit refuses it",
        Stage::DriverPod => "Spark cannot build the driver's pod from it",
        Stage::ExecutorPod => "Spark cannot build the executors' pods from it",
        Stage::ApiServer => "the API server refuses the pod",
    };
    Draft::at(
        refusal.origin.span,
        what_happens,
        format!("there is no pod to judge: {}", refusal.message),
    )
}
