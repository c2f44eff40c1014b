//! Values of another type than the API server takes.

use std::fmt;

use super::{
    Application,
    schema::{METADATA, Shape},
};
use crate::{
    source::{is_number_placeholder, is_placeholder},
    yaml::{self, Node, Scalar},
};

/// A value of a type that the API server refuses.
#[derive(Clone)]
pub struct Violation<'d> {
    /// The value.
    pub node: Node<'d>,
    /// The field, below the application's spec or from `metadata` on: `driver.cores`.
    pub path: String,
    /// What it is.
    pub found: Found<'d>,
    /// What it has to be.
    pub wanted: Wanted,
}

/// What a value is that has the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'d> {
    /// A string.
    Text(&'d str),
    /// `true` or `false`, as JSON writes it.
    Bool(&'d str),
    /// A number, as it is written.
    Number(&'d str),
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

/// What a field has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A string.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An integer of at least this.
    Integer(i64),
    /// `true` or `false`.
    Bool,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

/// The values that have another type than the schema demands, in the order of the schema.
/// Placeholders are left out.
#[must_use]
pub fn violations<'d>(application: &Application<'d>) -> Vec<Violation<'d>> {
    let mut found = Vec::new();
    if let Some(metadata) = application.metadata {
        check(metadata, Path::Key(None, "metadata"), &METADATA, &mut found);
    }
    if let Some(spec) = &application.spec {
        let shape = application.kind.spec().schema;
        check(spec.value, Path::Spec, shape, &mut found);
    }
    found
}

/// The way to a value: written out only where there is something to say about it.
#[derive(Clone, Copy)]
enum Path<'p> {
    Spec,
    Key(Option<&'p Path<'p>>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    fn key(&'p self, name: &'p str) -> Self {
        // Fields of the spec are named without it.
        let is_spec = matches!(self, Self::Spec);
        Self::Key((!is_spec).then_some(self), name)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec => f.write_str("spec"),
            Self::Key(None, name) => f.write_str(name),
            Self::Key(Some(parent), name) => write!(f, "{parent}.{name}"),
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
        }
    }
}

fn check<'d>(node: Node<'d>, path: Path<'_>, shape: &Shape, found: &mut Vec<Violation<'d>>) {
    if node.is_null() {
        return;
    }
    let wanted = match (shape, node.kind()) {
        (Shape::Text | Shape::OneOf(_), yaml::Kind::Scalar(Scalar::Str(text))) => match shape {
            Shape::OneOf(values) if !values.contains(&text) => Wanted::OneOf(values),
            _ => return,
        },
        (Shape::Integer(least), yaml::Kind::Scalar(Scalar::Int(number))) => {
            if number >= i128::from(*least) {
                return;
            }
            Wanted::Integer(*least)
        }
        // JSON does not tell 2.0 from 2.
        (Shape::Integer(least), yaml::Kind::Scalar(Scalar::Float(number)))
            if number.fract() == 0.0 && number >= 1.0 && *least <= 1 =>
        {
            return;
        }
        (Shape::Bool, yaml::Kind::Scalar(Scalar::Bool(_))) => return,
        (Shape::Texts, yaml::Kind::Mapping) => {
            for entry in node.entries() {
                check(entry.value, path.key(&entry.key), &Shape::Text, found);
            }
            return;
        }
        (Shape::List(shape), yaml::Kind::Sequence) => {
            for (index, item) in node.items().enumerate() {
                check(item, Path::Item(&path, index), shape, found);
            }
            return;
        }
        (Shape::Fields(fields), yaml::Kind::Mapping) => {
            for (name, shape) in *fields {
                if let Some(value) = node.get(name) {
                    check(value, path.key(name), shape, found);
                }
            }
            return;
        }
        (Shape::Text, _) => Wanted::Text,
        (Shape::OneOf(values), _) => Wanted::OneOf(values),
        (Shape::Integer(least), _) => Wanted::Integer(*least),
        (Shape::Bool, _) => Wanted::Bool,
        (Shape::List(_), _) => Wanted::List,
        (Shape::Texts | Shape::Fields(_), _) => Wanted::Mapping,
    };
    let is_unknown = |text: &str| match wanted {
        Wanted::Integer(_) => is_number_placeholder(text),
        _ => is_placeholder(text),
    };
    if node.scalar_text().is_some_and(is_unknown) {
        return;
    }
    found.push(Violation {
        node,
        path: path.to_string(),
        found: Found::of(node),
        wanted,
    });
}

impl<'d> Found<'d> {
    fn of(node: Node<'d>) -> Self {
        match node.kind() {
            yaml::Kind::Scalar(Scalar::Str(text)) => Self::Text(text),
            yaml::Kind::Scalar(Scalar::Bool(_)) => Self::Bool(node.json_text().unwrap_or_default()),
            yaml::Kind::Scalar(_) => Self::Number(node.scalar_text().unwrap_or_default()),
            yaml::Kind::Sequence => Self::List,
            yaml::Kind::Mapping => Self::Mapping,
        }
    }
}
