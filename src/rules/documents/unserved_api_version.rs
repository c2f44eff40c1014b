//! A version of the API that no current operator serves, or that is deprecated.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedApplication,
};

pub(in crate::rules) const PAGE: &str = page!("ECI005-unserved-api-version");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let application = judged.application;
    let is_deprecated = application.is_of_deprecated_version();
    let version = application.object.get("apiVersion");
    let Some(version) = version.filter(|_| is_deprecated || !application.is_served()) else {
        return Vec::new();
    };
    let text = version.as_str().unwrap_or_default();
    let group = text.split_once('/').map_or(text, |(group, _)| group);
    let (kind, served) = (
        application.kind.name(),
        application.kind.spec().served_versions,
    );
    let diagnostic = if is_deprecated {
        let message =
            format!("deprecated API version `{text}`: a later version of the operator removes it");
        Diagnostic::at(version.span(), "deprecated", message).severity(Severity::Info)
    } else {
        let message =
            format!("unsupported API version `{text}`: no current operator serves this {kind}");
        Diagnostic::at(version.span(), "not served", message)
    };
    vec![diagnostic.help(format!("write `{group}/{}`", served[0]))]
}
