//! Functions on optionals.

use std::rc::Rc;

use super::table::{Function, Gives, Overload, Run, Takes, error};
use crate::cel::{size::Size, value::Value};

const ONE: &[Takes] = &[Takes::Optional];

pub(super) const ALL: &[Function] = &[
    Function {
        name: "optional.of",
        on_value: false,
        overloads: &[of(&[Takes::Any], Gives::Optional, |values, _| {
            Ok(Value::Optional(Some(Rc::new(values[0].clone()))))
        })],
        cost: largest,
    },
    Function {
        name: "optional.none",
        on_value: false,
        overloads: &[of(&[], Gives::Nothing, |_, _| Ok(Value::Optional(None)))],
        cost: largest,
    },
    on_optional(
        "hasValue",
        &[of(ONE, Gives::Bool, |values, _| {
            Ok(held(values).is_some().into())
        })],
    ),
    on_optional(
        "value",
        &[of(ONE, Gives::Held, |values, _| match held(values) {
            Some(value) => Ok(value),
            None => error("the optional has no value"),
        })],
    ),
    on_optional(
        "orValue",
        &[of(
            &[Takes::Optional, Takes::Any],
            Gives::Held,
            |values, _| Ok(held(values).unwrap_or_else(|| values[1].clone())),
        )],
    ),
    on_optional(
        "or",
        &[of(
            &[Takes::Optional, Takes::Optional],
            Gives::Both,
            |values, _| {
                Ok(if held(values).is_some() {
                    values[0].clone()
                } else {
                    values[1].clone()
                })
            },
        )],
    ),
];

const fn on_optional(name: &'static str, overloads: &'static [Overload]) -> Function {
    Function {
        name,
        on_value: true,
        overloads,
        cost: largest,
    }
}

const fn of(takes: &'static [Takes], gives: Gives, run: Run) -> Overload {
    Overload { takes, gives, run }
}

fn largest(sizes: &[Size]) -> (u64, Size) {
    let mut sizes = sizes.iter().cloned();
    let first = sizes.next().unwrap_or_default();
    (1, sizes.fold(first, |one, other| one.join(&other)))
}

fn held<'v>(values: &[Value<'v>]) -> Option<Value<'v>> {
    match values.first() {
        Some(Value::Optional(held)) => held.as_deref().cloned(),
        _ => None,
    }
}
