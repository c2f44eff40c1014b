//! CEL, the language in which Kubernetes writes its admission policies: expressions over values that are
//! read lazily, with bounds on what one may cost.

mod expression;
mod path;
mod problem;
mod template;
mod types;
mod value;

pub use expression::Expression;
pub use path::{Path, Step};
pub use problem::Problem;
pub use template::Template;
pub use types::{Field, Scope, Type};
pub use value::{List, Map, Text, Value, Values};

mod check;
mod cost;
mod evaluate;
mod form;
mod functions;
mod limits;
mod meter;
mod near;
mod reads;
mod size;
mod syntax;
mod tree;
