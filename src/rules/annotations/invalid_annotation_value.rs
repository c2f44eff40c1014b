//! An invalid value of one of ECI's annotations.

use crate::{
    eci::{Status, Value},
    finding::{Diagnostic, Safety, Severity},
    judged::JudgedPod,
    source::is_placeholder,
};

pub(in crate::rules) const PAGE: &str = page!("ECI402-invalid-annotation-value");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter(|pair| !is_placeholder(&pair.value) && judged.is_read(pair))
        .filter_map(|pair| {
            let known = judged.catalog.annotation(&pair.key)?;
            if known.status == Status::Output {
                return None;
            }
            let place = pair.node.span();
            if let Some(doubt) = known.doubt(&pair.value) {
                let (key, value, reason) = (&pair.key, &pair.value, doubt.reason.as_str());
                let severity = if doubt.is_likely_wrong {
                    Severity::Warning
                } else {
                    Severity::Info
                };
                let message = format!("doubtful value `{value}` of `{key}`: {reason}");
                let diagnostic = Diagnostic::at(place, reason, message).follows_from([place]);
                return Some(diagnostic.severity(severity));
            }
            let reason = known.value.refuse(&pair.value)?;
            let message = format!("invalid value `{}` of `{}`: {reason}", pair.value, pair.key);
            let fix = known.value.meant(&pair.value).and_then(|meant| {
                let takes = judged.takes(&pair.key, &meant);
                let edit = judged.fixer.editor()?.replace(place, &meant);
                let title = format!("Write `{meant}`");
                takes.then(|| judged.fixer.fix(Safety::Unsafe, title, [edit]))?
            });
            let diagnostic = Diagnostic::at(place, reason, message)
                .help(known.value.advice(&pair.value))
                .fix(fix)
                .follows_from([place]);
            // How ECI reads these is not documented.
            let is_open = known.source.is_none()
                || matches!(known.value, Value::Boolean) && is_other_boolean(&pair.value);
            Some(if is_open {
                diagnostic.severity(Severity::Info)
            } else {
                diagnostic
            })
        })
        .collect()
}

/// Other spellings of a boolean that Go's `strconv.ParseBool` takes.
fn is_other_boolean(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "0" | "f" | "F")
}
