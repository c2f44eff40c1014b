//! Functions that return or test the type of a value.

use super::deep::equal;
use crate::gotemplate::{
    Function, Value,
    arguments::{exactly, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "typeOf" => |_, values| {
            let [value] = exactly("typeOf", values)?;
            Ok(Value::text(value.type_name()))
        },
        "kindOf" => |_, values| {
            let [value] = exactly("kindOf", values)?;
            Ok(Value::text(value.kind_name()))
        },
        "typeIs" => |_, values| is("typeIs", values, |name, value| name == value.type_name()),
        "typeIsLike" => |_, values| {
            is("typeIsLike", values, |name, value| {
                let kind = value.type_name();
                name == kind || kind.strip_prefix('*') == Some(name)
            })
        },
        "kindIs" => |_, values| is("kindIs", values, |name, value| name == value.kind_name()),
        "deepEqual" => |call, values| {
            let [one, other] = exactly("deepEqual", values)?;
            Ok(Value::bool(equal(call, one, other, 0)?))
        },
        _ => return None,
    })
}

fn is(name: &str, values: &[Value], test: fn(&str, &Value) -> bool) -> Result<Value, String> {
    let [expected, value] = exactly(name, values)?;
    Ok(Value::bool(test(text(expected)?.as_str(), value)))
}
