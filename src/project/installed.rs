//! One way to install a chart, and the same as a command of Helm.

use std::path::Path;

use super::shell::quoted;
use crate::helm::{Release, Setting, Values};

/// Separates the values files in a name: later ones override earlier ones.
pub const LAID_OVER: &str = " + ";

/// One way to install a chart.
#[derive(Clone, Debug, Default)]
pub struct Installed {
    /// The name of the release.
    pub name: Option<String>,
    /// The namespace of the release.
    pub namespace: Option<String>,
    /// Values that override the chart's own, later ones overriding earlier ones.
    pub values: Vec<Values>,
    /// Values that are set one by one, which win over those.
    pub settings: Vec<Setting>,
    /// The version of Kubernetes.
    pub kube_version: Option<String>,
    /// API versions that the cluster has in addition to the usual ones.
    pub api_versions: Vec<String>,
    /// True if the chart's own `values.yaml` is ignored.
    pub is_without_own_values: bool,
}

impl Installed {
    pub(super) fn release(&self) -> Release {
        let release = Release::default();
        let api_versions = self.api_versions.iter().map(String::as_str);
        let capabilities = release.capabilities.with_api_versions(api_versions);
        let kube_version = self.kube_version.as_deref();
        // An invalid version was reported when it was read.
        let other =
            kube_version.and_then(|version| capabilities.clone().with_kube_version(version));
        Release {
            name: self.name.clone().unwrap_or(release.name),
            namespace: self.namespace.clone().unwrap_or(release.namespace),
            values: self.values.clone(),
            settings: self.settings.clone(),
            is_without_own_values: self.is_without_own_values,
            capabilities: other.unwrap_or(capabilities),
        }
    }

    /// The values files and settings, for reports; `own` is the chart's own values file.
    pub(super) fn shown(&self, own: &str, shown: impl Fn(&Path) -> String) -> String {
        let files = self.files().map(shown);
        let mut parts: Vec<String> = files.collect();
        if parts.is_empty() {
            parts.push(own.to_owned());
        }
        parts.extend(self.settings.iter().map(Setting::written));
        parts.join(LAID_OVER)
    }

    /// The files with its values.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.values.iter().map(|values| match values {
            Values::File(file) | Values::Named(file) => file.as_path(),
            Values::Written(part) | Values::Unknown(part, _) => part.file.as_path(),
        })
    }

    /// The command of Helm that renders a chart the same way.
    pub(super) fn command(&self, chart: &str, shown: impl Fn(&Path) -> String) -> String {
        let mut command = "helm template".to_owned();
        let mut add = |word: &str| {
            command.push(' ');
            command.push_str(word);
        };
        if let Some(name) = &self.name {
            add(&quoted(name));
        }
        add(&quoted(chart));
        if let Some(namespace) = &self.namespace {
            add("--namespace");
            add(&quoted(namespace));
        }
        for values in &self.values {
            add("-f");
            match values {
                Values::File(file) | Values::Named(file) => add(&quoted(&shown(file))),
                Values::Written(part) => {
                    let path = part.path.iter().map(|step| match step.parse::<usize>() {
                        Ok(number) => format!("[{number}]"),
                        Err(_) => format!(".{step}"),
                    });
                    let path: String = path.collect();
                    let query = format!("select(di == {}) | {path}", part.document);
                    let file = quoted(&shown(&part.file));
                    add(&format!("<(yq {} {file})", quoted(&query)));
                }
                Values::Unknown(..) => add("VALUES"),
            }
        }
        for setting in &self.settings {
            add(setting.kind.flag());
            add(&quoted(&setting.text));
        }
        if let Some(version) = &self.kube_version {
            add("--kube-version");
            add(&quoted(version));
        }
        for version in &self.api_versions {
            add("--api-versions");
            add(&quoted(version));
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::helm::{Part, SettingKind};

    #[test]
    fn the_command_does_what_is_said() {
        let installed = Installed {
            name: Some("orders".to_owned()),
            namespace: Some("prod".to_owned()),
            values: vec![
                Values::File(PathBuf::from("env/prod.yaml")),
                Values::Written(Part {
                    file: PathBuf::from("argo.yaml"),
                    document: 1,
                    path: ["spec", "sources", "0", "helm", "values"]
                        .map(str::to_owned)
                        .into(),
                }),
            ],
            settings: vec![Setting {
                kind: SettingKind::Typed,
                text: "a=b c".to_owned(),
            }],
            kube_version: Some("1.31".to_owned()),
            api_versions: vec!["acme.com/v1".to_owned()],
            is_without_own_values: false,
        };
        let shown = |path: &Path| path.display().to_string();
        assert_eq!(
            installed.command("charts/orders", shown),
            "helm template orders charts/orders --namespace prod -f env/prod.yaml \
             -f <(yq 'select(di == 1) | .spec.sources[0].helm.values' argo.yaml) --set 'a=b c' \
             --kube-version 1.31 --api-versions acme.com/v1"
        );
        assert_eq!(
            Installed::default().command("charts/orders", shown),
            "helm template charts/orders"
        );
    }
}
