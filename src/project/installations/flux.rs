//! Charts that Flux installs.
//!
//! Source: `docs/spec/v2/helmreleases.md` of Flux' helm-controller.

use super::{
    Installation,
    manifest::{Manifest, TOO_MUCH},
};
use crate::{
    helm::{Values, check_release_name},
    project::installed::Installed,
    yaml::{Kind, Node},
};

pub(super) const GROUP: &str = "helm.toolkit.fluxcd.io";

/// A `HelmRelease` counts if its chart is in a git repository or a bucket.
pub(super) fn release(manifest: &Manifest<'_>) -> Option<Installation> {
    let spec = manifest.object.get("spec")?;
    let of_chart = spec.get("chart")?.get("spec")?;
    let source = of_chart.get("sourceRef")?.get("kind")?.as_str()?;
    // Other sources are chart registries.
    if !matches!(source, "GitRepository" | "Bucket") {
        return None;
    }
    let path = of_chart.get("chart")?.as_str()?;
    if !manifest.spend(path) {
        return None;
    }
    let chart = manifest.chart(path)?;
    if manifest.is_template() && manifest.is_open_within(spec) {
        return None;
    }
    let flag = |field: &str| of_chart.get(field).and_then(Node::scalar_text) == Some("true");
    let ignores_missing = flag("ignoreMissingValuesFiles");
    let mut values = Vec::new();
    let files = of_chart
        .get("valuesFiles")
        .into_iter()
        .flat_map(Node::items);
    for (at, file) in files.enumerate() {
        let at = at.to_string();
        let path = ["spec", "chart", "spec", "valuesFiles", &at];
        let text = file.as_str()?;
        if !manifest.spend(text) {
            values.push(manifest.unknown(&path, TOO_MUCH));
            break;
        }
        values.extend(manifest.values(&chart.top, text, &path, ignores_missing));
    }
    let is_without_own_values = !values.is_empty();
    let of_cluster = [
        ("valuesFrom", "`valuesFrom` takes values from the cluster"),
        ("postRenderers", "`postRenderers` change what is rendered"),
    ];
    for (field, reason) in of_cluster {
        let list = spec.get(field).into_iter().flat_map(Node::items);
        if list.count() > 0 {
            values.push(manifest.unknown(&["spec", field], reason));
        }
    }
    let inline = spec.get("values");
    if inline.is_some_and(|values| values.kind() == Kind::Mapping) {
        values.push(Values::Written(manifest.part(&["spec", "values"])));
    }
    let text = |field: &str| spec.get(field).and_then(Node::as_str);
    let own = manifest.metadata("name");
    let target = text("targetNamespace");
    let name = match (text("releaseName"), target, own) {
        (Some(name), ..) => Some(name.to_owned()),
        (None, Some(target), Some(own)) => Some(format!("{target}-{own}")),
        (None, _, own) => own.map(str::to_owned),
    };
    let namespace = target.or_else(|| manifest.metadata("namespace"));
    Some(Installation {
        chart: chart.folder,
        file: manifest.file.to_owned(),
        name: manifest.name(own),
        installed: Installed {
            // Flux shortens long ones.
            name: name.filter(|name| check_release_name(name).is_ok()),
            namespace: namespace.map(str::to_owned),
            values,
            is_without_own_values,
            ..Installed::default()
        },
    })
}
