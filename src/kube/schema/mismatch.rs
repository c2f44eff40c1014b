use crate::yaml::{Entry, Node};

/// A difference from the schema.
#[derive(Clone)]
pub enum Mismatch<'d> {
    /// The value is not what the schema requires.
    Value(Wanted),
    /// A required field is missing.
    Missing {
        field: &'static str,
        /// True if the operator's webhook sets it.
        is_filled: bool,
    },
    /// A mapping has a field that is not in the schema.
    Unknown(Entry<'d>),
    /// A list item has the same keys as an earlier one.
    Repeated { first: Node<'d> },
}

/// The requirement on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A string.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A string that matches this pattern somewhere.
    Matching(&'static str),
    /// A string with a limited number of characters.
    Length { least: usize, most: usize },
    /// A string such as `2026-01-31T12:00:00Z`.
    DateTime,
    /// A base64 string.
    Base64,
    /// An integer.
    Integer { least: i64, most: i64 },
    /// A number.
    Number,
    /// An integer or a string.
    IntegerOrText,
    /// A quantity such as `500m` or `4Gi`.
    Quantity,
    /// `true` or `false`.
    Bool,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}
