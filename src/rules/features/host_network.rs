//! A pod in its node's network.

use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    yaml::{Kind, Node, Scalar},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI502-host-network.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let field = judged.pod.host_network;
    let is_on = |node: Node<'_>| matches!(node.kind(), Kind::Scalar(Scalar::Bool(true)));
    let Some(field) = field.filter(|field| is_on(field.node)) else {
        return Vec::new();
    };
    let message = format!(
        "the {}'s pod asks for its node's network, and ECI has no such network",
        judged.pod.role
    );
    vec![
        Diagnostic::at(field.key_span, "the node's network", message)
            .help("remove it: every pod on ECI has an address of its own"),
    ]
}
