//! Rules and regions for shell completions. Only built-in ones, because completions read no configuration.

use std::collections::BTreeMap;

use clap::builder::PossibleValue;

use crate::{eci::Catalog, rules};

pub(super) fn selectors() -> Vec<PossibleValue> {
    let infos = || rules::all().iter().map(|rule| rule.info());
    let mut families: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for info in infos() {
        let family = families.entry(family(&info.id)).or_insert((&info.group, 0));
        family.1 += 1;
        *groups.entry(&info.group).or_default() += 1;
    }
    let value = |name, help: String| PossibleValue::new(name).help(help);
    let groups = groups
        .into_iter()
        .map(|(group, rules)| value(group, format!("group of {rules} rules")));
    let families = families
        .into_iter()
        .map(|(start, (group, rules))| value(start, format!("{rules} rules, same as {group}")));
    let ids = infos().map(|info| value(&info.id, info.summary.clone()));
    let names = infos().map(|info| value(&info.name, format!("{}: {}", info.id, info.summary)));
    groups.chain(families).chain(ids).chain(names).collect()
}

/// `ECI3`: the prefix that the rules of a group share.
fn family(id: &str) -> &str {
    let letters = id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    id.get(..=letters.len()).unwrap_or(id)
}

pub(super) fn regions() -> Vec<PossibleValue> {
    let ids = Catalog::built_in().regions.listed();
    ids.map(PossibleValue::new).collect()
}
