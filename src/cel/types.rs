//! What an expression may read: variables, and the fields of what is in them.

/// The type of a value, as far as it is known before an expression is evaluated.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A number with a fraction.
    Double,
    /// A text: `string` in CEL.
    Text,
    /// What `quantity()` gives.
    Quantity,
    /// A list of values of one type.
    List(&'static Type),
    /// Values of one type, each with a key that is a text.
    Map(&'static Type),
    /// Named fields; there is no other field.
    Object(&'static [Field]),
    /// Known only when the expression is evaluated: a part of a document, or `null`.
    Any,
}

impl Type {
    /// Whether a value of this type can be `true` or `false`.
    #[must_use]
    pub fn can_be_bool(self) -> bool {
        matches!(self, Self::Bool | Self::Any)
    }

    /// The type as CEL names it: `int`, `list(string)`, `map(string, string)`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Int => "int".to_owned(),
            Self::Double => "double".to_owned(),
            Self::Text => "string".to_owned(),
            Self::Quantity => "quantity".to_owned(),
            Self::List(item) => format!("list({})", item.name()),
            Self::Map(value) => format!("map(string, {})", value.name()),
            Self::Object(_) => "object".to_owned(),
            Self::Any => "any".to_owned(),
        }
    }
}

/// A field of an object, or a variable.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The type of its value.
    pub ty: Type,
    /// A few words about it.
    pub summary: &'static str,
    /// Whether `has()` of it can be false.
    pub may_be_absent: bool,
}

/// The variables that an expression may read.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub(super) variables: &'static [Field],
}

impl Scope {
    /// A scope of these variables.
    #[must_use]
    pub const fn new(variables: &'static [Field]) -> Self {
        Self { variables }
    }

    /// The variables.
    #[must_use]
    pub fn variables(&self) -> &'static [Field] {
        self.variables
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|known| known.name == name)
    }
}
