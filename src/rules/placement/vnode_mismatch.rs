//! Selector and toleration are for different kinds of virtual nodes.

use crate::{
    eci::NodeFamily,
    finding::{Diagnostic, Fix, Safety},
    judged::{Cluster, JudgedPod, Tolerance},
    kube::Toleration,
    spark::Pair,
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI107-vnode-mismatch");

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
        let message = text!(
            "the {role}'s pods select nodes with `{selected}`, but the virtual nodes of the configured cluster have `{label}`",
            role = role.text(),
            selected = selected.label.key,
            label = of_cluster.label.key
        );
        let label = format_args!("{}: {}", of_cluster.label.key, of_cluster.label.value);
        return vec![
            Diagnostic::at(place, text!("another kind of virtual node"), message)
                .help(text!("select `{label}`", label))
                .or(select(judged, selector, of_cluster)),
        ];
    }
    let Tolerance::OtherFamily(toleration, other) = placement.tolerance else {
        return Vec::new();
    };
    let message = text!(
        "the {role}'s pods select nodes with `{selected}` but tolerate the taint `{taint}` of another kind of virtual node",
        role = role.text(),
        selected = selected.label.key,
        taint = other.taint.key
    );
    let diagnostic = Diagnostic::at(
        toleration.fields.span("key"),
        text!("not the taint of the selected nodes"),
        message,
    );
    vec![
        diagnostic
            .related(place, text!("selects these nodes"))
            .help(text!(
                "tolerate `{taint}`, or select `{label}`",
                taint = selected.taint.key,
                label = format_args!("{}: {}", other.label.key, other.label.value)
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
    let title = text!("Select `{label}`", label = format_args!("{key}: {value}"));
    judged.fixer.fix(Safety::Unsafe, title, edits)
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
    let title = text!("Tolerate `{taint}`", taint = taint.key);
    judged.fixer.fix(Safety::Unsafe, title, edits)
}
