//! `format`.

use super::{
    convert::{DIGITS, written},
    table::{error, items, text},
};
use crate::cel::{
    meter::{Failure, Meter},
    value::Value,
};

/// `%s`, `%d`, `%f`, `%.2f` and `%%`.
pub(super) fn format<'v>(values: &[Value<'v>], meter: &mut Meter) -> Result<Value<'v>, Failure> {
    let list = items(values, 1, meter)?;
    let mut list = list.iter();
    let mut made = String::new();
    let mut rest = text(values, 0);
    while let Some((before, after)) = rest.split_once('%') {
        made += before;
        let (clause, after) = clause(after)?;
        if clause == Clause::Percent {
            made.push('%');
        } else {
            let Some(value) = list.next() else {
                return error("`format` has more verbs than values");
            };
            made += &filled(clause, value, meter)?;
        }
        meter.make(made.len())?;
        rest = after;
    }
    made += rest;
    meter.make(made.len())?;
    Ok(made.into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    Percent,
    Text,
    Whole,
    Fixed(usize),
}

fn clause(rest: &str) -> Result<(Clause, &str), Failure> {
    let simple = [
        ("%", Clause::Percent),
        ("s", Clause::Text),
        ("d", Clause::Whole),
    ];
    for (letter, clause) in simple {
        if let Some(after) = rest.strip_prefix(letter) {
            return Ok((clause, after));
        }
    }
    if let Some(after) = rest.strip_prefix('f') {
        return Ok((Clause::Fixed(6), after));
    }
    let digits = rest.strip_prefix('.').and_then(|rest| rest.split_once('f'));
    match digits.map(|(digits, after)| (digits.parse::<u8>(), after)) {
        Some((Ok(digits), after)) if digits <= 20 => Ok((Clause::Fixed(digits.into()), after)),
        _ => error("`format` supports only `%s`, `%d`, `%f`, `%.2f` and `%%`"),
    }
}

fn filled(clause: Clause, value: &Value<'_>, meter: &mut Meter) -> Result<String, Failure> {
    match (clause, value) {
        (Clause::Fixed(digits), Value::Double(number)) => {
            meter.spend(DIGITS)?;
            Ok(format!("{number:.digits$}"))
        }
        (Clause::Fixed(digits), Value::Int(number)) => {
            let zeros = "0".repeat(digits);
            let point = if digits > 0 { "." } else { "" };
            Ok(format!("{number}{point}{zeros}"))
        }
        (Clause::Fixed(_), other) => {
            error(format!("`%f` needs a number, not {}", other.type_name()))
        }
        (Clause::Whole, Value::Int(_) | Value::Double(_)) | (Clause::Text, _) => {
            written(value, meter)
        }
        (Clause::Whole | Clause::Percent, other) => {
            error(format!("`%d` needs a number, not {}", other.type_name()))
        }
    }
}
