//! A node selector for the whole application in addition to one of a role.

use crate::{finding::Diagnostic, judged::JudgedApplication, spark::Role, text, yaml::Kind};

pub(in crate::rules) const PAGE: &str = page!("ECI105-node-selector-conflict");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let spec = judged
        .application
        .spec
        .as_ref()
        .filter(|_| judged.has_role_fields() && judged.has_webhook());
    let Some(spec) = spec else {
        return Vec::new();
    };
    let selector = |entry: &crate::yaml::Entry<'_>| matches!(entry.value.kind(), Kind::Mapping);
    let Some(common) = spec.value.entry("nodeSelector").filter(selector) else {
        return Vec::new();
    };
    let of_role = |role: Role| spec.value.get(role.name())?.entry("nodeSelector");
    let roles = [Role::Driver, Role::Executor].map(of_role);
    let mut roles = roles.into_iter().flatten().filter(selector).peekable();
    if roles.peek().is_none() {
        return Vec::new();
    }
    let message = text!(
        "`nodeSelector` is set for the whole application and for a role: the operator rejects the application"
    );
    let label = text!("for the whole application");
    let mut diagnostic = Diagnostic::at(common.key_span, label, message).help(text!(
        "write the selector below `driver` and `executor` only"
    ));
    for role in roles {
        diagnostic = diagnostic.related(role.key_span, text!("for a role"));
    }
    vec![diagnostic]
}
