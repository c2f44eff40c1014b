//! `plan --diff-base`: the cost of a change. Needs git, like the option.

mod common;

use std::process::Output;

use common::{Repository, stderr, stdout};
use serde_json::Value;

const ORDERS: &str = include_str!("../testdata/quickstart/orders.yaml");
const REPORTS: &str = include_str!("../testdata/quickstart/reports.yaml");

/// An hour of a 2-4Gi: (2 × 0.000049 + 4 × 0.00000613) × 3600.
const SMALL: f64 = 0.441_072;

fn plan(repository: &Repository, arguments: &[&str]) -> Output {
    let mut program = repository.0.program();
    program.args(["plan", "--quiet"]).args(arguments);
    program.output().expect("the program")
}

fn difference(repository: &Repository, arguments: &[&str]) -> Value {
    let arguments = [&["--format=json", "--diff-base=base"], arguments].concat();
    let output = plan(repository, &arguments);
    assert_eq!(stderr(&output), "", "{arguments:?}");
    let difference: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    check_sums(&difference);
    difference
}

/// The changes and the unchanged part add up to the totals.
fn check_sums(difference: &Value) {
    let total = &difference["total"];
    let changes = difference["changes"].as_array().expect("changes");
    let sum: Option<f64> = changes
        .iter()
        .map(|change| change["difference"]["first_hour"].as_f64())
        .sum();
    let Some(sum) = sum else {
        assert_eq!(total["difference"]["first_hour"], Value::Null);
        return;
    };
    let of = |side: &str| total[side]["at_least"].as_f64().expect("a number");
    let told = total["difference"]["first_hour"].as_f64();
    assert!((sum - told.expect("a number")).abs() < 0.001);
    if total["before"]["unknown_rows"] == 0 && total["after"]["unknown_rows"] == 0 {
        assert!((of("after") - of("before") - sum).abs() < 0.001, "{total}");
    }
}

/// Each change as `altered jobs/orders-nightly executor +4.41 a.yaml:25 instances`.
fn changes(difference: &Value) -> Vec<String> {
    let changes = difference["changes"].as_array().expect("changes");
    let line = |change: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let application = &change["application"];
        let more = change["difference"]["first_hour"].as_f64();
        let causes = change["because"].as_array().expect("causes").iter();
        let causes = causes.map(|cause| {
            let line = cause["line"].as_u64().map(|line| format!(":{line}"));
            let gone = if cause["gone"] == true { " gone" } else { "" };
            let (path, field) = (text(&cause["path"]), text(&cause["field"]));
            format!(" {path}{} {field}{gone}", line.unwrap_or_default())
        });
        format!(
            "{} {}/{} {} {}{}",
            text(&change["change"]),
            text(&application["namespace"]),
            text(&application["name"]),
            text(&change["role"]),
            more.map_or_else(|| "?".to_owned(), |more| format!("{more:+.2}")),
            causes.collect::<String>()
        )
    };
    changes.iter().map(line).collect()
}

fn repository() -> Option<Repository> {
    Repository::new(&[("k8s/orders.yaml", ORDERS), ("k8s/reports.yaml", REPORTS)])
}

#[test]
fn an_altered_role_names_the_changed_lines() {
    let Some(repository) = repository() else {
        return;
    };
    let changed = ORDERS
        .replace("instances: 20", "instances: 30")
        .replace("memory: 4g", "memory: 6g");
    repository.write("k8s/orders.yaml", &changed);
    let found = difference(&repository, &["k8s"]);
    assert_eq!(
        changes(&found),
        [
            "altered jobs/orders-nightly executor +4.41 k8s/orders.yaml:25 instances k8s/orders.yaml:27 memory"
        ]
    );
    assert_eq!(found["unchanged"], 1);
    let row = &found["changes"][0];
    assert_eq!(row["before"]["pods"]["initial"], 20);
    assert_eq!(row["after"]["pods"]["initial"], 30);
    let before = found["total"]["before"]["first_hour"]
        .as_f64()
        .expect("a price");
    let after = found["total"]["after"]["first_hour"]
        .as_f64()
        .expect("a price");
    assert!((after - before - 10.0 * SMALL).abs() < 0.001);
    // From a subfolder, with a path to the repository, and once it is committed.
    repository.commit();
    let mut program = repository.0.program();
    program.current_dir(repository.0.join("k8s"));
    program.args(["plan", "--quiet", "--format=json", "--diff-base=base", "."]);
    let output = program.output().expect("the program");
    let found: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(
        changes(&found),
        [
            "altered jobs/orders-nightly executor +4.41 orders.yaml:25 instances orders.yaml:27 memory"
        ]
    );
}

#[test]
fn applications_come_and_go() {
    let Some(repository) = repository() else {
        return;
    };
    std::fs::remove_file(repository.0.join("k8s/reports.yaml")).expect("a file");
    repository.write("k8s/new.yaml", &ORDERS.replace("orders-nightly", "fresh"));
    let found = difference(&repository, &["k8s"]);
    assert_eq!(
        changes(&found),
        [
            "added jobs/fresh driver +0.44 k8s/new.yaml:14 driver",
            "added jobs/fresh executor +8.82 k8s/new.yaml:24 executor",
            "removed jobs/reports-hourly driver -0.22 k8s/reports.yaml:15 driver gone",
            "removed jobs/reports-hourly executor -3.53 k8s/reports.yaml:27 executor gone",
        ]
    );
    assert_eq!(found["unchanged"], 1);
    assert_eq!(found["changes"][2]["after"], Value::Null);
    assert_eq!(found["changes"][0]["before"], Value::Null);
}

#[test]
fn a_file_that_was_moved_is_no_change() {
    let Some(repository) = repository() else {
        return;
    };
    repository.git(&["mv", "k8s/orders.yaml", "k8s/other.yaml"]);
    for paths in [&["k8s"][..], &["k8s/other.yaml"], &["."]] {
        let found = difference(&repository, paths);
        assert_eq!(changes(&found), [""; 0], "{paths:?}");
    }
    let text = stdout(&plan(&repository, &["--diff-base=base", "k8s"]));
    assert!(text.contains("no change against base"), "{text}");
}

#[test]
fn another_name_or_namespace_is_another_application() {
    let Some(repository) = Repository::new(&[("orders.yaml", ORDERS)]) else {
        return;
    };
    for (from, to) in [
        ("name: orders-nightly", "name: orders"),
        ("namespace: jobs", "namespace: dw"),
    ] {
        repository.write("orders.yaml", &ORDERS.replace(from, to));
        let found = difference(&repository, &[]);
        let kinds: Vec<_> = changes(&found)
            .iter()
            .map(|change| change.split(' ').next().unwrap_or_default().to_owned())
            .collect();
        let mut sorted = kinds.clone();
        sorted.sort();
        assert_eq!(sorted, ["added", "added", "removed", "removed"], "{to}");
        assert_eq!(found["total"]["difference"]["first_hour"], 0.0);
    }
}

#[test]
fn several_applications_of_one_name_are_distinguished_by_their_place() {
    let other = ORDERS.replace("instances: 20", "instances: 2");
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS), ("b.yaml", &other)]) else {
        return;
    };
    repository.write("b.yaml", &ORDERS.replace("instances: 20", "instances: 3"));
    assert_eq!(
        changes(&difference(&repository, &[])),
        ["altered jobs/orders-nightly executor +0.44 b.yaml:25 instances"]
    );
    // Both have moved: those that are equal are matched.
    repository.write("b.yaml", &other);
    for file in ["a.yaml", "b.yaml"] {
        std::fs::create_dir_all(repository.0.join("moved")).expect("a folder");
        repository.git(&["mv", file, "moved"]);
    }
    assert_eq!(changes(&difference(&repository, &[])), [""; 0]);
    assert_eq!(changes(&difference(&repository, &["moved"])), [""; 0]);
    // One is deleted and the other changes: each is matched with the one in its place.
    repository.commit();
    repository.git(&["tag", "-f", "base"]);
    repository.write("moved/b.yaml", ORDERS);
    std::fs::remove_file(repository.0.join("moved/a.yaml")).expect("a file");
    assert_eq!(
        changes(&difference(&repository, &[])),
        [
            "altered jobs/orders-nightly executor +7.94 moved/b.yaml:25 instances",
            "removed jobs/orders-nightly driver -0.44 moved/a.yaml:14 driver gone",
            "removed jobs/orders-nightly executor -8.82 moved/a.yaml:24 executor gone",
        ]
    );
}

#[test]
fn each_choice_of_values_is_compared_with_itself() {
    let template = ORDERS.replace("instances: 20", "instances: {{ .Values.executors }}");
    let Some(repository) = Repository::new(&[
        (
            "chart/Chart.yaml",
            "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
        ),
        ("chart/values.yaml", "executors: 1\n"),
        ("chart/values-dev.yaml", "executors: 2\n"),
        ("chart/values-prod.yaml", "executors: 50\n"),
        ("chart/templates/orders.yaml", &template),
    ]) else {
        return;
    };
    repository.write("chart/values-dev.yaml", "executors: 50\n");
    repository.write("chart/values-prod.yaml", "executors: 60\n");
    let found = difference(&repository, &[]);
    // 48 and 10 more, at 0.441 an hour.
    assert_eq!(
        changes(&found),
        [
            "altered jobs/orders-nightly executor +21.17 chart/values-dev.yaml:1 instances",
            "altered jobs/orders-nightly executor +4.41 chart/values-prod.yaml:1 instances",
        ]
    );
    let text = stdout(&plan(&repository, &["--diff-base=base"]));
    assert!(
        text.contains("jobs/orders-nightly (chart with chart/values-dev.yaml)"),
        "{text}"
    );
}

#[test]
fn pods_that_cannot_be_checked_any_more_are_no_saving() {
    let Some(repository) = repository() else {
        return;
    };
    let broken = ORDERS.replace("  executor:\n", "  executor: {\n");
    repository.write("k8s/orders.yaml", &broken);
    let mut program = repository.0.program();
    program.args(["plan", "--quiet", "--format=json", "--diff-base=base"]);
    let found: Value =
        serde_json::from_str(&stdout(&program.output().expect("the program"))).expect("JSON");
    assert_eq!(changes(&found), [""; 0]);
    assert_eq!(found["not_compared"][0]["path"], "k8s/orders.yaml");
    assert_eq!(found["total"]["difference"]["first_hour"], Value::Null);
    assert_eq!(found["total"]["after"]["first_hour"], Value::Null);
}

#[test]
fn a_deleted_file_has_its_price() {
    let Some(repository) = Repository::new(&[("orders.yaml", ORDERS)]) else {
        return;
    };
    std::fs::remove_file(repository.0.join("orders.yaml")).expect("a file");
    let found = difference(&repository, &[]);
    // A driver and 20 executors.
    let more = found["total"]["difference"]["first_hour"]
        .as_f64()
        .expect("a price");
    assert!((more + 21.0 * SMALL).abs() < 0.001, "{more}");
}

#[test]
fn a_folder_that_was_renamed_is_no_change() {
    let Some(repository) = repository() else {
        return;
    };
    repository.write(
        "other/reports.yaml",
        &REPORTS.replace("reports-hourly", "other"),
    );
    repository.commit();
    repository.git(&["tag", "-f", "base"]);
    repository.git(&["mv", "k8s", "deploy"]);
    assert_eq!(changes(&difference(&repository, &["deploy"])), [""; 0]);
    // Moved to an existing folder: the other files elsewhere are not included.
    repository.git(&["mv", "deploy/orders.yaml", "other/orders.yaml"]);
    let found = difference(&repository, &["other"]);
    assert_eq!(changes(&found), [""; 0]);
    assert_eq!(found["unchanged"], 2);
}

#[test]
fn the_filters_of_a_repository_do_not_run() {
    let Some(repository) = repository() else {
        return;
    };
    repository.write(".gitattributes", "*.yaml filter=evil\n");
    repository.commit();
    repository.git(&["tag", "-f", "base"]);
    for kind in ["clean", "smudge"] {
        repository.git(&["config", &format!("filter.evil.{kind}"), "touch ran; cat"]);
    }
    repository.write(
        "k8s/orders.yaml",
        &ORDERS.replace("instances: 20", "instances: 21"),
    );
    assert_eq!(changes(&difference(&repository, &[])).len(), 1);
    assert!(!repository.0.join("ran").exists());
}

#[test]
fn a_change_that_only_the_price_of_a_type_shows_is_a_change() {
    let family = |family: &str| {
        ORDERS.replace(
            "      k8s.aliyun.com/eci-use-specs: 2-4Gi\n",
            &format!("      k8s.aliyun.com/eci-use-specs: 2-4Gi\n      k8s.aliyun.com/eci-instance-family: {family}\n"),
        )
    };
    let Some(repository) = Repository::new(&[("orders.yaml", &family("ecs.c6"))]) else {
        return;
    };
    repository.write("orders.yaml", &family("ecs.g7"));
    let found = difference(&repository, &[]);
    assert_eq!(
        changes(&found)[1],
        "altered jobs/orders-nightly executor ? orders.yaml:31 k8s.aliyun.com/eci-instance-family"
    );
    // The same size in another unit changes nothing.
    repository.write(
        "orders.yaml",
        &family("ecs.c6").replace("memory: 4g", "memory: 4096m"),
    );
    assert_eq!(changes(&difference(&repository, &[])), [""; 0]);
}

const BASE: &str = "resources: [orders.yaml]\n";

fn overlay(instances: u32) -> String {
    format!(
        "resources: [../base]\nnamespace: prod\npatches:\n- patch: |\n    apiVersion: sparkoperator.k8s.io/v1beta2\n    kind: SparkApplication\n    metadata: {{name: orders-nightly, namespace: jobs}}\n    spec:\n      executor:\n        instances: {instances}\n"
    )
}

#[test]
fn built_applications_are_compared_as_built() {
    let Some(repository) = Repository::new(&[
        ("base/kustomization.yaml", BASE),
        ("base/orders.yaml", ORDERS),
        ("prod/kustomization.yaml", &overlay(10)),
    ]) else {
        return;
    };
    repository.write("prod/kustomization.yaml", &overlay(12));
    assert_eq!(
        changes(&difference(&repository, &[])),
        ["altered prod/orders-nightly executor +0.88 prod/kustomization.yaml:10 instances"]
    );
    // The base changes a field that the overlay does not set.
    repository.write("prod/kustomization.yaml", &overlay(10));
    repository.write(
        "base/orders.yaml",
        &ORDERS.replace("memory: 4g", "memory: 5g"),
    );
    assert_eq!(
        changes(&difference(&repository, &[])),
        ["altered prod/orders-nightly executor +0.00 base/orders.yaml:27 memory"]
    );
    // A new overlay.
    repository.write("base/orders.yaml", ORDERS);
    let dev = overlay(1).replace("namespace: prod", "namespace: dev");
    repository.write("dev/kustomization.yaml", &dev);
    let found = changes(&difference(&repository, &[]));
    let starts = |change: &String| change.starts_with("added dev/orders-nightly");
    assert!(found.len() == 2 && found.iter().all(starts), "{found:?}");
}

#[test]
fn a_change_of_values_alone_is_a_change_of_the_chart() {
    let template = ORDERS.replace("instances: 20", "instances: {{ .Values.executors }}");
    let Some(repository) = Repository::new(&[
        (
            "chart/Chart.yaml",
            "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
        ),
        ("chart/values.yaml", "# How many.\nexecutors: 20\n"),
        ("chart/templates/orders.yaml", &template),
    ]) else {
        return;
    };
    repository.write("chart/values.yaml", "# How many.\nexecutors: 21\n");
    assert_eq!(
        changes(&difference(&repository, &[])),
        ["altered jobs/orders-nightly executor +0.44 chart/values.yaml:2 instances"]
    );
}

#[test]
fn the_base_has_its_own_configuration() {
    let Some(repository) = Repository::new(&[
        ("spark-eci-lint.yaml", "region: cn-hangzhou\n"),
        ("reports.yaml", REPORTS),
    ]) else {
        return;
    };
    // The executors in the reports have no selector for ECI.
    let config = "region: cn-hangzhou\nplacement: {executor: off}\n";
    repository.write("spark-eci-lint.yaml", config);
    assert_eq!(
        changes(&difference(&repository, &[])),
        ["altered jobs/reports-hourly executor -3.53 spark-eci-lint.yaml configuration"]
    );
}

#[test]
fn unreadable_files_at_the_base_are_reported_and_count_as_new() {
    let broken = ORDERS.replace("  executor:\n", "  executor: {\n");
    let Some(repository) = Repository::new(&[("orders.yaml", &broken), ("reports.yaml", REPORTS)])
    else {
        return;
    };
    repository.write("orders.yaml", ORDERS);
    let found = difference(&repository, &[]);
    assert_eq!(found["not_compared"][0]["path"], "orders.yaml");
    let kinds: Vec<_> = changes(&found);
    assert!(
        kinds.len() == 2 && kinds[0].starts_with("added"),
        "{kinds:?}"
    );
    for format in ["human", "markdown"] {
        let text = stdout(&plan(
            &repository,
            &["--diff-base=base", "--format", format],
        ));
        assert!(text.contains("not compared: orders"), "{text}");
    }
    // A folder that does not exist at the base.
    repository.write("orders.yaml", &broken);
    repository.write("more/orders.yaml", ORDERS);
    assert_eq!(changes(&difference(&repository, &["more"])).len(), 2);
}

#[test]
fn a_revision_that_git_does_not_know_is_an_error() {
    let Some(repository) = repository() else {
        return;
    };
    let output = plan(&repository, &["--diff-base=no-such-branch"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("unknown git revision `no-such-branch`"));
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_shallow_clone_is_compared_with_the_revision_itself() {
    let Some(repository) = repository() else {
        return;
    };
    repository.write(
        "k8s/orders.yaml",
        &ORDERS.replace("instances: 20", "instances: 21"),
    );
    repository.commit();
    let url = format!("file://{}", repository.0.path().display());
    repository.git(&["clone", "--quiet", "--depth=1", &url, "clone"]);
    repository.git(&[
        "-C",
        "clone",
        "fetch",
        "--quiet",
        "--depth=1",
        "origin",
        "tag",
        "base",
    ]);
    let mut program = repository.0.program();
    program.current_dir(repository.0.join("clone"));
    program.args(["plan", "--quiet", "--format=json", "--diff-base=base"]);
    let output = program.output().expect("the program");
    let found: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(
        changes(&found),
        ["altered jobs/orders-nightly executor +0.44 k8s/orders.yaml:25 instances"]
    );
}

#[test]
fn an_increase_above_the_limit_fails() {
    let Some(repository) = repository() else {
        return;
    };
    // 13.01 CNY an hour, and 4.41 more: 33.9 %.
    repository.write(
        "k8s/orders.yaml",
        &ORDERS.replace("instances: 20", "instances: 30"),
    );
    for (limit, code) in [
        ("+20%", 1),
        ("20%", 1),
        ("+33%", 1),
        ("+34%", 0),
        ("+4.4", 1),
        ("+4.5", 0),
        ("0", 1),
    ] {
        let output = plan(&repository, &["--diff-base=base", "--fail-above", limit]);
        assert_eq!(output.status.code(), Some(code), "{limit}");
    }
    for wrong in ["much", "-5", "+", "%", "nan"] {
        let output = plan(&repository, &["--diff-base=base", "--fail-above", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
    let output = plan(&repository, &["--fail-above=5"]);
    assert_eq!(output.status.code(), Some(2));
    let output = plan(
        &repository,
        &["--fail-above=5", "--diff-base=base", "--price=none"],
    );
    assert_eq!(output.status.code(), Some(2));
    // If the base costs nothing, every increase exceeds any percentage.
    repository.git(&["checkout", "--quiet", "--orphan", "empty"]);
    repository.git(&["rm", "--quiet", "-r", "--cached", "-f", "."]);
    repository.git(&["commit", "--quiet", "--allow-empty", "--message=a"]);
    repository.git(&["tag", "nothing"]);
    let output = plan(&repository, &["--diff-base=nothing", "--fail-above=900%"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_unknown_difference_is_reported_and_does_not_fail() {
    let spot = "k8s.aliyun.com/eci-use-specs: 2-4Gi\n      k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo";
    let (driver, executor) = ORDERS.split_once("  executor:").expect("two roles");
    let spot = executor.replace("k8s.aliyun.com/eci-use-specs: 2-4Gi", spot);
    let spot = format!("{driver}  executor:{spot}");
    let Some(repository) = Repository::new(&[("orders.yaml", ORDERS)]) else {
        return;
    };
    repository.write("orders.yaml", &spot);
    let arguments = ["--diff-base=base", "--fail-above=0", "--format=json"];
    let output = plan(&repository, &arguments);
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    assert!(said.contains("the price difference is unknown"), "{said}");
    let found: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(found["changes"][0]["difference"]["first_hour"], Value::Null);
    assert_eq!(found["changes"][0]["after"]["price_unknown"], "spot");
    assert_eq!(found["total"]["after"]["first_hour"], Value::Null);
    assert_eq!(found["total"]["difference"]["first_hour"], Value::Null);
    // An unchanged pod without a price does not change the costs.
    repository.commit();
    repository.git(&["tag", "-f", "base"]);
    repository.write("orders.yaml", &spot.replace("cores: 1", "cores: 2"));
    let found = difference(&repository, &[]);
    assert_eq!(found["total"]["difference"]["first_hour"], 0.0);
}

#[test]
fn a_name_cannot_become_markup() {
    let Some(repository) = Repository::new(&[("orders.yaml", ORDERS)]) else {
        return;
    };
    let hostile = "\"a|b`](x)<img src=x>@all\\n\\n# c\"";
    let text = ORDERS.replace("name: orders-nightly", &format!("name: {hostile}"));
    repository.write("<b>@x.yaml", &text);
    let output = plan(&repository, &["--diff-base=base", "--format=markdown"]);
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(lines.len(), 4, "{text}");
    let markup = text.replace("<span></span>", "");
    for letter in ['<', ']', '`', '@'] {
        let all = markup.matches(letter).count();
        let escaped = markup.matches(&format!("\\{letter}")).count();
        assert!(all > 0 && all == escaped, "{letter} in {text}");
    }
}

#[test]
fn the_summary_of_a_check_shows_the_difference() {
    let Some(repository) = repository() else {
        return;
    };
    repository.write(
        "k8s/orders.yaml",
        &ORDERS.replace("instances: 20", "instances: 30"),
    );
    let mut program = repository.0.program();
    program.args(["--quiet", "--format=markdown", "--diff-base=base", "k8s"]);
    let text = stdout(&program.output().expect("the program"));
    assert!(text.contains("### What the change costs"), "{text}");
    assert!(text.contains("| 20 → 30 |"), "{text}");
}

#[test]
fn a_configuration_above_the_repository_applies_to_the_base_too() {
    let Some(outer) = Repository::new(&[]) else {
        return;
    };
    outer.write("spark-eci-lint.yaml", "placement: {executor: off}\noverrides:\n- paths: [inner/dev/]\n  placement: {executor: required}\n");
    outer.write("inner/dev/reports.yaml", REPORTS);
    outer.write("inner/prod/reports.yaml", REPORTS);
    let inner = outer.0.join("inner");
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "--all"],
        &["commit", "--quiet", "--message=a"],
        &["tag", "base"],
    ] {
        outer.git(&[&["-C", "inner"], arguments].concat());
    }
    let run = |paths: &[&str]| {
        let mut program = outer.0.program();
        program.current_dir(&inner);
        program.args(["plan", "--quiet", "--format=json", "--diff-base=base"]);
        program.args(paths).output().expect("the program")
    };
    let found: Value = serde_json::from_str(&stdout(&run(&[]))).expect("JSON");
    assert_eq!(changes(&found), [""; 0]);
    let output = run(&["../spark-eci-lint.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is not in the repository"));
}
