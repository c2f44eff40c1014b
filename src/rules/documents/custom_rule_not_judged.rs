//! A rule of a team that has no answer for a manifest: the rule itself says why.

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI012-custom-rule-not-judged.md");

/// The rule's id.
pub const ID: &str = "ECI012";
