//! The syntax tree of a checked expression.

use std::ops::Range;

use super::{functions::Function, pattern::Pattern, types::Position};

#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Constant(Constant),
    /// A variable of the scope, and its position there.
    Variable {
        name: &'static str,
        at: usize,
    },
    /// A comprehension variable, by its index among the enclosing ones.
    Local(usize),
    Field {
        of: Box<Node>,
        name: String,
        /// `None` unless the value is an object.
        position: Option<Position>,
        /// `.?`.
        optional: bool,
    },
    /// `has(a.b)`.
    Has {
        of: Box<Node>,
        name: String,
        position: Option<Position>,
    },
    Index {
        of: Box<Node>,
        at: Box<Node>,
        /// `[?`.
        optional: bool,
    },
    Not(Box<Node>),
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
    If(Box<[Node; 3]>),
    Call {
        function: &'static Function,
        arguments: Vec<Node>,
    },
    Pattern {
        of: Box<Node>,
        pattern: Box<Pattern>,
        what: Search,
    },
    List(Vec<Item>),
    Map(Vec<Entry>),
    Each(Box<Each>),
    Bind {
        slot: usize,
        value: Box<Node>,
        body: Box<Node>,
        /// True for `optMap`: the value and the result are optionals.
        optional: bool,
    },
}

#[derive(Clone, Debug)]
pub(super) enum Constant {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(String),
    Type(&'static str),
}

/// What to do with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Matches,
    Find,
    /// All matches, or up to this many.
    FindAll(usize),
}

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) node: Node,
    /// `[?a]`.
    pub(super) optional: bool,
}

/// An entry of a map.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Node,
    pub(super) value: Node,
    /// `{?a: b}`.
    pub(super) optional: bool,
}

/// A comprehension.
#[derive(Debug)]
pub(super) struct Each {
    pub(super) what: Loop,
    pub(super) range: Node,
    /// The slot of the item; with two variables, that of the index or key.
    pub(super) slot: usize,
    /// True if there are two variables; the second one has the next slot.
    pub(super) is_pair: bool,
    /// True if the only variable is known to be the key of a map.
    pub(super) of_keys: bool,
    /// Which items are included.
    pub(super) filter: Option<Node>,
    /// The result for each item; its condition, if there is nothing else.
    pub(super) body: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loop {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    SortBy,
    /// `transformMap`.
    Entries,
}

impl Node {
    /// The value of a string literal.
    pub(super) fn constant_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Constant(Constant::Text(text)) => Some(text),
            _ => None,
        }
    }
}
