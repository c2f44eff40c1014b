//! Expressions of rules that users write: what they give, what they read, and what is refused.

use spark_eci_lint::cel::{
    Expression, Field, Map, Problem, Scope, Template, Text, Type, Value, Values,
};

const fn field(name: &'static str, ty: Type) -> Field {
    Field {
        name,
        ty,
        summary: "",
        may_be_absent: false,
    }
}

static RANGE: [Field; 3] = [
    field("min", Type::Int),
    field("first", Type::Int),
    field("max", Type::Int),
];
static MEMORY: [Field; 3] = [
    field("request", Type::Int),
    field("heap", Type::Int),
    field("overhead", Type::Int),
];
static CPU: [Field; 2] = [field("request", Type::Int), field("limit", Type::Any)];
static CONTAINER: [Field; 2] = [field("name", Type::Text), field("image", Type::Text)];
static PRICE: [Field; 1] = [field("podHour", Type::Double)];
static POD: [Field; 12] = [
    field("role", Type::Text),
    field("pods", Type::Object(&RANGE)),
    field("memory", Type::Object(&MEMORY)),
    field("cpu", Type::Object(&CPU)),
    field("labels", Type::Map(&Type::Text)),
    field("annotations", Type::Map(&Type::Text)),
    field("nodeSelector", Type::Map(&Type::Text)),
    field("tolerations", Type::List(&Type::Any)),
    field("containers", Type::List(&Type::Object(&CONTAINER))),
    field("specs", Type::List(&Type::Text)),
    field("price", Type::Object(&PRICE)),
    field("ready", Type::Bool),
];
static VARIABLES: [Field; 2] = [field("app", Type::Any), field("pod", Type::Object(&POD))];
const SCOPE: Scope = Scope::new(&VARIABLES);

fn compile(text: &str) -> Result<Expression, Problem> {
    Expression::compile(text, &SCOPE)
}

/// A JSON value as one of CEL.
fn of_json(value: &serde_json::Value) -> Value<'_> {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => (*value).into(),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64().into(),
        },
        serde_json::Value::String(text) => text.as_str().into(),
        serde_json::Value::Array(items) => items.iter().map(of_json).collect::<Vec<_>>().into(),
        serde_json::Value::Object(_) => Value::map(Json(value)),
    }
}

struct Json<'j>(&'j serde_json::Value);

impl<'j> Map<'j> for Json<'j> {
    fn len(&self) -> usize {
        self.0.as_object().map_or(0, serde_json::Map::len)
    }

    fn get(&self, key: &str) -> Option<Value<'j>> {
        self.0.get(key).map(of_json)
    }

    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'j>> + 'm> {
        let keys = self
            .0
            .as_object()
            .into_iter()
            .flat_map(serde_json::Map::keys);
        Box::new(keys.map(|key| key.as_str().into()))
    }
}

fn pod() -> serde_json::Value {
    serde_json::json!({
        "role": "driver", "pods": {"min": 1, "first": 2, "max": 40},
        "memory": {"request": 4505, "heap": 4096, "overhead": 409},
        "cpu": {"request": 2000, "limit": null},
        "labels": {"team": "dw", "alibabacloud.com/eci": "true"},
        "annotations": {"k8s.aliyun.com/eci-use-specs": "2-8Gi,4-8Gi"},
        "nodeSelector": {"type": "virtual-kubelet"},
        "tolerations": [
            {"key": "virtual-kubelet.io/provider", "operator": "Exists"},
            {"key": "dedicated", "operator": "Equal", "value": "spark"},
        ],
        "containers": [
            {"name": "spark", "image": "registry.example.com/team/spark:3.5.0"},
            {"name": "log", "image": "fluentd:1.2"},
        ],
        "specs": ["2-8Gi", "4-8Gi"], "price": {"podHour": 0.5}, "ready": true,
    })
}

fn app() -> serde_json::Value {
    serde_json::json!({
        "kind": "SparkApplication", "metadata": {"name": "orders-7", "labels": {"owner": "x"}},
        "spec": {
            "type": "Scala", "executor": {"instances": 4},
            "sparkConf": {"spark.dynamicAllocation.enabled": "true"},
        },
    })
}

/// What an expression gives, as text: a value, `error: …`, or `refused: …`.
fn outcome(text: &str) -> String {
    let (pod, app) = (pod(), app());
    let expression = match compile(text) {
        Ok(expression) => expression,
        Err(problem) => return format!("refused: {}", problem.message),
    };
    let values = Values::new()
        .with("pod", of_json(&pod))
        .with("app", of_json(&app));
    let outcome = match expression.evaluate(&values) {
        Ok(value) => shown(&value),
        Err(error) => format!("error: {error}"),
    };
    outcome
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::List(list) => {
            let items = (0..list.len()).filter_map(|at| list.get(at));
            let items: Vec<String> = items.map(|item| shown(&item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let items = map.keys().map(|key| {
                let value = map.get(&key).map(|value| shown(&value));
                format!("{}: {}", &*key, value.unwrap_or_default())
            });
            format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
        }
        Value::Optional(Some(held)) => format!("optional({})", shown(held)),
        other => format!("{other:?}"),
    }
}

#[test]
fn try_out() {
    for line in std::fs::read_to_string("/tmp/celx/tries").unwrap().lines() {
        println!("{line}\n      {}", outcome(line));
        match compile(line) {
            Ok(e) => println!(
                "      cost {} reads {} {}",
                e.cost(),
                e.reads()
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" "),
                e.result_type().name()
            ),
            Err(p) => println!("      at {:?} {:?}", line.get(p.span.clone()), p.help),
        }
    }
}
