//! From a chart to its templates and the data of each.
//!
//! Source: `pkg/engine/engine.go`, `pkg/action/install.go` and `pkg/chart/common/util/values.go` of Helm 4.1.4.

use super::{
    chart::Chart,
    dependencies,
    loading::Said,
    release::Release,
    scope::Scopes,
    templates::{Template, in_order},
    tree::Node,
    values::{
        coalesce::{Stopped, coalesce_values},
        given::{MAX_VALUES, Ungiven, given},
        table::Allowance,
    },
    version,
};
use crate::{
    gotemplate::Map,
    inputs::{Files, Problem, ProblemKind},
};

/// Prepares the templates of a chart, in the order in which they are parsed and rendered.
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
    let values = given(&release.values, &release.settings, files, &mut allowance);
    let values = values.map_err(|reason| match reason {
        Ungiven::Problem(problem) => problem,
        Ungiven::Said(ProblemKind::Refused, message) => {
            files.refused(said.file, said.place, message)
        }
        Ungiven::Said(ProblemKind::NotBuilt, message) => {
            files.not_built(said.file, said.place, message)
        }
    })?;
    let mut node = Node::new(chart);
    if release.is_without_own_values {
        node.values = Map::default();
    }
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
            format!("the chart requires `kubeVersion: {wanted}`, but is rendered for {has}");
        return Err(files.refused(said.file, said.place, message));
    }
    let scopes = Scopes::new(release, values);
    Ok(in_order(&node, &scopes))
}

/// Helm refuses a chart with a missing dependency even if it is disabled. `helm dependency build` would add it without
/// any effect on the output, so only enabled dependencies are checked.
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
            let message =
                format!("the chart has more than {MAX_VALUES} values, or they nest too deep");
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
