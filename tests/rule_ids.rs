//! Ids and names of rules are an API: they are used in suppressions, configurations and dashboards.

mod common;

use std::{collections::BTreeSet, process::Command};

use common::skip;
use snapbox::{IntoData as _, assert_data_eq};
use spark_eci_lint::finding::RuleOrigin;

const IDS: &str = include_str!("../rules/ids.txt");

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with("ECI"))
}

#[test]
fn the_list_has_each_rule_in_order() {
    let ours = common::infos();
    let ours = ours.map(|info| match &info.origin {
        RuleOrigin::Version(since) => format!("{} {} {since}", info.id, info.name),
        RuleOrigin::Configuration(place) => panic!("{} of {place}", info.id),
    });
    let listed: Vec<_> = lines(IDS).collect();
    assert_data_eq!(
        listed.join("\n"),
        ours.collect::<Vec<_>>().join("\n").into_data().raw()
    );
}

/// A change to the list cannot change the list's history.
#[test]
fn no_line_was_ever_changed_or_removed() {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output();
        let output = output.ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let is_shallow = git(&["rev-parse", "--is-shallow-repository"]);
    let log = git(&[
        "log",
        "--patch",
        "--no-ext-diff",
        "--no-color",
        "--format=",
        "--",
        "rules/ids.txt",
    ]);
    let Some(log) = log.filter(|log| is_shallow.as_deref() == Some("false\n") && !log.is_empty())
    else {
        return skip("the history of rules/ids.txt is not here");
    };
    let added: BTreeSet<&str> = log
        .lines()
        .filter_map(|line| line.strip_prefix("+ECI"))
        .collect();
    let now: BTreeSet<&str> = lines(IDS)
        .filter_map(|line| line.strip_prefix("ECI"))
        .collect();
    let gone: Vec<_> = added.difference(&now).collect();
    assert!(
        gone.is_empty(),
        "once in rules/ids.txt, and gone: {gone:#?}"
    );
}
