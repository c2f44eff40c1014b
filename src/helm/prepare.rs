//! From a chart to its templates and to the data that each of them sees.
//!
//! Source: `pkg/engine/engine.go`, `pkg/action/install.go` and `pkg/chart/common/util/values.go` of Helm 4.1.4.

use super::{
    chart::Chart,
    dependencies,
    loading::{Said, is_text},
    release::Release,
    scope::Scopes,
    templates::{Template, in_order},
    tree::Node,
    values::{
        coalesce::{Stopped, coalesce_values},
        read::read_values,
        set::apply,
        table::{Allowance, merge_maps},
    },
    version,
};
use crate::{
    gotemplate::Map,
    inputs::{Files, Problem, Unread},
    source::Span,
};

/// How many values are copied at most while those of all charts are brought together.
const MAX_VALUES: usize = 5_000_000;

/// Prepares the templates of a chart, in the order in which they are read and rendered.
pub(super) fn prepare(
    chart: &Chart,
    release: &Release,
    files: &mut Files<'_>,
) -> Result<Vec<Template>, Problem> {
    files.begin();
    let metadata = &chart.metadata;
    let said = Said {
        file: metadata.file,
        place: metadata.place,
    };
    let mut allowance = Allowance(MAX_VALUES);
    let values = given(release, files, said, &mut allowance)?;
    let mut node = Node::new(chart);
    let stopped = |files: &Files<'_>, stopped| stopped_problem(files, said, stopped);
    dependencies::process(&mut node, &values, &mut allowance)
        .map_err(|reason| stopped(files, reason))?;
    check_needs(&node, files)?;
    let values = coalesce_values(&node, &values, false, &mut allowance)
        .map_err(|reason| stopped(files, reason))?;
    let wanted = metadata.text("kubeVersion");
    let has = release.capabilities.kube_version();
    if !wanted.is_empty() && !version::is_compatible(wanted, has) {
        let message =
            format!("the chart requires `kubeVersion: {wanted}`, and is rendered for {has}");
        return Err(files.refused(said.file, said.place, message));
    }
    let scopes = Scopes::new(release, values);
    Ok(in_order(&node, &scopes))
}

/// The values that are given from outside of the chart.
fn given(
    release: &Release,
    files: &mut Files<'_>,
    said: Said,
    allowance: &mut Allowance,
) -> Result<Map, Problem> {
    let mut values = Map::default();
    for path in &release.values {
        let shown = files.shown(path);
        if !files.boundary.holds(path) {
            let message = format!(
                "the values in `{shown}` lie outside of the repository or folder that is checked"
            );
            return Err(files.not_built(said.file, said.place, message));
        }
        let file = files.open(path).map_err(|unread| {
            let message = match unread {
                Unread::System(error) => {
                    let reason = crate::walk::reason(&error);
                    format!("cannot read the values in `{shown}`: {reason}")
                }
                Unread::TooMuch => format!("the values in `{shown}` are too large"),
            };
            files.not_built(said.file, said.place, message)
        })?;
        if !is_text(files, file) {
            let message = "the values are not valid UTF-8".to_owned();
            return Err(files.not_built(file, Span::new(0, 0), message));
        }
        values = merge_maps(&values, &read_values(files, file)?);
    }
    apply(values, &release.settings, allowance).map_err(|reason| {
        let message = format!("a value that is set is invalid: {reason}");
        files.refused(said.file, said.place, message)
    })
}

/// Helm refuses a chart that lacks one of its dependencies even where that is disabled. `helm dependency build` would
/// add it, and that would change nothing: so only those matter that are enabled.
fn check_needs(node: &Node, files: &Files<'_>) -> Result<(), Problem> {
    for need in node.needs.iter().flatten() {
        let name = need.dependency.name.as_str();
        if node.missing.iter().any(|missing| missing == name) {
            let shown = files.get(node.metadata.file).path.as_str();
            let folder = shown.rsplit_once('/').map_or(".", |(folder, _)| folder);
            let message = format!(
                "the chart `{name}` is missing in `charts`: run `helm dependency build {folder}`"
            );
            let dependency = &need.dependency;
            return Err(files.refused(dependency.file, dependency.place, message));
        }
    }
    Ok(())
}

fn stopped_problem(files: &Files<'_>, said: Said, stopped: Stopped) -> Problem {
    match stopped {
        Stopped::TooMuch => {
            let message = format!("its values are more than {MAX_VALUES}, or nest too deep");
            files.not_built(said.file, said.place, message)
        }
        Stopped::NoMapping(name, trace) => {
            let message = format!("the values of the chart `{name}` must be a mapping");
            let (file, place) = match trace.value {
                Some(origin) => (origin.file, origin.span),
                None => (said.file, said.place),
            };
            files.refused(file, place, message)
        }
    }
}
