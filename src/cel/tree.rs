//! The syntax tree of a checked expression.

use std::ops::Range;

use super::{functions::Function, pattern::Pattern};

/// A part of an expression.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Constant(Constant),
    /// A variable of the scope.
    Variable(&'static str),
    /// A variable of a comprehension: its place among those around it.
    Local(usize),
    Field {
        of: Box<Node>,
        name: String,
        /// `.?`.
        optional: bool,
    },
    /// `has(a.b)`.
    Has {
        of: Box<Node>,
        name: String,
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
        /// `optMap`: the value is an optional, and so is the result.
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

/// What is done with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Matches,
    Find,
    /// All, or so many.
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
    /// The variable of the item; with two variables, that of the index or key.
    pub(super) slot: usize,
    /// Whether there are two, the second of which is in the slot behind the first.
    pub(super) is_pair: bool,
    /// Whether the one variable is known to be the key of a map.
    pub(super) of_keys: bool,
    /// Which items count.
    pub(super) filter: Option<Node>,
    /// What is made of each; the condition, where there is one only.
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
    /// A text that is written out.
    pub(super) fn constant_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Constant(Constant::Text(text)) => Some(text),
            _ => None,
        }
    }
}
