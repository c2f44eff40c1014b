//! Findings that are known already: kept by application, role and rule, so that they survive moved
//! lines.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{LintedFile, Run, Shielded};
use crate::{finding::Finding, rules::RuleSet};

/// Known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Key, usize>,
}

/// What a finding is kept by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    rule: String,
    /// The rule that has no answer.
    for_rule: Option<String>,
    kind: Option<String>,
    namespace: Option<String>,
    name: Option<String>,
    role: Option<String>,
    /// Only for what is about no application.
    path: Option<String>,
}

/// What files of all versions have.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// The file's form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Row>,
}

/// `deny_unknown_fields` means nothing beside `flatten`, so that the fields of [`Key`] are repeated.
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
    /// Only for what is about no application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    count: u32,
}

/// The version of the file's form.
const VERSION: u32 = 1;

/// What a baseline made of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineOutcome {
    /// How many findings were known.
    pub known: usize,
    /// What is in the baseline, was looked for and not found any more, with how many.
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

/// What a run has judged.
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

    /// True for a key that is about it.
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
    /// The findings of a run as a baseline.
    #[must_use]
    pub fn from_run(run: &Run) -> Self {
        let mut known = BTreeMap::new();
        for file in &run.files {
            // Known findings shield no others, so those that cannot be ignored are written, too.
            let shielded = file.report.shielded.iter().map(Shielded::finding);
            for finding in file.report.findings.iter().chain(shielded) {
                *known.entry(Key::new(&file.path, finding)).or_default() += 1;
            }
        }
        Self { known }
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// What is wrong with it: no JSON, another version, unknown fields.
    pub fn parse(text: &str) -> Result<Self, String> {
        // Another version may have other fields, and is named before they are missed.
        let Versioned { version } =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!(
                "it is of version {version}, and this program reads {VERSION}"
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

    /// The file's text.
    ///
    /// # Panics
    /// Never: the form has nothing that JSON lacks.
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

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.values().sum()
    }

    /// True when it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Reads names of rules as their ids: somebody may have written the file.
    pub fn resolve(&mut self, rules: &RuleSet) {
        let known = std::mem::take(&mut self.known);
        for (mut key, count) in known {
            if let Some(rule) = rules.find(&key.rule) {
                key.rule = rule.id.to_string();
            }
            *self.known.entry(key).or_default() += count;
        }
    }

    /// Takes the known findings out of a run. Where there are more of a key than were known, the
    /// first are taken for the known ones. `is_on` says by its id whether a rule was run.
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
            // They are not gone, although nothing shows them.
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
