//! Charts that Argo CD installs.
//!
//! Source: `docs/user-guide/helm.md`, `pkg/apis/application/v1alpha1/types.go` and `util/helm/cmd.go` of Argo CD.

use super::{
    Installation,
    manifest::{Chart, Manifest, TOO_MUCH, is_open},
};
use crate::{
    helm::{Capabilities, Setting, SettingKind, Values, check_release_name},
    project::installed::Installed,
    yaml::{Kind, Node},
};

pub(super) const GROUP: &str = "argoproj.io";

pub(super) fn application(manifest: &Manifest<'_>, found: &mut Vec<Installation>) {
    if let Some(spec) = manifest.object.get("spec") {
        let name = manifest.metadata("name");
        sources(
            manifest,
            spec,
            &["spec"],
            name,
            manifest.is_template(),
            found,
        );
    }
}

/// An `ApplicationSet` counts as far as its chart does not depend on generators.
pub(super) fn set(manifest: &Manifest<'_>, found: &mut Vec<Installation>) {
    let Some(spec) = manifest.object.get("spec") else {
        return;
    };
    let template = spec.get("template");
    if let Some(template) = template.filter(|_| spec.get("templatePatch").is_none())
        && let Some(spec) = template.get("spec")
    {
        let name = template
            .get("metadata")
            .and_then(|metadata| metadata.get("name"));
        let name = name.and_then(Node::as_str);
        let path = ["spec", "template", "spec"];
        sources(manifest, spec, &path, name, true, found);
    }
}

fn sources(
    manifest: &Manifest<'_>,
    spec: Node<'_>,
    path: &[&str],
    name: Option<&str>,
    is_template: bool,
    found: &mut Vec<Installation>,
) {
    let application = Application {
        manifest,
        spec,
        name: name.filter(|name| !is_open(name)),
        is_template,
    };
    let many = spec.get("sources").into_iter().flat_map(Node::items);
    let many: Vec<_> = many.enumerate().collect();
    // Argo CD ignores `source` if there are `sources`.
    if many.is_empty() {
        if let Some(source) = spec.get("source") {
            let path = [path, &["source"]].concat();
            found.extend(application.installation(source, &path));
        }
        return;
    }
    for (at, source) in many {
        let at = at.to_string();
        let path = [path, &["sources", &at]].concat();
        found.extend(application.installation(source, &path));
    }
}

struct Application<'a, 'm> {
    manifest: &'a Manifest<'m>,
    spec: Node<'a>,
    name: Option<&'a str>,
    /// True if placeholders in it are filled in.
    is_template: bool,
}

impl Application<'_, '_> {
    fn installation(&self, source: Node<'_>, path: &[&str]) -> Option<Installation> {
        let manifest = self.manifest;
        // With `chart` it comes from a chart registry.
        let path_of_chart = source.get("path")?.as_str()?;
        if !manifest.spend(path_of_chart) {
            return None;
        }
        if source.get("chart").is_some() || source.get("plugin").is_some() {
            return None;
        }
        let chart = manifest.chart(path_of_chart)?;
        let installed = match source.get("helm") {
            Some(helm) if self.is_template && manifest.is_open_within(helm) => return None,
            Some(helm) => self.helm(source, helm, &chart, &[path, &["helm"]].concat()),
            None => Installed::default(),
        };
        let destination = self.spec.get("destination");
        let namespace = destination.and_then(|destination| text(destination, "namespace"));
        let name = installed.name.or_else(|| self.name.map(str::to_owned));
        Some(Installation {
            chart: chart.folder,
            file: manifest.file.to_owned(),
            name: manifest.name(self.name),
            installed: Installed {
                name: name.filter(|name| check_release_name(name).is_ok()),
                namespace: installed.namespace.or(namespace),
                ..installed
            },
        })
    }

    fn helm(&self, source: Node<'_>, helm: Node<'_>, chart: &Chart, path: &[&str]) -> Installed {
        let manifest = self.manifest;
        let within = |field: &'static str| [path, &[field]].concat();
        let mut values = Vec::new();
        let ignores_missing = helm
            .get("ignoreMissingValueFiles")
            .and_then(Node::scalar_text)
            == Some("true");
        for (at, file) in items(helm, "valueFiles").enumerate() {
            let Some(text) = file.as_str() else { continue };
            let at = at.to_string();
            let path = [path, &["valueFiles", &at]].concat();
            if !manifest.spend(text) {
                values.push(manifest.unknown(&path, TOO_MUCH));
                break;
            }
            values.extend(self.file(source, text, chart, &path, ignores_missing));
        }
        let is_given = |node: &Node<'_>| match node.kind() {
            Kind::Mapping => !node.entries().is_empty(),
            _ => node.as_str().is_some_and(|text| !text.trim().is_empty()),
        };
        // An object wins over a text as a whole.
        let inline = ["valuesObject", "values"];
        let mut inline = inline
            .into_iter()
            .filter(|field| helm.get(field).as_ref().is_some_and(is_given));
        if let Some(field) = inline.next() {
            values.push(Values::Written(manifest.part(&within(field))));
        }
        if items(helm, "fileParameters").next().is_some() {
            let path = within("fileParameters");
            values.push(manifest.unknown(&path, "`fileParameters` are not read"));
        }
        let mut settings = Vec::new();
        for (at, parameter) in items(helm, "parameters").enumerate() {
            let Some(setting) = setting(parameter) else {
                continue;
            };
            if !manifest.spend(&setting.text) {
                values.push(manifest.unknown(&within("parameters"), TOO_MUCH));
                break;
            }
            if is_of_build(&setting.text) {
                let at = at.to_string();
                let path = [path, &["parameters", &at]].concat();
                values.push(manifest.unknown(&path, OF_BUILD));
            }
            settings.push(setting);
        }
        let kube_version = text(helm, "kubeVersion");
        Installed {
            name: text(helm, "releaseName"),
            namespace: text(helm, "namespace"),
            values,
            settings,
            kube_version: kube_version
                .filter(|version| Capabilities::check_kube_version(version).is_ok()),
            api_versions: items(helm, "apiVersions")
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect(),
            is_without_own_values: false,
        }
    }

    fn file(
        &self,
        source: Node<'_>,
        text: &str,
        chart: &Chart,
        path: &[&str],
        ignores_missing: bool,
    ) -> Option<Values> {
        let manifest = self.manifest;
        let unknown = |reason: &str| Some(manifest.unknown(path, reason));
        if text.contains("://") {
            return unknown("nothing is read from the network");
        }
        if is_of_build(text) {
            return unknown(OF_BUILD);
        }
        if text.contains(['*', '?', '[']) {
            return unknown("patterns of files of values are not read");
        }
        if let Some(text) = text.strip_prefix('$') {
            let (name, text) = text.split_once('/')?;
            if self.repository_of(name) != source.get("repoURL").and_then(Node::as_str) {
                let reason = format!("`${name}` is another repository");
                return Some(manifest.unknown(path, reason));
            }
            return manifest.values(&chart.top, text, path, ignores_missing);
        }
        match text.strip_prefix('/') {
            Some(text) => manifest.values(&chart.top, text, path, ignores_missing),
            None => manifest.values(&chart.folder, text, path, ignores_missing),
        }
    }

    fn repository_of(&self, reference: &str) -> Option<&str> {
        let mut sources = items(self.spec, "sources");
        let source =
            sources.find(|source| source.get("ref").and_then(Node::as_str) == Some(reference))?;
        source.get("repoURL")?.as_str()
    }
}

const OF_BUILD: &str = "Argo CD fills in a variable when it builds the application";

/// True for text with a variable that Argo CD fills in.
fn is_of_build(text: &str) -> bool {
    text.contains("$ARGOCD_") || text.contains("${ARGOCD_")
}

fn items<'d>(mapping: Node<'d>, field: &str) -> impl Iterator<Item = Node<'d>> {
    mapping.get(field).into_iter().flat_map(Node::items)
}

fn text(mapping: Node<'_>, field: &str) -> Option<String> {
    let text = mapping.get(field)?.as_str()?;
    (!text.is_empty() && !is_open(text)).then(|| text.to_owned())
}

fn setting(parameter: Node<'_>) -> Option<Setting> {
    let name = parameter.get("name")?.as_str()?;
    let value = parameter.get("value").and_then(Node::scalar_text);
    let value = with_commas(value.unwrap_or_default());
    let is_text = parameter.get("forceString").and_then(Node::scalar_text) == Some("true");
    Some(Setting {
        kind: if is_text {
            SettingKind::Text
        } else {
            SettingKind::Typed
        },
        text: format!("{name}={value}"),
    })
}

/// Escapes commas in a value, unless it is a list.
fn with_commas(value: &str) -> String {
    if value.starts_with('{') && value.ends_with('}') {
        return value.to_owned();
    }
    let mut escaped = String::with_capacity(value.len());
    let mut before = None;
    for letter in value.chars() {
        if letter == ',' && before.is_some_and(|before| before != '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
        before = Some(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::with_commas;

    /// `cleanSetParameters` of Argo CD replaces `([^\\]),` with `$1\,`.
    #[test]
    fn commas_of_parameters_separate_nothing() {
        assert_eq!(with_commas("a,b"), r"a\,b");
        assert_eq!(with_commas(r"a\,b"), r"a\,b");
        assert_eq!(with_commas("{a,b}"), "{a,b}");
        assert_eq!(with_commas("{a,b"), r"{a\,b");
        assert_eq!(with_commas(""), "");
    }
}
