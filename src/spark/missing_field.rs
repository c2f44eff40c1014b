use crate::source::Span;

/// A missing required field.
#[derive(Clone, Debug)]
pub struct MissingField {
    pub field: &'static str,
    /// The path of the mapping that lacks it, as in [`super::Violation::path`].
    pub owner: String,
    /// The key of that mapping, or the list item that it is.
    pub place: Span,
    /// True if the operator's webhook sets it, so that the object is rejected only without the webhook.
    pub is_filled: bool,
    /// True inside a pod template.
    pub is_in_template: bool,
}

/// A list item with the same keys as an earlier one.
#[derive(Clone, Debug)]
pub struct RepeatedItem {
    pub path: String,
    pub place: Span,
    pub first: Span,
    /// The fields that must be unique; empty if the whole items must be.
    pub keys: &'static [&'static str],
}
