//! Regular expressions. The grammars of Go and of the `regex` crate are the same, apart from features that one of them
//! lacks.

use regex::{Regex, RegexBuilder};

use super::convert::made_of;
use crate::{
    go_pattern::with_ascii_classes,
    gotemplate::{
        Call, Function, List, Text, TextBuilder, Value,
        arguments::{exactly, int, text},
    },
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "regexMatch" => |call, values| {
            let [pattern, whole] = exactly("regexMatch", values)?;
            let (pattern, whole) = (text(pattern)?, text(whole)?);
            let found =
                compiled(call, pattern, whole).is_ok_and(|regex| regex.is_match(whole.as_str()));
            Ok(Value::bool(found))
        },
        "mustRegexMatch" => |call, values| {
            let [pattern, whole] = exactly("mustRegexMatch", values)?;
            let (pattern, whole) = (text(pattern)?, text(whole)?);
            Ok(Value::bool(
                compiled(call, pattern, whole)?.is_match(whole.as_str()),
            ))
        },
        "regexFind" | "mustRegexFind" => find,
        "regexFindAll" | "mustRegexFindAll" => find_all,
        "regexReplaceAll" | "mustRegexReplaceAll" => |call, values| replaced(call, values, false),
        "regexReplaceAllLiteral" | "mustRegexReplaceAllLiteral" => {
            |call, values| replaced(call, values, true)
        }
        "regexSplit" | "mustRegexSplit" => split,
        "regexQuoteMeta" => {
            |call, values| super::encoding::made(call, "regexQuoteMeta", values, quote_meta)
        }
        _ => return None,
    })
}

fn compiled(call: &mut Call<'_>, pattern: &Text, whole: &Text) -> Result<Regex, String> {
    let (pattern, length) = (pattern.as_str(), whole.as_str().len());
    // A short pattern with repetitions or Unicode classes can compile to a large automaton.
    let may_be_large = ["{", "\\p", "\\P", "(?i"]
        .iter()
        .any(|part| pattern.contains(part));
    let building = if may_be_large { 5_000 } else { 20 };
    call.spend(building + pattern.len() + length / 10)?;
    // `\z` is the same in both, but Go's classes are ASCII only.
    let regex = RegexBuilder::new(&with_ascii_classes(pattern))
        .size_limit(1 << 19)
        .build();
    regex.map_err(|problem| {
        let problem = problem.to_string();
        let reason = problem
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        format!("error parsing regexp: {reason}: `{pattern}`")
    })
}

fn find(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [pattern, whole] = exactly("regexFind", values)?;
    let (pattern, whole) = (text(pattern)?, text(whole)?);
    let regex = compiled(call, pattern, whole)?;
    let found = regex.find(whole.as_str());
    Ok(Value::Text(found.map_or_else(
        || Text::new("", whole.trace().made()),
        |found| whole.slice(found.range()),
    )))
}

fn find_all(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [pattern, whole, count] = exactly("regexFindAll", values)?;
    let (pattern, whole, count) = (text(pattern)?, text(whole)?, int(count)?);
    let regex = compiled(call, pattern, whole)?;
    call.spend(whole.as_str().len())?;
    let limit = usize::try_from(count).unwrap_or(usize::MAX);
    let found = regex.find_iter(whole.as_str()).take(limit);
    let found = found.map(|found| Value::Text(whole.slice(found.range())));
    Ok(Value::List(List::new(
        found.collect(),
        whole.trace().made(),
    )))
}

fn replaced(call: &mut Call<'_>, values: &[Value], is_literal: bool) -> Result<Value, String> {
    let [pattern, whole, new] = exactly("regexReplaceAll", values)?;
    let (pattern, whole, new) = (text(pattern)?, text(whole)?, text(new)?);
    let regex = compiled(call, pattern, whole)?;
    let letters = whole.as_str();
    let mut builder = TextBuilder::default();
    let mut at = 0;
    for captures in regex.captures_iter(letters) {
        let Some(found) = captures.get(0) else {
            continue;
        };
        builder.push_part(whole, at..found.start());
        at = found.end();
        call.spend(1 + new.as_str().len() / 10)?;
        if is_literal {
            builder.push_text(new);
        } else {
            let before = builder.length();
            expand(new, whole, &captures, &mut builder);
            call.spend((builder.length() - before) / 10)?;
        }
    }
    builder.push_part(whole, at..letters.len());
    let replaced = builder.finish();
    if replaced.as_str().is_empty() {
        return Ok(Value::Text(Text::new("", made_of(&values[1..2]))));
    }
    Ok(Value::Text(replaced))
}

/// Expands `$1`, `${1}` and `${name}` in a replacement.
fn expand(new: &Text, whole: &Text, captures: &regex::Captures<'_>, builder: &mut TextBuilder) {
    let letters = new.as_str();
    let mut at = 0;
    while let Some(found) = letters[at..].find('$') {
        let dollar = at + found;
        builder.push_part(new, at..dollar);
        let rest = &letters[dollar + 1..];
        if rest.starts_with('$') {
            builder.push_part(new, dollar..dollar + 1);
            at = dollar + 2;
            continue;
        }
        let is_name = |letter: char| letter == '_' || letter.is_alphanumeric();
        let (name, length) = match rest.strip_prefix('{') {
            Some(rest) => {
                let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
                let is_closed = rest[end..].starts_with('}');
                (&rest[..if is_closed { end } else { 0 }], end + 2)
            }
            None => {
                let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
                (&rest[..end], end)
            }
        };
        if name.is_empty() {
            builder.push_part(new, dollar..dollar + 1);
            at = dollar + 1;
            continue;
        }
        let group = match name.parse::<usize>() {
            Ok(number) => captures.get(number),
            Err(_) => captures.name(name),
        };
        if let Some(group) = group {
            builder.push_part(whole, group.range());
        }
        at = dollar + 1 + length;
    }
    builder.push_part(new, at..letters.len());
}

fn split(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [pattern, whole, count] = exactly("regexSplit", values)?;
    let (pattern, whole, count) = (text(pattern)?, text(whole)?, int(count)?);
    let regex = compiled(call, pattern, whole)?;
    let letters = whole.as_str();
    call.spend(letters.len())?;
    let mut parts = Vec::new();
    if count != 0 {
        let limit = usize::try_from(count).unwrap_or(usize::MAX);
        let (mut start, mut end) = (0, 0);
        for found in regex.find_iter(letters) {
            if parts.len() + 1 == limit {
                break;
            }
            end = found.start();
            if found.end() != 0 {
                parts.push(Value::Text(whole.slice(start..end)));
            }
            start = found.end();
        }
        let is_whole = letters.is_empty() && !pattern.as_str().is_empty();
        if end != letters.len() || is_whole {
            parts.push(Value::Text(whole.slice(start..letters.len())));
        }
    }
    Ok(Value::List(List::new(parts, whole.trace().made())))
}

fn quote_meta(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for letter in text.chars() {
        if r"\.+*?()|[]{}^$".contains(letter) {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted
}
