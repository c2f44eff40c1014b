//! Generated expressions: checks the properties of the fuzz target, and compares values with the `cel` crate, whose own
//! evaluation has no limits.

use std::{collections::HashMap, sync::Arc};

use cel::{Context, Env, extensions, objects::Key};
use serde_json::Value as Json;

use crate::{
    common::random,
    generated::{self, Source, app, pod},
    outcome,
};

#[test]
fn promises_hold_for_generated_expressions() {
    random::cases(400, |u| {
        let length = u.len();
        generated::cel(u.bytes(length)?);
        Ok(())
    });
}

fn theirs(value: &Json) -> cel::Value {
    match value {
        Json::Null => cel::Value::Null,
        Json::Bool(value) => cel::Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => cel::Value::Int(number),
            None => cel::Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => cel::Value::String(Arc::new(text.clone())),
        Json::Array(items) => cel::Value::List(Arc::new(items.iter().map(theirs).collect())),
        Json::Object(map) => {
            let entries = map
                .iter()
                .map(|(key, value)| (Key::from(key.as_str()), theirs(value)));
            let map = Arc::new(entries.collect::<HashMap<_, _>>());
            cel::Value::Map(cel::objects::Map { map })
        }
    }
}

/// `None` for a value without a JSON form.
fn as_json(value: &cel::Value) -> Option<Json> {
    Some(match value {
        cel::Value::Null => Json::Null,
        cel::Value::Bool(value) => Json::from(*value),
        cel::Value::Int(number) => Json::from(*number),
        cel::Value::Float(number) => Json::from(*number),
        cel::Value::String(text) => Json::from(text.as_str()),
        cel::Value::List(items) => Json::Array(items.iter().map(as_json).collect::<Option<_>>()?),
        cel::Value::Map(map) => {
            let entries = map
                .map
                .iter()
                .map(|(key, value)| Some((key.to_string(), as_json(value)?)));
            Json::Object(entries.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// The crate's own evaluation needs more stack than the thread of a test has.
#[test]
fn values_are_those_of_the_crate() {
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    let compared = thread.spawn(compare_with_the_crate).expect("a thread");
    compared.join().expect("the same values");
}

fn compare_with_the_crate() {
    let mut env = Env::stdlib();
    env.add_extension(extensions::strings).expect("strings");
    env.add_extension(extensions::lists).expect("lists");
    env.add_extension(extensions::math).expect("math");
    let env = Arc::new(env);
    let mut context = Context::with_env(Arc::clone(&env));
    context.add_variable_from_value("pod", theirs(&pod()));
    context.add_variable_from_value("app", theirs(&app()));
    let (mut equal, mut errors, mut refused) = (0, 0, 0);
    random::cases(2000, |u| {
        let length = u.len();
        let text = Source::new(u.bytes(length)?).expression(false);
        let ours = outcome(&text);
        if matches!(&ours, Err(error) if error.starts_with("refused") || error.contains("too large to be"))
        {
            refused += 1;
            return Ok(());
        }
        let program = env.compile(&text).expect("what we take, the crate takes");
        let found = program.execute(&context);
        match (&ours, &found) {
            (Err(_), Err(_)) => errors += 1,
            (Ok(ours), Ok(found)) => {
                if let Some(found) = as_json(found) {
                    assert_eq!(*ours, found, "{text}");
                    equal += 1;
                }
            }
            _ => panic!("{text}\nours: {ours:?}\ntheirs: {found:?}"),
        }
        Ok(())
    });
    // A search has a time limit instead of a number of cases, so the bound is a percentage.
    assert!(
        equal * 3 > equal + errors + refused,
        "only {equal} have a value, {errors} have none, {refused} are refused"
    );
}
