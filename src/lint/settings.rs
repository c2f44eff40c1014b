use std::collections::{BTreeMap, BTreeSet};

use super::RunSettings;

use crate::{
    finding::{Diagnostic, Severity},
    judged::{Environment, ResourcePolicies},
    named::Named,
    rules::{Rule, RuleOptions, RuleSet, selects},
    written::FileForm,
};

/// The settings of a configuration and the command line.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a setting of its own"
)]
pub struct Settings {
    /// The cluster, and the intended placement.
    pub environment: Environment,
    /// The rules.
    pub rule_set: RuleSet,
    /// The settings of rules, by id.
    pub rules: BTreeMap<String, RuleSetting>,
    /// True if suppressions need a reason.
    pub require_reason: bool,
    /// True if a run without applications fails.
    pub require_applications: bool,
    /// True if a run fails because something could not be checked.
    pub fail_on_unjudged: bool,
    /// True if suppressions in manifests are disabled.
    pub no_suppressions: bool,
    /// The ids of rules that `select` of the configuration leaves out.
    pub unselected: BTreeSet<String>,
    /// The ids of rules that `ignore` of the configuration leaves out.
    pub ignored: BTreeSet<String>,
    /// True if named files can be excluded, too.
    pub force_exclude: bool,
    /// The settings of the whole run.
    pub run: RunSettings,
    /// The rules that the command line selects.
    pub selection: Selection,
}

/// The properties of a file apart from its bytes.
#[derive(Clone, Copy, Debug)]
pub struct LintOptions<'o> {
    /// The settings of the file.
    pub settings: &'o Settings,
    /// The kustomization that uses this file as a patch.
    pub patch_of: Option<&'o str>,
    /// The kind of text in the file.
    pub form: FileForm,
    /// The folder of the Helm chart that the file is a template of, to show.
    pub chart: Option<&'o str>,
}

/// The settings of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether it is run, and the severity of its findings; `None` for the default on its page.
    pub level: Option<Level>,
    /// False if its findings cannot be suppressed.
    pub ignorable: bool,
    /// The rule's own options, by name.
    pub options: BTreeMap<String, u64>,
}

/// Whether a rule is run, and the severity of its findings. Stricter levels are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The rule is not run.
    Off,
    /// The rule is run, and its findings have this severity.
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

/// A selection of rules by ids, id prefixes, names or groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these rules; empty for all.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
}

impl Selection {
    /// True for a selected rule.
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
    /// The settings with these resource policies.
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

    /// True for a rule that is run. The command line wins.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        let is_left_out =
            || self.unselected.contains(&*rule.id) || self.ignored.contains(&*rule.id);
        self.selection.wants(rule)
            && (!self.selection.select.is_empty() || !self.is_off(rule) && !is_left_out())
    }

    /// True if the failed evaluation of a custom rule is reported. Turning off ECI012 by name silences it, but never for a rule
    /// whose findings cannot be suppressed: otherwise a configuration below could hide a violation.
    #[must_use]
    pub fn reports_unjudged(&self, rule: &Rule, for_rule: &str) -> bool {
        let is_ignored = self.selection.ignores(rule) || self.ignored.contains(&*rule.id);
        !self.is_ignorable(for_rule) || !self.is_off(rule) && !is_ignored
    }

    /// The severity of a finding.
    #[must_use]
    pub fn severity(&self, rule: &Rule, diagnostic: &Diagnostic) -> Severity {
        // A failed evaluation is as severe as the finding that it may hide.
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
            // A finding below the rule's usual severity stays below.
            (Some(Level::At(set)), Some(lower)) => set.min(lower),
            (Some(Level::At(set)), None) => set,
            (_, lower) => lower.unwrap_or(rule.info().severity),
        }
    }
}
