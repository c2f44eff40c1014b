//! How an executor is routed to ECI, in each kind of cluster, and what is reported about it.

mod common;

use common::options;
use spark_eci_lint::{
    finding::Severity,
    judged::Cluster,
    lint::{Selection, Settings, lint_bytes},
};

/// Fields of an executor, and the findings in an ACK cluster, with `VNode`, and in ACK Serverless.
const WAYS: &[(&str, [&str; 3])] = &[
    (r#"labels: {alibabacloud.com/eci: "true"}"#, ["", "", ""]),
    (
        r#"labels: {alibabacloud.com/eci: "true"}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]"#,
        ["", "", ""],
    ),
    (
        r#"labels: {alibabacloud.com/eci: "false"}"#,
        ["e101", "e101", ""],
    ),
    (r#"labels: {eci: "true"}"#, ["i109", "i109", "i109"]),
    (
        r"nodeSelector: {type: virtual-kubelet}",
        ["e102", "e107", ""],
    ),
    (
        r"nodeSelector: {type: virtual-kubelet}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["", "e107", ""],
    ),
    (
        r"nodeSelector: {type: virtual-kubelet}
tolerations: [{key: virtual-kubelet.io/provider, operator: Equal, value: alibabacloud, effect: NoSchedule}]",
        ["", "e107", ""],
    ),
    (
        r"nodeSelector: {type: virtual-kubelet}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists, effect: NoExecute}]",
        ["e103", "e103 e107", ""],
    ),
    (
        r"nodeSelector: {type: virtual-kubelet}
tolerations: [{operator: Exists}]",
        ["", "e107", ""],
    ),
    (
        r"tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["e101", "e101", ""],
    ),
    (r"tolerations: [{operator: Exists}]", ["e101", "e101", ""]),
    (r"", ["e101", "e101", ""]),
    (
        r"affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: type, operator: NotIn, values: [virtual-kubelet]}]}}]}}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["i111", "i111", ""],
    ),
    (
        r"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: type, operator: In, values: [virtual-kubelet]}]}]}}}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["", "e107", ""],
    ),
    (
        r"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: type, operator: In, values: [virtual-kubelet]}]}, {matchExpressions: [{key: pool, operator: Exists}]}]}}}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["e101", "e101", ""],
    ),
    (
        r"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: type, operator: NotIn, values: [virtual-kubelet]}]}]}}}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["e106", "e101", ""],
    ),
    (
        r"nodeSelector: {alibabacloud.com/nodepool-id: np1}",
        ["e101", "e101", ""],
    ),
    (
        r"nodeSelector: {alibabacloud.com/nodepool-id: np1, type: virtual-kubelet}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["e104", "e104 e107", "e104"],
    ),
    (
        r#"nodeSelector: {k8s.aliyun.com/vnode: "true"}
tolerations: [{key: k8s.aliyun.com/vnode, operator: Exists}]"#,
        ["", "", ""],
    ),
    (
        r#"nodeSelector: {k8s.aliyun.com/vnode: "true"}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]"#,
        ["e107", "e107", ""],
    ),
    (
        r"annotations: {alibabacloud.com/burst-resource: eci_only}",
        ["", "", ""],
    ),
    (
        r"annotations: {alibabacloud.com/burst-resource: eci}",
        ["i111", "i111", ""],
    ),
    (
        r"annotations: {alibabacloud.com/burst-resource: ecs}",
        ["e101", "e101", ""],
    ),
    (
        r#"labels: {alibabacloud.com/acs: "true"}"#,
        ["i113", "i113", ""],
    ),
    (
        r#"labels: {alibabacloud.com/acs: "true"}
nodeSelector: {type: virtual-kubelet}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]"#,
        ["i113", "i113", ""],
    ),
    (
        r#"labels: {alibabacloud.com/acs: "true", alibabacloud.com/eci: "true"}"#,
        ["i113", "i113", ""],
    ),
    (
        r#"nodeSelector: {type: "${TYPE}"}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]"#,
        ["", "", ""],
    ),
    (
        r#"nodeSelector: {type: virtual-kubelet}
tolerations: [{key: "${KEY}", operator: Exists}]"#,
        ["", "e107", ""],
    ),
    (
        r#"labels: {alibabacloud.com/eci: "true"}
nodeSelector: {alibabacloud.com/nodepool-id: np1}"#,
        ["w108", "w108", "w108"],
    ),
    (
        r"nodeSelector: {typo: virtual-kubelet}
tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]",
        ["e104", "e104", ""],
    ),
    (
        r"template: {spec: {nodeName: virtual-kubelet-cn-hangzhou-k, containers: [{name: spark-kubernetes-executor}]}}",
        ["", "", ""],
    ),
    (
        r"template: {spec: {nodeName: cn-hangzhou.vnd-2ze2qhf8, containers: [{name: spark-kubernetes-executor}]}}",
        ["", "", ""],
    ),
    (
        r"template: {spec: {nodeName: cn-hangzhou.10.0.0.1, containers: [{name: spark-kubernetes-executor}]}}",
        ["e101", "e101", ""],
    ),
];

/// The first letter of the severity and the digits of the rule for each finding about placement, in order. Advice about
/// the operator's webhook, which applies to most cases, is omitted.
fn reported(executor: &str, cluster: Option<Cluster>) -> String {
    let fields = executor.replace('\n', "\n    ");
    let text = format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  sparkVersion: 3.5.0\n  driver: {{labels: {{alibabacloud.com/eci: \"true\"}}}}\n  executor:\n    cores: 1\n    {fields}\n"
    );
    let mut settings = Settings {
        selection: Selection {
            select: vec!["ECI1".to_owned()],
            ignore: vec!["ECI110".to_owned()],
        },
        ..common::settings()
    };
    settings.environment.cluster = cluster;
    let report = lint_bytes(text.as_bytes(), options(&settings)).expect("an application");
    let mut found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let letter = match finding.severity {
                Severity::Error => 'e',
                Severity::Warning => 'w',
                Severity::Info => 'i',
            };
            format!("{letter}{}", &finding.rule.id[3..])
        })
        .collect();
    found.sort();
    found.join(" ")
}

#[test]
fn each_route_to_eci_is_checked_like_the_scheduler() {
    let clusters = [None, Some(Cluster::Vnode), Some(Cluster::AckServerless)];
    for (executor, expected) in WAYS {
        let found = clusters.map(|cluster| reported(executor, cluster));
        assert_eq!(&found, expected, "{executor}");
    }
}
