//! What holds for a file: defaults, the configuration, its overrides, and the command line, each
//! over what stands before it.

use std::{path::Path, sync::Arc};

use ignore::gitignore::Gitignore;

use super::{
    file::{Cluster, ConfigFile, Currency, Override, Placement, spec},
    parse::Config,
    rule_entry::RuleEntry,
};
use crate::{
    eci::Spec,
    finding::Severity,
    kube::{Mib, MilliCpu},
    lint::{Level, Settings},
    rules,
    spark::SparkVersion,
};

/// What the command line says about how files are linted.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// The kind of cluster.
    pub cluster: Option<Cluster>,
    /// The region.
    pub region: Option<String>,
    /// The version of the Spark inside the operator.
    pub operator_spark: Option<SparkVersion>,
    /// Rules that are asked for, and those that are not.
    pub selection: crate::lint::Selection,
}

/// What holds for a file.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The settings.
    pub settings: Settings,
    /// Each of them as `config show` shows it.
    pub shown: Vec<Shown>,
}

/// A setting, and where it comes from.
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
    /// What holds where there is no configuration.
    #[must_use]
    pub fn without_config(flags: &Flags) -> Self {
        let mut effective = Self::defaults();
        effective.apply_flags(flags);
        effective
    }

    fn defaults() -> Self {
        let mut effective = Self {
            settings: Settings::default(),
            shown: Vec::new(),
        };
        for (name, value) in [
            ("cluster", "unknown, judged as ack"),
            ("region", "unknown"),
            ("placement.driver", "required"),
            ("placement.executor", "required"),
            ("operator-spark-version", "the application's own"),
            ("currency", "CNY"),
            ("require-reason", "false"),
        ] {
            effective.show(name, value.to_owned(), "default".to_owned());
        }
        effective
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
        let from = || "command line or environment".to_owned();
        if let Some(cluster) = flags.cluster {
            self.settings.environment.cluster = Some(cluster.kind());
            self.show("cluster", cluster.name().to_owned(), from());
        }
        if let Some(region) = &flags.region {
            self.settings.environment.region = Some(region.clone());
            self.show("region", region.clone(), from());
        }
        if let Some(version) = flags.operator_spark {
            self.settings.pods.operator_spark = Some(version);
            let shown = format!("{}.{}", version.major, version.minor);
            self.show("operator-spark-version", shown, from());
        }
        let selection = &flags.selection;
        for (name, list) in [("select", &selection.select), ("ignore", &selection.ignore)] {
            if !list.is_empty() {
                self.show(name, list.join(","), from());
            }
        }
        self.settings.selection = selection.clone();
    }
}

/// The settings that stand at the top of the file and in its overrides.
struct Layer<'c> {
    /// Before the names of settings: `overrides.0.`.
    prefix: String,
    cluster: Option<Cluster>,
    region: Option<&'c str>,
    driver: Option<Placement>,
    executor: Option<Placement>,
    operator_spark_version: Option<&'c str>,
    currency: Option<Currency>,
    require_reason: Option<bool>,
    rules: &'c std::collections::BTreeMap<String, RuleEntry>,
}

impl<'c> Layer<'c> {
    fn of_file(file: &'c ConfigFile) -> Self {
        Self {
            prefix: String::new(),
            cluster: file.cluster,
            region: file.region.as_deref(),
            driver: file.placement.unwrap_or_default().driver(),
            executor: file.placement.unwrap_or_default().executor(),
            operator_spark_version: file.operator_spark_version.as_deref(),
            currency: file.currency,
            require_reason: file.require_reason,
            rules: &file.rules,
        }
    }

    fn of_override(index: usize, part: &'c Override) -> Self {
        Self {
            prefix: format!("overrides.{index}."),
            cluster: part.cluster,
            region: part.region.as_deref(),
            driver: part.placement.unwrap_or_default().driver(),
            executor: part.placement.unwrap_or_default().executor(),
            operator_spark_version: part.operator_spark_version.as_deref(),
            currency: part.currency,
            require_reason: part.require_reason,
            rules: &part.rules,
        }
    }
}

impl Config {
    /// False for a file that the configuration excludes. The path is relative to its folder.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let is_included = self.file.include.is_empty() || matches(&self.include, path);
        is_included && !matches(&self.exclude, path)
    }

    /// The overrides that hold for a file.
    #[must_use]
    pub fn overrides_for(&self, path: &Path) -> Vec<usize> {
        let overrides = self.overrides.iter().enumerate();
        let holding = overrides.filter(|(_, paths)| matches(paths, path));
        holding.map(|(index, _)| index).collect()
    }

    /// What holds with these overrides.
    #[must_use]
    pub fn effective(&self, overrides: &[usize], flags: &Flags) -> Effective {
        let mut effective = Effective::defaults();
        self.apply(&mut effective, &Layer::of_file(&self.file));
        for index in overrides {
            let part = &self.file.overrides[*index];
            self.apply(&mut effective, &Layer::of_override(*index, part));
        }
        // Rules by their names, below the settings that stand for themselves.
        let order = |shown: &Shown| {
            let is_of_rule = shown.name.starts_with("rules.");
            is_of_rule.then(|| shown.name.clone())
        };
        effective.shown.sort_by_key(order);
        self.extend(&mut effective);
        effective.apply_flags(flags);
        effective
    }

    fn apply(&self, effective: &mut Effective, layer: &Layer<'_>) {
        let from = |name: &str| self.from(&format!("{}{name}", layer.prefix));
        let environment = &mut effective.settings.environment;
        if let Some(cluster) = layer.cluster {
            environment.cluster = Some(cluster.kind());
        }
        if let Some(region) = layer.region {
            environment.region = Some(region.to_owned());
        }
        if let Some(placement) = layer.driver {
            environment.driver = placement.kind();
        }
        if let Some(placement) = layer.executor {
            environment.executor = placement.kind();
        }
        if let Some(currency) = layer.currency {
            currency.code().clone_into(&mut environment.currency);
        }
        if let Some(version) = layer.operator_spark_version {
            effective.settings.pods.operator_spark = SparkVersion::parse(version);
        }
        if let Some(require_reason) = layer.require_reason {
            effective.settings.require_reason = require_reason;
        }
        for (name, value) in [
            (
                "cluster",
                layer.cluster.map(|value| value.name().to_owned()),
            ),
            ("region", layer.region.map(str::to_owned)),
            (
                "placement.driver",
                layer.driver.map(|value| value.name().to_owned()),
            ),
            (
                "placement.executor",
                layer.executor.map(|value| value.name().to_owned()),
            ),
            (
                "operator-spark-version",
                layer.operator_spark_version.map(str::to_owned),
            ),
            (
                "currency",
                layer.currency.map(|value| value.code().to_owned()),
            ),
            (
                "require-reason",
                layer.require_reason.map(|value| value.to_string()),
            ),
        ] {
            if let Some(value) = value {
                effective.show(name, value, from(name));
            }
        }
        for (name, entry) in layer.rules {
            self.apply_rule(effective, &layer.prefix, name, entry);
        }
    }

    fn apply_rule(&self, effective: &mut Effective, prefix: &str, name: &str, entry: &RuleEntry) {
        let rule = rules::find(name).expect("a rule: the file was checked");
        let id = &rule.info.id;
        let from = |field: &str| {
            let path = format!("{prefix}rules.{name}.{field}");
            let path = if self.lines.contains_key(&path) {
                path
            } else {
                format!("{prefix}rules.{name}")
            };
            self.from(&path)
        };
        let setting = effective.settings.rules.entry(id.clone()).or_default();
        if let Some(level) = entry.level {
            setting.level = Some(level);
        }
        if let Some(ignorable) = entry.ignorable {
            setting.ignorable = ignorable;
        }
        let shown_name = |field: &str| format!("rules.{}.{field}", rule.info.name);
        if let Some(level) = entry.level {
            let value = match level {
                Level::Off => "off",
                Level::At(severity) => Severity::name(severity),
            };
            effective.show(&shown_name("severity"), value.to_owned(), from("severity"));
        }
        if let Some(ignorable) = entry.ignorable {
            effective.show(
                &shown_name("ignorable"),
                ignorable.to_string(),
                from("ignorable"),
            );
        }
        for (option, value) in &entry.options {
            let setting = effective.settings.rules.entry(id.clone()).or_default();
            setting.options.insert(option.clone(), *value);
            effective.show(&shown_name(option), value.to_string(), from(option));
        }
    }

    fn extend(&self, effective: &mut Effective) {
        let extend = &self.file.extend;
        if extend.specs.is_empty()
            && extend.instance_types.is_empty()
            && extend.annotations.is_empty()
        {
            return;
        }
        let types = extend.instance_types.iter().map(|known| {
            let size = Spec {
                vcpu: MilliCpu::from_cores(known.vcpu),
                memory: Mib::from_gib(known.memory_gib),
            };
            (known.name.clone(), size)
        });
        let specs = extend.specs.iter().filter_map(|text| spec(text));
        let catalog = Arc::make_mut(&mut effective.settings.environment.catalog);
        catalog.extend(specs.collect(), types.collect(), extend.annotations.clone());
        let names = extend.instance_types.iter().map(|known| known.name.clone());
        for (name, list) in [
            ("specs", extend.specs.clone()),
            ("instance-types", names.collect()),
            ("annotations", extend.annotations.clone()),
        ] {
            if !list.is_empty() {
                let name = format!("extend.{name}");
                let from = self.from(&name);
                effective.show(&name, list.join(", "), from);
            }
        }
    }

    fn from(&self, name: &str) -> String {
        // `placement: off` speaks of both roles at once.
        let mut name = name;
        loop {
            if let Some(line) = self.lines.get(name) {
                return format!("{}:{line}", self.path);
            }
            match name.rsplit_once('.') {
                Some((outer, _)) => name = outer,
                None => return self.path.clone(),
            }
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
