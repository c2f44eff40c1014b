//! Type conversions.

use super::table::{Function, Gives, Overload, Takes, double, error, int, scan, step, text};
use crate::cel::{
    meter::{Failure, Meter},
    size::Size,
    value::Value,
};

pub(super) const ALL: &[Function] = &[
    Function {
        name: "int",
        on_value: false,
        overloads: &[
            Overload {
                takes: &[Takes::Int],
                gives: Gives::Int,
                run: |values, _| Ok(int(values, 0).into()),
            },
            Overload {
                takes: &[Takes::Double],
                gives: Gives::Int,
                run: |values, _| whole(double(values, 0)),
            },
            Overload {
                takes: &[Takes::Text],
                gives: Gives::Int,
                run: |values, meter| {
                    meter.look(text(values, 0).len())?;
                    match text(values, 0).parse::<i64>() {
                        Ok(number) => Ok(number.into()),
                        Err(_) => error(format!("{} is not an `int`", shown(text(values, 0)))),
                    }
                },
            },
        ],
        cost: scan,
    },
    Function {
        name: "double",
        on_value: false,
        overloads: &[
            Overload {
                takes: &[Takes::Int],
                gives: Gives::Double,
                run: |values, _| Ok(as_double(int(values, 0)).into()),
            },
            Overload {
                takes: &[Takes::Double],
                gives: Gives::Double,
                run: |values, _| Ok(double(values, 0).into()),
            },
            Overload {
                takes: &[Takes::Text],
                gives: Gives::Double,
                run: |values, meter| {
                    meter.look(text(values, 0).len())?;
                    match text(values, 0).parse::<f64>() {
                        Ok(number) => Ok(number.into()),
                        Err(_) => error(format!("{} is not a `double`", shown(text(values, 0)))),
                    }
                },
            },
        ],
        cost: scan,
    },
    Function {
        name: "bool",
        on_value: false,
        overloads: &[
            Overload {
                takes: &[Takes::Bool],
                gives: Gives::Bool,
                run: |values, _| Ok(values[0].clone()),
            },
            Overload {
                takes: &[Takes::Text],
                gives: Gives::Bool,
                run: |values, _| match text(values, 0) {
                    "true" | "True" | "TRUE" | "t" | "1" => Ok(true.into()),
                    "false" | "False" | "FALSE" | "f" | "0" => Ok(false.into()),
                    other => error(format!("{} is not a `bool`", shown(other))),
                },
            },
        ],
        cost: step,
    },
    Function {
        name: "string",
        on_value: false,
        overloads: &[
            to_text(&[Takes::Text]),
            to_text(&[Takes::Int]),
            to_text(&[Takes::Double]),
            to_text(&[Takes::Bool]),
        ],
        cost: |sizes| {
            let bytes = sizes.first().map_or(0, |size| size.text);
            (bytes / 10 + 1, Size::text(bytes))
        },
    },
    Function {
        name: "type",
        on_value: false,
        overloads: &[Overload {
            takes: &[Takes::Any],
            gives: Gives::TypeName,
            run: |values, _| {
                Ok(Value::Type(match &values[0] {
                    Value::Null => "null_type",
                    other => other.type_name(),
                }))
            },
        }],
        cost: step,
    },
    Function {
        name: "dyn",
        on_value: false,
        overloads: &[Overload {
            takes: &[Takes::Any],
            gives: Gives::Any,
            run: |values, _| Ok(values[0].clone()),
        }],
        cost: |sizes| (1, sizes.first().cloned().unwrap_or_default()),
    },
];

const fn to_text(takes: &'static [Takes]) -> Overload {
    Overload {
        takes,
        gives: Gives::Text,
        run: |values, meter| match &values[0] {
            Value::Text(text) => Ok(text.clone().into()),
            other => Ok(written(other, meter)?.into()),
        },
    }
}

/// The text of a value in a message. The value must not be a list or a map, but may be a list of such values.
pub(in crate::cel) fn written(value: &Value<'_>, meter: &mut Meter) -> Result<String, Failure> {
    let text = match value {
        Value::List(list) => {
            let mut text = String::new();
            for (at, item) in (0..list.len()).filter_map(|at| list.get(at)).enumerate() {
                meter.spend(1)?;
                if matches!(item, Value::List(_)) {
                    return error("a list of lists cannot be converted to a string");
                }
                let separator = if at > 0 { ", " } else { "" };
                let item = written(&item, meter)?;
                meter.make(text.len() + separator.len() + item.len())?;
                text += separator;
                text += &item;
            }
            return Ok(text);
        }
        Value::Text(text) => {
            meter.make(text.len())?;
            text.to_string()
        }
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Double(number) => {
            meter.spend(DIGITS)?;
            number.to_string()
        }
        Value::Type(name) => (*name).to_owned(),
        Value::Map(_) | Value::Quantity(_) | Value::Optional(_) => {
            return error(format!(
                "a value of type `{}` cannot be converted to a string",
                value.type_name()
            ));
        }
    };
    meter.spend(1)?;
    Ok(text)
}

/// The steps for the digits of a `double`, which may be hundreds.
pub(super) const DIGITS: u64 = 100;

/// The start of a string, in backquotes.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "so does CEL")]
fn as_double(number: i64) -> f64 {
    number as f64
}

/// Truncates the fraction.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what does not fit is looked at before"
)]
fn whole<'v>(number: f64) -> Result<Value<'v>, Failure> {
    const TOO_LARGE: f64 = 9_223_372_036_854_775_808.0;
    // CEL's reference implementation rejects the smallest `int` as well.
    if number > -TOO_LARGE && number < TOO_LARGE {
        Ok((number as i64).into())
    } else {
        error("the number is too large for an `int`")
    }
}
