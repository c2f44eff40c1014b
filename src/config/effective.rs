//! The settings of a file: defaults, the configuration, its overrides and the command line; later ones
//! win.

use std::{path::Path, sync::Arc};

use ignore::gitignore::Gitignore;

use super::{
    layer::{Layer, RuleField, SetRule},
    parse::Config,
    settings::{SETTINGS, Setting},
};
use crate::{
    lint::{Selection, Settings},
    named::Named,
};

/// What the command line says about how files are linted.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    values: Vec<(&'static str, String)>,
    selection: Selection,
}

impl Flags {
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
    }

    /// A region that is not known is no region: nothing is known about what it has.
    fn forget_unknown_region(&mut self) {
        let environment = &mut self.settings.environment;
        let regions = &environment.catalog.regions;
        let Some(region) = environment.region.take_if(|region| !regions.knows(region)) else {
            return;
        };
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

    fn apply(&mut self, layer: &Layer, path: &str) {
        for set in &layer.values {
            self.set(set.setting, &set.value, &format!("{path}:{}", set.line));
        }
        for set in &layer.rules {
            self.apply_rule(set, path);
        }
    }

    fn apply_rule(&mut self, set: &SetRule, path: &str) {
        let info = &set.rule.info;
        for field in &set.fields {
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
}

impl Config {
    /// False for a file that the configuration excludes. The path is relative to its folder.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let include = self.include.as_ref();
        include.is_none_or(|include| matches(include, path)) && !matches(&self.exclude, path)
    }

    /// The overrides that apply to a file.
    #[must_use]
    pub fn overrides_for(&self, path: &Path) -> Vec<usize> {
        let overrides = self.overrides.iter().enumerate();
        let applying = overrides.filter(|(_, part)| matches(&part.paths, path));
        applying.map(|(index, _)| index).collect()
    }

    /// The settings with these overrides.
    #[must_use]
    pub fn effective(&self, overrides: &[usize], flags: &Flags) -> Effective {
        let mut effective = Effective::defaults();
        effective.apply(&self.layer, &self.path);
        for index in overrides {
            effective.apply(&self.overrides[*index].layer, &self.path);
        }
        // Rules by their names, below the settings.
        let order = |shown: &Shown| {
            let is_of_rule = shown.name.starts_with("rules.");
            is_of_rule.then(|| shown.name.clone())
        };
        effective.shown.sort_by_key(order);
        self.extend(&mut effective);
        effective.apply_flags(flags);
        effective.forget_unknown_region();
        effective
    }

    fn extend(&self, effective: &mut Effective) {
        // The tables are shared until something differs.
        if self.extend.shown.is_empty() {
            return;
        }
        let catalog = Arc::make_mut(&mut effective.settings.environment.catalog);
        self.extend.apply(catalog);
        for list in &self.extend.shown {
            let from = format!("{}:{}", self.path, list.line);
            effective.show(&format!("extend.{}", list.name), list.items.clone(), from);
        }
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
