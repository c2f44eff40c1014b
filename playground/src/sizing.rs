//! The plan of a text, and the sizing of one that is made from a form.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use spark_eci_lint::{
    Linter, Settings,
    eci::Spec,
    kube::{Mib, MilliCpu},
    named::Named,
};

/// The values of the form, as they are typed.
#[derive(Deserialize)]
pub struct Size {
    cores: u32,
    memory: String,
    language: String,
    #[serde(default)]
    overhead: String,
    instances: u32,
    #[serde(default)]
    region: String,
}

/// What comes of them.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sized {
    text: String,
    plan: Option<Value>,
    pod: Option<Pod>,
    specs: Vec<Choice>,
    currency: String,
    prices_of: String,
    error: Option<String>,
}

/// What one executor's pod asks for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pod {
    memory_mib: u64,
    cpu_millis: u64,
}

/// A spec that holds the pod.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Choice {
    spec: String,
    /// The price of one pod by the hour.
    pod_hour: f64,
    /// That of all.
    all_hour: f64,
    /// Memory that stays free.
    room_mib: u64,
}

/// How many specs are shown.
const SHOWN: usize = 6;

/// The plan, as `spark-eci-lint plan --format json` writes it.
pub fn plan(linter: &Linter, name: &str, text: &str) -> Option<Value> {
    let mut json = Vec::new();
    let written = linter.plan(name, text).write_json(&mut json);
    written.ok()?;
    serde_json::from_slice(&json).ok()
}

/// The day of the price list that holds without a configuration.
pub fn date_of_prices() -> String {
    let environment = Settings::default().environment;
    environment
        .prices()
        .map(|prices| prices.as_of.clone())
        .unwrap_or_default()
}

/// Judges an application with such executors.
pub fn size(size: &Size) -> Sized {
    let config = if size.region.is_empty() {
        String::new()
    } else {
        format!("region: {}\n", quoted(&size.region))
    };
    let linter = match Linter::from_config("spark-eci-lint.yaml", &config) {
        Ok(linter) => linter,
        Err(invalid) => return failed(String::new(), invalid.to_string()),
    };
    let text = manifest(size);
    let report = linter.lint("sizing.yaml", &text);
    let mut wrong = report
        .findings()
        .filter(|finding| SETTINGS.contains(&finding.rule.id.as_str()));
    if let Some(finding) = wrong.next() {
        let message = finding.diagnostic.message.to_string();
        return failed(text, message);
    }
    let Some(plan) = plan(&linter, "sizing.yaml", &text) else {
        return failed(text, "there is no plan".to_owned());
    };
    let Some(pod) = executor(&plan).and_then(pod) else {
        return failed(text, "the size of the pod is unknown".to_owned());
    };
    let settings = linter.settings("sizing.yaml");
    let Some(environment) = settings.as_deref().map(|settings| &settings.environment) else {
        return failed(text, "there are no settings".to_owned());
    };
    let memory = Mib(pod.memory_mib);
    let choices = environment.choices(MilliCpu(pod.cpu_millis), memory, false);
    let choices = choices.into_iter().take(SHOWN);
    Sized {
        specs: choices
            .map(|(spec, hour)| Choice::new(spec, hour, size.instances, memory))
            .collect(),
        currency: environment.currency().name().to_uppercase(),
        prices_of: environment
            .prices()
            .map(|prices| prices.as_of.clone())
            .unwrap_or_default(),
        plan: Some(plan),
        pod: Some(pod),
        text,
        error: None,
    }
}

/// Rules about values that Spark or the API server refuse: without them there is no pod.
const SETTINGS: [&str; 3] = ["ECI006", "ECI601", "ECI604"];

impl Choice {
    fn new(spec: Spec, hour: f64, instances: u32, memory: Mib) -> Self {
        Self {
            spec: spec.to_string(),
            pod_hour: rounded(hour),
            all_hour: rounded(hour * f64::from(instances)),
            room_mib: spec.memory.0.saturating_sub(memory.0),
        }
    }
}

/// Without the digits that floating-point numbers bring along.
fn rounded(price: f64) -> f64 {
    (price * 1e6).round() / 1e6
}

fn failed(text: String, error: String) -> Sized {
    Sized {
        text,
        error: Some(error),
        ..Sized::default()
    }
}

fn executor(plan: &Value) -> Option<&Value> {
    let mut pods = plan["pods"].as_array()?.iter();
    pods.find(|pod| pod["role"] == "executor")
}

fn pod(row: &Value) -> Option<Pod> {
    Some(Pod {
        memory_mib: row["memory"]["request_mib"].as_u64()?,
        cpu_millis: row["cpu"]["request_millis"].as_u64()?,
    })
}

/// An application with such executors, placed on ECI. Values are in quotes: they come from a form.
fn manifest(size: &Size) -> String {
    let file = match size.language.as_str() {
        "Python" => "local:///opt/app.py",
        "R" => "local:///opt/app.R",
        _ => "local:///opt/app.jar",
    };
    let overhead = if size.overhead.trim().is_empty() {
        String::new()
    } else {
        format!("    memoryOverhead: {}\n", quoted(size.overhead.trim()))
    };
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: sizing
  labels:
    alibabacloud.com/eci: \"true\"
spec:
  type: {}
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example.com/app:1
  mainApplicationFile: {file}
  driver:
    cores: 1
    memory: 1g
  executor:
    instances: {}
    cores: {}
    memory: {}
{overhead}",
        quoted(&size.language),
        size.instances,
        size.cores,
        quoted(size.memory.trim()),
    )
}

/// In the quotes of JSON, which YAML reads alike.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
