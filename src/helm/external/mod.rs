//! Renders a chart with the user's own Helm where the built-in engine cannot.
//!
//! Places are exact if a copy of the chart with marked lines renders the same documents.

mod alignment;
mod documents;
mod layout;
mod marks;
mod options;
mod places;
mod program;
mod run;
mod source_of;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    ffi::OsString,
    io,
    path::Path,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use alignment::Aligner;
use documents::{Document, documents};
use marks::Marks;
use options::options;
use places::{Writer, bare};
pub use program::Helm;
use run::{Bounds, run};
use source_of::{file_of, template_files, templates};
use tempfile::TempDir;

use super::{chart::Chart, loading::Laid, release::Release, render::Rendered, written::Written};
use crate::{
    inputs::{Files, Problem},
    source::FileId,
};

/// The time limit of one rendering.
const MAX_TIME: Duration = Duration::from_secs(30);

/// The limit on Helm's output, in bytes.
const MAX_OUTPUT: usize = 64 << 20;

/// A chart that Helm is to render.
pub(super) struct Asked<'a> {
    pub(super) helm: &'a Helm,
    pub(super) chart: &'a Chart,
    pub(super) laid: &'a [Laid],
    pub(super) release: &'a Release,
}

/// The rendered templates of a release; Helm renders those on which the built-in engine failed.
pub(super) fn complete(
    built: Result<Vec<Rendered>, Problem>,
    asked: &Asked<'_>,
    files: &mut Files<'_>,
) -> Result<Vec<Rendered>, Problem> {
    let is_complete = |built: &[Rendered]| built.iter().all(|template| template.result.is_ok());
    if built.as_ref().is_ok_and(|built| is_complete(built)) {
        return built;
    }
    let failed: Option<BTreeSet<&str>> = built.as_ref().ok().map(|built| {
        let failed = built.iter().filter(|template| template.result.is_err());
        failed.map(|template| &*template.name).collect()
    });
    let wanted = |source: &str| failed.as_ref().is_none_or(|failed| failed.contains(source));
    let rendered = asked.render(wanted, files);
    let add = |mut problem: Problem, reason: &str| {
        problem.message = format!("{}; {reason}", problem.message);
        problem
    };
    match (built, rendered) {
        (Err(problem), Err(reason)) => Err(add(problem, &reason)),
        (Ok(mut built), Err(reason)) => {
            for template in &mut built {
                if let Err(problem) = &template.result {
                    template.result = Err(add(problem.clone(), &reason));
                }
            }
            Ok(built)
        }
        (Ok(mut built), Ok(mut rendered)) => {
            let failed = built.iter_mut().filter(|template| template.result.is_err());
            for template in failed {
                // Helm prints nothing for a template without documents.
                template.result = Ok(rendered.remove(&template.name).unwrap_or_default());
            }
            Ok(built)
        }
        (Err(_), Ok(mut rendered)) => {
            for name in templates(asked.chart) {
                rendered.entry(name).or_default();
            }
            let known = rendered.into_iter().filter_map(|(name, written)| {
                Some(Rendered {
                    file: Arc::clone(files.get(file_of(asked.chart, &name)?)),
                    name,
                    result: Ok(written),
                })
            });
            Ok(known.collect())
        }
    }
}

/// Documents with marks, by template and text without marks. Helm may print the same document twice.
type Marked = HashMap<(String, String), VecDeque<Vec<String>>>;

/// The folder in which Helm runs.
struct Stage<'a> {
    folder: &'a Path,
    options: Vec<OsString>,
}

impl Asked<'_> {
    /// Helm's output for each wanted template, by name.
    fn render(
        &self,
        wanted: impl Fn(&str) -> bool,
        files: &mut Files<'_>,
    ) -> Result<BTreeMap<String, Written>, String> {
        let folder = private_folder()
            .map_err(|error| format!("cannot create a temporary folder: {error}"))?;
        let stage = Stage {
            folder: folder.path(),
            options: options(self.release, folder.path(), files)?,
        };
        let output = self.run(&stage, "plain", files, |_, _| None)?;
        let mut all = documents(&output)?;
        let mut sources: BTreeMap<&str, FileId> = BTreeMap::new();
        for Document { source, .. } in &all {
            if !sources.contains_key(source) {
                let file = file_of(self.chart, source).ok_or_else(|| {
                    format!("helm printed a document of `{source}`, which is not in the chart")
                })?;
                sources.insert(source, file);
            }
        }
        all.retain(|document| wanted(document.source));
        let keys: Vec<_> = all.iter().map(key).collect();
        let mut marks = Marks::default();
        let mut marked = self.marked(&keys, &stage, &mut marks, files);
        let mut writers: BTreeMap<&str, Writer> = BTreeMap::new();
        let mut aligner = Aligner::default();
        for (document, key) in all.iter().zip(&keys) {
            let writer = writers.entry(document.source).or_default();
            match marked.get_mut(key).and_then(VecDeque::pop_front) {
                Some(proof) => writer.proved(&document.lines, &proof, &marks, files),
                None => {
                    let file = files.get(sources[document.source]);
                    writer.aligned(&document.lines, file, &mut aligner);
                }
            }
        }
        let written = writers.into_iter();
        Ok(written
            .map(|(name, writer)| (name.to_owned(), writer.finish()))
            .collect())
    }

    /// Helm's output for marked copies: with marks in all templates and, if that does not prove all documents, only in
    /// those that are not partials. A function may treat a marked text differently.
    fn marked(
        &self,
        keys: &[(String, String)],
        stage: &Stage<'_>,
        marks: &mut Marks,
        files: &mut Files<'_>,
    ) -> Marked {
        let mut marked = Marked::new();
        for (name, with_partials) in [("marked", true), ("marked-manifests", false)] {
            if keys.iter().all(|key| marked.contains_key(key)) {
                break;
            }
            let templates = template_files(self.chart, with_partials);
            let mark = |file, text: &str| templates.contains(&file).then(|| marks.mark(file, text));
            let output = self.run(stage, name, files, mark).unwrap_or_default();
            for document in documents(&output).unwrap_or_default() {
                let lines = document.lines.iter().map(|line| (*line).to_owned());
                let known = marked.entry(key(&document)).or_default();
                known.push_back(lines.collect());
            }
        }
        marked
    }

    /// Runs Helm on a copy of the chart.
    fn run(
        &self,
        stage: &Stage<'_>,
        name: &str,
        files: &mut Files<'_>,
        change: impl FnMut(FileId, &str) -> Option<String>,
    ) -> Result<String, String> {
        let Self { release, helm, .. } = self;
        let chart = stage.folder.join(name);
        layout::write(
            self.laid,
            release.is_without_own_values,
            &chart,
            files,
            change,
        )?;
        let mut arguments = stage.options.clone();
        arguments.extend([
            "--".into(),
            release.name.clone().into(),
            chart.clone().into(),
        ]);
        let left = *helm.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.is_zero() {
            return Err("helm reached its total time limit of ten minutes".to_owned());
        }
        let bounds = Bounds {
            time: left.min(MAX_TIME),
            output: MAX_OUTPUT,
        };
        let started = Instant::now();
        let result = run(&helm.program, &arguments, stage.folder, bounds);
        let mut left = helm.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(started.elapsed());
        // The path of the temporary copy would only confuse the reader.
        result.map_err(|reason| reason.replace(&format!("{}/", chart.display()), ""))
    }
}

fn key(document: &Document<'_>) -> (String, String) {
    (document.source.to_owned(), bare(&document.lines))
}

/// A folder that only this user can read: values may contain secrets.
#[cfg(unix)]
fn private_folder() -> io::Result<TempDir> {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
}

#[cfg(not(unix))]
fn private_folder() -> io::Result<TempDir> {
    tempfile::tempdir()
}
