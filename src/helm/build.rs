use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use super::{
    chart::{self, Chart},
    external::{Asked, Helm, complete},
    prepare::prepare,
    release::Release,
    render::{Rendered, render as render_templates},
};
use crate::{
    gotemplate::{Budget, STACK},
    inputs::{Boundary, Files, Limits, Problem, Reader},
    source::SourceFile,
};

/// The step limit for all renderings of a chart: less than a second. A chart of a few thousand lines takes 100,000.
const MAX_STEPS: usize = 5_000_000;

/// The result of building a chart.
pub struct Outcome {
    /// `Chart.yaml`.
    pub file: Arc<SourceFile>,
    /// The files that were read, with all links resolved.
    pub files: Vec<PathBuf>,
    /// The files that only define templates for others.
    pub partials: Vec<Arc<SourceFile>>,
    /// One result per release, or why the chart could not be read at all.
    pub renderings: Result<Vec<Result<Vec<Rendered>, Problem>>, Problem>,
}

/// Renders the chart in a folder (a path with all links resolved) for each release. `helm` is the user's own Helm, for
/// what the built-in engine cannot render. `None` if `Chart.yaml` cannot be read.
#[must_use]
pub fn render(
    folder: &Path,
    releases: &[&Release],
    helm: Option<&Helm>,
    reader: &(dyn Reader + Sync),
    boundary: &Boundary,
) -> Option<Outcome> {
    thread::scope(|scope| {
        let build = || build(folder, releases, helm, reader, boundary);
        let builder = thread::Builder::new().stack_size(STACK);
        let outcome = builder.spawn_scoped(scope, build).ok()?.join();
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn build(
    folder: &Path,
    releases: &[&Release],
    helm: Option<&Helm>,
    reader: &dyn Reader,
    boundary: &Boundary,
) -> Option<Outcome> {
    let mut files = Files::new(reader, boundary, Limits::default());
    let file = chart::file(folder, &mut files)?;
    let mut partials = Vec::new();
    let renderings = chart::load(folder, file, &mut files).map(|(chart, laid)| {
        partials = chart
            .partials()
            .map(|file| Arc::clone(files.get(file)))
            .collect();
        let mut budget = Budget { steps: MAX_STEPS };
        let each = releases.iter().map(|release| {
            let built = for_release(&chart, release, &mut files, &mut budget);
            let Some(helm) = helm else {
                return built;
            };
            let asked = Asked {
                helm,
                chart: &chart,
                laid: &laid,
                release,
            };
            complete(built, &asked, &mut files)
        });
        each.collect()
    });
    Some(Outcome {
        file: Arc::clone(files.get(file)),
        files: files.paths(),
        partials,
        renderings,
    })
}

fn for_release(
    chart: &Chart,
    release: &Release,
    files: &mut Files<'_>,
    budget: &mut Budget,
) -> Result<Vec<Rendered>, Problem> {
    let templates = prepare(chart, release, files)?;
    Ok(render_templates(&templates, files, budget))
}
