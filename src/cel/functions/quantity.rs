//! Kubernetes quantities, with the function names of admission policies.

use std::cmp::Ordering;

use super::table::{Function, Gives, Overload, Run, Takes, error, int, step, text};
use crate::{
    cel::{meter::Failure, value::Value},
    kube,
};

const UNIT: i128 = 1_000_000_000;
const ONE: &[Takes] = &[Takes::Quantity];
const TWO: &[Takes] = &[Takes::Quantity, Takes::Quantity];
const WITH_INT: &[Takes] = &[Takes::Quantity, Takes::Int];

pub(super) const ALL: &[Function] = &[
    Function {
        name: "quantity",
        on_value: false,
        overloads: &[of(&[Takes::Text], Gives::Quantity, |values, meter| {
            let text = text(values, 0);
            meter.look(text.len())?;
            match parsed(text) {
                Some(amount) => Ok(Value::Quantity(amount)),
                None => error("the string is not a quantity such as `500m` or `4Gi`"),
            }
        })],
        cost: step,
    },
    Function {
        name: "isQuantity",
        on_value: false,
        overloads: &[of(&[Takes::Text], Gives::Bool, |values, meter| {
            meter.look(text(values, 0).len())?;
            Ok(parsed(text(values, 0)).is_some().into())
        })],
        cost: step,
    },
    on_quantity(
        "isGreaterThan",
        &[of(TWO, Gives::Bool, |values, _| {
            Ok((amount(values, 0) > amount(values, 1)).into())
        })],
    ),
    on_quantity(
        "isLessThan",
        &[of(TWO, Gives::Bool, |values, _| {
            Ok((amount(values, 0) < amount(values, 1)).into())
        })],
    ),
    on_quantity(
        "compareTo",
        &[of(TWO, Gives::Int, |values, _| {
            Ok(sign(amount(values, 0).cmp(&amount(values, 1))))
        })],
    ),
    on_quantity(
        "sign",
        &[of(ONE, Gives::Int, |values, _| {
            Ok(sign(amount(values, 0).cmp(&0)))
        })],
    ),
    on_quantity(
        "add",
        &[
            of(TWO, Gives::Quantity, |values, _| {
                made(amount(values, 0).checked_add(amount(values, 1)))
            }),
            of(WITH_INT, Gives::Quantity, |values, _| {
                made(amount(values, 0).checked_add(i128::from(int(values, 1)) * UNIT))
            }),
        ],
    ),
    on_quantity(
        "sub",
        &[
            of(TWO, Gives::Quantity, |values, _| {
                made(amount(values, 0).checked_sub(amount(values, 1)))
            }),
            of(WITH_INT, Gives::Quantity, |values, _| {
                made(amount(values, 0).checked_sub(i128::from(int(values, 1)) * UNIT))
            }),
        ],
    ),
    on_quantity(
        "isInteger",
        &[of(ONE, Gives::Bool, |values, _| {
            Ok(whole(amount(values, 0)).is_some().into())
        })],
    ),
    on_quantity(
        "asInteger",
        &[of(ONE, Gives::Int, |values, _| {
            match whole(amount(values, 0)) {
                Some(number) => Ok(number.into()),
                None => error("the quantity is not an `int`"),
            }
        })],
    ),
    on_quantity(
        "asApproximateFloat",
        &[of(ONE, Gives::Double, |values, _| {
            Ok(approximately(amount(values, 0)).into())
        })],
    ),
];

const fn on_quantity(name: &'static str, overloads: &'static [Overload]) -> Function {
    Function {
        name,
        on_value: true,
        overloads,
        cost: step,
    }
}

const fn of(takes: &'static [Takes], gives: Gives, run: Run) -> Overload {
    Overload { takes, gives, run }
}

/// A longer string cannot be a meaningful quantity.
fn parsed(text: &str) -> Option<i128> {
    const LONGEST: usize = 256;
    if text.len() > LONGEST {
        return None;
    }
    kube::quantity(text)
}

fn amount(values: &[Value<'_>], at: usize) -> i128 {
    match values.get(at) {
        Some(Value::Quantity(amount)) => *amount,
        _ => 0,
    }
}

fn sign<'v>(ordering: Ordering) -> Value<'v> {
    i64::from(ordering as i8).into()
}

fn made<'v>(amount: Option<i128>) -> Result<Value<'v>, Failure> {
    match amount {
        Some(amount) => Ok(Value::Quantity(amount)),
        None => error("the quantity is too large"),
    }
}

fn whole(amount: i128) -> Option<i64> {
    if amount % UNIT == 0 {
        i64::try_from(amount / UNIT).ok()
    } else {
        None
    }
}

#[expect(clippy::cast_precision_loss, reason = "approximately")]
fn approximately(amount: i128) -> f64 {
    amount as f64 / UNIT as f64
}
