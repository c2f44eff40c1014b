//! Finds files that may install a chart, for an editor that has a file of the chart open.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

/// The most folders that are searched, and files that are read.
const MAX_FOLDERS: usize = 5_000;
const MAX_FILES: usize = 2_000;

/// The manifests in and below a folder, up to the limits.
pub(super) fn files(top: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![top.to_owned()];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        seen += 1;
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            if seen + open.len() > MAX_FOLDERS || found.len() >= MAX_FILES {
                return found;
            }
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            let path = entry.path();
            if kind.is_dir() && !is_of_tool(&path) {
                open.push(path);
            } else if kind.is_file() && is_manifest(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// Folders of tools contain very many folders and no manifests of the project.
fn is_of_tool(folder: &Path) -> bool {
    let name = folder.file_name().map(OsStr::to_string_lossy);
    name.is_some_and(|name| name.starts_with('.') || ["node_modules", "target"].contains(&&*name))
}

fn is_manifest(file: &Path) -> bool {
    file.extension()
        .is_some_and(|ending| ending == "yaml" || ending == "yml")
}
