//! Which files are patches of a kustomization beside or above them.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    from_here,
    kustomization::{KUSTOMIZATION_FILES, files},
};
use crate::walk::{SETTINGS, check_link, read_file};

/// The kustomizations met so far, by folder.
pub(super) struct Kustomizations {
    follows_links: bool,
    known: Mutex<HashMap<PathBuf, Arc<Option<Kustomization>>>>,
}

struct Kustomization {
    path: PathBuf,
    patches: HashSet<PathBuf>,
    resources: HashSet<PathBuf>,
}

impl Kustomization {
    /// True for a file that it takes as a resource, or that a folder has which it takes.
    fn reaches(&self, file: &Path) -> bool {
        file.ancestors().any(|path| self.resources.contains(path))
    }
}

impl Kustomizations {
    pub(super) fn new(follows_links: bool) -> Self {
        Self {
            follows_links,
            known: Mutex::default(),
        }
    }

    /// The kustomization that takes the file at this place as a patch, if one does and none takes it as a
    /// resource.
    pub(super) fn patching(&self, file: &Path) -> Option<String> {
        let mut found = None;
        for folder in file.ancestors().skip(1) {
            let kustomization = self.of_folder(folder);
            let Some(kustomization) = kustomization.as_ref() else {
                continue;
            };
            if kustomization.reaches(file) {
                return None;
            }
            if found.is_none() && kustomization.patches.contains(file) {
                found = Some(kustomization.path.clone());
            }
        }
        Some(from_here(&found?))
    }

    fn of_folder(&self, folder: &Path) -> Arc<Option<Kustomization>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(folder) {
            return Arc::clone(found);
        }
        let found = Arc::new(self.read(folder));
        known.insert(folder.to_owned(), Arc::clone(&found));
        found
    }

    /// A kustomization that may not be read makes nothing a patch.
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

/// Where a file stands: the folder resolved, the file not.
pub(crate) fn place(path: &Path) -> Option<PathBuf> {
    let Some(name) = path.file_name() else {
        return fs::canonicalize(path).ok();
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
    Some(folder.join(name))
}
