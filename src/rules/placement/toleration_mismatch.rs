//! A toleration is about the taint of ECI's virtual nodes and yet does not tolerate it.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, fields},
    kube::{Mismatch, Taint},
    spark::Toleration,
    yaml::New,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI103-toleration-mismatch.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some((toleration, taint)) = mismatched(judged) else {
        return Vec::new();
    };
    let mismatches = fields(toleration).mismatches(taint);
    let parts: Vec<(Mismatch, String)> = mismatches
        .into_iter()
        .map(|mismatch| (mismatch, explain(mismatch, toleration, taint)))
        .collect();
    let Some(((first, reason), rest)) = parts.split_first() else {
        return Vec::new();
    };
    let reasons: Vec<&str> = parts.iter().map(|(_, reason)| reason.as_str()).collect();
    let message = format!(
        "this toleration names `{}` but does not tolerate the taint: {}",
        taint.key,
        reasons.join(", and ")
    );
    let mut diagnostic = Diagnostic::at(toleration.span(first.field()), reason, message).help(format!(
        "write `{{key: {}, operator: Equal, value: {}, effect: {}}}`, or only `{{key: {}, operator: Exists}}`",
        taint.key, taint.value, taint.effect, taint.key
    ));
    for (mismatch, reason) in rest {
        diagnostic = diagnostic.related(toleration.span(mismatch.field()), reason);
    }
    let mismatches: Vec<Mismatch> = parts.iter().map(|(mismatch, _)| *mismatch).collect();
    vec![diagnostic.fix(fix(judged, toleration, taint, &mismatches))]
}

fn fix(
    judged: &JudgedPod<'_, '_>,
    toleration: &Toleration<'_>,
    taint: &Taint,
    mismatches: &[Mismatch],
) -> Option<Fix> {
    let editor = judged.form.editor()?;
    let node = toleration.node;
    let replace = |name: &str, text: &str| editor.replace(node.get(name)?.span(), text);
    let edits = mismatches.iter().map(|mismatch| match mismatch {
        Mismatch::Value if node.get("value").is_some() => replace("value", &taint.value),
        Mismatch::Value => editor.put(node, &["value"], &New::text(&taint.value)),
        Mismatch::Effect => replace("effect", &taint.effect),
        Mismatch::Operator => {
            let has_value = toleration.field("value") == Some(&taint.value);
            replace("operator", if has_value { "Equal" } else { "Exists" })
        }
        // What was meant as the taint's value is no slip of the value.
        Mismatch::NeedlessValue if toleration.field("value") == Some(&taint.value) => {
            replace("operator", "Equal")
        }
        Mismatch::NeedlessValue => editor.remove(node, "value"),
    });
    let title = format!("Make it tolerate `{}={}`", taint.key, taint.value);
    judged
        .form
        .fix(Safety::Safe, title, edits.collect::<Vec<_>>())
}

/// The first toleration that names the taint's key, when no toleration of the pod works.
pub(super) fn mismatched<'p, 'd>(
    judged: &JudgedPod<'p, 'd>,
) -> Option<(&'p Toleration<'d>, &'p Taint)> {
    if judged.is_serverless()
        || judged.is_sent_to_eci()
        || judged.tolerates_eci()
        || judged.unknown_tolerations().next().is_some()
    {
        return None;
    }
    let taint = &judged.wanted_family().taint;
    let toleration = judged
        .pod
        .tolerations
        .iter()
        .find(|toleration| fields(toleration).names(taint))?;
    Some((toleration, taint))
}

fn explain(mismatch: Mismatch, toleration: &Toleration<'_>, taint: &Taint) -> String {
    let written = |name| toleration.field(name).unwrap_or_default();
    match mismatch {
        Mismatch::Value if written("value").is_empty() => {
            format!("the value `{}` is missing", taint.value)
        }
        Mismatch::Value => format!(
            "the value is `{}`, the taint's is `{}`",
            written("value"),
            taint.value
        ),
        Mismatch::Effect => format!(
            "the effect is `{}`, the taint's is `{}`",
            written("effect"),
            taint.effect
        ),
        Mismatch::Operator => format!(
            "the operator is `{}`, and only `Equal` and `Exists` match it",
            written("operator")
        ),
        Mismatch::NeedlessValue => {
            "`Exists` takes no value, so the API server refuses the pod".to_owned()
        }
    }
}
