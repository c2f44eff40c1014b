//! Values of another type than the API server takes.

use std::{borrow::Cow, fmt};

use super::{
    Application,
    schema::{METADATA, Shape},
};
use crate::{
    source::{Span, is_number_placeholder, is_placeholder},
    yaml::{self, Entry, Node, Scalar},
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
    /// Where it belongs, where it was probably meant as a field of the mapping around its own.
    pub too_deep: Option<TooDeep<'d>>,
}

/// A field that stands one level too deep, in a mapping of strings beside which it belongs.
#[derive(Clone)]
pub struct TooDeep<'d> {
    /// The field.
    pub key: Cow<'d, str>,
    /// Where its key stands.
    pub key_span: Span,
    /// The mapping of strings: `nodeSelector`.
    pub map: &'static str,
    /// The mapping around that one.
    pub outer: Node<'d>,
    /// The way to the outer mapping: `executor`.
    pub outer_path: String,
}

impl TooDeep<'_> {
    /// True for what can mean nothing else. A number or a boolean among labels or variables may just want
    /// quotes.
    #[must_use]
    pub fn is_certain(&self, found: Found<'_>) -> bool {
        self.map == "nodeSelector" || matches!(found, Found::List | Found::Mapping)
    }
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
        let path = Path::Key(None, "metadata");
        check(metadata, path, &METADATA, None, &mut found);
    }
    if let Some(spec) = &application.spec {
        let shape = application.kind.spec().schema;
        check(spec.value, Path::Spec, shape, None, &mut found);
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

/// A mapping and what its fields are, for those that stand one level too deep in one of them.
#[derive(Clone, Copy)]
struct Outer<'p, 'd> {
    node: Node<'d>,
    path: Path<'p>,
    fields: &'static [(&'static str, Shape)],
    /// The field that is looked at.
    map: &'static str,
}

impl<'d> Outer<'_, 'd> {
    /// Where an entry of the mapping of strings belongs, if it is a field of the outer one.
    fn too_deep(self, entry: &Entry<'d>) -> Option<TooDeep<'d>> {
        let (_, shape) = self.fields.iter().find(|(name, _)| *name == entry.key)?;
        let is_such = matches!(
            (shape, entry.value.kind()),
            (Shape::List(_), yaml::Kind::Sequence)
                | (Shape::Fields(_) | Shape::Texts, yaml::Kind::Mapping)
                | (Shape::Integer(_), yaml::Kind::Scalar(Scalar::Int(_)))
                | (Shape::Bool, yaml::Kind::Scalar(Scalar::Bool(_)))
        );
        is_such.then(|| TooDeep {
            key: entry.key.clone(),
            key_span: entry.key_span,
            map: self.map,
            outer: self.node,
            outer_path: self.path.to_string(),
        })
    }
}

fn check<'d>(
    node: Node<'d>,
    path: Path<'_>,
    shape: &'static Shape,
    outer: Option<Outer<'_, 'd>>,
    found: &mut Vec<Violation<'d>>,
) {
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
                let before = found.len();
                check(entry.value, path.key(&entry.key), &Shape::Text, None, found);
                for violation in &mut found[before..] {
                    violation.too_deep = outer.and_then(|outer| outer.too_deep(&entry));
                }
            }
            return;
        }
        (Shape::List(shape), yaml::Kind::Sequence) => {
            for (index, item) in node.items().enumerate() {
                check(item, Path::Item(&path, index), shape, None, found);
            }
            return;
        }
        (Shape::Fields(fields), yaml::Kind::Mapping) => {
            for (name, shape) in *fields {
                if let Some(value) = node.get(name) {
                    let outer = Outer {
                        node,
                        path,
                        fields,
                        map: name,
                    };
                    check(value, path.key(name), shape, Some(outer), found);
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
        found: Found::from_node(node),
        wanted,
        too_deep: None,
    });
}

impl<'d> Found<'d> {
    fn from_node(node: Node<'d>) -> Self {
        match node.kind() {
            yaml::Kind::Scalar(Scalar::Str(text)) => Self::Text(text),
            yaml::Kind::Scalar(Scalar::Bool(_)) => Self::Bool(node.json_text().unwrap_or_default()),
            yaml::Kind::Scalar(_) => Self::Number(node.scalar_text().unwrap_or_default()),
            yaml::Kind::Sequence => Self::List,
            yaml::Kind::Mapping => Self::Mapping,
        }
    }
}
