//! A kustomization: its file, its fields, and the unsupported ones.
//!
//! Source: `api/types/kustomization.go`, `api/internal/target/kusttarget.go`.

use std::path::{Path, PathBuf};

use super::{
    fields::Fields,
    paths,
    read::{Lies, read},
    value::{Content, Entry, FileId, Origin, Value},
};
use crate::{
    inputs::{Files, Problem},
    source::Span,
};

/// The names that kustomize accepts for its file.
pub const KUSTOMIZATION_FILES: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

const FIELDS: [&str; 34] = [
    "apiVersion",
    "kind",
    "metadata",
    "openapi",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "commonAnnotations",
    "patchesStrategicMerge",
    "patchesJson6902",
    "patches",
    "images",
    "imageTags",
    "replacements",
    "replicas",
    "vars",
    "sortOptions",
    "resources",
    "components",
    "crds",
    "bases",
    "configMapGenerator",
    "secretGenerator",
    "helmGlobals",
    "helmCharts",
    "helmChartInflationGenerator",
    "generatorOptions",
    "configurations",
    "generators",
    "transformers",
    "validators",
    "buildMetadata",
];

/// Fields that are not supported.
const NOT_DONE: [&str; 8] = [
    "openapi",
    "vars",
    "crds",
    "helmCharts",
    "helmChartInflationGenerator",
    "generators",
    "transformers",
    "validators",
];

pub(super) struct Kustomization {
    pub(super) folder: PathBuf,
    pub(super) file: FileId,
    pub(super) value: Value,
    pub(super) is_component: bool,
}

impl Kustomization {
    /// Reads the kustomization of a folder; `said` is the place that names the folder.
    pub(super) fn read(
        files: &mut Files<'_>,
        folder: &Path,
        said: Option<(Origin, &str)>,
    ) -> Result<Option<Self>, Problem> {
        let mut found = KUSTOMIZATION_FILES
            .iter()
            .map(|name| folder.join(name))
            .filter(|path| path.is_file());
        let Some(path) = found.next() else {
            let Some((Origin { file, span, .. }, name)) = said else {
                return Ok(None);
            };
            let message = format!("there is no kustomization in `{name}`");
            return Err(files.refused(file, span, message));
        };
        let has_several = found.next().is_some();
        let resolved = path.canonicalize().ok();
        let resolved = resolved.filter(|resolved| resolved.starts_with(folder));
        let file = match (resolved, said) {
            (Some(path), Some((origin, name))) => paths::open_path(files, &path, name, origin)?,
            (Some(path), None) => match files.open(&path) {
                Ok(file) => file,
                Err(_) => return Ok(None),
            },
            (None, Some((Origin { file, span, .. }, name))) => {
                let message = format!(
                    "the kustomization of `{name}` is a link to a file outside of its folder"
                );
                return Err(files.refused(file, span, message));
            }
            (None, None) => return Ok(None),
        };
        let text = files.get(file).text.as_str().to_owned();
        let top = Span::new(
            0,
            text.find('\n')
                .map_or(0, |at| u32::try_from(at).unwrap_or(0)),
        );
        if has_several {
            let message = "this folder has several kustomization files".to_owned();
            return Err(files.refused(file, top, message));
        }
        // kustomize ignores everything after the first document.
        let first = crate::yaml::split(&text)
            .into_iter()
            .find(|chunk| !text[chunk.span.range()].trim().is_empty());
        let part = first.map_or(Span::new(0, 0), |chunk| chunk.span);
        let value = read(files, file, &text, part, Lies::AsItIs)?;
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Err(files.refused(file, top, "the kustomization is empty".to_owned()));
        };
        let fields = Fields::of(files, &value, &FIELDS)?;
        let says_what = |entry: &Entry| {
            let key = entry.key.as_str();
            !["apiVersion", "kind"]
                .iter()
                .any(|field| key.eq_ignore_ascii_case(field))
                && !entry.value.is_null()
        };
        if !value.entries().iter().any(says_what) {
            return Err(files.refused(file, top, "the kustomization is empty".to_owned()));
        }
        let kind = fields.text(files, "kind")?;
        let is_component = kind.as_ref().is_some_and(|kind| kind.text == "Component");
        if let Some(kind) = kind
            && !["", "Kustomization", "Component"].contains(&kind.text.as_str())
        {
            let message = "`kind` must be `Kustomization` or `Component`".to_owned();
            return Err(files.refused(file, kind.origin.span, message));
        }
        let wanted = if is_component { "v1alpha1" } else { "v1beta1" };
        let wanted = format!("kustomize.config.k8s.io/{wanted}");
        if let Some(version) = fields.text(files, "apiVersion")?
            && !version.text.is_empty()
            && version.text != wanted
        {
            let message = format!("`apiVersion` must be `{wanted}`");
            return Err(files.refused(file, version.origin.span, message));
        }
        let is_empty = |value: &Value| match &value.content {
            Content::List(items) => items.is_empty(),
            Content::Map(entries) => entries.is_empty(),
            Content::Scalar(_) => false,
        };
        for field in NOT_DONE {
            if let Some(value) = fields.get(field).filter(|value| !is_empty(value)) {
                let message = format!("`{field}` is not supported here");
                return Err(files.not_built(file, value.origin.span, message));
            }
        }
        Ok(Some(Self {
            folder: folder.to_owned(),
            file,
            value,
            is_component,
        }))
    }

    pub(super) fn fields(&self) -> Fields<'_> {
        Fields { value: &self.value }
    }
}
