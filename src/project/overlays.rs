//! Which kustomizations are applied as they are, and which files take part in them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{from_here, kustomization};
use crate::{
    finding::Finding,
    inputs::{Boundary, Limits, Reader, clean},
    kustomize::{self, KUSTOMIZATION_FILES, Outcome},
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
    /// False where only files of it were named.
    pub is_named: bool,
    folder: PathBuf,
    /// The files that take part, with all links resolved.
    members: BTreeSet<PathBuf>,
    /// Those of them that are nothing but patches.
    patches: BTreeSet<PathBuf>,
}

impl Root {
    /// True for a file in or below its folder, by its path as it is shown.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        self.name == "." && !path.starts_with("..")
            || path
                .strip_prefix(&self.name)
                .is_some_and(|rest| rest.starts_with('/'))
    }
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
    beside: Vec<(String, Vec<String>)>,
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

    /// True for what was named, or lies in it.
    fn cover(&self, path: &Path) -> bool {
        let mut targets = self.named.iter().map(|(target, _)| target);
        targets.any(|target| path.starts_with(target))
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
    if !fs::canonicalize(&file).is_ok_and(|target| target.starts_with(folder)) {
        return None;
    }
    let bytes = disk.bytes(&file, SETTINGS).ok()?;
    let named = kustomization::files(&bytes);
    // What lies beyond is not even looked at.
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

/// How many files take part in one kustomization at most; beyond them it is not built.
const MAX_MEMBERS: usize = 20_000;

/// How many files all kustomizations of a run have in all: what is beyond is not known as a part of one.
const MAX_ALL_MEMBERS: usize = 400_000;

/// How many values all of them make, and how many each may make in any case.
const MAX_VALUES: usize = 20_000_000;
const MIN_VALUES: usize = 20_000;

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
        let wanted = named_members(inputs, &names);
        for folder in &wanted.search {
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
        // Those that take one another in a circle have no outermost one: the first of them is as good as any.
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
        let walked: BTreeSet<PathBuf> = kustomizations
            .iter()
            .filter_map(|file| fs::canonicalize(file.parent()?.join(".")).ok())
            .collect();
        let mut number = 0;
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
                overlays.add(Root {
                    name: names.shown(&folder),
                    is_named,
                    file,
                    folder,
                    members: files,
                    patches,
                });
            }
        }
        overlays.names = names;
        // Editors show what is built on a base wherever it is.
        if !overlays.names.is_from_anywhere {
            overlays.look_beside();
        }
        overlays
    }

    /// Finds kustomizations that were not named and build on those that were.
    fn look_beside(&mut self) {
        let tops: BTreeSet<PathBuf> = self
            .roots
            .iter()
            .filter(|root| root.is_named)
            .map(|root| boundary(&root.folder, &self.names))
            .filter(|top| !self.names.cover(top))
            .collect();
        let mut folders = BTreeSet::new();
        for top in tops {
            search(&top, &mut folders);
        }
        let texts = Texts::new();
        let mut known = Known {
            disk: Disk {
                names: &self.names,
                texts: &texts,
            },
            folders: HashMap::new(),
        };
        let mut beside: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for folder in folders {
            let Some(links) = known.of(&folder).filter(|links| !links.is_component) else {
                continue;
            };
            for root in &self.roots {
                if links.resources.contains(&root.folder) {
                    let of_root = beside.entry(&root.name).or_default();
                    of_root.push(self.names.shown(&folder));
                }
            }
        }
        let beside = beside.into_iter();
        self.beside = beside
            .map(|(name, overlays)| (name.to_owned(), overlays))
            .collect();
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

    /// True where a file was changed that takes part in a kustomization with this finding. `file` is that of the
    /// finding, with all links resolved.
    #[must_use]
    pub fn have_changed(
        &self,
        finding: &Finding,
        file: &Path,
        is_changed: impl Fn(&Path) -> bool,
    ) -> bool {
        let by = self.members.get(file).into_iter().flatten();
        let roots = by.map(|at| &self.roots[*at]);
        // A finding in the folder of its kustomization names no others.
        let mut roots = roots.filter(|root| {
            finding.ways.contains(&root.name)
                || finding.ways.is_empty() && file.starts_with(&root.folder)
        });
        roots.any(|root| root.members.iter().any(|member| is_changed(member)))
    }

    /// False only where no kustomization is in a folder of a named file, or above it.
    #[must_use]
    pub fn may_take(inputs: &[PathBuf]) -> bool {
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
            let mut above = folder.ancestors();
            above.any(|above| kustomization_of(above).is_some())
        })
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

    /// True for a file that takes part in them only as a patch: whether it is applied, no one says.
    #[must_use]
    pub fn take_as_patch(&self, file: &Path) -> bool {
        let taken = self.members.get(file);
        taken.is_some_and(|by| by.iter().all(|at| self.roots[*at].patches.contains(file)))
    }

    /// True for a file that several of them take, by its path as it is shown.
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
        let limits = Limits::default();
        // Many of them share what one may take.
        let values = MAX_VALUES / self.roots.len().max(1);
        let limits = Limits {
            values: values.clamp(MIN_VALUES, limits.values),
            ..limits
        };
        kustomize::build(&root.folder, &reader, &boundary, limits)
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
        // Not the whole disk.
        && current.parent().is_some()
    {
        return current;
    }
    let mut inputs = names.named.iter().map(|(target, _)| target);
    let input = inputs.find(|target| target.is_dir() && folder.starts_with(target));
    input.map_or_else(|| folder.to_owned(), PathBuf::clone)
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
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if KUSTOMIZATION_FILES.contains(&&*name) {
                found.insert(folder.clone());
            }
            // Folders of tools have no kustomizations of their own, and very many folders.
            let is_of_tool = name.starts_with('.') || ["node_modules", "target"].contains(&&*name);
            if !is_of_tool && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            }
        }
    }
}

/// The folders of which a folder builds, itself among them.
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

/// What takes part in the kustomization of a folder.
struct Members {
    files: BTreeSet<PathBuf>,
    /// Those of the files that are nothing but patches.
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
