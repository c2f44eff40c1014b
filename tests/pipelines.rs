//! Environment variables of pipelines, and long reports in them.

mod common;

use std::{collections::BTreeMap, process::Output};

use common::{Folder, stderr, stdout};
use serde_json::Value;

const ORDERS: &str = include_str!("../testdata/quickstart/orders.yaml");

/// This many applications, each with an error at the executor's selector and a warning at its heap.
fn applications(number: usize) -> String {
    let broken = ORDERS.replacen(
        "      type: virtual-kubelet\n",
        "      type: virtual-kubele\n",
        1,
    );
    let named = |number| broken.replace("orders-nightly", &format!("orders-{number}"));
    let applications: Vec<_> = (0..number).map(named).collect();
    applications.join("---\n")
}

/// Lints a folder without a configuration, with these variables of a pipeline.
fn run(folder: &Folder, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    folder
        .program()
        .args(["--quiet", "--no-config"])
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .expect("the program")
}

#[test]
fn ten_annotations_of_a_kind_are_shown_and_the_rest_is_in_the_log_and_the_summary() {
    let folder = Folder::with("a.yaml", applications(12));
    folder.write("summary.md", "before\n");
    let path = folder.join("summary.md");
    let path = path.to_str().expect("UTF-8");
    let environment = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", path)];
    let text = stdout(&run(&folder, &[], &environment));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines() {
        let kind = line.split_once(' ').map_or(line, |(kind, _)| kind);
        *kinds.entry(kind).or_default() += 1;
    }
    assert_eq!(
        (kinds["::error"], kinds["::warning"]),
        (10, 10),
        "{kinds:?}"
    );
    // Two more errors and warnings, and a line with their number.
    assert_eq!((kinds["-"], kinds["4"]), (4, 1), "{kinds:?}");
    assert!(
        text.contains("\n4 findings more than a step can show"),
        "{text}"
    );
    let summary = folder.read("summary.md");
    assert!(
        summary.starts_with("before\n## spark-eci-lint\n"),
        "{summary}"
    );
    assert!(
        summary.contains("12 Spark applications: 12 errors, 12 warnings"),
        "{summary}"
    );
    assert_eq!(summary.matches("| ❌ |").count(), 12);
    assert!(summary.contains("### Plan"));
}

#[test]
fn pipelines_get_their_own_format_and_paths_from_the_top_of_the_repository() {
    let folder = Folder::with("a.yaml", applications(1));
    let azure = stdout(&run(&folder, &[], &[("TF_BUILD", "True")]));
    assert!(
        azure.starts_with("##vso[task.logissue type=error;sourcepath=a.yaml;"),
        "{azure}"
    );
    // A job in a subfolder of its repository.
    let top = folder.path().parent().expect("a folder");
    let name = folder
        .path()
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    let environment = [("CI_PROJECT_DIR", top.to_str().expect("UTF-8"))];
    let gitlab = stdout(&run(&folder, &["--format=gitlab"], &environment));
    let gitlab: Value = serde_json::from_str(&gitlab).expect("JSON");
    assert_eq!(gitlab[0]["location"]["path"], format!("{name}/a.yaml"));
    let sarif = stdout(&run(&folder, &["--format=sarif"], &environment));
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], format!("{name}/a.yaml"));
}

#[test]
fn code_scanning_gets_the_worst_findings_up_to_its_limit() {
    let folder = Folder::with("a.yaml", applications(6_000));
    let sarif = stdout(&run(&folder, &["--format=sarif", "--severity=info"], &[]));
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    let count = |level: &str| {
        results
            .iter()
            .filter(|result| result["level"] == level)
            .count()
    };
    assert_eq!((count("error"), count("warning")), (6_000, 6_000));
    let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        said.as_str()
            .is_some_and(|said| said.contains("are omitted")),
        "{said}"
    );
}

/// A name that would be a command, a cell, a tag or a link if it were not escaped.
const NAME: &str = "x|y<b>`::error::%0A](http://e.example)";

#[test]
fn names_stay_names_in_every_format() {
    let folder = Folder::with(
        "a.yaml",
        ORDERS.replace("orders-nightly", &format!("'{NAME}'")),
    );
    let of = |format: &str| {
        stdout(&run(
            &folder,
            &[&format!("--format={format}"), "--severity=info"],
            &[],
        ))
    };
    for format in ["github", "azure", "human", "concise"] {
        let text = of(format);
        let mut lines = text.lines();
        assert!(
            !lines.any(|line| line.trim_start().starts_with("::error")),
            "{text}"
        );
    }
    let markdown = of("markdown");
    assert!(
        markdown
            .contains(r"x\|y\<b\>\`::error::\%<span></span>0A\](http:<span></span>//e.example)"),
        "{markdown}"
    );
    for format in ["junit", "checkstyle"] {
        assert!(!of(format).contains("<b>"), "{format}");
    }
}

/// GitHub reads `%0A` as a line break, so one in a manifest must be escaped.
#[test]
fn percent_signs_of_a_manifest_are_escaped_for_github() {
    let text = ORDERS.replace("    memory: 4g", "    memory: \"4%0A::error::x\"");
    let folder = Folder::with("a.yaml", &text);
    let report = stdout(&run(&folder, &["--format=github", "--severity=info"], &[]));
    assert!(report.contains("4%250A::error::x"), "{report}");
    assert!(!report.contains("4%0A"), "{report}");
}

#[test]
fn text_of_a_manifest_is_never_a_command_of_a_pipeline() {
    let command = "##vso[task.setvariable variable=x]y";
    let text = ORDERS
        .replace("orders-nightly", &format!("\"{command}\""))
        .replace(
            "    memory: 4g",
            &format!("    memory: 4g # {command} ##[add-mask]z"),
        );
    let folder = Folder::with("a.yaml", &text);
    for format in ["human", "concise", "github", "azure", "junit", "markdown"] {
        let report = stdout(&run(
            &folder,
            &[&format!("--format={format}"), "--severity=info"],
            &[],
        ));
        assert!(
            !report.contains("##vso[task.set") && !report.contains("##["),
            "{report}"
        );
    }
}

#[test]
fn a_files_name_is_never_a_command_of_a_pipeline() {
    let folder = Folder::with("::error::x.yaml", ORDERS);
    for format in ["human", "concise", "github", "azure", "markdown"] {
        let report = stdout(&run(
            &folder,
            &[&format!("--format={format}"), "--severity=info"],
            &[],
        ));
        let mut lines = report.lines();
        assert!(
            !lines.any(|line| line.trim_start().starts_with("::error::")),
            "{report}"
        );
    }
}

// Not every system takes such names.
#[cfg(unix)]
#[test]
fn control_characters_of_a_files_name_do_not_reach_a_log() {
    let folder = Folder::with("a\u{1b}[31m\n::error::x\r##[y].yaml", ORDERS);
    for format in ["human", "concise", "github", "azure", "markdown", "junit"] {
        let report = stdout(&run(
            &folder,
            &[&format!("--format={format}"), "--severity=info"],
            &[],
        ));
        let obeyed = |letter: char| letter.is_control() && letter != '\n';
        assert!(!report.is_empty() && !report.contains(obeyed), "{report:?}");
        assert!(!report.contains("\n::error::x") && !report.contains("##["));
    }
}

#[test]
fn a_difference_is_never_a_command_of_a_pipeline() {
    let text = ORDERS.replacen("eci-use-specs: ", "eci-use-spec: ", 1);
    let text = text.replacen("    memory: 1g\n", "    memory: 1g\n    ::error::y: z\n", 1);
    let folder = Folder::with("a.yaml", &text);
    let plain = stdout(&run(&folder, &["--diff", "--unsafe-fixes"], &[]));
    assert!(plain.starts_with("--- a.yaml\n"), "{plain}");
    let on_github = [("GITHUB_ACTIONS", "true")];
    let shielded = stdout(&run(&folder, &["--diff", "--unsafe-fixes"], &on_github));
    let (first, rest) = shielded.split_once('\n').expect("lines");
    let token = first.strip_prefix("::stop-commands::").expect(first);
    assert!(token.len() == 16, "{token}");
    assert_eq!(rest, format!("{plain}::{token}::\n"));
    let again = stdout(&run(&folder, &["--diff", "--unsafe-fixes"], &on_github));
    assert!(!again.starts_with(first), "a token that can be known");
}

#[test]
fn a_message_is_never_an_escape_of_a_terminal() {
    let folder = Folder::with("a.yaml", ORDERS);
    let baseline = r#"{"version": 1, "\u001b[31m ::error::x": []}"#;
    folder.write("known.json", baseline);
    let output = run(&folder, &["--baseline=known.json", "a.yaml"], &[]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(r"\u{1b}[31m \u{3a}:error::x"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn without_a_pod_there_is_no_plan() {
    let folder = Folder::with(
        "a.yaml",
        ORDERS.replace("  type: Scala\n", "  type: [Scala\n"),
    );
    let markdown = stdout(&run(&folder, &["--format=markdown"], &[]));
    assert!(markdown.contains("| ❌ | [ECI001]"), "{markdown}");
    assert!(
        !markdown.contains("Plan") && !markdown.contains("CNY"),
        "{markdown}"
    );
}

#[test]
fn errors_of_the_program_are_annotations() {
    let folder = Folder::with("a.yaml", applications(1));
    folder.write("bad.yaml", "severity: x\nrules:\n  ECI9999: off\n");
    let on_github = [("GITHUB_ACTIONS", "true")];
    let top = folder.path().to_str().expect("UTF-8").to_owned();
    let said = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = folder
            .program()
            .args(arguments)
            .envs(environment.iter().copied())
            .output()
            .expect("the program");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        // They are on standard error, too.
        assert!(stderr(&output).contains("error: "), "{}", stderr(&output));
        stdout(&output)
    };
    for (arguments, expected) in [
        (
            &["no%\nne"][..],
            "::error title=spark-eci-lint::cannot read no%25%0Ane: no such file or directory\n",
        ),
        (&["--diff-base=nowhere"], "::error title=spark-eci-lint::"),
        (
            &["--fail-on=bad"],
            "::error title=spark-eci-lint::invalid value 'bad' for '--fail-on <SEVERITY>'%0A",
        ),
        (
            &["--format=github", "--format=sarif=no/where/a.sarif", "nope"],
            "::error title=spark-eci-lint::cannot read nope",
        ),
    ] {
        let text = said(arguments, &on_github);
        assert!(text.starts_with(expected), "{text}");
    }
    // Each mistake in a configuration has its place, relative to the top of the repository.
    let environment = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_WORKSPACE", top.as_str()),
    ];
    let text = said(&["--config=bad.yaml"], &environment);
    assert!(
        text.contains("::error file=bad.yaml,line=3,col=3,title=spark-eci-lint::invalid configuration: unknown rule or group `ECI9999`\n"),
        "{text}"
    );
    let text = said(&["--format=azure", "nope"], &[]);
    assert_eq!(
        text,
        "##vso[task.logissue type=error;]spark-eci-lint: cannot read nope: no such file or directory\n"
    );
    // Without support for annotations, there are none.
    assert_eq!(said(&["nope"], &[]), "");
    assert_eq!(said(&["--format=concise", "nope"], &on_github), "");
}

#[test]
fn reports_with_a_line_per_finding_end_with_their_number() {
    let folder = Folder::with("a.yaml", applications(1));
    let of = |arguments: &[&str]| {
        let mut program = folder.program();
        program.args(["--no-config"]).args(arguments);
        stdout(&program.output().expect("the program"))
    };
    for format in ["--format=concise", "--format=azure"] {
        let text = of(&[format]);
        let last = text.lines().next_back().expect("a line");
        assert_eq!(
            last,
            "Found 1 error, 1 warning, 3 infos (infos not shown: --severity info); 1 fixable with --fix --unsafe-fixes",
        );
        assert_eq!(text.lines().count(), 3, "{text}");
        assert_eq!(of(&[format, "--quiet"]).lines().count(), 2);
        assert_eq!(
            of(&[format, "--select=ECI001"]),
            "Found nothing in 1 Spark application\n"
        );
    }
}

#[test]
fn junit_has_a_case_without_an_application() {
    let folder = Folder::with("a.txt", "");
    let text = stdout(&run(&folder, &["--format=junit"], &[]));
    assert!(text.contains("<testsuites name=\"spark-eci-lint\" tests=\"1\" failures=\"0\""));
    assert!(
        text.contains("<testcase name=\"No findings\" classname=\"spark-eci-lint\"/>"),
        "{text}"
    );
}

#[test]
fn sarif_describes_all_rules_on_request() {
    let folder = Folder::with("a.yaml", applications(1));
    let rules = |arguments: &[&str]| {
        let arguments = [&["--format=sarif"], arguments].concat();
        let sarif = stdout(&run(&folder, &arguments, &[]));
        let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"]
            .as_array()
            .expect("rules")
            .clone();
        for result in run["results"].as_array().expect("results") {
            let index = result["ruleIndex"].as_u64().expect("an index");
            let index = usize::try_from(index).expect("small");
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        rules.len()
    };
    let fired = rules(&[]);
    assert!((3..10).contains(&fired), "{fired}");
    assert!(rules(&["--sarif-rules=all"]) > 60);
}
