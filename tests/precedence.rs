//! Which finding wins if two are about one mistake: `yields-to` on the rules' pages.

mod common;

use std::collections::BTreeMap;

use common::examples;
use spark_eci_lint::{
    finding::Severity,
    lint::{Baseline, FileReport, Level, LintedFile, RuleSetting, Run, Selection, Settings},
    rules,
};

/// An application whose driver is on ECI, with this executor and these annotations.
fn manifest(executor: &str, annotations: &str) -> String {
    format!(
        "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {{name: a, annotations: {{{annotations}}}}}
spec:
  type: Scala
  sparkVersion: 3.5.0
  mainApplicationFile: local:///a.jar
  driver: {{labels: {{alibabacloud.com/eci: 'true'}}}}
  executor: {executor}
"
    )
}

/// On ECI, with additional fields.
fn on_eci(fields: &str) -> String {
    manifest(
        &format!("{{labels: {{alibabacloud.com/eci: 'true'}}, {fields}}}"),
        "",
    )
}

/// A file for Airflow's operator: the section `kubernetes`, and the executor's fields that it overrides.
fn of_airflow(section: &str, executor: &str) -> String {
    format!(
        "spark:
  apiVersion: sparkoperator.k8s.io/v1beta2
  kind: SparkApplication
  spec:
    type: Scala
    mode: client
    sparkVersion: 3.5.0
    mainApplicationFile: local:///a.jar
    labels: {{}}
    driver: {{}}
    executor: {{{executor}}}
kubernetes: {{{section}, env_vars: [], env_from: [], image_pull_secrets: [], affinity: {{}}, config_map_mounts: {{}},
  volume_mounts: [], volumes: [], from_env_config_map: [], from_env_secret: []}}
"
    )
}

fn with_specs(specs: &str, fields: &str) -> String {
    on_eci(&format!(
        "annotations: {{k8s.aliyun.com/eci-use-specs: {specs}}}, {fields}"
    ))
}

fn lint(text: &str, settings: &Settings) -> FileReport {
    common::lint(text, settings).expect("an application")
}

fn selecting(rules: &[&str]) -> Settings {
    Settings {
        selection: Selection {
            select: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            ignore: Vec::new(),
        },
        ..common::settings()
    }
}

fn ids(report: &FileReport) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.rule.id.as_str())
        .collect()
}

/// The ids of the findings with only these rules.
fn found(text: &str, rules: &[&str]) -> Vec<String> {
    let report = lint(text, &selecting(rules));
    ids(&report).into_iter().map(str::to_owned).collect()
}

/// Manifests with the mistakes of two rules at once, for pairs whose pages have no such example.
#[expect(clippy::too_many_lines, reason = "a table")]
fn both_mistakes() -> BTreeMap<(&'static str, &'static str), String> {
    let tolerating = "tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]";
    let selecting = "nodeSelector: {type: virtual-kubelet}";
    let label = "alibabacloud.com/eci: 'true'";
    BTreeMap::from([
        (
            ("ECI207", "ECI612"),
            manifest(
                &format!(
                    "{{labels: {{{label}}}, annotations: {{k8s.aliyun.com/eci-use-specs: ecs.gn6i-c4g1.xlarge}}}}\n  sparkConf: {{spark.executor.resource.gpu.amount: '1'}}"
                ),
                "",
            ),
        ),
        (
            ("ECI101", "ECI006"),
            manifest(
                &format!(
                    "{{{tolerating}, labels: {{a: b, nodeSelector: {{type: virtual-kubelet}}}}}}"
                ),
                "",
            ),
        ),
        (
            ("ECI102", "ECI006"),
            manifest(
                &format!("{{nodeSelector: {{type: virtual-kubelet, {tolerating}}}}}"),
                "",
            ),
        ),
        (
            ("ECI101", "ECI007"),
            manifest(
                &format!("{{nodeSelektor: {{type: virtual-kubelet}}, {tolerating}}}"),
                "",
            ),
        ),
        (
            ("ECI101", "ECI008"),
            of_airflow(&format!("{tolerating}, node_selector: {{}}"), selecting),
        ),
        (
            ("ECI102", "ECI008"),
            of_airflow(
                "node_selector: {type: virtual-kubelet}, tolerations: []",
                tolerating,
            ),
        ),
        (
            ("ECI101", "ECI405"),
            manifest(&format!("{{{tolerating}}}"), label),
        ),
        (
            ("ECI102", "ECI101"),
            manifest("{labels: {alibabacloud.com/eci: 'yes'}}", ""),
        ),
        (
            ("ECI102", "ECI405"),
            manifest(&format!("{{{selecting}, annotations: {{{label}}}}}"), ""),
        ),
        (
            ("ECI101", "ECI006"),
            manifest(&format!("{{nodeSelector: [type], {tolerating}}}"), ""),
        ),
        (
            ("ECI102", "ECI006"),
            manifest(
                &format!("{{{selecting}, tolerations: {{operator: Exists}}}}"),
                "",
            ),
        ),
        (
            ("ECI103", "ECI006"),
            manifest(
                &format!(
                    "{{{selecting}, tolerations: [{{key: virtual-kubelet.io/provider, value: true}}]}}"
                ),
                "",
            ),
        ),
        (
            ("ECI104", "ECI006"),
            manifest(&format!("{{nodeSelector: {{type: 1}}, {tolerating}}}"), ""),
        ),
        (("ECI202", "ECI006"), with_specs("2", "memory: 1g")),
        (
            ("ECI208", "ECI209"),
            on_eci(
                "annotations: {k8s.aliyun.com/eci-use-specs: 2-6Gi, \
                 k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo}",
            ),
        ),
        (
            ("ECI009", "ECI006"),
            on_eci("memory: 1g") + "  monitoring: {exposeDriverMetrics: 1}\n",
        ),
        (
            ("ECI009", "ECI007"),
            on_eci("memory: 1g")
                + "  monitoring: {exposeDriverMetric: true, exposeExecutorMetrics: true}\n",
        ),
        (("ECI108", "ECI006"), on_eci("nodeSelector: {a: 1}")),
        (
            ("ECI010", "ECI619"),
            on_eci(
                "sidecars: [{name: s, volumeMounts: [{name: a, mountPath: /a}, {name: b, mountPath: /a}]}]",
            ) + "  volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]\n",
        ),
        (
            ("ECI510", "ECI006"),
            on_eci("podSecurityContext: {sysctls: [{name: vm.x, value: 1}]}"),
        ),
        (
            ("ECI510", "ECI007"),
            on_eci("podSecurityContext: {sysctls: [{name: vm.x, value: '1', other: x}]}"),
        ),
        (
            ("ECI510", "ECI009"),
            on_eci("podSecurityContext: {sysctls: [{name: vm.x}]}"),
        ),
        (("ECI301", "ECI304"), with_specs("2-4Gi", "cores: 100")),
        (("ECI302", "ECI304"), with_specs("2-4Gi", "memory: 600g")),
        (("ECI303", "ECI304"), with_specs("2-4Gi", "memory: 600g")),
        // The check of the heap reads bytes, the pod's memory is in MiB.
        (("ECI302", "ECI602"), with_specs("2-4Gi", "memory: '8192'")),
        (("ECI303", "ECI602"), with_specs("2-4Gi", "memory: '4096'")),
        (("ECI304", "ECI602"), on_eci("memory: '471859199'")),
        (
            ("ECI402", "ECI006"),
            on_eci("annotations: {k8s.aliyun.com/eci-max-pending-minute: 5}"),
        ),
        (
            ("ECI412", "ECI006"),
            on_eci(
                "annotations: {k8s.aliyun.com/eci-spot-strategy: SpotWithPriceLimit, \
                 k8s.aliyun.com/eci-spot-price-limit: -1}",
            ),
        ),
        (("ECI601", "ECI006"), on_eci("memory: 0")),
        (("ECI602", "ECI006"), on_eci("memory: 400")),
        (("ECI603", "ECI006"), on_eci("cores: 2, coreLimit: 1")),
        (
            ("ECI617", "ECI006"),
            on_eci("memory: 2g, memoryLimit: 1073741824"),
        ),
        (
            ("ECI609", "ECI006"),
            on_eci("instances: 5")
                + "  dynamicAllocation: {enabled: true, minExecutors: 5, maxExecutors: '2'}\n",
        ),
        (
            ("ECI612", "ECI006"),
            on_eci("memory: 1g") + "  sparkConf: {spark.executor.resource.fpga.amount: 1}\n",
        ),
        (
            ("ECI011", "ECI101"),
            manifest("{labels: {alibabacloud.com/eci: ' true'}}", ""),
        ),
        (
            ("ECI011", "ECI104"),
            manifest(
                &format!("{{nodeSelector: {{type: ' virtual-kubelet'}}, {tolerating}}}"),
                "",
            ),
        ),
        (
            ("ECI401", "ECI011"),
            on_eci("annotations: {K8s.aliyun.com/eci-use-specs: 2-4Gi}"),
        ),
        (
            ("ECI613", "ECI011"),
            on_eci("memory: 1g") + "  sparkConf: {spark.kubernetes.driver.label.: x}\n",
        ),
        (
            ("ECI613", "ECI607"),
            on_eci("memory: 1g").replace("3.5.0", "2.4.8")
                + "  sparkConf: {spark.kubernetes.authenticate.executor.serviceAccountName: x}\n",
        ),
        (
            ("ECI613", "ECI615"),
            on_eci("memory: 1g").replace("3.5.0", "2.4.8")
                + "  sparkConf: {spark.kubernetes.executor.podTemplateFile: /x.yaml}\n",
        ),
        (
            ("ECI614", "ECI006"),
            on_eci("memory: 1g") + "  sparkConf: {spark.buffer.size: 1.5}\n",
        ),
        (
            ("ECI614", "ECI601"),
            on_eci("memory: 1g") + "  sparkConf: {spark.executor.memoryOverhead: 1Gi}\n",
        ),
    ])
}

#[test]
fn each_pair_is_reported_once_and_by_either_rule_alone() {
    let mut own = both_mistakes();
    for rule in rules::all() {
        for winner in &rule.info().yields_to {
            let winner = common::rule(winner);
            let (loser, winner, page) = (
                rule.info().id.as_str(),
                winner.info().id.as_str(),
                &winner.info().page,
            );
            let mut examples = examples(page, "Bad");
            examples.extend(own.remove(&(loser, winner)));
            // An example that is bad for another reason is no evidence for this pair.
            examples.retain(|example| found(example, &[loser]).iter().any(|id| id == loser));
            assert!(
                !examples.is_empty(),
                "{loser} yields to {winner}: no manifest shows it"
            );
            for example in examples {
                let both = found(&example, &[loser, winner]);
                assert!(
                    both.iter().any(|id| id == winner),
                    "{loser}, {winner}: {both:?}\n{example}"
                );
                assert!(
                    both.iter().all(|id| id == winner),
                    "{loser}, {winner}: {both:?}\n{example}"
                );
            }
        }
    }
    assert!(own.is_empty(), "no such pairs: {:?}", own.keys());
}

#[test]
fn precedence_has_no_cycle() {
    for rule in rules::all() {
        let mut reached = vec![rule.info().name.as_str()];
        let mut at = 0;
        while let Some(name) = reached.get(at) {
            let next = common::rule(name);
            for name in &next.info().yields_to {
                assert_ne!(*name, rule.info().name, "a circle");
                if !reached.contains(&name.as_str()) {
                    reached.push(name);
                }
            }
            at += 1;
        }
    }
}

#[test]
fn an_application_without_placement_is_one_mistake_per_role() {
    let text = manifest("{}", "");
    let both = lint(&text, &with_rules(&[]));
    let of_selector = both.findings.iter().find(|found| found.rule.id == "ECI101");
    let of_selector = of_selector.expect("a finding of ECI101");
    assert!(of_selector.diagnostic.message.contains("and toleration of"));
    let fix = of_selector.diagnostic.fix.as_ref().expect("a fix");
    let texts: String = fix.edits.iter().map(|edit| edit.text.as_str()).collect();
    assert!(
        texts.contains("nodeSelector") && texts.contains("tolerations"),
        "{texts}"
    );
    assert!(!ids(&both).contains(&"ECI102"));
    // Selecting only that rule, or turning the other one off, still shows it.
    assert_eq!(found(&text, &["ECI102"]), ["ECI102"]);
    // If it is off because something else adds the toleration, no toleration is suggested.
    let mut off = with_rules(&[("ECI102", setting(Some(Level::Off), true))]);
    // A selection on the command line turns every selected rule on.
    off.selection = Selection::default();
    let off = lint(&text, &off);
    let alone = off.findings.iter().find(|found| found.rule.id == "ECI101");
    let alone = &alone.expect("a finding of ECI101").diagnostic;
    assert!(!alone.message.contains("toleration"), "{}", alone.message);
    let fix = alone.fix.as_ref().expect("a fix");
    assert!(
        fix.edits
            .iter()
            .all(|edit| !edit.text.contains("tolerations"))
    );
    // A role's own toleration does not count for the other role.
    let text = manifest("{tolerations: [{operator: Exists}]}", "");
    assert_eq!(found(&text, &["ECI101", "ECI102"]), ["ECI101"]);
}

#[test]
fn an_unrelated_mistake_silences_nothing() {
    // `replicas` has no effect either, but is unrelated to a node selector.
    let text = manifest("{replicas: 4}", "");
    assert_eq!(
        found(&text, &["ECI007", "ECI101", "ECI102"]),
        ["ECI101", "ECI007"]
    );
    // Likewise, a number in the labels is unrelated to the CPU limit.
    let text = on_eci("env: [{name: X, value: 1}], cores: 2, coreLimit: '1'");
    assert_eq!(found(&text, &["ECI006", "ECI603"]), ["ECI006", "ECI603"]);
    // A selector that is not a mapping is unrelated to a missing toleration, and so is the driver's.
    let text = manifest("{nodeSelector: [type]}", "");
    assert_eq!(
        found(&text, &["ECI006", "ECI101", "ECI102"]),
        ["ECI102", "ECI006"]
    );
    let text = manifest("{}", "").replace("driver: {", "driver: {nodeSelector: [type], ");
    assert_eq!(
        found(&text, &["ECI006", "ECI101", "ECI102"]),
        ["ECI006", "ECI101"]
    );
    // An unknown instance type does not fill in the memory and the selector.
    let text = with_specs(
        "'ecs.foo9.large,<spec>'",
        "memory: <memory>, nodeSelector: {zone: <zone>}, tolerations: [{key: <key>}]",
    );
    let gaps = found(&text, &["ECI002"]);
    assert_eq!(gaps, ["ECI002"; 5]);
    assert_eq!(
        found(&text, &["ECI002", "ECI205"]),
        ["ECI205", "ECI002", "ECI002", "ECI002", "ECI002"]
    );
    // A mistake in the cores is unrelated to the memory.
    let sizes = |fields: &str| {
        let text = with_specs("2-4Gi", fields);
        found(&text, &["ECI301", "ECI302", "ECI303", "ECI304"])
    };
    assert_eq!(sizes("cores: 3, memory: 600g"), ["ECI301", "ECI304"]);
    assert_eq!(sizes("cores: 100, memory: 6g"), ["ECI304", "ECI302"]);
    assert_eq!(sizes("cores: 100, memory: 4g"), ["ECI304", "ECI303"]);
    assert_eq!(sizes("cores: 100, memory: 600g"), ["ECI304", "ECI304"]);
    // The driver's mistake is unrelated to the executor's.
    let text = manifest("{}", "").replace(
        "driver: {labels: {alibabacloud.com/eci: 'true'}}",
        "driver: {nodeSelector: {type: vk}}",
    );
    let report = lint(&text, &selecting(&["ECI101", "ECI104"]));
    let roles: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (&*finding.rule.id, finding.role))
        .collect();
    assert_eq!(
        roles,
        [("ECI104", Some("driver")), ("ECI101", Some("executor"))]
    );
}

/// Selector and toleration are both wrong.
const MISTAKEN: &str = "{nodeSelector: {type: anything}, \
                        tolerations: [{key: virtual-kubelet.io/provider, value: nope}]}";

fn setting(level: Option<Level>, ignorable: bool) -> RuleSetting {
    RuleSetting {
        level,
        ignorable,
        ..RuleSetting::default()
    }
}

fn with_rules(rules: &[(&str, RuleSetting)]) -> Settings {
    let rules = rules
        .iter()
        .map(|(id, setting)| ((*id).to_owned(), setting.clone()));
    Settings {
        rules: rules.collect(),
        ..selecting(&["placement"])
    }
}

#[test]
fn a_rule_that_is_off_or_lowered_silences_no_other() {
    let text = manifest(MISTAKEN, "");
    assert_eq!(ids(&lint(&text, &with_rules(&[]))), ["ECI104", "ECI103"]);
    let mut off = with_rules(&[("ECI104", setting(Some(Level::Off), true))]);
    // A selection on the command line turns every selected rule on.
    off.selection = Selection::default();
    let report = lint(&text, &off);
    assert!(ids(&report).contains(&"ECI101"), "{:?}", ids(&report));
    let lowered = with_rules(&[("ECI104", setting(Some(Level::At(Severity::Warning)), true))]);
    assert_eq!(ids(&lint(&text, &lowered)), ["ECI101", "ECI104", "ECI103"]);
}

/// Neither rule about missing fields may be ignored.
fn strict() -> Settings {
    with_rules(&[
        ("ECI101", setting(None, false)),
        ("ECI102", setting(None, false)),
    ])
}

#[test]
fn suppressing_the_winner_does_not_get_around_a_rule_that_cannot_be_ignored() {
    let ignored = "spark-eci-lint/ignore: 'ECI104: later; ECI103: later'";
    let text = manifest(MISTAKEN, ignored);
    // If it may be ignored, the suppressed one is a single mistake.
    assert_eq!(ids(&lint(&text, &with_rules(&[]))), [""; 0]);
    assert_eq!(ids(&lint(&text, &strict())), ["ECI101", "ECI102"]);
    // Also with comments on lines and for the file.
    let plain = manifest(MISTAKEN, "");
    let commented = plain.replace(
        "  executor:",
        "  # spark-eci-lint: ignore[ECI103, ECI104] later\n  executor:",
    );
    assert_eq!(ids(&lint(&commented, &strict())), ["ECI101", "ECI102"]);
    let whole_file = format!("# spark-eci-lint: ignore-file[ECI103, ECI104] later\n{plain}");
    assert_eq!(ids(&lint(&whole_file, &strict())), ["ECI101", "ECI102"]);
    // While the winner is shown, one mistake is still one finding.
    assert_eq!(ids(&lint(&plain, &strict())), ["ECI104", "ECI103"]);
}

fn run(text: &str, settings: &Settings) -> Run {
    common::run("a.yaml", lint(text, settings))
}

#[test]
fn a_baseline_with_the_winner_does_not_get_around_it_either() {
    let text = manifest(MISTAKEN, "");
    let known = Baseline::from_run(&run(&text, &with_rules(&[])));
    assert_eq!(known.len(), 2);
    let mut lenient = run(&text, &with_rules(&[]));
    assert_eq!(known.apply(&mut lenient, |_| true).known, 2);
    assert_eq!(ids(&lenient.files[0].report), [""; 0]);

    let mut now = run(&text, &strict());
    let outcome = known.apply(&mut now, |_| true);
    assert_eq!(outcome.known, 2);
    assert_eq!(ids(&now.files[0].report), ["ECI101", "ECI102"]);

    // A baseline written with these settings contains all of it.
    let known = Baseline::from_run(&run(&text, &strict()));
    let mut now = run(&text, &strict());
    let outcome = known.apply(&mut now, |_| true);
    assert_eq!((ids(&now.files[0].report), outcome.gone), (vec![], vec![]));

    // A finding that still exists but is not shown is not fixed.
    let mut all = run(&text, &strict());
    let only_losers = run(
        &text,
        &Settings {
            selection: Selection {
                select: vec!["ECI101".to_owned(), "ECI102".to_owned()],
                ignore: Vec::new(),
            },
            ..strict()
        },
    );
    let outcome = Baseline::from_run(&only_losers).apply(&mut all, |_| true);
    assert_eq!(ids(&all.files[0].report), ["ECI104", "ECI103"]);
    assert_eq!((outcome.known, outcome.gone), (0, vec![]));
}

#[test]
fn more_than_a_baseline_knows_is_reported() {
    let settings = selecting(&["ECI006"]);
    let one = on_eci("coreRequest: 1");
    let two = on_eci("coreRequest: 1, coreLimit: 2");
    let known = Baseline::from_run(&run(&one, &settings));
    let mut now = run(&two, &settings);
    let outcome = known.apply(&mut now, |_| true);
    assert_eq!(outcome.known, 1);
    assert_eq!(ids(&now.files[0].report), ["ECI006"]);
}

#[test]
fn findings_outside_of_a_run_are_not_fixed() {
    let settings = with_rules(&[]);
    let one = manifest(MISTAKEN, "");
    let other_name = one.replace("name: a,", "name: b,");
    let other_namespace = one.replace("name: a,", "name: a, namespace: jobs,");
    for other in [other_name, other_namespace] {
        let both = Run {
            files: [&one, &other]
                .iter()
                .enumerate()
                .map(|(at, text)| LintedFile {
                    path: format!("{at}.yaml"),
                    file: None,
                    report: lint(text, &settings),
                })
                .collect(),
            ..Run::default()
        };
        let known = Baseline::from_run(&both);
        assert_eq!(known.len(), 4);
        let outcome = known.apply(&mut run(&one, &settings), |_| true);
        assert_eq!((outcome.known, outcome.gone), (2, vec![]));
        // A checked and fixed finding is removed.
        let fixed = manifest("{labels: {alibabacloud.com/eci: 'true'}}", "");
        assert_eq!(
            known
                .apply(&mut run(&fixed, &settings), |_| true)
                .gone
                .len(),
            2
        );
    }
}

#[test]
fn findings_about_a_file_are_fixed_only_if_the_run_checked_it() {
    let settings = common::settings();
    let broken = "kind: SparkApplication\nmetadata: {name: a\n";
    let known = Baseline::from_run(&common::run("b.yaml", lint(broken, &settings)));
    assert_eq!(known.len(), 1);
    let gone = |path: &str, text: &str| {
        let mut run = common::run(path, lint(text, &settings));
        known.apply(&mut run, |_| true).gone.len()
    };
    let fixed = manifest("{}", "");
    assert_eq!(gone("a.yaml", &fixed), 0);
    assert_eq!(gone("b.yaml", &fixed), 1);
    assert_eq!(gone("b.yaml", broken), 0);
}

#[test]
fn comments_count_only_where_they_are_meant_to() {
    let settings = with_rules(&[]);
    let plain = manifest(MISTAKEN, "");
    let for_file = "# spark-eci-lint: ignore-file[ECI103, ECI104] later\n";
    // After an empty line or a separator at the top it is still before the first document.
    for before in ["\n", "---\n", "# Orders.\n---\n\n"] {
        let text = format!("{before}{for_file}{plain}");
        assert_eq!(ids(&lint(&text, &settings)), [""; 0], "{text}");
    }
    let inside = plain.replace("spec:\n", &format!("{for_file}spec:\n"));
    assert_eq!(ids(&lint(&inside, &settings)), ["ECI104", "ECI103"]);
    // On the last line it is about nothing, and the search for the next line ends.
    let last = format!("{plain}# spark-eci-lint: ignore[ECI103] x");
    let all = lint(&last, &common::settings());
    assert!(ids(&all).contains(&"ECI003"), "{:?}", ids(&all));
}
