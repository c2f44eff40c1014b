use std::{borrow::Cow, collections::HashMap, rc::Rc};

use super::{notes::Notes, object::Object};
use crate::{
    cel::Text,
    source::{Span, is_placeholder},
    yaml::{Kind, Node, Openness, Scalar},
};

/// Something that a rule can read, with its place where it is written.
#[derive(Clone)]
pub(super) struct Fact<'v> {
    pub(super) place: Option<Span>,
    pub(super) shape: Shape<'v>,
}

#[derive(Clone)]
pub(super) enum Shape<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(Text<'v>),
    /// A list or a mapping of the document.
    Node(Node<'v>),
    Object(Object<'v>),
    Map(Rc<Keyed<'v>>),
    List(Rc<[Fact<'v>]>),
    /// Something that is there and not known, and why.
    Unknown(Rc<str>),
}

/// Values by their keys, in the order in which they are written.
pub(super) struct Keyed<'v> {
    pub(super) entries: Vec<(Cow<'v, str>, Fact<'v>)>,
    index: HashMap<Cow<'v, str>, usize>,
}

impl<'v> Keyed<'v> {
    pub(super) fn new(entries: Vec<(Cow<'v, str>, Fact<'v>)>) -> Self {
        let keys = entries.iter().enumerate();
        let index = keys.map(|(at, (key, _))| (key.clone(), at)).collect();
        Self { entries, index }
    }

    pub(super) fn get(&self, key: &str) -> Option<Fact<'v>> {
        self.index.get(key).map(|at| self.entries[*at].1.clone())
    }
}

impl<'v> Fact<'v> {
    /// Something that is written nowhere.
    pub(super) fn new(shape: Shape<'v>) -> Self {
        Self { place: None, shape }
    }

    pub(super) fn at(mut self, place: impl Into<Option<Span>>) -> Self {
        self.place = place.into();
        self
    }

    pub(super) fn text(text: impl Into<Text<'v>>) -> Self {
        let text = text.into();
        if is_placeholder(&text) {
            return Self::new(Shape::Unknown(
                format!("`{}` is still to be filled in", &*text).into(),
            ));
        }
        Self::new(Shape::Text(text))
    }

    pub(super) fn int(number: impl TryInto<i64>) -> Self {
        Self::new(Shape::Int(number.try_into().unwrap_or(i64::MAX)))
    }

    pub(super) fn double(number: f64) -> Self {
        Self::new(Shape::Double(number))
    }

    pub(super) fn bool(is_so: bool) -> Self {
        Self::new(Shape::Bool(is_so))
    }

    pub(super) fn object(object: Object<'v>) -> Self {
        Self::new(Shape::Object(object))
    }

    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Shape::List(items.into_iter().collect()))
    }

    pub(super) fn map(entries: impl IntoIterator<Item = (Cow<'v, str>, Self)>) -> Self {
        Self::new(Shape::Map(Rc::new(Keyed::new(
            entries.into_iter().collect(),
        ))))
    }

    /// A part of the document. Lists and mappings are marked at their keys.
    pub(super) fn node(node: Node<'v>, key: Span) -> Self {
        if node.openness() == Some(Openness::Incomplete) {
            let reason = "a template puts something into it";
            return Self::new(Shape::Unknown(reason.into())).at(node.span());
        }
        let Kind::Scalar(scalar) = node.kind() else {
            return Self::new(Shape::Node(node)).at(key);
        };
        let fact = match scalar {
            Scalar::Null => Self::new(Shape::Null),
            Scalar::Bool(is_so) => Self::bool(is_so),
            Scalar::Int(number) => match i64::try_from(number) {
                Ok(number) => Self::new(Shape::Int(number)),
                Err(_) => Self::new(Shape::Text(node.scalar_text().unwrap_or_default().into())),
            },
            Scalar::Float(number) => Self::new(Shape::Double(number)),
            Scalar::Str(text) => Self::text(text),
        };
        fact.at(node.span())
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str, notes: &Notes<'v>) -> Option<Self> {
        match &self.shape {
            Shape::Object(object) => object.get(key, notes),
            Shape::Map(map) => map.get(key),
            Shape::Node(node) => notes.keyed(*node).get(key),
            _ => None,
        }
    }

    /// The items of a list, or the values of a map.
    pub(super) fn parts(&self, notes: &Notes<'v>) -> Vec<Self> {
        match &self.shape {
            Shape::List(items) => items.to_vec(),
            Shape::Node(node) if node.kind() == Kind::Sequence => notes.items(*node).to_vec(),
            Shape::Node(node) => {
                let keyed = notes.keyed(*node);
                keyed.entries.iter().map(|(_, fact)| fact.clone()).collect()
            }
            Shape::Map(map) => map.entries.iter().map(|(_, fact)| fact.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// Where it is written; for an object, where the first of its fields is that is written anywhere.
    pub(super) fn written(&self, notes: &Notes<'v>) -> Option<Span> {
        self.place.or_else(|| match &self.shape {
            Shape::Object(object) => {
                let mut fields = object.fields().iter();
                fields.find_map(|field| object.get(field.name, notes)?.place)
            }
            _ => None,
        })
    }
}
