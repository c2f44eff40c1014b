//! What is advised about values that are refused, and where a verdict turns from one side of a bound to the other.

mod common;

use common::options;
use spark_eci_lint::{
    eci::{Catalog, TypeKind, TypeStatus},
    kube::{MilliCpu, cpu_quantity},
    lint::{Settings, lint_bytes},
};

const LABEL: &str = "labels: {alibabacloud.com/eci: \"true\"}";

/// An application with these lines below its spec. Both roles reach ECI by their label.
fn application(spec: &str, executor: &str) -> String {
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  sparkVersion: 3.5.0\n{spec}  driver: {{{LABEL}}}\n  executor:\n    {LABEL}\n{executor}"
    )
}

/// Message and help of each finding of a rule.
fn found(text: &str, id: &str) -> Vec<(String, String)> {
    let settings = Settings::default();
    let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
    let findings = report.findings.iter();
    let findings = findings.filter(|finding| finding.rule.id == id);
    findings
        .map(|finding| {
            let help = finding.diagnostic.help.clone().unwrap_or_default();
            (finding.diagnostic.message.clone(), help)
        })
        .collect()
}

fn helps(text: &str, id: &str) -> Vec<String> {
    let found = found(text, id).into_iter();
    found.map(|(_, help)| help).collect()
}

#[test]
fn a_number_that_is_refused_leads_to_one_that_is_taken() {
    let whole = "write a whole number of at least 1, without a unit";
    let cores = "write a number of cores, such as `2` or `0.5`, or of thousandths of a core, such as `500m`";
    let memory = "write a number and a unit as Kubernetes has them, such as `4Gi` or `512Mi`";
    let part = |value: &str| {
        format!(
            "write a whole number of at least 1; to ask for a part of a core, add `spark.kubernetes.executor.request.cores: \"{value}\"`"
        )
    };
    for (conf, help) in [
        (
            "spark.executor.cores: 2 cores",
            "write `2`, without a unit".to_owned(),
        ),
        (
            "spark.executor.cores: 12vcpu",
            "write `12`, without a unit".to_owned(),
        ),
        ("spark.executor.cores: 0 cores", whole.to_owned()),
        ("spark.executor.cores: '0'", whole.to_owned()),
        ("spark.executor.cores: 0m", whole.to_owned()),
        ("spark.executor.cores: many", whole.to_owned()),
        ("spark.executor.cores: '0.5'", part("0.5")),
        (
            "spark.executor.cores: 1500m",
            "write `1500`, without a unit".to_owned(),
        ),
        ("spark.executor.instances: two", whole.to_owned()),
        ("spark.executor.instances: '0.5'", whole.to_owned()),
        (
            "spark.kubernetes.executor.request.cores: half",
            cores.to_owned(),
        ),
        (
            "spark.kubernetes.executor.request.cores: 2 cores",
            "write `2`, without a unit".to_owned(),
        ),
    ] {
        let text = application(&format!("  sparkConf: {{{conf}}}\n"), "");
        assert_eq!(helps(&text, "ECI604"), [help], "{conf}");
    }
    for (resource, value, help) in [
        ("memory", "4 GB", memory),
        ("memory", "lots", memory),
        ("cpu", "half", cores),
    ] {
        let sidecar = format!(
            "    sidecars:\n    - name: log\n      image: x\n      resources: {{requests: {{{resource}: {value}}}}}\n"
        );
        let text = application("", &sidecar);
        assert_eq!(helps(&text, "ECI604"), [help], "{resource} {value}");
    }
}

#[test]
fn a_pod_is_too_large_only_above_the_largest_spec() {
    let Catalog { max_vcpu, .. } = Catalog::built_in();
    let most = max_vcpu.0 / 1000;
    let most_gib = Catalog::built_in().max_memory().0 / 1024;
    let messages = |cores: u64, gib: u64| {
        let text = application(
            "",
            &format!(
                "    cores: {cores}\n    memory: {gib}g\n    memoryOverhead: 0m\n    annotations: {{k8s.aliyun.com/eci-use-specs: 64-512Gi}}\n"
            ),
        );
        let found = found(&text, "ECI304").into_iter();
        found.map(|(message, _)| message).collect::<Vec<_>>()
    };
    assert_eq!(messages(most, 100), Vec::<String>::new());
    assert_eq!(messages(1, most_gib), Vec::<String>::new());
    let [cpu] = &messages(most + 1, 100)[..] else {
        panic!("one finding");
    };
    assert!(
        cpu.ends_with(&format!("{} vCPU, and the largest have {most}", most + 1)),
        "{cpu}"
    );
    let [memory] = &messages(1, most_gib + 1)[..] else {
        panic!("one finding");
    };
    assert!(
        memory.contains("MiB, and the largest have")
            || memory.contains("GiB, and the largest have"),
        "{memory}"
    );
    assert_eq!(messages(most + 1, most_gib + 1).len(), 2);
}

#[test]
fn dynamic_allocation_depends_on_the_version_of_spark() {
    let text = |version: &str, more: &str| {
        application(
            &format!("  sparkConf: {{spark.dynamicAllocation.enabled: \"true\"{more}}}\n"),
            "",
        )
        .replace("sparkVersion: 3.5.0", &format!("sparkVersion: {version}"))
    };
    let off = ", spark.dynamicAllocation.shuffleTracking.enabled: \"false\"";
    let on = ", spark.dynamicAllocation.shuffleTracking.enabled: \"true\"";
    let newer = "use Spark 3.0 or later, which can track shuffle data";
    let track = "set `spark.dynamicAllocation.shuffleTracking.enabled: \"true\"`";
    for (version, more, start) in [
        ("2.4.8", "", Some(newer)),
        ("2.4.8", on, Some(newer)),
        ("3.0.0", "", Some(track)),
        ("3.0.0", off, Some(track)),
        ("3.0.0", on, None),
        ("3.3.4", "", Some(track)),
        // SPARK-39846
        ("3.4.0", "", None),
        ("3.4.0", off, Some(track)),
        ("3.5.0", ", spark.dynamicAllocation.testing: \"true\"", None),
    ] {
        let helps = helps(&text(version, more), "ECI610");
        match start {
            Some(start) => assert!(
                matches!(&helps[..], [help] if help.starts_with(start)),
                "{version} {more}: {helps:?}"
            ),
            None => assert_eq!(helps, Vec::<String>::new(), "{version} {more}"),
        }
    }
}

#[test]
fn what_airflow_overwrites_is_reported_where_it_places_pods() {
    let text = |labels: &str, kubernetes: &str| {
        format!(
            "spark:\n  apiVersion: sparkoperator.k8s.io/v1beta2\n  kind: SparkApplication\n  metadata: {{name: a}}\n  spec:\n    sparkVersion: 3.5.0\n    driver: {{labels: {{{labels}}}}}\n    executor: {{labels: {{alibabacloud.com/eci: \"true\"}}}}\nkubernetes: {{{kubernetes}}}\n"
        )
    };
    let messages = |labels: &str| {
        let found = found(&text(labels, "env_vars: []"), "ECI008").into_iter();
        let messages = found.map(|(message, _)| message);
        messages
            .filter(|message| message.starts_with("the driver's"))
            .collect::<Vec<_>>()
    };
    // Only a label by which pods reach ECI matters.
    assert_eq!(messages("team: a"), Vec::<String>::new());
    assert_eq!(
        messages("alibabacloud.com/eci: \"false\""),
        Vec::<String>::new()
    );
    let with_label = messages("alibabacloud.com/eci: \"true\"");
    assert!(
        matches!(&with_label[..], [message] if message.contains("`labels` is lost")),
        "{with_label:?}"
    );
}

#[test]
fn an_instance_type_is_known_by_its_family_and_its_size() {
    let status = |name: &str| Catalog::built_in().type_status(name);
    let unknown = |meant: Option<&str>| TypeStatus::Unknown {
        meant: meant.map(str::to_owned),
    };
    for (name, expected) in [
        ("ecs.g7.large", TypeStatus::Known(TypeKind::Ordinary)),
        ("ecs.g7.16xlarge", TypeStatus::Known(TypeKind::Ordinary)),
        ("ecs.g7.xlarge", TypeStatus::Known(TypeKind::Ordinary)),
        ("ecs.g7.lage", unknown(Some("ecs.g7.large"))),
        ("ecs.g7.huge", unknown(None)),
        ("ecs.g7.xxlarge", unknown(Some("ecs.g7.xlarge"))),
        ("ecs.g7.-1xlarge", unknown(None)),
        ("ecs.nothing.large", unknown(None)),
        ("g7.large", unknown(None)),
        ("ecs.g7", unknown(None)),
    ] {
        assert_eq!(status(name), expected, "{name}");
    }
}

#[test]
fn digits_beyond_what_counts_round_up() {
    for (text, millis) in [
        ("0.0015", 2),
        ("1.0005", 1001),
        ("0.00000000000000000000000001", 1),
        ("1.00000000000000000000000001", 1001),
        ("000000000000000000000000001", 1000),
        ("1Mi", (1 << 20) * 1000),
        ("1Pi", (1 << 50) * 1000),
        ("1T", 1_000_000_000_000_000),
        ("1P", 1_000_000_000_000_000_000),
        ("0.5Ki", 512_000),
        ("1e+2", 100_000),
    ] {
        let expected = MilliCpu(millis).0;
        let found = cpu_quantity(text).map(|cpu| cpu.0);
        // What is larger than any machine is capped.
        let most = cpu_quantity("1e30").map_or(0, |cpu| cpu.0);
        assert_eq!(found, Some(expected.min(most)), "{text}");
    }
}
