use std::path::Path;

use quick_xml::{Reader, events::Event};
use serde_json::Value;
use spark_eci_lint::{
    finding::Severity,
    lint::Run,
    report::{self, Context, Format, Style},
};

/// Reports of a run are in the form that their readers want.
pub(crate) fn check(run: &Run, formats: &[Format]) {
    let findings = run.findings().count();
    for &format in formats {
        let text = written(format, run);
        if !matches!(format, Format::Github | Format::Azure) {
            is_no_command(&text);
        }
        match format {
            Format::Json => list(&text, "/findings", findings),
            Format::Sarif => list(&text, "/runs/0/results", findings),
            Format::Gitlab => list(&text, "", findings),
            Format::Rdjson => list(&text, "/diagnostics", findings),
            Format::Junit => xml(&text, b"failure", findings),
            Format::Checkstyle => xml(&text, b"error", findings),
            Format::Github => github(&text, findings),
            Format::Azure => azure(&text, findings),
            Format::Concise => {
                assert_eq!(text.lines().count(), findings, "{text:?}");
                is_harmless(&text);
            }
            Format::Human | Format::Markdown => is_harmless(&text),
        }
    }
}

fn written(format: Format, run: &Run) -> String {
    let context = Context {
        // The catalogue is no part of what is said about an input.
        rules: &Vec::new,
        lowest: Severity::Info,
        style: Style {
            color: false,
            hyperlinks: false,
            addresses: false,
            width: Some(80),
        },
        current_dir: Path::new("/repository"),
        workspace: None,
        blob: None,
        lists_all_rules: false,
        // The lines are counted here.
        counts: false,
        plan: None,
        difference: None,
    };
    let mut out = Vec::new();
    report::write(format, run, &context, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are text")
}

/// JSON with so many items in the list there.
fn list(text: &str, pointer: &str, number: usize) {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let list = value.pointer(pointer).and_then(Value::as_array);
    assert_eq!(list.map(Vec::len), Some(number), "{text}");
}

/// XML with so many elements of that name.
fn xml(text: &str, name: &[u8], number: usize) {
    let is_allowed = |letter: char| matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_allowed), "{text:?}");
    let mut reader = Reader::from_str(text);
    let mut found = 0;
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                found += usize::from(element.name().as_ref() == name);
                for attribute in element.attributes() {
                    let attribute = attribute.expect("an attribute");
                    assert!(!attribute.value.contains(&b'<'));
                }
            }
            _ => {}
        }
    }
    assert_eq!(found, number, "{text}");
}

/// One workflow command on a line, each of them ours.
fn github(text: &str, findings: usize) {
    is_harmless(text);
    let mut told = 0;
    for line in text.lines() {
        let is_command = ["error", "warning", "notice"]
            .iter()
            .any(|kind| line.starts_with(&format!("::{kind} file=")));
        let is_count = line.contains(" more than a step can show ");
        assert!(
            is_command || line.starts_with("- ") || is_count,
            "{line:?} in {text:?}"
        );
        told += usize::from(!is_count);
    }
    assert_eq!(told, findings, "{text:?}");
}

fn azure(text: &str, findings: usize) {
    for line in text.lines() {
        let command = line.strip_prefix("##vso[task.logissue type=");
        let rest = command.or(line.strip_prefix("- ")).expect("a line of ours");
        assert!(!is_command_of_azure(rest), "{line:?}");
        assert!(
            !rest.contains(|letter: char| letter.is_control()),
            "{line:?}"
        );
    }
    assert_eq!(text.lines().count(), findings, "{text:?}");
}

/// Nothing that a terminal or a log obeys.
fn is_harmless(text: &str) {
    let obeyed = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(obeyed), "{text:?}");
    assert!(!is_command_of_azure(text), "{text:?}");
}

/// Nothing that GitHub Actions or Azure Pipelines obeys.
fn is_no_command(text: &str) {
    assert!(!is_command_of_azure(text), "{text:?}");
    let is_command = |line: &str| {
        let name = line.trim_start().strip_prefix("::");
        name.is_some_and(|name| name.starts_with(char::is_alphabetic) && name.contains("::"))
    };
    assert!(!text.lines().any(is_command), "{text:?}");
}

fn is_command_of_azure(text: &str) -> bool {
    text.contains("##[") || text.to_ascii_lowercase().contains("##vso[")
}
