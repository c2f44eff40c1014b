use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{
    Unknown,
    fact::{Fact, Keyed, Shape, start},
};
use crate::{
    source::Span,
    yaml::{Kind, Node},
};

/// The state shared by the rules of an application.
///
/// Lists and mappings are created once for all rules: an expression can read one again for each item of another.
#[derive(Default)]
pub(super) struct Notes<'v> {
    mappings: RefCell<HashMap<Span, Rc<Keyed<'v>>>>,
    sequences: RefCell<HashMap<Span, Rc<[Fact<'v>]>>>,
    /// An unknown value that was read.
    unknown: RefCell<Option<Unknown>>,
    /// Why a value that was read does not exist.
    missing: RefCell<Option<Rc<str>>>,
    /// The places that were read, in order.
    read: RefCell<Vec<Span>>,
    /// True while a message is rendered: unknown values are shown as written.
    pub(super) is_lenient: Cell<bool>,
}

impl<'v> Notes<'v> {
    /// Forgets what the last expression read.
    pub(super) fn begin(&self) {
        self.unknown.take();
        self.missing.take();
        self.read.borrow_mut().clear();
    }

    pub(super) fn unknown(&self) -> Option<Unknown> {
        self.unknown.borrow().clone()
    }

    pub(super) fn missing(&self) -> Option<Rc<str>> {
        self.missing.borrow().clone()
    }

    /// Records that a value was read.
    pub(super) fn note_read(&self, fact: &Fact<'v>) {
        if let Shape::Unknown(reason, _) = &fact.shape {
            self.unknown.borrow_mut().get_or_insert_with(|| Unknown {
                place: fact.place,
                reason: Rc::clone(reason),
            });
        }
        if let Shape::Missing(reason) = &fact.shape {
            *self.missing.borrow_mut() = Some(Rc::clone(reason));
        }
        self.note_place(fact.place);
    }

    /// Records that a known value was read.
    pub(super) fn note_place(&self, place: Option<Span>) {
        if let Some(place) = place {
            self.read.borrow_mut().push(place);
        }
    }

    /// The one of these values that was read last.
    pub(super) fn last_read(&self, parts: Vec<Fact<'v>>) -> Option<Fact<'v>> {
        let places = parts.iter().filter_map(|fact| fact.place);
        let places: HashSet<Span> = places.collect();
        let read = self.read.borrow();
        let last = read.iter().rev().find(|place| places.contains(place))?;
        let mut parts = parts.into_iter().rev();
        parts.find(|fact| fact.place == Some(*last))
    }

    pub(super) fn keyed(&self, node: Node<'v>) -> Rc<Keyed<'v>> {
        if let Some(known) = self.mappings.borrow().get(&node.span()) {
            return Rc::clone(known);
        }
        // As in Kubernetes, a null field counts as absent.
        let entries = node.entries().into_iter();
        let entries = entries.filter(|entry| !entry.value.is_null());
        let entries = entries.map(|entry| (entry.key, Fact::node(entry.value, entry.key_span)));
        let keyed = Rc::new(Keyed::new(entries.collect()));
        self.mappings
            .borrow_mut()
            .insert(node.span(), Rc::clone(&keyed));
        keyed
    }

    pub(super) fn items(&self, node: Node<'v>) -> Rc<[Fact<'v>]> {
        if let Some(known) = self.sequences.borrow().get(&node.span()) {
            return Rc::clone(known);
        }
        let items = node.items().map(|item| Fact::node(item, start(item)));
        let items: Rc<[Fact<'v>]> = items.collect();
        self.sequences
            .borrow_mut()
            .insert(node.span(), Rc::clone(&items));
        items
    }

    pub(super) fn get(&self, fact: &Fact<'v>, key: &str) -> Option<Fact<'v>> {
        match &fact.shape {
            Shape::Object(object) => object.get(key),
            Shape::Map(map) => map.get(key),
            Shape::Node(node) => self.keyed(*node).get(key),
            _ => None,
        }
    }

    /// The items of a list, or the values of a map.
    pub(super) fn parts(&self, fact: &Fact<'v>) -> Vec<Fact<'v>> {
        let values = |keyed: &Keyed<'v>| {
            let entries = keyed.entries.iter();
            entries.map(|(_, fact)| fact.clone()).collect()
        };
        match &fact.shape {
            Shape::List(items) => items.to_vec(),
            Shape::Node(node) if node.kind() == Kind::Sequence => self.items(*node).to_vec(),
            Shape::Node(node) => values(&self.keyed(*node)),
            Shape::Map(map) => values(map),
            _ => Vec::new(),
        }
    }
}
