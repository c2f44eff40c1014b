//! What is built of several files: kustomizations and charts.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use super::{
    BuiltText, Project,
    chart_roots::{self, CHART},
    charts::{self, ChangedDocument},
    choices::{Choosing, Known},
    disk::{Disk, Names, Texts, boundary},
    from_here, installations, kustomize_roots,
    root::{Kind, Root},
};
use crate::{
    finding::Finding,
    helm::Helm,
    inputs::{Boundary, Limits},
    kustomize::{self, KUSTOMIZATION_FILES},
};

/// The outermost kustomizations and charts of a run that build Spark applications.
#[derive(Debug, Default)]
pub struct Builds {
    roots: Vec<Root>,
    members: HashMap<PathBuf, Vec<usize>>,
    /// Files that only have values of charts.
    sources: HashMap<PathBuf, BTreeSet<usize>>,
    names: Names,
    beside: Vec<(String, Vec<String>)>,
    /// The user's own, for charts that cannot be rendered without it.
    helm: Option<Helm>,
    /// Files that take part and were not built the last time.
    unbuilt: RwLock<HashSet<PathBuf>>,
}

/// What a walk came by that may be a part of something that is built.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// The files of kustomizations.
    pub kustomizations: Vec<PathBuf>,
    /// Each `Chart.yaml`.
    pub charts: Vec<PathBuf>,
    /// The files that may install a chart.
    pub installations: Vec<PathBuf>,
    /// The files that may name a Spark application, with all links resolved.
    pub mentions: HashSet<PathBuf>,
}

impl Met {
    /// Notes a file that says what is built, or with which values.
    pub fn note(&mut self, path: &Path, bytes: &[u8]) {
        self.note_installation(path, bytes);
        match path.file_name().and_then(OsStr::to_str) {
            Some(CHART) => self.charts.push(path.to_owned()),
            Some(name) if KUSTOMIZATION_FILES.contains(&name) => {
                self.kustomizations.push(path.to_owned());
            }
            _ => {}
        }
    }

    /// Adds what else was met.
    pub fn add(&mut self, other: Self) {
        self.kustomizations.extend(other.kustomizations);
        self.charts.extend(other.charts);
        self.installations.extend(other.installations);
        self.mentions.extend(other.mentions);
    }

    /// Notes a file where it may install a chart.
    pub fn note_installation(&mut self, path: &Path, bytes: &[u8]) {
        if installations::may_install(bytes) {
            self.installations.push(path.to_owned());
        }
    }

    /// True where nothing is built.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kustomizations.is_empty() && self.charts.is_empty() && self.installations.is_empty()
    }
}

/// What came of a build.
pub enum Outcome {
    /// Of a kustomization.
    Kustomization(kustomize::Outcome),
    /// Of a chart.
    Chart(charts::Outcome),
}

impl Outcome {
    /// The files that were read, with all links resolved.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        match self {
            Self::Kustomization(outcome) => &outcome.files,
            Self::Chart(outcome) => &outcome.files,
        }
    }

    /// True where something was built.
    #[must_use]
    pub fn is_built(&self) -> bool {
        match self {
            Self::Kustomization(outcome) => outcome.built.is_ok(),
            Self::Chart(outcome) => !outcome.is_unknown(),
        }
    }

    /// The documents that are others in a later build of the same chart. `None` where there are more documents, or
    /// fewer.
    #[must_use]
    pub fn changed_documents(&self, later: &Self) -> Option<Vec<ChangedDocument>> {
        match (self, later) {
            (Self::Chart(one), Self::Chart(other)) => one.changed_documents(other),
            _ => None,
        }
    }

    /// The texts that were built and may name a Spark application.
    #[must_use]
    pub fn texts(&self) -> Vec<BuiltText<'_>> {
        match self {
            Self::Kustomization(outcome) => {
                let built = outcome.built.as_ref().into_iter();
                let texts = built.map(|built| BuiltText {
                    way: None,
                    text: &built.text,
                    map: &built.map,
                });
                texts.collect()
            }
            Self::Chart(outcome) => outcome.texts().collect(),
        }
    }
}

/// How many values all kustomizations make, and how many each may make in any case.
const MAX_VALUES: usize = 20_000_000;
const MIN_VALUES: usize = 20_000;

impl Builds {
    /// The outermost of what was met, and what takes a file that was named by itself.
    #[must_use]
    pub fn find(met: &Met, inputs: &[PathBuf], choosing: Choosing<'_>) -> Self {
        Self::find_named(met, inputs, Names::new(inputs), choosing, &Texts::new())
    }

    /// The same for the files that are open in an editor, and for what was met below its folders.
    #[must_use]
    pub fn find_in_editor(
        met: &Met,
        folders: &[PathBuf],
        files: &[PathBuf],
        project: &Project,
        texts: &Texts,
    ) -> Self {
        let names = Names {
            is_from_anywhere: true,
            ..Names::new(&[folders, files].concat())
        };
        let choosing = Choosing {
            project,
            given: None,
        };
        Self::find_named(met, files, names, choosing, texts)
    }

    fn find_named(
        met: &Met,
        inputs: &[PathBuf],
        names: Names,
        choosing: Choosing<'_>,
        texts: &Texts,
    ) -> Self {
        let disk = Disk {
            names: &names,
            texts,
        };
        let mut roots = kustomize_roots::find(&met.kustomizations, inputs, &met.mentions, disk);
        // What the command line says is said about the charts that it names.
        let (installations, installed) = match choosing.given {
            Some(_) => (Vec::new(), BTreeSet::new()),
            None => {
                // Editors show what is open as it is installed from anywhere.
                let tops = if names.is_from_anywhere {
                    chart_roots::tops(inputs, disk)
                } else {
                    BTreeSet::new()
                };
                installations::find(&met.installations, &tops, disk)
            }
        };
        let values = Known {
            choosing,
            installations: &installations,
            installed: &installed,
        };
        roots.extend(chart_roots::find(
            &met.charts,
            inputs,
            &met.mentions,
            values,
            disk,
        ));
        let mut members: HashMap<PathBuf, Vec<usize>> = HashMap::new();
        for (at, root) in roots.iter().enumerate() {
            for member in &root.members {
                members.entry(member.clone()).or_default().push(at);
            }
        }
        let mut sources: HashMap<PathBuf, BTreeSet<usize>> = HashMap::new();
        for (at, root) in roots.iter().enumerate() {
            for source in root.sources() {
                sources.entry(source.clone()).or_default().insert(at);
            }
        }
        // Editors show what is built on a base wherever it is.
        let beside = if names.is_from_anywhere {
            Vec::new()
        } else {
            names_beside(&roots, disk)
        };
        Self {
            roots,
            members,
            sources,
            names,
            beside,
            helm: None,
            unbuilt: RwLock::default(),
        }
    }

    /// Renders with the user's own helm what cannot be rendered without it.
    #[must_use]
    pub fn with_helm(mut self, helm: Option<Helm>) -> Self {
        self.helm = helm;
        self
    }

    /// Kustomizations that were judged alone, each with those that build on it and were not named.
    #[must_use]
    pub fn beside(&self) -> &[(String, Vec<String>)] {
        &self.beside
    }

    /// True for a file that was named, or lies in a folder that was, by its path as it is shown.
    #[must_use]
    pub fn is_named(&self, shown: &str) -> bool {
        fs::canonicalize(shown).is_ok_and(|file| self.names.cover(&file))
    }

    /// True where a file was changed that takes part in a build with this finding. `file` is that of the finding, with
    /// all links resolved.
    #[must_use]
    pub fn have_changed(
        &self,
        finding: &Finding,
        file: &Path,
        is_changed: impl Fn(&Path) -> bool,
    ) -> bool {
        let with_values = self.sources.get(file).into_iter().flatten();
        let with_values = with_values.map(|at| &self.roots[*at]);
        let by = self.members.get(file).into_iter().flatten();
        let roots = by.map(|at| &self.roots[*at]);
        // A finding in the folder of its kustomization names no others.
        let with_file = roots.filter(|root| {
            finding.ways.contains(&root.name)
                || (finding.ways.is_empty() || root.is_chart()) && file.starts_with(&root.folder)
        });
        let mut roots = with_file.chain(with_values);
        roots.any(|root| {
            let mut files = root.members.iter().chain(root.sources());
            files.any(|file| is_changed(file))
        })
    }

    /// False only where no kustomization and no chart is in a folder of a named file, or above it.
    #[must_use]
    pub fn may_take(inputs: &[PathBuf]) -> bool {
        let is_in_chart = |folder: &PathBuf| {
            let folder = fs::canonicalize(folder);
            folder.is_ok_and(|folder| folder.is_dir() && chart_roots::is_below_one(&folder))
        };
        if inputs.iter().any(is_in_chart) {
            return true;
        }
        let files = inputs.iter().filter(|input| input.is_file());
        let folders = files.filter_map(|file| file.parent().map(Path::to_owned));
        let folders: BTreeSet<PathBuf> = folders.collect();
        folders.iter().any(|folder| {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            let Ok(folder) = fs::canonicalize(folder) else {
                return false;
            };
            kustomize_roots::is_below_one(&folder) || chart_roots::is_below_one(&folder)
        })
    }

    /// What is built, by its folders.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// True for a file that takes part in something that is built, by its path with all links resolved. What a build
    /// could not make of a template is known after that build.
    #[must_use]
    pub fn take(&self, file: &Path) -> bool {
        let unbuilt = self.unbuilt.read().unwrap_or_else(PoisonError::into_inner);
        self.members.contains_key(file) && !unbuilt.contains(file)
    }

    /// True for a file that takes part in kustomizations only as a patch: whether it is applied, no one says.
    #[must_use]
    pub fn take_as_patch(&self, file: &Path) -> bool {
        let taken = self.members.get(file);
        let is_patch = |at: &usize| match &self.roots[*at].kind {
            Kind::Kustomization { patches } => patches.contains(file),
            Kind::Chart { .. } => false,
        };
        taken.is_some_and(|by| by.iter().all(is_patch))
    }

    /// True for a file that takes part in several builds, by its path as it is shown.
    #[must_use]
    pub fn share(&self, shown: &str) -> bool {
        let file = fs::canonicalize(shown);
        let taken = file.ok().and_then(|file| self.members.get(&file));
        taken.is_some_and(|by| by.len() > 1)
    }

    /// Builds one of them. `None` where its file cannot be read.
    #[must_use]
    pub fn build(&self, root: &Root, texts: &Texts) -> Option<Outcome> {
        let reader = Disk {
            names: &self.names,
            texts,
        };
        let boundary = Boundary::new(boundary(&root.folder, &self.names));
        let outcome = match &root.kind {
            Kind::Kustomization { .. } => {
                let limits = Limits::default();
                // Many of them share what one may take.
                let values = MAX_VALUES / self.roots.len().max(1);
                let limits = Limits {
                    values: values.clamp(MIN_VALUES, limits.values),
                    ..limits
                };
                let outcome = kustomize::build(&root.folder, &reader, &boundary, limits)?;
                Some(Outcome::Kustomization(outcome))
            }
            Kind::Chart { choices } => {
                charts::render(root, choices, self.helm.as_ref(), &reader, &boundary)
                    .map(Outcome::Chart)
            }
        };
        if let Some(Outcome::Chart(outcome)) = &outcome {
            self.note_unbuilt(root, outcome);
        }
        outcome
    }

    fn note_unbuilt(&self, root: &Root, outcome: &charts::Outcome) {
        let mut unbuilt = self.unbuilt.write().unwrap_or_else(PoisonError::into_inner);
        unbuilt.retain(|file| !root.takes(file));
        if outcome.is_unknown() {
            unbuilt.extend(root.members.iter().cloned());
            return;
        }
        let known = outcome.known();
        let is_judged = |file: &&PathBuf| {
            known.contains(self.names.shown(file).as_str()) || charts::is_description(file, root)
        };
        let others = root.members.iter().filter(|file| !is_judged(file));
        unbuilt.extend(others.cloned());
    }

    /// The path of a file as the run names it, for one with all links resolved.
    #[must_use]
    pub fn path(&self, file: &Path) -> PathBuf {
        let path = self.names.path(file);
        path.unwrap_or_else(|| PathBuf::from(from_here(file)))
    }
}

fn names_beside(roots: &[Root], disk: Disk<'_>) -> Vec<(String, Vec<String>)> {
    let mut beside: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (folder, bases) in kustomize_roots::find_beside(roots, disk) {
        for root in roots.iter().filter(|root| bases.contains(&root.folder)) {
            let of_root = beside.entry(&root.name).or_default();
            of_root.push(disk.names.shown(&folder));
        }
    }
    let beside = beside.into_iter();
    beside
        .map(|(name, others)| (name.to_owned(), others))
        .collect()
}
