//! Generated parts of documents: those of README.md, and names of formats and settings.
//!
//! `.ci/bless` regenerates them.

mod common;

use std::{fmt::Write as _, fs, path::Path};

use common::{PLAYGROUND, is_blessed, program, stdout};
use snapbox::{IntoData, assert_data_eq};

use spark_eci_lint::{finding::FixKind, named::Named, report::Format};

const README: &str = "README.md";

/// The report of `cargo run --release -- testdata/quickstart`, without the time.
fn report() -> String {
    let output = program(Path::new("."))
        .args([
            "--format",
            "human",
            "--color",
            "never",
            "testdata/quickstart",
        ])
        .output()
        .expect("the program runs");
    let report = stdout(&output);
    let (before_time, rest) = report.rsplit_once(" (").expect("a summary with the time");
    let (_, after) = rest.split_once(")\n").expect("the end of the time");
    // The time may be on a line of its own.
    let before_time = before_time.trim_end();
    format!("```text\n{before_time}\n{after}```\n")
}

fn plan() -> String {
    let output = program(Path::new("."))
        .args(["plan", "--color", "never", "testdata/quickstart"])
        .output()
        .expect("the program runs");
    let plan = stdout(&output);
    format!("```text\n{plan}```\n")
}

fn rule_table() -> String {
    let mut table = "| rule | severity | finds | fix | |\n|---|---|---|---|---|\n".to_owned();
    for info in common::infos() {
        let page = format!("rules/{}-{}.md", info.id, info.name);
        writeln!(
            table,
            "| [{} {}]({page}) | {} | {} | {} | [try]({PLAYGROUND}#rule={}) |",
            info.id,
            info.name,
            info.severity,
            info.summary,
            match info.fix {
                FixKind::Safe | FixKind::Unsafe => info.fix.name(),
                FixKind::None | FixKind::Display => "",
            },
            info.id
        )
        .expect("memory");
    }
    table
}

/// A text with the part between two markers replaced.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&start).expect("a start marker");
    let (_, after) = rest.split_once(&end).expect("an end marker");
    format!("{before}{start}{part}{end}{after}")
}

#[test]
fn generated_parts_are_up_to_date() {
    let readme = fs::read_to_string(README).expect("a README");
    let parts = [
        ("report", report()),
        ("plan", plan()),
        ("rules", rule_table()),
    ];
    let fresh = parts.iter().fold(readme.clone(), |text, (name, part)| {
        with_part(&text, name, part)
    });
    if is_blessed() {
        fs::write(README, &fresh).expect("a writable README");
    } else {
        assert_data_eq!(readme, fresh.raw());
    }
}

#[test]
fn documents_name_the_reports_for_people() {
    let formats = Format::ALL.iter().filter(|format| format.is_for_people());
    let names: Vec<String> = formats
        .map(|format| format!("`{}`", format.name()))
        .collect();
    let (last, rest) = names.split_last().expect("formats");
    let joined = format!("{} and {last}", rest.join(", "));
    for document in [README, "docs/configuration.md"] {
        let text = fs::read_to_string(document).expect("a document");
        let words: Vec<&str> = text.split_whitespace().collect();
        assert!(
            words.join(" ").contains(&joined),
            "{document} lacks {joined}"
        );
    }
}
