//! Numbers.
//!
//! Source: Sprig's `numeric.go`. Integers wrap around, as in Go.

use super::{
    convert::{float_of, int_from, int_of, made_of, text_of},
    decimal::{product, quotient, sum},
};
use crate::gotemplate::{
    Call, Function, List, Text, Value,
    arguments::{at_least, exactly, int, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "int" => |_, values| {
            let [value] = exactly("int", values)?;
            Ok(int_from(int_of(value), value))
        },
        "int64" => |_, values| {
            let [value] = exactly("int64", values)?;
            Ok(int_from(int_of(value), value))
        },
        "float64" => float64,
        "atoi" => atoi,
        "toDecimal" => to_decimal,
        "add" => |_, values| {
            let total = values.iter().map(int_of).fold(0_i64, i64::wrapping_add);
            Ok(Value::Int(total, made_of(values)))
        },
        "add1" => |_, values| {
            let [value] = exactly("add1", values)?;
            Ok(Value::Int(int_of(value).wrapping_add(1), made_of(values)))
        },
        "sub" => |_, values| computed("sub", values, |one, other| Some(one.wrapping_sub(other))),
        "div" => |_, values| {
            computed("div", values, |one, other| {
                (other != 0).then(|| one.wrapping_div(other))
            })
        },
        "mod" => |_, values| {
            computed("mod", values, |one, other| {
                (other != 0).then(|| one.wrapping_rem(other))
            })
        },
        "mul" => |_, values| folded("mul", values, i64::wrapping_mul),
        "max" | "biggest" => |_, values| folded("max", values, i64::max),
        "min" => |_, values| folded("min", values, i64::min),
        "maxf" => |_, values| folded_float("maxf", values, f64::max),
        "minf" => |_, values| folded_float("minf", values, f64::min),
        "add1f" => |_, values| {
            let [value] = exactly("add1f", values)?;
            Ok(Value::Float(sum(float_of(value), 1.0), made_of(values)))
        },
        "addf" => |_, values| {
            let total = values.iter().map(float_of).fold(0.0, sum);
            Ok(Value::Float(total, made_of(values)))
        },
        "subf" => |_, values| folded_float("subf", values, |one, other| sum(one, -other)),
        "mulf" => |_, values| folded_float("mulf", values, product),
        "divf" => divf,
        "floor" => |_, values| {
            let [value] = exactly("floor", values)?;
            Ok(Value::Float(float_of(value).floor(), made_of(values)))
        },
        "ceil" => |_, values| {
            let [value] = exactly("ceil", values)?;
            Ok(Value::Float(float_of(value).ceil(), made_of(values)))
        },
        "round" => round,
        "until" => until,
        "untilStep" => until_step,
        "seq" => seq,
        _ => return None,
    })
}

fn computed(
    name: &str,
    values: &[Value],
    compute: fn(i64, i64) -> Option<i64>,
) -> Result<Value, String> {
    let [one, other] = exactly(name, values)?;
    let number = compute(int_of(one), int_of(other));
    let number = number.ok_or("runtime error: integer divide by zero")?;
    Ok(Value::Int(number, made_of(values)))
}

fn folded(name: &str, values: &[Value], fold: fn(i64, i64) -> i64) -> Result<Value, String> {
    let ([first], others) = at_least(name, values)?;
    let number = others.iter().map(int_of).fold(int_of(first), fold);
    Ok(Value::Int(number, made_of(values)))
}

fn folded_float(name: &str, values: &[Value], fold: fn(f64, f64) -> f64) -> Result<Value, String> {
    let ([first], others) = at_least(name, values)?;
    let number = others.iter().map(float_of).fold(float_of(first), fold);
    Ok(Value::Float(number, made_of(values)))
}

fn divf(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([first], others) = at_least("divf", values)?;
    let mut number = float_of(first);
    for other in others {
        let other = float_of(other);
        if other == 0.0 {
            return Err("decimal division by 0".to_owned());
        }
        number = quotient(number, other);
    }
    Ok(Value::Float(number, made_of(values)))
}

fn float64(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("float64", values)?;
    let trace = match value {
        Value::Float(_, trace) | Value::Int(_, trace) => *trace,
        other => other.trace().made(),
    };
    Ok(Value::Float(float_of(value), trace))
}

fn atoi(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("atoi", values)?;
    let number = text(value)?.as_str().parse().unwrap_or(0);
    Ok(int_from(number, value))
}

fn to_decimal(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("toDecimal", values)?;
    let written = text_of(call, value)?;
    let number = i64::from_str_radix(written.as_str(), 8).unwrap_or(0);
    Ok(int_from(number, value))
}

fn round(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([value, places], options) = at_least("round", values)?;
    let places = int(places)?;
    let round_on = match options.first() {
        None => 0.5,
        Some(Value::Float(number, _)) => *number,
        Some(other) => {
            let kind = other.type_name();
            return Err(format!(
                "wrong type for value; expected float64; got {kind}"
            ));
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
    let power = 10_f64.powf(places as f64);
    let digits = power * float_of(value);
    let rounded = if digits.fract() >= round_on {
        digits.ceil()
    } else {
        digits.floor()
    };
    Ok(Value::Float(rounded / power, made_of(&values[..1])))
}

/// The numbers from `start` up to but not including `end`.
fn numbers_between(
    call: &mut Call<'_>,
    start: i64,
    end: i64,
    step: i64,
) -> Result<Vec<i64>, String> {
    let leads_away = if end < start { step >= 0 } else { step <= 0 };
    if leads_away || start == end {
        return Ok(Vec::new());
    }
    let count = start.abs_diff(end).div_ceil(step.unsigned_abs());
    call.spend(usize::try_from(count).unwrap_or(usize::MAX))?;
    let mut numbers = Vec::new();
    let mut at = start;
    for _ in 0..count {
        numbers.push(at);
        at = at.wrapping_add(step);
    }
    Ok(numbers)
}

fn numbers(numbers: Vec<i64>, values: &[Value]) -> Value {
    let trace = made_of(values);
    let items = numbers.into_iter().map(|number| Value::Int(number, trace));
    Value::List(List::new(items.collect(), trace))
}

fn until(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [count] = exactly("until", values)?;
    let count = int(count)?;
    let step = if count < 0 { -1 } else { 1 };
    Ok(numbers(numbers_between(call, 0, count, step)?, values))
}

fn until_step(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [start, end, step] = exactly("untilStep", values)?;
    Ok(numbers(
        numbers_between(call, int(start)?, int(end)?, int(step)?)?,
        values,
    ))
}

fn seq(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let given: Result<Vec<i64>, String> = values.iter().map(int).collect();
    let direction = |start: i64, end: i64| if end < start { -1 } else { 1 };
    let (start, end, step) = match given?[..] {
        [end] => (1, end, direction(1, end)),
        [start, end] => (start, end, direction(start, end)),
        [start, step, end] if end >= start || step <= 0 => (start, end, step),
        _ => return Ok(Value::text("")),
    };
    let end = end.wrapping_add(direction(start, end));
    let found = numbers_between(call, start, end, step)?;
    let written: Vec<String> = found.iter().map(i64::to_string).collect();
    Ok(Value::Text(Text::new(&written.join(" "), made_of(values))))
}
