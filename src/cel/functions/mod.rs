//! The functions and operators, with the types that they take.

mod convert;
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
const ALL: [&[Function]; 8] = [
    operator::ALL,
    convert::ALL,
    text::ALL,
    list::ALL,
    set::ALL,
    math::ALL,
    quantity::ALL,
    optional::ALL,
];

/// What an expression can call, operators among it.
pub(super) fn all() -> impl Iterator<Item = &'static Function> {
    ALL.into_iter().flatten()
}

/// The function of a name, called on a value (`value.name()`) or alone.
pub(super) fn find(name: &str, on_value: bool) -> Option<&'static Function> {
    all().find(|known| known.name == name && known.on_value == on_value)
}
