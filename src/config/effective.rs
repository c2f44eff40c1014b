//! The settings of a file: defaults, the configuration, its overrides and the command line; later ones
//! win.

use std::{cmp::Ordering, path::Path, sync::Arc};

use ignore::gitignore::Gitignore;

use super::{
    form::ValueForm,
    layer::{Layer, RuleField, SetField, SetValue},
    locks::Item,
    parse::Config,
    settings::{SETTINGS, Setting},
};
use crate::{
    finding::RuleOrigin,
    lint::{Level, Selection, Settings},
    named::Named,
    rules::{Check, Rule, RuleSet},
};

/// What the command line says about how files are linted.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    values: Vec<(&'static str, String)>,
    selection: Selection,
    no_suppressions: bool,
    follows_links: bool,
}

impl Flags {
    /// Lets nothing in a manifest suppress a finding.
    #[must_use]
    pub fn without_suppressions(mut self, is_wanted: bool) -> Self {
        self.no_suppressions = is_wanted;
        self
    }

    /// Reads files that links outside of the repository or the folder lead to.
    #[must_use]
    pub fn following_links(mut self, is_wanted: bool) -> Self {
        self.follows_links = is_wanted;
        self
    }

    /// True where such links are followed.
    #[must_use]
    pub fn follows_links(&self) -> bool {
        self.follows_links
    }

    /// Sets a setting by its name, if there is a value.
    ///
    /// # Panics
    /// Where there is no such setting.
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
    /// Each of them as `config show` shows it.
    pub shown: Vec<Shown>,
    /// What is probably not as it was meant, with its origin: lower case, no full stop.
    pub warnings: Vec<String>,
    /// What is not obeyed as a configuration further up locks it: a sentence each.
    pub disregarded: Vec<String>,
}

/// A configuration in a folder above that of another one, with its overrides for a file.
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
        }
    }

    fn set(&mut self, setting: &Setting, value: &str, from: &str) {
        (setting.apply)(&mut self.settings, value);
        self.show(setting.name, value.to_owned(), from.to_owned());
    }

    fn show(&mut self, name: &str, value: String, from: String) {
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
    }

    /// A region that is not known is no region: nothing is known about what it has.
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
            "the region is empty, judged as if no region was given".to_owned()
        } else {
            format!(
                "unknown region `{region}`, judged as if no region was given; the nearest known one is `{nearest}`, and a new one can be added below `extend` in the configuration"
            )
        };
        self.warnings.push(format!("{from}: {why}"));
        self.show("region", format!("unknown (`{region}`)"), from);
    }

    /// Takes from a layer what `limit` lets through, and returns the rest.
    fn apply<'c>(
        &mut self,
        layer: &'c Layer,
        path: &'c str,
        limit: &Limit<'c>,
    ) -> Vec<Refused<'c>> {
        let mut refused = Vec::new();
        for set in &layer.values {
            let item = Item::Setting(set.setting.name);
            if limit.takes(item) {
                self.set(set.setting, &set.value, &format!("{path}:{}", set.line));
            } else if let Some(by) = limit.lock(item) {
                let what = RefusedPart::Value(set);
                refused.push(Refused { what, path, by });
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
                    Refused { what, path, by }
                }));
            }
        }
        refused
    }

    /// Obeys what is locked where it is stricter than what holds, and names what is weaker.
    fn reconsider(&mut self, refused: Refused<'_>) {
        let Refused { what, path, by } = refused;
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
                self.set(set.setting, &set.value, &format!("{path}:{line}"));
            }
            (Comparison::Stricter, RefusedPart::Field(rule, field)) => {
                self.apply_field(rule, field, path);
            }
            (Comparison::Weaker, _) => {
                let by = &by.path;
                let sentence = format!("{path}:{line}: `{name}` is locked by {by} and not obeyed");
                self.disregarded.push(sentence);
            }
        }
    }

    fn compare_value(&self, set: &SetValue) -> Comparison {
        let shown = |shown: &&Shown| shown.name == set.setting.name;
        let holds = self.shown.iter().find(shown).map(|shown| &*shown.value);
        match (set.setting.form)() {
            _ if holds == Some(&*set.value) => Comparison::Same,
            // All of these make a check stricter.
            ValueForm::Bool if set.value == "true" => Comparison::Stricter,
            _ => Comparison::Weaker,
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
            // Whether more is stricter, only the rule knows.
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

/// What a configuration sets although one above it locks that.
#[derive(Clone, Copy)]
struct Refused<'c> {
    what: RefusedPart<'c>,
    /// The path of the configuration.
    path: &'c str,
    by: &'c Config,
}

#[derive(Clone, Copy)]
enum RefusedPart<'c> {
    Value(&'c SetValue),
    Field(&'c Rule, &'c SetField),
}

/// How a value is, compared with the one that holds.
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
        include.is_none_or(|include| matches(include, path)) && !matches(&self.exclude, path)
    }

    /// True where it keeps those below it from excluding files.
    #[must_use]
    pub fn locks_files(&self) -> bool {
        self.locks.hold(Item::Files)
    }

    /// True where it keeps those below it from saying how charts are installed.
    #[must_use]
    pub fn locks_charts(&self) -> bool {
        self.locks.hold(Item::Charts)
    }

    /// True where those below it are not free in something.
    #[must_use]
    pub fn has_locks(&self) -> bool {
        !self.locks.is_empty()
    }

    /// The overrides that apply to a file.
    #[must_use]
    pub fn overrides_for(&self, path: &Path) -> Vec<usize> {
        let overrides = self.overrides.iter().enumerate();
        let applying = overrides.filter(|(_, part)| matches(&part.paths, path));
        applying.map(|(index, _)| index).collect()
    }

    /// The settings with these overrides, below configurations that may lock some: the nearest first.
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
        // Rules by their names, below the settings.
        let order = |shown: &Shown| {
            let is_of_rule =
                shown.name.starts_with("rules.") || shown.name.starts_with("custom-rules.");
            is_of_rule.then(|| shown.name.clone())
        };
        effective.shown.sort_by_key(order);
        let of_files = below.lock(Item::Files).filter(|_| self.selects_files());
        effective.disregarded.extend(of_files.map(|by| {
            let (path, by) = (&self.path, &by.path);
            format!("{path}: `include` and `exclude` are locked by {by} and not obeyed")
        }));
        let of_charts = below.lock(Item::Charts).filter(|_| !self.charts.is_empty());
        effective.disregarded.extend(of_charts.map(|by| {
            let (path, by) = (&self.path, &by.path);
            format!("{path}: `charts` is locked by {by} and not obeyed")
        }));
        match below.lock(Item::Extend) {
            None => self.extend(&mut effective),
            Some(by) => {
                by.extend(&mut effective);
                if !self.extend.shown.is_empty() {
                    let (path, by) = (&self.path, &by.path);
                    let sentence = format!("{path}: `extend` is locked by {by} and not obeyed");
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
                    let sentence = format!("{path}: `prices` is locked by {by} and not obeyed");
                    effective.disregarded.push(sentence);
                }
            }
        }
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
            .flat_map(|layer| effective.apply(layer, &self.path, limit))
            .collect()
    }

    /// The rules of the team: those of the configurations above that lock theirs, and its own.
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
        // The tables are shared until something differs.
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

/// What a configuration may set.
struct Limit<'l> {
    /// The configuration, where only what it locks is asked for.
    own: Option<&'l Config>,
    /// Those above it, the nearest first.
    above: &'l [Above<'l>],
}

impl<'l> Limit<'l> {
    /// The configuration above that keeps this from being set: the uppermost has the last word.
    fn lock(&self, item: Item<'_>) -> Option<&'l Config> {
        let mut above = self.above.iter().rev().map(|above| above.config);
        above.find(|config| config.locks.hold(item))
    }

    fn takes(&self, item: Item<'_>) -> bool {
        self.own.is_none_or(|own| own.locks.hold(item)) && self.lock(item).is_none()
    }
}

fn matches(patterns: &Gitignore, path: &Path) -> bool {
    // A path that leads out of the folder matches nothing in it.
    !path.has_root()
        && !path.starts_with("..")
        && patterns
            .matched_path_or_any_parents(path, false)
            .is_ignore()
}
