//! Lists.
//!
//! Source: Sprig's `list.go`.

use super::{
    convert::{int_of, is_empty, made_of},
    deep::equal,
};
use crate::gotemplate::{
    Call, Function, List, Trace, Value,
    arguments::{at_least, exactly, int, list},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "list" | "tuple" => |_, values| Ok(Value::list(values.to_vec())),
        "append" | "push" | "mustAppend" | "mustPush" => append,
        "prepend" | "mustPrepend" => prepend,
        "first" | "mustFirst" => |_, values| {
            let [value] = exactly("first", values)?;
            Ok(list(value, "find first")?
                .first()
                .cloned()
                .unwrap_or_default())
        },
        "last" | "mustLast" => |_, values| {
            let [value] = exactly("last", values)?;
            Ok(list(value, "find last")?
                .last()
                .cloned()
                .unwrap_or_default())
        },
        "rest" | "mustRest" => |call, values| {
            let [value] = exactly("rest", values)?;
            let list = list(value, "find rest")?;
            of(call, list.get(1..).unwrap_or_default().to_vec(), list.trace)
        },
        "initial" | "mustInitial" => |call, values| {
            let [value] = exactly("initial", values)?;
            let list = list(value, "find initial")?;
            let end = list.len().saturating_sub(1);
            of(call, list[..end].to_vec(), list.trace)
        },
        "reverse" | "mustReverse" => |call, values| {
            let [value] = exactly("reverse", values)?;
            let list = list(value, "find reverse")?;
            of(call, list.iter().rev().cloned().collect(), list.trace)
        },
        "compact" | "mustCompact" => |call, values| {
            let [value] = exactly("compact", values)?;
            let list = list(value, "compact")?;
            let kept = list.iter().filter(|item| !is_empty(item));
            of(call, kept.cloned().collect(), list.trace)
        },
        "uniq" | "mustUniq" => uniq,
        "without" | "mustWithout" => without,
        "has" | "mustHas" => has,
        "slice" | "mustSlice" => slice,
        "concat" => concat,
        "chunk" | "mustChunk" => chunk,
        _ => return None,
    })
}

fn of(call: &mut Call<'_>, items: Vec<Value>, trace: Trace) -> Result<Value, String> {
    call.spend(items.len())?;
    Ok(Value::List(List::new(items, trace)))
}

fn append(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value, item] = exactly("append", values)?;
    let list = list(value, "push")?;
    let mut items = list.to_vec();
    items.push(item.clone());
    of(call, items, list.trace)
}

fn prepend(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value, item] = exactly("prepend", values)?;
    let list = list(value, "prepend")?;
    let mut items = vec![item.clone()];
    items.extend(list.iter().cloned());
    of(call, items, list.trace)
}

fn is_in(call: &mut Call<'_>, items: &[Value], item: &Value) -> Result<bool, String> {
    for other in items {
        if equal(call, item, other, 0)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [value] = exactly("uniq", values)?;
    let list = list(value, "find uniq")?;
    let mut kept = Vec::new();
    for item in list.iter() {
        if !is_in(call, &kept, item)? {
            kept.push(item.clone());
        }
    }
    of(call, kept, list.trace)
}

fn without(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([value], omitted) = at_least("without", values)?;
    let list = list(value, "find without")?;
    let mut kept = Vec::new();
    for item in list.iter() {
        if !is_in(call, omitted, item)? {
            kept.push(item.clone());
        }
    }
    of(call, kept, list.trace)
}

fn has(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [item, value] = exactly("has", values)?;
    if matches!(value, Value::Nil) {
        return Ok(Value::bool(false));
    }
    let list = list(value, "find has")?;
    Ok(Value::bool(is_in(call, list, item)?))
}

fn slice(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([value], indices) = at_least("slice", values)?;
    let Value::List(list) = value else {
        let kind = value.kind_name();
        return Err(format!("list should be type of slice or array but {kind}"));
    };
    if list.is_empty() {
        return Ok(Value::Nil);
    }
    let start = indices.first().map_or(0, int_of);
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let end = indices.get(1).map_or(length, int_of);
    let outside = || "reflect.Value.Slice: slice index out of bounds".to_owned();
    let start = usize::try_from(start).map_err(|_| outside())?;
    let end = usize::try_from(end).map_err(|_| outside())?;
    let items = list.get(start..end).ok_or_else(outside)?;
    of(call, items.to_vec(), list.trace)
}

fn concat(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let mut items = Vec::new();
    for value in values {
        let Value::List(list) = value else {
            if matches!(value, Value::Nil) {
                list(value, "concat")?;
            }
            return Err(format!("Cannot concat type {} as list", value.kind_name()));
        };
        call.spend(list.len())?;
        items.extend(list.iter().cloned());
    }
    of(call, items, made_of(values))
}

fn chunk(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [size, value] = exactly("chunk", values)?;
    let size = int(size)?;
    let Value::List(list) = value else {
        return Err(format!("Cannot chunk type {}", value.kind_name()));
    };
    let size = usize::try_from(size).ok().filter(|size| *size > 0);
    let size = size.ok_or("runtime error: makeslice: len out of range")?;
    let chunks = list.chunks(size);
    let chunks = chunks.map(|chunk| Value::List(List::new(chunk.to_vec(), list.trace)));
    let chunks = chunks.collect();
    call.spend(list.len())?;
    of(call, chunks, list.trace)
}
