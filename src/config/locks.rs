//! What a configuration keeps those in the folders below it from changing: `locked`.

use super::settings::{FORCE_EXCLUDE, IGNORE, SELECT, SETTINGS};
use crate::rules::{Check, Rule, RuleSet, selects};

/// What locks the rules of a team.
const CUSTOM: &str = "custom-rules";

/// The names in a list `locked`.
#[derive(Default)]
pub(super) struct Locks(Vec<String>);

/// Something that a configuration can lock.
#[derive(Clone, Copy)]
pub(super) enum Item<'i> {
    /// A setting by its name.
    Setting(&'i str),
    /// What is set about a rule.
    Rule(&'i Rule),
    /// Which files are checked.
    Files,
    /// How charts are installed.
    Charts,
    /// The rules of a team.
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

    /// True for what only this configuration, or one above it, decides.
    pub(super) fn hold(&self, item: Item<'_>) -> bool {
        self.0.iter().any(|name| match item {
            // Which rules run is a matter of rules, and what is excluded one of files.
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

/// Why a name cannot be locked.
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
        "`{name}` is neither a setting nor a rule, so that it cannot be locked"
    ))
}

/// A group holds its settings.
fn is_or_holds(name: &str, setting: &str) -> bool {
    setting == name
        || setting
            .split_once('.')
            .is_some_and(|(group, _)| group == name)
}
