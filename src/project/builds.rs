//! Kustomizations and charts, which are built of several files.

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
    /// Files that only contribute values of charts.
    sources: HashMap<PathBuf, BTreeSet<usize>>,
    names: Names,
    beside: Vec<(String, Vec<String>)>,
    /// The user's own helm, for charts that cannot be rendered without it.
    helm: Option<Helm>,
    /// Members that the last build left out.
    unbuilt: RwLock<HashSet<PathBuf>>,
}

/// The files of a walk that matter for kustomizations and charts.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// The files of kustomizations.
    pub kustomizations: Vec<PathBuf>,
    /// Each `Chart.yaml`.
    pub charts: Vec<PathBuf>,
    /// The files that may install a chart.
    pub installations: Vec<PathBuf>,
    /// The files that may contain a Spark application, with all links resolved.
    pub mentions: HashSet<PathBuf>,
}

impl Met {
    /// Adds a file that decides what is built, or with which values.
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

    /// Adds the files of another part of the walk.
    pub fn add(&mut self, other: Self) {
        self.kustomizations.extend(other.kustomizations);
        self.charts.extend(other.charts);
        self.installations.extend(other.installations);
        self.mentions.extend(other.mentions);
    }

    /// Adds a file if it may install a chart.
    pub fn note_installation(&mut self, path: &Path, bytes: &[u8]) {
        if installations::may_install(bytes) {
            self.installations.push(path.to_owned());
        }
    }

    /// True if nothing is built.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kustomizations.is_empty() && self.charts.is_empty() && self.installations.is_empty()
    }
}

/// The result of a build.
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

    /// True if something was built.
    #[must_use]
    pub fn is_built(&self) -> bool {
        match self {
            Self::Kustomization(outcome) => outcome.built.is_ok(),
            Self::Chart(outcome) => !outcome.is_unknown(),
        }
    }

    /// The documents that differ in a later build of the same chart. `None` if the number of documents differs.
    #[must_use]
    pub fn changed_documents(&self, later: &Self) -> Option<Vec<ChangedDocument>> {
        match (self, later) {
            (Self::Chart(one), Self::Chart(other)) => one.changed_documents(other),
            _ => None,
        }
    }

    /// The texts of the result that may contain a Spark application.
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

/// The most YAML values of all kustomizations together, and the minimum for each.
const MAX_VALUES: usize = 20_000_000;
const MIN_VALUES: usize = 20_000;

impl Builds {
    /// The outermost kustomizations and charts of a walk, and those that use a named file.
    #[must_use]
    pub fn find(met: &Met, inputs: &[PathBuf], choosing: Choosing<'_>) -> Self {
        Self::find_named(met, inputs, Names::new(inputs), choosing, &Texts::new())
    }

    /// Like [`Self::find`], for the open files of an editor and the files below its folders.
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
        // Options of the command line apply to the charts that it names.
        let (installations, installed) = match choosing.given {
            Some(_) => (Vec::new(), BTreeSet::new()),
            None => {
                // Editors consider installations anywhere in the open folders.
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
        // Editors show the overlays of a base, wherever they are.
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

    /// Uses the user's own helm for charts that cannot be rendered without it.
    #[must_use]
    pub fn with_helm(mut self, helm: Option<Helm>) -> Self {
        self.helm = helm;
        self
    }

    /// Kustomizations that were checked alone, each with the unnamed ones that build on it.
    #[must_use]
    pub fn beside(&self) -> &[(String, Vec<String>)] {
        &self.beside
    }

    /// True for a file that was named, or is in a named folder, by its shown path.
    #[must_use]
    pub fn is_named(&self, shown: &str) -> bool {
        fs::canonicalize(shown).is_ok_and(|file| self.names.cover(&file))
    }

    /// True if a changed file takes part in a build with this finding. `file` is the resolved path of the finding's file.
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
        // A finding in the folder of its kustomization does not name it.
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

    /// False only if there is no kustomization or chart in the folders of the named files, or above.
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

    /// The kustomizations and charts, by folder.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// True for a member of a kustomization or chart, by resolved path. Which templates a build could not render is known
    /// after that build.
    #[must_use]
    pub fn take(&self, file: &Path) -> bool {
        let unbuilt = self.unbuilt.read().unwrap_or_else(PoisonError::into_inner);
        self.members.contains_key(file) && !unbuilt.contains(file)
    }

    /// True for a file that kustomizations only use as a patch: whether it is also applied alone is unknown.
    #[must_use]
    pub fn take_as_patch(&self, file: &Path) -> bool {
        let taken = self.members.get(file);
        let is_patch = |at: &usize| match &self.roots[*at].kind {
            Kind::Kustomization { patches } => patches.contains(file),
            Kind::Chart { .. } => false,
        };
        taken.is_some_and(|by| by.iter().all(is_patch))
    }

    /// True for a member of several builds, by its shown path.
    #[must_use]
    pub fn share(&self, shown: &str) -> bool {
        let file = fs::canonicalize(shown);
        let taken = file.ok().and_then(|file| self.members.get(&file));
        taken.is_some_and(|by| by.len() > 1)
    }

    /// Builds a kustomization or chart. `None` if its file cannot be read.
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
                // Many kustomizations share the budget.
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

    /// The path of a file as the run names it, from the resolved path.
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
