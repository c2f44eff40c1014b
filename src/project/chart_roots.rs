//! Finds the charts that are installed themselves, and their files.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    choices::{self, Extent, choices},
    disk::{Disk, boundary},
    root::{Kind, Root},
};
use crate::{
    inputs::clean,
    source::{SourceText, Span},
    walk::{SETTINGS, check_link},
    written::dependencies,
    yaml::{self, Node},
};

/// The most files of one chart; further ones do not count as its members.
const MAX_MEMBERS: usize = 20_000;

/// The most files of all charts of a run; further ones do not count as members.
const MAX_ALL_MEMBERS: usize = 400_000;

/// The depth of dependencies in folders next to a chart.
const MAX_DEPTH: usize = 16;

/// The charts that are not subcharts, and those with a named file.
pub(super) fn find(
    charts: &[PathBuf],
    inputs: &[PathBuf],
    mentions: &HashSet<PathBuf>,
    values: choices::Known<'_>,
    disk: Disk<'_>,
) -> Vec<Root> {
    let resolved = |file: &PathBuf| fs::canonicalize(file.parent()?.join(".")).ok();
    let mut walked = BTreeSet::new();
    for folder in charts.iter().filter_map(resolved) {
        walked.insert(outermost(&folder, &boundary(&folder, disk.names)));
    }
    // Named charts come before charts that a manifest installs.
    let installed = values.installed.iter();
    let installed = installed.map(|folder| (folder.clone(), (true, Extent::Installed)));
    let mut named: BTreeMap<PathBuf, (bool, Extent)> = installed.collect();
    for input in inputs {
        if let Some(folder) = fs::canonicalize(input)
            .ok()
            .and_then(|input| above(&input, disk))
        {
            named.insert(folder, (false, Extent::All));
        }
    }
    named.extend(walked.into_iter().map(|folder| {
        let is_named = disk.names.cover(&folder);
        (folder, (is_named, Extent::All))
    }));
    let mut known = Known {
        disk,
        charts: HashMap::new(),
    };
    let mut roots = Vec::new();
    let mut number = 0;
    for (folder, (is_named, extent)) in named {
        if number > MAX_ALL_MEMBERS || known.of(&folder).is_none_or(|chart| chart.is_library) {
            continue;
        }
        let mut members = BTreeSet::new();
        known.members(&folder, &mut members, 0);
        number += members.len();
        let may_matter = |file: &PathBuf| {
            // Archives are read when the chart is rendered, so they always count. `Chart.yaml` creates nothing.
            is_archive(file) || !file.ends_with(CHART) && known.disk.may_mention(file, mentions)
        };
        if members.len() <= MAX_MEMBERS && members.iter().any(may_matter) {
            roots.push(Root {
                file: folder.join(CHART),
                name: disk.names.shown(&folder),
                kind: Kind::Chart {
                    choices: choices(&folder, &members, extent, values, disk),
                },
                is_named,
                folder,
                members,
            });
        }
    }
    roots
}

pub(super) const CHART: &str = "Chart.yaml";

/// The folders to search for manifests that install the charts of the input.
pub(super) fn tops(inputs: &[PathBuf], disk: Disk<'_>) -> BTreeSet<PathBuf> {
    let files = inputs.iter().filter(|input| input.is_file());
    let files = files.filter_map(|file| fs::canonicalize(file).ok());
    let charts = files.filter_map(|file| above(&file, disk));
    charts.map(|chart| boundary(&chart, disk.names)).collect()
}

/// True if there is a chart in a folder or above.
pub(super) fn is_below_one(folder: &Path) -> bool {
    folder.ancestors().any(is_chart)
}

fn is_chart(folder: &Path) -> bool {
    folder.join(CHART).is_file()
}

/// The outermost chart of a file or folder.
fn above(file: &Path, disk: Disk<'_>) -> Option<PathBuf> {
    let folder = if file.is_dir() { file } else { file.parent()? };
    let top = boundary(folder, disk.names);
    let mut above = folder
        .ancestors()
        .take_while(|above| above.starts_with(&top));
    let chart = above.find(|folder| is_chart(folder))?;
    Some(outermost(chart, &top))
}

/// The chart that has this one in its folder `charts`, up to the outermost.
fn outermost(chart: &Path, top: &Path) -> PathBuf {
    let mut chart = chart;
    while let Some(charts) = chart.parent().filter(|folder| folder.ends_with("charts"))
        && let Some(outer) = charts.parent().filter(|folder| is_chart(folder))
        && outer.starts_with(top)
    {
        chart = outer;
    }
    chart.to_owned()
}

pub(super) fn is_archive(file: &Path) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.ends_with(".tgz") || name.ends_with(".tar.gz"))
}

/// The parts of `Chart.yaml` that decide about members.
#[derive(Clone, Default)]
struct Chart {
    is_library: bool,
    /// The folders of its dependencies next to it.
    beside: Vec<PathBuf>,
}

struct Known<'d> {
    disk: Disk<'d>,
    charts: HashMap<PathBuf, Option<Chart>>,
}

impl Known<'_> {
    fn of(&mut self, folder: &Path) -> Option<Chart> {
        if let Some(known) = self.charts.get(folder) {
            return known.clone();
        }
        let chart = self.read(folder);
        self.charts.insert(folder.to_owned(), chart.clone());
        chart
    }

    fn read(&self, folder: &Path) -> Option<Chart> {
        let file = folder.join(CHART);
        check_link(&file, Some(folder)).ok()?;
        let bytes = self.disk.bytes(&file, SETTINGS).ok()?;
        let source = SourceText::from_bytes(&bytes).ok()?;
        let end = u32::try_from(source.as_str().len()).ok()?;
        // An unreadable file is reported when the chart is rendered.
        let Ok(Some(document)) = yaml::parse(source.as_str(), Span::new(0, end)) else {
            return Some(Chart::default());
        };
        let top = boundary(folder, self.disk.names);
        let beside = dependencies(&document)
            .into_iter()
            .filter_map(|dependency| {
                let path = dependency.repository.strip_prefix("file://")?;
                let path = clean(&folder.join(path));
                let target = path
                    .starts_with(&top)
                    .then(|| fs::canonicalize(path).ok())??;
                (target.starts_with(&top) && is_chart(&target)).then_some(target)
            });
        Some(Chart {
            is_library: document.root().get("type").and_then(Node::as_str) == Some("library"),
            beside: beside.collect(),
        })
    }

    /// The files in the folders of a chart and its dependencies next to it.
    fn members(&mut self, folder: &Path, members: &mut BTreeSet<PathBuf>, depth: usize) {
        let top = boundary(folder, self.disk.names);
        let mut open = vec![folder.to_owned()];
        while let Some(inner) = open.pop() {
            let Ok(entries) = fs::read_dir(&inner) else {
                continue;
            };
            for entry in entries.flatten() {
                if members.len() > MAX_MEMBERS {
                    return;
                }
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                if kind.is_dir() {
                    open.push(entry.path());
                } else if kind.is_file() {
                    members.insert(entry.path());
                } else if let Ok(target) = fs::canonicalize(entry.path())
                    && target.starts_with(&top)
                    && target.is_file()
                {
                    members.insert(target);
                }
            }
        }
        if depth < MAX_DEPTH
            && let Some(chart) = self.of(folder)
        {
            for beside in chart.beside {
                if !members.contains(&beside.join(CHART)) {
                    self.members(&beside, members, depth + 1);
                }
            }
        }
    }
}
