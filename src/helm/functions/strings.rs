//! Strings: cutting, joining and quoting.

use super::convert::{boundary, text_of, texts_of};
use crate::gotemplate::{
    Call, Function, List, Text, TextBuilder, Trace, Value,
    arguments::{exactly, int, text},
    quoted,
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "trunc" => trunc,
        "trim" => trim,
        "substr" => substr,
        "repeat" => repeat,
        "trimAll" | "trimall" => trim_all,
        "trimSuffix" => trim_suffix,
        "trimPrefix" => trim_prefix,
        "contains" => |_, values| compared("contains", values, |text, part| text.contains(part)),
        "hasPrefix" => {
            |_, values| compared("hasPrefix", values, |text, part| text.starts_with(part))
        }
        "hasSuffix" => |_, values| compared("hasSuffix", values, |text, part| text.ends_with(part)),
        "quote" => quote,
        "squote" => squote,
        "cat" => cat,
        "indent" => indent,
        "nindent" => nindent,
        "replace" => replace,
        "plural" => plural,
        "toString" => to_string,
        "toStrings" => to_strings,
        "join" => join,
        "split" => split,
        "splitn" => splitn,
        "splitList" => split_list,
        "sortAlpha" => sort_alpha,
        _ => return None,
    })
}

fn trunc(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [count, whole] = exactly("trunc", values)?;
    let (count, whole) = (int(count)?, text(whole)?);
    let letters = whole.as_str();
    let magnitude = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    if magnitude >= letters.len() {
        return Ok(Value::Text(whole.clone()));
    }
    let kept = if count < 0 {
        boundary(letters, letters.len() - magnitude)..letters.len()
    } else {
        0..boundary(letters, magnitude)
    };
    Ok(Value::Text(whole.slice(kept)))
}

fn trim(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [whole] = exactly("trim", values)?;
    let whole = text(whole)?;
    Ok(Value::Text(whole.part(whole.as_str().trim())))
}

fn substr(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [start, end, whole] = exactly("substr", values)?;
    let (start, end, whole) = (int(start)?, int(end)?, text(whole)?);
    let letters = whole.as_str();
    let length = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    let (from, to) = if start < 0 {
        (0, end)
    } else if end < 0 || end > length {
        (start, length)
    } else {
        (start, end)
    };
    let is_outside = || {
        if to < 0 {
            format!("runtime error: slice bounds out of range [:{to}]")
        } else if to > length {
            format!("runtime error: slice bounds out of range [:{to}] with length {length}")
        } else {
            format!("runtime error: slice bounds out of range [{from}:{to}]")
        }
    };
    let from = usize::try_from(from).map_err(|_| is_outside())?;
    let to = usize::try_from(to).map_err(|_| is_outside())?;
    if from > to || to > letters.len() {
        return Err(is_outside());
    }
    Ok(Value::Text(
        whole.slice(boundary(letters, from)..boundary(letters, to)),
    ))
}

fn repeat(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [count, whole] = exactly("repeat", values)?;
    let (count, whole) = (int(count)?, text(whole)?);
    let count = usize::try_from(count).map_err(|_| "strings: negative Repeat count")?;
    if whole.as_str().is_empty() {
        return Ok(Value::Text(whole.clone()));
    }
    call.spend(count.saturating_mul(whole.as_str().len() / 10 + 1))?;
    let mut builder = TextBuilder::default();
    for _ in 0..count {
        builder.push_text(whole);
    }
    Ok(Value::Text(builder.finish()))
}

fn trim_all(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [letters, whole] = exactly("trimAll", values)?;
    let (letters, whole) = (text(letters)?, text(whole)?);
    let is_cut = |letter: char| letters.as_str().contains(letter);
    Ok(Value::Text(whole.part(whole.as_str().trim_matches(is_cut))))
}

fn trim_suffix(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [end, whole] = exactly("trimSuffix", values)?;
    let (end, whole) = (text(end)?, text(whole)?);
    let kept = whole.as_str().strip_suffix(end.as_str());
    Ok(Value::Text(
        kept.map_or_else(|| whole.clone(), |kept| whole.part(kept)),
    ))
}

fn trim_prefix(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [start, whole] = exactly("trimPrefix", values)?;
    let (start, whole) = (text(start)?, text(whole)?);
    let kept = whole.as_str().strip_prefix(start.as_str());
    Ok(Value::Text(
        kept.map_or_else(|| whole.clone(), |kept| whole.part(kept)),
    ))
}

fn compared(name: &str, values: &[Value], is_so: fn(&str, &str) -> bool) -> Result<Value, String> {
    let [part, whole] = exactly(name, values)?;
    let (part, whole) = (text(part)?, text(whole)?);
    Ok(Value::bool(is_so(whole.as_str(), part.as_str())))
}

fn quote(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let values = values.iter().filter(|value| !matches!(value, Value::Nil));
    let texts: Result<Vec<Text>, String> = values
        .map(|value| Ok(quoted(&text_of(call, value)?)))
        .collect();
    Ok(Value::Text(joined(&texts?, &Text::plain(" "))))
}

fn squote(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let values = values.iter().filter(|value| !matches!(value, Value::Nil));
    let texts: Result<Vec<Text>, String> = values
        .map(|value| {
            let mut builder = TextBuilder::default();
            builder.push("'", Trace::default());
            builder.push_text(&text_of(call, value)?);
            builder.push("'", Trace::default());
            Ok(builder.finish())
        })
        .collect();
    Ok(Value::Text(joined(&texts?, &Text::plain(" "))))
}

fn cat(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let values = values.iter().filter(|value| !matches!(value, Value::Nil));
    let texts: Result<Vec<Text>, String> = values.map(|value| text_of(call, value)).collect();
    Ok(Value::Text(joined(&texts?, &Text::plain(" "))))
}

fn joined(texts: &[Text], separator: &Text) -> Text {
    if let [only] = texts {
        return only.clone();
    }
    let mut builder = TextBuilder::default();
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            builder.push_text(separator);
        }
        builder.push_text(text);
    }
    builder.finish()
}

fn indented(
    call: &mut Call<'_>,
    count: &Value,
    whole: &Text,
    start: &str,
) -> Result<Value, String> {
    let count = usize::try_from(int(count)?).map_err(|_| "strings: negative Repeat count")?;
    let lines = 1 + whole.as_str().bytes().filter(|byte| *byte == b'\n').count();
    call.spend(lines.saturating_mul(count / 10 + 1))?;
    let spaces = " ".repeat(count);
    let mut builder = TextBuilder::default();
    builder.push(start, Trace::default());
    for line in whole.as_str().split_inclusive('\n') {
        builder.push(&spaces, Trace::default());
        builder.push_text(&whole.part(line));
    }
    if whole.as_str().is_empty() || whole.as_str().ends_with('\n') {
        builder.push(&spaces, Trace::default());
    }
    Ok(Value::Text(builder.finish()))
}

fn indent(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [count, whole] = exactly("indent", values)?;
    indented(call, count, text(whole)?, "")
}

fn nindent(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [count, whole] = exactly("nindent", values)?;
    indented(call, count, text(whole)?, "\n")
}

fn replace(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [old, new, whole] = exactly("replace", values)?;
    let (old, new, whole) = (text(old)?, text(new)?, text(whole)?);
    let found = if old.as_str().is_empty() {
        whole.as_str().len() + 1
    } else {
        whole.as_str().matches(old.as_str()).count()
    };
    call.spend(found.saturating_mul(new.as_str().len() / 10 + 1))?;
    Ok(Value::Text(whole.replaced(old.as_str(), new)))
}

fn plural(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [one, many, count] = exactly("plural", values)?;
    let (one, many, count) = (text(one)?, text(many)?, int(count)?);
    Ok(Value::Text(if count == 1 { one } else { many }.clone()))
}

fn to_string(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("toString", values)?;
    Ok(Value::Text(text_of(call, value)?))
}

fn to_strings(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("toStrings", values)?;
    Ok(texts(texts_of(call, value)?, value.trace()))
}

fn texts(texts: Vec<Text>, trace: Trace) -> Value {
    Value::List(List::new(
        texts.into_iter().map(Value::Text).collect(),
        trace,
    ))
}

fn join(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [separator, list] = exactly("join", values)?;
    let separator = text(separator)?;
    let texts = texts_of(call, list)?;
    call.spend(texts.len().saturating_mul(separator.as_str().len() / 10))?;
    Ok(Value::Text(joined(&texts, separator)))
}

/// `strings.SplitN`: all parts where `count` is negative.
fn parts(
    call: &mut Call<'_>,
    separator: &Value,
    whole: &Value,
    count: i64,
) -> Result<Vec<Text>, String> {
    let (separator, whole) = (text(separator)?, text(whole)?);
    let letters = whole.as_str();
    call.spend(letters.len() / 10 + 1)?;
    let limit = usize::try_from(count).unwrap_or(usize::MAX);
    let mut parts: Vec<&str> = Vec::new();
    if limit == 0 {
        return Ok(Vec::new());
    }
    if separator.as_str().is_empty() {
        call.spend(letters.len())?;
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            if parts.len() + 1 == limit {
                break;
            }
            let (one, behind) = rest.split_at(letter.len_utf8());
            parts.push(one);
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(rest);
        }
    } else {
        parts.extend(letters.splitn(limit, separator.as_str()));
    }
    call.spend(parts.len())?;
    Ok(parts.into_iter().map(|part| whole.part(part)).collect())
}

fn numbered(parts: Vec<Text>) -> Value {
    let parts = parts.into_iter().enumerate();
    Value::map(parts.map(|(at, part)| (format!("_{at}"), Value::Text(part))))
}

fn split(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [separator, whole] = exactly("split", values)?;
    Ok(numbered(parts(call, separator, whole, -1)?))
}

fn splitn(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [separator, count, whole] = exactly("splitn", values)?;
    let count = int(count)?;
    Ok(numbered(parts(call, separator, whole, count)?))
}

fn split_list(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [separator, whole] = exactly("splitList", values)?;
    Ok(texts(parts(call, separator, whole, -1)?, whole.trace()))
}

fn sort_alpha(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [list] = exactly("sortAlpha", values)?;
    let mut sorted = texts_of(call, list)?;
    if !matches!(list, Value::Nil) {
        sorted.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    }
    Ok(texts(sorted, list.trace()))
}
