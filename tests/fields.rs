//! Unknown, missing and wrong fields: their severities, helps and fixes.
//!
//! `api_server.rs` compares with an API server; these are the cases that it cannot cover.

mod common;

use spark_eci_lint::{finding::Finding, lint::Settings, source::apply_edits, spark::Webhook};

const WHOLE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  type: Scala
  sparkVersion: 3.5.0
  mainApplicationFile: local:///a.jar
  driver:
    labels: {alibabacloud.com/eci: 'true'}
  executor:
    labels: {alibabacloud.com/eci: 'true'}
";

fn found_with(text: &str, settings: &Settings, rule: &str) -> Vec<Finding> {
    let report = common::lint(text, settings).expect("an application");
    let mut findings = report.findings;
    findings.retain(|finding| finding.rule.id == rule);
    findings
}

fn found(text: &str, rule: &str) -> Vec<Finding> {
    found_with(text, &Settings::default(), rule)
}

/// `error: message` of each.
fn said(findings: &[Finding]) -> Vec<String> {
    let lines = findings.iter();
    lines
        .map(|finding| format!("{}: {}", finding.severity, finding.diagnostic.message))
        .collect()
}

fn helps(findings: &[Finding]) -> Vec<&str> {
    let helps = findings.iter();
    helps
        .map(|finding| finding.diagnostic.help.as_deref().unwrap_or_default())
        .collect()
}

fn fixed(text: &str, rule: &str) -> String {
    let findings = found(text, rule);
    let fix = findings[0].diagnostic.fix.as_ref().expect("a fix");
    apply_edits(text, &fix.edits).text
}

fn with_driver(fields: &str) -> String {
    WHOLE.replacen("  driver:\n", &format!("  driver:\n{fields}"), 1)
}

#[test]
fn a_complete_application_has_no_missing_fields() {
    for rule in ["ECI006", "ECI007", "ECI009", "ECI010", "ECI011"] {
        assert_eq!(said(&found(WHOLE, rule)), [""; 0]);
    }
}

#[test]
fn fields_set_by_the_webhook_depend_on_it() {
    let text = WHOLE.replace("  type: Scala\n", "");
    let with = |webhook| {
        let mut settings = Settings::default();
        settings.environment.pods.webhook = webhook;
        said(&found_with(&text, &settings, "ECI009"))
    };
    assert_eq!(
        with(Webhook::Unknown),
        [
            "warning: missing `type` in the application's spec: the API server rejects the application, unless the operator's webhook sets it first"
        ]
    );
    assert_eq!(
        with(Webhook::Off),
        [
            "error: missing `type` in the application's spec: the API server rejects the application, because the operator's webhook is off"
        ]
    );
    assert_eq!(with(Webhook::On), [""; 0]);
}

#[test]
fn missing_fields_of_one_part_are_one_finding() {
    let text = WHOLE.to_owned() + "  monitoring: {prometheus: {port: 8090}}\n";
    assert_eq!(
        said(&found(&text, "ECI009")),
        [
            "warning: missing `jmxExporterJar` in `monitoring.prometheus`, and missing `exposeDriverMetrics` and `exposeExecutorMetrics` in `monitoring`: the API server rejects the application, unless the operator's webhook sets it first"
        ]
    );
}

#[test]
fn an_object_needs_a_name() {
    let text = WHOLE.replace("{name: a}", "{labels: {a: b}}");
    let missing = "error: missing `name` in `metadata`: the API server rejects the application";
    assert_eq!(said(&found(&text, "ECI009")), [missing]);
    let text = WHOLE.replace("name: a", "generateName: a-");
    assert_eq!(said(&found(&text, "ECI009")), [""; 0]);
}

#[test]
fn a_template_that_kubernetes_cannot_read_is_an_error() {
    let text = with_driver(
        "    template: {spec: {containers: [{name: a, resources: {requests: {requests: {cpu: '1'}}}}]}}\n",
    );
    let [finding] = &found(&text, "ECI006")[..] else {
        panic!("{text}");
    };
    let start = finding.diagnostic.primary.span.start as usize;
    assert!(text[start..].starts_with("{cpu: '1'}"));
    assert!(
        said(std::slice::from_ref(finding))[0]
            .contains("can stop the operator for all applications")
    );
}

#[test]
fn a_template_needs_no_container() {
    let text = with_driver("    template: {spec: {nodeSelector: {a: b}}}\n");
    assert_eq!(said(&found(&text, "ECI009")), [""; 0]);
    let text = with_driver("    template: {spec: {volumes: [{emptyDir: {}}]}}\n");
    assert_eq!(
        said(&found(&text, "ECI009")),
        [
            "error: missing `name` in `driver.template.spec.volumes[0]`: the API server rejects the application"
        ]
    );
}

#[test]
fn unknown_fields_lead_to_the_ones_that_were_meant() {
    for (fields, severity, help) in [
        (
            "    memoryOverhed: 1g\n",
            "error",
            "did you mean `memoryOverhead`?",
        ),
        (
            "    template: {spec: {toleration: []}}\n",
            "warning",
            "did you mean `tolerations`?",
        ),
        (
            "    template: {labels: {a: b}}\n",
            "warning",
            "write it as `driver.template.metadata.labels`",
        ),
        (
            "    template: {spec: {containers: [{name: a, image: a, requests: {cpu: '1'}}]}}\n",
            "warning",
            "write it as `driver.template.spec.containers[0].resources.requests`",
        ),
        (
            "    gpu: {name: nvidia.com/gpu, quantity: 1, tolerations: [{operator: Exists}]}\n",
            "error",
            "write it as `tolerations` in `driver`",
        ),
        (
            "    driverSpec: {}\n",
            "error",
            "remove it, or look up the field that was meant",
        ),
    ] {
        let text = with_driver(fields);
        let found = found(&text, "ECI007");
        assert_eq!(helps(&found), [help], "{fields}");
        assert_eq!(found[0].severity.to_string(), severity, "{fields}");
    }
    let text = WHOLE.to_owned() + "  driverSpec: {}\n";
    assert_eq!(
        helps(&found(&text, "ECI007")),
        [
            "it is a field of the kind SparkApplication of spark.apache.org: check `apiVersion` and `kind`"
        ]
    );
}

#[test]
fn a_field_moves_to_where_it_belongs() {
    for (before, after) in [
        (
            "    template: {labels: {a: b}, spec: {}}\n",
            "    template: {spec: {}, metadata: {labels: {a: b}}}\n",
        ),
        (
            "    template:\n      labels:\n        a: b\n      spec: {}\n",
            "    template:\n      spec: {}\n      metadata:\n        labels:\n          a: b\n",
        ),
    ] {
        assert_eq!(fixed(&with_driver(before), "ECI007"), with_driver(after));
    }
}

#[test]
fn a_misspelt_template_field_is_named_next_to_it() {
    let text = "apiVersion: sparkoperator.k8s.io/v1alpha1
kind: SparkConnect
metadata: {name: a}
spec:
  sparkVersion: 4.0.0
  server: {template: {metadata: {labels: {alibabacloud.com/eci: 'true'}}}}
  executor: {instances: 1, label: {alibabacloud.com/eci: 'true'}}
";
    assert_eq!(
        helps(&found(text, "ECI007")),
        ["write it as `executor.template.metadata.labels`"]
    );
    assert_eq!(found(text, "ECI101").len(), 0, "it is the same mistake");
}

#[test]
fn fields_that_would_be_wrong_elsewhere_are_not_moved() {
    let text = WHOLE.to_owned() + "  tolerations: [{key: 1}]\n";
    let found = found(&text, "ECI007");
    assert!(found[0].diagnostic.fix.is_none());
}

#[test]
fn misspelt_values_are_corrected() {
    let text = WHOLE.to_owned() + "  restartPolicy: {type: Onfailure}\n";
    let findings = found(&text, "ECI006");
    assert_eq!(helps(&findings), ["write `OnFailure`"]);
    assert!(fixed(&text, "ECI006").contains("type: OnFailure}"));
    let text = WHOLE.to_owned() + "  pythonVersion: 3\n";
    assert!(fixed(&text, "ECI006").contains("pythonVersion: \"3\"\n"));
}

#[test]
fn whole_numbers_fit_their_field() {
    for (instances, is_refused) in [
        ("2147483647", false),
        ("2147483648", true),
        ("2.0", false),
        ("2.5", true),
        ("{{ .Values.executors }}", false),
        ("NUM_EXECUTORS", false),
    ] {
        let text = WHOLE.replacen(
            "  executor:\n",
            &format!("  executor:\n    instances: {instances}\n"),
            1,
        );
        let Some(report) = common::lint(&text, &Settings::default()) else {
            continue;
        };
        let mut findings = report.findings.iter();
        let is_found = findings.any(|finding| finding.rule.id == "ECI006");
        assert_eq!(is_found, is_refused, "{instances}");
    }
}

#[test]
fn a_number_that_is_too_large_has_the_upper_bound_in_its_message() {
    let text = WHOLE.replacen(
        "  executor:\n",
        "  executor:\n    instances: 3000000000\n",
        1,
    );
    assert_eq!(
        said(&found(&text, "ECI006")),
        [
            "error: invalid `executor.instances`: must be an integer of at most 2147483647, not the number 3000000000; the API server rejects the object"
        ]
    );
}

#[test]
fn labels_that_reach_several_pods_are_reported_once() {
    let text = WHOLE.replace("{name: a}", "{name: a, labels: {owner: a@b}}");
    assert_eq!(found(&text, "ECI011").len(), 1);
    let conf = "  sparkConf: {spark.kubernetes.driver.label.owner: a b}\n";
    assert_eq!(
        said(&found(&(WHOLE.to_owned() + conf), "ECI011")),
        [
            "error: invalid value `a b` of the label `owner`: values of labels have only letters, digits, `-`, `_` and `.`, and start and end with a letter or a digit; the API server rejects the pod"
        ]
    );
}

#[test]
fn the_file_form_of_airflow_has_fields_of_its_own() {
    let form = "spark:
  apiVersion: sparkoperator.k8s.io/v1beta2
  version: v1beta2
  kind: SparkApplication
  apiGroup: sparkoperator.k8s.io
  metadata: {namespace: jobs}
  spec:
    type: Scala
    sparkVersion: 3.5.0
    mainApplicationFile: local:///a.jar
    labels: {team: a}
    driver: {labels: {alibabacloud.com/eci: 'true'}}
    executor: {labels: {alibabacloud.com/eci: 'true'}}
kubernetes:
  env_vars: []
";
    assert_eq!(said(&found(form, "ECI007")), [""; 0]);
    assert_eq!(said(&found(form, "ECI009")), [""; 0]);
}
