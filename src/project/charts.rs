//! Which files are templates of a Helm chart above them.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::from_here;
use crate::{
    source::Span,
    walk::{SETTINGS, read_file},
    yaml::{self, Node},
};

/// Which folders met so far are charts.
#[derive(Default)]
pub(super) struct Charts {
    known: Mutex<HashMap<PathBuf, bool>>,
}

impl Charts {
    /// The folder of the chart that renders the file with this resolved path. A chart inside another one is
    /// installed with that. `None` for a library chart, which Helm does not render.
    pub(super) fn of_template(&self, file: &Path) -> Option<String> {
        let mut folders = file.ancestors().skip(1);
        let templates = folders.find(|folder| folder.ends_with("templates"))?;
        let mut chart = templates.parent().filter(|folder| self.is_chart(folder))?;
        while let Some(charts) = chart.parent().filter(|folder| folder.ends_with("charts"))
            && let Some(outer) = charts.parent().filter(|folder| self.is_chart(folder))
        {
            chart = outer;
        }
        (!is_library(&chart.join("Chart.yaml"))).then(|| from_here(chart))
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

fn is_library(chart: &Path) -> bool {
    let mut bytes = Vec::new();
    if read_file(chart, SETTINGS, &mut bytes).is_err() {
        return false;
    }
    let text = String::from_utf8_lossy(&bytes);
    let whole = Span::new(0, u32::try_from(text.len()).unwrap_or_default());
    let Ok(Some(document)) = yaml::parse(&text, whole) else {
        return false;
    };
    document.root().get("type").and_then(Node::as_str) == Some("library")
}
