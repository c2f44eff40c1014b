//! The functions and operators, with their argument types.

mod convert;
mod format;
mod list;
mod math;
mod operator;
mod optional;
mod quantity;
mod set;
mod table;
mod text;

pub(super) use convert::written;
pub(super) use list::sort_by;
pub(super) use table::{Function, Takes};

/// All functions, by subject.
pub(super) const BY_SUBJECT: [(&str, &[Function]); 8] = [
    ("operators", operator::ALL),
    ("conversions", convert::ALL),
    ("strings", text::ALL),
    ("lists", list::ALL),
    ("sets", set::ALL),
    ("math", math::ALL),
    ("quantities", quantity::ALL),
    ("optional values", optional::ALL),
];

/// All functions that an expression can call, including operators.
pub(super) fn all() -> impl Iterator<Item = &'static Function> {
    BY_SUBJECT.into_iter().flat_map(|(_, functions)| functions)
}

/// Finds a function by name, called on a value (`value.name()`) or without one.
pub(super) fn find(name: &str, on_value: bool) -> Option<&'static Function> {
    all().find(|known| known.name == name && known.on_value == on_value)
}
