//! Converts facts to CEL values.

use std::{cell::OnceCell, rc::Rc};

use super::{
    fact::{Fact, Shape},
    notes::Notes,
};
use crate::{
    cel::{List, Map, Text, Value},
    yaml::Kind,
};

/// `None` if the fact is not known.
pub(super) fn value<'v>(fact: Fact<'v>, notes: &Rc<Notes<'v>>) -> Option<Value<'v>> {
    notes.note_read(&fact);
    Some(match fact.shape {
        Shape::Null => Value::Null,
        Shape::Bool(is_so) => Value::Bool(is_so),
        Shape::Int(number) => Value::Int(number),
        Shape::Double(number) => Value::Double(number),
        Shape::Text(text) => Value::Text(text),
        Shape::Unknown(_, Some(text)) if notes.is_lenient.get() => Value::Text(text),
        Shape::Unknown(..) | Shape::Missing(_) => return None,
        Shape::List(items) => items_value(items, notes),
        Shape::Node(node) if node.kind() == Kind::Sequence => items_value(notes.items(node), notes),
        Shape::Node(_) | Shape::Object(_) | Shape::Map(_) => Value::map(Reader {
            fact,
            notes: Rc::clone(notes),
            keys: OnceCell::new(),
        }),
    })
}

fn items_value<'v>(items: Rc<[Fact<'v>]>, notes: &Rc<Notes<'v>>) -> Value<'v> {
    Value::list(Items {
        items,
        notes: Rc::clone(notes),
    })
}

struct Items<'v> {
    items: Rc<[Fact<'v>]>,
    notes: Rc<Notes<'v>>,
}

impl<'v> List<'v> for Items<'v> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, at: usize) -> Option<Value<'v>> {
        value(self.items.get(at)?.clone(), &self.notes)
    }
}

struct Reader<'v> {
    fact: Fact<'v>,
    notes: Rc<Notes<'v>>,
    keys: OnceCell<Vec<Text<'v>>>,
}

impl<'v> Reader<'v> {
    fn list(&self) -> &[Text<'v>] {
        self.keys.get_or_init(|| match &self.fact.shape {
            Shape::Object(object) => {
                let fields = object.fields().iter();
                let there = fields.filter(|field| is_there(object.get(field.name)));
                there.map(|field| Text::Borrowed(field.name)).collect()
            }
            Shape::Map(map) => map
                .entries
                .iter()
                .map(|(key, _)| key.clone().into())
                .collect(),
            Shape::Node(node) => {
                let keyed = self.notes.keyed(*node);
                keyed
                    .entries
                    .iter()
                    .map(|(key, _)| key.clone().into())
                    .collect()
            }
            _ => Vec::new(),
        })
    }
}

impl<'v> Map<'v> for Reader<'v> {
    fn len(&self) -> usize {
        match self.fact.shape {
            // An upper bound, because fields may be absent.
            Shape::Object(_) => self.list().len(),
            _ => self.most(),
        }
    }

    fn most(&self) -> usize {
        match &self.fact.shape {
            Shape::Object(object) => object.fields().len(),
            Shape::Map(map) => map.entries.len(),
            Shape::Node(node) => self.notes.keyed(*node).entries.len(),
            _ => 0,
        }
    }

    fn get(&self, key: &str) -> Option<Value<'v>> {
        value(self.notes.get(&self.fact, key)?, &self.notes)
    }

    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'v>> + 'm> {
        Box::new(self.list().iter().cloned())
    }
}

fn is_there(fact: Option<Fact<'_>>) -> bool {
    fact.is_some_and(|fact| !matches!(fact.shape, Shape::Missing(_)))
}
