//! Converts facts to CEL values.

use std::{cell::OnceCell, rc::Rc};

use super::{
    fact::{Fact, Keyed, Object, Shape},
    notes::Notes,
};
use crate::{
    cel::{Field, List, Map, Position, Text, Value},
    source::Span,
    yaml::{Kind, Node},
};

/// The most items or entries that are remembered. Making room takes as long as there are items, even if only one of
/// them is read; the budget counts one.
const REMEMBERED: usize = 32;

/// `None` if the fact is not known.
pub(super) fn value<'v>(fact: Fact<'v>, notes: &Rc<Notes<'v>>) -> Option<Value<'v>> {
    notes.note_read(&fact);
    match fact.shape {
        Shape::Unknown(_, Some(text)) if notes.is_lenient.get() => Some(Value::Text(text)),
        shape => known(shape, notes),
    }
}

/// The value of a fact that is known, without noting that it is read.
fn known<'v>(shape: Shape<'v>, notes: &Rc<Notes<'v>>) -> Option<Value<'v>> {
    Some(match shape {
        Shape::Null => Value::Null,
        Shape::Bool(is_so) => Value::Bool(is_so),
        Shape::Int(number) => Value::Int(number),
        Shape::Double(number) => Value::Double(number),
        Shape::Text(text) => Value::Text(text),
        Shape::Unknown(..) | Shape::Missing(_) => return None,
        Shape::List(items) => items_value(items, notes),
        Shape::Node(node) if node.kind() == Kind::Sequence => items_value(notes.items(node), notes),
        Shape::Node(node) => Reader::value(Parts::Node(node, OnceCell::new()), notes),
        Shape::Map(map) => Reader::value(Parts::Keyed(map), notes),
        Shape::Object(object) => Reader::value(Parts::Object(object.fields(), object), notes),
    })
}

fn items_value<'v>(items: Rc<[Fact<'v>]>, notes: &Rc<Notes<'v>>) -> Value<'v> {
    Value::list(Items {
        facts: items,
        notes: Rc::clone(notes),
        made: OnceCell::new(),
    })
}

/// A part of a list or map as it was read before: fifty rules may read the same one.
enum Part<'v> {
    Known(Option<Span>, Value<'v>),
    /// It is absent, or whether it has a value depends on what is evaluated.
    Other(Option<Fact<'v>>),
}

/// The parts that were read before, each in its place.
type Made<'v> = OnceCell<Box<[OnceCell<Part<'v>>]>>;

impl<'v> Part<'v> {
    fn new(fact: Option<Fact<'v>>, notes: &Rc<Notes<'v>>) -> Self {
        let made = |fact: &Fact<'v>| known(fact.shape.clone(), notes);
        match fact {
            Some(fact) => match made(&fact) {
                Some(value) => Self::Known(fact.place, value),
                None => Self::Other(Some(fact)),
            },
            None => Self::Other(None),
        }
    }

    fn read(&self, notes: &Rc<Notes<'v>>) -> Option<Value<'v>> {
        match self {
            Self::Known(place, made) => {
                notes.note_place(*place);
                Some(made.clone())
            }
            Self::Other(fact) => value(fact.clone()?, notes),
        }
    }

    /// A part among as many, made on the first read.
    fn read_from(
        made: &Made<'v>,
        of: usize,
        at: usize,
        notes: &Rc<Notes<'v>>,
        fact: impl FnOnce() -> Option<Fact<'v>>,
    ) -> Option<Value<'v>> {
        let made = made.get_or_init(|| (0..of).map(|_| OnceCell::new()).collect());
        let part = made.get(at)?;
        part.get_or_init(|| Self::new(fact(), notes)).read(notes)
    }
}

struct Items<'v> {
    facts: Rc<[Fact<'v>]>,
    notes: Rc<Notes<'v>>,
    made: Made<'v>,
}

impl<'v> List<'v> for Items<'v> {
    fn len(&self) -> usize {
        self.facts.len()
    }

    fn get(&self, at: usize) -> Option<Value<'v>> {
        let fact = || self.facts.get(at).cloned();
        if self.facts.len() > REMEMBERED {
            return value(fact()?, &self.notes);
        }
        Part::read_from(&self.made, self.facts.len(), at, &self.notes, fact)
    }
}

struct Reader<'v> {
    parts: Parts<'v>,
    notes: Rc<Notes<'v>>,
    keys: OnceCell<Vec<Text<'v>>>,
    made: Made<'v>,
}

enum Parts<'v> {
    Object(&'static [Field], Rc<dyn Object<'v> + 'v>),
    Keyed(Rc<Keyed<'v>>),
    /// A mapping of the document, whose entries are made when one of them is read.
    Node(Node<'v>, OnceCell<Rc<Keyed<'v>>>),
}

impl<'v> Reader<'v> {
    fn value(parts: Parts<'v>, notes: &Rc<Notes<'v>>) -> Value<'v> {
        Value::map(Self {
            parts,
            notes: Rc::clone(notes),
            keys: OnceCell::new(),
            made: OnceCell::new(),
        })
    }

    fn list(&self) -> &[Text<'v>] {
        self.keys.get_or_init(|| match self.keyed() {
            Ok(keyed) => {
                let entries = keyed.entries.iter();
                entries.map(|(key, _)| key.clone().into()).collect()
            }
            Err((fields, object)) => {
                let fields = fields.iter().enumerate();
                let there = fields.filter(|(at, _)| is_there(object.get_at(*at)));
                there.map(|(_, field)| Text::Borrowed(field.name)).collect()
            }
        })
    }

    /// The entries, or the object.
    fn keyed(&self) -> Result<&Keyed<'v>, (&'static [Field], &(dyn Object<'v> + 'v))> {
        match &self.parts {
            Parts::Object(fields, object) => Err((fields, &**object)),
            Parts::Keyed(keyed) => Ok(keyed),
            Parts::Node(node, keyed) => Ok(keyed.get_or_init(|| self.notes.keyed(*node))),
        }
    }

    fn field_at(
        &self,
        at: usize,
        fields: &[Field],
        object: &(dyn Object<'v> + 'v),
    ) -> Option<Value<'v>> {
        let fact = || object.get_at(at);
        Part::read_from(&self.made, fields.len(), at, &self.notes, fact)
    }
}

impl<'v> Map<'v> for Reader<'v> {
    fn len(&self) -> usize {
        match &self.parts {
            // `most` is an upper bound, because fields may be absent.
            Parts::Object(..) => self.list().len(),
            _ => self.most(),
        }
    }

    fn most(&self) -> usize {
        match self.keyed() {
            Ok(keyed) => keyed.entries.len(),
            Err((fields, _)) => fields.len(),
        }
    }

    fn get(&self, key: &str) -> Option<Value<'v>> {
        match self.keyed() {
            Ok(keyed) => {
                let at = keyed.position(key)?;
                let fact = || Some(keyed.entries.get(at)?.1.clone());
                let of = keyed.entries.len();
                if of > REMEMBERED {
                    return value(fact()?, &self.notes);
                }
                Part::read_from(&self.made, of, at, &self.notes, fact)
            }
            Err((fields, object)) => match fields.iter().position(|field| field.name == key) {
                Some(at) => self.field_at(at, fields, object),
                None => value(object.get(key)?, &self.notes),
            },
        }
    }

    fn field(&self, name: &str, position: Position) -> Option<Value<'v>> {
        if let Parts::Object(fields, object) = &self.parts
            && let Some(at) = position.among(fields)
        {
            return self.field_at(at, fields, &**object);
        }
        self.get(name)
    }

    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'v>> + 'm> {
        Box::new(self.list().iter().cloned())
    }
}

fn is_there(fact: Option<Fact<'_>>) -> bool {
    fact.is_some_and(|fact| !matches!(fact.shape, Shape::Missing(_)))
}
