//! More specs than ECI accepts.

use crate::{eci::USE_SPECS, finding::Diagnostic, judged::JudgedPod, text};

pub(in crate::rules) const PAGE: &str = page!("ECI203-too-many-specs");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let most = usize::try_from(judged.catalog.max_entries).unwrap_or(usize::MAX);
    let Some(surplus) = judged.entries.get(most) else {
        return Vec::new();
    };
    let number = judged.entries.len();
    let message = text!(
        "too many specs: `{annotation}` lists {number}, and ECI accepts at most {most}",
        annotation = USE_SPECS,
        number,
        most
    );
    let label = text!("spec number {number}", number = most + 1);
    let diagnostic = Diagnostic::at(surplus.span, label, message);
    vec![diagnostic.help(text!(
        "keep the {most} that fit best: ECI tries them in this order",
        most
    ))]
}
