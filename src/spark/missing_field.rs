use crate::source::Span;

/// A field that has to be there and is not.
#[derive(Clone, Debug)]
pub struct MissingField {
    /// The field.
    pub field: &'static str,
    /// The path of the mapping that lacks it, as in [`super::Violation::path`].
    pub owner: String,
    /// The key of that mapping, or the item that it is.
    pub place: Span,
    /// True where the operator's webhook fills it in, so that the object is refused only without it.
    pub is_filled: bool,
    /// True within a pod template.
    pub is_in_template: bool,
}

/// An item of a list with the same keys as an earlier one.
#[derive(Clone, Debug)]
pub struct RepeatedItem {
    /// The path of the item.
    pub path: String,
    /// The item.
    pub place: Span,
    /// The earlier one.
    pub first: Span,
    /// The fields that must differ; none where the whole items must.
    pub keys: &'static [&'static str],
}
