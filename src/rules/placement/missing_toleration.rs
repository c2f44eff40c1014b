//! A role's pods do not tolerate the taint of ECI's virtual nodes.

use super::{toleration_mismatch, vnode_mismatch};
use crate::{
    finding::{Diagnostic, Fix},
    judged::{JudgedPod, fields},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI102-missing-toleration.md");

/// How many letters a key may differ from the taint's to be taken for a slip.
const SLIP: usize = 3;

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    if judged.is_serverless()
        || judged.is_sent_to_eci()
        || judged.tolerates_eci()
        || judged.unknown_tolerations().next().is_some()
        || toleration_mismatch::mismatched(judged).is_some()
        || vnode_mismatch::is_mismatched(judged)
        || judged.has_label_elsewhere()
        || judged.is_misplaced(&["tolerations", "labels"])
    {
        return Vec::new();
    }
    let role = judged.pod.role;
    let taint = &judged.wanted_family().taint;
    let mut diagnostic = Diagnostic::at(
        judged.pod.span,
        "no toleration for ECI's nodes",
        format!(
            "the {role}'s pods do not tolerate the taint `{}={}:{}` of ECI's virtual nodes",
            taint.key, taint.value, taint.effect
        ),
    )
    .help(format!(
        "add `tolerations: [{{key: {}, operator: Exists}}]` to `{}`",
        taint.key, judged.pod.paths.placement
    ));
    for toleration in &judged.pod.tolerations {
        let key = fields(toleration).key.unwrap_or_default();
        if strsim::levenshtein(key.trim(), &taint.key) <= SLIP {
            diagnostic = diagnostic.related(
                toleration.span("key"),
                format!("the key is `{}`", taint.key),
            );
        }
    }
    vec![diagnostic.fix(fix(judged))]
}

fn fix(judged: &JudgedPod<'_, '_>) -> Option<Fix> {
    let taint = &judged.wanted_family().taint;
    let toleration = New::texts(&[("key", &taint.key), ("operator", "Exists")]);
    let new = New::List(vec![toleration]);
    let edit = (judged.form).put(judged.pod.paths.placement, &["tolerations"], &new);
    let title = format!("Tolerate `{}`", taint.key);
    let safety = judged.form.safety_of(judged.pod.paths.placement);
    judged.form.fix(safety, title, [edit])
}
