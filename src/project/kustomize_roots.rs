//! Finds the kustomizations that are applied themselves, and their files.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    disk::{Disk, Names, boundary},
    kustomization,
    root::{Kind, Root},
};
use crate::{inputs::clean, kustomize::KUSTOMIZATION_FILES, walk::SETTINGS};

/// The files that a kustomization names, and its kind.
struct Links {
    file: PathBuf,
    resources: Vec<PathBuf>,
    patches: Vec<PathBuf>,
    is_component: bool,
}

/// The kustomizations that were read, by folder.
struct Known<'d> {
    disk: Disk<'d>,
    folders: HashMap<PathBuf, Option<Links>>,
}

impl Known<'_> {
    fn of(&mut self, folder: &Path) -> Option<&Links> {
        let disk = &self.disk;
        self.folders
            .entry(folder.to_owned())
            .or_insert_with(|| read_links(folder, disk))
            .as_ref()
    }
}

fn kustomization_of(folder: &Path) -> Option<PathBuf> {
    let mut paths = KUSTOMIZATION_FILES.iter().map(|name| folder.join(name));
    paths.find(|path| path.is_file())
}

fn read_links(folder: &Path, disk: &Disk<'_>) -> Option<Links> {
    let file = kustomization_of(folder)?;
    if !fs::canonicalize(&file).is_ok_and(|target| target.starts_with(folder)) {
        return None;
    }
    let bytes = disk.bytes(&file, SETTINGS).ok()?;
    let named = kustomization::files(&bytes);
    // Nothing outside of the boundary is even looked at.
    let top = boundary(folder, disk.names);
    let is_inside = |path: &PathBuf| path.starts_with(&top);
    let placed = |paths: Vec<String>| {
        let paths = paths.into_iter().map(|path| clean(&folder.join(path)));
        let paths = paths.filter(is_inside);
        paths
            .filter_map(|path| fs::canonicalize(path).ok())
            .filter(is_inside)
            .collect()
    };
    Some(Links {
        is_component: named.is_component,
        resources: placed(named.resources),
        patches: placed(named.patches),
        file,
    })
}

/// The most files of one kustomization; one with more is not built.
const MAX_MEMBERS: usize = 20_000;

/// The most files of all kustomizations of a run; further ones do not count as members.
const MAX_ALL_MEMBERS: usize = 400_000;

/// The most folders that are searched for kustomizations that use a file.
const MAX_FOLDERS: usize = 5_000;

/// The outermost kustomizations, and those that use a named file.
pub(super) fn find(
    kustomizations: &[PathBuf],
    inputs: &[PathBuf],
    mentions: &HashSet<PathBuf>,
    disk: Disk<'_>,
) -> Vec<Root> {
    let walked: BTreeSet<PathBuf> = kustomizations
        .iter()
        .filter_map(|file| fs::canonicalize(file.parent()?.join(".")).ok())
        .collect();
    let mut folders = walked.clone();
    let wanted = named_members(inputs, disk.names);
    for folder in &wanted.search {
        search(folder, &mut folders);
    }
    let mut known = Known {
        disk,
        folders: HashMap::new(),
    };
    let taken: BTreeSet<PathBuf> = folders
        .iter()
        .filter_map(|folder| known.of(folder).map(|links| links.resources.clone()))
        .flatten()
        .collect();
    // Kustomizations in a cycle have no outermost one, so the first is used.
    let (mut outermost, others): (Vec<_>, Vec<_>) = folders
        .into_iter()
        .partition(|folder| !taken.contains(folder));
    let mut reached = HashSet::new();
    for folder in &outermost {
        reach(&mut known, folder, &mut reached);
    }
    for folder in others {
        if !reached.contains(&folder) {
            reach(&mut known, &folder, &mut reached);
            outermost.push(folder);
        }
    }
    let mut number = 0;
    let mut roots = Vec::new();
    for folder in outermost {
        let Some(links) = known.of(&folder).filter(|links| !links.is_component) else {
            continue;
        };
        let file = links.file.clone();
        let Members { files, patches } = if number < MAX_ALL_MEMBERS {
            members(&mut known, &folder)
        } else {
            Members::only(&file)
        };
        number += files.len();
        let is_named = walked.contains(&folder);
        let is_meant = is_named || wanted.files.iter().any(|file| files.contains(file));
        let mut all = files.iter();
        if is_meant && all.any(|member| known.disk.may_mention(member, mentions)) {
            roots.push(Root {
                name: known.disk.names.shown(&folder),
                kind: Kind::Kustomization { patches },
                is_named,
                file,
                folder,
                members: files,
            });
        }
    }
    roots
}

/// Unnamed folders that build on some of these, each with the folders that it builds on.
pub(super) fn find_beside(roots: &[Root], disk: Disk<'_>) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let named = roots.iter().filter(|root| root.is_named);
    let tops: BTreeSet<PathBuf> = named
        .map(|root| boundary(&root.folder, disk.names))
        .filter(|top| !disk.names.cover(top))
        .collect();
    let mut folders = BTreeSet::new();
    for top in tops {
        search(&top, &mut folders);
    }
    let mut known = Known {
        disk,
        folders: HashMap::new(),
    };
    let mut beside = Vec::new();
    for folder in folders {
        let Some(links) = known.of(&folder).filter(|links| !links.is_component) else {
            continue;
        };
        let bases = roots.iter().map(|root| root.folder.clone());
        let bases: Vec<_> = bases
            .filter(|base| links.resources.contains(base))
            .collect();
        if !bases.is_empty() {
            beside.push((folder, bases));
        }
    }
    beside
}

/// True if there is a kustomization in a folder or above.
pub(super) fn is_below_one(folder: &Path) -> bool {
    let mut above = folder.ancestors();
    above.any(|above| kustomization_of(above).is_some())
}

/// Named files and folders that are members of kustomizations.
struct NamedMembers {
    files: Vec<PathBuf>,
    /// The folders to search for their kustomizations.
    search: BTreeSet<PathBuf>,
}

fn named_members(inputs: &[PathBuf], shown: &Names) -> NamedMembers {
    let mut found = NamedMembers {
        files: Vec::new(),
        search: BTreeSet::new(),
    };
    for input in inputs.iter().filter(|input| input.is_file()) {
        let Ok(file) = fs::canonicalize(input) else {
            continue;
        };
        let Some(folder) = file.parent() else {
            continue;
        };
        let top = boundary(folder, shown);
        let mut above = folder
            .ancestors()
            .take_while(|above| above.starts_with(&top));
        if above.any(|above| kustomization_of(above).is_some()) {
            found.search.insert(top);
            found.files.push(file);
        }
    }
    found
}

/// Finds the folders with kustomizations in and below a folder, up to the limit.
fn search(top: &Path, found: &mut BTreeSet<PathBuf>) {
    let mut open = vec![top.to_owned()];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        seen += 1;
        if seen > MAX_FOLDERS {
            return;
        }
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if KUSTOMIZATION_FILES.contains(&&*name) {
                found.insert(folder.clone());
            }
            // Folders of tools contain very many folders and no kustomizations of the project.
            let is_of_tool = name.starts_with('.') || ["node_modules", "target"].contains(&&*name);
            if !is_of_tool && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
}

/// The folders that a folder is built of, including itself.
fn reach(known: &mut Known<'_>, folder: &Path, reached: &mut HashSet<PathBuf>) {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if !reached.insert(folder.clone()) {
            continue;
        }
        if let Some(links) = known.of(&folder) {
            let folders = links.resources.iter().filter(|resource| resource.is_dir());
            open.extend(folders.cloned());
        }
    }
}

/// The members of a kustomization.
struct Members {
    files: BTreeSet<PathBuf>,
    /// The members that are only used as patches.
    patches: BTreeSet<PathBuf>,
}

impl Members {
    fn only(file: &Path) -> Self {
        Self {
            files: BTreeSet::from([file.to_owned()]),
            patches: BTreeSet::new(),
        }
    }
}

fn members(known: &mut Known<'_>, folder: &Path) -> Members {
    let mut files = BTreeSet::new();
    let mut patches = BTreeSet::new();
    let mut folders = HashSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if files.len() > MAX_MEMBERS || !folders.insert(folder.clone()) {
            continue;
        }
        let Some(links) = known.of(&folder) else {
            continue;
        };
        files.insert(links.file.clone());
        patches.extend(links.patches.iter().cloned());
        for resource in &links.resources {
            if resource.is_dir() {
                open.push(resource.clone());
            } else {
                files.insert(resource.clone());
            }
        }
    }
    let patches: BTreeSet<PathBuf> = patches.difference(&files).cloned().collect();
    files.extend(patches.iter().cloned());
    Members { files, patches }
}
