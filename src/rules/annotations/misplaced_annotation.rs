//! ECI's annotations and labels in places that ECI does not read.

use crate::{
    eci::Status,
    finding::{Diagnostic, Fix, Safety, Severity},
    judged::{JudgedApplication, JudgedPod, is_of_spot},
    source::Span,
    yaml::{Entry, New},
};

pub(in crate::rules) const PAGE: &str = page!("ECI405-misplaced-annotation");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let Some(any) = judged.pods.iter().find(|pod| pod.is_meant_for_eci()) else {
        return diagnostics;
    };
    for entry in &judged.form.own_annotations() {
        let label = any
            .catalog
            .pod_labels
            .iter()
            .find(|label| label.key == entry.key && label.is_distinctive);
        if label.is_none() && !is_eci_annotation(any, &entry.key) {
            continue;
        }
        let map = if label.is_some() {
            "labels"
        } else {
            "annotations"
        };
        // A driver on a spot instance would be another mistake.
        let mut targets: Vec<_> = judged.pods.iter().collect();
        targets.retain(|pod| !(is_of_spot(&entry.key) && pod.pod.role.is_single()));
        let paths: Vec<_> = targets
            .iter()
            .map(|pod| format!("`{}.{map}`", pod.pod.paths.metadata))
            .collect();
        let help = if paths.is_empty() {
            "remove it: only executors should be spot instances".to_owned()
        } else {
            format!("write it below {}", paths.join(" or "))
        };
        let message = format!(
            "misplaced `{}`: the annotations of the {} itself do not reach its pods",
            entry.key,
            judged.application.kind.name()
        );
        let diagnostic = Diagnostic::at(entry.key_span, "reaches no pod", message).help(help);
        targets.retain(|pod| pod.is_meant_for_eci());
        let diagnostic = diagnostic.fix(fix(judged, &targets, entry, map));
        diagnostics.push(match label {
            Some(_) => diagnostic,
            None => diagnostic.severity(Severity::Warning),
        });
    }
    let mut told: Vec<Span> = Vec::new();
    for pod in judged.pods.iter().filter(|pod| pod.is_meant_for_eci()) {
        for diagnostic in of_pod(pod) {
            // Both pods can get it from one place.
            if !told.contains(&diagnostic.primary.span) {
                told.push(diagnostic.primary.span);
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics
}

/// Moves an entry of the application's own annotations to roles.
fn fix(
    judged: &JudgedApplication<'_, '_>,
    targets: &[&JudgedPod<'_, '_>],
    entry: &Entry<'_>,
    map: &str,
) -> Option<Fix> {
    // Moving it would not make an invalid value valid.
    let value = entry.value.scalar_text()?;
    let takes = |pod: &&JudgedPod<'_, '_>| map == "labels" || pod.takes(&entry.key, value);
    if targets.is_empty() || !targets.iter().all(takes) {
        return None;
    }
    let fixer = judged.fixer;
    let editor = fixer.editor()?;
    let new = New::copy(fixer.source(), entry.value)?;
    let new = New::Map(vec![(entry.key.clone().into_owned(), new)]);
    let metadata = judged.application.metadata?;
    let annotations = metadata.get("annotations")?;
    let removed = if annotations.entries().len() == 1 {
        editor.remove(metadata, "annotations")
    } else {
        editor.remove(annotations, &entry.key)
    };
    let put = targets
        .iter()
        .map(|pod| fixer.put(pod.pod.paths.metadata, &[map], &new));
    let edits: Vec<_> = std::iter::once(removed).chain(put).collect();
    let paths = targets
        .iter()
        .map(|pod| format!("`{}.{map}`", pod.pod.paths.metadata));
    let title = format!("Move it to {}", paths.collect::<Vec<_>>().join(" and "));
    fixer.fix(Safety::Unsafe, title, edits)
}

/// True for an annotation that ECI reads on a pod.
fn is_eci_annotation(pod: &JudgedPod<'_, '_>, key: &str) -> bool {
    let known = pod.catalog.annotation(key);
    known.is_some_and(|known| !matches!(known.status, Status::Output | Status::OfImageCache { .. }))
}

/// Annotations of an `ImageCache` on a pod.
fn of_image_cache(pod: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = pod.pod.annotations.iter();
    let misplaced = annotations.filter_map(|pair| {
        let known = pod.catalog.annotation(&pair.key)?;
        let Status::OfImageCache { on_pods } = &known.status else {
            return None;
        };
        let message = format!(
            "misplaced annotation `{}`: it belongs to an `ImageCache` and has no documented effect on a pod",
            pair.key
        );
        let help = match on_pods {
            Some(key) => format!("on a pod, use `{key}` instead"),
            None => "write it below `metadata.annotations` of the `ImageCache`".to_owned(),
        };
        let diagnostic = Diagnostic::at(pair.key_span, "of an `ImageCache`", message);
        Some(diagnostic.severity(Severity::Warning).help(help))
    });
    misplaced.collect()
}

/// Annotations among the labels, and the label among the annotations.
fn of_pod(pod: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let labels = pod
        .pod
        .labels
        .iter()
        .filter(|pair| is_eci_annotation(pod, &pair.key));
    let labels = labels.map(|pair| {
        let message = format!(
            "misplaced annotation `{}`: ECI does not read it as a label",
            pair.key
        );
        Diagnostic::at(pair.key_span, "a label here", message)
            .severity(Severity::Warning)
            .help(format!(
                "write it below `{}.annotations`",
                pod.pod.paths.metadata
            ))
    });
    let annotations = pod.pod.annotations.iter().filter(|pair| {
        let mut labels = pod.catalog.pod_labels.iter();
        labels.any(|label| label.key == pair.key && label.is_distinctive)
    });
    let annotations = annotations.map(|pair| {
        let message = format!(
            "misplaced label `{}`: as an annotation, it does not send pods to ECI",
            pair.key
        );
        Diagnostic::at(pair.key_span, "an annotation here", message).help(format!(
            "write it below `{}.labels`",
            pod.pod.paths.metadata
        ))
    });
    let of_image_cache = of_image_cache(pod);
    labels.chain(annotations).chain(of_image_cache).collect()
}
