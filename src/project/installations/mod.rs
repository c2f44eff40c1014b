//! Manifests that install charts of a run: Argo CD's `Application` and `ApplicationSet`, Flux' `HelmRelease`.

mod argo;
mod flux;
mod manifest;
mod search;

use std::{
    cell::Cell,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use memchr::memmem;

use super::{
    disk::{Disk, boundary},
    installed::Installed,
};
use crate::{
    inputs::Boundary,
    source::SourceText,
    walk::{SETTINGS, work_tree},
    yaml::{self, Node},
};
use manifest::Manifest;

/// A chart that a manifest installs.
pub(super) struct Installation {
    /// The chart's folder, with all links resolved.
    pub(super) chart: PathBuf,
    /// The manifest, with all links resolved.
    pub(super) file: PathBuf,
    /// The manifest and the name in it, for reports.
    pub(super) name: String,
    pub(super) installed: Installed,
}

/// The most bytes that are read.
const MAX_BYTES: usize = 64 << 20;

/// The budget for all manifests: values files and parameters, with their texts.
const ALLOWANCE: usize = 8 << 20;

/// The most installations.
const MAX_INSTALLATIONS: usize = 5_000;

/// True for a file that may contain such a manifest.
pub fn may_install(bytes: &[u8]) -> bool {
    // Static, because every file is searched and most are small: building the finders would cost more than the search.
    static ARGO: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new(argo::GROUP));
    static FLUX: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new(flux::GROUP));
    let has = |part: &str| memmem::find(bytes, part.as_bytes()).is_some();
    ARGO.find(bytes).is_some() && has("Application")
        || FLUX.find(bytes).is_some() && has("HelmRelease")
}

/// The charts that manifests install: those of the run, and those in folders. The second result are the charts that
/// manifests of the run install.
pub(super) fn find(
    manifests: &[PathBuf],
    tops: &BTreeSet<PathBuf>,
    disk: Disk<'_>,
) -> (Vec<Installation>, BTreeSet<PathBuf>) {
    let mut found = Vec::new();
    let mut bytes = 0;
    let allowance = Cell::new(ALLOWANCE);
    let named = manifests
        .iter()
        .filter_map(|file| fs::canonicalize(file).ok());
    let named: BTreeSet<PathBuf> = named.collect();
    let searched = tops.iter().flat_map(|top| search::files(top));
    let files: BTreeSet<PathBuf> = searched.chain(named.iter().cloned()).collect();
    let mut installed = BTreeSet::new();
    for file in files {
        let Ok(text) = disk.bytes(&file, SETTINGS) else {
            continue;
        };
        bytes += text.len();
        if bytes > MAX_BYTES || found.len() > MAX_INSTALLATIONS {
            break;
        }
        if let Ok(source) = SourceText::from_bytes(&text)
            && may_install(&text)
        {
            let before = found.len();
            read(&file, source.as_str(), disk, &allowance, &mut found);
            if named.contains(&file) {
                let charts = found[before..].iter();
                installed.extend(charts.map(|installation| installation.chart.clone()));
            }
        }
    }
    (found, installed)
}

fn read(
    file: &Path,
    text: &str,
    disk: Disk<'_>,
    allowance: &Cell<usize>,
    found: &mut Vec<Installation>,
) {
    let Some(folder) = file.parent() else { return };
    let boundary = boundary(folder, disk.names);
    let tree = work_tree(folder).and_then(|tree| fs::canonicalize(tree).ok());
    let above = folder.ancestors().map(Path::to_owned);
    let tops = tree.into_iter().chain(above);
    let tops: Vec<_> = tops.filter(|top| top.starts_with(&boundary)).collect();
    let shown = disk.names.shown(file);
    let boundary = Boundary::new(boundary);
    for (number, chunk) in yaml::split(text).iter().enumerate() {
        let Ok(Some(document)) = yaml::parse(text, chunk.span) else {
            continue;
        };
        let root = document.root();
        let mut objects = vec![(root, Vec::new())];
        if root.get("kind").and_then(Node::as_str) == Some("List") {
            let items = root.get("items").into_iter().flat_map(Node::items);
            let path = |at: usize| vec!["items".to_owned(), at.to_string()];
            objects.extend(items.enumerate().map(|(at, item)| (item, path(at))));
        }
        for (object, path) in objects {
            let manifest = Manifest {
                file,
                shown: &shown,
                document: number,
                path,
                object,
                text,
                tops: &tops,
                boundary: &boundary,
                allowance,
            };
            match manifest.group_and_kind() {
                Some((argo::GROUP, "Application")) => argo::application(&manifest, found),
                Some((argo::GROUP, "ApplicationSet")) => argo::set(&manifest, found),
                Some((flux::GROUP, "HelmRelease")) => found.extend(flux::release(&manifest)),
                _ => {}
            }
        }
    }
}
