//! What an expression may read: variables and their fields.

/// The type of a value, as far as it is known before evaluation.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A 64-bit integer.
    Int,
    /// A floating-point number.
    Double,
    /// A string: `string` in CEL.
    Text,
    /// The result of `quantity()`.
    Quantity,
    /// A list of values of one type.
    List(&'static Type),
    /// Values of one type, by string keys.
    Map(&'static Type),
    /// A fixed set of named fields.
    Object(&'static [Field]),
    /// Known only at evaluation: a part of a document, or `null`.
    Any,
}

impl Type {
    /// Whether a value of this type can be `true` or `false`.
    #[must_use]
    pub fn can_be_bool(self) -> bool {
        matches!(self, Self::Bool | Self::Any)
    }

    /// CEL's name of the type: `int`, `list(string)`, `map(string, string)`.
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
    pub name: &'static str,
    pub ty: Type,
    /// A few words for completion and documentation.
    pub summary: &'static str,
    /// True if `has()` of it can be false.
    pub may_be_absent: bool,
}

/// The position of a field among those of its object, found when the expression is compiled.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    fields: &'static [Field],
    at: usize,
}

impl Position {
    pub(super) fn of(name: &str, fields: &'static [Field]) -> Option<Self> {
        let at = fields.iter().position(|field| field.name == name)?;
        Some(Self { fields, at })
    }

    /// The index of the field, if these are the fields of its object: the same static, not an equal one.
    #[must_use]
    pub fn among(self, fields: &'static [Field]) -> Option<usize> {
        std::ptr::eq(self.fields, fields).then_some(self.at)
    }
}

/// The variables that an expression may read.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub(super) variables: &'static [Field],
}

impl Scope {
    #[must_use]
    pub const fn new(variables: &'static [Field]) -> Self {
        Self { variables }
    }

    #[must_use]
    pub fn variables(&self) -> &'static [Field] {
        self.variables
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|known| known.name == name)
    }
}
