//! Custom rules: they behave like built-in rules everywhere.

mod common;

use std::process::Output;

use common::{Folder, stderr, stdout};
use serde_json::Value;
use spark_eci_lint::facts::OBJECTS;

const MANIFEST: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders, namespace: jobs}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example.com/orders:1.4
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/orders.jar
  sparkConf:
    spark.executor.memoryOverhead: 2g
  driver:
    labels: {alibabacloud.com/eci: \"true\", team: dw}
  executor:
    labels: {alibabacloud.com/eci: \"true\"}
    instances: 60
    memory: 8g
";

const CAP: &str = "\
custom-rules:
- id: ACME001
  name: executors-have-a-cap
  severity: error
  on: pod
  when: pod.role == 'executor'
  check: pod.pods.max <= 40
  message: \"{app.metadata.name} may grow to {pod.pods.max} executors\"
  help: set instances to 40 or less
  url: https://wiki.example.com/spark#cap
";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut program = folder.program();
    program.args(arguments).output().expect("the program runs")
}

/// The findings of a check, one per line.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let whole = [
        &["--format", "concise", "--quiet", "--severity", "info"],
        arguments,
    ]
    .concat();
    let output = run(folder, &whole);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{}",
        stderr(&output)
    );
    stdout(&output).lines().map(str::to_owned).collect()
}

/// The findings of the custom rules, and of rules without an answer.
fn custom(folder: &Folder) -> Vec<String> {
    found(folder, &["--select", "custom", "."])
}

fn folder(config: &str, manifest: &str) -> Folder {
    let folder = Folder::with("spark-eci-lint.yaml", config);
    folder.write("a.yaml", manifest);
    folder
}

const FOUND: &str = "a.yaml:17:16: error[ACME001] orders may grow to 60 executors";

/// The findings after a change to the first rule.
fn with(line: &str, new: &str) -> Vec<String> {
    assert!(CAP.contains(line));
    errors(&CAP.replace(line, new))
}

/// The errors in a configuration: the first place, the message, and the help.
fn errors(config: &str) -> Vec<String> {
    let folder = folder(config, MANIFEST);
    errors_of(&run(&folder, &["."]))
}

fn errors_of(output: &Output) -> Vec<String> {
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(output), "", "nothing is judged");
    let text = stderr(output);
    let mut found = Vec::new();
    let mut message = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        if let Some(text) = line.strip_prefix("× ") {
            text.clone_into(&mut message);
        } else if let Some(place) = line.strip_prefix("╭─[") {
            if !message.is_empty() {
                found.push(format!("{}: {message}", place.trim_end_matches(']')));
                message.clear();
            }
        } else if let Some(help) = line.strip_prefix("help: ") {
            found.push(format!("help: {help}"));
        }
    }
    found
}

#[test]
fn a_custom_rule_runs_with_the_built_in_ones() {
    let folder = folder(CAP, MANIFEST);
    let all = found(&folder, &["."]);
    assert!(all.contains(&FOUND.to_owned()), "{all:#?}");
    assert!(all.iter().any(|line| line.contains("[ECI")), "{all:#?}");
    assert_eq!(run(&folder, &["."]).status.code(), Some(1));
    assert_eq!(custom(&folder), [FOUND]);
}

#[test]
fn rules_are_selected_by_id_beginning_name_and_group() {
    let second = "- {id: ACME002, name: never, check: 'false', message: never}\n";
    let folder = folder(&format!("{CAP}{second}"), MANIFEST);
    let ids = |arguments: &[&str]| {
        let found = found(&folder, arguments).into_iter();
        let id = |line: &str| line.split(['[', ']']).nth(1).expect("an id").to_owned();
        let mut ids: Vec<_> = found.map(|line| id(&line)).collect();
        ids.sort();
        ids.dedup();
        ids.retain(|id| !id.starts_with("ECI"));
        ids
    };
    for (selector, wanted) in [
        ("ACME001", &["ACME001"][..]),
        ("acme002", &["ACME002"]),
        ("executors-have-a-cap", &["ACME001"]),
        ("ACME", &["ACME001", "ACME002"]),
        ("ACME00", &["ACME001", "ACME002"]),
        ("custom", &["ACME001", "ACME002"]),
        ("ECI", &[]),
    ] {
        assert_eq!(ids(&["--select", selector, "."]), wanted, "{selector}");
    }
    assert_eq!(ids(&["--ignore", "ACME001", "."]), ["ACME002"]);
    assert_eq!(
        ids(&["--select", "ACME", "--ignore", "never", "."]),
        ["ACME001"]
    );
    for (option, selector, meant) in [
        (
            "--select",
            "ACME003",
            "`ACME00` is for `ACME001` to `ACME002`",
        ),
        (
            "--ignore",
            "ACM",
            "invalid value 'ACM' for '--ignore <RULE>'",
        ),
        (
            "--fix-only",
            "executor-have-a-cap",
            "a similar rule or group exists: 'executors-have-a-cap'",
        ),
    ] {
        let fixes: &[&str] = match option {
            "--fix-only" => &["--diff"],
            _ => &[],
        };
        let output = run(&folder, &[fixes, &[option, selector, "."]].concat());
        assert_eq!(output.status.code(), Some(2), "{selector}");
        assert!(stderr(&output).contains(meant), "{}", stderr(&output));
    }
    // The rule does not exist in another folder.
    let plain = Folder::with("a.yaml", MANIFEST);
    assert_eq!(
        run(&plain, &["--select", "ACME001", "."]).status.code(),
        Some(2)
    );
    // A folder without manifests still has its configuration.
    let empty = Folder::with("spark-eci-lint.yaml", CAP);
    assert_eq!(
        run(&empty, &["--select", "ACME001", "."]).status.code(),
        Some(0)
    );
}

#[test]
fn the_configuration_and_its_overrides_set_the_severity() {
    for (rules, wanted) in [
        ("rules: {ACME001: warning}\n", Some("warning[ACME001]")),
        (
            "rules: {executors-have-a-cap: {severity: info}}\n",
            Some("info[ACME001]"),
        ),
        ("rules: {ACME001: off}\n", None),
        (
            "overrides: [{paths: [a.yaml], rules: {ACME001: off}}]\n",
            None,
        ),
    ] {
        let folder = folder(&format!("{rules}{CAP}"), MANIFEST);
        let found = found(&folder, &["."]);
        let found = found.iter().find(|line| line.contains("ACME001"));
        match wanted {
            None => assert_eq!(found, None, "{rules}"),
            Some(wanted) => assert!(found.expect(rules).contains(wanted), "{found:?}"),
        }
    }
    let unset = CAP.replace("  severity: error\n", "");
    let found = custom(&folder(&unset, MANIFEST));
    assert_eq!(found, [FOUND.replace("error[", "warning[")]);
}

#[test]
fn comments_and_annotations_suppress_a_rule_that_may_be_ignored() {
    let comment = MANIFEST.replace(
        "    instances: 60\n",
        "    instances: 60 # spark-eci-lint: ignore[ACME001] agreed\n",
    );
    let annotation = MANIFEST.replace(
        "namespace: jobs}",
        "namespace: jobs, annotations: {spark-eci-lint/ignore: 'executors-have-a-cap: agreed'}}",
    );
    let file = format!("# spark-eci-lint: ignore-file[ACME001] agreed\n{MANIFEST}");
    for manifest in [&comment, &annotation, &file] {
        assert_eq!(custom(&folder(CAP, manifest)), [""; 0]);
        let strict = format!("{CAP}  ignorable: false\n");
        let found = found(
            &folder(&strict, manifest),
            &["--select", "custom,ECI003", "."],
        );
        assert!(
            found.iter().any(|line| line.contains("error[ACME001]")),
            "{found:#?}"
        );
        let refused = "cannot be suppressed: the configuration does not allow it";
        assert!(
            found.iter().any(|line| line.contains(refused)),
            "{found:#?}"
        );
    }
    // One that suppresses nothing, and one for a rule that does not exist.
    let needless = MANIFEST.replace("team: dw}", "team: dw} # spark-eci-lint: ignore[ACME001] x");
    let found_ = found(&folder(CAP, &needless), &["--select", "ECI003", "."]);
    assert_eq!(found_.len(), 0, "the rule is not selected: {found_:#?}");
    let found_ = found(&folder(CAP, &needless), &["."]);
    assert!(
        found_
            .iter()
            .any(|line| line.contains("unused suppression of ACME001"))
    );
    let found_ = found(&Folder::with("a.yaml", &comment), &["."]);
    assert!(
        found_
            .iter()
            .any(|line| line.contains("unknown rule or group `ACME001`"))
    );
    let reason = "require-reason: true\n".to_owned() + CAP;
    let without = comment.replace(" agreed", "");
    assert_eq!(custom(&folder(&reason, &without)), [FOUND]);
}

#[test]
fn a_baseline_knows_the_findings() {
    let folder = folder(CAP, MANIFEST);
    let output = run(
        &folder,
        &["--select", "custom", "--write-baseline", "known.json", "."],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.read("known.json").contains("\"ACME001\""));
    let known = ["--select", "custom", "--baseline", "known.json", "."];
    assert_eq!(found(&folder, &known), [""; 0]);
    folder.write("a.yaml", MANIFEST.replace("instances: 60", "instances: 4"));
    let output = run(&folder, &known);
    assert!(stderr(&output).contains("ACME001 in SparkApplication jobs/orders, executor"));
}

#[test]
fn a_rule_yields_to_built_in_and_own_ones_at_the_same_place() {
    let host_path = "\
custom-rules:
- id: ACME001
  name: no-node-directories
  severity: error
  check: pod.volumes.all(v, v.type != 'hostPath')
  message: a directory of a node
";
    let manifest = MANIFEST
        .replace(
            "  driver:\n",
            "  volumes: [{name: v, hostPath: {path: /v}}]\n  driver:\n",
        )
        .replace(
            "    memory: 8g\n",
            "    memory: 8g\n    volumeMounts: [{name: v, mountPath: /v}]\n",
        );
    let ids = |config: &str| -> Vec<String> {
        let found = found(&folder(config, &manifest), &["."]);
        let both = ["ECI501", "ACME001", "ACME002"].into_iter();
        let both = both.filter(|id| found.iter().any(|line| line.contains(id)));
        both.map(str::to_owned).collect()
    };
    assert_eq!(ids(host_path), ["ECI501", "ACME001"]);
    assert_eq!(
        ids(&format!("{host_path}  yields-to: [host-path]\n")),
        ["ECI501"]
    );
    assert_eq!(
        ids(&format!("{host_path}  yields-to: [ECI501]\n")),
        ["ECI501"]
    );
    let off = format!("rules: {{host-path: off}}\n{host_path}  yields-to: [host-path]\n");
    assert_eq!(ids(&off), ["ACME001"]);
    let second = host_path
        .replace("ACME001", "ACME002")
        .replace("no-node", "other-node");
    let second = second.strip_prefix("custom-rules:\n").expect("a list");
    let own = format!("{host_path}  yields-to: [ACME002, ECI501]\n{second}");
    assert_eq!(ids(&own), ["ECI501", "ACME002"]);
}

#[test]
fn sarif_has_the_rule_with_its_help_and_its_page() {
    let folder = folder(CAP, MANIFEST);
    let output = run(&folder, &["--format", "sarif", "."]);
    let log: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    let result = results.iter().find(|result| result["ruleId"] == "ACME001");
    let result = result.expect("a result");
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "ACME001");
    assert_eq!(rule["name"], "ExecutorsHaveACap");
    assert_eq!(rule["helpUri"], "https://wiki.example.com/spark#cap");
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    let help = rule["help"]["markdown"].as_str().expect("a help");
    assert!(
        help.contains("`pod.pods.max <= 40`") && help.contains("set instances to 40"),
        "{help}"
    );
    assert_eq!(
        result["message"]["text"],
        "orders may grow to 60 executors. Set instances to 40 or less."
    );
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"]),
        (&17.into(), &16.into())
    );
    assert_eq!(region["snippet"]["text"], "60");
}

#[test]
fn all_formats_name_the_rule() {
    let folder = folder(CAP, MANIFEST);
    for format in [
        "human",
        "concise",
        "json",
        "sarif",
        "github",
        "gitlab",
        "checkstyle",
        "junit",
        "azure",
        "markdown",
        "rdjson",
    ] {
        let output = run(&folder, &["--format", format, "--select", "ACME001", "."]);
        let text = stdout(&output);
        let name = if format == "gitlab" {
            "executors-have-a-cap"
        } else {
            "ACME001"
        };
        assert!(text.contains(name), "{format}: {text}");
        assert!(
            text.contains("may grow to 60 executors"),
            "{format}: {text}"
        );
    }
    let output = run(&folder, &["--format", "json", "--select", "ACME001", "."]);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "ACME001");
    assert_eq!(finding["url"], "https://wiki.example.com/spark#cap");
}

#[test]
fn explain_and_the_list_of_rules_have_it() {
    let folder = folder(CAP, MANIFEST);
    let output = run(&folder, &["explain", "acme001"]);
    let text = stdout(&output);
    assert!(text.starts_with("ACME001 executors-have-a-cap: "), "{text}");
    for part in [
        "error · custom · spark-eci-lint.yaml:2 · fix: none",
        "`pod.pods.max <= 40`",
        "`pod.role == 'executor'`",
        "set instances to 40 or less",
        "- https://wiki.example.com/spark#cap",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = stdout(&run(&folder, &["rules"]));
    assert!(
        text.contains("\nACME001  executors-have-a-cap                 custom       error  "),
        "{text}"
    );
    let text = stdout(&run(&folder, &["rules", "--format", "json"]));
    let rules: Value = serde_json::from_str(&text).expect("JSON");
    let last = rules
        .as_array()
        .and_then(|rules| rules.last())
        .expect("a rule");
    assert_eq!(last["id"], "ACME001");
    assert_eq!(last["configured"], "spark-eci-lint.yaml:2");
    assert_eq!(last["since"], Value::Null);
    let text = stdout(&run(&folder, &["rules", "--no-config"]));
    assert!(!text.contains("ACME001"));
    let output = run(&folder, &["explain", "--no-config", "ACME001"]);
    assert_eq!(output.status.code(), Some(2));
    // A wrong configuration does not affect the page of a built-in rule.
    folder.write("spark-eci-lint.yaml", "custom-rules: 1\n");
    assert_eq!(run(&folder, &["explain", "ECI303"]).status.code(), Some(0));
    assert_eq!(run(&folder, &["explain", "ACME001"]).status.code(), Some(2));
}

#[test]
fn the_texts_of_a_rule_are_printed_as_plain_text() {
    let config = CAP
        .replace("set instances", "\"\\u001b[2Jset instances")
        .replace("or less", "or less\"");
    let folder = folder(&config, MANIFEST);
    for arguments in [
        &["explain", "ACME001"][..],
        &["rules"],
        &["."],
        &["config", "show"],
    ] {
        let output = run(&folder, arguments);
        assert!(!stdout(&output).contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn a_page_of_a_rule_is_one_link_in_markdown() {
    let config = CAP.replace("spark#cap", "a)_[x](b|c");
    let output = run(
        &folder(&config, MANIFEST),
        &["--format", "markdown", "--select", "custom", "."],
    );
    let text = stdout(&output);
    assert!(
        text.contains("](https://wiki.example.com/a%29_[x]%28b%7Cc)"),
        "{text}"
    );
}

#[test]
fn folders_have_their_own_rules() {
    let folder = Folder::new();
    let other = CAP
        .replace("<= 40", "<= 10")
        .replace("may grow", "must not grow");
    for (name, config) in [("one", CAP), ("other", &other)] {
        folder.write(format!("{name}/spark-eci-lint.yaml"), config);
        folder.write(format!("{name}/a.yaml"), MANIFEST);
        folder.write(
            format!("{name}/b.yaml"),
            MANIFEST.replace("instances: 60", "instances: 20"),
        );
    }
    folder.write("none/a.yaml", MANIFEST);
    assert_eq!(
        custom(&folder),
        [
            "one/a.yaml:17:16: error[ACME001] orders may grow to 60 executors",
            "other/a.yaml:17:16: error[ACME001] orders must not grow to 60 executors",
            "other/b.yaml:17:16: error[ACME001] orders must not grow to 20 executors",
        ]
    );
    // Both are in the list of rules, and each result refers to its own.
    let output = run(&folder, &["--format", "sarif", "--select", "custom", "."]);
    let log: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let pages = results.iter().map(|result| {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][index];
        rule["help"]["markdown"]
            .as_str()
            .expect("a page")
            .contains("<= 40")
    });
    assert_eq!(pages.collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn a_configuration_in_a_parent_folder_can_lock_its_rules() {
    let folder = Folder::new();
    let upper = format!("locked: [custom-rules]\n{CAP}");
    folder.write("spark-eci-lint.yaml", &upper);
    folder.write("below/a.yaml", MANIFEST);
    let replaced = CAP.replace("<= 40", "<= 4000");
    let own = "- {id: ACME002, name: never, when: \"pod.role == 'driver'\", check: 'false', message: never}\n";
    folder.write(
        "below/spark-eci-lint.yaml",
        format!("{replaced}{own}rules: {{ACME001: off}}\n"),
    );
    let output = run(
        &folder,
        &["--format", "concise", "--select", "custom", "below"],
    );
    let found = stdout(&output);
    assert!(
        found.contains("error[ACME001] orders may grow to 60"),
        "{found}"
    );
    assert!(found.contains("warning[ACME002]"), "{found}");
    let said = stderr(&output);
    assert!(
        said.contains("the rule `ACME001` is locked by spark-eci-lint.yaml:3 and not replaced"),
        "{said}"
    );
    let output = run(&folder, &["below"]);
    assert!(
        stderr(&output).contains("`rules.executors-have-a-cap` is locked by spark-eci-lint.yaml")
    );
    // Without the lock, only the nearest configuration applies.
    folder.write("spark-eci-lint.yaml", CAP);
    folder.write("below/spark-eci-lint.yaml", "region: cn-hangzhou\n");
    assert!(!stdout(&run(&folder, &["--severity", "info", "below"])).contains("ACME001"));
}

#[test]
fn mistakes_in_a_rule_are_reported_at_their_column() {
    let file = "spark-eci-lint.yaml";
    assert_eq!(
        with("pod.pods.max <= 40", "pod.podz.max <= 40"),
        [
            format!("{file}:7:14: unknown field `podz`"),
            "help: did you mean `pods`?".to_owned()
        ]
    );
    assert_eq!(
        with(
            "check: pod.pods.max <= 40",
            "check: >-\n    pod.role == 'executor' &&\n    pod.memry.heapMib > 1"
        ),
        [
            format!("{file}:9:9: unknown field `memry`"),
            "help: did you mean `memory`?".to_owned()
        ]
    );
    assert_eq!(
        with("{pod.pods.max} executors", "{pod.pods.mx} executors"),
        [
            format!("{file}:8:55: unknown field `mx`"),
            "help: available: `min`, `initial`, `max`".to_owned()
        ]
    );
    assert_eq!(
        with("pod.pods.max <= 40", "pod.pods.max"),
        [format!(
            "{file}:7:10: `check` must be `true` or `false`, but is of the type int"
        )]
    );
    let found = with("pod.pods.max <= 40", "pod.pods.max <= '40'");
    assert!(found[0].starts_with(&format!("{file}:7:1")), "{found:?}");
    assert_eq!(
        with("pod.pods.max <= 40", "app.metadata.name <= pods[0].role"),
        [
            format!("{file}:7:31: unknown variable `pods`"),
            "help: did you mean `pod`?".to_owned()
        ]
    );
    assert_eq!(
        with("  help:", "  halp:"),
        [
            format!("{file}:9:3: unknown key `halp`"),
            "help: did you mean `help`?".to_owned()
        ]
    );
    assert_eq!(
        with("on: pod", "on: pot")[0],
        format!("{file}:5:7: invalid value `pot` for `on`: expected one of `pod`, `application`")
    );
    assert_eq!(
        with("  check: pod.pods.max <= 40\n", ""),
        [format!("{file}:2:3: missing field `check`")]
    );
}

#[test]
fn ids_and_names_are_those_of_one_rule() {
    let file = "spark-eci-lint.yaml";
    for (id, reason) in [
        (
            "ECI999",
            "`ECI999` starts with `ECI`, which is reserved for built-in rules",
        ),
        (
            "ECIX01",
            "`ECIX01` starts with `ECI`, which is reserved for built-in rules",
        ),
        (
            "acme001",
            "expected 2 to 8 capital letters and 3 digits, such as `ACME001`, not `acme001`",
        ),
        (
            "A001",
            "expected 2 to 8 capital letters and 3 digits, such as `ACME001`, not `A001`",
        ),
    ] {
        assert_eq!(with("ACME001", id), [format!("{file}:2:7: {reason}")]);
    }
    assert_eq!(
        with("executors-have-a-cap", "host-path"),
        [format!("{file}:3:9: `host-path` is a built-in rule")]
    );
    assert_eq!(
        with("executors-have-a-cap", "placement"),
        [format!("{file}:3:9: `placement` is a group of rules")]
    );
    assert_eq!(
        with("https:", "file:"),
        [format!(
            "{file}:10:8: `url` must start with `https://` or `http://`, not with `file:`"
        )]
    );
    let twice = format!(
        "{CAP}{}",
        CAP.strip_prefix("custom-rules:\n").expect("a list")
    );
    assert_eq!(
        errors(&twice),
        [format!("{file}:2:7: duplicate rule `ACME001`")]
    );
    let same_name = twice.replacen("ACME001", "ACME002", 1);
    assert_eq!(
        errors(&same_name),
        [format!(
            "{file}:3:9: `ACME002` and `ACME001` have the same name"
        )]
    );
    assert_eq!(
        errors(&format!("{CAP}  yields-to: [hostpath]\n")),
        [
            format!("{file}:11:15: unknown rule `hostpath`"),
            "help: did you mean `host-path`?".to_owned()
        ]
    );
    assert_eq!(
        errors(&format!("{CAP}  yields-to: [ACME001]\n")),
        [format!(
            "{file}:2:7: `ACME001` yields to a rule that yields to it"
        )]
    );
    assert_eq!(
        errors(&format!("{CAP}rules: {{ACME002: off}}\n")),
        [
            format!("{file}:11:9: unknown rule or group `ACME002`"),
            "help: did you mean `ACME001`?".to_owned()
        ]
    );
}

#[test]
fn rules_come_from_files_that_the_configuration_names() {
    let folder = folder(
        "custom-rule-files: [policies/spark.yaml]\nrules: {ACME001: warning}\n",
        MANIFEST,
    );
    folder.write("policies/spark.yaml", CAP);
    assert_eq!(custom(&folder), [FOUND.replace("error[", "warning[")]);
    let shown = stdout(&run(&folder, &["config", "show"]));
    assert!(shown.contains("custom-rules.ACME001"), "{shown}");
    assert!(shown.contains("# policies/spark.yaml:2"), "{shown}");
    // The configuration itself may override one.
    let own = CAP.replace("may grow", "grows");
    folder.write(
        "spark-eci-lint.yaml",
        format!("custom-rule-files: [policies/spark.yaml]\n{own}"),
    );
    assert_eq!(custom(&folder), [FOUND.replace("may grow", "grows")]);
    // Two files may not define the same rule.
    folder.write("policies/more.yaml", CAP);
    folder.write(
        "spark-eci-lint.yaml",
        "custom-rule-files: [policies/spark.yaml, policies/more.yaml]\n",
    );
    let found = errors_of(&run(&folder, &["."]));
    assert!(
        found.contains(&"policies/more.yaml:2:7: duplicate rule `ACME001`".to_owned()),
        "{found:#?}"
    );
    // A mistake is reported in its own file, and at the reference to that file.
    folder.write(
        "policies/spark.yaml",
        CAP.replace("pod.pods.max <=", "pod.podz.max <="),
    );
    folder.write(
        "spark-eci-lint.yaml",
        "custom-rule-files: [policies/spark.yaml]\n",
    );
    let found = errors_of(&run(&folder, &["."]));
    let wanted = [
        "policies/spark.yaml:7:14: unknown field `podz`",
        "help: did you mean `pods`?",
        "spark-eci-lint.yaml:1:21: `policies/spark.yaml` has errors",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn nothing_outside_of_the_repository_is_read() {
    let outer = Folder::new();
    outer.write("secret.yaml", CAP);
    outer.write("repository/a.yaml", MANIFEST);
    outer.write("repository/rules.yaml", CAP);
    std::fs::create_dir(outer.join("repository/.git")).expect("a repository");
    outer.write("repository/.git/HEAD", "ref: refs/heads/main\n");
    outer.write("repository/.git/rules.yaml", CAP);
    let absolute = outer.join("secret.yaml").display().to_string();
    let mut wrong = vec![
        ("../secret.yaml".to_owned(), "leads out of the repository"),
        (absolute, "leads out of the repository"),
        (".git/rules.yaml".to_owned(), "leads out of the repository"),
        ("missing.yaml".to_owned(), "cannot find `missing.yaml`"),
        (".".to_owned(), "`.` is not a file"),
        ("a.yaml".to_owned(), "`a.yaml` has errors"),
    ];
    #[cfg(unix)]
    {
        let link = outer.join("repository/link.yaml");
        std::os::unix::fs::symlink(outer.join("secret.yaml"), link).expect("a link");
        wrong.push(("link.yaml".to_owned(), "leads out of the repository"));
    }
    let repository = outer.join("repository");
    let run = |path: &str| {
        outer.write(
            "repository/spark-eci-lint.yaml",
            format!("custom-rule-files: ['{path}']\n"),
        );
        let mut program = common::program(&repository);
        program.arg(".").output().expect("the program runs")
    };
    for (path, reason) in wrong {
        let output = run(&path);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(
            stderr(&output).contains(reason),
            "{path}: {}",
            stderr(&output)
        );
    }
    #[cfg(unix)]
    std::fs::remove_file(outer.join("repository/link.yaml")).expect("a link");
    assert_eq!(run("./rules.yaml").status.code(), Some(1));
}

#[test]
fn excessive_configurations_are_rejected() {
    let rule =
        |at: usize| format!("- {{id: ACME{at:03}, name: rule-{at}, check: 'true', message: x}}\n");
    let rules = |number: usize| {
        let list: String = (0..number).map(rule).collect();
        format!("custom-rules:\n{list}")
    };
    assert_eq!(custom(&folder(&rules(200), MANIFEST)), [""; 0]);
    let file = "spark-eci-lint.yaml";
    assert_eq!(
        errors(&rules(201)),
        [format!(
            "{file}:202:3: a configuration may have at most 200 custom rules"
        )]
    );
    let files = "custom-rule-files: [".to_owned() + &"a.yaml, ".repeat(21) + "]\n";
    let found = errors(&files);
    assert!(
        found
            .iter()
            .any(|error| error.contains("may name at most 20 files")),
        "{found:#?}"
    );
    let yields = "host-path, ".repeat(21);
    let found = errors(&format!("{CAP}  yields-to: [{yields}]\n"));
    assert!(
        found[0].contains("a rule may yield to at most 20 others"),
        "{found:#?}"
    );
    let examples = "a, ".repeat(21);
    let found = errors(&format!("{CAP}  examples: {{bad: [{examples}]}}\n"));
    assert!(
        found[0].contains("a rule may have at most 20 examples of a kind"),
        "{found:#?}"
    );
    let bomb = format!("  examples: {{bad: [{{a: [{}]}}]}}\n", "1, ".repeat(5_000));
    let found = errors(&format!("{CAP}{bomb}"));
    assert!(
        found[0].contains("an example may have at most 5000 values"),
        "{found:#?}"
    );
    // A text that aliases multiply.
    let text = "x".repeat(60_000);
    let examples = format!("  examples: {{bad: [&a '{text}'{}]}}\n", ", *a".repeat(19));
    let first = format!("{CAP}{examples}");
    let more = CAP.strip_prefix("custom-rules:\n").expect("a list");
    let more = |at: usize| {
        let rule = more
            .replace("ACME001", &format!("ACME1{at:02}"))
            .replace("executors-", &format!("e{at}-"));
        format!("{rule}  examples: {{good: [*a{}]}}\n", ", *a".repeat(19))
    };
    let found = errors(&format!("{first}{}{}{}", more(1), more(2), more(3)));
    assert!(
        found[0].contains("all examples together may have at most 4194304 bytes"),
        "{found:#?}"
    );
    let long = format!("{CAP}  at: \"{}\"\n", "pod.role + ".repeat(300));
    let found = errors(&long);
    assert!(found[0].contains("2048"), "{found:#?}");
}

/// The places of a rule for one value, in all notations.
#[test]
fn the_place_is_where_the_value_is_written() {
    let config = "\
custom-rules:
- id: ACME001
  name: team-dw
  when: pod.role == 'driver'
  check: pod.labels.?team.orValue('') == 'dw'
  message: \"team {pod.labels.?team.orValue('none')}\"
";
    let head = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  sparkVersion: 3.5.0
  executor: {}
";
    for (driver, wanted) in [
        ("  driver: {labels: {team: ml}}\n", "7:27"),
        (
            "  driver: {template: {metadata: {labels: {team: ml}}}}\n",
            "7:49",
        ),
        (
            "  sparkConf: {spark.kubernetes.driver.label.team: ml}\n  driver: {}\n",
            "7:51",
        ),
        ("  driver: {cores: 1}\n", "7:3"),
        ("", "4:1"),
    ] {
        let found = custom(&folder(config, &format!("{head}{driver}")));
        assert_eq!(found.len(), 1, "{found:#?}");
        let message = if driver.contains("ml") {
            "team ml"
        } else {
            "team none"
        };
        assert_eq!(
            found[0],
            format!("a.yaml:{wanted}: warning[ACME001] {message}")
        );
    }
    // In a string inside another object.
    let inner = format!("{head}  driver: {{labels: {{team: ml}}}}\n");
    let inner: Vec<_> = inner.lines().map(|line| format!("    {line}\n")).collect();
    let inner = inner.concat();
    let map = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n  a.yaml: |\n{inner}"
    );
    let found = custom(&folder(config, &map));
    assert_eq!(found, ["a.yaml:12:31: warning[ACME001] team ml"]);
}

#[test]
fn other_values_are_marked_and_at_selects_one() {
    let config = "\
custom-rules:
- id: ACME001
  name: heap-and-overhead
  when: pod.role == 'executor'
  check: pod.memory.heapMib > pod.memory.overheadMib * 8
  message: \"{pod.memory.heapMib} + {pod.memory.overheadMib} MiB\"
";
    let related = |config: &str| -> Vec<(u64, u64, String)> {
        let folder = folder(config, MANIFEST);
        let output = run(&folder, &["--select", "custom", "--format", "sarif", "."]);
        let log: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        let result = &log["runs"][0]["results"][0];
        let first = result["locations"].as_array().expect("a place").iter();
        let others = result["relatedLocations"].as_array().into_iter().flatten();
        let place = |location: &Value| {
            let region = &location["physicalLocation"]["region"];
            let number = |name: &str| region[name].as_u64().expect("a number");
            let words = location["message"]["text"].as_str().unwrap_or_default();
            (number("startLine"), number("startColumn"), words.to_owned())
        };
        first.chain(others).map(place).collect()
    };
    let words = |text: &str| text.to_owned();
    assert_eq!(
        related(config),
        [
            (18, 13, words("")),
            (12, 36, words("`pod.memory.overheadMib` is 2048.")),
        ]
    );
    let at = format!("{config}  at: pod.memory.overheadMib\n");
    let places: Vec<_> = related(&at)
        .into_iter()
        .map(|(line, column, _)| (line, column))
        .collect();
    assert_eq!(places[..2], [(12, 36), (18, 13)]);
    // `at` refers to a value that is not written.
    let at = format!("{config}  at: pod.nodeName\n");
    assert_eq!(related(&at)[0].0, 18);
}

#[test]
fn values_of_charts_and_patches_are_marked_in_their_files() {
    let folder = Folder::with("spark-eci-lint.yaml", CAP);
    folder.write(
        "chart/Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 1.0.0\n",
    );
    folder.write("chart/values.yaml", "executor:\n  instances: 60\n");
    folder.write(
        "chart/templates/app.yaml",
        MANIFEST.replace(
            "instances: 60",
            "instances: {{ .Values.executor.instances }}",
        ),
    );
    folder.write("base/app.yaml", MANIFEST);
    folder.write("base/kustomization.yaml", "resources: [app.yaml]\n");
    folder.write(
        "overlay/kustomization.yaml",
        "resources: [../base]\npatches:\n- path: patch.yaml\n",
    );
    folder.write(
        "overlay/patch.yaml",
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: orders, namespace: jobs}\nspec:\n  executor:\n    instances: 70\n",
    );
    let found = custom(&folder);
    let starts = |start: &str| found.iter().any(|line| line.starts_with(start));
    assert!(
        starts("chart/values.yaml:2:14: error[ACME001] orders may grow to 60"),
        "{found:#?}"
    );
    assert!(
        starts("overlay/patch.yaml:6:16: error[ACME001] orders may grow to 70"),
        "{found:#?}"
    );
}

#[test]
fn a_rule_without_an_answer_is_a_finding() {
    let config = "\
custom-rules:
- id: ACME001
  name: restarts
  severity: error
  on: application
  check: app.spec.restartPolicy.type != 'Never'
  message: never
";
    let place = "a.yaml:3:18: error[ECI012] ACME001 cannot be checked here: `app.spec` has no `restartPolicy`";
    let found_ = custom(&folder(config, MANIFEST));
    assert_eq!(found_.len(), 1, "{found_:#?}");
    assert!(found_[0].starts_with(place), "{found_:#?}");
    // Selecting only this rule also reports it; turning it off by name does not.
    let only = folder(config, MANIFEST);
    assert_eq!(found(&only, &["--select", "ACME001", "."]), found_);
    assert_eq!(
        found(&only, &["--select", "ACME001", "--ignore", "ECI012", "."]),
        [""; 0]
    );
    let off = folder(&format!("rules: {{ECI012: off}}\n{config}"), MANIFEST);
    assert_eq!(custom(&off), [""; 0]);
    // It has the severity of the rule.
    let warning = config.replace("severity: error", "severity: warning");
    assert!(custom(&folder(&warning, MANIFEST))[0].contains("warning[ECI012]"));
    let lowered = format!("rules: {{ACME001: info}}\n{config}");
    assert!(custom(&folder(&lowered, MANIFEST))[0].contains("info[ECI012]"));
    // It can be suppressed only if the rule can.
    let suppressed = format!("# spark-eci-lint: ignore-file[ECI012] x\n{MANIFEST}");
    assert_eq!(custom(&folder(config, &suppressed)), [""; 0]);
    let strict = format!("{config}  ignorable: false\n");
    assert_eq!(custom(&folder(&strict, &suppressed)).len(), 1);
}

#[test]
fn values_that_are_not_known_yet_are_only_an_info() {
    for (cap, manifest, wanted) in [
        (
            CAP,
            MANIFEST.replace("instances: 60", "instances: ${N}"),
            "still to be filled in",
        ),
        (
            CAP,
            MANIFEST.replace("instances: 60", "instances: many"),
            "not a whole number",
        ),
        (
            &*CAP.replace("pod.pods.max <= 40", "pod.labels.team == 'dw'"),
            MANIFEST.replace("    instances: 60\n", "").replace(
                "\"true\"}\n    memory",
                "\"true\", team: \"{{ team }}\"}\n    memory",
            ),
            "`{{ team }}` is still to be filled in",
        ),
    ] {
        let folder = folder(cap, &manifest);
        let found = custom(&folder);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].contains("info[ECI012] ACME001 is not checked here"),
            "{found:#?}"
        );
        assert!(found[0].contains(wanted), "{found:#?}");
        let output = run(&folder, &["--select", "custom", "--fail-on-unjudged", "."]);
        assert_eq!(output.status.code(), Some(1));
    }
    // An unknown price is different: a limit on the price must not be silently skipped.
    let price = CAP.replace("pod.pods.max <= 40", "pod.price.mostHour <= 50.0");
    let spot = MANIFEST.replace(
        "    instances: 60\n",
        "    annotations: {k8s.aliyun.com/eci-spot-strategy: SpotAsPriceGo}\n",
    );
    let found = custom(&folder(&price, &spot));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("error[ECI012]") && found[0].contains("its price is not known: spot"),
        "{found:#?}"
    );
}

/// What one rule reads is remembered for the next one, which is judged all the same.
#[test]
fn rules_that_read_the_same_value_find_the_same() {
    let rule = |at: usize, check: &str| {
        format!(
            "- {{id: ACME00{at}, name: rule-{at}, check: \"{check}\", message: '{{pod.role}}'}}\n"
        )
    };
    let checks = [
        "pod.role == 'driver' || pod.pods.max <= 40",
        "pod.containers.all(c, !has(c.image) || c.image.startsWith('acr.'))",
    ];
    let mut config = "custom-rules:\n".to_owned();
    for (at, check) in checks.iter().chain(&checks).enumerate() {
        config += &rule(at, check);
    }
    let of = |found: &[String], id: &str| -> Vec<String> {
        let of_rule = found.iter().filter(|line| line.contains(id));
        of_rule.map(|line| line.replace(id, "")).collect()
    };
    for (instances, number) in [("60", [1, 2]), ("${N}", [1, 2]), ("6", [0, 2])] {
        let manifest = MANIFEST.replace("instances: 60", &format!("instances: {instances}"));
        let found = custom(&folder(&config, &manifest));
        for (at, number) in number.into_iter().enumerate() {
            let first = of(&found, &format!("ACME00{at}"));
            assert_eq!(first.len(), number, "{found:#?}");
            assert_eq!(first, of(&found, &format!("ACME00{}", at + 2)));
        }
    }
}

/// A template that was not rendered may insert missing values.
#[test]
fn values_that_a_template_may_insert_are_not_missing() {
    let team = CAP.replace("pod.pods.max <= 40", "has(pod.labels.team)");
    let open = MANIFEST.replace(
        "    instances: 60\n",
        "    {{- include \"common\" . | nindent 4 }}\n",
    );
    assert_eq!(custom(&folder(&team, MANIFEST)).len(), 1);
    let folder = Folder::with("spark-eci-lint.yaml", &team);
    folder.write("a.yaml.tpl", &open);
    let found = custom(&folder);
    assert!(
        found.iter().all(|line| !line.contains("[ACME001]")),
        "{found:#?}"
    );
}

#[test]
fn rules_about_applications_see_all_pods() {
    let config = "\
custom-rules:
- id: ACME001
  name: both-teams
  on: application
  check: pods.all(p, has(p.labels.team))
  message: \"{pods.filter(p, !has(p.labels.team)).map(p, p.role).join(', ')} without a team\"
";
    assert_eq!(
        custom(&folder(config, MANIFEST)),
        ["a.yaml:15:3: warning[ACME001] executor without a team"]
    );
}

#[test]
fn config_test_tries_the_examples() {
    let example = |instances: u32| {
        let manifest = MANIFEST.replace("instances: 60", &format!("instances: {instances}"));
        let lines = manifest.lines().map(|line| {
            format!(
                "        {line}
"
            )
        });
        lines.collect::<Vec<_>>().concat()
    };
    let (bad, good) = (example(60), example(4));
    let right = format!("{CAP}  examples:\n    bad:\n      - |\n{bad}    good:\n      - |\n{good}");
    let folder = folder(&right, MANIFEST);
    let output = run(&folder, &["config", "test"]);
    assert_eq!(stdout(&output), "1 rule, 2 examples: all passed\n");
    assert_eq!(output.status.code(), Some(0));
    // An example can be a mapping, and counts even if the rule yields.
    let mapping = bad.replacen("        ", "      - ", 1);
    let mapping = format!("{CAP}  yields-to: [ECI101]\n  examples:\n    bad:\n{mapping}");
    folder.write("spark-eci-lint.yaml", mapping);
    assert_eq!(run(&folder, &["config", "test"]).status.code(), Some(0));
    let wrong = format!(
        "{CAP}  examples:\n    bad:\n      - |\n{good}      - {{kind: ConfigMap}}\n    good:\n      - |\n{bad}      - |\n{}",
        good.replace("instances: 4", "instances: ${N}")
    );
    let line = |text: &str| {
        wrong
            .lines()
            .position(|known| known.contains(text))
            .expect("a line")
            + 1
    };
    folder.write("spark-eci-lint.yaml", &wrong);
    let output = run(&folder, &["config", "test"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    let said: Vec<_> = said.lines().collect();
    let start =
        |line: usize| format!("spark-eci-lint.yaml:{line}: ACME001 executors-have-a-cap: this ");
    assert_eq!(said.len(), 5, "{said:#?}");
    assert_eq!(said[0], start(14) + "bad example has no finding");
    assert_eq!(
        said[1],
        start(line("ConfigMap")) + "bad example has no Spark application that can be checked"
    );
    assert!(
        said[2].contains("this good example has a finding: orders may grow to 60 executors"),
        "{said:#?}"
    );
    assert!(
        said[3].contains("this good example cannot be checked: "),
        "{said:#?}"
    );
    assert_eq!(said[4], "1 rule, 4 examples: 4 failures");
    // Without examples, and with mistakes.
    folder.write("spark-eci-lint.yaml", CAP);
    let output = run(&folder, &["config", "test"]);
    assert_eq!(
        stdout(&output),
        "1 rule without examples: ACME001\n1 rule, 0 examples: all passed\n"
    );
    folder.write("spark-eci-lint.yaml", CAP.replace("pod.pods", "pod.podz"));
    assert_eq!(run(&folder, &["config", "test"]).status.code(), Some(2));
}

#[test]
fn the_message_is_shown_even_if_a_value_is_missing() {
    let config = CAP.replace("{pod.pods.max} executors", "{app.spec.missing} executors");
    let found = custom(&folder(&config, MANIFEST));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains(
            "error[ACME001] executors-have-a-cap is not satisfied; its message cannot be shown: "
        ),
        "{found:#?}"
    );
}

#[test]
fn a_message_shows_placeholders_verbatim() {
    let manifest = MANIFEST.replace("name: orders", "name: '{{ name }}'");
    let found = custom(&folder(CAP, &manifest));
    assert_eq!(found, [FOUND.replace("orders", "{{ name }}")]);
}

/// All fields of an executor in the tables.
const EVERYTHING: &str = "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: orders, generateName: o, namespace: jobs, finalizers: [a], ownerReferences: []}
status: {a: 1}
spec:
  type: Python
  mode: cluster
  pythonVersion: \"3\"
  sparkVersion: 3.5.0
  image: registry.example.com/orders:1.4
  mainApplicationFile: local:///opt/orders.py
  volumes:
  - {name: csi, csi: {driver: disk.csi.example.com}}
  - {name: dir, emptyDir: {medium: Memory, sizeLimit: 1Gi}}
  - {name: claim, ephemeral: {volumeClaimTemplate: {spec: {storageClassName: fast}}}}
  driver: {}
  executor:
    labels: {alibabacloud.com/eci: \"true\"}
    annotations: {k8s.aliyun.com/eci-use-specs: 4-16Gi}
    coreLimit: 4000m
    nodeSelector: {a: b}
    tolerations: [{key: k, operator: Equal, value: v, effect: NoSchedule}]
    affinity: {nodeAffinity: {}}
    priorityClassName: low
    schedulerName: other
    hostNetwork: true
    gpu: {name: nvidia.com/gpu, quantity: 1}
    podSecurityContext: {runAsUser: 1}
    securityContext: {runAsUser: 1}
    volumeMounts: [{name: csi, mountPath: /a}, {name: dir, mountPath: /b}, {name: claim, mountPath: /c}]
    sidecars:
    - name: agent
      image: registry.example.com/agent:1
      securityContext: {runAsUser: 1}
      resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}
    initContainers: [{name: i, image: b}]
    template:
      spec:
        nodeName: node
        topologySpreadConstraints: [{maxSkew: 1}]
        hostPID: true
        hostIPC: true
";

/// All values in the tables can be read.
#[test]
fn each_field_has_a_value_and_a_place() {
    let objects = [
        ("app", "app"),
        ("app.metadata", "app.metadata"),
        ("pod", "pod"),
        ("pod.pods", "pod.pods"),
        ("pod.cpu, container.cpu", "pod.cpu"),
        ("pod.cpu, container.cpu", "pod.containers[1].cpu"),
        ("pod.memory, container.memory", "pod.memory"),
        ("pod.total", "pod.total"),
        ("pod.tolerations[i]", "pod.tolerations[0]"),
        (
            "pod.containers[i], pod.initContainers[i]",
            "pod.containers[0]",
        ),
        (
            "pod.containers[i], pod.initContainers[i]",
            "pod.containers[1]",
        ),
        ("pod.gpus[i]", "pod.gpus[0]"),
        ("pod.specs[i]", "pod.specs[0]"),
        ("pod.given", "pod.given"),
        ("pod.price", "pod.price"),
        ("config", "config"),
        ("config.placement", "config.placement"),
    ];
    let mut conditions = vec![];
    let mut tables: Vec<&str> = vec!["pod.volumes[i]"];
    for (table, path) in objects {
        let found = OBJECTS.iter().find(|(name, _)| *name == table);
        let (_, fields) = found.unwrap_or_else(|| panic!("no table {table}"));
        tables.push(table);
        conditions.extend(
            fields
                .iter()
                .map(|field| format!("has({path}.{})", field.name)),
        );
    }
    for field in [
        "name",
        "type",
        "medium",
        "sizeLimit",
        "storageClassName",
        "driver",
    ] {
        conditions.push(format!("pod.volumes.exists(v, has(v.{field}))"));
    }
    assert!(OBJECTS.iter().all(|(name, _)| tables.contains(name)));
    let rules = conditions.iter().enumerate().map(|(at, condition)| {
        format!(
            "- {{id: ACME{at:03}, name: r-{at}, when: \"pod.role == 'executor'\", check: \"{condition}\", message: \"{condition}\"}}\n"
        )
    });
    let rules = rules.collect::<Vec<_>>().concat();
    let config =
        format!("cluster: ack\nregion: cn-hangzhou\nplacement: required\ncustom-rules:\n{rules}");
    assert_eq!(custom(&folder(&config, EVERYTHING)), [""; 0]);
}

/// A rule with a check, in a configuration of its own.
fn rule(check: &str) -> String {
    format!(
        "custom-rules:\n- id: ACME009\n  name: own\n  severity: error\n  check: {}\n  message: wrong\n",
        serde_json::to_string(check).expect("a string")
    )
}

#[test]
fn filtered_items_are_not_marked() {
    let manifest = MANIFEST.replace(
        "    instances: 60\n",
        "    instances: 60\n    sidecars:\n    - {name: side, image: foo/side:1}\n",
    );
    // The sidecar is fine, and was read last: the role is marked.
    let check = "pod.containers.filter(c, c.isSpark).all(c, c.image.startsWith('zz/'))";
    let lines = custom(&folder(&rule(check), &manifest));
    assert!(
        lines.iter().all(|line| !line.starts_with("a.yaml:19:")),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("a.yaml:15:3: error[ACME009]")),
        "{lines:?}"
    );
    // Without a filter, the deciding item is marked.
    let lines = custom(&folder(
        &rule("pod.role == 'driver' || pod.containers.all(c, !c.image.startsWith('foo/'))"),
        &manifest,
    ));
    assert!(
        lines.iter().any(|line| line.starts_with("a.yaml:19:")),
        "{lines:?}"
    );
}

#[test]
fn a_forbidden_key_is_marked() {
    let lines = custom(&folder(&rule("!('team' in pod.labels)"), MANIFEST));
    // The label itself.
    assert_eq!(lines[0], "a.yaml:14:50: error[ACME009] wrong");
}

#[test]
fn the_false_part_is_marked_for_any_string() {
    let check = "pod.labels.size() > 0 && pod.pods.max <= 40 && app.metadata.name != 'driver'";
    let lines = custom(&folder(&rule(check), MANIFEST));
    assert_eq!(lines[0], "a.yaml:17:16: error[ACME009] wrong");
}

#[test]
fn a_rule_that_must_not_be_suppressed_cannot_be_silenced_by_a_missing_answer() {
    let config =
        rule("pod.pods.max / 0 == 1").replace("  message", "  ignorable: false\n  message");
    for level in ["", "rules: {ECI012: off}\n", "rules: {ECI012: info}\n"] {
        let folder = folder(&format!("{config}{level}"), MANIFEST);
        let output = run(&folder, &["--select", "ACME009", "."]);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{level}: {}",
            stdout(&output)
        );
    }
}

#[test]
fn a_baseline_distinguishes_rules_without_an_answer() {
    let config = rule("pod.pods.max / 0 == 1");
    let folder = folder(&config, MANIFEST);
    run(&folder, &["--write-baseline", "known.json", "."]);
    let known = run(&folder, &["--baseline", "known.json", "."]);
    assert_eq!(known.status.code(), Some(0), "{}", stdout(&known));
    folder.write("spark-eci-lint.yaml", config.replace("ACME009", "ACME010"));
    let other = run(&folder, &["--baseline", "known.json", "."]);
    assert_eq!(other.status.code(), Some(1), "{}", stdout(&other));
}

#[test]
fn a_template_that_may_insert_more_is_reported() {
    let manifest = MANIFEST.replace(
        "    labels: {alibabacloud.com/eci: \"true\", team: dw}\n",
        "    labels:\n      alibabacloud.com/eci: \"true\"\n      {{- toYaml .Values.labels | nindent 6 }}\n",
    );
    let folder = Folder::with(
        "spark-eci-lint.yaml",
        rule("pod.role != 'driver' || has(pod.labels.team)"),
    );
    folder.write("a.yaml.tpl", &manifest);
    let lines = found(&folder, &["--select", "custom", "."]);
    let told = |line: &String| line.contains("info[ECI012] ACME009 is not checked here");
    assert!(lines.iter().any(told), "{lines:?}");
}

#[test]
fn patterns_are_bounded_before_they_are_compiled() {
    let many = format!("pod.role.matches('(?i){}')", r"\\pL|".repeat(100));
    let told = errors(&rule(&many));
    assert!(
        told.concat().contains("more than 4 Unicode classes"),
        "{told:?}"
    );
    let message = "{pod.role.matches('a')}".repeat(9);
    let told = errors(&rule("true").replace("message: wrong", &format!("message: \"{message}\"")));
    assert!(told.concat().contains("more than 8 patterns"), "{told:?}");
}
