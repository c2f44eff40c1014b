//! `charts` of a configuration, with paths resolved.

use std::path::{Path, PathBuf};

use super::{
    chart_roots::CHART,
    configured_paths::{file, resolved, wrong},
    installed::Installed,
};
use crate::{
    config::{ChartEntry, Config, Placed},
    finding::Diagnostic,
    helm::Values,
};

/// Checks the paths, which are relative to one of these folders.
pub(super) fn errors(folders: &[PathBuf], config: &Config) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for entry in &config.charts {
        match base(folders, entry) {
            Err(error) => errors.push(*error),
            Ok((base, _)) => {
                let values = entry.values.iter();
                errors.extend(
                    values.filter_map(|values| file(&base, values).err().map(|error| *error)),
                );
            }
        }
    }
    errors
}

/// How a configuration installs a chart.
pub(super) fn of_chart(folders: &[PathBuf], config: &Config, chart: &Path) -> Vec<Installed> {
    let entries = config.charts.iter().filter_map(|entry| {
        let (base, folder) = base(folders, entry).ok()?;
        if folder != chart {
            return None;
        }
        let values = entry.values.iter();
        let values = values.filter_map(|values| file(&base, values).ok().map(Values::File));
        Some(Installed {
            name: entry.release.clone(),
            namespace: entry.namespace.clone(),
            values: values.collect(),
            settings: entry.settings.clone(),
            kube_version: entry.kube_version.clone(),
            api_versions: entry.api_versions.clone(),
            is_without_own_values: false,
        })
    });
    entries.collect()
}

/// The folder that the paths of an entry are relative to, and the folder of the chart.
fn base(folders: &[PathBuf], entry: &ChartEntry) -> Result<(PathBuf, PathBuf), Box<Diagnostic>> {
    let mut first = None;
    for base in folders {
        match chart(base, &entry.path) {
            Ok(chart) => return Ok((base.clone(), chart)),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or_else(|| no_chart(&entry.path)))
}

fn chart(base: &Path, path: &Placed) -> Result<PathBuf, Box<Diagnostic>> {
    let folder = resolved(base, path)?;
    if folder.join(CHART).is_file() {
        Ok(folder)
    } else {
        Err(no_chart(path))
    }
}

fn no_chart(path: &Placed) -> Box<Diagnostic> {
    let message = format!("no chart in `{}`: {CHART} is missing", path.text);
    wrong(path, "no chart", message)
}
