//! A node selector that was meant for ECI's nodes and selects others.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, Mistake, Route},
    source::odd_letter,
    spark::{Pair, is_role_field},
    text,
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = page!("ECI104-node-selector-mismatch");

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
            text!(
                "the value of `{key}` must be `{value}`",
                key = family.label.key,
                value = family.label.value
            )
        }
        Mistake::Key(family) => text!("the label is named `{key}`", key = family.label.key),
        Mistake::PodLabel => text!("`{key}` is a label of pods, not of nodes", key = pair.key),
    };
    let selector = format!("{}: {}", pair.key, pair.value);
    let message = text!(
        "the {role}'s node selector `{selector}`{odd} matches no ECI node: {reason}",
        role = judged.pod.role.text(),
        odd = odd_letter(&selector),
        selector,
        reason
    );
    let label = &judged.placement.family.label;
    let value = quoted(&label.value);
    let select = format_args!("{}: {value}", label.key);
    let help = match mistake {
        Mistake::PodLabel => {
            let labels = judged.pod.paths.metadata;
            text!(
                "write it below `{labels}.labels`, or select `{label}`",
                labels,
                label = select
            )
        }
        Mistake::Value(_) | Mistake::Key(_) => text!("write `{label}`", label = select),
    };
    let diagnostic = Diagnostic::at(pair.node.span(), reason, message).help(help);
    let diagnostic = match mistake {
        Mistake::PodLabel => diagnostic.or(as_label(judged, pair)),
        Mistake::Value(_) | Mistake::Key(_) => diagnostic,
    };
    diagnostic.or(select_eci(judged, pair))
}

/// Replaces a selector with that of ECI's nodes.
fn select_eci(judged: &JudgedPod<'_, '_>, pair: &Pair<'_>) -> Option<Fix> {
    let label = &judged.placement.family.label;
    let key = (pair.key != label.key).then(|| judged.fixer.rename(pair, &label.key));
    let value = judged.fixer.write(pair.node.span(), &label.value);
    let value = (pair.value != label.value).then_some(value);
    let title = text!(
        "Select `{label}`",
        label = format_args!("{}: {}", label.key, quoted(&label.value))
    );
    let edits: Vec<_> = key.into_iter().chain(value).collect();
    judged.fixer.fix(Safety::Unsafe, title, edits)
}

/// Turns a selector into a label of the pods.
fn as_label(judged: &JudgedPod<'_, '_>, pair: &Pair<'_>) -> Option<Fix> {
    let labels = judged.pod.paths.metadata;
    let new = New::texts(&[(&pair.key, &pair.value)]);
    let edits = [
        judged.fixer.remove(pair.key_span),
        judged.fixer.put(labels, &["labels"], &new),
    ];
    let title = text!("Move it to `{labels}.labels`", labels);
    judged.fixer.fix(Safety::Unsafe, title, edits)
}

/// Without quotes, YAML reads `true` as a boolean, which a selector cannot have.
fn quoted(value: &str) -> String {
    if value == "true" {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

/// In addition to the right selector, one for a label that virtual nodes do not have.
fn impossible(judged: &JudgedPod<'_, '_>, pair: &Pair<'_>) -> Diagnostic {
    let role = judged.pod.role;
    let message = text!(
        "no node matches the {role}'s node selector: ECI's virtual nodes do not have the label `{label}`",
        role = role.text(),
        label = format_args!("{}: {}", pair.key, pair.value)
    );
    let help = if is_role_field(role, &pair.key) {
        text!(
            "`{field}` is a field of `{role}`: write it beside `nodeSelector`, not below it",
            field = pair.key,
            role = role.name()
        )
    } else {
        text!(
            "remove it or the selector of ECI's nodes: virtual nodes have no custom labels and none of node pools or instance types"
        )
    };
    let place = pair.node.span();
    Diagnostic::at(place, text!("no virtual node has this label"), message)
        .help(help)
        .or(judged.without(pair))
        // A field that is one level too deep may be reported at its key.
        .follows_from([place, pair.key_span])
}
