//! The report for people: it fits the terminal, has the colours of severities, and shows the changes of fixes.

mod common;

use std::path::Path;

use common::{Folder, program, stderr, stdout};
use unicode_width::UnicodeWidthStr;

const ORDERS: &str = include_str!("../testdata/quickstart/orders.yaml");
const WIDTHS: [usize; 4] = [60, 80, 100, 140];

/// The operator's example, which is not configured for ECI.
const PI: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: spark-pi
  namespace: default
spec:
  type: Scala
  mode: cluster
  image: docker.io/library/spark:4.0.0
  imagePullPolicy: IfNotPresent
  mainClass: org.apache.spark.examples.SparkPi
  mainApplicationFile: local:///opt/spark/examples/jars/spark-examples.jar
  arguments:
  - \"5000\"
  sparkVersion: 4.0.0
  driver:
    cores: 1
    memory: 512m
    serviceAccount: spark-operator-spark
  executor:
    instances: 1
    cores: 1
    memory: 512m
";

fn report(path: &str, width: usize) -> String {
    let output = program(Path::new("."))
        .args(["--severity=info", "--color=never", "--no-config", path])
        .env("COLUMNS", width.to_string())
        .output();
    stdout(&output.expect("it runs"))
}

/// True for a line that quotes a file, or marks a place in it.
fn is_of_file(line: &str) -> bool {
    let line = line.trim_start_matches(|letter: char| letter == ' ' || letter.is_ascii_digit());
    let is_marked = line.strip_prefix("· ").is_some_and(|line| {
        let mut words = line.split_whitespace();
        words.all(|word| word.chars().all(|letter| matches!(letter, '━' | '─' | '│')))
    });
    is_marked || ["│ ", "- ", "+ "].iter().any(|mark| line.starts_with(mark))
}

#[test]
fn only_quoted_lines_and_long_words_are_wider_than_the_terminal() {
    for width in WIDTHS {
        for path in [
            "testdata/quickstart",
            "testdata/reports",
            "testdata/kustomize",
        ] {
            let report = report(path, width);
            assert!(report.contains("╭▸ "), "{path}");
            for line in report.lines().filter(|line| !is_of_file(line)) {
                // A path, or a word that does not fit after the indentation.
                let longest = line.split(' ').map(UnicodeWidthStr::width).max();
                let is_word = longest.is_some_and(|longest| longest + 14 > width);
                assert!(line.width() <= width || is_word, "{width}: {line}");
            }
        }
    }
}

#[test]
fn the_text_does_not_depend_on_the_width() {
    let words = |width| {
        let report = report("testdata/quickstart", width);
        let mut words: Vec<_> = report
            .split(|letter: char| letter.is_whitespace() || "╰─·│".contains(letter))
            .filter(|word| !word.is_empty() && !word.starts_with("(0."))
            .map(str::to_owned)
            .collect();
        // The label is next to a place or below it.
        words.sort();
        words
    };
    let wide = words(140);
    for width in WIDTHS {
        assert_eq!(words(width), wide, "{width}");
    }
}

#[test]
fn an_application_that_is_not_set_up_for_eci_fits_on_a_screen() {
    let folder = Folder::with("pi.yaml", PI);
    for width in ["80", "100"] {
        let output = folder
            .program()
            .args(["--no-config", "--select=ECI101", "pi.yaml"])
            .env("COLUMNS", width)
            .output()
            .expect("it runs");
        let report = stdout(&output);
        assert_eq!(report.matches("error[ECI101]").count(), 2, "{report}");
        assert!(report.lines().count() < 50, "{width}\n{report}");
    }
}

#[test]
fn colours_show_severities_and_are_among_the_sixteen() {
    let color = |flag: &str| {
        let output = program(Path::new("."))
            .args([
                "--severity=info",
                "--no-config",
                flag,
                "testdata/quickstart",
            ])
            .output();
        stdout(&output.expect("it runs"))
    };
    let colored = color("--color=always");
    for (what, code) in [
        ("error[ECI103]", "1m\u{1b}[31m"),
        ("warning[ECI303]", "33m"),
        ("info[ECI110]", "36m"),
        // The place to look at has the colour of its severity: here an error and a warning.
        ("━━━━━━", "31m"),
        ("━━", "33m"),
        ("fix:", "32m"),
        ("unsafe fix:", "33m"),
    ] {
        let painted = format!("\u{1b}[{code}{what}\u{1b}[0m");
        assert!(colored.contains(&painted), "{painted:?}\n{colored}");
    }
    // Other places have none.
    assert!(colored.contains("  ─────\n"), "{colored}");
    for code in colored.split("\u{1b}[").skip(1) {
        let (code, _) = code.split_once('m').expect("a code");
        assert!(
            matches!(code, "0" | "1" | "2" | "31" | "32" | "33" | "36"),
            "{code}"
        );
    }
    // Without colours, the text is the same.
    let mut plain = String::new();
    for (index, part) in colored.split("\u{1b}[").enumerate() {
        plain += if index == 0 {
            part
        } else {
            part.split_once('m').expect("a code").1
        };
    }
    let without_time = |text: &str| text.replace(|letter: char| letter.is_ascii_digit(), "");
    assert_eq!(without_time(&plain), without_time(&color("--color=never")));
}

#[test]
fn urls_are_shown_on_request() {
    let run = |arguments: &[&str]| {
        let output = program(Path::new("."))
            .args(["--no-config", "testdata/quickstart"])
            .args(arguments)
            .output();
        stdout(&output.expect("it runs"))
    };
    for arguments in [&[][..], &["--show-urls=auto"], &["--show-urls=never"]] {
        let report = run(arguments);
        assert!(!report.contains("http"), "{report}");
        assert_eq!(report.matches("explain ECI103`").count(), 1, "{report}");
    }
    let report = run(&["--show-urls=always"]);
    assert_eq!(report.matches("https://").count(), 4, "{report}");
    assert!(report.contains("/rules/ECI303-memory-overhead-exceeds-spec.md\n\n"));
}

#[test]
fn a_fix_is_shown_as_the_lines_that_it_changes() {
    let folder = Folder::with("pi.yaml", PI);
    let report = |text: &str, arguments: &[&str]| {
        folder.write("pi.yaml", text);
        let output = folder
            .program()
            .args(["--no-config", "pi.yaml"])
            .args(arguments)
            .output();
        stdout(&output.expect("it runs"))
    };
    let shown = report(PI, &["--select=ECI101"]);
    // The driver's fix is between two of its lines; the executor's at the end of the file.
    let driver = "
 19 │     serviceAccount: spark-operator-spark
 20 +     nodeSelector:
 21 +       type: virtual-kubelet
 22 │   executor:
";
    let executor = "
 23 │     memory: 512m
 24 +     nodeSelector:
 25 +       type: virtual-kubelet
  or: Add the label `alibabacloud.com/eci: \"true\"`

";
    assert!(
        shown.contains(driver) && shown.contains(executor),
        "{shown}"
    );
    // Without a line break at the end of the file.
    let shown = report(PI.trim_end(), &["--select=ECI101"]);
    assert!(shown.contains(executor), "{shown}");
    // With Windows line breaks.
    let shown = report(&PI.replace('\n', "\r\n"), &["--select=ECI101"]);
    assert!(shown.contains(driver) && !shown.contains('\r'), "{shown}");
    // An unsafe fix is marked.
    let shown = report(ORDERS, &[]);
    let spec = "
  unsafe fix: Use `2-8Gi` instead
 28 │     annotations:
 29 -       k8s.aliyun.com/eci-use-specs: 2-4Gi
 29 +       k8s.aliyun.com/eci-use-specs: 2-8Gi
 30 │     nodeSelector:
";
    assert!(shown.contains(spec), "{shown}");
}

#[test]
fn a_fix_of_many_lines_is_shortened() {
    let keys: Vec<_> = (0..40)
        .map(|number| format!("\n        key-{number}: x"))
        .collect();
    let text = PI.replace(
        "  driver:\n",
        &format!(
            "  driver:\n    nodeSelector:\n      type: virtual-kubelet\n      tolerations:{}\n",
            keys.concat()
        ),
    );
    let folder = Folder::with("pi.yaml", text);
    let output = folder
        .program()
        .args(["--no-config", "--severity=info", "pi.yaml"])
        .output();
    let report = stdout(&output.expect("it runs"));
    let longest = report.split("fix: ").skip(1).map(|fix| {
        let lines = fix.lines().skip(1);
        lines.take_while(|line| is_of_file(line)).count()
    });
    assert!(longest.max() <= Some(13), "{report}");
}

#[test]
fn a_line_of_a_megabyte_is_shown_in_part() {
    let flow = "x".repeat(1 << 20);
    let text = format!(
        "{{apiVersion: sparkoperator.k8s.io/v1beta2, kind: SparkApplication, metadata: {{name: a}}, spec: {{type: Scala, mainClass: {flow}, driver: {{}}, executor: {{}}}}}}\n"
    );
    let folder = Folder::with("a.yaml", text);
    let output = folder
        .program()
        .args(["--no-config", "--severity=info", "a.yaml"])
        .output();
    let report = stdout(&output.expect("it runs"));
    assert!(report.contains("error[ECI101]"), "{report}");
    for line in report.lines() {
        assert!(line.width() < 1200, "{} columns", line.width());
    }
}

#[test]
fn a_missing_path_is_the_only_message() {
    let folder = Folder::new();
    for format in ["human", "concise"] {
        let output = folder
            .program()
            .args(["nope", &format!("--format={format}")])
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stdout(&output), "");
        assert_eq!(
            stderr(&output),
            "spark-eci-lint: error: cannot read nope: no such file or directory\n"
        );
    }
    folder.write("notes/a.txt", "");
    for arguments in [&["notes"][..], &["notes", "-q"], &["plan", "notes"]] {
        let output = folder.program().args(arguments).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(stdout(&output), "");
        assert_eq!(
            stderr(&output),
            "spark-eci-lint: no .yaml, .yml or .json file in notes\n"
        );
    }
    folder.write("notes/a.yaml", "a: 1\n");
    let output = folder.program().args(["notes"]).output().expect("it runs");
    assert_eq!(stderr(&output), "");
    assert!(stdout(&output).starts_with("1 file, no Spark application (0."));
    let output = folder
        .program()
        .args(["notes", "nope"])
        .output()
        .expect("it runs");
    assert!(stdout(&output).starts_with("1 file, 1 unreadable, no Spark application (0."));
}
