//! The functions of `math`.

use std::cmp::Ordering;

use super::{
    operator::compare,
    table::{Function, Gives, Overload, Run, Takes, double, error, int, items, scan, step},
};
use crate::cel::{
    meter::{Failure, Meter},
    value::Value,
};

pub(super) const ALL: &[Function] = &[
    extremes(
        "math.greatest",
        &[
            of_numbers(1, |values, meter| extreme(values, meter, Ordering::is_gt)),
            of_numbers(2, |values, meter| extreme(values, meter, Ordering::is_gt)),
            of_numbers(3, |values, meter| extreme(values, meter, Ordering::is_gt)),
            of_numbers(4, |values, meter| extreme(values, meter, Ordering::is_gt)),
            of_list(|values, meter| extreme(&items(values, 0, meter)?, meter, Ordering::is_gt)),
        ],
    ),
    extremes(
        "math.least",
        &[
            of_numbers(1, |values, meter| extreme(values, meter, Ordering::is_lt)),
            of_numbers(2, |values, meter| extreme(values, meter, Ordering::is_lt)),
            of_numbers(3, |values, meter| extreme(values, meter, Ordering::is_lt)),
            of_numbers(4, |values, meter| extreme(values, meter, Ordering::is_lt)),
            of_list(|values, meter| extreme(&items(values, 0, meter)?, meter, Ordering::is_lt)),
        ],
    ),
    of_math(
        "math.ceil",
        &[of_double(|values, _| Ok(double(values, 0).ceil().into()))],
    ),
    of_math(
        "math.floor",
        &[of_double(|values, _| Ok(double(values, 0).floor().into()))],
    ),
    of_math(
        "math.round",
        &[of_double(|values, _| Ok(double(values, 0).round().into()))],
    ),
    of_math(
        "math.trunc",
        &[of_double(|values, _| Ok(double(values, 0).trunc().into()))],
    ),
    of_math(
        "math.sqrt",
        &[of_double(|values, _| Ok(double(values, 0).sqrt().into()))],
    ),
    of_math(
        "math.abs",
        &[
            of_double(|values, _| Ok(double(values, 0).abs().into())),
            Overload {
                takes: &[Takes::Int],
                gives: Gives::Int,
                run: |values, _| match int(values, 0).checked_abs() {
                    Some(number) => Ok(number.into()),
                    None => error("the number is too large for an `int`"),
                },
            },
        ],
    ),
    of_math(
        "math.isNaN",
        &[tells(|values, _| Ok(double(values, 0).is_nan().into()))],
    ),
    of_math(
        "math.isInf",
        &[tells(|values, _| {
            Ok(double(values, 0).is_infinite().into())
        })],
    ),
    of_math(
        "math.isFinite",
        &[tells(|values, _| Ok(double(values, 0).is_finite().into()))],
    ),
];

const fn of_math(name: &'static str, overloads: &'static [Overload]) -> Function {
    Function {
        name,
        on_value: false,
        overloads,
        cost: step,
    }
}

const fn extremes(name: &'static str, overloads: &'static [Overload]) -> Function {
    Function {
        name,
        on_value: false,
        overloads,
        cost: scan,
    }
}

const NUMBERS: [&[Takes]; 5] = [
    &[],
    &[Takes::Number],
    &[Takes::Number, Takes::Number],
    &[Takes::Number, Takes::Number, Takes::Number],
    &[Takes::Number, Takes::Number, Takes::Number, Takes::Number],
];

const fn of_numbers(number: usize, run: Run) -> Overload {
    Overload {
        takes: NUMBERS[number],
        gives: if number == 2 { Gives::Both } else { Gives::Any },
        run,
    }
}

const fn of_list(run: Run) -> Overload {
    Overload {
        takes: &[Takes::List],
        gives: Gives::Item,
        run,
    }
}

const fn of_double(run: Run) -> Overload {
    Overload {
        takes: &[Takes::Double],
        gives: Gives::Double,
        run,
    }
}

const fn tells(run: Run) -> Overload {
    Overload {
        takes: &[Takes::Double],
        gives: Gives::Bool,
        run,
    }
}

fn extreme<'v>(
    values: &[Value<'v>],
    meter: &mut Meter,
    is_better: fn(Ordering) -> bool,
) -> Result<Value<'v>, Failure> {
    let mut best: Option<&Value<'v>> = None;
    for value in values {
        if !matches!(value, Value::Int(_) | Value::Double(_)) {
            return error(format!("this needs numbers, not {}", value.type_name()));
        }
        let replaces = match best {
            None => true,
            Some(best) => compare(value, best, meter)?.is_some_and(is_better),
        };
        if replaces {
            best = Some(value);
        }
    }
    match best {
        Some(best) => Ok(best.clone()),
        None => error("an empty list has no minimum or maximum"),
    }
}
