//! Functions on strings. Positions count characters, as in CEL.

use super::{
    format::format,
    operator::equal,
    table::{Function, Gives, Overload, Run, Takes, copy, error, int, items, scan, step, text},
};
use crate::cel::{
    limits,
    meter::{Failure, Meter},
    size::{Size, looked_at},
    value::Value,
};

const ONE: &[Takes] = &[Takes::Text];
const TWO: &[Takes] = &[Takes::Text, Takes::Text];
const TEXT_INT: &[Takes] = &[Takes::Text, Takes::Int];
const TEXT_TEXT_INT: &[Takes] = &[Takes::Text, Takes::Text, Takes::Int];

pub(super) const ALL: &[Function] = &[
    on_text(
        "contains",
        &[gives_bool(TWO, |values, meter| {
            meter.look(text(values, 0).len())?;
            Ok(text(values, 0).contains(text(values, 1)).into())
        })],
        scan,
    ),
    on_text(
        "startsWith",
        &[gives_bool(TWO, |values, meter| {
            meter.look(text(values, 1).len())?;
            Ok(text(values, 0).starts_with(text(values, 1)).into())
        })],
        scan_second,
    ),
    on_text(
        "endsWith",
        &[gives_bool(TWO, |values, meter| {
            meter.look(text(values, 1).len())?;
            Ok(text(values, 0).ends_with(text(values, 1)).into())
        })],
        scan_second,
    ),
    on_text(
        "lowerAscii",
        &[gives_text(ONE, |values, meter| {
            changed(values, meter, str::to_ascii_lowercase)
        })],
        copy_text,
    ),
    on_text(
        "upperAscii",
        &[gives_text(ONE, |values, meter| {
            changed(values, meter, str::to_ascii_uppercase)
        })],
        copy_text,
    ),
    on_text(
        "trim",
        &[gives_text(ONE, |values, meter| {
            changed(values, meter, |text| text.trim().to_owned())
        })],
        copy_text,
    ),
    on_text(
        "charAt",
        &[gives_text(TEXT_INT, |values, meter| {
            let (text, at) = (text(values, 0), int(values, 1));
            slice(text, at, Some(at.saturating_add(1)), true, meter)
        })],
        scan,
    ),
    on_text(
        "substring",
        &[
            gives_text(TEXT_INT, |values, meter| {
                slice(text(values, 0), int(values, 1), None, false, meter)
            }),
            gives_text(&[Takes::Text, Takes::Int, Takes::Int], |values, meter| {
                slice(
                    text(values, 0),
                    int(values, 1),
                    Some(int(values, 2)),
                    false,
                    meter,
                )
            }),
        ],
        copy_text,
    ),
    on_text(
        "reverse",
        &[
            gives_text(ONE, |values, meter| {
                changed(values, meter, |text| text.chars().rev().collect())
            }),
            Overload {
                takes: &[Takes::List],
                gives: Gives::First,
                run: |values, meter| {
                    let mut all = items(values, 0, meter)?;
                    all.reverse();
                    Ok(all.into())
                },
            },
        ],
        copy,
    ),
    Function {
        name: "size",
        on_value: true,
        overloads: SIZES,
        cost: step,
    },
    Function {
        name: "size",
        on_value: false,
        overloads: SIZES,
        cost: step,
    },
    // `indexOf` and `lastIndexOf` exist for lists as well; a function can be defined only once.
    Function {
        name: "indexOf",
        on_value: true,
        overloads: &[
            gives_int(TWO, |values, meter| index_of(values, meter, 0)),
            gives_int(TEXT_TEXT_INT, |values, meter| {
                index_of(values, meter, int(values, 2))
            }),
            gives_int(&[Takes::List, Takes::Any], |values, meter| {
                let items = items(values, 0, meter)?;
                position(items.iter().enumerate(), &values[1], meter)
            }),
        ],
        cost: scan,
    },
    Function {
        name: "lastIndexOf",
        on_value: true,
        overloads: &[
            gives_int(TWO, |values, meter| last_index_of(values, meter, None)),
            gives_int(TEXT_TEXT_INT, |values, meter| {
                last_index_of(values, meter, Some(int(values, 2)))
            }),
            gives_int(&[Takes::List, Takes::Any], |values, meter| {
                let items = items(values, 0, meter)?;
                position(items.iter().enumerate().rev(), &values[1], meter)
            }),
        ],
        cost: scan,
    },
    on_text(
        "replace",
        &[
            gives_text(&[Takes::Text, Takes::Text, Takes::Text], |values, meter| {
                replace(values, usize::MAX, meter)
            }),
            gives_text(
                &[Takes::Text, Takes::Text, Takes::Text, Takes::Int],
                |values, meter| {
                    // A negative number means all, as in CEL.
                    let most = usize::try_from(int(values, 3)).unwrap_or(usize::MAX);
                    replace(values, most, meter)
                },
            ),
        ],
        |sizes| {
            let of = |at: usize| sizes.get(at).map_or(0, |size| size.text);
            let (one, to) = (of(0), of(2));
            let result = one.saturating_add(one.saturating_add(1).saturating_mul(to));
            (looked_at(result), Size::text(result))
        },
    ),
    on_text(
        "split",
        &[
            gives_texts(TWO, |values, meter| split(values, usize::MAX, meter)),
            gives_texts(TEXT_TEXT_INT, |values, meter| {
                let most = usize::try_from(int(values, 2)).unwrap_or(usize::MAX);
                split(values, most, meter)
            }),
        ],
        |sizes| {
            let one = sizes.first().map_or(0, |size| size.text);
            let parts = Size::list(one.saturating_add(1), Size::text(one.min(64)));
            (looked_at(one).saturating_add(one / 4), parts)
        },
    ),
    Function {
        name: "join",
        on_value: true,
        overloads: &[
            gives_text(&[Takes::Texts], |values, meter| join(values, "", meter)),
            gives_text(&[Takes::Texts, Takes::Text], |values, meter| {
                join(values, text(values, 1), meter)
            }),
        ],
        cost: |sizes| {
            let list = sizes.first().cloned().unwrap_or_default();
            let separator = sizes.get(1).map_or(0, |size| size.text);
            let each = list.item().text.saturating_add(separator);
            let result = list.items.saturating_mul(each);
            (
                looked_at(result).saturating_add(list.items),
                Size::text(result),
            )
        },
    },
    on_text(
        "format",
        &[gives_text(&[Takes::Text, Takes::List], format)],
        |sizes| {
            let one = sizes.first().map_or(0, |size| size.text);
            let list = sizes.get(1).cloned().unwrap_or_default();
            // At most as many items are written as the string has verbs, of two bytes each.
            let written = list.items.min(one / 2 + 1);
            let result = one.saturating_add(written.saturating_mul(list.item().text.max(128)));
            (
                looked_at(result).saturating_add(list.items),
                Size::text(result),
            )
        },
    ),
];

const fn on_text(
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

const fn gives_bool(takes: &'static [Takes], run: Run) -> Overload {
    Overload {
        takes,
        gives: Gives::Bool,
        run,
    }
}

const fn gives_int(takes: &'static [Takes], run: Run) -> Overload {
    Overload {
        takes,
        gives: Gives::Int,
        run,
    }
}

const fn gives_text(takes: &'static [Takes], run: Run) -> Overload {
    Overload {
        takes,
        gives: Gives::Text,
        run,
    }
}

const fn gives_texts(takes: &'static [Takes], run: Run) -> Overload {
    Overload {
        takes,
        gives: Gives::Texts,
        run,
    }
}

const SIZES: &[Overload] = &[
    gives_int(ONE, |values, meter| {
        meter.look(text(values, 0).len())?;
        Ok(text(values, 0).chars().count().into())
    }),
    gives_int(&[Takes::List], |values, _| match &values[0] {
        Value::List(list) => Ok(list.len().into()),
        _ => Ok(0.into()),
    }),
    gives_int(&[Takes::Map], |values, _| match &values[0] {
        Value::Map(map) => Ok(map.len().into()),
        _ => Ok(0.into()),
    }),
];

/// The cost of scanning the second argument.
fn scan_second(sizes: &[Size]) -> (u64, Size) {
    let second = sizes.get(1).map_or(0, |size| size.text);
    (looked_at(second), Size::scalar())
}

fn copy_text(sizes: &[Size]) -> (u64, Size) {
    let bytes = sizes.first().map_or(0, |size| size.text);
    (looked_at(bytes), Size::text(bytes))
}

fn changed<'v>(
    values: &[Value<'v>],
    meter: &mut Meter,
    change: fn(&str) -> String,
) -> Result<Value<'v>, Failure> {
    meter.make(text(values, 0).len())?;
    Ok(change(text(values, 0)).into())
}

/// The byte offset of a character, or of the end.
fn byte(text: &str, at: i64) -> Option<usize> {
    let at = usize::try_from(at).ok()?;
    match text.char_indices().nth(at) {
        Some((byte, _)) => Some(byte),
        None => (text.chars().count() == at).then_some(text.len()),
    }
}

fn slice<'v>(
    text: &str,
    start: i64,
    end: Option<i64>,
    may_end: bool,
    meter: &mut Meter,
) -> Result<Value<'v>, Failure> {
    meter.look(text.len())?;
    let outside = |at: i64| error(format!("there is no character {at}: the string is shorter"));
    let Some(first) = byte(text, start) else {
        return outside(start);
    };
    let last = match end {
        None => text.len(),
        Some(end) => match byte(text, end) {
            Some(last) => last,
            // `charAt` of the end is an empty string.
            None if may_end && first == text.len() => first,
            None => return outside(end),
        },
    };
    let Some(part) = text.get(first..last) else {
        return error(format!(
            "invalid range from {start} to {}",
            end.unwrap_or_default()
        ));
    };
    meter.make(part.len())?;
    Ok(part.to_owned().into())
}

fn characters_before(text: &str, byte: usize) -> usize {
    text[..byte].chars().count()
}

fn index_of<'v>(values: &[Value<'v>], meter: &mut Meter, from: i64) -> Result<Value<'v>, Failure> {
    let (one, other) = (text(values, 0), text(values, 1));
    meter.look(one.len())?;
    let Some(start) = byte(one, from) else {
        return error(format!(
            "there is no character {from}: the string is shorter"
        ));
    };
    Ok(match one[start..].find(other) {
        Some(at) => characters_before(one, start + at).into(),
        None => (-1).into(),
    })
}

fn last_index_of<'v>(
    values: &[Value<'v>],
    meter: &mut Meter,
    from: Option<i64>,
) -> Result<Value<'v>, Failure> {
    let (one, other) = (text(values, 0), text(values, 1));
    meter.look(one.len())?;
    let start = match from {
        None => one.len(),
        Some(from) => match byte(one, from) {
            Some(start) => start,
            None => {
                return error(format!(
                    "there is no character {from}: the string is shorter"
                ));
            }
        },
    };
    let mut end = (start + other.len()).min(one.len());
    while !one.is_char_boundary(end) {
        end -= 1;
    }
    Ok(match one[..end].rfind(other) {
        Some(at) => characters_before(one, at).into(),
        None => (-1).into(),
    })
}

fn position<'i, 'v: 'i>(
    items: impl Iterator<Item = (usize, &'i Value<'v>)>,
    wanted: &Value<'v>,
    meter: &mut Meter,
) -> Result<Value<'v>, Failure> {
    for (at, item) in items {
        if equal(item, wanted, meter)? {
            return Ok(at.into());
        }
    }
    Ok((-1).into())
}

fn replace<'v>(values: &[Value<'v>], most: usize, meter: &mut Meter) -> Result<Value<'v>, Failure> {
    let (one, from, to) = (text(values, 0), text(values, 1), text(values, 2));
    meter.look(one.len())?;
    let matches = one.matches(from).take(most).count();
    // The replaced parts are not subtracted: they are at most the length of the string.
    let grown = matches.saturating_mul(to.len()).saturating_add(one.len());
    let result = grown - (matches * from.len()).min(grown);
    meter.make(result)?;
    Ok(one.replacen(from, to, most).into())
}

fn split<'v>(values: &[Value<'v>], most: usize, meter: &mut Meter) -> Result<Value<'v>, Failure> {
    let (one, by) = (text(values, 0), text(values, 1));
    meter.look(one.len())?;
    // As in CEL, an empty separator splits into characters, without empty strings at the ends.
    let parts: Box<dyn Iterator<Item = &str>> = match (most, by) {
        (0, _) => Box::new(std::iter::empty()),
        (1, _) => Box::new(std::iter::once(one)),
        (_, "") => Box::new(characters(one, most)),
        _ => Box::new(one.splitn(most, by)),
    };
    let mut all: Vec<Value<'v>> = Vec::new();
    for part in parts {
        meter.spend(1)?;
        meter.make(part.len())?;
        all.push(part.to_owned().into());
    }
    Ok(all.into())
}

/// Splits into characters; the last part is the rest.
fn characters(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut left = most;
    std::iter::from_fn(move || {
        let letter = rest.chars().next()?;
        left -= 1;
        let end = if left == 0 {
            rest.len()
        } else {
            letter.len_utf8()
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}

fn join<'v>(
    values: &[Value<'v>],
    separator: &str,
    meter: &mut Meter,
) -> Result<Value<'v>, Failure> {
    let mut joined = String::new();
    for (at, item) in items(values, 0, meter)?.iter().enumerate() {
        let Value::Text(item) = item else {
            return error(format!("`join` needs strings, not {}", item.type_name()));
        };
        let separator = if at > 0 { separator } else { "" };
        let length = joined.len() + separator.len() + item.len();
        if length > limits::TEXT {
            return Err(Failure::LongText);
        }
        joined += separator;
        joined += item;
    }
    meter.make(joined.len())?;
    Ok(joined.into())
}
