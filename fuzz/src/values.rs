use serde_json::{Value, json};
use spark_eci_lint::{
    eci::parse_spec_list,
    kube::{cpu_quantity, memory_quantity},
};

use super::lint::lint_quickly;

/// Arbitrary quantities, memory strings, specs and numbers: parsed separately, and as a manifest.
pub fn values(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split('\u{1f}').cycle();
    let mut part = || {
        let part = parts.next().unwrap_or_default();
        let _ = cpu_quantity(part);
        let _ = memory_quantity(part);
        for entry in parse_spec_list(part) {
            assert!(part.get(entry.range.clone()).is_some(), "{entry:?}");
        }
        // Integers are numbers, too.
        part.parse::<i64>()
            .map_or_else(|_| json!(part), |number| json!(number))
    };
    let mut role = || -> Value {
        json!({
            "cores": part(), "memory": part(), "memoryOverhead": part(), "memoryLimit": part(),
            "coreRequest": part(), "coreLimit": part(), "instances": part(),
            "gpu": {"name": part(), "quantity": part()},
            "annotations": {
                "k8s.aliyun.com/eci-use-specs": part(),
                "k8s.aliyun.com/eci-extra-ephemeral-storage": part(),
                "k8s.aliyun.com/eci-spot-price-limit": part(),
            },
            "labels": {"alibabacloud.com/eci": "true"},
            "sidecars": [{"name": "s", "resources": {"requests": {"cpu": part(), "memory": part()}}}],
        })
    };
    let (driver, executor) = (role(), role());
    let manifest = json!({
        "apiVersion": "sparkoperator.k8s.io/v1beta2",
        "kind": "SparkApplication",
        "metadata": {"name": "a"},
        "spec": {
            "driver": driver, "executor": executor,
            "sparkVersion": part(), "memoryOverheadFactor": part(),
            "dynamicAllocation": {"enabled": true, "minExecutors": part(), "maxExecutors": part()},
            "sparkConf": {
                "spark.memory.offHeap.enabled": "true", "spark.memory.offHeap.size": part(),
                "spark.executor.pyspark.memory": part(), "spark.executor.memoryOverheadFactor": part(),
            },
        },
    });
    lint_quickly(manifest.to_string().as_bytes());
}
