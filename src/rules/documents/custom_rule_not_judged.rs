//! A custom rule that could not be checked: the message has the reason.

pub(in crate::rules) const PAGE: &str = page!("ECI012-custom-rule-not-judged");

/// The rule's id.
pub const ID: &str = "ECI012";
