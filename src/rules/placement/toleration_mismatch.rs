//! A toleration is about the taint of ECI's virtual nodes and does not tolerate it.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, Tolerance},
    kube::{Mismatch, Taint, Toleration},
    source::odd_letter,
    text,
    text::Text,
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = page!("ECI103-toleration-mismatch");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    mismatch(judged)
        .into_iter()
        .chain(seconds(judged))
        .collect()
}

/// `tolerationSeconds` of any toleration without the effect that it is about.
fn seconds(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let tolerations = judged.pod.tolerations.iter();
    let found = tolerations.filter_map(|toleration| {
        let node = toleration.fields.node;
        let place = toleration.fields.needless_seconds()?;
        let message = text!("`tolerationSeconds` requires the effect `NoExecute`: the API server rejects the pod");
        let editor = judged.fixer.editor();
        let edit = editor.and_then(|editor| editor.remove(node, "tolerationSeconds"));
        let title = text!("Remove `{key}`", key = "tolerationSeconds");
        let fix = judged.fixer.fix(Safety::Unsafe, title, [edit]);
        let diagnostic = Diagnostic::at(place, text!("not allowed with this effect"), message)
            .help(text!("remove it: the taint of ECI's nodes has the effect `NoSchedule`, which does not evict pods"))
            .fix(fix);
        Some(judged.with_role(diagnostic))
    });
    found.collect()
}

fn mismatch(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let Tolerance::Mismatch(toleration, mismatches) = &judged.placement.tolerance else {
        return None;
    };
    let (toleration, taint) = (&toleration.fields, &judged.placement.family.taint);
    let parts: Vec<(Mismatch, Text)> = mismatches
        .iter()
        .map(|mismatch| (*mismatch, explain(*mismatch, toleration, taint)))
        .collect();
    let ((first, reason), rest) = parts.split_first()?;
    let reasons = rest.iter().fold(reason.clone(), |reasons, (_, next)| {
        text!("{reasons}, and {next}", reasons, next)
    });
    let message = text!(
        "toleration does not match the taint `{taint}`: {reasons}",
        taint = taint.key,
        reasons
    );
    let help = text!(
        "write `{{key: {key}, operator: Equal, value: {value}, effect: {effect}}}`, or only `{{key: {key}, operator: Exists}}`",
        key = taint.key,
        value = taint.value,
        effect = taint.effect
    );
    let mut diagnostic = Diagnostic::at(toleration.span(first.field()), reason, message).help(help);
    for (mismatch, reason) in rest {
        diagnostic = diagnostic.related(toleration.span(mismatch.field()), reason);
    }
    Some(
        diagnostic
            .fix(fix(judged, toleration, taint, mismatches))
            .or(exists(judged, toleration, taint, mismatches)),
    )
}

/// The other way: tolerate any value of the taint.
fn exists(
    judged: &JudgedPod<'_, '_>,
    toleration: &Toleration<'_>,
    taint: &Taint,
    mismatches: &[Mismatch],
) -> Option<Fix> {
    let editor = judged.fixer.editor()?;
    let node = toleration.node;
    let replace = |name: &str, text: &str| editor.replace(node.get(name)?.span(), text);
    let operator = match node.get("operator") {
        Some(_) if toleration.operator == Some("Exists") => None,
        Some(_) => Some(replace("operator", "Exists")),
        None => Some(editor.put(node, &["operator"], &New::text("Exists"))),
    };
    let value = node.get("value").map(|_| editor.remove(node, "value"));
    let others = mismatches.iter().filter_map(|mismatch| match mismatch {
        Mismatch::Key => Some(replace("key", &taint.key)),
        Mismatch::Effect => Some(replace("effect", &taint.effect)),
        Mismatch::Value | Mismatch::Operator | Mismatch::NeedlessValue => None,
    });
    let edits: Vec<_> = operator.into_iter().chain(value).chain(others).collect();
    // If the value is right, this is the same as the fix.
    let is_other = mismatches.contains(&Mismatch::Value);
    let title = text!("Tolerate `{taint}` with any value", taint = taint.key);
    judged
        .fixer
        .fix(Safety::Unsafe, title, edits)
        .filter(|_| is_other)
}

fn fix(
    judged: &JudgedPod<'_, '_>,
    toleration: &Toleration<'_>,
    taint: &Taint,
    mismatches: &[Mismatch],
) -> Option<Fix> {
    let editor = judged.fixer.editor()?;
    let node = toleration.node;
    let replace = |name: &str, text: &str| editor.replace(node.get(name)?.span(), text);
    let edits = mismatches.iter().map(|mismatch| match mismatch {
        Mismatch::Key => replace("key", &taint.key),
        Mismatch::Value if node.get("value").is_some() => replace("value", &taint.value),
        Mismatch::Value => editor.put(node, &["value"], &New::text(&taint.value)),
        Mismatch::Effect => replace("effect", &taint.effect),
        Mismatch::Operator => {
            let has_value = toleration.value == Some(&taint.value);
            replace("operator", if has_value { "Equal" } else { "Exists" })
        }
        // With the taint's own value, the operator is the mistake.
        Mismatch::NeedlessValue if toleration.value == Some(&taint.value) => {
            replace("operator", "Equal")
        }
        Mismatch::NeedlessValue => editor.remove(node, "value"),
    });
    let title = text!(
        "Tolerate `{taint}`",
        taint = format_args!("{}={}", taint.key, taint.value)
    );
    // Another key may be meant for another taint.
    let safety = if mismatches.contains(&Mismatch::Key) {
        Safety::Unsafe
    } else {
        Safety::Safe
    };
    judged.fixer.fix(safety, title, edits.collect::<Vec<_>>())
}

fn explain(mismatch: Mismatch, toleration: &Toleration<'_>, taint: &Taint) -> Text {
    let (value, effect) = (toleration.value.unwrap_or_default(), toleration.effect);
    match mismatch {
        Mismatch::Key => {
            let key = toleration.key.unwrap_or_default();
            text!(
                "the key is `{key}`{odd}, the taint's is `{taint}`",
                key,
                odd = odd_letter(key),
                taint = taint.key
            )
        }
        Mismatch::Value if value.is_empty() => {
            text!("the value `{value}` is missing", value = taint.value)
        }
        Mismatch::Value => text!(
            "the value is `{value}`{odd}, the taint's is `{taint}`",
            value,
            odd = odd_letter(value),
            taint = taint.value
        ),
        Mismatch::Effect => text!(
            "the effect is `{effect}`, the taint's is `{taint}`",
            effect = effect.unwrap_or_default(),
            taint = taint.effect
        ),
        Mismatch::Operator => text!(
            "the operator is `{operator}`, and only `Equal` and `Exists` are valid",
            operator = toleration.operator.unwrap_or_default()
        ),
        Mismatch::NeedlessValue => {
            text!("`Exists` takes no value, so the API server rejects the pod")
        }
    }
}
