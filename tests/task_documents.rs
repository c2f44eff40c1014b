//! The output in `docs/first-run.md` and the sizes in `docs/pods.md` are those of the program.
//!
//! `BLESS=overwrite` writes the output in `docs/first-run.md` again.

mod common;

use std::{fs, process::Stdio};

use common::{Folder, is_blessed, program, stderr, stdout};
use regex::Regex;
use snapbox::{IntoData as _, assert_data_eq};

const FIRST_RUN: &str = "docs/first-run.md";
const PODS: &str = "docs/pods.md";
const CONFIGURATION: &str = "spark-eci-lint.yaml";

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The manifests that the commands in the last section of the page create.
fn manifests() -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.join("k8s")).expect("a folder");
    for number in 1..=56 {
        for (file, name) in [("orders", "orders-nightly"), ("reports", "reports-hourly")] {
            let text = read(&format!("testdata/quickstart/{file}.yaml"));
            let text = text.replacen(name, &format!("{file}-{number}"), 1);
            folder.write(format!("k8s/{file}-{number}.yaml"), text);
        }
    }
    folder
}

/// The changes that the text of a section describes, before its commands.
fn before(section: &str, folder: &Folder) {
    let new = "k8s/orders-new.yaml";
    match section.split('.').next() {
        Some("7") => {
            let old = folder.read("k8s/orders-3.yaml");
            folder.write(new, old.replacen("name: orders-3", "name: orders-new", 1));
        }
        Some("8") => {
            fs::remove_file(folder.join(new)).expect("it is there");
            let path = "k8s/orders-4.yaml";
            folder.write(path, folder.read(path).replace("2-4Gi", "2-8Gi"));
        }
        _ => {}
    }
}

/// The words of a command, without its comment. Quotes group words.
fn words(command: &str) -> Vec<String> {
    let (command, _) = command.split_once("  #").unwrap_or((command, ""));
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in command.trim().chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(letter),
        }
    }
    words
}

/// The output of a command, with the same time in each summary.
fn run(folder: &Folder, command: &str) -> String {
    let words = words(command);
    let (name, arguments) = words.split_first().expect("a word");
    if name == "git" {
        return String::new();
    }
    assert_eq!(name, "spark-eci-lint");
    let mut program = folder.program();
    program.args(arguments).stdin(Stdio::null());
    let output = program.output().expect("the program runs");
    let text = format!("{}{}", stderr(&output), stdout(&output));
    let time = Regex::new(r"\(\d+\.\d\d s\)").expect("a pattern");
    time.replace_all(&text, "(0.08 s)").into_owned()
}

/// The page with the output of its commands, which run in order in one folder.
fn fresh(page: &str, folder: &Folder) -> String {
    let mut fresh = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        if let Some(section) = line.strip_prefix("## ") {
            before(section, folder);
        } else if line == "```yaml" {
            let mut block = String::new();
            while let Some(inside) = lines.next_if(|line| *line != "```") {
                block.push_str(inside);
                block.push('\n');
            }
            fresh.push_str(&block);
            if block.starts_with("# spark-eci-lint.yaml\n") {
                folder.write(CONFIGURATION, &block);
            } else if block.starts_with("baseline:") {
                folder.write(CONFIGURATION, folder.read(CONFIGURATION) + &block);
            }
        } else if line == "```console" {
            while let Some(command) = lines.next_if(|line| line.starts_with("$ ")) {
                fresh.push_str(command);
                fresh.push('\n');
                let output = run(folder, &command[2..]);
                let mut is_shown = false;
                while lines
                    .next_if(|line| *line != "```" && !line.starts_with("$ "))
                    .is_some()
                {
                    is_shown = true;
                }
                if is_shown {
                    fresh.push_str(&output);
                }
                // The text below quotes its last line.
                if command.contains("--diff ") {
                    let last = output.lines().find(|line| line.contains("would be fixed"));
                    let said = last.and_then(|line| line.strip_prefix("spark-eci-lint: "));
                    let said = said.expect("what would be fixed");
                    assert!(page.contains(&format!("`{said}`")), "{said}");
                }
            }
        }
    }
    fresh
}

#[test]
fn the_first_run_is_as_the_page_shows() {
    let page = read(FIRST_RUN);
    let time = Regex::new(r"\(\d+\.\d\d s\)").expect("a pattern");
    let page = time.replace_all(&page, "(0.08 s)").into_owned();
    let fresh = fresh(&page, &manifests());
    if is_blessed() {
        fs::write(FIRST_RUN, fresh).expect("the page");
    } else {
        assert_data_eq!(page, fresh.raw());
    }
}

/// An application with the executor of a row of the table.
fn application(fields: &str, file: &str, other: &str) -> String {
    format!(
        "\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {{name: orders}}
spec:
  type: Scala
  mode: cluster
  sparkVersion: 3.5.0
  image: registry.example.com/orders:1.4
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/{file}
  {other}
  driver: {{cores: 1, memory: 1g, labels: {{alibabacloud.com/eci: \"true\"}}}}
  executor: {{instances: 2, cores: 2, {fields}, labels: {{alibabacloud.com/eci: \"true\"}}}}
"
    )
}

#[test]
fn pods_need_the_memory_that_the_page_shows() {
    let page = read(PODS);
    let (_, table) = page
        .split_once("| executor | memory of the pod |\n|---|---|\n")
        .expect("the table");
    let rows: Vec<&str> = table.lines().take_while(|row| !row.is_empty()).collect();
    let off_heap =
        "sparkConf: {spark.memory.offHeap.enabled: \"true\", spark.memory.offHeap.size: 1g}";
    let pyspark = "sparkConf: {spark.executor.pyspark.memory: 1g}";
    let factor = "memoryOverheadFactor: \"0.2\"";
    let cases = [
        ("memory: 1g", "orders.jar", ""),
        ("memory: 3712m", "orders.jar", ""),
        ("memory: 4g", "orders.jar", ""),
        ("memory: 4g", "orders.py", ""),
        ("memory: 4g, memoryOverhead: 1g", "orders.jar", ""),
        ("memory: 8g", "orders.jar", factor),
        ("memory: 4g", "orders.jar", off_heap),
        ("memory: 4g", "orders.py", pyspark),
    ];
    assert_eq!(rows.len(), cases.len());
    let folder = Folder::new();
    for (row, (fields, file, other)) in rows.into_iter().zip(cases) {
        let (described, memory) = row
            .trim_matches(['|', ' '])
            .split_once(" | ")
            .expect("two cells");
        let first = described.split('`').nth(1).expect("fields");
        assert_eq!(first, fields);
        assert_eq!(described.contains("Python"), file == "orders.py");
        folder.write("app.yaml", application(fields, file, other));
        let output = program(folder.path())
            .args(["plan", "--color", "never", "app.yaml"])
            .output()
            .expect("the program runs");
        let plan = stdout(&output);
        let executor = plan
            .lines()
            .find(|line| line.contains(" executor "))
            .expect("a row");
        assert!(
            executor.contains(&format!(" {memory} ")),
            "{row}\n{executor}"
        );
    }
}
