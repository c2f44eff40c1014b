//! Which files are templates of a Helm chart above them.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::from_here;

/// Which folders met so far are charts.
#[derive(Default)]
pub(super) struct Charts {
    known: Mutex<HashMap<PathBuf, bool>>,
}

impl Charts {
    /// The folder of the chart of which the file with this resolved path is a template. A chart inside of
    /// another one is installed with that.
    pub(super) fn of_template(&self, file: &Path) -> Option<String> {
        let mut folders = file.ancestors().skip(1);
        let templates = folders.find(|folder| folder.ends_with("templates"))?;
        let mut chart = templates.parent().filter(|folder| self.is_chart(folder))?;
        while let Some(charts) = chart.parent().filter(|folder| folder.ends_with("charts"))
            && let Some(outer) = charts.parent().filter(|folder| self.is_chart(folder))
        {
            chart = outer;
        }
        Some(from_here(chart))
    }

    fn is_chart(&self, folder: &Path) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(folder) {
            return *found;
        }
        let found = folder.join("Chart.yaml").is_file();
        known.insert(folder.to_owned(), found);
        found
    }
}
