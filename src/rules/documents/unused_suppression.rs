//! A suppression that suppresses nothing.

use crate::{finding::Diagnostic, source::Span};

pub(in crate::rules) const PAGE: &str = page!("ECI003-unused-suppression");

/// The rule's id.
pub const ID: &str = "ECI003";

/// The finding for a suppression, or a part of one, that has no effect.
#[must_use]
pub fn diagnostic(place: Span, reason: &str, help: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::at(place, "suppresses nothing", reason);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
