use std::{borrow::Cow, cell::OnceCell, collections::HashMap, rc::Rc};

use crate::{
    cel::{Field, Text},
    source::{Span, is_placeholder},
    spark::{self, Origin, Sourced, Unjudged},
    yaml::{Kind, Node, Openness, Scalar},
};

/// A value that a rule can read, and where it is written.
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
    Object(Rc<dyn Object<'v> + 'v>),
    Map(Rc<Keyed<'v>>),
    List(Rc<[Fact<'v>]>),
    /// It exists, but is not known, for this reason; the text as written is for messages.
    Unknown(Rc<str>, Option<Text<'v>>),
    /// It does not exist, for this reason.
    Missing(Rc<str>),
}

/// Named fields that are computed on demand.
pub(super) trait Object<'v> {
    /// The possible fields.
    fn fields(&self) -> &'static [Field];

    /// The value of a field, if it exists.
    fn get(&self, name: &str) -> Option<Fact<'v>>;

    /// The value of the field at an index of [`Self::fields`].
    fn get_at(&self, at: usize) -> Option<Fact<'v>> {
        self.get(self.fields().get(at)?.name)
    }
}

/// An object that caches its fields: fifty rules may read the same one.
struct Remembering<'v, O> {
    object: O,
    known: Box<[OnceCell<Option<Fact<'v>>>]>,
}

impl<'v, O: Object<'v>> Object<'v> for Remembering<'v, O> {
    fn fields(&self) -> &'static [Field] {
        self.object.fields()
    }

    fn get(&self, name: &str) -> Option<Fact<'v>> {
        match self.fields().iter().position(|field| field.name == name) {
            Some(at) => self.get_at(at),
            None => self.object.get(name),
        }
    }

    fn get_at(&self, at: usize) -> Option<Fact<'v>> {
        let known = self.known.get(at)?;
        known.get_or_init(|| self.object.get_at(at)).clone()
    }
}

/// Values by key, in source order.
pub(super) struct Keyed<'v> {
    pub(super) entries: Vec<(Cow<'v, str>, Fact<'v>)>,
    /// `None` if there are few: comparing a few keys is faster than hashing one.
    index: Option<HashMap<Cow<'v, str>, usize>>,
}

impl<'v> Keyed<'v> {
    pub(super) fn new(entries: Vec<(Cow<'v, str>, Fact<'v>)>) -> Self {
        const FEW: usize = 16;
        let index = (entries.len() > FEW).then(|| {
            let keys = entries.iter().enumerate();
            keys.map(|(at, (key, _))| (key.clone(), at)).collect()
        });
        Self { entries, index }
    }

    /// The index of a key; of a repeated one, the last.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().rposition(|(known, _)| known == key),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Fact<'v>> {
        self.position(key).map(|at| self.entries[at].1.clone())
    }
}

impl<'v> Fact<'v> {
    /// A value without a place.
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
            let reason = format!("`{}` is still to be filled in", &*text);
            return Self::new(Shape::Unknown(reason.into(), Some(text)));
        }
        Self::new(Shape::Text(text))
    }

    pub(super) fn int(number: impl TryInto<i64>) -> Self {
        Self::new(Shape::Int(number.try_into().unwrap_or(i64::MAX)))
    }

    /// A price, rounded to hide floating-point errors.
    pub(super) fn price(number: f64) -> Self {
        const PARTS: f64 = 1e6;
        Self::new(Shape::Double((number * PARTS).round() / PARTS))
    }

    pub(super) fn bool(is_so: bool) -> Self {
        Self::new(Shape::Bool(is_so))
    }

    pub(super) fn object(object: impl Object<'v> + 'v) -> Self {
        let known = object.fields().iter().map(|_| OnceCell::new()).collect();
        Self::new(Shape::Object(Rc::new(Remembering { object, known })))
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
            return Self::unknown("a template puts something into it").at(node.span());
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

    /// A value that exists, but is not known.
    pub(super) fn unknown(reason: impl Into<Rc<str>>) -> Self {
        Self::new(Shape::Unknown(reason.into(), None))
    }

    /// A value that does not exist, for this reason.
    pub(super) fn missing(reason: impl Into<Rc<str>>) -> Self {
        Self::new(Shape::Missing(reason.into()))
    }

    /// A value that Spark or Kubernetes rejects, or a placeholder.
    pub(super) fn refused(unjudged: &Unjudged) -> Self {
        Self::unknown(unjudged.message()).at(place(&unjudged.origin))
    }

    /// A number with the place of its setting.
    pub(super) fn sourced<T>(from: &Sourced<T>, number: u64) -> Self {
        Self::int(number).at(place(&from.origin))
    }
}

/// Where a setting is written, if anywhere.
pub(super) fn place(origin: &Origin) -> Option<Span> {
    origin.written.then_some(origin.span)
}

/// A field of a mapping of the document.
pub(super) fn field<'v>(node: Option<Node<'v>>, name: &str) -> Option<Fact<'v>> {
    let entry = node?.entry(name)?;
    Some(Fact::node(entry.value, entry.key_span))
}

/// A field of a pod.
pub(super) fn pod_field<'v>(field: Option<&spark::Field<'v>>) -> Option<Fact<'v>> {
    let field = field?;
    Some(Fact::node(field.node, field.key_span))
}

/// The place of a list item with several fields: its name, or its first key.
pub(super) fn start(item: Node<'_>) -> Span {
    if let Some(name) = item.get("name") {
        return name.span();
    }
    match item.kind() {
        Kind::Mapping => item
            .entries()
            .first()
            .map_or(item.span(), |first| first.key_span),
        _ => item.span(),
    }
}

/// The place of a fact; for an object, the place of the first field that has one.
pub(super) fn written(fact: &Fact<'_>) -> Option<Span> {
    fact.place.or_else(|| match &fact.shape {
        Shape::Object(object) => {
            let mut fields = object.fields().iter();
            fields.find_map(|field| object.get(field.name)?.place)
        }
        _ => None,
    })
}
