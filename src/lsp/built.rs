//! Builds the kustomizations and charts of the open documents. Each finding belongs to the document with its place.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

use super::{documents::Document, of_builds::OfBuilds, workspace::Workspace};
use crate::{
    finding::Finding,
    kustomize::KUSTOMIZATION_FILES,
    lint::{FileReport, LintedFile, Run},
    project::{Builds, ForFile, LAID_OVER, Met, Outcome, Root, Texts, lint_outcome, may_install},
    spark,
    walk::shown,
};

/// The kustomizations and charts that use open documents, cached until a file changes that decides about them.
#[derive(Default)]
pub(super) struct Built {
    found: Option<Found>,
    /// The number of builds so far.
    builds: u64,
}

#[derive(Default)]
struct Found {
    builds: Builds,
    /// The results; `None` if a text has changed since.
    built: Vec<Option<BuiltRoot>>,
    /// For each open file, by resolved path, whether it may contain a Spark application.
    files: HashMap<PathBuf, bool>,
}

struct BuiltRoot {
    number: u64,
    files: HashSet<PathBuf>,
    linted: Option<LintedFile>,
}

impl Built {
    /// Searches kustomizations and charts again at the next update.
    pub(super) fn forget(&mut self) {
        self.found = None;
    }

    /// Handles a new text of a document. True if it may affect other files.
    pub(super) fn changed(&mut self, document: &Document) -> bool {
        let Some(target) = &document.target else {
            return false;
        };
        let Some(found) = &mut self.found else {
            return true;
        };
        // Such a text decides which files are parts of what.
        let content = document.text.content().as_bytes();
        let is_mention = spark::may_mention(content);
        let decides = names_others(target)
            || may_install(content)
            || found.files.get(target) != Some(&is_mention);
        if decides && found.files.contains_key(target) {
            self.forget();
            return true;
        }
        let mut matters = false;
        for (root, built) in found.builds.roots().iter().zip(&mut found.built) {
            if built.as_ref().is_some_and(|built| built.has(root, target)) {
                *built = None;
                matters = true;
            }
        }
        matters || found.builds.take(target)
    }

    /// Builds what has changed, and updates the documents.
    pub(super) fn update(
        &mut self,
        documents: &mut BTreeMap<String, Document>,
        workspace: &mut Workspace,
    ) {
        let is_new = self.found.is_none();
        let found = self
            .found
            .get_or_insert_with(|| Found::new(documents, workspace));
        let roots = found.builds.roots();
        let stale = found.built.iter().any(Option::is_none);
        if !is_new && !stale {
            return;
        }
        let texts = if stale {
            texts(documents)
        } else {
            Texts::new()
        };
        let builds = &found.builds;
        let work: Vec<_> = (roots.iter().zip(&mut found.built))
            .filter(|(_, built)| built.is_none())
            .map(|(root, built)| {
                self.builds += 1;
                let path = builds.path(&root.file);
                let for_file = workspace.of(Some(&path));
                (root, built, self.builds, path, for_file)
            })
            .collect();
        let folders = &workspace.folders;
        work.into_par_iter()
            .for_each(|(root, built, number, path, for_file)| {
                let outcome = builds.build(root, &texts);
                let files = outcome.iter();
                let files = files.flat_map(|outcome| outcome.files().iter().cloned());
                let files = files.collect();
                let linted = outcome.zip(for_file).and_then(|(outcome, for_file)| {
                    lint((&outcome, builds), root, path, &for_file, folders)
                });
                *built = Some(BuiltRoot {
                    number,
                    files,
                    linted,
                });
            });
        found.tell(documents);
    }
}

/// Builds and checks a kustomization or chart, whose file is at `path`. It is named relative to the open folders.
fn lint(
    (outcome, builds): (&Outcome, &Builds),
    root: &Root,
    path: PathBuf,
    for_file: &ForFile,
    folders: &[PathBuf],
) -> Option<LintedFile> {
    let name = within(&root.name, folders);
    let mut report = if outcome.is_built() {
        lint_outcome(outcome, builds, root, &for_file.effective.settings)?
    } else {
        // The message of a problem has the name.
        let mut named = root.clone();
        named.name.clone_from(&name);
        lint_outcome(outcome, builds, &named, &for_file.effective.settings)?
    };
    report.change(|finding| {
        for way in &mut finding.ways {
            *way = within(way, folders);
        }
    });
    Some(LintedFile {
        path: shown(&path),
        file: Some(path),
        report,
    })
}

/// The findings in what is built of the files of a walk, by the files of their places.
pub(super) fn lint_all(
    builds: &Builds,
    texts: &Texts,
    folders: &[PathBuf],
    of: impl Fn(&Path) -> Option<ForFile> + Sync,
) -> Vec<LintedFile> {
    let roots = builds.roots().par_iter();
    let files = roots.filter_map(|root| {
        let path = builds.path(&root.file);
        let for_file = of(&path)?;
        lint(
            (&builds.build(root, texts)?, builds),
            root,
            path,
            &for_file,
            folders,
        )
    });
    let mut run = Run {
        files: files.collect(),
        ..Run::default()
    };
    run.file_by_place();
    run.files
}

fn within(name: &str, folders: &[PathBuf]) -> String {
    let parts = name.split(LAID_OVER).map(|part| part_within(part, folders));
    parts.collect::<Vec<_>>().join(LAID_OVER)
}

fn part_within(name: &str, folders: &[PathBuf]) -> String {
    let mut folders = folders.iter();
    let inside = folders.find_map(|folder| {
        let inside = Path::new(name).strip_prefix(folder).ok()?;
        Some(if inside.as_os_str().is_empty() {
            ".".to_owned()
        } else {
            shown(inside)
        })
    });
    inside.unwrap_or_else(|| name.to_owned())
}

impl BuiltRoot {
    fn has(&self, root: &Root, file: &Path) -> bool {
        root.takes(file) || self.files.contains(file)
    }

    /// A copy of the report: findings are moved out of it, and it is needed again after the next build of another
    /// kustomization.
    fn linted(&self) -> Option<LintedFile> {
        let built = self.linted.as_ref()?;
        Some(LintedFile {
            path: built.path.clone(),
            file: built.file.clone(),
            report: FileReport {
                findings: built.report.findings.clone(),
                ..FileReport::new(built.report.source.clone())
            },
        })
    }
}

impl Found {
    fn new(documents: &mut BTreeMap<String, Document>, workspace: &Workspace) -> Self {
        let mut paths = Vec::new();
        let mut files = HashMap::new();
        for document in documents.values_mut() {
            document.find_target();
            if let (Some(path), Some(target)) = (&document.path, &document.target) {
                paths.push(path.clone());
                let is_mention = spark::may_mention(document.text.content().as_bytes());
                files.insert(target.clone(), is_mention);
            }
        }
        if paths.is_empty() {
            return Self::default();
        }
        let mut met = Met::default();
        for document in documents.values() {
            if let Some(path) = &document.path {
                met.note_installation(path, document.text.content().as_bytes());
            }
        }
        let texts = texts(documents);
        let builds =
            Builds::find_in_editor(&met, &workspace.folders, &paths, &workspace.project, &texts);
        Self {
            built: builds.roots().iter().map(|_| None).collect(),
            builds,
            files,
        }
    }

    /// Gives each document its findings.
    fn tell(&self, documents: &mut BTreeMap<String, Document>) {
        let roots = || self.builds.roots().iter().zip(self.built.iter().flatten());
        let mut run = Run {
            files: roots().filter_map(|(_, built)| built.linted()).collect(),
            ..Run::default()
        };
        run.file_by_place();
        let by_path = run.files.into_iter();
        let by_path: HashMap<String, Arc<[Finding]>> = by_path
            .map(|file| (file.path, file.report.findings.into()))
            .collect();
        for document in documents.values_mut() {
            let said = document.target.as_ref().and_then(|target| {
                let of_file = roots().filter(|(root, built)| built.has(root, target));
                let number = of_file.map(|(_, built)| built.number).max()?;
                let findings = by_path.get(&shown(&self.builds.path(target)));
                Some(OfBuilds {
                    is_part: self.builds.take(target),
                    findings: findings.map_or_else(Vec::new, |findings| findings.to_vec()),
                    number,
                })
            });
            document.set_built(said);
        }
    }
}

/// The texts of the open files, by resolved path.
pub(super) fn texts(documents: &BTreeMap<String, Document>) -> Texts {
    let texts = documents.values().filter_map(|document| {
        let target = document.target.clone()?;
        Some((target, document.text.content().to_owned()))
    });
    texts.collect()
}

/// True for a file that decides what is built of others.
fn names_others(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| name == "Chart.yaml" || KUSTOMIZATION_FILES.contains(&name))
}
