//! A loaded chart with its dependencies, ready to be rendered with any values.
//!
//! Source: `pkg/chart/v2/loader/load.go` of Helm 4.1.4.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    archive::{self, Unpacked},
    chart_files::{ChartFile, ChartFiles},
    folder,
    loading::{
        Content, Laid, Loading, MAX_DEPTH, Part, Said, file_text, is_text, name_of, template_text,
    },
    metadata::{Dependency, Metadata},
    values::read::read_values,
};
use crate::{
    gotemplate::{Map, Text},
    inputs::{Files, Problem, clean},
    source::{FileId, Span},
};

/// A chart with its dependencies, ready to be rendered with any values.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    pub(super) metadata: Rc<Metadata>,
    pub(super) values: Map,
    pub(super) templates: Rc<[ChartTemplate]>,
    pub(super) files: Rc<ChartFiles>,
    pub(super) charts: Vec<Chart>,
    /// The names of dependencies that were not found.
    pub(super) missing: Vec<String>,
}

/// A template, by its path in its chart.
#[derive(Clone, Debug)]
pub(super) struct ChartTemplate {
    pub(super) name: String,
    pub(super) file: FileId,
    pub(super) text: Text,
}

const CHART: &str = "Chart.yaml";

impl Chart {
    /// The files that only define templates for others.
    pub(super) fn partials(&self) -> impl Iterator<Item = FileId> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(chart) = open.pop() {
            let templates = chart.templates.iter();
            let partials = templates.filter(|template| is_partial(&template.name));
            found.extend(partials.map(|template| template.file));
            open.extend(&chart.charts);
        }
        found.into_iter()
    }
}

/// True for a template that Helm does not render by itself.
pub(super) fn is_partial(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    base.starts_with('_')
}

/// The `Chart.yaml` of a folder, a path with all links resolved.
pub(super) fn file(folder: &Path, files: &mut Files<'_>) -> Option<FileId> {
    let file = folder.join(CHART).canonicalize().ok()?;
    let is_inside = files.boundary.holds(&file);
    is_inside.then(|| files.open(&file).ok())?
}

/// Loads the chart in a folder, a path with all links resolved. `file` is its `Chart.yaml`.
pub(super) fn load(
    folder: &Path,
    file: FileId,
    files: &mut Files<'_>,
) -> Result<(Chart, Vec<Laid>), Problem> {
    files.begin();
    let said = Said {
        file,
        place: Span::new(0, 0),
    };
    let mut loading = Loading {
        files,
        left: MAX_LOOKS,
        laid: Vec::new(),
    };
    let chart = loading.load_folder(folder, said, 0, "")?;
    let laid = loading.laid;
    let metadata = &chart.metadata;
    if metadata.is_library() {
        let message = "a library chart cannot be installed by itself".to_owned();
        return Err(files.refused(metadata.file, metadata.place, message));
    }
    Ok((chart, laid))
}

/// The limit on files and folders visited for one chart.
const MAX_LOOKS: usize = 20_000;

/// The parts of a chart by kind.
#[derive(Default)]
struct Sorted {
    requirements: Option<FileId>,
    values: Option<FileId>,
    templates: Vec<ChartTemplate>,
    files: Vec<ChartFile>,
    charts: BTreeMap<String, Vec<Part>>,
}

impl Loading<'_, '_> {
    fn load_folder(
        &mut self,
        folder: &Path,
        said: Said,
        depth: usize,
        at: &str,
    ) -> Result<Chart, Problem> {
        let parts = folder::files_of(self, folder, said)?;
        self.assemble(parts, Some(folder), said, depth, at)
    }

    fn assemble(
        &mut self,
        parts: Vec<Part>,
        folder: Option<&Path>,
        said: Said,
        depth: usize,
        at: &str,
    ) -> Result<Chart, Problem> {
        if depth > MAX_DEPTH {
            let message = format!("charts nest deeper than {MAX_DEPTH} levels");
            return Err(self.not_built(said, message));
        }
        let Some(own) = parts.iter().find(|part| part.name == CHART) else {
            let message = format!("a chart has no `{CHART}`");
            return Err(self.refused(said, message));
        };
        let file = self.lay(own, said, at)?;
        let mut metadata = Metadata::read(self.files, file)?;
        let said = Said {
            file,
            place: metadata.place,
        };
        let is_old = matches!(metadata.text("apiVersion"), "" | "v1");
        let sorted = self.sort(parts, is_old, said, at)?;
        if let Some(file) = sorted.requirements {
            metadata.read_requirements(self.files, file)?;
        }
        metadata.check(self.files)?;
        let values = match sorted.values {
            Some(file) => read_values(self.files, file)?,
            None => Map::default(),
        };
        let mut charts = Vec::new();
        for (name, parts) in sorted.charts {
            if !name.starts_with(['_', '.']) {
                charts.push(self.inner(&name, parts, folder, said, depth, at)?);
            }
        }
        let mut missing = Vec::new();
        for dependency in metadata.dependencies.iter().flatten() {
            let name = dependency.name.as_str();
            if charts.iter().any(|chart| chart.metadata.name() == name) {
                continue;
            }
            match self.beside(dependency, folder, depth, at)? {
                Some(chart) if chart.metadata.name() == name => charts.push(chart),
                _ => missing.push(name.to_owned()),
            }
        }
        Ok(Chart {
            metadata: Rc::new(metadata),
            values,
            templates: sorted.templates.into(),
            files: Rc::new(ChartFiles::new(sorted.files)),
            charts,
            missing,
        })
    }

    fn sort(
        &mut self,
        parts: Vec<Part>,
        is_old: bool,
        said: Said,
        at: &str,
    ) -> Result<Sorted, Problem> {
        let mut sorted = Sorted::default();
        for part in parts {
            match &*part.name {
                CHART | "Chart.lock" | "values.schema.json" => continue,
                "values.yaml" => {
                    let file = self.lay(&part, said, at)?;
                    self.check_is_text(file, &part.name)?;
                    sorted.values = Some(file);
                    continue;
                }
                "requirements.yaml" => {
                    sorted.requirements = Some(self.lay(&part, said, at)?);
                    if !is_old {
                        continue;
                    }
                }
                "requirements.lock" if !is_old => continue,
                name if name.starts_with("templates/") => {
                    let file = self.lay(&part, said, at)?;
                    self.check_is_text(file, &part.name)?;
                    let text = template_text(self.files, file);
                    let name = part.name;
                    sorted.templates.push(ChartTemplate { name, file, text });
                    continue;
                }
                name => {
                    let is_signature = Path::new(name).extension() == Some("prov".as_ref());
                    if let Some(inner) = name.strip_prefix("charts/")
                        && !is_signature
                    {
                        let (chart, rest) = inner.split_once('/').unwrap_or((inner, ""));
                        let (chart, name) = (chart.to_owned(), rest.to_owned());
                        let content = part.content;
                        let parts = sorted.charts.entry(chart).or_default();
                        parts.push(Part { name, content });
                        continue;
                    }
                }
            }
            let file = self.lay(&part, said, at)?;
            sorted.files.push(ChartFile {
                text: is_text(self.files, file).then(|| file_text(self.files, file)),
                name: part.name,
            });
        }
        Ok(sorted)
    }

    /// A chart in the folder `charts` of another one.
    fn inner(
        &mut self,
        name: &str,
        mut parts: Vec<Part>,
        folder: Option<&Path>,
        said: Said,
        depth: usize,
        at: &str,
    ) -> Result<Chart, Problem> {
        let at = format!("{at}charts/{}", name.strip_suffix(".tgz").unwrap_or(name));
        if Path::new(name).extension() != Some("tgz".as_ref()) {
            parts.retain(|part| !part.name.is_empty());
            if !parts.iter().any(|part| part.name == CHART) {
                let message = format!(
                    "`charts/{name}` is not a chart: expected a folder with a `{CHART}`, or a `.tgz`"
                );
                return Err(self.refused(said, message));
            }
            let folder = folder.map(|folder| folder.join("charts").join(name));
            return self.assemble(parts, folder.as_deref(), said, depth + 1, &format!("{at}/"));
        }
        let Some(packed) = parts.pop().filter(|part| part.name.is_empty()) else {
            let message = format!("`charts/{name}` is a folder, not an archive");
            return Err(self.refused(said, message));
        };
        let shown = self.shown(&packed);
        let bytes = self.bytes(packed, said)?;
        let room = self.files.remaining();
        let unpacked = archive::files_of(&bytes, &shown, &mut self.left, room);
        let parts = unpacked.map_err(|unpacked| match unpacked {
            Unpacked::Refused(reason) => {
                self.refused(said, format!("cannot unpack `charts/{name}`: {reason}"))
            }
            Unpacked::TooMuch => {
                let message = format!(
                    "`charts/{name}` exceeds the limits on the number and size of files in one chart"
                );
                self.not_built(said, message)
            }
        })?;
        // The files of packed charts inside count as well.
        let inner: usize = parts
            .iter()
            .filter(|part| Path::new(&part.name).extension() == Some("tgz".as_ref()))
            .map(|part| match &part.content {
                Content::Packed(_, bytes) => bytes.len(),
                Content::Disk(_) => 0,
            })
            .sum();
        self.files
            .count(inner)
            .map_err(|unread| self.unread(said, name, &unread))?;
        // A folder next to it may have the same name.
        self.assemble(parts, None, said, depth + 1, &format!("{at}-packed/"))
    }

    /// A chart in a folder next to the one that needs it; `helm dependency build` would copy it into `charts`.
    fn beside(
        &mut self,
        dependency: &Dependency,
        folder: Option<&Path>,
        depth: usize,
        at: &str,
    ) -> Result<Option<Chart>, Problem> {
        let said = Said {
            file: dependency.file,
            place: dependency.place,
        };
        let path = dependency.repository.as_str().strip_prefix("file://");
        let (Some(folder), Some(path)) = (folder, path) else {
            return Ok(None);
        };
        let path: PathBuf = clean(&folder.join(path));
        let outside = || {
            format!(
                "`{}` is outside of the repository or folder that is checked: pass a folder that contains both",
                dependency.repository.as_str()
            )
        };
        if !self.files.boundary.holds(&path) {
            return Err(self.not_built(said, outside()));
        }
        let Ok(found) = path.canonicalize() else {
            return Ok(None);
        };
        if !self.files.boundary.holds(&found) {
            return Err(self.not_built(said, outside()));
        }
        if !found.join(CHART).is_file() {
            return Ok(None);
        }
        if depth >= MAX_DEPTH {
            let name = name_of(&found);
            let message = format!("charts nest deeper than {MAX_DEPTH} levels: `{name}`");
            return Err(self.not_built(said, message));
        }
        let at = format!("{at}charts/{}-beside/", dependency.name.as_str());
        self.load_folder(&found, said, depth + 1, &at).map(Some)
    }
}
