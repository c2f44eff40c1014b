//! The types of parts of an expression. There are more of them than a scope can have.

use std::rc::Rc;

use super::types::{Field, Type};

/// The type of a part of an expression.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Null,
    Bool,
    Int,
    Double,
    Text,
    Quantity,
    /// The result of `type()`.
    TypeName,
    List(Rc<Form>),
    Map(Rc<Form>),
    Object(&'static [Field]),
    Optional(Rc<Form>),
    Any,
}

impl Form {
    pub(super) fn list(item: Self) -> Self {
        Self::List(Rc::new(item))
    }

    /// CEL's name of the type.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Double => "double",
            Self::Text => "string",
            Self::Quantity => "quantity",
            Self::TypeName => "type",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Object(_) => "object",
            Self::Optional(_) => "optional",
            Self::Any => "any",
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Double)
    }

    /// Whether a value of this form can equal one of the other.
    pub(super) fn can_equal(&self, other: &Self) -> bool {
        match (self, other) {
            // Whether a value is `null` is known only at evaluation.
            (Self::Any | Self::Null, _)
            | (_, Self::Any | Self::Null)
            | (Self::Map(_) | Self::Object(_), Self::Map(_) | Self::Object(_)) => true,
            (Self::List(one), Self::List(other)) => one.can_equal(other),
            (one, other) if one.is_number() && other.is_number() => true,
            (one, other) => one.name() == other.name(),
        }
    }

    /// The form of a value that has one of the two forms.
    pub(super) fn join(self, other: &Self) -> Self {
        match (&self, other) {
            (Self::List(one), Self::List(other)) => Self::list((**one).clone().join(other)),
            (Self::Map(one), Self::Map(other)) => Self::Map(Rc::new((**one).clone().join(other))),
            (Self::Object(one), Self::Object(other)) if std::ptr::eq(*one, *other) => self,
            (Self::Optional(one), Self::Optional(other)) => {
                Self::Optional(Rc::new((**one).clone().join(other)))
            }
            (Self::Object(_) | Self::List(_) | Self::Map(_) | Self::Optional(_), _) => Self::Any,
            (one, other) if one.name() == other.name() => self,
            _ => Self::Any,
        }
    }

    /// The public type; `Any` if there is none.
    pub(super) fn as_type(&self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Double => Type::Double,
            Self::Text => Type::Text,
            Self::Quantity => Type::Quantity,
            Self::List(item) => match **item {
                Self::Text => Type::List(&Type::Text),
                Self::Int => Type::List(&Type::Int),
                _ => Type::List(&Type::Any),
            },
            Self::Map(_) => Type::Map(&Type::Any),
            Self::Object(fields) => Type::Object(fields),
            Self::Null | Self::TypeName | Self::Optional(_) | Self::Any => Type::Any,
        }
    }
}

impl From<Type> for Form {
    fn from(ty: Type) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::Int => Self::Int,
            Type::Double => Self::Double,
            Type::Text => Self::Text,
            Type::Quantity => Self::Quantity,
            Type::List(item) => Self::list((*item).into()),
            Type::Map(value) => Self::Map(Rc::new((*value).into())),
            Type::Object(fields) => Self::Object(fields),
            Type::Any => Self::Any,
        }
    }
}
