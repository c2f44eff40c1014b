//! `explain` and `rules` fit the terminal, on dark and on light backgrounds.

mod common;

use std::path::Path;

use common::{infos, program, stderr, stdout};
use spark_eci_lint::{
    finding::{FixKind, RuleInfo},
    named::Named as _,
};
use unicode_width::UnicodeWidthStr as _;

const WIDTHS: [usize; 4] = [60, 80, 100, 140];

fn said(width: usize, arguments: &[&str]) -> String {
    let mut program = program(Path::new("."));
    program.env("COLUMNS", width.to_string());
    let output = program.args(arguments).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

/// Text as words, without the decoration of tables and lists.
fn words(text: &str) -> Vec<String> {
    let letters = |letter: char| !"•`*_|│├┼┤─".contains(letter);
    let text: String = text
        .chars()
        .map(|letter| if letters(letter) { letter } else { ' ' })
        .collect();
    text.split_whitespace().map(str::to_owned).collect()
}

/// The lines of a page outside of tables and code, which may be longer.
fn is_text(line: &str) -> bool {
    !line.starts_with("- http") && !line.contains(['│', '┼'])
}

#[test]
fn no_line_of_a_page_is_wider_than_the_terminal() {
    for info in infos() {
        let code = info
            .page
            .lines()
            .map(unicode_width::UnicodeWidthStr::width)
            .max()
            .unwrap_or_default();
        for width in WIDTHS {
            let page = said(width, &["explain", "--color=never", &info.id]);
            for line in page.lines().filter(|line| is_text(line)) {
                let is_code = info.page.contains(line.trim()) && line.starts_with(' ');
                let most = if is_code { code.max(width) } else { width };
                assert!(line.width() <= most, "{width} {}: {line}", info.id);
            }
        }
    }
}

#[test]
fn a_paragraph_is_filled() {
    // On the page, the first line ends behind "Spark builds".
    let page = said(80, &["explain", "--color=never", "ECI303"]);
    let wanted = "\
Checks for roles whose heap fits an entry of k8s.aliyun.com/eci-use-specs, while
the pod that Spark builds for it does not: Spark adds a memory overhead, and for
executors also off-heap and PySpark memory.
";
    assert!(page.contains(wanted), "{page}");
    let head = "\
ECI303 memory-overhead-exceeds-spec: heap plus memory overhead exceeds the
memory of the spec
warning · capacity · since 0.1.0 · fix: unsafe
";
    assert!(page.starts_with(head), "{page}");
}

#[test]
fn no_word_of_a_page_is_lost() {
    for id in ["ECI002", "ECI007", "ECI303", "ECI411"] {
        let whole = said(1000, &["explain", "--color=never", id]);
        for width in WIDTHS {
            let page = said(width, &["explain", "--color=never", id]);
            // A table may break words, and a line may end between code and a full stop.
            let text = |page: &str| {
                let lines: Vec<_> = page.lines().filter(|line| is_text(line)).collect();
                words(&lines.join("\n")).concat()
            };
            assert_eq!(text(&page), text(&whole), "{width} {id}");
        }
    }
}

#[test]
fn a_page_has_no_background_and_no_colours_of_its_own() {
    for id in ["ECI303", "ECI002", "capacity"] {
        let page = said(80, &["explain", "--color=always", id]);
        assert!(page.contains("\x1b["), "{page}");
        for code in page.split("\x1b[").skip(1) {
            let (code, _) = code.split_once('m').expect("a style");
            // Bold, italic, underlined, their ends, and the sixteen colours of the terminal.
            let is_plain = matches!(code, "0" | "1" | "3" | "4" | "22" | "23" | "24" | "39");
            let is_of_sixteen = code.strip_prefix("38;5;").is_some_and(|number| {
                number
                    .parse::<u8>()
                    .is_ok_and(|number| (1..7).contains(&number))
            });
            assert!(is_plain || is_of_sixteen, "{id}: {code:?}");
        }
    }
}

#[test]
fn the_list_of_rules_fits_and_names_all_of_them() {
    for width in WIDTHS {
        let list = said(width, &["rules", "--color=never"]);
        for line in list.lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
        for info in infos() {
            let line = list.lines().find(|line| line.starts_with(&info.id));
            let line = line.unwrap_or_else(|| panic!("{width}: {} is missing", info.id));
            assert!(line.contains(&info.name), "{width}: {line}");
            assert!(line.contains(info.severity.name()), "{width}: {line}");
            let fix = match info.fix {
                FixKind::None => "",
                FixKind::Safe => " safe",
                FixKind::Unsafe => " unsafe",
                FixKind::Display => " shown",
            };
            assert!(line.contains(fix), "{width}: {line}");
        }
        let all = words(&list).join(" ");
        for info in infos() {
            let summary = words(&info.summary).join(" ");
            assert!(all.contains(&summary), "{width}: {summary}");
        }
    }
}

#[test]
fn rules_are_filtered_by_selectors() {
    let ids = |arguments: &[&str]| {
        let list = said(200, arguments);
        let lines = list.lines().filter_map(|line| line.split(' ').next());
        let ids = lines
            .filter(|word| word.starts_with("ECI"))
            .map(str::to_owned);
        ids.collect::<Vec<_>>()
    };
    let of = |is_wanted: &dyn Fn(&RuleInfo) -> bool| {
        let infos = infos().filter(|info| is_wanted(info));
        infos.map(|info| info.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["rules"]), of(&|_| true));
    let wanted = of(&|info| info.id.starts_with("ECI3") || info.group == "placement");
    assert!(wanted.len() > 10, "{wanted:?}");
    assert_eq!(ids(&["rules", "ECI3", "placement"]), wanted);
    assert_eq!(ids(&["rules", "eci3,Placement"]), wanted);
    assert_eq!(ids(&["rules", "toleration-mismatch"]), ["ECI103"]);
    // `explain` lists the rules if there are several.
    assert_eq!(
        ids(&["explain", "placement"]),
        of(&|info| info.group == "placement")
    );
    assert_eq!(
        ids(&["explain", "ECI3"]),
        of(&|info| info.id.starts_with("ECI3"))
    );
}

#[test]
fn programs_get_the_whole_text() {
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&said(80, arguments)).expect("JSON")
    };
    let rules = json(&["rules", "-f", "json", "ECI303"]);
    assert_eq!(rules[0]["group"], "capacity");
    assert_eq!(rules[0]["fix"], "unsafe");
    let page = json(&["explain", "-f", "json", "ECI303"]);
    assert_eq!(page["id"], "ECI303");
    let text = page["page"].as_str().expect("a page");
    assert!(
        text.starts_with("# memory-overhead-exceeds-spec\n\n## What it checks\n"),
        "{text}"
    );
    let several = json(&["explain", "-f", "json", "capacity"]);
    assert_eq!(several.as_array().expect("rules").len(), 7);
    let settings = json(&[
        "config",
        "show",
        "-f",
        "json",
        "--no-config",
        "--region",
        "cn-hangzhou",
    ]);
    assert_eq!(settings["config"], serde_json::Value::Null);
    let all = settings["settings"].as_array().expect("settings");
    let region = all
        .iter()
        .find(|setting| setting["name"] == "region")
        .expect("the region");
    assert_eq!(region["value"], "cn-hangzhou");
    assert_eq!(region["from"], "command line or environment");
}

#[test]
fn markdown_is_printed_verbatim() {
    let page = said(80, &["explain", "-f", "markdown", "ECI303"]);
    assert!(page.contains("\n## What it checks\n\nChecks for roles whose heap fits an entry of `k8s.aliyun.com/eci-use-specs`, while the pod that Spark builds\nfor it does not"), "{page}");
}
