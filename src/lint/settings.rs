use std::collections::{BTreeMap, BTreeSet};

use super::RunSettings;

use crate::{
    finding::{Diagnostic, Severity},
    judged::{Environment, ResourcePolicies},
    named::Named,
    rules::{Rule, RuleOptions, RuleSet, selects},
    written::FileForm,
};

/// How files are linted: what a configuration and the command line say.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
pub struct Settings {
    /// What is known about the cluster, and what the team intends.
    pub environment: Environment,
    /// The rules.
    pub rule_set: RuleSet,
    /// What is set about rules, by their ids.
    pub rules: BTreeMap<String, RuleSetting>,
    /// True when a suppression without a reason does not count.
    pub require_reason: bool,
    /// True when a run fails that judged nothing.
    pub require_applications: bool,
    /// True when a run fails in which something could not be judged.
    pub fail_on_unjudged: bool,
    /// True when nothing in a manifest suppresses a finding.
    pub no_suppressions: bool,
    /// The ids of rules that the configuration does not ask for.
    pub unselected: BTreeSet<String>,
    /// The ids of rules that the configuration leaves out.
    pub ignored: BTreeSet<String>,
    /// True where what is excluded is left out although it is named.
    pub force_exclude: bool,
    /// What the configuration says about a run as a whole.
    pub run: RunSettings,
    /// The rules that the command line asks for.
    pub selection: Selection,
}

/// What is known about a file beside its bytes.
#[derive(Clone, Copy, Debug)]
pub struct LintOptions<'o> {
    /// How it is linted.
    pub settings: &'o Settings,
    /// The kustomization of which this file is a patch.
    pub patch_of: Option<&'o str>,
    /// What kind of text it holds.
    pub form: FileForm,
    /// The folder of the Helm chart of which the file is a template, as it is shown.
    pub chart: Option<&'o str>,
}

/// What is set about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether it is run, and how bad its findings are; `None` for what its page says.
    pub level: Option<Level>,
    /// False when its findings cannot be suppressed.
    pub ignorable: bool,
    /// The rule's own options that are set, by name.
    pub options: BTreeMap<String, u64>,
}

/// Whether a rule is run, and how bad its findings are: the stricter is the greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is not run.
    Off,
    /// It is, and its findings are that bad.
    At(Severity),
}

impl Named for Level {
    const ALL: &'static [Self] = &[
        Self::Off,
        Self::At(Severity::Info),
        Self::At(Severity::Warning),
        Self::At(Severity::Error),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::At(severity) => severity.name(),
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Off => "The rule is off",
            Self::At(severity) => severity.summary(),
        }
    }
}

impl Default for RuleSetting {
    fn default() -> Self {
        Self {
            level: None,
            ignorable: true,
            options: BTreeMap::new(),
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
    /// True for a rule that is asked for.
    #[must_use]
    pub fn wants(&self, rule: &Rule) -> bool {
        let mut select = self.select.iter();
        (self.select.is_empty() || select.any(|name| selects(name, rule))) && !self.ignores(rule)
    }

    fn ignores(&self, rule: &Rule) -> bool {
        let mut ignore = self.ignore.iter();
        ignore.any(|name| selects(name, rule))
    }
}

impl Settings {
    /// The same beside these resource policies.
    #[must_use]
    pub fn with_policies(&self, policies: ResourcePolicies) -> Self {
        let mut settings = self.clone();
        settings.environment.policies = policies;
        settings
    }

    fn level(&self, rule: &Rule) -> Option<Level> {
        self.rules.get(&*rule.id)?.level
    }

    /// False for a rule whose findings cannot be suppressed.
    #[must_use]
    pub fn is_ignorable(&self, id: &str) -> bool {
        self.rules.get(id).is_none_or(|setting| setting.ignorable)
    }

    /// True for a rule that the configuration turns off.
    #[must_use]
    pub fn is_off(&self, rule: &Rule) -> bool {
        self.level(rule) == Some(Level::Off)
    }

    /// The options of a rule that is on; `None` for one that is off.
    #[must_use]
    pub fn options<'s>(&'s self, rule: &'s Rule) -> Option<RuleOptions<'s>> {
        let set = self.rules.get(&*rule.id).map(|setting| &setting.options);
        self.is_on(rule).then(|| rule.options(set))
    }

    /// True for a rule that is run: the command line has the last word.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        let is_left_out =
            || self.unselected.contains(&*rule.id) || self.ignored.contains(&*rule.id);
        self.selection.wants(rule)
            && (!self.selection.select.is_empty() || !self.is_off(rule) && !is_left_out())
    }

    /// True where a finding reports that a custom rule has no answer. Turning off ECI012 by its name silences it,
    /// but never for a rule whose findings cannot be suppressed: a configuration below could hide a violation.
    #[must_use]
    pub fn reports_unjudged(&self, rule: &Rule, for_rule: &str) -> bool {
        let is_ignored = self.selection.ignores(rule) || self.ignored.contains(&*rule.id);
        !self.is_ignorable(for_rule) || !self.is_off(rule) && !is_ignored
    }

    /// How bad a finding is.
    #[must_use]
    pub fn severity(&self, rule: &Rule, diagnostic: &Diagnostic) -> Severity {
        // That a rule has no answer is as bad as what it may have found.
        let own = diagnostic
            .for_rule
            .as_deref()
            .and_then(|id| self.rule_set.find(id));
        let of_rule = own.map(|own| match self.level(own) {
            Some(Level::At(set)) => set,
            _ => own.info().severity,
        });
        let lower = match (of_rule, diagnostic.severity) {
            (Some(of_rule), Some(lower)) => Some(of_rule.min(lower)),
            (of_rule, lower) => lower.or(of_rule),
        };
        let can_be_lowered = diagnostic
            .for_rule
            .as_deref()
            .is_none_or(|id| self.is_ignorable(id));
        match (self.level(rule).filter(|_| can_be_lowered), lower) {
            // What is less bad than the rule's other findings stays so.
            (Some(Level::At(set)), Some(lower)) => set.min(lower),
            (Some(Level::At(set)), None) => set,
            (_, lower) => lower.unwrap_or(rule.info().severity),
        }
    }
}
