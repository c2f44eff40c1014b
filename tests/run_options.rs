//! Options and settings of a run: exclusions, messages, and invalid combinations.

mod common;

use std::{
    fs,
    io::Write,
    process::{Output, Stdio},
};

use common::{Folder, Repository, places, stderr, stdout};

/// An application with one error, which has a safe fix.
const APP: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: app}
spec:
  sparkVersion: 3.5.0
  driver: {labels: {alibabacloud.com/eci: 'true'}}
  executor:
    labels: {alibabacloud.com/eci: 'true'}
    cores: 1
    memory: 4Gi
";

/// Its finding.
const FOUND: &str = "10:13 ECI601";

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    for (path, text) in files {
        folder.write(path, *text);
    }
    folder
}

fn run(folder: &Folder, arguments: &str) -> Output {
    let mut program = folder.program();
    program.args(arguments.split_whitespace());
    program.stdin(Stdio::null()).output().expect("it runs")
}

/// The places and rules of the warnings and errors.
fn found(folder: &Folder, arguments: &str) -> Vec<String> {
    places(&run(folder, &format!("-f concise {arguments}")))
}

fn piped(folder: &Folder, arguments: &str, text: &str) -> Output {
    let mut program = folder.program();
    program.args(arguments.split_whitespace());
    program.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = program.stderr(Stdio::piped()).spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(text.as_bytes()).expect("it is read");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn excluded_files_are_skipped_and_given_ones_only_if_forced() {
    let folder = folder(&[
        ("spark-eci-lint.yaml", "exclude: [legacy/]\n"),
        ("k8s/a.yaml", APP),
        ("legacy/b.yaml", APP),
        ("vendor/c.yaml", APP),
    ]);
    let all = ["k8s/a.yaml", "legacy/b.yaml", "vendor/c.yaml"];
    let places = |files: &[&str]| -> Vec<String> {
        files.iter().map(|file| format!("{file}:{FOUND}")).collect()
    };
    for (arguments, wanted) in [
        (".", &[all[0], all[2]][..]),
        ("--exclude vendor .", &all[..1]),
        ("--exclude vendor/,k8s/ .", &[]),
        (
            "--exclude vendor k8s/a.yaml legacy/b.yaml vendor/c.yaml",
            &all,
        ),
        (
            "--force-exclude k8s/a.yaml legacy/b.yaml vendor/c.yaml",
            &[all[0], all[2]],
        ),
        ("--force-exclude --exclude *.yaml k8s/a.yaml", &[]),
        ("--force-exclude --no-config legacy/b.yaml", &all[1..2]),
    ] {
        assert_eq!(found(&folder, arguments), places(wanted), "{arguments}");
    }
    // Patterns are relative to the current folder.
    let mut below = folder.program();
    below.current_dir(folder.join("vendor"));
    below.args(["-f", "concise", "--exclude", "/c.yaml", "../k8s", "."]);
    let output = below.output().expect("it runs");
    assert_eq!(common::places(&output), places(&["../k8s/a.yaml"]));

    let mut by_environment = folder.program();
    by_environment.env("SPARK_ECI_LINT_EXCLUDE", "k8s");
    by_environment.env("SPARK_ECI_LINT_FORCE_EXCLUDE", "1");
    by_environment.args([
        "-f",
        "concise",
        "k8s/a.yaml",
        "legacy/b.yaml",
        "vendor/c.yaml",
    ]);
    let output = by_environment.output().expect("it runs");
    assert_eq!(common::places(&output), places(&all[2..]));

    folder.write(
        "spark-eci-lint.yaml",
        "exclude: [legacy/]\nforce-exclude: true\n",
    );
    assert_eq!(
        found(&folder, "k8s/a.yaml legacy/b.yaml"),
        places(&all[..1])
    );
    // An invalid pattern is rejected before anything is read.
    let output = run(&folder, "--exclude [z-a] k8s");
    assert!(
        stderr(&output).contains("invalid value '[z-a]' for '--exclude"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn no_fix_writes_an_excluded_file() {
    let files = [
        ("spark-eci-lint.yaml", "exclude: [legacy/]\n"),
        ("legacy/b.yaml", APP),
    ];
    let folder = folder(&files);
    for how in ["--fix", "--fix --unsafe-fixes", "--add-ignores"] {
        run(&folder, &format!("{how} --force-exclude legacy/b.yaml"));
        assert_eq!(
            fs::read_to_string(folder.join("legacy/b.yaml")).expect("a file"),
            APP,
            "{how}"
        );
        let output = run(&folder, "--diff --force-exclude legacy/b.yaml");
        assert_eq!(
            (stdout(&output).as_str(), output.status.code()),
            ("", Some(0))
        );
    }
    run(&folder, "--fix legacy/b.yaml");
    assert_ne!(
        fs::read_to_string(folder.join("legacy/b.yaml")).expect("a file"),
        APP
    );
}

#[test]
fn no_fix_of_a_built_application_writes_an_excluded_file() {
    let files = [
        ("spark-eci-lint.yaml", "exclude: [base/]\n"),
        ("base/kustomization.yaml", "resources: [app.yaml]\n"),
        ("base/app.yaml", APP),
        (
            "prod/kustomization.yaml",
            "resources: [../base]\nnamePrefix: p-\n",
        ),
    ];
    let folder = folder(&files);
    assert_eq!(found(&folder, "prod"), [format!("base/app.yaml:{FOUND}")]);
    for how in ["--fix", "--add-ignores"] {
        run(&folder, &format!("{how} --force-exclude prod"));
        assert_eq!(
            fs::read_to_string(folder.join("base/app.yaml")).expect("a file"),
            APP,
            "{how}"
        );
    }
    run(&folder, "--fix --no-config prod");
    assert_ne!(
        fs::read_to_string(folder.join("base/app.yaml")).expect("a file"),
        APP
    );
}

#[test]
fn excluded_standard_input_is_returned_unchanged() {
    let folder = folder(&[("spark-eci-lint.yaml", "exclude: [legacy/]\n")]);
    let name = "--stdin-filename legacy/b.yaml";
    let fixed = piped(&folder, &format!("--fix {name} -"), APP);
    assert_ne!(stdout(&fixed), APP);
    let kept = piped(&folder, &format!("--fix --force-exclude {name} -"), APP);
    assert_eq!((stdout(&kept).as_str(), kept.status.code()), (APP, Some(0)));
    let other = piped(
        &folder,
        "--force-exclude -f concise --stdin-filename k8s/b.yaml -",
        APP,
    );
    assert_eq!(common::places(&other), [format!("k8s/b.yaml:{FOUND}")]);
}

#[test]
fn files_are_shown_and_nothing_is_linted() {
    let folder = folder(&[
        ("spark-eci-lint.yaml", "exclude: [legacy/]\n"),
        (".gitignore", "out/\n"),
        ("k8s/a.yaml", APP),
        ("k8s/other.yaml", "kind: Service\n"),
        ("legacy/b.yaml", APP),
        ("out/c.yaml", APP),
        ("k8s/broken.yaml", "kind: SparkApplication\na: [\n"),
    ]);
    let files = "k8s/a.yaml\nk8s/broken.yaml\nk8s/other.yaml\nspark-eci-lint.yaml\n";
    let output = run(&folder, "--show-files .");
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str()),
        (files, "")
    );
    assert_eq!(output.status.code(), Some(0));
    // Options that choose the files, in whatever group they are.
    let output = run(
        &folder,
        "--show-files --config spark-eci-lint.yaml --follow-links --lang zh-CN .",
    );
    assert_eq!(
        (stdout(&output).as_str(), stderr(&output).as_str()),
        (files, "")
    );
    let output = run(&folder, "--show-files -v .");
    assert_eq!(stdout(&output), files);
    let said = stderr(&output);
    for line in [
        "legacy/b.yaml: skipped: excluded by spark-eci-lint.yaml",
        "out: skipped: ignored by .gitignore or .ignore",
    ] {
        assert!(said.contains(line), "{said}");
    }
    // Each once, under the first name; given files are read unless that is forbidden.
    let output = run(
        &folder,
        "--show-files ./k8s/a.yaml k8s legacy/b.yaml nope.yaml",
    );
    assert_eq!(
        stdout(&output),
        "k8s/a.yaml\nk8s/broken.yaml\nk8s/other.yaml\nlegacy/b.yaml\n"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn verbose_output_is_on_standard_error_only() {
    let folder = folder(&[
        ("spark-eci-lint.yaml", "exclude: [legacy/]\n"),
        ("k8s/a.yaml", APP),
        ("k8s/dev/spark-eci-lint.yaml", "region: cn-hangzhou\n"),
        ("k8s/dev/b.yaml", APP),
        ("k8s/service.yaml", "kind: Service\n"),
        ("legacy/c.yaml", APP),
        ("over/kustomization.yaml", "resources: [app.yaml]\n"),
        ("over/app.yaml", APP),
    ]);
    for format in ["human", "json", "concise"] {
        let without_time = |output: &Output| {
            let text = stdout(output);
            text.split(" (0.").next().unwrap_or_default().to_owned()
        };
        let plain = without_time(&run(&folder, &format!("-f {format} .")));
        let more = run(&folder, &format!("-v -f {format} ."));
        assert_eq!(without_time(&more), plain, "{format}");
        let said = stderr(&more);
        for line in [
            "k8s/dev/spark-eci-lint.yaml: applies to 1 file\n",
            "legacy/c.yaml: skipped: excluded by spark-eci-lint.yaml\n",
            "k8s/service.yaml: skipped: no Spark application\n",
            "over: kustomization with a Spark application\n",
            "reading and checking: ",
        ] {
            assert!(said.contains(line), "{line}: {said}");
        }
    }
    let output = run(&folder, "plan -v --no-config k8s");
    assert!(
        stderr(&output).contains("no configuration: applies to 2 files"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn statistics_count_by_rule() {
    let two = format!("{APP}---\n{}", APP.replace("name: app", "name: other"));
    let eci303 = APP.replace("4Gi", "4g").replace(
        "    cores",
        "    annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}\n    cores",
    );
    let folder = folder(&[("a.yaml", two.as_str()), ("b.yaml", eci303.as_str())]);
    let output = run(&folder, "--statistics --select ECI303,ECI601,ECI407 .");
    assert_eq!(
        stdout(&output),
        "\
2  ECI601  error    invalid-memory-string         2 fixable with --fix
1  ECI303  warning  memory-overhead-exceeds-spec  1 fixable with --fix --unsafe-fixes
3 findings, 2 fixable with --fix, 1 more with --unsafe-fixes (3 less severe not counted: --severity info)
"
    );
    assert_eq!(output.status.code(), Some(1));
    let output = run(&folder, "--statistics -f json --select ECI303,ECI601 .");
    let rows: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(
        rows,
        serde_json::json!([
            {"rule": "ECI601", "name": "invalid-memory-string", "severity": "error", "count": 2, "fixable": 2, "unsafely_fixable": 0},
            {"rule": "ECI303", "name": "memory-overhead-exceeds-spec", "severity": "warning", "count": 1, "fixable": 0, "unsafely_fixable": 1},
        ])
    );
    let refused = run(&folder, "--statistics -f sarif .");
    assert!(stderr(&refused).contains("`human` and `json`, not `sarif`"));
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn placement_and_rules_can_be_set_on_the_command_line() {
    let elsewhere = APP.replace("    labels: {alibabacloud.com/eci: 'true'}\n", "");
    let config = "placement: required\nrules: {ECI6: off, ECI101: warning}\n";
    let folder = folder(&[
        ("a.yaml", elsewhere.as_str()),
        ("spark-eci-lint.yaml", config),
    ]);
    let rules = |arguments: &str| -> Vec<String> {
        let found = found(&folder, arguments).into_iter();
        found
            .filter_map(|place| place.split(' ').next_back().map(str::to_owned))
            .collect()
    };
    for (arguments, wanted) in [
        ("a.yaml", &["ECI101", "ECI102"][..]),
        ("--placement executor=off a.yaml", &[]),
        ("--placement executor=allowed a.yaml", &["ECI102"]),
        (
            "--placement off,executor=required a.yaml",
            &["ECI101", "ECI102"],
        ),
        ("--rule ECI1=off a.yaml", &[]),
        (
            "--rule ECI1=off,missing-toleration=error a.yaml",
            &["ECI102"],
        ),
        (
            "--rule ECI601=error --rule placement=off a.yaml",
            &["ECI601"],
        ),
        // A rule that is off remains off.
        ("--rule ECI101=off --select ECI1 a.yaml", &["ECI102"]),
    ] {
        assert_eq!(rules(arguments), wanted, "{arguments}");
    }
    let output = run(
        &folder,
        "config show --placement driver=off --rule ECI60=info a.yaml",
    );
    let shown = stdout(&output);
    let line = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(name));
        let words: Vec<_> = line.unwrap_or_default().split_whitespace().collect();
        words.join(" ")
    };
    assert_eq!(
        line("placement.driver"),
        "placement.driver off # command line or environment"
    );
    assert_eq!(
        line("placement.executor"),
        "placement.executor required # spark-eci-lint.yaml:1"
    );
    assert_eq!(
        line("rules.invalid-memory-string"),
        "rules.invalid-memory-string.severity info # command line or environment"
    );
    for (arguments, wanted) in [
        (
            "--placement driver=off,driver=required",
            "`--placement` sets two policies for driver",
        ),
        (
            "--rule ECI303=off --rule memory-overhead-exceeds-spec=info",
            "`--rule` sets two levels for `ECI303`",
        ),
        ("--rule ECI9=off", "ids begin with `ECI0` to `ECI6`"),
        ("--rule ECI3=warn", "did you mean `warning`?"),
        (
            "--placement pod=off",
            "`pod` is not a role; possible values: `driver`, `executor`",
        ),
    ] {
        let output = run(&folder, &format!("{arguments} a.yaml"));
        assert!(
            stderr(&output).contains(wanted),
            "{arguments}: {}",
            stderr(&output)
        );
        assert_eq!(output.status.code(), Some(2), "{arguments}");
    }
}

#[test]
fn contradicting_options_are_refused() {
    let folder = folder(&[("a.yaml", APP)]);
    for (arguments, wanted) in [
        (
            "--unsafe-fixes a.yaml",
            "run `spark-eci-lint --fix --unsafe-fixes a.yaml`",
        ),
        (
            "check --fix-only=ECI1 a.yaml",
            "run `spark-eci-lint check --fix --fix-only=ECI1 a.yaml`",
        ),
        (
            "--fix --diff a.yaml",
            "`--diff` writes nothing, but `--fix` does",
        ),
        (
            "--diff-scope lines a.yaml",
            "without `--diff-base REVISION`",
        ),
        (
            "--show-files --require-applications a.yaml",
            "`--require-applications` has no effect",
        ),
        (
            "--show-files --rule ECI1=off a.yaml",
            "`--rule` has no effect",
        ),
        (
            "--show-files --values a.yaml a.yaml",
            "`--values` has no effect",
        ),
        (
            "--write-baseline b.json --fix-only ECI1 a.yaml",
            "`--fix-only` has no effect",
        ),
        (
            "--write-baseline b.json --statistics a.yaml",
            "`--statistics` has no effect",
        ),
        (
            "--add-ignores --unsafe-fixes a.yaml",
            "`--unsafe-fixes` has no effect",
        ),
        (
            "--stdin-filename b.yaml a.yaml",
            "has no effect without `-`",
        ),
        ("-q -v a.yaml", "remove one"),
        ("plan -q -v a.yaml", "remove one"),
    ] {
        let output = run(&folder, arguments);
        assert!(
            stderr(&output).contains(wanted),
            "{arguments}: {}",
            stderr(&output)
        );
        assert_eq!(
            (stdout(&output).as_str(), output.status.code()),
            ("", Some(2)),
            "{arguments}"
        );
    }
    assert_eq!(
        fs::read_to_string(folder.join("a.yaml")).expect("a file"),
        APP
    );
    assert!(!folder.join("b.json").exists());
    // A pipeline sets variables for all its calls.
    let mut program = folder.program();
    program.env("SPARK_ECI_LINT_DIFF_SCOPE", "lines");
    program.env("SPARK_ECI_LINT_FORMAT", "concise");
    program.env("SPARK_ECI_LINT_FAIL_ON", "never");
    let output = program.args(["--show-files", "a.yaml"]).output();
    assert_eq!(stdout(&output.expect("it runs")), "a.yaml\n");
}

#[test]
fn the_configuration_of_the_current_folder_applies_to_the_run() {
    let warned = APP.replace("4Gi", "4g").replace(
        "    cores",
        "    annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}\n    cores",
    );
    let folder = folder(&[("a.yaml", warned.as_str()), ("b/b.yaml", APP)]);
    let code = |arguments: &str| run(&folder, arguments).status.code();
    assert_eq!(code("a.yaml"), Some(0));
    folder.write("spark-eci-lint.yaml", "fail-on: warning\nformat: concise\n");
    let output = run(&folder, "a.yaml");
    assert_eq!(places(&output), ["a.yaml:11:13 ECI303"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(code("--fail-on error a.yaml"), Some(0));
    assert!(stdout(&run(&folder, "-f json a.yaml")).starts_with('{'));
    let mut program = folder.program();
    program.env("SPARK_ECI_LINT_FAIL_ON", "error");
    assert_eq!(
        program
            .arg("a.yaml")
            .output()
            .expect("it runs")
            .status
            .code(),
        Some(0)
    );

    folder.write(
        "spark-eci-lint.yaml",
        "severity: error\nformat: [concise]\n",
    );
    assert_eq!(places(&run(&folder, ".")), [format!("b/b.yaml:{FOUND}")]);
    assert_eq!(
        places(&run(&folder, "--severity warning a.yaml")),
        ["a.yaml:11:13 ECI303"]
    );

    let mut program = folder.program();
    program.env("SPARK_ECI_LINT_SEVERITY", "info");
    program.args(["config", "show", "b/b.yaml"]);
    let shown = stdout(&program.output().expect("it runs"));
    for (name, value, from) in [
        ("format", "concise", "spark-eci-lint.yaml:2"),
        ("severity", "info", "command line or environment"),
        ("fail-on", "error", "default"),
    ] {
        let start = format!("{name} ");
        let line = shown.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_default();
        assert!(line.contains(value) && line.ends_with(from), "{shown}");
    }

    // A configuration in another folder applies to its files, but not to the run.
    folder.write("spark-eci-lint.yaml", "format: concise\n");
    folder.write("b/spark-eci-lint.yaml", "fail-on: never\nignore: [ECI6]\n");
    let output = run(&folder, ". --fail-on warning");
    assert_eq!(places(&output), ["a.yaml:11:13 ECI303"]);
    assert_eq!(output.status.code(), Some(1));
    let said = "b/spark-eci-lint.yaml:1: `fail-on` is ignored: it applies to the whole run";
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
    let output = run(&folder, "--config b/spark-eci-lint.yaml .");
    assert!(
        !stderr(&output).contains("as a whole"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn rules_are_selected_in_the_configuration() {
    let folder = folder(&[("a.yaml", APP), ("dev/a.yaml", APP)]);
    let config = |text: &str| folder.write("spark-eci-lint.yaml", text);
    let here = [format!("a.yaml:{FOUND}")];
    for (text, arguments, is_found) in [
        ("select: [ECI6]", "", true),
        ("select: [placement, ECI3]", "", false),
        ("ignore: [settings]", "", false),
        ("{select: [ECI6], ignore: [ECI601]}", "", false),
        ("select: []", "", true),
        // The command line wins, and selects a rule that is off in the configuration.
        ("ignore: [ECI601]", "--select ECI601", true),
        ("select: [ECI3]", "--select ECI6", true),
        ("rules: {ECI601: off}", "--select ECI601", true),
        ("select: [ECI6]", "--ignore ECI601,missing-field", false),
        ("ignore: [ECI601]", "--ignore ECI3,missing-field", false),
        ("ignore: [ECI601]", "--rule ECI601=error", true),
        ("{rules: {ECI601: off}, select: [ECI601]}", "", false),
        ("rules: {ECI6: off, ECI601: error}", "", true),
        ("rules: {ECI601: error, ECI: off, settings: off}", "", true),
        ("rules: {settings: off, ECI60: error}", "", true),
        ("rules: {ECI60: off, settings: error}", "", false),
    ] {
        config(text);
        let wanted: &[String] = if is_found { &here } else { &[] };
        assert_eq!(
            found(&folder, &format!("{arguments} a.yaml")),
            wanted,
            "{text} {arguments}"
        );
    }
    config("{overrides: [{paths: [dev], ignore: [ECI6]}]}");
    assert_eq!(found(&folder, "."), here);
}

#[test]
fn a_baseline_of_the_configuration_is_read_and_can_be_written() {
    let folder = folder(&[
        ("a.yaml", APP),
        ("spark-eci-lint.yaml", "baseline: known/a.json\n"),
    ]);
    let output = run(&folder, "a.yaml");
    assert_eq!(
        stderr(&output),
        "spark-eci-lint: error: cannot read known/a.json: no such file or directory\n"
    );
    assert_eq!(output.status.code(), Some(2));
    let output = run(&folder, "--write-baseline known/a.json a.yaml");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let known = run(&folder, "a.yaml");
    assert!(
        stdout(&known).contains("nothing found, "),
        "{}",
        stdout(&known)
    );
    assert_eq!(known.status.code(), Some(0));
    // From a subfolder, it is the same file.
    folder.write("below/spark-eci-lint.yaml", "");
    fs::remove_file(folder.join("below/spark-eci-lint.yaml")).expect("a file");
    let mut below = folder.program();
    let output = below
        .current_dir(folder.join("below"))
        .arg("../a.yaml")
        .output();
    assert_eq!(output.expect("it runs").status.code(), Some(0));
    // A fixed finding is removed from the baseline.
    let output = run(&folder, "--fix a.yaml");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("ECI601"), "{}", stderr(&output));
    // A rule may be given by name.
    folder.write("a.yaml", APP);
    let text = fs::read_to_string(folder.join("known/a.json")).expect("a baseline");
    folder.write(
        "known/a.json",
        text.replace("ECI601", "invalid-memory-string"),
    );
    assert_eq!(run(&folder, "a.yaml").status.code(), Some(0));
    folder.write("known/a.json", "{\"version\": 9}");
    let output = run(&folder, "a.yaml");
    assert!(stderr(&output).contains("its version is 9, but this program reads version 1"));
}

#[test]
fn report_folders_are_created_and_write_errors_are_reported_first() {
    let folder = folder(&[("a.yaml", APP)]);
    let output = run(&folder, "-f human -f json=new/sub/a.json a.yaml");
    assert_eq!(output.status.code(), Some(1));
    assert!(folder.join("new/sub/a.json").exists());
    for path in ["a.yaml/a.json", "new", "new/sub/a.json/b"] {
        for how in ["-f human -f json=", "--write-baseline="] {
            let output = run(&folder, &format!("{how}{path} a.yaml"));
            let said = stderr(&output);
            assert!(said.contains(&format!("cannot write {path}: ")), "{said}");
            assert_eq!(
                (stdout(&output).as_str(), output.status.code()),
                ("", Some(2)),
                "{path}"
            );
        }
    }
}

#[test]
fn a_configuration_writes_new_reports_in_its_own_folder() {
    let outside = Folder::new();
    let Some(repository) = Repository::new(&[("a.yaml", APP), ("package.json", "{}")]) else {
        return;
    };
    let folder = &repository.0;
    let written = |config: &str| {
        folder.write("spark-eci-lint.yaml", config);
        let output = run(folder, "a.yaml");
        (output.status.code(), stderr(&output))
    };
    assert_eq!(written("format: [human, json=out/a.json]").0, Some(1));
    assert!(folder.join("out/a.json").exists());
    // The report of an earlier run is overwritten.
    assert_eq!(written("format: [human, json=out/a.json]").0, Some(1));
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(outside.path(), folder.join("link")).expect("a link");
        symlink("package.json", folder.join("other.json")).expect("a link");
    }
    for (config, why) in [
        ("format: json=package.json", "it is tracked by git"),
        ("format: json=.git/hooks/a.json", "in the `.git` folder"),
        ("format: json=run.sh", "only write files that end in"),
        ("format: json=../a.json", "leads out"),
        ("baseline: ../a.json", "leads out"),
        #[cfg(unix)]
        ("format: json=link/a.json", "leads out"),
        #[cfg(unix)]
        ("format: json=link/new/a.json", "leads out"),
        #[cfg(unix)]
        ("format: json=other.json", "not a regular file"),
        #[cfg(unix)]
        ("baseline: link/a.json", "cannot read"),
    ] {
        let (code, said) = written(config);
        assert!(said.contains(why), "{config}: {said}");
        assert_eq!(code, Some(2), "{config}");
    }
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
    assert_eq!(
        fs::read_to_string(folder.join("package.json")).expect("a file"),
        "{}"
    );
}

/// A link is a few bytes in a repository, and its target could be any folder.
#[cfg(unix)]
#[test]
fn no_new_file_is_written_through_a_link_that_leads_out() {
    let outside = Folder::new();
    let Some(repository) = Repository::new(&[("a.yaml", APP)]) else {
        return;
    };
    let folder = &repository.0;
    std::os::unix::fs::symlink(outside.path(), folder.join("link")).expect("a link");
    for how in [
        "-f human -f json=link/a.json",
        "-f json=link/new/a.json",
        "--write-baseline=link/a.json",
    ] {
        let output = run(folder, &format!("{how} a.yaml"));
        let said = stderr(&output);
        assert!(said.contains("leads out of the repository"), "{said}");
        assert_eq!(
            (stdout(&output).as_str(), output.status.code()),
            ("", Some(2))
        );
    }
    assert_eq!(outside.count(), 0);
}

#[test]
fn a_file_is_reported_once_under_its_first_name() {
    let folder = folder(&[("k8s/a.yaml", APP)]);
    let whole = fs::canonicalize(folder.join("k8s/a.yaml")).expect("a path");
    let whole = whole.to_str().expect("UTF-8");
    for (arguments, name) in [
        (format!("k8s {whole} ./k8s/a.yaml"), "k8s/a.yaml"),
        (format!("{whole} k8s"), whole),
        (format!("k8s/../k8s {whole} k8s"), "k8s/../k8s/a.yaml"),
    ] {
        assert_eq!(
            found(&folder, &arguments),
            [format!("{name}:{FOUND}")],
            "{arguments}"
        );
    }
}

#[test]
fn an_unexpanded_pattern_is_reported() {
    let folder = folder(&[("k8s/a.yaml", APP)]);
    for (pattern, named) in [
        ("k8s/*.yaml", "k8s"),
        ("*.yaml", "."),
        ("/no/[ab].yaml", "/no"),
    ] {
        let output = run(&folder, pattern);
        let said = stderr(&output);
        let wanted = format!("name the folder, `{named}`");
        assert!(said.contains(&wanted), "{said}");
    }
    assert!(!stderr(&run(&folder, "nope.yaml")).contains("pattern"));
}

#[test]
fn a_missing_configuration_is_named() {
    let folder = folder(&[("a.yaml", APP)]);
    let output = run(&folder, "--config nope.yaml a.yaml");
    assert_eq!(
        stderr(&output),
        "spark-eci-lint: error: cannot read nope.yaml: no such file or directory\n"
    );
    assert_eq!(output.status.code(), Some(2));
}
