//! This stage against Apache Spark's own classes, over the pods in `testdata/spark/oracle.json`.

use serde_json::{Value, json};

use super::{Pod, Role, Stage, applications, pods};
use crate::yaml;

/// An application's pods by this stage, in the form of the oracle's answers.
fn ours(spec: &Value, version: &str) -> Value {
    let mut spec = spec.clone();
    spec["sparkVersion"] = version.into();
    let manifest = json!({
        "apiVersion": "sparkoperator.k8s.io/v1beta2",
        "kind": "SparkApplication",
        "metadata": {"name": "app"},
        "spec": spec,
    });
    let text = manifest.to_string();
    let chunk = &yaml::split(&text)[0];
    let document = yaml::parse(&text, chunk.span)
        .expect("JSON is YAML")
        .expect("a document");
    let application = &applications(&document)[0];
    let pods = pods(application);
    let find = |role| {
        pods.iter()
            .find(|pod| pod.role == role)
            .expect("both roles")
    };
    let (driver, executor) = (find(Role::Driver), find(Role::Executor));
    // The oracle has no API server: what only that refuses was built.
    let stage = [driver, executor]
        .into_iter()
        .filter_map(refusal)
        .min()
        .filter(|stage| *stage != Stage::ApiServer);
    let is_built = |by: Stage| stage.is_none_or(|stage| stage > by);
    json!({
        "driver": is_built(Stage::DriverPod).then(|| pod(driver)),
        "executor": is_built(Stage::ExecutorPod).then(|| pod(executor)),
        "stage": stage.map(stage_name),
    })
}

fn refusal(pod: &Pod<'_>) -> Option<Stage> {
    let memory = pod.memory.as_ref().err().map(|refusal| refusal.stage);
    let cpu = pod.cpu_request.as_ref().err().map(|refusal| refusal.stage);
    memory.into_iter().chain(cpu).min()
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::SparkSubmit => "spark-submit",
        Stage::DriverPod => "driver-pod",
        Stage::ExecutorPod => "executor-pod",
        Stage::ApiServer => "api-server",
    }
}

fn pod(pod: &Pod<'_>) -> Value {
    let selector = pod.node_selector.iter();
    json!({
        "cpu": pod.cpu_request.as_ref().ok().map(|cpu| cpu.value.0),
        "cpuLimit": pod.cpu_limit.as_ref().ok().and_then(|cpu| Some(cpu.as_ref()?.value.0)),
        "memory": pod.memory.as_ref().ok().map(|memory| memory.total().0),
        "nodeSelector": selector.map(|pair| (pair.key.to_string(), pair.value.to_string().into())).collect::<serde_json::Map<_, _>>(),
        "tolerations": pod.tolerations.len(),
    })
}

fn theirs(result: &Value) -> Value {
    let pod = |pod: &Value| {
        (!pod.is_null()).then(|| {
            let selector = pod.get("nodeSelector").cloned();
            json!({
                // A negative request is a number to Spark and a refusal to the API server.
                "cpu": pod["cpu_request_millis"].as_u64(),
                "cpuLimit": pod["cpu_limit_millis"].as_u64(),
                "memory": pod["memory_request_mib"],
                "nodeSelector": selector.unwrap_or_else(|| json!({})),
                "tolerations": pod.get("tolerations").and_then(Value::as_array).map_or(0, Vec::len),
            })
        })
    };
    json!({
        "driver": pod(&result["driver"]),
        "executor": pod(&result["executor"]),
        "stage": result["error"].get("stage"),
    })
}

#[test]
fn pods_are_those_that_spark_builds() {
    let oracle = std::fs::read_to_string("testdata/spark/oracle.json").expect("Spark's answers");
    let oracle: Value = serde_json::from_str(&oracle).expect("JSON");
    let mut compared = 0;
    let mut differences = Vec::new();
    for case in oracle["cases"].as_array().expect("cases") {
        for result in case["results"].as_array().expect("results") {
            for version in result["spark_versions"].as_array().expect("versions") {
                let version = version.as_str().expect("a version");
                let (ours, theirs) = (ours(&case["spec"], version), theirs(result));
                compared += 1;
                if ours != theirs {
                    differences.push(format!(
                        "{} on {version}\n  Spark: {theirs}\n  ours:  {ours}",
                        case["id"]
                    ));
                }
            }
        }
    }
    assert!(compared > 2000, "only {compared} comparisons");
    assert!(
        differences.is_empty(),
        "{} of {compared} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
