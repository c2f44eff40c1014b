//! Which kustomizations are applied as they are, and which files take part in them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{from_here, kustomization};
use crate::{
    kustomize::{self, Boundary, KUSTOMIZATION_FILES, Limits, Outcome, Reader},
    spark,
    walk::{MANIFEST, SETTINGS, read_file, shown, work_tree},
};

/// A kustomization on which no other one builds.
#[derive(Clone, Debug)]
pub struct Root {
    /// Its file, with all links resolved.
    pub file: PathBuf,
    /// Its folder as reports show it.
    pub name: String,
    folder: PathBuf,
    /// The files that take part, with all links resolved.
    members: BTreeSet<PathBuf>,
}

impl Root {
    /// True for a file that takes part in it, by its path with all links resolved.
    #[must_use]
    pub fn takes(&self, file: &Path) -> bool {
        self.members.contains(file)
    }
}

/// The outermost kustomizations of a run that build Spark applications.
#[derive(Debug, Default)]
pub struct Overlays {
    roots: Vec<Root>,
    members: HashMap<PathBuf, Vec<usize>>,
    names: Names,
}

/// Texts of files that replace what is on disk, by paths with all links resolved.
pub type Texts = BTreeMap<PathBuf, String>;

/// How files are shown that were named by another path, or not at all.
#[derive(Clone, Debug, Default)]
struct Names {
    named: Vec<(PathBuf, PathBuf)>,
    /// True where the current folder says nothing about what was named, as in a language server.
    is_from_anywhere: bool,
}

impl Names {
    fn new(inputs: &[PathBuf]) -> Self {
        let resolved = inputs.iter().filter_map(|input| {
            let target = fs::canonicalize(input).ok()?;
            Some((target, input.clone()))
        });
        let mut resolved: Vec<_> = resolved.collect();
        // The nearest folder that was named comes first.
        resolved.sort_by_key(|(target, _)| std::cmp::Reverse(target.components().count()));
        Self {
            named: resolved,
            is_from_anywhere: false,
        }
    }

    /// A path as the run names it.
    fn path(&self, path: &Path) -> Option<PathBuf> {
        self.named.iter().find_map(|(target, named)| {
            let inside = path.strip_prefix(target).ok()?;
            let is_whole = inside.as_os_str().is_empty();
            Some(if is_whole {
                named.clone()
            } else {
                named.join(inside)
            })
        })
    }

    fn shown(&self, path: &Path) -> String {
        self.path(path)
            .map_or_else(|| from_here(path), |path| shown(&path))
    }
}

/// The fields of a kustomization that name files, and what it is.
struct Links {
    file: PathBuf,
    resources: Vec<PathBuf>,
    patches: Vec<PathBuf>,
    is_component: bool,
}

/// The kustomizations that were asked for, by their folders.
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
    let bytes = disk.bytes(&file, SETTINGS).ok()?;
    let named = kustomization::files(&bytes);
    let placed = |paths: Vec<String>| {
        let paths = paths.into_iter();
        paths
            .filter_map(|path| fs::canonicalize(folder.join(path)).ok())
            .collect()
    };
    Some(Links {
        is_component: named.is_component,
        resources: placed(named.resources),
        patches: placed(named.patches),
        file,
    })
}

/// How many files take part in one kustomization at most; beyond them it is not built.
const MAX_MEMBERS: usize = 20_000;

/// How many folders are searched for kustomizations that take a file.
const MAX_FOLDERS: usize = 5_000;

impl Overlays {
    /// The outermost of these kustomizations, and those that take a file that was named by itself. `mentions` are
    /// the files of the run that may name a Spark application, with all links resolved.
    #[must_use]
    pub fn find(
        kustomizations: &[PathBuf],
        inputs: &[PathBuf],
        mentions: &HashSet<PathBuf>,
    ) -> Self {
        let names = Names::new(inputs);
        Self::find_named(kustomizations, inputs, mentions, names, &Texts::new())
    }

    /// The same for the files that are open in an editor, and for kustomizations found below its folders.
    #[must_use]
    pub fn find_in_editor(
        kustomizations: &[PathBuf],
        folders: &[PathBuf],
        files: &[PathBuf],
        mentions: &HashSet<PathBuf>,
        texts: &Texts,
    ) -> Self {
        let names = Names {
            is_from_anywhere: true,
            ..Names::new(&[folders, files].concat())
        };
        Self::find_named(kustomizations, files, mentions, names, texts)
    }

    fn find_named(
        kustomizations: &[PathBuf],
        inputs: &[PathBuf],
        mentions: &HashSet<PathBuf>,
        names: Names,
        texts: &Texts,
    ) -> Self {
        let mut folders: BTreeSet<PathBuf> = kustomizations
            .iter()
            .filter_map(|file| fs::canonicalize(file.parent()?.join(".")).ok())
            .collect();
        let asked = named_members(inputs, &names);
        for folder in &asked.search {
            search(folder, &mut folders);
        }
        let mut known = Known {
            disk: Disk {
                names: &names,
                texts,
            },
            folders: HashMap::new(),
        };
        let taken: BTreeSet<PathBuf> = folders
            .iter()
            .filter_map(|folder| known.of(folder).map(|links| links.resources.clone()))
            .flatten()
            .collect();
        let mut overlays = Self::default();
        for folder in folders {
            if taken.contains(&folder) {
                continue;
            }
            let Some(links) = known.of(&folder).filter(|links| !links.is_component) else {
                continue;
            };
            let file = links.file.clone();
            let members = members(&mut known, &folder);
            let is_walked = kustomizations.iter().any(|walked| {
                walked
                    .parent()
                    .and_then(|walked| fs::canonicalize(walked).ok())
                    .as_deref()
                    == Some(&folder)
            });
            let is_meant = is_walked || asked.files.iter().any(|file| members.contains(file));
            if !is_meant
                || !members
                    .iter()
                    .any(|member| known.disk.may_mention(member, mentions))
            {
                continue;
            }
            overlays.add(Root {
                name: names.shown(&folder),
                file,
                folder,
                members,
            });
        }
        overlays.names = names;
        overlays
    }

    fn add(&mut self, root: Root) {
        for member in &root.members {
            let of_member = self.members.entry(member.clone()).or_default();
            of_member.push(self.roots.len());
        }
        self.roots.push(root);
    }

    /// The kustomizations, by their folders.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// True for a file that takes part in one of them, by its path with all links resolved.
    #[must_use]
    pub fn take(&self, file: &Path) -> bool {
        self.members.contains_key(file)
    }

    /// Builds one of them. `None` where its file cannot be read.
    #[must_use]
    pub fn build(&self, root: &Root, texts: &Texts) -> Option<Outcome> {
        let reader = Disk {
            names: &self.names,
            texts,
        };
        let boundary = Boundary::new(boundary(&root.folder, &self.names));
        kustomize::build(&root.folder, &reader, &boundary, Limits::default())
    }

    /// The path of a file as the run names it, for one with all links resolved.
    #[must_use]
    pub fn path(&self, file: &Path) -> PathBuf {
        let path = self.names.path(file);
        path.unwrap_or_else(|| PathBuf::from(from_here(file)))
    }
}

/// What was named by itself and takes part in a kustomization.
struct NamedMembers {
    files: Vec<PathBuf>,
    /// Where their kustomizations may be.
    search: BTreeSet<PathBuf>,
}

fn named_members(inputs: &[PathBuf], names: &Names) -> NamedMembers {
    let mut named = NamedMembers {
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
        let top = boundary(folder, names);
        let mut above = folder
            .ancestors()
            .take_while(|above| above.starts_with(&top));
        if above.any(|above| kustomization_of(above).is_some()) {
            named.search.insert(top);
            named.files.push(file);
        }
    }
    named
}

/// The folder beyond which nothing is read for a kustomization: the work tree, else the current folder, else what
/// was named.
fn boundary(folder: &Path, names: &Names) -> PathBuf {
    if let Some(tree) = work_tree(folder).and_then(|tree| fs::canonicalize(tree).ok()) {
        return tree;
    }
    let current = std::env::current_dir().and_then(fs::canonicalize);
    if let Ok(current) = current
        && !names.is_from_anywhere
        && folder.starts_with(&current)
    {
        return current;
    }
    let mut named = names.named.iter().map(|(target, _)| target);
    let named = named.find(|target| target.is_dir() && folder.starts_with(target));
    named.map_or_else(|| folder.to_owned(), PathBuf::clone)
}

/// Finds the folders with kustomizations in and below a folder, as far as there are not too many.
fn search(top: &Path, found: &mut BTreeSet<PathBuf>) {
    let mut open = vec![top.to_owned()];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        seen += 1;
        if seen > MAX_FOLDERS {
            return;
        }
        if kustomization_of(&folder).is_some() {
            found.insert(folder.clone());
        }
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !is_hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
}

/// The files that take part in the kustomization of a folder.
fn members(known: &mut Known<'_>, folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if found.len() > MAX_MEMBERS || !seen.insert(folder.clone()) {
            continue;
        }
        let Some(links) = known.of(&folder) else {
            continue;
        };
        found.insert(links.file.clone());
        found.extend(links.patches.iter().cloned());
        for resource in &links.resources {
            if resource.is_dir() {
                open.push(resource.clone());
            } else {
                found.insert(resource.clone());
            }
        }
    }
    found
}

/// Reads what is on disk, unless another text of the file is given.
struct Disk<'d> {
    names: &'d Names,
    texts: &'d Texts,
}

impl Disk<'_> {
    fn bytes(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        if let Some(text) = self.texts.get(path) {
            return Ok(text.clone().into_bytes());
        }
        let mut bytes = Vec::new();
        read_file(path, limit, &mut bytes)?;
        Ok(bytes)
    }

    fn may_mention(&self, file: &Path, mentions: &HashSet<PathBuf>) -> bool {
        let read = || self.bytes(file, MANIFEST);
        mentions.contains(file) || read().is_ok_and(|bytes| spark::may_mention(&bytes))
    }
}

impl Reader for Disk<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.bytes(path, MANIFEST)
    }

    fn shown(&self, path: &Path) -> String {
        self.names.shown(path)
    }
}
