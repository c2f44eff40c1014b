//! Finds the values to render a chart with: those of the command line, else those of the configuration or next to the
//! chart, and those of manifests that install it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    Project, charts::is_values, choice::Choice, disk::Disk, installations::Installation,
    installed::Installed,
};
use crate::helm::Values;

/// Sources of values in addition to the charts themselves.
#[derive(Clone, Copy)]
pub struct Choosing<'c> {
    /// The project, for its configurations.
    pub project: &'c Project,
    /// The options of the command line, which apply to all charts.
    pub given: Option<&'c Installed>,
}

/// The installations of charts in the manifests of a run.
#[derive(Clone, Copy)]
pub(super) struct Known<'c> {
    pub(super) choosing: Choosing<'c>,
    pub(super) installations: &'c [Installation],
    /// The charts that manifests of the run install.
    pub(super) installed: &'c BTreeSet<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    /// Only those of manifests that install it.
    Installed,
}

/// The most ways that a chart is rendered.
const MAX_CHOICES: usize = 100;

pub(super) fn choices(
    chart: &Path,
    members: &BTreeSet<PathBuf>,
    extent: Extent,
    known: Known<'_>,
    disk: Disk<'_>,
) -> Vec<Choice> {
    let Known {
        choosing,
        installations,
        ..
    } = known;
    let own = disk.names.shown(&chart.join("values.yaml"));
    let choice = |installed: &Installed, name: Option<String>| {
        let shown = |file: &Path| disk.names.shown(file);
        Choice {
            name: name.unwrap_or_else(|| installed.shown(&own, shown)),
            sources: installed.files().map(Path::to_owned).collect(),
            command: installed.command(&disk.names.shown(chart), shown),
            is_default: false,
            release: installed.release(),
        }
    };
    if let Some(given) = choosing.given {
        return vec![choice(given, None)];
    }
    let mut choices = match extent {
        Extent::Installed => Vec::new(),
        Extent::All => {
            let configured = choosing.project.charts_of(chart);
            let is_configured = !configured.is_empty();
            let others = if is_configured {
                configured
            } else {
                automatic(chart, members)
            };
            let default = (!is_configured).then(|| Choice {
                is_default: true,
                ..choice(&Installed::default(), None)
            });
            let others = others.iter().map(|installed| choice(installed, None));
            default.into_iter().chain(others).collect()
        }
    };
    let of_chart = installations.iter();
    let of_chart = of_chart.filter(|installation| installation.chart == chart);
    choices.extend(of_chart.take(MAX_CHOICES).map(|installation| {
        let name = Some(installation.name.clone());
        let mut choice = choice(&installation.installed, name);
        choice.sources.push(installation.file.clone());
        choice
    }));
    choices.truncate(MAX_CHOICES);
    choices
}

/// The values files next to the chart's own.
fn automatic(chart: &Path, members: &BTreeSet<PathBuf>) -> Vec<Installed> {
    let beside = members.iter().filter(|file| is_values(file, chart));
    let beside = beside.take(MAX_CHOICES).map(|file| Installed {
        values: vec![Values::File(file.clone())],
        ..Installed::default()
    });
    beside.collect()
}
