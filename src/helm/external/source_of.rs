//! Finds the file of a template that Helm names.

use std::collections::BTreeSet;

use crate::{
    helm::chart::{Chart, ChartTemplate, is_partial},
    source::FileId,
};

/// The file of a template by its name, such as `orders/charts/sub/templates/job.yaml`. A subchart may have another name
/// there.
pub(super) fn file_of(chart: &Chart, source: &str) -> Option<FileId> {
    let mut rest = source
        .strip_prefix(chart.metadata.name())?
        .strip_prefix('/')?;
    let mut chart = chart;
    while let Some((name, inside)) = rest
        .strip_prefix("charts/")
        .and_then(|rest| rest.split_once('/'))
    {
        let own = chart
            .charts
            .iter()
            .find(|inner| inner.metadata.name() == name);
        let renamed = || {
            let needs = chart.metadata.dependencies.iter().flatten();
            let need = needs.into_iter().find(|need| need.alias.as_str() == name)?;
            let named = need.name.as_str();
            chart
                .charts
                .iter()
                .find(|inner| inner.metadata.name() == named)
        };
        chart = own.or_else(renamed)?;
        rest = inside;
    }
    let template = chart
        .templates
        .iter()
        .find(|template| template.name == rest)?;
    Some(template.file)
}

/// The names of the templates of the chart itself that write manifests.
pub(super) fn templates(chart: &Chart) -> impl Iterator<Item = String> {
    let manifests = chart
        .templates
        .iter()
        .filter(|template| is_manifest(template));
    manifests.map(|template| format!("{}/{}", chart.metadata.name(), template.name))
}

fn is_manifest(template: &ChartTemplate) -> bool {
    !is_partial(&template.name) && !template.name.ends_with("NOTES.txt")
}

/// The templates of a chart and its subcharts, with or without partials.
pub(super) fn template_files(chart: &Chart, with_partials: bool) -> BTreeSet<FileId> {
    let mut found = BTreeSet::new();
    let mut open = vec![chart];
    while let Some(chart) = open.pop() {
        let templates = chart.templates.iter();
        let wanted = templates.filter(|template| {
            is_manifest(template) || with_partials && is_partial(&template.name)
        });
        found.extend(wanted.map(|template| template.file));
        open.extend(&chart.charts);
    }
    found
}
