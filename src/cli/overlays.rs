//! Kustomizations of the input: which are outermost, and what they build.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::collect::{Collected, CollectedFile};
use crate::{
    kustomize::KUSTOMIZATION_FILES,
    plan::{FilePlan, plan_bytes},
    project::{ForFile, Overlays, Project},
};

/// What the walk came by that is needed to find the outermost kustomizations.
#[derive(Default)]
pub(super) struct Met {
    kustomizations: Mutex<Vec<PathBuf>>,
    /// The files that may name a Spark application.
    mentions: Mutex<Vec<PathBuf>>,
}

impl Met {
    /// Notes a file, and whether it may name a Spark application.
    pub(super) fn note(&self, path: Option<&Path>, may_mention: bool) {
        let Some(path) = path else {
            return;
        };
        let add = |list: &Mutex<Vec<PathBuf>>| {
            let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
            list.push(path.to_owned());
        };
        let name = path.file_name().and_then(OsStr::to_str);
        if name.is_some_and(|name| KUSTOMIZATION_FILES.contains(&name)) {
            add(&self.kustomizations);
        }
        if may_mention {
            add(&self.mentions);
        }
    }

    pub(super) fn overlays(self, inputs: &[PathBuf]) -> Overlays {
        let take =
            |list: Mutex<Vec<PathBuf>>| list.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kustomizations = take(self.kustomizations);
        if kustomizations.is_empty() && !Overlays::may_take(inputs) {
            return Overlays::default();
        }
        let mentions = take(self.mentions).into_iter();
        let mentions = mentions.filter_map(|path| fs::canonicalize(path).ok());
        Overlays::find(&kustomizations, inputs, &mentions.collect())
    }
}

/// True for a file that is judged as a part of something that is built.
pub(super) fn is_part(path: Option<&Path>, overlays: &Overlays, project: &Project) -> bool {
    let target = path.and_then(|path| project.target(path));
    target.is_some_and(|target| overlays.take(&target))
}

/// Leaves out what is judged as a part of something that is built.
pub(super) fn leave_out_parts<T>(
    collected: &mut Collected<T>,
    overlays: &Overlays,
    project: &Project,
    of_part: impl Fn(T) -> Option<T>,
    is_whole: impl Fn(&T) -> bool,
) {
    if overlays.roots().is_empty() {
        return;
    }
    let files = std::mem::take(&mut collected.files).into_iter();
    let left = files.filter_map(|file| {
        if !is_part(file.path.as_deref(), overlays, project) {
            return Some(file);
        }
        // A whole application is judged even where a kustomization calls it a patch: nobody says that it is applied there.
        let target = file.path.as_deref().and_then(|path| project.target(path));
        let is_patch = target.is_some_and(|target| overlays.take_as_patch(&target));
        if is_patch && is_whole(&file.made) {
            return Some(file);
        }
        let made = of_part(file.made)?;
        Some(CollectedFile { made, ..file })
    });
    collected.files = left.collect();
}

/// The plan of a file, or of what a kustomization builds, and what holds for it.
pub(super) struct Planned {
    pub(super) path: String,
    pub(super) is_built: bool,
    pub(super) for_file: ForFile,
    pub(super) plan: FilePlan,
}

/// The plans of what is built, by the names of the kustomizations' folders.
pub(super) fn plans(overlays: &Overlays, project: &Project) -> Vec<Planned> {
    let roots = overlays.roots().iter();
    let plans = roots.filter_map(|root| {
        let for_file = project.of(Some(&overlays.path(&root.file)));
        if !for_file.is_covered {
            return None;
        }
        let outcome = overlays.build(root, &BTreeMap::new())?;
        let plan = match outcome.built {
            Ok(built) => plan_bytes(built.text.as_bytes(), for_file.options())?,
            Err(_) => FilePlan {
                not_judged: 1,
                ..FilePlan::default()
            },
        };
        Some(Planned {
            path: root.name.clone(),
            is_built: true,
            for_file,
            plan,
        })
    });
    plans.collect()
}
