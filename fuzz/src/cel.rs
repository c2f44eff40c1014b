//! Expressions of custom rules: arbitrary texts, and generated ones, with arbitrary values.

use serde_json::{Value as Json, json};
use spark_eci_lint::cel::{
    Expression, Field, List, Map, Problem, Scope, Template, Text, Type, Value, Values, complete,
};

/// Checks the properties of any expression, template and values.
pub fn cel(bytes: &[u8]) {
    let mut source = Source::new(bytes);
    let is_raw = source.choose(2) == 0;
    let app = source.json(3);
    let at = source.choose(256);
    let text = if is_raw {
        String::from_utf8_lossy(source.rest()).into_owned()
    } else {
        source.expression(true)
    };
    let completions = complete(&text, at.min(text.len()), &SCOPE);
    assert!(text.get(completions.replaces.clone()).is_some(), "{text}");
    expression(&text, &app);
    template(&text, &app);
    template(&format!("a {{{text}}} {{{{b}}}}"), &app);
}

/// Compiles and evaluates an expression; true if it has a value.
pub fn expression(text: &str, app: &Json) -> bool {
    let compiled = match Expression::compile(text, &SCOPE) {
        Ok(compiled) => compiled,
        Err(problem) => {
            problem_is_in(&problem, text);
            return false;
        }
    };
    assert!(compiled.cost() <= 1_000_000, "{text}");
    for path in compiled.reads() {
        assert!(
            SCOPE
                .variables()
                .iter()
                .any(|known| known.name == path.variable),
            "{path}"
        );
    }
    let pod = pod();
    let values = values(&pod, app);
    match compiled.evaluate(&values) {
        Ok(value) => {
            let is_promised = match compiled.result_type() {
                Type::Bool => matches!(value, Value::Bool(_)),
                Type::Int => matches!(value, Value::Int(_)),
                Type::Double => matches!(value, Value::Double(_)),
                Type::Text => matches!(value, Value::Text(_)),
                Type::Quantity => matches!(value, Value::Quantity(_)),
                Type::List(_) => matches!(value, Value::List(_)),
                Type::Map(_) | Type::Object(_) => matches!(value, Value::Map(_)),
                Type::Any => true,
            };
            assert!(
                is_promised,
                "{text}: {value:?}, not {}",
                compiled.result_type().name()
            );
            if let Value::Text(text) = value {
                assert!(text.len() <= 1 << 20);
            }
            true
        }
        Err(error) => {
            assert!(error.len() < 8192, "{text}: {error}");
            false
        }
    }
}

fn template(text: &str, app: &Json) {
    match Template::compile(text, &SCOPE) {
        Err(problem) => problem_is_in(&problem, text),
        Ok(template) => {
            let pod = pod();
            if let Ok(rendered) = template.render(&values(&pod, app)) {
                assert!(rendered.len() <= 64 << 10, "{text}");
            }
        }
    }
}

/// The values of the variables.
pub fn values<'j>(pod: &'j Json, app: &'j Json) -> Values<'j> {
    Values::new()
        .with("pod", of_json(pod))
        .with("app", of_json(app))
}

fn problem_is_in(problem: &Problem, text: &str) {
    assert!(
        text.get(problem.span.clone()).is_some(),
        "{text}: {problem:?}"
    );
    assert!(!problem.message.is_empty());
}

const fn field(name: &'static str, ty: Type) -> Field {
    Field {
        name,
        ty,
        summary: "",
        may_be_absent: false,
    }
}

static RANGE: [Field; 2] = [field("min", Type::Int), field("max", Type::Int)];
static MEMORY: [Field; 3] = [
    field("request", Type::Int),
    field("heap", Type::Int),
    field("overhead", Type::Int),
];
static CPU: [Field; 2] = [field("request", Type::Int), field("limit", Type::Any)];
static CONTAINER: [Field; 3] = [
    field("name", Type::Text),
    field("image", Type::Text),
    field("env", Type::List(&Type::Any)),
];
static PRICE: [Field; 1] = [field("podHour", Type::Double)];
static POD: [Field; 11] = [
    field("role", Type::Text),
    field("ready", Type::Bool),
    field("pods", Type::Object(&RANGE)),
    field("memory", Type::Object(&MEMORY)),
    field("cpu", Type::Object(&CPU)),
    field("labels", Type::Map(&Type::Text)),
    field("annotations", Type::Map(&Type::Text)),
    field("tolerations", Type::List(&Type::Any)),
    field("containers", Type::List(&Type::Object(&CONTAINER))),
    field("specs", Type::List(&Type::Text)),
    field("price", Type::Object(&PRICE)),
];
static VARIABLES: [Field; 2] = [field("app", Type::Any), field("pod", Type::Object(&POD))];
/// Variables like those of a rule.
pub const SCOPE: Scope = Scope::new(&VARIABLES);

/// A value of `pod`.
pub fn pod() -> Json {
    json!({
        "role": "driver", "ready": true, "pods": {"min": 1, "max": 40},
        "memory": {"request": 4505, "heap": 4096, "overhead": 409},
        "cpu": {"request": 2000, "limit": null},
        "labels": {"alibabacloud.com/eci": "true", "team": "dw"},
        "annotations": {"k8s.aliyun.com/eci-use-specs": "2-8Gi,4-8Gi"},
        "tolerations": [
            {"key": "virtual-kubelet.io/provider", "operator": "Exists"},
            {"key": "dedicated", "operator": "Equal", "value": "spark"},
        ],
        "containers": [
            {"name": "spark", "image": "registry.example.com/team/spark:3.5.0", "env": [{"name": "A"}]},
            {"name": "log", "image": "fluentd:1.2", "env": []},
        ],
        "specs": ["2-8Gi", "4-8Gi"], "price": {"podHour": 0.5},
    })
}

/// A value of `app`.
pub fn app() -> Json {
    json!({
        "kind": "SparkApplication",
        "metadata": {"name": "orders-7", "labels": {"owner": "x"}},
        "spec": {
            "type": "Scala", "executor": {"instances": 4},
            "sparkConf": {"spark.dynamicAllocation.enabled": "true"},
        },
    })
}

/// Converts a JSON value to a CEL value.
pub fn of_json(value: &Json) -> Value<'_> {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64().into(),
        },
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => Value::list(Array(items)),
        Json::Object(map) => Value::map(Object(map)),
    }
}

struct Array<'j>(&'j [Json]);

impl<'j> List<'j> for Array<'j> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, at: usize) -> Option<Value<'j>> {
        self.0.get(at).map(of_json)
    }
}

struct Object<'j>(&'j serde_json::Map<String, Json>);

impl<'j> Map<'j> for Object<'j> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &str) -> Option<Value<'j>> {
        self.0.get(key).map(of_json)
    }

    fn keys<'m>(&'m self) -> Box<dyn Iterator<Item = Text<'j>> + 'm> {
        Box::new(self.0.keys().map(|key| key.as_str().into()))
    }
}

/// Generates expressions and values from bytes.
pub struct Source<'b> {
    bytes: &'b [u8],
    locals: Vec<String>,
    fuel: usize,
}

impl<'b> Source<'b> {
    /// Starts at the first byte.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            locals: Vec::new(),
            fuel: 40,
        }
    }

    fn choose(&mut self, among: usize) -> usize {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                usize::from(*first) % among
            }
            None => 0,
        }
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.choose(words.len())]
    }

    fn rest(&mut self) -> &'b [u8] {
        std::mem::take(&mut self.bytes)
    }

    /// A value.
    pub fn json(&mut self, depth: usize) -> Json {
        let most = if depth == 0 { 5 } else { 8 };
        match self.choose(most) {
            0 => Json::Null,
            1 => json!(self.choose(2) == 0),
            2 => json!(i64::try_from(self.choose(200)).unwrap_or_default() - 100),
            3 => json!(self.pick(&["", "a", "driver", "4Gi", "é€", "spark:3.5"])),
            4 => json!(0.5),
            5 => (0..self.choose(4)).map(|_| self.json(depth - 1)).collect(),
            6 => app(),
            _ => {
                let mut map = serde_json::Map::new();
                for _ in 0..self.choose(4) {
                    let key = self.pick(&["kind", "spec", "metadata", "name", "a/b"]);
                    let value = self.json(depth - 1);
                    map.insert(key.to_owned(), value);
                }
                Json::Object(map)
            }
        }
    }

    /// Generates an expression; `ours` may use what the `cel` crate does not support.
    pub fn expression(&mut self, ours: bool) -> String {
        match self.choose(6) {
            0 => self.any(ours),
            1 => self.int(ours),
            2 => self.text(ours),
            3 => self.list(ours),
            _ => self.bool(ours),
        }
    }

    fn is_spent(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel == 0
    }

    fn bool(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "true".to_owned();
        }
        match self.choose(if ours { 18 } else { 14 }) {
            0 => self.pick(&["true", "false", "pod.ready"]).to_owned(),
            1 => format!("{} && {}", self.bool(ours), self.bool(ours)),
            2 => format!("({} || {})", self.bool(ours), self.bool(ours)),
            3 => format!("!({})", self.bool(ours)),
            4 => {
                let sign = self.pick(&["==", "!=", "<", "<=", ">", ">="]);
                format!("{} {sign} {}", self.int(ours), self.int(ours))
            }
            5 => {
                let sign = self.pick(&["==", "!=", "<", ">"]);
                format!("{} {sign} {}", self.text(ours), self.text(ours))
            }
            6 => format!("{} in {}", self.text(ours), self.list(ours)),
            7 => {
                let name = self.pick(&["startsWith", "endsWith", "contains"]);
                format!("{}.{name}({})", self.text(ours), self.text(ours))
            }
            8 => {
                let name = self.pick(&["all", "exists", "exists_one"]);
                self.each(name, ours, Self::bool)
            }
            9 => {
                let of = self.pick(&["pod.labels", "pod.annotations", "app", "app.spec"]);
                let key = self.pick(&["team", "nope", "kind", "executor"]);
                format!("has({of}.{key})")
            }
            10 => format!("{} == {}", self.any(ours), self.any(ours)),
            11 => format!(
                "{} ? {} : {}",
                self.bool(ours),
                self.bool(ours),
                self.bool(ours)
            ),
            12 => format!("'{}' in pod.labels", self.pick(&["team", "nope"])),
            13 => format!("{} == {}", self.list(ours), self.list(ours)),
            14 => {
                let pattern = self.pick(&["^[a-z]+-[0-9]+$", "(a*)*b", "\\\\pL", "", "("]);
                format!("{}.matches('{pattern}')", self.text(ours))
            }
            15 => format!("quantity({}).isLessThan(quantity('4Gi'))", self.text(ours)),
            16 => format!("sets.contains({}, {})", self.list(ours), self.list(ours)),
            _ => {
                let name = self.pick(&["all", "exists"]);
                format!("pod.labels.{name}(k, v, {})", self.bool(ours))
            }
        }
    }

    fn int(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "1".to_owned();
        }
        match self.choose(if ours { 12 } else { 10 }) {
            0 => self
                .pick(&["0", "1", "-7", "40", "9223372036854775807", "0x1F"])
                .to_owned(),
            1 => self
                .pick(&[
                    "pod.pods.max",
                    "pod.memory.heap",
                    "pod.cpu.request",
                    "app.spec.executor.instances",
                ])
                .to_owned(),
            2 | 3 => {
                let sign = self.pick(&["+", "-", "*", "/", "%"]);
                format!("({} {sign} {})", self.int(ours), self.int(ours))
            }
            4 => format!("{}.size()", self.text(ours)),
            5 => format!("size({})", self.list(ours)),
            6 => format!("int({})", self.text(ours)),
            7 => format!("{}.indexOf({})", self.text(ours), self.text(ours)),
            8 => format!(
                "({} ? {} : {})",
                self.bool(ours),
                self.int(ours),
                self.int(ours)
            ),
            9 => format!("int({})", self.double(ours)),
            10 => format!("{}.map(x, 1).sum()", self.list(ours)),
            _ => format!("{}.indexOf({})", self.list(ours), self.text(ours)),
        }
    }

    fn double(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "1.0".to_owned();
        }
        match self.choose(5) {
            0 => self.pick(&["0.0", "1.5", "-2.25", "1e300"]).to_owned(),
            1 => "pod.price.podHour".to_owned(),
            2 => {
                let sign = self.pick(&["+", "-", "*", "/"]);
                format!("({} {sign} {})", self.double(ours), self.double(ours))
            }
            3 => format!("double({})", self.int(ours)),
            _ => format!("math.ceil({})", self.double(ours)),
        }
    }

    fn text(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "'a'".to_owned();
        }
        match self.choose(if ours { 14 } else { 12 }) {
            0 => self
                .pick(&[
                    "''", "'a'", "'driver'", "'é€'", "\"team\"", "'4Gi'", "r'\\d'", "'1'",
                ])
                .to_owned(),
            1 => self
                .pick(&[
                    "pod.role",
                    "pod.labels.team",
                    "app.metadata.name",
                    "pod.containers[0].image",
                ])
                .to_owned(),
            2 => format!("({} + {})", self.text(ours), self.text(ours)),
            3 => format!("string({})", self.int(ours)),
            4 => {
                let name = self.pick(&["lowerAscii", "upperAscii", "trim", "reverse"]);
                format!("{}.{name}()", self.text(ours))
            }
            5 => format!(
                "{}.replace({}, {})",
                self.text(ours),
                self.text(ours),
                self.text(ours)
            ),
            6 => format!("{}.join({})", self.texts(ours), self.text(ours)),
            7 => {
                let (start, end) = (self.choose(4), self.choose(6));
                format!("{}.substring({start}, {end})", self.text(ours))
            }
            8 => format!("{}.charAt({})", self.text(ours), self.choose(4)),
            9 => format!("{}[{}]", self.texts(ours), self.choose(3)),
            10 => match self.locals.last().cloned() {
                Some(local) => local,
                None => "pod.role".to_owned(),
            },
            11 => format!(
                "pod.labels.?{}.orValue({})",
                self.pick(&["team", "nope"]),
                self.text(ours)
            ),
            12 => format!("{}.find('[a-z]+')", self.text(ours)),
            _ => format!("'%s %d'.format([{}, {}])", self.text(ours), self.int(ours)),
        }
    }

    fn texts(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "['a']".to_owned();
        }
        match self.choose(if ours { 7 } else { 5 }) {
            0 => "pod.specs".to_owned(),
            1 => format!("[{}, {}]", self.text(ours), self.text(ours)),
            2 => format!("{}.split({})", self.text(ours), self.text(ours)),
            3 => self.each("map", ours, Self::text),
            4 => format!("({} + {})", self.texts(ours), self.texts(ours)),
            5 => format!("{}.findAll('[a-z]')", self.text(ours)),
            _ => "pod.labels.transformList(k, v, k + v)".to_owned(),
        }
    }

    fn list(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "[]".to_owned();
        }
        match self.choose(9) {
            0 => "[]".to_owned(),
            1 => format!("[{}, {}]", self.any(ours), self.any(ours)),
            2 => self.texts(ours),
            3 => self
                .pick(&["pod.containers", "pod.tolerations", "app.spec"])
                .to_owned(),
            4 => self.each("filter", ours, Self::bool),
            5 => self.each("map", ours, Self::any),
            6 => format!("{}.distinct()", self.list(ours)),
            7 => format!("{}.reverse()", self.list(ours)),
            _ => format!("{}.sort()", self.texts(ours)),
        }
    }

    fn any(&mut self, ours: bool) -> String {
        if self.is_spent() {
            return "null".to_owned();
        }
        match self.choose(9) {
            0 => "null".to_owned(),
            1 => self
                .pick(&[
                    "app.spec",
                    "app.kind",
                    "pod.cpu.limit",
                    "pod.tolerations[0].key",
                    "app",
                    "pod",
                ])
                .to_owned(),
            2 => self.int(ours),
            3 => self.text(ours),
            4 => self.double(ours),
            5 => self.bool(ours),
            6 => format!("{{'a': {}, {}: 1}}.a", self.any(ours), self.text(ours)),
            7 => match self.locals.last().cloned() {
                Some(local) => format!("{local}.name"),
                None => self.list(ours),
            },
            _ => format!("app.?spec.?{}", self.pick(&["type", "nope"])),
        }
    }

    fn each(&mut self, name: &str, ours: bool, body: fn(&mut Self, bool) -> String) -> String {
        let range = match self.choose(5) {
            0 => "pod.containers".to_owned(),
            1 => "pod.specs".to_owned(),
            // The crate does not order the keys of a map, so only maps with one key are comparable.
            2 => if ours {
                "pod.labels"
            } else {
                "pod.annotations"
            }
            .to_owned(),
            _ => self.texts(ours),
        };
        let local = format!("x{}", self.locals.len());
        self.locals.push(local.clone());
        let body = body(self, ours);
        self.locals.pop();
        format!("{range}.{name}({local}, {body})")
    }
}
