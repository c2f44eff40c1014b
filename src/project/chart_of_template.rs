//! Which files are templates of a Helm chart above them.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::from_here;
use crate::{
    source::{SourceText, Span},
    walk::{SETTINGS, check_link, read_file},
    written::{Dependency, dependencies, is_chart},
    yaml::{self, Node},
};

#[derive(Default)]
pub(super) struct Charts {
    known: Mutex<HashMap<PathBuf, bool>>,
}

impl Charts {
    /// The folder of the chart that renders the file with this resolved path: the outermost one, because a subchart is installed
    /// with its parent. `None` for a library chart, which Helm does not render.
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

    /// The folder of the chart that the file with this resolved path describes, if a dependency is missing that probably
    /// creates Spark applications.
    pub(super) fn without_dependency(&self, file: &Path) -> Option<String> {
        if !is_chart(file) {
            return None;
        }
        let folder = file.parent()?;
        check_link(file, Some(folder)).ok()?;
        let mut bytes = Vec::new();
        read_file(file, SETTINGS, &mut bytes).ok()?;
        let source = SourceText::from_bytes(&bytes).ok()?;
        let end = u32::try_from(source.as_str().len()).ok()?;
        let chart = yaml::parse(source.as_str(), Span::new(0, end)).ok()??;
        let is_missing = |dependency: &Dependency| {
            let beside = dependency.repository.strip_prefix("file://");
            let beside = beside.is_some_and(|path| self.is_chart(&folder.join(path)));
            let within = folder.join("charts").join(&dependency.name);
            dependency.is_of_spark() && !beside && !self.is_chart(&within)
        };
        dependencies(&chart)
            .iter()
            .any(is_missing)
            .then(|| from_here(folder))
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
