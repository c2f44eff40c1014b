//! Finds files that are patches of a kustomization in or above their folder.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{from_here, kustomization::files, places::place};
use crate::{
    kustomize::KUSTOMIZATION_FILES,
    walk::{SETTINGS, check_link, read_file},
};

/// The most folders above a file that are searched for kustomizations. Each is compared with all folders between, so without
/// a limit a thousand nested folders would take hours.
const DEPTH: usize = 24;

pub(super) struct Kustomizations {
    follows_links: bool,
    /// For each folder, the kustomizations in and above it, the nearest first.
    known: Mutex<HashMap<PathBuf, Arc<Vec<Above>>>>,
}

#[derive(Clone)]
struct Above {
    /// The number of folders that it is above.
    distance: usize,
    kustomization: Arc<Kustomization>,
}

struct Kustomization {
    path: PathBuf,
    patches: HashSet<PathBuf>,
    resources: HashSet<PathBuf>,
}

impl Above {
    /// True for a file that it uses as a resource, directly or in a folder.
    fn reaches(&self, file: &Path) -> bool {
        let mut between = file.ancestors().take(self.distance + 1);
        between.any(|path| self.kustomization.resources.contains(path))
    }
}

impl Kustomizations {
    pub(super) fn new(follows_links: bool) -> Self {
        Self {
            follows_links,
            known: Mutex::default(),
        }
    }

    /// The kustomization that uses the file as a patch. If none uses it as a patch or resource, the nearest one above.
    pub(super) fn patching(&self, file: &Path) -> Option<String> {
        let above = self.above(file.parent()?);
        if above.iter().any(|above| above.reaches(file)) {
            return None;
        }
        let mut all = above.iter().map(|above| &above.kustomization);
        let nearest = above.first().map(|above| &above.kustomization);
        let found = all.find(|kustomization| kustomization.patches.contains(file));
        Some(from_here(&found.or(nearest)?.path))
    }

    /// True for a file that one of them uses as a resource.
    pub(super) fn take(&self, file: &Path) -> bool {
        let Some(folder) = file.parent() else {
            return false;
        };
        let above = self.above(folder);
        let mut all = above.iter().map(|above| &above.kustomization);
        all.any(|kustomization| kustomization.resources.contains(file))
    }

    fn above(&self, folder: &Path) -> Arc<Vec<Above>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = folder
            .ancestors()
            .take_while(|folder| !known.contains_key(*folder));
        let unknown: Vec<_> = unknown.collect();
        let start = unknown.last().copied().unwrap_or(folder);
        let mut above = start.parent().and_then(|parent| known.get(parent).cloned());
        for folder in unknown.into_iter().rev() {
            let upper = above.take().unwrap_or_default();
            let own = self.read(folder).map(|kustomization| Above {
                distance: 0,
                kustomization: Arc::new(kustomization),
            });
            // The common case: no kustomization in or above the folder.
            let here = if own.is_none() && upper.is_empty() {
                upper
            } else {
                let upper = upper.iter().map(|above| Above {
                    distance: above.distance + 1,
                    ..above.clone()
                });
                let near = upper.filter(|above| above.distance < DEPTH);
                Arc::new(own.into_iter().chain(near).collect())
            };
            known.insert(folder.to_owned(), Arc::clone(&here));
            above = Some(here);
        }
        known.get(folder).cloned().unwrap_or_default()
    }

    /// A kustomization that must not be read has no patches.
    fn read(&self, folder: &Path) -> Option<Kustomization> {
        let mut paths = KUSTOMIZATION_FILES.iter().map(|name| folder.join(name));
        let path = paths.find(|path| path.is_file())?;
        if !self.follows_links {
            check_link(&path, Some(folder)).ok()?;
        }
        let mut bytes = Vec::new();
        read_file(&path, SETTINGS, &mut bytes).ok()?;
        let files = files(&bytes);
        let placed = |paths: Vec<String>| {
            let paths = paths.into_iter();
            paths.filter_map(|path| place(&folder.join(path))).collect()
        };
        Some(Kustomization {
            patches: placed(files.patches),
            resources: placed(files.resources),
            path,
        })
    }
}
