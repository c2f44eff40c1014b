//! Which files are patches of a kustomization beside or above them.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    from_here,
    kustomization::{KUSTOMIZATION_FILES, patch_files},
};

/// The kustomizations met so far, by folder.
#[derive(Default)]
pub(super) struct Kustomizations {
    known: Mutex<HashMap<PathBuf, Arc<Option<Kustomization>>>>,
}

struct Kustomization {
    path: PathBuf,
    patches: Vec<PathBuf>,
}

impl Kustomizations {
    /// The kustomization that takes the file with this resolved path as a patch, if one does.
    pub(super) fn patching(&self, file: &Path) -> Option<String> {
        let mut folders = file.ancestors().skip(1);
        let found = folders.find_map(|folder| {
            let kustomization = self.of_folder(folder);
            let kustomization = kustomization.as_ref().as_ref()?;
            let is_patch = kustomization.patches.iter().any(|patch| patch == file);
            is_patch.then(|| kustomization.path.clone())
        })?;
        Some(from_here(&found))
    }

    fn of_folder(&self, folder: &Path) -> Arc<Option<Kustomization>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(folder) {
            return Arc::clone(found);
        }
        let found = Arc::new(read(folder));
        known.insert(folder.to_owned(), Arc::clone(&found));
        found
    }
}

fn read(folder: &Path) -> Option<Kustomization> {
    let mut paths = KUSTOMIZATION_FILES.iter().map(|name| folder.join(name));
    let path = paths.find(|path| path.is_file())?;
    let bytes = fs::read(&path).ok()?;
    let patches = patch_files(&bytes).into_iter();
    Some(Kustomization {
        patches: patches
            .filter_map(|patch| fs::canonicalize(folder.join(patch)).ok())
            .collect(),
        path,
    })
}
