//! The dependencies of a Helm chart.

use crate::{
    source::Span,
    yaml::{Document, Entry, Node},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name, which is also the name of its folder.
    pub name: String,
    /// The URL.
    pub repository: String,
    /// The place of the name.
    pub place: Span,
}

impl Dependency {
    /// True for a chart that probably creates Spark applications, unlike the charts of operators and history servers.
    #[must_use]
    pub fn is_of_spark(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        let is_service = ["operator", "history", "crd"]
            .iter()
            .any(|part| name.contains(part));
        name.contains("spark") && !is_service
    }
}

/// The dependencies in a `Chart.yaml`, in order.
#[must_use]
pub fn dependencies(chart: &Document<'_>) -> Vec<Dependency> {
    let list = chart.root().get("dependencies");
    let items = list.into_iter().flat_map(Node::items);
    let found = items.filter_map(|item| {
        let text = |field: &str| item.get(field).and_then(Node::as_str);
        let place = item
            .entry("name")
            .map(|name: Entry<'_>| name.value.span())?;
        Some(Dependency {
            name: text("name")?.to_owned(),
            repository: text("repository").unwrap_or_default().to_owned(),
            place,
        })
    });
    found.collect()
}
