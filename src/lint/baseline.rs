//! The baseline of known findings. They are stored by application, role and rule, so that moved lines do not matter.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{LintedFile, Run, Shielded};
use crate::{finding::Finding, rules::RuleSet};

/// Known findings, with their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Key, usize>,
}

/// Identifies findings in a baseline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    rule: String,
    /// The custom rule that could not be evaluated.
    for_rule: Option<String>,
    kind: Option<String>,
    namespace: Option<String>,
    name: Option<String>,
    role: Option<String>,
    /// Only for findings that are not about an application.
    path: Option<String>,
}

/// The part that files of all versions have.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Row>,
}

/// Repeats the fields of [`Key`], because `deny_unknown_fields` does not work with `flatten`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    for_rule: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// Only for findings that are not about an application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    count: u32,
}

/// The version of the file format.
const VERSION: u32 = 1;

/// The effect of a baseline on a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineOutcome {
    /// The number of known findings.
    pub known: usize,
    /// Findings of the baseline that no longer exist, with their numbers. Unchecked files and rules do not count.
    pub gone: Vec<(Key, usize)>,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        if let (Some(kind), Some(name)) = (&self.kind, &self.name) {
            write!(f, " in {kind} ")?;
            if let Some(namespace) = &self.namespace {
                write!(f, "{namespace}/")?;
            }
            f.write_str(name)?;
        }
        if let Some(role) = &self.role {
            write!(f, ", {role}")?;
        }
        match &self.path {
            Some(path) => write!(f, " in {path}"),
            None => Ok(()),
        }
    }
}

impl Row {
    fn new(key: Key, count: usize) -> Self {
        let Key {
            rule,
            for_rule,
            kind,
            namespace,
            name,
            role,
            path,
        } = key;
        Self {
            rule,
            for_rule,
            kind,
            namespace,
            name,
            role,
            path,
            count: u32::try_from(count).unwrap_or(u32::MAX),
        }
    }

    fn key(&self) -> Key {
        Key {
            rule: self.rule.clone(),
            for_rule: self.for_rule.clone(),
            kind: self.kind.clone(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
            role: self.role.clone(),
            path: self.path.clone(),
        }
    }
}

impl Key {
    fn new(path: &str, finding: &Finding) -> Self {
        let application = finding.lasting_application();
        Self {
            rule: finding.rule.id.clone(),
            for_rule: finding.diagnostic.for_rule.clone(),
            kind: application.map(|application| application.kind.to_owned()),
            namespace: application.and_then(|application| application.namespace.clone()),
            name: application.map(|application| application.name.clone()),
            role: finding.role.map(str::to_owned),
            path: application.is_none().then(|| path.to_owned()),
        }
    }
}

/// The applications and files that a run has checked.
struct Judged<'r> {
    paths: HashSet<&'r str>,
    /// By kind, namespace and name.
    applications: HashSet<(&'r str, Option<&'r str>, &'r str)>,
}

impl<'r> Judged<'r> {
    fn of(run: &'r Run) -> Self {
        let applications = run.files.iter().flat_map(|file| &file.report.applications);
        Self {
            paths: run.files.iter().map(|file| file.path.as_str()).collect(),
            applications: applications
                .map(|subject| {
                    let namespace = subject.namespace.as_deref();
                    (subject.kind, namespace, subject.name.as_str())
                })
                .collect(),
        }
    }

    /// True for a key about one of them.
    fn has(&self, key: &Key) -> bool {
        let has_path = (key.path.as_deref()).is_some_and(|path| self.paths.contains(path));
        let application = key.kind.as_deref().zip(key.name.as_deref());
        has_path
            || application.is_some_and(|(kind, name)| {
                self.applications
                    .contains(&(kind, key.namespace.as_deref(), name))
            })
    }
}

impl Baseline {
    /// Creates a baseline of the findings of a run.
    #[must_use]
    pub fn from_run(run: &Run) -> Self {
        let mut known = BTreeMap::new();
        for file in &run.files {
            // Shielded findings are included: findings of the baseline do not shield them, so they would come back.
            let shielded = file.report.shielded.iter().map(Shielded::finding);
            for finding in file.report.findings.iter().chain(shielded) {
                *known.entry(Key::new(&file.path, finding)).or_default() += 1;
            }
        }
        Self { known }
    }

    /// # Errors
    /// Invalid JSON, another version, unknown fields.
    pub fn parse(text: &str) -> Result<Self, String> {
        // Check the version first: another one may have other fields.
        let Versioned { version } =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!(
                "its version is {version}, but this program reads version {VERSION}"
            ));
        }
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut known = BTreeMap::new();
        for row in file.findings {
            let count: &mut usize = known.entry(row.key()).or_default();
            let sum = u32::try_from(*count)
                .ok()
                .and_then(|count| count.checked_add(row.count));
            let sum = sum.ok_or_else(|| format!("the count of {} is too large", row.key()))?;
            *count = sum as usize;
        }
        Ok(Self { known })
    }

    /// The text of the file.
    ///
    /// # Panics
    /// Never: the format is valid JSON.
    #[must_use]
    pub fn text(&self) -> String {
        let rows = self.known.iter();
        let findings = rows.map(|(key, count)| Row::new(key.clone(), *count));
        let file = File {
            version: VERSION,
            findings: findings.collect(),
        };
        serde_json::to_string_pretty(&file).expect("JSON") + "\n"
    }

    /// The number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.values().sum()
    }

    /// True without findings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Replaces names of rules by ids, because the file may be written by hand.
    pub fn resolve(&mut self, rules: &RuleSet) {
        let known = std::mem::take(&mut self.known);
        for (mut key, count) in known {
            if let Some(rule) = rules.find(&key.rule) {
                key.rule = rule.id.to_string();
            }
            *self.known.entry(key).or_default() += count;
        }
    }

    /// Removes the known findings from a run. If a key has more findings than are known, the first ones are removed. `is_on`
    /// tells whether a rule was run, by its id.
    pub fn apply(&self, run: &mut Run, is_on: impl Fn(&str) -> bool) -> BaselineOutcome {
        let mut left = self.known.clone();
        let mut outcome = BaselineOutcome::default();
        let mut is_known = |path: &str, finding: &Finding| {
            let count = left.get_mut(&Key::new(path, finding));
            let count = count.filter(|count| **count > 0);
            count.map(|count| *count -= 1).is_some()
        };
        for LintedFile { path, report, .. } in &mut run.files {
            report.retain(|_, finding| {
                let is_known = is_known(path, finding);
                outcome.known += usize::from(is_known);
                !is_known
            });
            // Shielded findings still exist, although no report shows them.
            for shielded in &report.shielded {
                is_known(path, shielded.finding());
            }
        }
        let gone = left.into_iter().filter(|(_, count)| *count > 0);
        let judged = Judged::of(run);
        let was_looked_for = |key: &Key| is_on(&key.rule) && judged.has(key);
        outcome.gone = gone.filter(|(key, _)| was_looked_for(key)).collect();
        outcome
    }
}
