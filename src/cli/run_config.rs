//! Settings of the whole run: from the command line, else from the configuration of the current folder, as in ruff. Paths
//! on the command line may lead anywhere; paths in a configuration must stay in its folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    args::Check,
    pipeline,
    values::{Output, read_output},
};
use crate::{
    finding::Severity,
    lint::{FailOn, RunSettings},
    project::Project,
    report::Format,
    walk::{is_tracked, reason},
};

pub(super) struct RunConfig {
    pub(super) fail_on: FailOn,
    /// The lowest severity to show. `None` for the default of each format.
    pub(super) severity: Option<Severity>,
    pub(super) baseline: Option<PathBuf>,
    pub(super) outputs: Vec<Output>,
}

impl RunConfig {
    /// `None` if the configuration of the current folder is invalid.
    ///
    /// # Errors
    /// Paths in the configuration that cannot be used.
    pub(super) fn new(arguments: &Check, project: &Project) -> Result<Option<Self>, String> {
        let mut settings = RunSettings::default();
        let mut folders = None;
        // Settings load the whole catalogue, so they are not read without a configuration.
        if project.has_config(None) {
            let for_file = project.of(None);
            settings = for_file.effective.settings.run.clone();
            folders = Some(for_file.effective.folders.clone());
        }
        if !project.errors().is_empty() {
            return Ok(None);
        }
        let folder = |name: &str| {
            let folders = folders.as_ref()?;
            folders.get(name).map(PathBuf::as_path)
        };
        let baseline = match (&arguments.baseline, &settings.baseline) {
            (Some(named), _) => Some(named.clone()),
            (None, Some(named)) if arguments.write_baseline.is_none() => {
                Some(to_read(folder("baseline"), named)?)
            }
            (None, _) => None,
        };
        let outputs = if arguments.formats.is_empty() && !arguments.is_without_report() {
            let outputs = settings.formats.iter().map(|text| {
                let mut output = read_output(text)?;
                if let Some(file) = &mut output.file {
                    *file = to_write(folder("format"), file)?;
                }
                Ok(output)
            });
            outputs.collect::<Result<Vec<_>, String>>()?
        } else {
            arguments.formats.clone()
        };
        Ok(Some(Self {
            fail_on: arguments.fail_on.unwrap_or(settings.fail_on),
            severity: arguments.severity.or(settings.severity),
            baseline,
            outputs: or_usual(&outputs),
        }))
    }
}

/// The given outputs, else the default format of the environment.
pub(super) fn or_usual(asked: &[Output]) -> Vec<Output> {
    if !asked.is_empty() {
        return asked.to_vec();
    }
    let format = if pipeline::is_github_actions() {
        Format::Github
    } else if pipeline::is_azure_pipelines() {
        Format::Azure
    } else {
        Format::Human
    };
    vec![Output { format, file: None }]
}

/// A path in a configuration, relative to the current folder if it is below.
fn below(folder: Option<&Path>, path: &Path) -> PathBuf {
    let whole = folder.unwrap_or(Path::new("")).join(path);
    let current = std::env::current_dir().and_then(fs::canonicalize);
    let below = current.ok();
    let below = below.and_then(|current| whole.strip_prefix(current).ok().map(Path::to_owned));
    below.unwrap_or(whole)
}

/// Checks a path in a configuration for reading.
fn to_read(folder: Option<&Path>, path: &str) -> Result<PathBuf, String> {
    let file = below(folder, Path::new(path));
    let wrong = |why: &str| format!("cannot read {}: {why}", file.display());
    let target = fs::canonicalize(&file).map_err(|error| wrong(&reason(&error)))?;
    if folder.is_some_and(|folder| target.starts_with(folder)) {
        Ok(file)
    } else {
        Err(wrong("it leads out of the configuration's folder"))
    }
}

/// Checks a path in a configuration for writing: a new file, or a report of an earlier run.
fn to_write(folder: Option<&Path>, path: &Path) -> Result<PathBuf, String> {
    let file = below(folder, path);
    let wrong = |why: &str| {
        format!(
            "cannot write {}, which the configuration names: {why}",
            file.display()
        )
    };
    let folder = folder.ok_or_else(|| wrong("the configuration has no folder"))?;
    // Resolve links in the existing part of the path: they could lead anywhere. New folders below it are not links.
    let whole = folder.join(path);
    let mut there = whole
        .ancestors()
        .filter_map(|path| fs::canonicalize(path).ok());
    if !there.next().is_some_and(|there| there.starts_with(folder)) {
        return Err(wrong("it leads out of the configuration's folder"));
    }
    match fs::symlink_metadata(&whole) {
        Ok(found) if !found.is_file() => Err(wrong("it is not a regular file")),
        Ok(_) if is_tracked(&whole) => {
            Err(wrong("it is tracked by git; name it on the command line"))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(wrong(&reason(&error))),
        _ => Ok(file),
    }
}
