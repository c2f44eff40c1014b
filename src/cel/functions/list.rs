//! Lists.

use std::cmp::Ordering;

use super::{
    operator::{compare, equal},
    table::{Function, Gives, Overload, Run, Takes, copy, error, int, items, scan},
};
use crate::cel::{
    meter::{Failure, Meter},
    size::Size,
    value::Value,
};

const LIST: &[Takes] = &[Takes::List];

pub(super) const ALL: &[Function] = &[
    on_list("sum", &[gives(LIST, Gives::Item, sum)], scan),
    on_list(
        "min",
        &[gives(LIST, Gives::Item, |values, meter| {
            extreme(values, meter, Ordering::is_lt)
        })],
        copy_item,
    ),
    on_list(
        "max",
        &[gives(LIST, Gives::Item, |values, meter| {
            extreme(values, meter, Ordering::is_gt)
        })],
        copy_item,
    ),
    on_list(
        "isSorted",
        &[gives(LIST, Gives::Bool, |values, meter| {
            let all = items(values, 0, meter)?;
            for pair in all.windows(2) {
                if compare(&pair[0], &pair[1], meter)?.is_none_or(Ordering::is_gt) {
                    return Ok(false.into());
                }
            }
            Ok(true.into())
        })],
        scan,
    ),
    on_list("sort", &[gives(LIST, Gives::First, sort)], sorted),
    on_list("distinct", &[gives(LIST, Gives::First, distinct)], sorted),
    on_list(
        "slice",
        &[gives(
            &[Takes::List, Takes::Int, Takes::Int],
            Gives::First,
            |values, meter| {
                let all = items(values, 0, meter)?;
                let bound = |at: usize| usize::try_from(int(values, at)).ok();
                let part = bound(1)
                    .zip(bound(2))
                    .and_then(|(start, end)| all.get(start..end));
                match part {
                    Some(part) => Ok(part.to_vec().into()),
                    None => error(format!(
                        "a list of {} items has no slice from {} to {}",
                        all.len(),
                        int(values, 1),
                        int(values, 2)
                    )),
                }
            },
        )],
        copy,
    ),
    on_list(
        "flatten",
        &[gives(LIST, Gives::Flat, |values, meter| {
            let mut flat = Vec::new();
            for item in items(values, 0, meter)? {
                if matches!(item, Value::List(_)) {
                    flat.extend(items(&[item], 0, meter)?);
                } else {
                    flat.push(item);
                }
            }
            Ok(flat.into())
        })],
        |sizes| {
            let list = sizes.first().cloned().unwrap_or_default();
            let (inner, item) = (list.item(), list.item().item());
            let all = list.items.saturating_mul(inner.items.max(1));
            (all, Size::list(all, item.join(&inner)))
        },
    ),
];

const fn on_list(
    name: &'static str,
    overloads: &'static [Overload],
    cost: fn(&[Size]) -> (u64, Size),
) -> Function {
    Function {
        name,
        on_value: true,
        overloads,
        cost,
    }
}

const fn gives(takes: &'static [Takes], gives: Gives, run: Run) -> Overload {
    Overload { takes, gives, run }
}

fn copy_item(sizes: &[Size]) -> (u64, Size) {
    let list = sizes.first().cloned().unwrap_or_default();
    (list.steps(), list.item())
}

/// The comparisons of a sort, each of short strings.
fn sorted(sizes: &[Size]) -> (u64, Size) {
    let (steps, list) = copy(sizes);
    let rounds = u64::from(list.items.max(2).ilog2()) + 1;
    (
        steps.saturating_add(list.items.saturating_mul(rounds)),
        list,
    )
}

fn sum<'v>(values: &[Value<'v>], meter: &mut Meter) -> Result<Value<'v>, Failure> {
    let mut sum = Value::Int(0);
    for (at, item) in items(values, 0, meter)?.into_iter().enumerate() {
        let next = match (&sum, &item) {
            (_, Value::Int(_) | Value::Double(_) | Value::Quantity(_)) if at == 0 => Some(item),
            (Value::Int(one), Value::Int(other)) => one.checked_add(*other).map(Value::Int),
            (Value::Double(one), Value::Double(other)) => Some(Value::Double(one + other)),
            (Value::Quantity(one), Value::Quantity(other)) => {
                one.checked_add(*other).map(Value::Quantity)
            }
            (_, Value::Int(_) | Value::Double(_) | Value::Quantity(_)) => {
                return error("`sum` needs numbers of one type");
            }
            (_, other) => {
                return error(format!("`sum` needs numbers, not {}", other.type_name()));
            }
        };
        let Some(next) = next else {
            return error("the sum is too large");
        };
        sum = next;
    }
    Ok(sum)
}

fn extreme<'v>(
    values: &[Value<'v>],
    meter: &mut Meter,
    is_better: fn(Ordering) -> bool,
) -> Result<Value<'v>, Failure> {
    let mut all = items(values, 0, meter)?.into_iter();
    let Some(mut best) = all.next() else {
        return error("an empty list has no minimum or maximum");
    };
    for item in all {
        if compare(&item, &best, meter)?.is_some_and(is_better) {
            best = item;
        }
    }
    Ok(best)
}

fn sort<'v>(values: &[Value<'v>], meter: &mut Meter) -> Result<Value<'v>, Failure> {
    let keys = items(values, 0, meter)?;
    let pairs = keys.iter().cloned().zip(keys.iter().cloned()).collect();
    sort_by(pairs, meter)
}

/// The second elements of the pairs, sorted by the first ones.
pub(in crate::cel) fn sort_by<'v>(
    mut pairs: Vec<(Value<'v>, Value<'v>)>,
    meter: &mut Meter,
) -> Result<Value<'v>, Failure> {
    let mut failure = None;
    pairs.sort_by(|one, other| {
        if failure.is_some() {
            return Ordering::Equal;
        }
        match compare(&one.0, &other.0, meter).and_then(|ordering| {
            meter.spend(1)?;
            Ok(ordering)
        }) {
            Ok(Some(ordering)) => ordering,
            Ok(None) => {
                failure = Some(Failure::Error("NaN cannot be ordered".to_owned()));
                Ordering::Equal
            }
            Err(error) => {
                failure = Some(error);
                Ordering::Equal
            }
        }
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(pairs
            .into_iter()
            .map(|(_, item)| item)
            .collect::<Vec<_>>()
            .into()),
    }
}

fn distinct<'v>(values: &[Value<'v>], meter: &mut Meter) -> Result<Value<'v>, Failure> {
    let mut found: Vec<Value<'v>> = Vec::new();
    for item in items(values, 0, meter)? {
        if !contains(&found, &item, meter)? {
            found.push(item);
        }
    }
    Ok(found.into())
}

pub(super) fn contains(
    all: &[Value<'_>],
    wanted: &Value<'_>,
    meter: &mut Meter,
) -> Result<bool, Failure> {
    for item in all {
        if equal(item, wanted, meter)? {
            return Ok(true);
        }
    }
    Ok(false)
}
