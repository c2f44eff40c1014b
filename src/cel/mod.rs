//! CEL, the expression language of Kubernetes' admission policies. Values are read lazily, and the cost of an
//! expression is limited.

mod check;
mod complete;
mod cost;
mod evaluate;
mod expression;
mod form;
mod functions;
mod limits;
mod meter;
mod near;
mod path;
mod pattern;
mod problem;
mod reads;
mod reference;
mod size;
mod syntax;
mod template;
mod tree;
mod types;
mod typing;
mod value;

pub use complete::{Candidate, Completions, complete};
pub use expression::Expression;
pub use meter::Budget;
pub use path::{Path, Step};
pub use problem::Problem;
pub use reference::{Callable, callables};
pub use template::Template;
pub use types::{Field, Position, Scope, Type};
pub use value::{List, Map, Text, Value, Values};
