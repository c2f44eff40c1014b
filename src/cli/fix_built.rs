//! Fixes in kustomizations and charts. They change bases, patches, templates and values, and everything is built and
//! checked again before a file is written.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    path::PathBuf,
};

use super::linter::Linter;
use crate::{
    finding::{Finding, Severity},
    fix::FixOptions,
    lint::{LintedFile, Run},
    project::Builds,
    source::{Edit, Encoding, SourceText, Span, apply_edits},
};

pub(super) struct Rewritten {
    pub(super) shown: String,
    pub(super) path: PathBuf,
    pub(super) old: SourceText,
    pub(super) new: String,
}

/// The most rounds of applying fixes and building again.
const PASSES: usize = 20;

/// Returns the changed files and the number of fixed findings. A fix that would cause another finding is left out.
pub(super) fn fix_built(linter: &Linter<'_>, run: &Run) -> (Vec<Rewritten>, usize) {
    let Some(builds) = linter.builds.get() else {
        return (Vec::new(), 0);
    };
    let mut fixing = Fixing {
        linter,
        builds,
        texts: BTreeMap::new(),
        left_out: HashSet::new(),
        number: 0,
    };
    fixing.run(run);
    let mut rewritten = Vec::new();
    for file in &run.files {
        let Some(path) = &file.file else {
            continue;
        };
        let new = fs::canonicalize(path)
            .ok()
            .and_then(|target| fixing.texts.remove(&target));
        if let Some(new) = new {
            rewritten.push(Rewritten {
                shown: file.path.clone(),
                path: path.clone(),
                old: file.report.source.clone(),
                new,
            });
        }
    }
    (rewritten, fixing.number)
}

struct Fixing<'f, 'a> {
    linter: &'f Linter<'a>,
    builds: &'f Builds,
    /// The new texts so far, by resolved path.
    texts: BTreeMap<PathBuf, String>,
    /// Findings whose fixes have side effects, by file and key.
    left_out: HashSet<(String, Key)>,
    number: usize,
}

/// Identifies a finding although its place moves.
type Key = (String, String, Option<&'static str>, String);

fn key(finding: &Finding) -> Key {
    let application = finding.lasting_application();
    (
        finding.rule.id.clone(),
        application.map_or_else(String::new, |application| application.name.clone()),
        finding.role,
        finding.diagnostic.message.as_str().to_owned(),
    )
}

/// Counts the findings of each key.
fn count(run: &Run, least: Severity) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for (_, finding) in run.findings() {
        if finding.severity >= least {
            *counts.entry(key(finding)).or_default() += finding.ways.len().max(1);
        }
    }
    counts
}

struct Chosen {
    file: String,
    path: PathBuf,
    source: SourceText,
    edits: Vec<Edit>,
    /// The findings that the fix removes: one line may be part of several applications.
    fixed: Vec<Fixed>,
}

struct Fixed {
    key: Key,
    ways: Vec<String>,
}

impl Fixing<'_, '_> {
    fn run(&mut self, run: &Run) {
        let mut chosen = self.choose(run);
        let mut before: Option<Run> = None;
        for _ in 0..PASSES {
            if chosen.is_empty() {
                return;
            }
            let now = before.as_ref().unwrap_or(run);
            let together: Vec<&Chosen> = chosen.iter().collect();
            let mut after = self.apply(now, &together);
            if after.is_none() {
                // One of them has side effects, so try them one by one.
                for one in &chosen {
                    let now = after.as_ref().or(before.as_ref()).unwrap_or(run);
                    match self.apply(now, &[one]) {
                        // The places of the other findings have moved, so start the next round.
                        Some(fixed) => {
                            after = Some(fixed);
                            break;
                        }
                        None => {
                            let keys = one.fixed.iter().map(|fixed| fixed.key.clone());
                            let left_out = keys.map(|key| (one.file.clone(), key));
                            self.left_out.extend(left_out.collect::<Vec<_>>());
                        }
                    }
                }
            }
            let Some(after) = after else {
                return;
            };
            chosen = self.choose(&after);
            before = Some(after);
        }
    }

    /// The fixes of one round. A fix that overlaps another one waits for the next round.
    fn choose(&self, run: &Run) -> Vec<Chosen> {
        let arguments = self.linter.arguments;
        let mut found: Vec<Chosen> = Vec::new();
        for file in &run.files {
            let Some(path) = file
                .file
                .as_ref()
                .and_then(|path| fs::canonicalize(path).ok())
            else {
                continue;
            };
            if self.linter.leaves_out(file.file.as_deref()) {
                continue;
            }
            if !matches!(file.report.source.encoding(), Encoding::Utf8) {
                continue;
            }
            let mut taken: BTreeSet<Span> = BTreeSet::new();
            for finding in &file.report.findings {
                if finding.written_as.is_none() {
                    continue;
                }
                let key = key(finding);
                let edits = self.linter.with_options(file, |lint| {
                    let options = FixOptions {
                        lint,
                        with_unsafe: arguments.unsafe_fixes,
                        only: &arguments.fix_only,
                    };
                    options.wanted(finding).map(|fix| fix.edits.clone())
                });
                let Some(edits) = edits else {
                    continue;
                };
                if self.left_out.contains(&(file.path.clone(), key.clone())) {
                    continue;
                }
                let fixed = Fixed {
                    key,
                    ways: finding.ways.clone(),
                };
                let mut same = found.iter_mut();
                let same = same.find(|one| one.path == path && one.edits == edits);
                if let Some(same) = same {
                    same.fixed.push(fixed);
                    continue;
                }
                let is_free = |edit: &Edit| {
                    let touches =
                        |other: &Span| edit.span.start <= other.end && other.start <= edit.span.end;
                    !taken.iter().any(touches)
                };
                if !edits.iter().all(is_free) {
                    continue;
                }
                taken.extend(edits.iter().map(|edit| edit.span));
                found.push(Chosen {
                    file: file.path.clone(),
                    path: path.clone(),
                    source: file.report.source.clone(),
                    edits,
                    fixed: vec![fixed],
                });
            }
        }
        found
    }

    /// Applies fixes. Changes nothing and returns `None` if they do not remove their findings, or cause others.
    fn apply(&mut self, before: &Run, chosen: &[&Chosen]) -> Option<Run> {
        let mut texts = self.texts.clone();
        let mut of_file: BTreeMap<&PathBuf, (&SourceText, Vec<Edit>)> = BTreeMap::new();
        for one in chosen {
            let (_, edits) = of_file
                .entry(&one.path)
                .or_insert_with(|| (&one.source, Vec::new()));
            edits.extend(one.edits.iter().cloned());
        }
        let mut changed = Vec::new();
        for (path, (source, edits)) in of_file {
            texts.insert(path.clone(), apply_edits(source.as_str(), &edits).text);
            changed.push(path);
        }
        if !self.changes_only_these(&texts, &changed, chosen) {
            return None;
        }
        let files = self.linter.lint_built(self.builds, &texts);
        let mut after = Run {
            files,
            ..Run::default()
        };
        after.file_by_place();
        let (old, new) = (count(before, Severity::Info), count(&after, Severity::Info));
        let number =
            |counts: &BTreeMap<Key, usize>, key: &Key| counts.get(key).copied().unwrap_or(0);
        let are_gone = chosen
            .iter()
            .flat_map(|one| &one.fixed)
            .all(|fixed| number(&new, &fixed.key) < number(&old, &fixed.key));
        let worse = count(&after, Severity::Warning);
        let is_worse = worse
            .iter()
            .any(|(key, counted)| *counted > number(&old, key));
        if !are_gone || is_worse || after.not_judged() > not_judged_built(before) {
            return None;
        }
        self.texts = texts;
        self.number += chosen.iter().map(|one| one.fixed.len()).sum::<usize>();
        Some(after)
    }
}

impl Fixing<'_, '_> {
    /// True if charts still render the same, except for the applications with these findings.
    fn changes_only_these(
        &self,
        texts: &BTreeMap<PathBuf, String>,
        changed: &[&PathBuf],
        chosen: &[&Chosen],
    ) -> bool {
        let roots = self.builds.roots().iter();
        let mut charts =
            roots.filter(|root| root.is_chart() && changed.iter().any(|path| root.takes(path)));
        charts.all(|root| {
            let built = |texts| self.builds.build(root, texts);
            let (Some(before), Some(after)) = (built(&self.texts), built(texts)) else {
                return false;
            };
            let Some(applications) = before.changed_documents(&after) else {
                return false;
            };
            applications.iter().all(|changed| {
                let mut fixed = chosen.iter().flat_map(|one| &one.fixed);
                fixed.any(|fixed| {
                    changed.may_hold(&fixed.key.1)
                        && (fixed.ways.is_empty() || fixed.ways.contains(&changed.way))
                })
            })
        })
    }
}

fn not_judged_built(run: &Run) -> usize {
    let files = run
        .files
        .iter()
        .map(|file: &LintedFile| file.report.not_judged);
    files.sum()
}
