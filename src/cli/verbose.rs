//! `-v`: which configuration holds for which files, what is skipped and why, what is built, and how long it took. All
//! of it goes to standard error.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::output::{note, plural};
use crate::{
    project::{Builds, ForFile},
    walk::shown,
};

/// What happened to the files of a run, where somebody wants to know.
pub(super) struct Verbose {
    is_on: bool,
    met: Mutex<Met>,
}

#[derive(Default)]
struct Met {
    /// How many files each configuration holds for.
    configurations: BTreeMap<String, usize>,
    /// Why files are skipped, by their paths.
    skipped: BTreeMap<String, String>,
}

impl Verbose {
    pub(super) fn new(is_on: bool) -> Self {
        Self {
            is_on,
            met: Mutex::default(),
        }
    }

    fn with(&self, change: impl FnOnce(&mut Met)) {
        if self.is_on {
            change(&mut self.met.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Notes that a file is judged, and by what.
    pub(super) fn judge(&self, for_file: &ForFile) {
        self.with(|met| {
            let config = for_file.config.clone();
            let config = config.unwrap_or_else(|| "no configuration".to_owned());
            *met.configurations.entry(config).or_default() += 1;
        });
    }

    /// Notes that a file is not judged.
    pub(super) fn skip(&self, path: Option<&Path>, why: impl FnOnce() -> String) {
        self.with(|met| {
            let path = path.map_or_else(|| "standard input".to_owned(), shown);
            met.skipped.insert(path, why());
        });
    }

    /// Says all that was noted.
    pub(super) fn say(&self) {
        self.with(|met| {
            for (config, files) in std::mem::take(&mut met.configurations) {
                note(format_args!(
                    "{config}: holds for {files} file{}",
                    plural(files)
                ));
            }
            for (path, why) in std::mem::take(&mut met.skipped) {
                note(format_args!("{path}: skipped: {why}"));
            }
        });
    }

    /// Says what is built of several files.
    pub(super) fn say_builds(&self, builds: &Builds) {
        if !self.is_on {
            return;
        }
        for root in builds.roots() {
            let what = if root.is_chart() {
                "Helm chart"
            } else {
                "kustomization"
            };
            note(format_args!(
                "{}: {what} with a Spark application",
                root.name
            ));
        }
    }

    pub(super) fn say_time(&self, what: &str, time: Duration) {
        if self.is_on {
            note(format_args!("{what}: {:.2} s", time.as_secs_f64()));
        }
    }
}
