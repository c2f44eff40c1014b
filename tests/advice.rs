//! The advice for invalid values, and the inclusive side of each bound.

mod common;

use common::options;
use spark_eci_lint::{
    eci::{Catalog, TypeKind, TypeStatus},
    finding::Severity,
    kube::{MilliCpu, cpu_quantity},
    lint::lint_bytes,
};

const LABEL: &str = "labels: {alibabacloud.com/eci: \"true\"}";

/// An application with these lines below its spec. Both roles have the label for ECI.
fn application(spec: &str, executor: &str) -> String {
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  sparkVersion: 3.5.0\n{spec}  driver: {{{LABEL}}}\n  executor:\n    {LABEL}\n{executor}"
    )
}

/// Message and help of each finding of a rule.
fn found(text: &str, id: &str) -> Vec<(String, String)> {
    let settings = common::settings();
    let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
    let findings = report.findings.iter();
    let findings = findings.filter(|finding| finding.rule.id == id);
    findings
        .map(|finding| {
            let help = finding.diagnostic.help.clone().unwrap_or_default();
            (finding.diagnostic.message.to_string(), help.into())
        })
        .collect()
}

fn helps(text: &str, id: &str) -> Vec<String> {
    let found = found(text, id).into_iter();
    found.map(|(_, help)| help).collect()
}

#[test]
fn an_invalid_number_leads_to_a_valid_one() {
    let whole = "write a whole number of at least 1, without a unit";
    let cores = "write a number of cores, such as `2` or `0.5`, or of thousandths of a core, such as `500m`";
    let memory = "write a number and a unit as Kubernetes has them, such as `4Gi` or `512Mi`";
    let part = |value: &str| {
        format!(
            "write a whole number of at least 1; to request a part of a core, add `spark.kubernetes.executor.request.cores: \"{value}\"`"
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
        assert_eq!(helps(&text, "ECI006"), [help], "{resource} {value}");
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
        cpu.ends_with(&format!(
            "{} vCPU, and the largest specs have {most}",
            most + 1
        )),
        "{cpu}"
    );
    let [memory] = &messages(1, most_gib + 1)[..] else {
        panic!("one finding");
    };
    assert!(
        memory.contains("MiB, and the largest specs have")
            || memory.contains("GiB, and the largest specs have"),
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
fn placement_that_airflow_overwrites_is_reported() {
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
    // Only a label that sends pods to ECI matters.
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

/// An addition to a role would be overwritten.
#[test]
fn placement_is_added_to_the_section_of_airflow() {
    let text = |kubernetes: &str| {
        let fields = "sparkVersion: 3.5.0\n    labels: {}\n    driver: {}\n    executor: {}";
        format!(
            "spark:\n  apiVersion: sparkoperator.k8s.io/v1beta2\n  kind: SparkApplication\n  metadata: {{name: a}}\n  spec:\n    {fields}\n{kubernetes}"
        )
    };
    let with = text("kubernetes: {node_selector: {type: virtual-kubelet}}\n");
    let start = "add `tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]` to ";
    let section = format!("{start}the section `kubernetes`, for driver and executor");
    assert_eq!(helps(&with, "ECI102"), [section.clone(), section]);
    let start = "add `node_selector: {type: virtual-kubelet}` to the section `kubernetes`, or the label \
                 `alibabacloud.com/eci: \"true\"` to `labels` of the spec, for driver and executor; ";
    let helps_of_selector = helps(
        &text("kubernetes: {tolerations: [{operator: Exists}]}\n"),
        "ECI101",
    );
    assert_eq!(helps_of_selector.len(), 2);
    assert!(
        helps_of_selector.iter().all(|help| help.starts_with(start)),
        "{helps_of_selector:?}"
    );
    let start = "add `node_selector: {type: virtual-kubelet}` and `tolerations: [{key: virtual-kubelet.io/provider, \
                 operator: Exists}]` to the section `kubernetes`, or only the label `alibabacloud.com/eci: \"true\"` to \
                 `labels` of the spec, for driver and executor; ";
    let helps_of_both = helps(&text("kubernetes: {tolerations: []}\n"), "ECI101");
    assert!(
        helps_of_both.iter().all(|help| help.starts_with(start)),
        "{helps_of_both:?}"
    );
    // Without the section, the fields of the roles are effective.
    let plain = helps(&text("").replace("    labels: {}\n", ""), "ECI101");
    assert!(
        plain[0].contains("operator: Exists}]` to `driver`,"),
        "{plain:?}"
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
fn insignificant_digits_round_up() {
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
        // Larger numbers than any machine has are capped.
        let most = cpu_quantity("1e30").map_or(0, |cpu| cpu.0);
        assert_eq!(found, Some(expected.min(most)), "{text}");
    }
}

/// `number` items of a list, each on a line of its own.
fn items(number: usize, item: impl Fn(usize) -> String) -> String {
    (0..number).map(item).collect()
}

/// Annotations of the executor.
fn annotated(pairs: &str, fields: &str) -> String {
    format!("    annotations: {{{pairs}}}\n{fields}")
}

fn with_specs(specs: &str, fields: &str) -> String {
    annotated(
        &format!("k8s.aliyun.com/eci-use-specs: \"{specs}\""),
        fields,
    )
}

#[test]
fn bounds_are_inclusive() {
    let sidecars = |number| {
        format!(
            "    sidecars:\n{}",
            items(number, |at| format!("    - {{name: s{at}, image: x}}\n"))
        )
    };
    let volumes = |number| {
        let mounts = items(number, |at| {
            format!("    - {{name: v{at}, mountPath: /v{at}}}\n")
        });
        let volumes = items(number, |at| {
            format!("  - {{name: v{at}, configMap: {{name: c}}}}\n")
        });
        (
            format!("  volumes:\n{volumes}"),
            format!("    volumeMounts:\n{mounts}"),
        )
    };
    let scratch = |size: &str, extra: &str| {
        let conf = format!(
            "  sparkConf:\n    spark.kubernetes.executor.volumes.emptyDir.s.mount.path: /s\n    spark.kubernetes.executor.volumes.emptyDir.s.options.sizeLimit: {size}\n"
        );
        (conf, annotated(extra, ""))
    };
    let memory = |medium: &str| {
        let conf = format!(
            "  sparkConf:\n    spark.kubernetes.executor.volumes.emptyDir.s.mount.path: /s\n    spark.kubernetes.executor.volumes.emptyDir.s.options.sizeLimit: 100Gi\n    spark.kubernetes.executor.volumes.emptyDir.s.options.medium: {medium}\n"
        );
        (conf, String::new())
    };
    let none = |executor: String| (String::new(), executor);
    let specs = |number: usize| {
        let specs: Vec<_> =
            ["2-4Gi", "2-8Gi", "4-8Gi", "4-16Gi", "8-16Gi", "8-32Gi"][..number].to_vec();
        with_specs(&specs.join(","), "")
    };
    let heap = |size: &str| {
        with_specs(
            "2-4Gi",
            &format!("    memory: {size}\n    memoryOverhead: 0m\n"),
        )
    };
    let given = |size: &str| {
        with_specs(
            "2-4Gi",
            &format!("    memory: 1g\n    memoryOverhead: {size}\n"),
        )
    };
    let cores = |cores: &str| with_specs("2-4Gi", &format!("    coreRequest: \"{cores}\"\n"));
    let port =
        |port: u16| format!("    ports: [{{name: p, containerPort: {port}, protocol: TCP}}]\n");
    let pending = |minutes: &str| {
        annotated(
            &format!("k8s.aliyun.com/eci-max-pending-minute: \"{minutes}\""),
            "",
        )
    };
    let dynamic = |min: u32, max: u32| {
        let conf = format!(
            "  dynamicAllocation: {{enabled: true, minExecutors: {min}, maxExecutors: {max}}}\n"
        );
        (conf, String::new())
    };
    for (id, (within_spec, within), (beyond_spec, beyond)) in [
        ("ECI505", none(sidecars(19)), none(sidecars(20))),
        ("ECI506", volumes(17), volumes(18)),
        ("ECI508", scratch("30Gi", ""), scratch("31Gi", "")),
        (
            "ECI508",
            scratch("50Gi", "k8s.aliyun.com/eci-extra-ephemeral-storage: 20Gi"),
            scratch("51Gi", "k8s.aliyun.com/eci-extra-ephemeral-storage: 20Gi"),
        ),
        ("ECI508", memory("Memory"), memory("''")),
        ("ECI203", none(specs(5)), none(specs(6))),
        ("ECI302", none(heap("4g")), none(heap("4097m"))),
        ("ECI303", none(given("3g")), none(given("3073m"))),
        ("ECI301", none(cores("2")), none(cores("2001m"))),
        (
            "ECI602",
            none("    memory: 450m\n".to_owned()),
            none("    memory: 449m\n".to_owned()),
        ),
        ("ECI507", none(port(112)), none(port(111))),
        ("ECI507", none(port(10251)), none(port(10250))),
        ("ECI402", none(pending("10")), none(pending("9"))),
        ("ECI402", none(pending("1440")), none(pending("1441"))),
        ("ECI609", dynamic(2, 2), dynamic(3, 2)),
        (
            "ECI603",
            none("    cores: 2\n    coreLimit: \"2\"\n".to_owned()),
            none("    cores: 2\n    coreLimit: 1999m\n".to_owned()),
        ),
    ] {
        let of = |spec: &str, executor: &str| found(&application(spec, executor), id);
        assert_eq!(of(&within_spec, &within), [], "{id}: {within_spec}{within}");
        assert!(
            !of(&beyond_spec, &beyond).is_empty(),
            "{id}: {beyond_spec}{beyond}"
        );
    }
}

#[test]
fn names_are_valid_for_the_operator() {
    let help = |kind: &str, name: &str| {
        let text = application("", "")
            .replace("{name: a}", &format!("{{name: \"{name}\"}}"))
            .replace("kind: SparkApplication", &format!("kind: {kind}"));
        let text = if kind == "SparkApplication" {
            text
        } else {
            // The application is a template of its schedule.
            let (head, spec) = text.split_once("spec:\n").expect("a spec");
            let spec = spec.replace("\n  ", "\n    ");
            format!("{head}spec:\n  schedule: \"@daily\"\n  template:\n  {spec}")
        };
        helps(&text, "ECI606")
    };
    let long = |length: usize| "a".repeat(length);
    for (kind, name) in [
        ("SparkApplication", "a".to_owned()),
        ("SparkApplication", "a-1".to_owned()),
        ("SparkApplication", long(63)),
        ("ScheduledSparkApplication", long(43)),
        ("SparkApplication", "{{ .name }}".to_owned()),
    ] {
        assert_eq!(help(kind, &name), Vec::<String>::new(), "{kind} {name}");
    }
    for (kind, name, expected) in [
        (
            "SparkApplication",
            "Orders",
            "write a name such as `orders`",
        ),
        (
            "SparkApplication",
            "my_app",
            "write a name such as `my-app`",
        ),
        (
            "SparkApplication",
            "1st",
            "write a name such as `spark-1st`",
        ),
        ("SparkApplication", "a-", "write a name such as `a`"),
        ("SparkApplication", "-a", "write a name such as `a`"),
        (
            "SparkApplication",
            "---",
            "write a name of lower-case letters, digits and `-`, of at most 63 characters",
        ),
    ] {
        assert_eq!(help(kind, name), [expected], "{name}");
    }
    assert_eq!(
        help("SparkApplication", &long(64)),
        ["write a name of at most 63 characters"]
    );
    assert_eq!(
        help("ScheduledSparkApplication", &long(44)),
        ["write a name of at most 43 characters"]
    );
}

#[test]
fn a_cheaper_spec_must_save_as_much_as_the_option() {
    // 4-8Gi costs half of 8-16Gi; 3.9 vCPU need 4.
    let text = |specs: &str| {
        application(
            "",
            &with_specs(specs, "    coreRequest: 3900m\n    memory: 6g\n"),
        )
    };
    let message = |specs: &str| {
        found(&text(specs), "ECI305")
            .pop()
            .map(|(message, _)| message)
    };
    assert_eq!(message("4-8Gi"), None);
    let twice = message("8-16Gi").expect("half of it is enough");
    assert!(
        twice.starts_with(
            "oversized spec `8-16Gi`: `4-8Gi` also fits the executor's pod and costs 50 % less"
        ),
        "{twice}"
    );
    // Only the first spec is compared, and one that is too small is no waste.
    assert_eq!(message("4-8Gi,8-16Gi"), None);
    assert_eq!(message("2-4Gi,8-16Gi"), None);
    assert_eq!(message("ecs.c6.2xlarge"), None);
    let mut settings = common::settings();
    let setting = spark_eci_lint::lint::RuleSetting {
        options: [("minimum-saving-percent".to_owned(), 51)].into(),
        ..Default::default()
    };
    settings.rules.insert("ECI305".to_owned(), setting);
    let bytes = text("8-16Gi");
    let report = lint_bytes(bytes.as_bytes(), options(&settings)).expect("an application");
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.rule.id != "ECI305")
    );
}

#[test]
fn executors_start_within_their_bounds() {
    let messages = |conf: &str| {
        let text = application(
            &format!("  sparkConf: {{spark.dynamicAllocation.enabled: \"true\", {conf}}}\n"),
            "",
        );
        let found = found(&text, "ECI609").into_iter();
        found.map(|(message, _)| message).collect::<Vec<_>>()
    };
    let bounds = |min: u32, initial: u32, instances: u32, max: u32| {
        format!(
            "spark.dynamicAllocation.minExecutors: '{min}', spark.dynamicAllocation.initialExecutors: '{initial}', spark.executor.instances: '{instances}', spark.dynamicAllocation.maxExecutors: '{max}'"
        )
    };
    let settings = common::settings();
    let related = |conf: &str| {
        let text = application(
            &format!("  sparkConf: {{spark.dynamicAllocation.enabled: \"true\", {conf}}}\n"),
            "",
        );
        let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.rule.id == "ECI609");
        let labels = finding
            .into_iter()
            .flat_map(|finding| &finding.diagnostic.related);
        let is_cause = |text: &str| text.starts_with("starts with") || text.starts_with("always");
        labels.filter(|label| is_cause(&label.message)).count()
    };
    assert_eq!(messages(&bounds(1, 2, 3, 3)), Vec::<String>::new());
    for (conf, number, causes) in [
        (bounds(1, 2, 4, 3), 4, 1),
        (bounds(4, 2, 3, 3), 4, 1),
        (bounds(1, 5, 4, 3), 5, 2),
        // A number equal to the bound is not a cause.
        (bounds(3, 5, 3, 3), 5, 1),
    ] {
        let found = messages(&conf);
        let words = format!("the application starts with {number} executors, which is more");
        assert!(
            matches!(&found[..], [message] if message.contains(&words)),
            "{conf}: {found:?}"
        );
        assert_eq!(related(&conf), causes, "{conf}");
    }
}

#[test]
fn a_type_without_a_gpu_is_no_place_for_a_pod_that_asks_for_one() {
    let gpu = "    gpu: {name: nvidia.com/gpu, quantity: 1}\n";
    let messages = |specs: &str, fields: &str| {
        let found = found(&application("", &with_specs(specs, fields)), "ECI207").into_iter();
        found.map(|(message, _)| message).collect::<Vec<_>>()
    };
    let with_gpu = "ecs.gn7i-c8g1.2xlarge";
    assert_eq!(messages(with_gpu, gpu), Vec::<String>::new());
    assert_eq!(
        messages(with_gpu, ""),
        [format!(
            "GPU type `{with_gpu}` without a GPU request: the executor's pod requests no GPU"
        )]
    );
    assert_eq!(
        messages("ecs.g7.2xlarge", gpu),
        ["the executor's pod requests `nvidia.com/gpu`, but none of its specs has a GPU"]
    );
    // An annotation that used to name the GPU, under either of its names.
    for key in ["eci-gpu-type", "eci-instance-type"] {
        let text = application("", &annotated(&format!("k8s.aliyun.com/{key}: x"), gpu));
        assert_eq!(helps(&text, "ECI207"), Vec::<String>::new(), "{key}");
    }
    let text = application("", gpu);
    assert_eq!(helps(&text, "ECI207").len(), 1);
}

#[test]
fn a_service_of_node_ports_is_reported_where_a_driver_runs_on_eci() {
    let service = "  sparkUIOptions: {serviceType: NodePort}\n";
    assert_eq!(
        helps(&application(service, ""), "ECI504"),
        ["use `ClusterIP` or `LoadBalancer`"]
    );
    assert_eq!(
        helps(
            &application(
                "  driverIngressOptions: [{serviceType: NodePort}, {serviceType: ClusterIP}]\n",
                ""
            ),
            "ECI504"
        )
        .len(),
        1
    );
    assert!(
        helps(
            &application("  sparkUIOptions: {serviceType: LoadBalancer}\n", ""),
            "ECI504"
        )
        .is_empty()
    );
    // The driver stays on other nodes; only executors go to ECI.
    let elsewhere =
        application(service, "").replace(&format!("driver: {{{LABEL}}}"), "driver: {cores: 1}");
    assert!(helps(&elsewhere, "ECI504").is_empty());
}

#[test]
fn a_value_of_another_type_leads_to_the_right_one() {
    for (field, help) in [
        ("    cores: \"2\"\n", "write it without quotes: `2`"),
        (
            "    cores: \"0\"\n",
            "write a whole number of at least 1, without quotes",
        ),
        (
            "    cores: two\n",
            "write a whole number of at least 1, without quotes",
        ),
        (
            "    cores: 0.5\n",
            "request a part of a core with `coreRequest`, in quotes: `coreRequest: \"0.5\"`",
        ),
        (
            "    cores: 500m\n",
            "request a part of a core with `coreRequest`: `coreRequest: 500m`",
        ),
        (
            "    hostNetwork: \"true\"\n",
            "write it without quotes: `true`",
        ),
        (
            "    hostNetwork: maybe\n",
            "write `true` or `false`, without quotes",
        ),
        (
            "    env: {name: A, value: b}\n",
            "make it an item of a list: write `- ` in front of its first key, or `[` and `]` around it",
        ),
        ("    env: A\n", "write a list, each item after `- `"),
        (
            "    nodeSelector: [{name: type, value: virtual-kubelet}]\n",
            "write each item as `NAME: value`, without `-`",
        ),
        (
            "    nodeSelector: [type]\n",
            "write `key: value`, without `-` and brackets",
        ),
        ("    nodeSelector: type\n", "write `key: value` below it"),
    ] {
        let found = helps(&application("", field), "ECI006");
        assert_eq!(found, [help], "{field}");
    }
    for fine in [
        "    cores: 2.0\n",
        "    cores: 1\n",
        "    env: []\n",
        "    env: null\n",
    ] {
        assert!(helps(&application("", fine), "ECI006").is_empty(), "{fine}");
    }
    for wrong in [
        "    cores: 1.5\n",
        "    cores: 0\n",
        "    cores: -1\n",
        "    cores: 0.0\n",
    ] {
        assert_eq!(helps(&application("", wrong), "ECI006").len(), 1, "{wrong}");
    }
}

#[test]
fn a_share_of_the_heap_leads_to_a_factor() {
    let help = |value: &str| {
        let text = application("", &format!("    memoryOverhead: {value}\n"));
        helps(&text, "ECI601").pop().unwrap_or_default()
    };
    for (value, factor) in [
        ("10%", "0.1"),
        ("\"0.2\"", "0.2"),
        ("99%", "0.99"),
        ("\".5\"", "0.5"),
    ] {
        let found = help(value);
        assert!(
            found.contains(&format!("write `memoryOverheadFactor: \"{factor}\"`")),
            "{value}: {found}"
        );
    }
    // Neither the whole heap, nothing, nor more than the heap is a valid share.
    for value in ["100%", "0%", "0.0", "150%", "-1%"] {
        assert!(!help(value).contains("Factor"), "{value}: {}", help(value));
    }
    assert_eq!(
        help("1.3gb"),
        "write a whole number of a smaller unit, such as `1331m`"
    );
}

#[test]
fn a_field_inside_a_node_selector_belongs_next_to_it() {
    let fields = "    nodeSelector:\n      type: virtual-kubelet\n      memory: 4g\n      instances: 2\n      pool: x\n    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]\n";
    let text =
        application("", fields).replace(&format!("  executor:\n    {LABEL}\n"), "  executor:\n");
    assert_eq!(
        helps(&text, "ECI104"),
        [
            "`memory` is a field of `executor`: write it beside `nodeSelector`, not below it",
            "remove it or the selector of ECI's nodes: virtual nodes have no custom labels and none of node pools or instance types",
        ]
    );
    // A number is not a valid label, and one finding says so.
    assert_eq!(
        helps(&text, "ECI006"),
        ["write it beside `nodeSelector` in `executor`, not below it"]
    );
}

#[test]
fn undocumented_values_are_no_errors() {
    let severity = |annotation: &str| {
        let text = application("", &annotated(annotation, ""));
        let settings = common::settings();
        let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
        let mut findings = report.findings.iter();
        let found = findings.find(|finding| finding.rule.id == "ECI402");
        found.map(|finding| finding.severity)
    };
    for (annotation, expected) in [
        ("k8s.aliyun.com/eci-image-cache: 'true'", None),
        (
            "k8s.aliyun.com/eci-image-cache: 'yes'",
            Some(Severity::Error),
        ),
        ("k8s.aliyun.com/eci-image-cache: 'True'", None),
        ("k8s.aliyun.com/eci-image-cache: '1'", Some(Severity::Info)),
        ("k8s.aliyun.com/eci-image-cache: 'F'", Some(Severity::Info)),
        // The page has no URL.
        (
            "k8s.aliyun.com/eci-cpu-option-core: '0'",
            Some(Severity::Info),
        ),
        ("k8s.aliyun.com/eci-cpu-option-core: '2'", None),
        (
            "k8s.aliyun.com/eci-max-pending-minute: '9'",
            Some(Severity::Error),
        ),
        (
            "k8s.aliyun.com/eci-gpu-driver-version: grid=470",
            Some(Severity::Warning),
        ),
    ] {
        assert_eq!(severity(annotation), expected, "{annotation}");
    }
}
