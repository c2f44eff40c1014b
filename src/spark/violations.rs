//! Values that the API server does not take.

use std::borrow::Cow;

use crate::{
    kube::schema::Wanted,
    source::Span,
    yaml::{self, Node, Scalar},
};

/// A value that the API server refuses.
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
    /// True within a pod template.
    pub is_in_template: bool,
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
    /// Nothing.
    Null,
}

impl<'d> Found<'d> {
    pub(super) fn from_node(node: Node<'d>) -> Self {
        match node.kind() {
            yaml::Kind::Scalar(Scalar::Str(text)) => Self::Text(text),
            yaml::Kind::Scalar(Scalar::Bool(_)) => Self::Bool(node.json_text().unwrap_or_default()),
            yaml::Kind::Scalar(Scalar::Null) => Self::Null,
            yaml::Kind::Scalar(_) => Self::Number(node.scalar_text().unwrap_or_default()),
            yaml::Kind::Sequence => Self::List,
            yaml::Kind::Mapping => Self::Mapping,
        }
    }
}
