//! The plan fits a terminal of any width, and no word is broken.

mod common;

use std::{collections::BTreeSet, path::Path};

use common::{program, stdout};
use unicode_width::UnicodeWidthStr;

fn plan(width: Option<usize>, path: &str) -> String {
    let mut program = program(Path::new("."));
    if let Some(width) = width {
        program.env("COLUMNS", width.to_string());
    }
    stdout(
        &program
            .args(["plan", "--color=never", path])
            .output()
            .expect("it runs"),
    )
}

fn words(text: &str) -> BTreeSet<&str> {
    let words = text.split_whitespace();
    words
        .map(|word| word.trim_end_matches([',', ':']))
        .collect()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for path in ["testdata/plan", "testdata/quickstart"] {
        let whole = plan(None, path);
        let longest = words(&whole).iter().map(|word| word.width()).max();
        let least = longest.expect("words") + 1;
        for width in (least..least + 120).step_by(3) {
            let narrow = plan(Some(width), path);
            for line in narrow.lines() {
                assert!(line.width() <= width, "{width}: {line}");
            }
            // The text of a narrow plan is a part of the full one, except for a few words.
            let own = ["pod", "pods", "all", "CNY/h"];
            for word in words(&narrow).difference(&words(&whole)) {
                assert!(own.contains(word), "{width}: {word}");
            }
        }
    }
}

#[test]
fn essential_information_is_shown_at_any_width() {
    for width in [20, 40, 60, 80, 100, 120, 140, 160] {
        let plan = plan(Some(width), "testdata/plan");
        let said: Vec<&str> = plan.split_whitespace().collect();
        let said = said.join(" ");
        for note in [
            "not on ECI",
            "or other nodes",
            "spot",
            "refused",
            "每日订单汇总",
        ] {
            assert!(said.contains(note), "{width}: {note}\n{plan}");
        }
        // Next to an instance, a note may be on the next line of its column.
        for word in ["(selects", "nodes)", "(rounded)", "0.882", "1.764"] {
            assert!(said.contains(word), "{width}: {word}\n{plan}");
        }
    }
}

#[test]
fn a_long_name_is_shortened() {
    let folder = common::Folder::new();
    let name = "n".repeat(100_000);
    let text = std::fs::read_to_string("testdata/quickstart/orders.yaml").expect("a manifest");
    folder.write("long.yaml", text.replace("orders-nightly", &name));
    for width in ["", "80"] {
        let output = folder
            .program()
            .args(["plan", "long.yaml"])
            .env("COLUMNS", width)
            .output()
            .expect("it runs");
        let plan = stdout(&output);
        assert!(plan.contains(&"n".repeat(400)), "{width}");
        assert!(plan.len() < 4000, "{width}: {}", plan.len());
    }
}
