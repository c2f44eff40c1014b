use clap::Args;

use super::heading;
use super::pairs::{RuleLevel, contradiction, rule_level};
use crate::{
    lint::Level,
    rules::{RuleSet, Selector},
};

/// How bad findings are, where the command line says so.
#[derive(Clone, Debug, Args)]
pub(super) struct LevelArgs {
    /// Severities of rules, such as host-path=off
    ///
    /// How bad their findings are, instead of what the configuration says: `ECI3=warning`, `host-path=off`.
    ///
    /// RULE is an id, the beginning of ids, a name or a group; LEVEL is off, info, warning or error. The more exact
    /// one wins. A rule that is off stays off whatever --select says.
    #[arg(help_heading = heading::FINDINGS, long, value_name = "RULE=LEVEL", value_parser = rule_level, value_delimiter = ',', hide_env_values = true, env = "SPARK_ECI_LINT_RULE")]
    rule: Vec<RuleLevel>,
}

impl LevelArgs {
    /// The levels by selectors.
    pub(super) fn levels(&self) -> impl Iterator<Item = (String, Level)> {
        let rules = self.rule.iter();
        rules.map(|set| (set.selector.clone(), set.level))
    }

    /// All that names rules.
    pub(super) fn selectors(&self) -> impl Iterator<Item = &String> {
        self.rule.iter().map(|set| &set.selector)
    }

    /// Why two of them contradict each other.
    ///
    /// # Errors
    /// The rules that have two levels.
    pub(super) fn check(&self, rules: &RuleSet) -> Result<(), String> {
        let key = |text: &str| Selector::read(text, rules).map(|read| read.key().to_owned());
        let pairs = self.rule.iter().map(|set| {
            let key = key(&set.selector).unwrap_or_else(|| set.selector.clone());
            (key, set.level)
        });
        match contradiction(pairs) {
            None => Ok(()),
            Some(rule) => Err(format!("`--rule` gives `{rule}` two levels: leave one out")),
        }
    }
}
