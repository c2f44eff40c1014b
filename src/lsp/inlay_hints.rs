//! Inlay hints: the memory of the whole pod after its heap, and the used share of the instance after the
//! spec.

use std::collections::BTreeMap;

use gen_lsp_types::{InlayHint, Label, MarkupContent, MarkupKind, Range, Tooltip};

use super::{documents::View, words};
use crate::plan::PodPlan;

pub(super) fn inlay_hints(view: View<'_>, range: Range) -> Vec<InlayHint> {
    if !view.settings.inlay_hints {
        return Vec::new();
    }
    let wanted = view.text.span(range);
    // Both roles may take a value from one place; their hints are then shown as one.
    let mut places: BTreeMap<u32, Vec<(&PodPlan, String)>> = BTreeMap::new();
    for pod in view.analysis.pods() {
        let hints = [
            (pod.places.heap, words::pod_memory(pod)),
            (pod.places.specs, words::share(pod)),
        ];
        for (place, label) in hints {
            let (Some(place), Some(label)) = (place, label) else {
                continue;
            };
            if wanted.start <= place.end && place.end <= wanted.end {
                places.entry(place.end).or_default().push((pod, label));
            }
        }
    }
    places
        .into_iter()
        .map(|(end, hints)| InlayHint {
            position: view.text.position(end),
            label: Label::String(label(&hints)),
            kind: None,
            text_edits: None,
            tooltip: Some(Tooltip::MarkupContent(tooltip(view, &hints))),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
        .collect()
}

fn label(hints: &[(&PodPlan, String)]) -> String {
    let (_, first) = &hints[0];
    if hints.iter().all(|(_, label)| label == first) {
        return first.clone();
    }
    let labels: Vec<_> = hints
        .iter()
        .map(|(pod, label)| format!("{}: {label}", pod.role))
        .collect();
    labels.join("; ")
}

fn tooltip(view: View<'_>, hints: &[(&PodPlan, String)]) -> MarkupContent {
    let environment = &view.analysis.for_file.effective.settings.environment;
    let plans: Vec<_> = hints
        .iter()
        .map(|(pod, _)| words::plan(pod, environment))
        .collect();
    MarkupContent {
        kind: MarkupKind::Markdown,
        value: plans.join("\n\n"),
    }
}
