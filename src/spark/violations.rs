//! Values that the API server rejects.

use std::borrow::Cow;

use crate::{
    kube::schema::Wanted,
    source::Span,
    yaml::{self, Node, Scalar},
};

/// A value that the API server rejects.
#[derive(Clone)]
pub struct Violation<'d> {
    pub node: Node<'d>,
    /// The path relative to the application's spec, or starting with `metadata`: `driver.cores`.
    pub path: String,
    pub found: Found<'d>,
    pub wanted: Wanted,
    /// True inside a pod template.
    pub is_in_template: bool,
    /// The correct place, if it was probably meant as a field of the enclosing mapping.
    pub too_deep: Option<TooDeep<'d>>,
}

/// A field that is one level too deep, inside a mapping of strings instead of next to it.
#[derive(Clone)]
pub struct TooDeep<'d> {
    pub key: Cow<'d, str>,
    /// The place of the key.
    pub key_span: Span,
    /// The mapping of strings: `nodeSelector`.
    pub map: &'static str,
    /// The enclosing mapping.
    pub outer: Node<'d>,
    /// The path of the enclosing mapping: `executor`.
    pub outer_path: String,
}

impl TooDeep<'_> {
    /// True if no other reading is possible. A number or a boolean among labels or variables may just need quotes.
    #[must_use]
    pub fn is_certain(&self, found: Found<'_>) -> bool {
        self.map == "nodeSelector" || matches!(found, Found::List | Found::Mapping)
    }
}

/// A value of the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'d> {
    /// A string.
    Text(&'d str),
    /// In JSON notation.
    Bool(&'d str),
    /// The number as written.
    Number(&'d str),
    /// A list.
    List,
    /// A mapping.
    Mapping,
    /// `null`, or no value.
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
