//! A limit on CPU below the request.

use super::refused;
use crate::{
    finding::{Diagnostic, Safety},
    judged::JudgedPod,
    spark::Problem,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI603-core-limit-below-request.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let container = &judged.pod.container;
    // Newer versions of Spark refuse it themselves.
    let mut diagnostics = refused(judged, &[Problem::CoreLimit], |refused| {
        let request = container.cpu_request.as_ref().err();
        let because = request.unwrap_or(refused).because_of.first();
        let least = because.map_or("the request", |request| request.value.as_str());
        let setting = &refused.origin.setting;
        format!("raise `{setting}` to at least {least}, remove it, or lower the request").into()
    });
    if judged.form.is_unserved {
        return diagnostics;
    }
    if let (Ok(Some(request)), Ok(Some(limit))) = (&container.cpu_request, &container.cpu_limit)
        && limit.value < request.value
    {
        let role = judged.pod.role;
        let message = format!(
            "the {role}'s container asks for {} CPU and may use {}: the API server refuses the pod",
            request.value, limit.value
        );
        let editor = judged.fixer.editor();
        let text = request.value.to_string();
        let edit = editor.and_then(|editor| editor.replace(limit.origin.span, &text));
        let title = format!("Raise the limit to {text}");
        let fix = judged.fixer.fix(Safety::Unsafe, title, [edit]);
        let by_default = if request.origin.written {
            ""
        } else {
            " by default"
        };
        diagnostics.push(
            Diagnostic::at(
                limit.origin.span,
                format!("may use {}", limit.value),
                message,
            )
            .related(
                request.origin.span,
                format!("asks for {}{by_default}", request.value),
            )
            .help(format!(
                "raise `{}` to at least {}, leave it out, or lower the request with `coreRequest`",
                limit.origin.setting, request.value
            ))
            .follows_from([limit.origin.span, request.origin.span])
            .fix(fix),
        );
    }
    diagnostics
}
