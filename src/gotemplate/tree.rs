//! The syntax tree of a template.

use std::{ops::Range, rc::Rc};

use super::{Function, Text, Trace, Value};

/// A template: its nodes, in order.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) body: Vec<Node>,
    /// The source, for the places of nodes.
    pub(super) source: Text,
}

#[derive(Debug)]
pub(super) enum Node {
    Text(Text),
    Action(Action),
    If(Branch),
    With(Branch),
    Range(Branch),
    Template {
        name: String,
        data: Option<Pipeline>,
        place: Range<usize>,
    },
    Break,
    Continue,
}

#[derive(Debug)]
pub(super) struct Action {
    pub(super) pipeline: Pipeline,
    /// The place of the action.
    pub(super) trace: Trace,
}

#[derive(Debug)]
pub(super) struct Branch {
    pub(super) pipeline: Pipeline,
    pub(super) body: Vec<Node>,
    pub(super) otherwise: Vec<Node>,
}

#[derive(Debug)]
pub(super) struct Pipeline {
    /// The variables that it sets, by their indexes in the frame.
    pub(super) variables: Vec<Rc<str>>,
    pub(super) declares: bool,
    pub(super) commands: Vec<Command>,
    pub(super) place: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Command {
    pub(super) operands: Vec<Operand>,
    pub(super) place: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Operand {
    pub(super) kind: OperandKind,
    pub(super) place: Range<usize>,
}

#[derive(Debug)]
pub(super) enum OperandKind {
    Dot,
    Nil,
    Constant(Value),
    /// A number without a point: a function that takes a `float64` gets one.
    Function(Callee),
    Variable(Rc<str>, Vec<Rc<str>>),
    Field(Vec<Rc<str>>),
    Pipeline(Pipeline),
    Chain(Box<Operand>, Vec<Rc<str>>),
}

#[derive(Clone)]
pub(super) enum Callee {
    And,
    Or,
    Function(Rc<str>, Function),
}

impl std::fmt::Debug for Callee {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Function(name, _) => name,
        })
    }
}
