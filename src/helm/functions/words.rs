//! Case of letters, and functions on words.
//!
//! Source: github.com/Masterminds/goutils and github.com/huandu/xstrings.

use super::{
    convert::boundary,
    encoding::made,
    word_case::{separated, to_pascal},
};
use crate::gotemplate::{
    Call, Function, Value,
    arguments::{exactly, int, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "upper" => |call, values| made(call, "upper", values, str::to_uppercase),
        "lower" => |call, values| made(call, "lower", values, str::to_lowercase),
        "title" => |call, values| made(call, "title", values, title),
        "untitle" => |call, values| made(call, "untitle", values, untitle),
        "swapcase" => |call, values| made(call, "swapcase", values, swap_case),
        "nospace" => |call, values| {
            made(call, "nospace", values, |text| {
                text.chars()
                    .filter(|letter| !letter.is_whitespace())
                    .collect()
            })
        },
        "initials" => |call, values| {
            made(call, "initials", values, |text| {
                text.split_whitespace()
                    .filter_map(|word| word.chars().next())
                    .collect()
            })
        },
        "snakecase" => |call, values| made(call, "snakecase", values, |text| separated(text, '_')),
        "kebabcase" => |call, values| made(call, "kebabcase", values, |text| separated(text, '-')),
        "camelcase" => |call, values| made(call, "camelcase", values, to_pascal),
        "abbrev" => abbrev,
        "abbrevboth" => abbrev_both,
        "wrap" => |call, values| {
            let [width, whole] = exactly("wrap", values)?;
            wrapped(call, width, "\n", whole, false)
        },
        "wrapWith" => |call, values| {
            let [width, separator, whole] = exactly("wrapWith", values)?;
            let separator = text(separator)?.as_str();
            let separator = if separator.is_empty() {
                "\n"
            } else {
                separator
            };
            wrapped(call, width, separator, whole, true)
        },
        _ => return None,
    })
}

fn title(text: &str) -> String {
    let mut before = ' ';
    let mut titled = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_inside = before == '_'
            || before.is_alphanumeric()
            || !before.is_ascii() && !before.is_whitespace();
        if is_inside {
            titled.push(letter);
        } else {
            titled.extend(letter.to_uppercase());
        }
        before = letter;
    }
    titled
}

fn untitle(text: &str) -> String {
    let mut before = ' ';
    let mut untitled = String::with_capacity(text.len());
    for letter in text.chars() {
        if before.is_whitespace() && !letter.is_whitespace() {
            untitled.extend(letter.to_lowercase());
        } else {
            untitled.push(letter);
        }
        before = letter;
    }
    untitled
}

fn swap_case(text: &str) -> String {
    let mut swapped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_uppercase() {
            swapped.extend(letter.to_lowercase());
        } else {
            swapped.extend(letter.to_uppercase());
        }
    }
    swapped
}

fn abbrev(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [width, whole] = exactly("abbrev", values)?;
    let (width, whole) = (int(width)?, text(whole)?);
    let Some(width) = usize::try_from(width).ok().filter(|width| *width >= 4) else {
        return Ok(Value::Text(whole.clone()));
    };
    Ok(Value::Text(whole.made(&abbreviated(
        whole.as_str(),
        0,
        width,
    ))))
}

fn abbrev_both(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [left, right, whole] = exactly("abbrevboth", values)?;
    let (left, right, whole) = (int(left)?, int(right)?, text(whole)?);
    let Some(width) = usize::try_from(right).ok().filter(|width| *width >= 4) else {
        return Ok(Value::Text(whole.clone()));
    };
    if left > 0 && width < 7 {
        return Ok(Value::Text(whole.clone()));
    }
    let offset = usize::try_from(left).unwrap_or(0);
    Ok(Value::Text(whole.made(&abbreviated(
        whole.as_str(),
        offset,
        width,
    ))))
}

/// `AbbreviateFull`
fn abbreviated(text: &str, offset: usize, width: usize) -> String {
    if text.len() <= width {
        return text.to_owned();
    }
    let kept = width - 3;
    let mut offset = offset.min(text.len());
    if text.len() - offset < kept {
        offset = text.len() - kept;
    }
    if offset <= 4 {
        return format!("{}...", &text[..boundary(text, kept)]);
    }
    if width < 7 {
        return String::new();
    }
    if offset + kept < text.len() {
        let rest = &text[boundary(text, offset)..];
        return format!("...{}", abbreviated(rest, 0, kept));
    }
    format!("...{}", &text[boundary(text, text.len() - kept)..])
}

/// `WrapCustom`
fn wrapped(
    call: &mut Call<'_>,
    width: &Value,
    separator: &str,
    whole: &Value,
    cuts_words: bool,
) -> Result<Value, String> {
    let (width, whole) = (int(width)?, text(whole)?);
    let letters = whole.as_str();
    let width = usize::try_from(width).unwrap_or(1).max(1);
    call.spend((letters.len() / width).saturating_mul(separator.len() / 10 + 2) + letters.len())?;
    let mut lines = String::new();
    let mut at = 0;
    while letters.len() - at > width {
        let rest = &letters[at..];
        if let Some(behind) = rest.strip_prefix(' ') {
            at = letters.len() - behind.len();
            continue;
        }
        let space = rest[..boundary(rest, width + 1)].rfind(' ');
        let (line, next) = match space {
            Some(space) => (&rest[..space], space + 1),
            None if cuts_words => {
                let first = rest.chars().next().map_or(1, char::len_utf8);
                let end = boundary(rest, width).max(first);
                (&rest[..end], end)
            }
            None => {
                let from = boundary(rest, width);
                let Some(space) = rest[from..].find(' ') else {
                    break;
                };
                (&rest[..from + space], from + space + 1)
            }
        };
        lines.push_str(line);
        lines.push_str(separator);
        at += next;
    }
    lines.push_str(&letters[at..]);
    Ok(Value::Text(whole.made(&lines)))
}
