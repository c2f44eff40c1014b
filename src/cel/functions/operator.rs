//! Arithmetic, comparison and membership.

use std::cmp::Ordering;

use super::table::{Function, Gives, Overload, Run, Takes, double, error, int, items, step, text};
use crate::cel::{
    limits,
    meter::{Failure, Meter},
    size::{Size, looked_at},
    value::Value,
};

const INTS: &[Takes] = &[Takes::Int, Takes::Int];
const DOUBLES: &[Takes] = &[Takes::Double, Takes::Double];

macro_rules! comparison {
    ($name:literal, $holds:path) => {
        Function {
            name: $name,
            on_value: false,
            overloads: &[
                compared(&[Takes::Number, Takes::Number], |values, meter| {
                    ordered(values, meter, $holds)
                }),
                compared(&[Takes::Text, Takes::Text], |values, meter| {
                    ordered(values, meter, $holds)
                }),
                compared(&[Takes::Bool, Takes::Bool], |values, meter| {
                    ordered(values, meter, $holds)
                }),
                compared(&[Takes::Quantity, Takes::Quantity], |values, meter| {
                    ordered(values, meter, $holds)
                }),
            ],
            cost: equality,
        }
    };
}

pub(super) const ALL: &[Function] = &[
    Function {
        name: "_+_",
        on_value: false,
        overloads: &[
            ints(|values, _| whole(int(values, 0).checked_add(int(values, 1)))),
            doubles(|values, _| Ok((double(values, 0) + double(values, 1)).into())),
            Overload {
                takes: &[Takes::Text, Takes::Text],
                gives: Gives::Text,
                run: |values, meter| {
                    let (one, other) = (text(values, 0), text(values, 1));
                    meter.make(one.len() + other.len())?;
                    Ok(format!("{one}{other}").into())
                },
            },
            Overload {
                takes: &[Takes::List, Takes::List],
                gives: Gives::Both,
                run: |values, meter| {
                    let mut all = items(values, 0, meter)?;
                    all.extend(items(values, 1, meter)?);
                    Ok(all.into())
                },
            },
        ],
        cost: |sizes| {
            let (one, other) = both(sizes);
            let mut sum = one.join(&other);
            sum.text = one.text.saturating_add(other.text);
            sum.items = one.items.saturating_add(other.items);
            (looked_at(sum.text).saturating_add(sum.items), sum)
        },
    },
    Function {
        name: "_-_",
        on_value: false,
        overloads: &[
            ints(|values, _| whole(int(values, 0).checked_sub(int(values, 1)))),
            doubles(|values, _| Ok((double(values, 0) - double(values, 1)).into())),
        ],
        cost: step,
    },
    Function {
        name: "_*_",
        on_value: false,
        overloads: &[
            ints(|values, _| whole(int(values, 0).checked_mul(int(values, 1)))),
            doubles(|values, _| Ok((double(values, 0) * double(values, 1)).into())),
        ],
        cost: step,
    },
    Function {
        name: "_/_",
        on_value: false,
        overloads: &[
            ints(|values, _| match int(values, 1) {
                0 => error("division by zero"),
                by => whole(int(values, 0).checked_div(by)),
            }),
            doubles(|values, _| Ok((double(values, 0) / double(values, 1)).into())),
        ],
        cost: step,
    },
    Function {
        name: "_%_",
        on_value: false,
        overloads: &[ints(|values, _| match int(values, 1) {
            0 => error("division by zero"),
            by => whole(int(values, 0).checked_rem(by)),
        })],
        cost: step,
    },
    Function {
        name: "-_",
        on_value: false,
        overloads: &[
            Overload {
                takes: &[Takes::Int],
                gives: Gives::Int,
                run: |values, _| whole(int(values, 0).checked_neg()),
            },
            Overload {
                takes: &[Takes::Double],
                gives: Gives::Double,
                run: |values, _| Ok((-double(values, 0)).into()),
            },
        ],
        cost: step,
    },
    Function {
        name: "_==_",
        on_value: false,
        overloads: &[Overload {
            takes: &[Takes::Any, Takes::Any],
            gives: Gives::Bool,
            run: |values, meter| Ok(equal(&values[0], &values[1], meter)?.into()),
        }],
        cost: equality,
    },
    Function {
        name: "_!=_",
        on_value: false,
        overloads: &[Overload {
            takes: &[Takes::Any, Takes::Any],
            gives: Gives::Bool,
            run: |values, meter| Ok((!equal(&values[0], &values[1], meter)?).into()),
        }],
        cost: equality,
    },
    comparison!("_<_", Ordering::is_lt),
    comparison!("_<=_", Ordering::is_le),
    comparison!("_>_", Ordering::is_gt),
    comparison!("_>=_", Ordering::is_ge),
    Function {
        name: "@in",
        on_value: false,
        overloads: &[
            Overload {
                takes: &[Takes::Any, Takes::List],
                gives: Gives::Bool,
                run: |values, meter| {
                    let Value::List(list) = &values[1] else {
                        return Ok(false.into());
                    };
                    for item in (0..list.len()).filter_map(|at| list.get(at)) {
                        meter.spend(1)?;
                        if equal(&values[0], &item, meter)? {
                            return Ok(true.into());
                        }
                    }
                    Ok(false.into())
                },
            },
            Overload {
                takes: &[Takes::Text, Takes::Map],
                gives: Gives::Bool,
                run: |values, meter| {
                    let Value::Map(map) = &values[1] else {
                        return Ok(false.into());
                    };
                    meter.look_up(map.most())?;
                    Ok(map.get(text(values, 0)).is_some().into())
                },
            },
        ],
        cost: |sizes| {
            let (one, other) = both(sizes);
            let each = looked_at(one.text.min(other.item().text)).saturating_add(1);
            (
                other.items.saturating_mul(each).saturating_add(1),
                Size::scalar(),
            )
        },
    },
];

const fn compared(takes: &'static [Takes], run: Run) -> Overload {
    Overload {
        takes,
        gives: Gives::Bool,
        run,
    }
}

const fn ints(run: Run) -> Overload {
    Overload {
        takes: INTS,
        gives: Gives::Int,
        run,
    }
}

const fn doubles(run: Run) -> Overload {
    Overload {
        takes: DOUBLES,
        gives: Gives::Double,
        run,
    }
}

fn both(sizes: &[Size]) -> (Size, Size) {
    let of = |at: usize| sizes.get(at).cloned().unwrap_or_default();
    (of(0), of(1))
}

/// Strings are compared up to the length of the shorter one, lists item by item.
fn equality(sizes: &[Size]) -> (u64, Size) {
    let (one, other) = both(sizes);
    (one.steps().min(other.steps()), Size::scalar())
}

fn whole<'v>(number: Option<i64>) -> Result<Value<'v>, Failure> {
    match number {
        Some(number) => Ok(number.into()),
        None => error("the number is too large for an `int`"),
    }
}

fn ordered<'v>(
    values: &[Value<'v>],
    meter: &mut Meter,
    holds: fn(Ordering) -> bool,
) -> Result<Value<'v>, Failure> {
    let ordering = compare(&values[0], &values[1], meter)?;
    Ok(ordering.is_some_and(holds).into())
}

/// The order of two values; `None` if one of them is NaN.
pub(in crate::cel) fn compare(
    one: &Value<'_>,
    other: &Value<'_>,
    meter: &mut Meter,
) -> Result<Option<Ordering>, Failure> {
    Ok(match (one, other) {
        (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
        (Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
        (Value::Int(one), Value::Double(other)) => int_with_double(*one, *other),
        (Value::Double(one), Value::Int(other)) => {
            int_with_double(*other, *one).map(Ordering::reverse)
        }
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Quantity(one), Value::Quantity(other)) => Some(one.cmp(other)),
        (Value::Text(one), Value::Text(other)) => {
            meter.look(one.len().min(other.len()))?;
            Some(one.as_bytes().cmp(other.as_bytes()))
        }
        (one, other) => {
            let (one, other) = (one.type_name(), other.type_name());
            return error(format!("`{one}` and `{other}` cannot be ordered"));
        }
    })
}

/// Compares exactly: not every `int` has a `double` of the same value.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what does not fit is looked at before"
)]
fn int_with_double(one: i64, other: f64) -> Option<Ordering> {
    const TOO_LARGE: f64 = 9_223_372_036_854_775_808.0;
    if other.is_nan() {
        None
    } else if other >= TOO_LARGE {
        Some(Ordering::Less)
    } else if other < -TOO_LARGE {
        Some(Ordering::Greater)
    } else {
        let whole = other.trunc();
        let by_whole = one.cmp(&(whole as i64));
        Some(by_whole.then(whole.partial_cmp(&other)?))
    }
}

/// Whether two values are equal. Values of different types are not equal, except numbers.
pub(in crate::cel) fn equal(
    one: &Value<'_>,
    other: &Value<'_>,
    meter: &mut Meter,
) -> Result<bool, Failure> {
    equal_within(one, other, meter, limits::DEPTH)
}

fn equal_within(
    one: &Value<'_>,
    other: &Value<'_>,
    meter: &mut Meter,
    depth: usize,
) -> Result<bool, Failure> {
    meter.spend(1)?;
    let Some(depth) = depth.checked_sub(1) else {
        return error("the compared values are nested too deeply");
    };
    Ok(match (one, other) {
        (Value::Null, Value::Null) => true,
        (Value::Type(one), Value::Type(other)) => one == other,
        (Value::Text(one), Value::Text(other)) => {
            if one.len() == other.len() {
                meter.look(one.len())?;
            }
            **one == **other
        }
        (Value::Optional(one), Value::Optional(other)) => match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => equal_within(one, other, meter, depth)?,
            _ => false,
        },
        (Value::List(one), Value::List(other)) => {
            if one.len() != other.len() {
                return Ok(false);
            }
            for at in 0..one.len() {
                let (Some(one), Some(other)) = (one.get(at), other.get(at)) else {
                    return Ok(false);
                };
                if !equal_within(&one, &other, meter, depth)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Map(one), Value::Map(other)) => {
            if one.len() != other.len() {
                return Ok(false);
            }
            for key in one.keys() {
                meter.look_up(one.len() + other.len())?;
                let (Some(one), Some(other)) = (one.get(&key), other.get(&key)) else {
                    return Ok(false);
                };
                if !equal_within(&one, &other, meter, depth)? {
                    return Ok(false);
                }
            }
            true
        }
        (
            Value::Bool(_) | Value::Int(_) | Value::Double(_) | Value::Quantity(_),
            Value::Bool(_) | Value::Int(_) | Value::Double(_) | Value::Quantity(_),
        ) if one.type_name() == other.type_name() || is_number(one) && is_number(other) => {
            compare(one, other, meter)? == Some(Ordering::Equal)
        }
        _ => false,
    })
}

fn is_number(value: &Value<'_>) -> bool {
    matches!(value, Value::Int(_) | Value::Double(_))
}
