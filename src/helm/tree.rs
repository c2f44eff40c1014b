//! A chart and its subcharts while a release is prepared: some are left out, some appear twice.

use std::rc::Rc;

use super::{
    chart::{Chart, ChartTemplate},
    chart_files::ChartFiles,
    metadata::{Dependency, Metadata},
};
use crate::gotemplate::{Map, Text};

#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The name, or the alias.
    pub(super) name: Text,
    pub(super) metadata: Rc<Metadata>,
    pub(super) values: Map,
    pub(super) templates: Rc<[ChartTemplate]>,
    pub(super) files: Rc<ChartFiles>,
    pub(super) needs: Option<Vec<Need>>,
    pub(super) nodes: Vec<Node>,
    pub(super) missing: Vec<String>,
}

/// A dependency. Its alias, if any, may have become its name.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub(super) name: Text,
    pub(super) dependency: Rc<Dependency>,
    pub(super) is_enabled: bool,
}

impl Node {
    pub(super) fn new(chart: &Chart) -> Self {
        let metadata = &chart.metadata;
        let needs = metadata.dependencies.as_ref().map(|dependencies| {
            let needs = dependencies.iter().map(|dependency| Need {
                name: dependency.name.clone(),
                dependency: Rc::clone(dependency),
                is_enabled: false,
            });
            needs.collect()
        });
        Self {
            name: metadata
                .texts
                .get("name")
                .cloned()
                .unwrap_or_else(|| Text::plain("")),
            metadata: Rc::clone(metadata),
            values: chart.values.clone(),
            templates: Rc::clone(&chart.templates),
            files: Rc::clone(&chart.files),
            needs,
            nodes: chart.charts.iter().map(Self::new).collect(),
            missing: chart.missing.clone(),
        }
    }
}
