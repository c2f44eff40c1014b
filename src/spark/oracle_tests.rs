//! Compares this stage with Apache Spark's own classes, for the pods in `testdata/spark/oracle.json`.

use serde_json::{Value, json};

use super::{
    Pod, PodOptions, Role, Sourced, SparkVersion, Stage, Unjudged, application, submission,
};
use crate::{kube::MilliCpu, yaml};

/// An application's pods as built here, in the format of the oracle.
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
    let application = &application(document.root(), None).expect("an application");
    // A single version of Spark built all pods of the oracle.
    let options = PodOptions {
        operator_spark: SparkVersion::parse(version),
        ..PodOptions::default()
    };
    let pods = submission(application, options).pods;
    let find = |role| {
        pods.iter()
            .find(|pod| pod.role == role)
            .expect("both roles")
    };
    let (driver, executor) = (find(Role::Driver), find(Role::Executor));
    let refusals = || [driver, executor].into_iter().flat_map(Pod::unjudged);
    let stages = || refusals().filter_map(|refusal| refusal.refused_by);
    // The oracle builds pods without an API server, does not start the driver in the same step, and already has a JVM.
    let builds = |stage: &Stage| {
        !matches!(
            stage,
            Stage::ApiServer | Stage::DriverJvm | Stage::DriverStart
        )
    };
    let stage = stages().filter(builds).min();
    let is_built = |by: Stage| stage.is_none_or(|stage| stage > by);
    let starts = !stages().any(|stage| stage == Stage::DriverStart);
    json!({
        "driver": is_built(Stage::DriverPod).then(|| pod(driver)),
        "executor": is_built(Stage::ExecutorPod).then(|| pod(executor)),
        "stage": stage.map(Stage::name),
        "starts": starts,
        "first": executor.count.as_ref().ok().map(|count| count.initial),
    })
}

fn pod(pod: &Pod<'_>) -> Value {
    let selector = pod.node_selector.iter();
    let container = &pod.container;
    let cpu = |cpu: &Result<Option<Sourced<MilliCpu>>, Unjudged>| {
        cpu.as_ref()
            .ok()
            .and_then(|cpu| Some(cpu.as_ref()?.value.0))
    };
    let memory = container.memory.as_ref().ok().and_then(Option::as_ref);
    json!({
        "cpu": cpu(&container.cpu_request),
        "cpuLimit": cpu(&container.cpu_limit),
        "memory": memory.map(|memory| memory.total().0),
        "gpus": container.gpus.first().map(|gpus| json!({&gpus.resource: gpus.number})),
        "ephemeralStorage": container.ephemeral_storage.as_ref().map(|storage| &storage.value),
        "scheduler": pod.scheduler.and_then(|scheduler| scheduler.node.scalar_text()),
        "nodeSelector": selector.map(|pair| (pair.key.to_string(), pair.value.to_string().into())).collect::<serde_json::Map<_, _>>(),
        "annotations": pod.annotations.iter().map(|pair| (pair.key.to_string(), pair.value.to_string().into())).collect::<serde_json::Map<_, _>>(),
        "tolerations": pod.tolerations.len(),
    })
}

fn theirs(result: &Value) -> Value {
    let pod = |pod: &Value| {
        (!pod.is_null()).then(|| {
            let selector = pod.get("nodeSelector").cloned();
            json!({
                // Spark accepts a negative request; the API server rejects it.
                "cpu": pod["cpu_request_millis"].as_u64(),
                "cpuLimit": pod["cpu_limit_millis"].as_u64(),
                "memory": pod["memory_request_mib"],
                "gpus": gpus(pod),
                "ephemeralStorage": pod.get("extended_requests").and_then(|requests| requests.get("ephemeral-storage")),
                "scheduler": pod.get("schedulerName"),
                "annotations": pod.get("annotations").cloned().unwrap_or_else(|| json!({})),
                "nodeSelector": selector.unwrap_or_else(|| json!({})),
                "tolerations": pod.get("tolerations").and_then(Value::as_array).map_or(0, Vec::len),
            })
        })
    };
    json!({
        "driver": pod(&result["driver"]),
        "executor": pod(&result["executor"]),
        "stage": result["error"].get("stage"),
        "starts": result.get("driver_start_error").is_none(),
        "first": result.get("initial_executors"),
    })
}

fn gpus(pod: &Value) -> Option<Value> {
    let limits = pod.get("extended_limits")?.as_object()?;
    let (name, number) = limits.iter().find(|(name, _)| name.ends_with("/gpu"))?;
    Some(json!({name: number}))
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
                let (mut ours, theirs) = (ours(&case["spec"], version), theirs(result));
                // The oracle counts executors and starts drivers only in cases about that, and does not include what
                // the operator's webhook adds.
                if theirs["first"].is_null() {
                    ours["first"] = Value::Null;
                }
                if case["id"] == "gpu-spec" {
                    for role in ["driver", "executor"] {
                        ours[role]["gpus"] = Value::Null;
                    }
                }
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
