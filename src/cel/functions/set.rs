//! The functions of `sets`.

use super::{
    list::contains,
    table::{Function, Gives, Overload, Run, Takes, items},
};
use crate::cel::{
    meter::{Failure, Meter},
    size::Size,
    value::Value,
};

pub(super) const ALL: &[Function] = &[
    of_sets(
        "sets.contains",
        &[of_two(|values, meter| {
            Ok(has_all(values, 0, 1, meter)?.into())
        })],
    ),
    of_sets(
        "sets.equivalent",
        &[of_two(|values, meter| {
            let same = has_all(values, 0, 1, meter)? && has_all(values, 1, 0, meter)?;
            Ok(same.into())
        })],
    ),
    of_sets(
        "sets.intersects",
        &[of_two(|values, meter| {
            let first = items(values, 0, meter)?;
            for item in items(values, 1, meter)? {
                if contains(&first, &item, meter)? {
                    return Ok(true.into());
                }
            }
            Ok(false.into())
        })],
    ),
];

const fn of_sets(name: &'static str, overloads: &'static [Overload]) -> Function {
    Function {
        name,
        on_value: false,
        overloads,
        cost: |sizes| {
            let pairs = sizes
                .iter()
                .fold(2, |pairs: u64, size| pairs.saturating_mul(size.items));
            (pairs.saturating_add(1), Size::scalar())
        },
    }
}

const fn of_two(run: Run) -> Overload {
    Overload {
        takes: &[Takes::List, Takes::List],
        gives: Gives::Bool,
        run,
    }
}

/// True if one list contains all items of another.
fn has_all(
    values: &[Value<'_>],
    one: usize,
    other: usize,
    meter: &mut Meter,
) -> Result<bool, Failure> {
    let all = items(values, one, meter)?;
    for item in items(values, other, meter)? {
        if !contains(&all, &item, meter)? {
            return Ok(false);
        }
    }
    Ok(true)
}
