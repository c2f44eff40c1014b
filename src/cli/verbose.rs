//! `--verbose`: prints to standard error which configurations apply, what is skipped and why, what is built, and the time.

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

pub(super) struct Verbose {
    is_on: bool,
    met: Mutex<Met>,
}

#[derive(Default)]
struct Met {
    /// The number of files of each configuration.
    configurations: BTreeMap<String, usize>,
    /// Why files are skipped, by path.
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

    pub(super) fn judge(&self, for_file: &ForFile) {
        self.with(|met| {
            let config = for_file.config.clone();
            let config = config.unwrap_or_else(|| "no configuration".to_owned());
            *met.configurations.entry(config).or_default() += 1;
        });
    }

    pub(super) fn skip(&self, path: Option<&Path>, why: impl FnOnce() -> String) {
        self.with(|met| {
            let path = path.map_or_else(|| "standard input".to_owned(), shown);
            met.skipped.insert(path, why());
        });
    }

    pub(super) fn say(&self) {
        self.with(|met| {
            for (config, files) in std::mem::take(&mut met.configurations) {
                note(format_args!(
                    "{config}: applies to {files} file{}",
                    plural(files)
                ));
            }
            for (path, why) in std::mem::take(&mut met.skipped) {
                note(format_args!("{path}: skipped: {why}"));
            }
        });
    }

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
