//! Spot executors with no fallback.

use crate::{finding::Diagnostic, judged::JudgedPod, source::is_placeholder, spark::Role};

pub(in crate::rules) const PAGE: &str = page!("ECI413-spot-without-fallback");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let is_executor = matches!(judged.pod.role, Role::Executor | Role::Worker);
    let Some(spot) = judged.spot().filter(|_| is_executor) else {
        return Vec::new();
    };
    let fallback = judged.eci_annotation("eci-spot-fallback");
    let falls_back =
        fallback.is_some_and(|pair| pair.value == "true" || is_placeholder(&pair.value));
    if falls_back || judged.entries.len() > 1 {
        return Vec::new();
    }
    let message = format!(
        "no fallback for the {}s' spot instances: if their only spec is out of stock, they stay Pending",
        judged.pod.role
    );
    let diagnostic = Diagnostic::at(spot.node.span(), "nothing to fall back on", message);
    let diagnostic =
        diagnostic.help("add `k8s.aliyun.com/eci-spot-fallback: \"true\"`, or list several specs");
    let edit = match fallback {
        Some(fallback) => judged.fixer.write(fallback.node.span(), "true"),
        None => judged.annotate("k8s.aliyun.com/eci-spot-fallback", "true"),
    };
    let title = "Fall back to an instance at the full price";
    vec![diagnostic.or(judged.fixer.choice(title, edit))]
}
