//! Expressions in custom rules: their results, their reads, and errors.

#[expect(unreachable_pub, reason = "a part of the fuzz targets")]
#[allow(dead_code, reason = "a part of the fuzz targets")]
#[path = "../fuzz/src/cel.rs"]
mod generated;

#[path = "cel/bounds.rs"]
mod bounds;
#[path = "cel/complete.rs"]
mod complete;
#[path = "cel/problems.rs"]
mod problems;
#[path = "cel/random.rs"]
mod random;
#[path = "cel/reads.rs"]
mod reads;
#[path = "cel/templates.rs"]
mod templates;
#[path = "cel/values.rs"]
mod values;

mod common;

use generated::{SCOPE, app, pod};
use serde_json::Value as Json;
use spark_eci_lint::cel::{Expression, Problem, Value};

fn compile(text: &str) -> Result<Expression, Problem> {
    Expression::compile(text, &SCOPE)
}

fn problem(text: &str) -> Problem {
    match compile(text) {
        Ok(_) => panic!("{text} is taken"),
        Err(problem) => problem,
    }
}

/// The result of an expression for the pod and the application of the tests.
fn outcome(text: &str) -> Result<Json, String> {
    outcome_for(text, &app())
}

fn outcome_for(text: &str, app: &Json) -> Result<Json, String> {
    let pod = pod();
    let expression = compile(text).map_err(|problem| format!("refused: {}", problem.message))?;
    let values = generated::values(&pod, app);
    expression.evaluate(&values).map(|value| as_json(&value))
}

fn as_json(value: &Value<'_>) -> Json {
    match value {
        Value::Null | Value::Optional(None) => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Int(number) => Json::from(*number),
        Value::Double(number) => Json::from(*number),
        Value::Text(text) => Json::from(&**text),
        Value::List(list) => {
            let items = (0..list.len()).filter_map(|at| list.get(at));
            items.map(|item| as_json(&item)).collect()
        }
        Value::Map(map) => {
            let entry = |key: &str| map.get(key).map(|value| as_json(&value));
            let entries = map.keys();
            Json::Object(
                entries
                    .filter_map(|key| Some((key.to_string(), entry(&key)?)))
                    .collect(),
            )
        }
        Value::Optional(Some(held)) => as_json(held),
        Value::Quantity(amount) => Json::from(amount.to_string()),
        Value::Type(name) => Json::from(*name),
    }
}
