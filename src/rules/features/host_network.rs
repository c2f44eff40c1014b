//! A pod that uses its node's network.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI502-host-network");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let field = judged.pod.host_network;
    let Some(field) = field.filter(|field| field.node.as_bool() == Some(true)) else {
        return Vec::new();
    };
    let message = format!(
        "`hostNetwork` of the {}'s pod is not supported: ECI has no node whose network it could use",
        judged.pod.role
    );
    vec![
        Diagnostic::at(field.key_span, "the node's network", message)
            .help("remove it: every pod on ECI has its own address"),
    ]
}
