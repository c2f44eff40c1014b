use std::collections::BTreeMap;

use crate::{
    finding::{Draft, Severity},
    rules::{Environment, Rule},
    spark::PodOptions,
};

/// How files are linted: what a configuration and the command line say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What is known about the operator.
    pub pods: PodOptions,
    /// What is known about the cluster, and what the team intends.
    pub environment: Environment,
    /// What is set about rules, by their ids.
    pub rules: BTreeMap<String, RuleSetting>,
    /// True when a suppression without a reason does not count.
    pub require_reason: bool,
    /// The rules that are asked for.
    pub selection: Selection,
}

/// What is set about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether it is run, and how bad its findings are; `None` for what its page says.
    pub level: Option<Level>,
    /// False when its findings cannot be suppressed.
    pub ignorable: bool,
}

/// Whether a rule is run, and how bad its findings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not run.
    Off,
    /// It is, and its findings are that bad.
    At(Severity),
}

impl Default for RuleSetting {
    fn default() -> Self {
        Self {
            level: None,
            ignorable: true,
        }
    }
}

/// The rules that are asked for by their ids, the beginnings of ids, names or groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// These and no others; empty for all.
    pub select: Vec<String>,
    /// All but these.
    pub ignore: Vec<String>,
}

impl Selection {
    /// True when a selector means this rule.
    #[must_use]
    pub fn matches(selector: &str, rule: &Rule) -> bool {
        let info = &rule.info;
        let is = |name: &str| name.eq_ignore_ascii_case(selector);
        let id = selector.to_ascii_uppercase();
        is(&info.name) || is(&info.group) || id.len() > 3 && info.id.starts_with(&id)
    }

    /// True for a rule that is asked for.
    #[must_use]
    pub fn wants(&self, rule: &Rule) -> bool {
        let names = |selectors: &[String]| selectors.iter().any(|name| Self::matches(name, rule));
        (self.select.is_empty() || names(&self.select)) && !names(&self.ignore)
    }
}

impl Settings {
    /// What is set about a rule.
    #[must_use]
    pub fn rule(&self, id: &str) -> RuleSetting {
        self.rules.get(id).copied().unwrap_or_default()
    }

    /// True for a rule that is run: the command line has the last word.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        let is_off = self.rule(&rule.info.id).level == Some(Level::Off);
        self.selection.wants(rule) && (!is_off || !self.selection.select.is_empty())
    }

    /// How bad a finding is.
    #[must_use]
    pub fn severity(&self, rule: &Rule, draft: &Draft) -> Severity {
        match (self.rule(&rule.info.id).level, draft.severity) {
            // What is less bad than the rule's other findings stays so.
            (Some(Level::At(set)), Some(lower)) => set.min(lower),
            (Some(Level::At(set)), None) => set,
            (_, lower) => lower.unwrap_or(rule.info.severity),
        }
    }
}
