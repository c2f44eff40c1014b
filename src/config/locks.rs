//! `locked`: what configurations in folders below cannot change.

use super::settings::{FORCE_EXCLUDE, IGNORE, SELECT, SETTINGS};
use crate::rules::{Check, Rule, RuleSet, selects};

/// Locks custom rules.
const CUSTOM: &str = "custom-rules";

#[derive(Default)]
pub(super) struct Locks(Vec<String>);

/// Something that a configuration can lock.
#[derive(Clone, Copy)]
pub(super) enum Item<'i> {
    /// A setting by its name.
    Setting(&'i str),
    /// The settings of a rule.
    Rule(&'i Rule),
    /// Which files are checked.
    Files,
    /// How charts are installed.
    Charts,
    /// Custom rules.
    CustomRules,
    /// The prices of a contract.
    Prices,
    /// The tables of ECI.
    Extend,
}

impl Locks {
    pub(super) fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if only this configuration, or one above it, decides about the item.
    pub(super) fn hold(&self, item: Item<'_>) -> bool {
        self.0.iter().any(|name| match item {
            // `select` and `ignore` belong to rules, `force-exclude` to files.
            Item::Setting(SELECT | IGNORE) if name == "rules" => true,
            Item::Setting(FORCE_EXCLUDE) if name == "exclude" => true,
            Item::Setting(setting) => is_or_holds(name, setting),
            Item::Rule(rule) => {
                name == "rules"
                    || name == CUSTOM && matches!(rule.check, Check::Custom(_))
                    || selects(name, rule)
            }
            Item::Files => name == "include" || name == "exclude",
            Item::Charts => name == "charts",
            Item::CustomRules => name == CUSTOM,
            Item::Prices => name == "prices",
            Item::Extend => name == "extend",
        })
    }
}

pub(super) fn check(name: &str, rules: &RuleSet) -> Result<(), String> {
    let is_setting = SETTINGS
        .iter()
        .any(|setting| is_or_holds(name, setting.name));
    let is_part = [
        "rules", "include", "exclude", "charts", CUSTOM, "prices", "extend",
    ]
    .contains(&name);
    let is_rule = || rules.iter().any(|rule| selects(name, rule));
    if is_setting || is_part || is_rule() {
        return Ok(());
    }
    Err(format!(
        "`{name}` cannot be locked: it is neither a setting nor a rule"
    ))
}

/// A group of settings also locks each of its settings.
fn is_or_holds(name: &str, setting: &str) -> bool {
    setting == name
        || setting
            .split_once('.')
            .is_some_and(|(group, _)| group == name)
}
