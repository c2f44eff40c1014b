//! A value that is written and loses to another.

use crate::{finding::Diagnostic, judged::JudgedApplication};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI608-shadowed-spark-conf.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let overridden = judged.conf.overridden().iter();
    overridden
        .map(|overridden| {
            let (lost, winner) = (&overridden.lost, &overridden.winner);
            let by_default = if winner.node.is_some() {
                ""
            } else {
                ", the operator's own,"
            };
            let message = format!(
                "`{}: {}` has no effect: `{}: {}`{by_default} takes its place",
                lost.name, lost.value, winner.name, winner.value
            );
            let diagnostic = Diagnostic::at(lost.span, "has no effect", message);
            let diagnostic = if winner.node.is_some() {
                diagnostic.related(winner.span, "this one counts")
            } else {
                diagnostic
            };
            diagnostic.help(if winner.node.is_some() {
                "keep one of the two".to_owned()
            } else {
                format!("remove it, or write the operator's field `{}`", winner.name)
            })
        })
        .collect()
}
