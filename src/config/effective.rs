//! The settings of a file: defaults, the configuration, its overrides and the command line; later ones
//! win.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    layer::{Layer, RuleField, SetField, SetValue},
    locks::Item,
    parse::Config,
    path_patterns::PathPatterns,
    settings::{BASELINE, FORMAT, IGNORE, SELECT, SETTINGS, Setting, Strictness},
};
use crate::{
    finding::{RuleOrigin, Severity},
    lint::{FailOn, Level, Selection, Settings},
    named::Named,
    rules::{Check, Rule, RuleSet, Selector},
};

/// The options of the command line that override configurations.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    values: Vec<(&'static str, String)>,
    selection: Selection,
    /// By selectors of rules.
    levels: Vec<(String, Level)>,
    /// Relative to the current folder.
    exclude: Option<PathPatterns>,
    no_suppressions: bool,
    follows_links: bool,
}

impl Flags {
    /// Disables all suppressions in manifests.
    #[must_use]
    pub fn without_suppressions(mut self, is_wanted: bool) -> Self {
        self.no_suppressions = is_wanted;
        self
    }

    /// Follows links that lead outside of the repository or the folder.
    #[must_use]
    pub fn following_links(mut self, is_wanted: bool) -> Self {
        self.follows_links = is_wanted;
        self
    }

    /// See [`Self::following_links`].
    #[must_use]
    pub fn follows_links(&self) -> bool {
        self.follows_links
    }

    /// Excludes the files that match these patterns of `.gitignore`, relative to the current folder. An invalid pattern
    /// matches nothing.
    #[must_use]
    pub fn excluding(mut self, list: &[String]) -> Self {
        let patterns = (!list.is_empty()).then(|| PathPatterns::new(list));
        self.exclude = patterns.and_then(Result::ok);
        self
    }

    /// True for an excluded file. The path is relative to the current folder.
    #[must_use]
    pub fn excludes(&self, path: &Path) -> bool {
        let exclude = self.exclude.as_ref();
        exclude.is_some_and(|exclude| exclude.matches(path))
    }

    /// Sets the levels of rules, by selectors.
    #[must_use]
    pub fn with_levels(mut self, levels: impl IntoIterator<Item = (String, Level)>) -> Self {
        self.levels.extend(levels);
        self
    }

    /// Sets a setting by its name, if there is a value.
    ///
    /// # Panics
    /// If there is no such setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        let setting = SETTINGS.iter().find(|setting| setting.name == name);
        let setting = setting.expect("a setting");
        let value = value.map(|value| (setting.name, value.to_owned()));
        self.values.extend(value);
        self
    }

    /// Sets which rules run.
    #[must_use]
    pub fn selecting(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }
}

/// The settings of a file.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The settings.
    pub settings: Settings,
    /// The settings as `config show` shows them.
    pub shown: Vec<Shown>,
    /// Warnings about probable mistakes, with their origin: lower case, no full stop.
    pub warnings: Vec<String>,
    /// Settings that are ignored because a configuration above locks them: a sentence each.
    pub disregarded: Vec<String>,
    /// Settings of the whole run in the file's own configuration, with their origin.
    pub of_run: Vec<String>,
    /// For settings with paths, the folder of the configuration that sets them. Settings of the command line are not in
    /// it.
    pub folders: BTreeMap<&'static str, PathBuf>,
}

/// True for a setting of the whole run.
#[must_use]
pub fn is_of_run(setting: &str) -> bool {
    let mut settings = SETTINGS.iter();
    settings.any(|known| known.is_of_run && known.name == setting)
}

/// A configuration above another one, with its overrides for a file.
pub struct Above<'c> {
    /// The configuration.
    pub config: &'c Config,
    /// See [`Config::overrides_for`].
    pub overrides: Vec<usize>,
}

/// A setting and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name: `placement.driver`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it comes from: `default`, `spark-eci-lint.yaml:3`, `command line`.
    pub from: String,
}

impl Effective {
    /// The settings of a file without a configuration.
    #[must_use]
    pub fn without_config(flags: &Flags) -> Self {
        let mut effective = Self::defaults();
        effective.apply_flags(flags);
        effective.forget_unknown_region();
        effective
    }

    fn defaults() -> Self {
        let shown = SETTINGS.iter().map(|setting| Shown {
            name: setting.name.to_owned(),
            value: setting.default.to_owned(),
            from: "default".to_owned(),
        });
        Self {
            settings: Settings::default(),
            shown: shown.collect(),
            warnings: Vec::new(),
            disregarded: Vec::new(),
            of_run: Vec::new(),
            folders: BTreeMap::new(),
        }
    }

    /// Sets what a configuration gives.
    fn set_from(&mut self, set: &SetValue, config: &Config) {
        let setting = set.setting;
        self.set(
            setting,
            &set.value,
            &format!("{}:{}", config.path, set.line),
        );
        if [BASELINE, FORMAT].contains(&setting.name) {
            self.folders.insert(setting.name, config.folder.clone());
        }
    }

    fn set(&mut self, setting: &Setting, value: &str, from: &str) {
        (setting.apply)(&mut self.settings, value);
        self.show(setting.name, value.to_owned(), from.to_owned());
    }

    pub(super) fn show(&mut self, name: &str, value: String, from: String) {
        let shown = Shown {
            name: name.to_owned(),
            value,
            from,
        };
        match self.shown.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = shown,
            None => self.shown.push(shown),
        }
    }

    fn apply_flags(&mut self, flags: &Flags) {
        const FROM: &str = "command line or environment";
        for (name, value) in &flags.values {
            if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == *name) {
                self.set(setting, &setting.canonical(value), FROM);
            }
        }
        let selection = &flags.selection;
        for (name, list) in [("select", &selection.select), ("ignore", &selection.ignore)] {
            if !list.is_empty() {
                self.show(name, list.join(","), FROM.to_owned());
            }
        }
        self.settings.selection = selection.clone();
        self.settings.no_suppressions = flags.no_suppressions;
        for (rule, level) in levels(&self.settings.rule_set, &flags.levels) {
            let settings = &mut self.settings;
            let set = settings.rules.entry(rule.id.to_string()).or_default();
            set.level = Some(level);
            if level == Level::Off {
                // Not even `--select` turns it on again.
                settings.selection.ignore.push(rule.id.to_string());
            } else {
                settings.unselected.remove(&*rule.id);
                settings.ignored.remove(&*rule.id);
            }
            let name = format!("rules.{}.severity", rule.info().name);
            self.show(&name, level.name().to_owned(), FROM.to_owned());
        }
    }

    /// Ignores an unknown region, because nothing is known about its specs and prices.
    fn forget_unknown_region(&mut self) {
        let environment = &mut self.settings.environment;
        let catalog = &environment.catalog;
        let is_unknown = |region: &mut String| !catalog.regions.knows(region);
        let Some(region) = environment.region.take_if(is_unknown) else {
            return;
        };
        let regions = &catalog.regions;
        let known = self.shown.iter().find(|shown| shown.name == "region");
        let from = known.map(|shown| shown.from.clone()).unwrap_or_default();
        let nearest = regions.nearest(&region).unwrap_or_default();
        let why = if region.trim().is_empty() {
            "the region is empty and ignored".to_owned()
        } else {
            format!(
                "unknown region `{region}` is ignored; did you mean `{nearest}`? A new region can be added to `extend` in the configuration"
            )
        };
        self.warnings.push(format!("{from}: {why}"));
        self.show("region", format!("unknown (`{region}`)"), from);
    }

    /// Applies the settings of a layer that `limit` allows, and returns the others.
    fn apply<'c>(
        &mut self,
        layer: &'c Layer,
        config: &'c Config,
        limit: &Limit<'c>,
    ) -> Vec<Refused<'c>> {
        let mut refused = Vec::new();
        let path = config.path.as_str();
        let values = layer.values.iter();
        // `select` and `ignore` are applied rule by rule.
        for set in values.filter(|set| ![SELECT, IGNORE].contains(&set.setting.name)) {
            let item = Item::Setting(set.setting.name);
            if limit.takes(item) {
                self.set_from(set, config);
            } else if let Some(by) = limit.lock(item) {
                let what = RefusedPart::Value(set);
                refused.push(Refused { what, config, by });
            }
        }
        for set in &layer.rules {
            let item = Item::Rule(&set.rule);
            if limit.takes(item) {
                for field in &set.fields {
                    self.apply_field(&set.rule, field, path);
                }
            } else if let Some(by) = limit.lock(item) {
                refused.extend(set.fields.iter().map(|field| {
                    let what = RefusedPart::Field(&set.rule, field);
                    Refused { what, config, by }
                }));
            }
        }
        refused
    }

    /// Applies locked settings that are stricter than the current ones, and reports those that are weaker.
    fn reconsider(&mut self, refused: Refused<'_>) {
        let Refused { what, config, by } = refused;
        let path = config.path.as_str();
        let (name, line, how) = match what {
            RefusedPart::Value(set) => {
                let how = self.compare_value(set);
                (set.setting.name.to_owned(), set.line, how)
            }
            RefusedPart::Field(rule, field) => {
                let name = format!("rules.{}", field.selector);
                (name, field.line, self.compare_field(rule, &field.field))
            }
        };
        match (how, what) {
            (Comparison::Same, _) => {}
            (Comparison::Stricter, RefusedPart::Value(set)) => {
                self.set_from(set, config);
            }
            (Comparison::Stricter, RefusedPart::Field(rule, field)) => {
                self.apply_field(rule, field, path);
            }
            (Comparison::Weaker, _) => {
                let by = &by.path;
                let sentence = format!("{path}:{line}: `{name}` is locked by {by} and ignored");
                self.disregarded.push(sentence);
            }
        }
    }

    fn compare_value(&self, set: &SetValue) -> Comparison {
        let shown = |shown: &&Shown| shown.name == set.setting.name;
        let holds = self.shown.iter().find(shown).map(|shown| &*shown.value);
        let severity = |name: &str| FailOn::from_name(name).and_then(|fails| fails.0);
        let is_less = |own: Severity| match holds.and_then(FailOn::from_name) {
            Some(FailOn(holds)) => holds.is_none_or(|holds| own < holds),
            // The default of a format shows at least warnings.
            None => own == Severity::Info,
        };
        let is_stricter = match set.setting.strictness {
            Strictness::None => false,
            Strictness::True => set.value == "true",
            Strictness::False => set.value == "false",
            Strictness::LowSeverity => severity(&set.value).is_some_and(is_less),
        };
        match is_stricter {
            _ if holds == Some(&*set.value) => Comparison::Same,
            true => Comparison::Stricter,
            false => Comparison::Weaker,
        }
    }

    fn compare_field(&self, rule: &Rule, field: &RuleField) -> Comparison {
        let holds = self.settings.rules.get(&*rule.id);
        let order = match field {
            RuleField::Level(level) => {
                let holds = holds.and_then(|setting| setting.level);
                level.cmp(&holds.unwrap_or(Level::At(rule.info().severity)))
            }
            RuleField::Ignorable(ignorable) => {
                let holds = holds.is_none_or(|setting| setting.ignorable);
                holds.cmp(ignorable)
            }
            // Only the rule knows whether a higher value is stricter.
            RuleField::Option(name, value) => {
                let holds = holds.and_then(|setting| setting.options.get(name));
                match holds {
                    Some(holds) if holds == value => Ordering::Equal,
                    _ => Ordering::Less,
                }
            }
        };
        match order {
            Ordering::Less => Comparison::Weaker,
            Ordering::Equal => Comparison::Same,
            Ordering::Greater => Comparison::Stricter,
        }
    }

    fn apply_field(&mut self, rule: &Rule, field: &SetField, path: &str) {
        let info = rule.info();
        let setting = self.settings.rules.entry(info.id.clone()).or_default();
        let (name, value) = match &field.field {
            RuleField::Level(level) => {
                setting.level = Some(*level);
                ("severity", level.name().to_owned())
            }
            RuleField::Ignorable(ignorable) => {
                setting.ignorable = *ignorable;
                ("ignorable", ignorable.to_string())
            }
            RuleField::Option(name, value) => {
                setting.options.insert(name.clone(), *value);
                (name.as_str(), value.to_string())
            }
        };
        let from = format!("{path}:{}", field.line);
        self.show(&format!("rules.{}.{name}", info.name), value, from);
    }
}

/// The levels of rules; of several selectors of a rule, the most specific one wins.
fn levels(rules: &RuleSet, levels: &[(String, Level)]) -> Vec<(Arc<Rule>, Level)> {
    let read = |(text, level): &(String, Level)| Some((Selector::read(text, rules)?, *level));
    let mut selectors: Vec<_> = levels.iter().filter_map(read).collect();
    selectors.sort_by_key(|(selector, _)| selector.exactness(rules));
    let mut of_rules: BTreeMap<&str, (Arc<Rule>, Level)> = BTreeMap::new();
    for (selector, level) in &selectors {
        for rule in selector.rules(rules) {
            of_rules.insert(&rule.id, (Arc::clone(rule), *level));
        }
    }
    of_rules.into_values().collect()
}

/// Settings of a configuration that one above it locks.
#[derive(Clone, Copy)]
struct Refused<'c> {
    what: RefusedPart<'c>,
    /// The configuration.
    config: &'c Config,
    by: &'c Config,
}

#[derive(Clone, Copy)]
enum RefusedPart<'c> {
    Value(&'c SetValue),
    Field(&'c Rule, &'c SetField),
}

/// How a value compares with the current one.
enum Comparison {
    Weaker,
    Same,
    Stricter,
}

impl Config {
    /// False for a file that the configuration excludes. The path is relative to its folder.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let include = self.include.as_ref();
        include.is_none_or(|include| include.matches(path)) && !self.exclude.matches(path)
    }

    /// True if configurations below may not exclude files.
    #[must_use]
    pub fn locks_files(&self) -> bool {
        self.locks.hold(Item::Files)
    }

    /// True if configurations below may not decide how charts are installed.
    #[must_use]
    pub fn locks_charts(&self) -> bool {
        self.locks.hold(Item::Charts)
    }

    /// True if it locks something.
    #[must_use]
    pub fn has_locks(&self) -> bool {
        !self.locks.is_empty()
    }

    /// The overrides that apply to a file.
    #[must_use]
    pub fn overrides_for(&self, path: &Path) -> Vec<usize> {
        let overrides = self.overrides.iter().enumerate();
        let applying = overrides.filter(|(_, part)| part.paths.matches(path));
        applying.map(|(index, _)| index).collect()
    }

    /// The settings with these overrides, below configurations that may lock some, the nearest first.
    #[must_use]
    pub fn effective(&self, overrides: &[usize], above: &[Above<'_>], flags: &Flags) -> Effective {
        let mut effective = Effective::defaults();
        let below = Limit { own: None, above };
        self.add_rules(&mut effective, &below);
        let mut refused = self.apply(&mut effective, overrides, &below);
        for (at, upper) in above.iter().enumerate() {
            let limit = Limit {
                own: Some(upper.config),
                above: &above[at + 1..],
            };
            refused.extend(upper.config.apply(&mut effective, &upper.overrides, &limit));
        }
        for refused in refused {
            effective.reconsider(refused);
        }
        // Sort rules by name, after the settings.
        let order = |shown: &Shown| {
            let is_of_rule =
                shown.name.starts_with("rules.") || shown.name.starts_with("custom-rules.");
            is_of_rule.then(|| shown.name.clone())
        };
        effective.shown.sort_by_key(order);
        let of_files = below.lock(Item::Files).filter(|_| self.selects_files());
        effective.disregarded.extend(of_files.map(|by| {
            let (path, by) = (&self.path, &by.path);
            format!("{path}: `include` and `exclude` are locked by {by} and ignored")
        }));
        let of_charts = below.lock(Item::Charts).filter(|_| !self.charts.is_empty());
        effective.disregarded.extend(of_charts.map(|by| {
            let (path, by) = (&self.path, &by.path);
            format!("{path}: `charts` is locked by {by} and ignored")
        }));
        match below.lock(Item::Extend) {
            None => self.extend(&mut effective),
            Some(by) => {
                by.extend(&mut effective);
                if !self.extend.shown.is_empty() {
                    let (path, by) = (&self.path, &by.path);
                    let sentence = format!("{path}: `extend` is locked by {by} and ignored");
                    effective.disregarded.push(sentence);
                }
            }
        }
        match below.lock(Item::Prices) {
            None => self.set_prices(&mut effective),
            Some(by) => {
                by.set_prices(&mut effective);
                if !self.prices.shown.is_empty() {
                    let (path, by) = (&self.path, &by.path);
                    let sentence = format!("{path}: `prices` is locked by {by} and ignored");
                    effective.disregarded.push(sentence);
                }
            }
        }
        self.choose_rules(&mut effective, overrides, above);
        let of_run = self.layer.values.iter().filter(|set| set.setting.is_of_run);
        let of_run = of_run.map(|set| {
            let (path, line, name) = (&self.path, set.line, set.setting.name);
            format!("{path}:{line}: `{name}`")
        });
        effective.of_run = of_run.collect();
        effective.apply_flags(flags);
        effective.forget_unknown_region();
        effective
    }

    fn apply<'c>(
        &'c self,
        effective: &mut Effective,
        overrides: &[usize],
        limit: &Limit<'c>,
    ) -> Vec<Refused<'c>> {
        let layers = overrides.iter().map(|index| &self.overrides[*index].layer);
        let layers = std::iter::once(&self.layer).chain(layers);
        layers
            .flat_map(|layer| effective.apply(layer, self, limit))
            .collect()
    }

    /// The custom rules: those of configurations above that lock theirs, and its own.
    fn add_rules(&self, effective: &mut Effective, below: &Limit<'_>) {
        let above = below.above.iter().rev().map(|above| above.config);
        let locked = above.filter(|config| config.locks.hold(Item::CustomRules));
        let configs: Vec<_> = locked.chain([self]).collect();
        if let [only] = &configs[..] {
            effective.settings.rule_set = only.custom.set.clone();
        } else {
            let mut rules: Vec<Arc<Rule>> = Vec::new();
            for config in &configs {
                for rule in config.custom.set.custom() {
                    let info = rule.info();
                    let is_same =
                        |known: &&Arc<Rule>| known.id == rule.id || known.info().name == info.name;
                    match rules.iter().find(is_same) {
                        None => rules.push(Arc::clone(rule)),
                        Some(known) => {
                            let RuleOrigin::Configuration(by) = &known.info().origin else {
                                continue;
                            };
                            let path = &config.path;
                            effective.disregarded.push(format!(
                                "{path}: the rule `{}` is locked by {by} and not replaced",
                                rule.id
                            ));
                        }
                    }
                }
            }
            effective.settings.rule_set = RuleSet::with_custom(rules);
        }
        let rules = effective.settings.rule_set.clone();
        for rule in rules.custom() {
            let info = rule.info();
            if let Check::Custom(custom) = &rule.check
                && !custom.is_ignorable
            {
                let setting = effective.settings.rules.entry(info.id.clone());
                setting.or_default().ignorable = false;
            }
            if let RuleOrigin::Configuration(from) = &info.origin {
                let name = format!("custom-rules.{}", info.id);
                effective.show(&name, info.name.clone(), from.clone());
            }
        }
    }

    fn selects_files(&self) -> bool {
        self.include.is_some() || !self.exclude.is_empty()
    }

    fn set_prices(&self, effective: &mut Effective) {
        if self.prices.shown.is_empty() {
            return;
        }
        self.prices.apply(&mut effective.settings.environment);
        for (name, value, line) in &self.prices.shown {
            let from = format!("{}:{line}", self.path);
            effective.show(name, value.clone(), from);
        }
    }

    fn extend(&self, effective: &mut Effective) {
        // The tables are shared unless something is added.
        if self.extend.shown.is_empty() {
            return;
        }
        let catalog = effective.settings.environment.catalog.make_mut();
        self.extend.apply(catalog);
        for list in &self.extend.shown {
            let from = format!("{}:{}", self.path, list.line);
            effective.show(&format!("extend.{}", list.name), list.items.clone(), from);
        }
    }
}

struct Limit<'l> {
    /// Set if only the settings that this configuration locks are wanted.
    own: Option<&'l Config>,
    /// Those above it, the nearest first.
    above: &'l [Above<'l>],
}

impl<'l> Limit<'l> {
    /// The configuration above that locks an item; the topmost one wins.
    fn lock(&self, item: Item<'_>) -> Option<&'l Config> {
        let mut above = self.above.iter().rev().map(|above| above.config);
        above.find(|config| config.locks.hold(item))
    }

    fn takes(&self, item: Item<'_>) -> bool {
        self.own.is_none_or(|own| own.locks.hold(item)) && self.lock(item).is_none()
    }
}
