//! Pods that always go to ECI, and clusters without other nodes: mistakes in selectors, tolerations and affinity do not
//! matter there.

mod common;

use common::{examples, lint, rule};
use spark_eci_lint::{
    judged::Cluster,
    lint::{Selection, Settings},
};

/// The rules about the decisions of the scheduler.
const RULES: [&str; 8] = [
    "ECI101", "ECI102", "ECI103", "ECI104", "ECI106", "ECI107", "ECI110", "ECI111",
];

/// The findings of these rules.
fn found(manifest: &str, cluster: Option<Cluster>) -> Vec<String> {
    let mut settings = Settings {
        selection: Selection {
            select: RULES.map(str::to_owned).to_vec(),
            ignore: Vec::new(),
        },
        ..common::settings()
    };
    settings.environment.cluster = cluster;
    let report = lint(manifest, &settings).expect("an application");
    let ids = report
        .findings
        .iter()
        .map(|finding| finding.rule.id.clone());
    ids.collect()
}

/// The bad examples of a rule.
fn bad_examples(id: &str) -> Vec<String> {
    examples(&rule(id).info().page, "Bad")
}

#[test]
fn a_label_that_sends_pods_to_eci_silences_rules_about_the_scheduler() {
    for id in RULES {
        for example in bad_examples(id) {
            assert!(found(&example, None).iter().any(|found| found == id));
            let labelled = example.replace(
                "metadata: {name: orders-daily}",
                "metadata: {name: orders-daily, labels: {alibabacloud.com/eci: \"true\"}}",
            );
            assert_ne!(labelled, example);
            assert_eq!(found(&labelled, None), [""; 0], "{labelled}");
        }
    }
}

#[test]
fn without_other_nodes_placement_needs_no_fields() {
    // Virtual nodes do not have labels of a team there, either.
    for id in RULES.into_iter().filter(|id| *id != "ECI104") {
        for example in bad_examples(id) {
            let cluster = Some(Cluster::AckServerless);
            assert_eq!(found(&example, cluster), [""; 0], "{example}");
        }
    }
    let found: Vec<_> = bad_examples("ECI104")
        .iter()
        .map(|example| found(example, Some(Cluster::AckServerless)))
        .collect();
    assert_eq!(
        found,
        [
            vec![],
            vec![],
            vec!["ECI104".to_owned()],
            vec!["ECI104".to_owned()]
        ]
    );
}

#[test]
fn a_gpu_may_be_found_on_nodes_that_a_role_selects_itself() {
    let asks_for_type = |executor: &str| {
        let text = format!(
            "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {{name: a}}\nspec:\n  driver: {{labels: {{alibabacloud.com/eci: 'true'}}}}\n  executor: {{gpu: {{name: nvidia.com/gpu, quantity: 1}}, {executor}}}\n"
        );
        let report = common::lint_by_default(&text).expect("an application");
        report
            .findings
            .iter()
            .any(|finding| finding.rule.id == "ECI207")
    };
    assert!(asks_for_type("cores: 1"));
    assert!(asks_for_type("labels: {alibabacloud.com/eci: 'true'}"));
    assert!(!asks_for_type("nodeSelector: {pool: gpu}"));
}
