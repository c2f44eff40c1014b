//! A privileged container.

use super::security_contexts;
use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI503-privileged");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let contexts = security_contexts(judged).into_iter();
    contexts
        .filter_map(|context| {
            let privileged = context.entry("privileged")?;
            (privileged.value.as_bool() == Some(true)).then_some(privileged)
        })
        .map(|privileged| {
            let message = format!(
                "privileged container in the {}'s pod: ECI rejects it unless Alibaba has allowed privileged containers for the account",
                judged.pod.role
            );
            Diagnostic::at(privileged.key_span, "a privileged container", message)
                .help("remove it, and add the capabilities that the container needs")
        })
        .collect()
}
