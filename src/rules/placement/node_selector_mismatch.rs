//! A node selector that was meant for ECI's nodes and selects others.

use crate::{
    finding::Diagnostic,
    judged::{JudgedPod, Mistake, Route},
    source::odd_letter,
    spark::{Pair, is_role_field},
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI104-node-selector-mismatch.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    match placement.route {
        Route::Mistaken(pair, mistake) => vec![mistaken(judged, pair, mistake)],
        _ if placement.selected.is_some() && !placement.is_sent() => {
            let others = placement.others.selectors.iter();
            others.map(|pair| impossible(judged, pair)).collect()
        }
        _ => Vec::new(),
    }
}

fn mistaken(judged: &JudgedPod<'_, '_>, pair: &Pair<'_>, mistake: Mistake<'_>) -> Diagnostic {
    let reason = match mistake {
        Mistake::Value(family) => {
            format!(
                "the value of `{}` is `{}`",
                family.label.key, family.label.value
            )
        }
        Mistake::Key(family) => format!("the label is called `{}`", family.label.key),
        Mistake::PodLabel => format!("`{}` is a label of pods, not of nodes", pair.key),
    };
    let selector = format!("{}: {}", pair.key, pair.value);
    let message = format!(
        "the {}'s node selector `{selector}`{} selects no node of ECI: {reason}",
        judged.pod.role,
        odd_letter(&selector)
    );
    let label = &judged.placement.family.label;
    let select = format!("`{}: {}`", label.key, quoted(&label.value));
    let help = match mistake {
        Mistake::PodLabel => {
            let labels = judged.pod.paths.metadata;
            format!("write it below `{labels}.labels`, or select {select}")
        }
        Mistake::Value(_) | Mistake::Key(_) => format!("write {select}"),
    };
    Diagnostic::at(pair.node.span(), reason, message).help(help)
}

/// Without quotes, YAML reads `true` as a boolean, which a selector cannot have.
fn quoted(value: &str) -> String {
    if value == "true" {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

/// Beside the right selector, one for a label that virtual nodes do not carry.
fn impossible(judged: &JudgedPod<'_, '_>, pair: &Pair<'_>) -> Diagnostic {
    let message = format!(
        "the {}'s pods select ECI's nodes and the label `{}: {}`, which no virtual node carries: no node matches both",
        judged.pod.role, pair.key, pair.value
    );
    let role = judged.pod.role;
    let help = if is_role_field(role, &pair.key) {
        format!(
            "`{}` is a field of `{role}`: write it beside `nodeSelector`, not below it",
            pair.key
        )
    } else {
        "remove one of the two: virtual nodes carry no labels of your own, of node pools or of instance types".to_owned()
    };
    let place = pair.node.span();
    Diagnostic::at(place, "no virtual node has it", message)
        .help(help)
        // A field that is one level too deep may be reported at its key.
        .follows_from([place, pair.key_span])
}
