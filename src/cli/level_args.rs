use clap::Args;

use super::heading;
use super::pairs::{RuleLevel, contradiction, rule_level};
use crate::{
    lint::Level,
    rules::{RuleSet, Selector},
};

#[derive(Clone, Debug, Args)]
pub(super) struct LevelArgs {
    /// Set the severity of rules, such as host-path=off
    ///
    /// Overrides the configuration, for example `ECI3=warning` or `host-path=off`.
    ///
    /// RULE is an id, an id prefix, a name or a group; LEVEL is off, info, warning or error. The most specific RULE
    /// wins. A rule that is off stays off even with --select.
    #[arg(help_heading = heading::FINDINGS, long, value_name = "RULE=LEVEL", value_parser = rule_level, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_RULE")]
    rule: Vec<RuleLevel>,
}

impl LevelArgs {
    pub(super) fn levels(&self) -> impl Iterator<Item = (String, Level)> {
        let rules = self.rule.iter();
        rules.map(|set| (set.selector.clone(), set.level))
    }

    pub(super) fn selectors(&self) -> impl Iterator<Item = &String> {
        self.rule.iter().map(|set| &set.selector)
    }

    /// Refuses two levels for one selector.
    pub(super) fn check(&self, rules: &RuleSet) -> Result<(), String> {
        let key = |text: &str| Selector::read(text, rules).map(|read| read.key().to_owned());
        let pairs = self.rule.iter().map(|set| {
            let key = key(&set.selector).unwrap_or_else(|| set.selector.clone());
            (key, set.level)
        });
        match contradiction(pairs) {
            None => Ok(()),
            Some(rule) => Err(format!("`--rule` sets two levels for `{rule}`: remove one")),
        }
    }
}
