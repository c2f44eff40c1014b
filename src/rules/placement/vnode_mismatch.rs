//! Selector and toleration are for two kinds of virtual nodes.

use crate::{
    eci::NodeFamily,
    finding::{Diagnostic, Fix, Safety},
    judged::{Cluster, JudgedPod, Tolerance},
    kube::Toleration,
    spark::Pair,
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI107-vnode-mismatch.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let Some(selected) = placement.selected.filter(|_| placement.is_scheduled()) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| pair.key == selected.label.key);
    let place = selector.map_or(judged.pod.span, |pair| pair.node.span());
    let of_cluster = judged.environment.family();
    let is_configured = matches!(
        judged.environment.cluster,
        Some(Cluster::Ack | Cluster::Vnode)
    );
    if is_configured && of_cluster != selected {
        let message = format!(
            "the {role}'s pods select nodes with `{}`, and those of the configured cluster have `{}`",
            selected.label.key, of_cluster.label.key
        );
        return vec![
            Diagnostic::at(place, "another kind of virtual nodes", message)
                .help(format!(
                    "select `{}: {}`",
                    of_cluster.label.key, of_cluster.label.value
                ))
                .or(select(judged, selector, of_cluster)),
        ];
    }
    let Tolerance::OtherFamily(toleration, other) = placement.tolerance else {
        return Vec::new();
    };
    let message = format!(
        "the {role}'s pods select nodes with `{}` and tolerate the taint `{}` of another kind of virtual nodes",
        selected.label.key, other.taint.key
    );
    let diagnostic = Diagnostic::at(
        toleration.fields.span("key"),
        "not the taint of the selected nodes",
        message,
    );
    vec![
        diagnostic
            .related(place, "selects these nodes")
            .help(format!(
                "tolerate `{}`, or select `{}: {}`",
                selected.taint.key, other.label.key, other.label.value
            ))
            .or(tolerate(judged, &toleration.fields, selected))
            .or(select(judged, selector, other)),
    ]
}

fn select(
    judged: &JudgedPod<'_, '_>,
    selector: Option<&Pair<'_>>,
    family: &NodeFamily,
) -> Option<Fix> {
    let pair = selector?;
    let (key, value) = (&family.label.key, &family.label.value);
    let edits = [
        judged.fixer.rename(pair, key),
        judged.fixer.write(pair.node.span(), value),
    ];
    judged
        .fixer
        .fix(Safety::Unsafe, format!("Select `{key}: {value}`"), edits)
}

fn tolerate(
    judged: &JudgedPod<'_, '_>,
    toleration: &Toleration<'_>,
    family: &NodeFamily,
) -> Option<Fix> {
    let node = toleration.node;
    let taint = &family.taint;
    let replace = |name: &str, text: &str| Some(judged.fixer.write(node.get(name)?.span(), text));
    let key = replace("key", &taint.key).or(Some(None));
    let others = [
        replace("value", &taint.value),
        replace("effect", &taint.effect),
    ];
    let edits: Vec<_> = std::iter::once(key).chain(others).flatten().collect();
    let title = format!("Tolerate `{}`", taint.key);
    judged.fixer.fix(Safety::Unsafe, title, edits)
}
