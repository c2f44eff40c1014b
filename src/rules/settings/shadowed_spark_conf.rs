//! A setting that another one overrides.

use crate::{finding::Diagnostic, judged::JudgedApplication, spark::Setting};

pub(in crate::rules) const PAGE: &str = page!("ECI608-shadowed-spark-conf");

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
                "`{}: {}` has no effect: `{}: {}`{by_default} overrides it",
                lost.name, lost.value, winner.name, winner.value
            );
            let diagnostic = Diagnostic::at(lost.span, "has no effect", message);
            let diagnostic = if winner.node.is_some() {
                diagnostic.related(winner.span, "this one applies")
            } else {
                diagnostic
            };
            let remove = |setting: &Setting<'_>, which: &str| {
                let edit = judged.fixer.remove(setting.key_span);
                let title = format!("Remove `{}`, which {which}", setting.name);
                judged.fixer.choice(title, edit)
            };
            let diagnostic = diagnostic.or(remove(lost, "has no effect"));
            if winner.node.is_some() {
                diagnostic
                    .help("keep one of the two")
                    .or(remove(winner, "applies"))
            } else {
                diagnostic.help(format!(
                    "remove it, or write the operator's field `{}`",
                    winner.name
                ))
            }
        })
        .collect()
}
