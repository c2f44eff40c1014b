//! Client mode: the driver runs inside the operator.

use crate::{finding::Diagnostic, judged::JudgedApplication};

pub(in crate::rules) const PAGE: &str = page!("ECI611-client-mode");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let spec = judged
        .application
        .spec
        .as_ref()
        .filter(|_| judged.has_role_fields());
    let mode = spec.and_then(|spec| spec.value.get("mode"));
    let Some(mode) = mode.filter(|mode| mode.as_str() == Some("client")) else {
        return Vec::new();
    };
    let message =
        "client mode creates no driver pod: the driver runs inside the operator's own pod";
    let edit = judged.fixer.write(mode.span(), "cluster");
    vec![
        Diagnostic::at(mode.span(), "no driver pod", message)
            .help("write `mode: cluster`")
            .or(judged.fixer.choice("Write `cluster`", edit)),
    ]
}
