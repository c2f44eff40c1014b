use crate::yaml::{Entry, Node};

/// In what way something differs from its schema.
#[derive(Clone)]
pub enum Mismatch<'d> {
    /// It is another value than the schema allows.
    Value(Wanted),
    /// A field that has to be there is missing.
    Missing {
        /// The field.
        field: &'static str,
        /// True where the operator's webhook fills it in.
        is_filled: bool,
    },
    /// A mapping has a field that the schema does not know.
    Unknown(Entry<'d>),
    /// An item of a list has the same keys as an earlier one.
    Repeated {
        /// The earlier item.
        first: Node<'d>,
    },
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A string.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A string with this pattern in it.
    Matching(&'static str),
    /// A string of so many characters.
    Length {
        /// At least.
        least: usize,
        /// At most.
        most: usize,
    },
    /// A string such as `2026-01-31T12:00:00Z`.
    DateTime,
    /// A string in base64.
    Base64,
    /// A whole number.
    Integer {
        /// At least.
        least: i64,
        /// At most.
        most: i64,
    },
    /// A number.
    Number,
    /// A whole number or a string.
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
