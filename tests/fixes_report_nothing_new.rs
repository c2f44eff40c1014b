//! A fix must not cause another error or warning: after it, no rule has more findings about a pod than before.
//!
//! Tested on the examples of the rules' pages, on the manifests in `testdata/`, and on the files in the folder
//! `SPARK_ECI_LINT_TRY_FIXES`.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{examples, options};
use spark_eci_lint::{
    finding::{Finding, Safety, Severity},
    fix::{FixOptions, fix},
    lint::{FileReport, lint_bytes},
    rules,
};

/// A rule, an application by its place in the file, and a role.
type Key = (String, usize, &'static str);

const ROLES: [&str; 5] = ["driver", "executor", "server", "master", "worker"];

/// While these report something about a pod, its size is unknown; fixing them can reveal that it is too large for its
/// specs.
const UNREADABLE: [&str; 3] = [
    "invalid-field-type",
    "invalid-memory-string",
    "invalid-quantity",
];
/// While it reports a setting, the setting has no effect; fixing the name can reveal other mistakes in it.
const UNREAD: &str = "unknown-spark-conf";
const BY_SIZE: [&str; 2] = ["capacity", "spec"];

/// The errors and warnings about each pod. One without a role is about all of them.
fn by_pod(report: &FileReport) -> BTreeMap<Key, Vec<&Finding>> {
    let mut found: BTreeMap<Key, Vec<_>> = BTreeMap::new();
    let findings = report.findings.iter();
    for finding in findings.filter(|finding| finding.severity > Severity::Info) {
        let place = finding.diagnostic.primary.span.start;
        let application = report
            .extents
            .partition_point(|extent| extent.start <= place);
        for role in ROLES {
            if finding.role.is_none_or(|own| own == role) {
                let key = (finding.rule.id.clone(), application, role);
                found.entry(key).or_default().push(finding);
            }
        }
    }
    found
}

/// True if another finding hid this one before.
fn was_hidden((id, application, role): &Key, before: &BTreeMap<Key, Vec<&Finding>>) -> bool {
    let info = |id: &str| common::rule(id).info();
    let hidden = info(id);
    let spoke = before
        .keys()
        .filter(|(_, own, whose)| own == application && whose == role);
    let mut spoke = spoke.map(|(id, _, _)| &info(id).name);
    spoke.any(|name| {
        let is_unreadable = UNREADABLE.contains(&name.as_str());
        name == UNREAD
            || hidden.yields_to.contains(name)
            || is_unreadable && BY_SIZE.contains(&hidden.group.as_str())
    })
}

/// The findings that the fixes of a text add, and the number of fixes.
fn new_findings(text: &str, with_unsafe: bool, only: &[String]) -> (Vec<String>, usize) {
    let settings = common::settings();
    let lint = options(&settings);
    let Some(before) = lint_bytes(text.as_bytes(), lint) else {
        return (Vec::new(), 0);
    };
    let options = FixOptions {
        lint,
        with_unsafe,
        only,
    };
    let fixed = match fix(&before, options) {
        Ok(Some(fixed)) => fixed,
        Ok(None) => return (Vec::new(), 0),
        // Files in UTF-16 cannot be fixed.
        Err(why) if why.contains("UTF-8") => return (Vec::new(), 0),
        Err(why) => return (vec![why], 0),
    };
    let old = by_pod(&before);
    let new = by_pod(&fixed.report).into_iter().filter(|(key, new)| {
        new.len() > old.get(key).map_or(0, Vec::len) && !was_hidden(key, &old)
    });
    let new = new.map(|((id, application, role), findings)| {
        let messages = findings
            .iter()
            .map(|finding| finding.diagnostic.message.as_str());
        let messages: Vec<_> = messages.collect();
        format!("{id}, application {application}, {role}: {messages:?}")
    });
    (new.collect(), fixed.number)
}

/// The rules that can fix something in a text.
fn fixable(text: &str, with_unsafe: bool) -> BTreeSet<String> {
    let settings = common::settings();
    let report = lint_bytes(text.as_bytes(), options(&settings)).into_iter();
    let findings = report.flat_map(|report| report.findings);
    let wanted = findings.filter(|finding| {
        let fix = finding.diagnostic.fix.as_ref();
        fix.is_some_and(|fix| with_unsafe || fix.safety == Safety::Safe)
    });
    wanted.map(|finding| finding.rule.id.clone()).collect()
}

fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for rule in rules::all() {
        for heading in ["Bad", "Good"] {
            let examples = examples(&rule.info().page, heading).into_iter();
            texts.extend(examples.map(|text| (format!("{heading} of {}", rule.info().id), text)));
        }
    }
    let more = std::env::var("SPARK_ECI_LINT_TRY_FIXES").ok();
    for folder in ["testdata".to_owned()].into_iter().chain(more) {
        for entry in ignore::WalkBuilder::new(folder).build() {
            let path = entry.expect("an entry").into_path();
            if let Ok(text) = std::fs::read_to_string(&path) {
                texts.push((path.display().to_string(), text));
            }
        }
    }
    texts
}

#[test]
fn fixes_report_nothing_new() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (name, text) in texts() {
        for with_unsafe in [false, true] {
            let mut try_them = |only: &[String]| {
                let (new, number) = new_findings(&text, with_unsafe, only);
                tried += number;
                wrong.extend(
                    new.into_iter()
                        .map(|new| format!("{name}, {only:?}: {new}")),
                );
            };
            try_them(&[]);
            // The fixes of one rule may hide the effect of another's.
            for id in fixable(&text, with_unsafe) {
                try_them(&[id]);
            }
        }
    }
    assert!(tried > 100, "only {tried} fixes");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
