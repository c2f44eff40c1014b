//! The settings that Apache Spark reads, by version.
//!
//! Source: Spark's own classes, see the head of `rules/catalog/spark-settings.tsv`.

use std::sync::LazyLock;

use super::{SparkVersion, value_type::ValueType};

/// The oldest version whose settings are known.
pub const OLDEST_SPARK: SparkVersion = SparkVersion::new(2, 4);
/// The newest version whose settings are known.
pub const NEWEST_SPARK: SparkVersion = SparkVersion::new(4, 3);

/// A setting, or all settings with a prefix, that some versions of Spark read.
#[derive(Clone, Copy, Debug)]
pub struct KnownSetting {
    /// `spark.executor.memory`, or the prefix `spark.executorEnv.`. A segment `*` matches any name.
    pub name: &'static str,
    /// The first version that reads it; `None` if it is older than 2.4.
    pub since: Option<SparkVersion>,
    /// The last version that reads it; `None` if the newest one does.
    pub until: Option<SparkVersion>,
    /// The type of the value.
    pub value: ValueType,
    /// True if an invalid value keeps the driver from starting.
    pub is_read_at_start: bool,
}

impl KnownSetting {
    /// True if that version of Spark reads it.
    #[must_use]
    pub fn is_read_by(&self, version: SparkVersion) -> bool {
        self.since.is_none_or(|since| since <= version)
            && self.until.is_none_or(|until| version <= until)
    }

    /// True if the name is a prefix.
    #[must_use]
    pub fn is_prefix(&self) -> bool {
        self.name.ends_with('.')
    }

    /// Parses a row of the table.
    fn parse(&(name, cells): &Row) -> Self {
        let mut cells = cells.split('\t');
        let mut version = || SparkVersion::parse(cells.next()?);
        let (since, until) = (version(), version());
        Self {
            name,
            since,
            until,
            value: ValueType::parse(cells.next().unwrap_or_default()),
            is_read_at_start: cells.next() == Some("start"),
        }
    }
}

/// A name and the rest of the row. Rows are parsed only on demand, because most are never used.
type Row = (&'static str, &'static str);

/// The table, sorted by name and then by version.
fn rows() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        let table = include_str!("../../rules/catalog/spark-settings.tsv");
        let rows = table.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|row| row.split_once('\t')).collect()
    });
    &ROWS
}

/// All settings, sorted by name and then by version.
pub fn known_settings() -> impl Iterator<Item = KnownSetting> {
    rows().iter().map(KnownSetting::parse)
}

/// What comes before the `*` in patterns.
const WITH_NAMES: [&str; 2] = [".resource.", ".volumes."];

/// The settings of a name, one for each range of versions that read it differently.
#[must_use]
pub fn known_setting(name: &str) -> Vec<KnownSetting> {
    let mut found = of_name(name);
    if name.ends_with('.') {
        found = &[];
    }
    for (dot, _) in name.match_indices('.') {
        if found.is_empty() && dot + 1 < name.len() {
            found = of_name(&name[..=dot]);
        }
    }
    let found = found.iter().map(KnownSetting::parse);
    let may_fit = || WITH_NAMES.iter().any(|part| name.contains(part));
    if found.len() == 0 && may_fit() {
        let patterns = rows()
            .iter()
            .filter(|(pattern, _)| pattern.contains('*') && fits(name, pattern));
        return patterns.map(KnownSetting::parse).collect();
    }
    found.collect()
}

/// True if a version of Spark reads a setting, or the settings with a prefix.
pub(super) fn is_read(name: &str, version: SparkVersion) -> bool {
    let rows = of_name(name).iter().map(KnownSetting::parse);
    let mut rows = rows;
    rows.any(|known| known.is_read_by(version))
}

fn of_name(name: &str) -> &'static [Row] {
    let all = rows();
    let start = all.partition_point(|(known, _)| *known < name);
    let rest = &all[start..];
    &rest[..rest.partition_point(|(known, _)| *known == name)]
}

/// True if each segment of a name matches the pattern.
fn fits(name: &str, pattern: &str) -> bool {
    let (mut parts, mut patterns) = (name.split('.'), pattern.split('.'));
    loop {
        match (parts.next(), patterns.next()) {
            (Some(_), Some("")) | (None, None) => return true,
            (Some(part), Some(pattern))
                if !part.is_empty() && (pattern == "*" || pattern == part) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_the_table_is_valid_and_in_order() {
        let table = include_str!("../../rules/catalog/spark-settings.tsv");
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(rows().len(), lines.count());
        assert!(known_settings().is_sorted_by_key(|known| (known.name, known.since)));
        for known in known_settings() {
            assert!(
                known
                    .since
                    .is_none_or(|since| known.until.is_none_or(|until| since <= until)),
                "{}",
                known.name
            );
        }
    }

    /// Sources: Spark's documentation of 3.3 and its `Config.scala` (SPARK-36057 for the selectors of a role,
    /// SPARK-47208 for the minimum).
    #[test]
    fn a_setting_is_read_by_the_versions_that_have_it() {
        for (name, first, last) in [
            ("spark.executor.memory", (2, 4), (4, 3)),
            ("spark.kubernetes.node.selector.type", (2, 4), (4, 3)),
            ("spark.kubernetes.driver.node.selector.type", (3, 3), (4, 3)),
            ("spark.executor.memoryOverheadFactor", (3, 3), (4, 3)),
            ("spark.driver.minMemoryOverhead", (4, 0), (4, 3)),
            ("spark.kubernetes.executor.podTemplateFile", (3, 0), (4, 3)),
            ("spark.yarn.executor.memoryOverhead", (2, 4), (4, 3)),
            ("spark.executor.resource.gpu.amount", (2, 4), (4, 3)),
            (
                "spark.kubernetes.executor.volumes.hostPath.data.mount.path",
                (2, 4),
                (4, 3),
            ),
            (
                "spark.kubernetes.authenticate.driver.caCertFile",
                (2, 4),
                (4, 3),
            ),
        ] {
            for (major, minor) in [(2, 4), (3, 0), (3, 2), (3, 3), (3, 5), (4, 0), (4, 3)] {
                let is_read = known_setting(name)
                    .iter()
                    .any(|known| known.is_read_by(SparkVersion::new(major, minor)));
                let is_expected = (first..=last).contains(&(major, minor));
                assert_eq!(is_read, is_expected, "{name} of {major}.{minor}");
            }
        }
        for unknown in [
            "spark.kubernetes.executor.tolerations.0.key",
            "spark.kubernetes.executor.memoryOverhead",
            "spark.kubernetes.executor.volumes.hostPath.data.mount.paths",
            "spark.kubernetes.executor.volumes.hostPath..mount.path",
            "spark.kubernetes.executor.volumes.hostPath.data",
            "spark.executor.resource.gpu.amounts",
            "spark.executor.resource.gpu",
            "spark.driver.resource..vendor",
            "spark.kubernetes.node.selector.",
            "spark.kubernetes.authenticate.driver",
            "spark",
            "",
            ".",
        ] {
            assert!(known_setting(unknown).is_empty(), "{unknown}");
        }
    }
}
