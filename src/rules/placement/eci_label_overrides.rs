//! The label that sends a pod to ECI overrides a node selector or an affinity for other nodes.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Route},
    kube::is_arch_label,
    source::is_placeholder,
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI108-eci-label-overrides");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Route::Label(sending) = judged.placement.route else {
        return Vec::new();
    };
    let families = &judged.catalog.node_families;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| {
        let is_eci_label = families
            .iter()
            .any(|family| family.is_meant_by(&pair.key, &pair.value));
        // ECI itself reads which architecture a pod selects.
        !is_eci_label && !is_placeholder(&pair.value) && !is_arch_label(&pair.key)
    });
    let other = selector
        .map(|pair| pair.node.span())
        .or_else(|| Some(judged.placement.obstacle()?.node.span()));
    let Some(other) = other else {
        return Vec::new();
    };
    let fixes = (
        selector.and_then(|pair| judged.without(pair)),
        judged.without(sending),
    );
    let message = text!(
        "the label `{label}` sends the {role}'s pods to ECI: this selection of other nodes has no effect",
        label = format_args!("{}: {}", sending.key, sending.value),
        role = judged.pod.role.text()
    );
    let diagnostic = Diagnostic::at(other, text!("has no effect"), message);
    vec![
        diagnostic
            .related(sending.node.span(), text!("sends the pods to ECI"))
            .help(text!("keep one of the two"))
            .or(fixes.0)
            .or(fixes.1),
    ]
}
