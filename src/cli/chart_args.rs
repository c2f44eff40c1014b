//! The options that say how charts are installed.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;

use super::heading;
use crate::{
    helm::{self, Capabilities, Helm, Setting, SettingKind, Values, check_release_name},
    inputs::Reader,
    project::Installed,
    walk::{MANIFEST, read_file, reason, shown, work_tree},
};

/// How the charts of a run are rendered.
#[derive(Clone, Debug, Args)]
pub(super) struct ChartArgs {
    /// Values files; later ones override earlier ones
    ///
    /// They apply to all charts. With this or another option of this group except `--helm`, each chart is rendered
    /// once, like `helm template` with the same options. Otherwise it is rendered with its own values, with each
    /// values file next to them, and with the values of the configuration and of Argo CD and Flux manifests.
    #[arg(
        help_heading = heading::CHARTS, long,
        value_name = "FILE",
        value_delimiter = ',',
        hide_env_values = true,
        env = "SPARK_ECI_LINT_VALUES"
    )]
    values: Vec<PathBuf>,
    /// Set values, such as driver.cores=4,image.tag=v2
    #[arg(
        help_heading = heading::CHARTS, long,
        value_name = "KEY=VALUE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SET"
    )]
    set: Vec<String>,
    /// Set values as strings
    #[arg(
        help_heading = heading::CHARTS, long,
        value_name = "KEY=VALUE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SET_STRING"
    )]
    set_string: Vec<String>,
    /// Set values as JSON
    #[arg(
        help_heading = heading::CHARTS, long,
        value_name = "KEY=JSON",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SET_JSON"
    )]
    set_json: Vec<String>,
    /// Set one value as a literal string
    #[arg(
        help_heading = heading::CHARTS, long,
        value_name = "KEY=VALUE",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_SET_LITERAL"
    )]
    set_literal: Vec<String>,
    /// Release name
    #[arg(help_heading = heading::CHARTS, long, value_name = "NAME", value_parser = release_name, hide_env_values = true, env = "SPARK_ECI_LINT_RELEASE_NAME")]
    release_name: Option<String>,
    /// Release namespace
    #[arg(
        help_heading = heading::CHARTS, long,
        short = 'n',
        value_name = "NAME",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_NAMESPACE"
    )]
    namespace: Option<String>,
    /// Kubernetes version to render for
    #[arg(help_heading = heading::CHARTS, long, value_name = "VERSION", value_parser = kube_version, hide_env_values = true, env = "SPARK_ECI_LINT_KUBE_VERSION")]
    kube_version: Option<String>,
    /// API versions that the cluster has, such as example.com/v1
    ///
    /// Separate several with commas.
    #[arg(
        help_heading = heading::CHARTS, long,
        value_name = "API",
        value_delimiter = ',',
        hide_env_values = true,
        env = "SPARK_ECI_LINT_API_VERSIONS"
    )]
    api_versions: Vec<String>,
    /// Use your own helm for charts that need it
    ///
    /// That is, for charts that cannot be rendered without it.
    ///
    /// PATH is the program, or its name in a folder of the PATH variable. It runs with an empty home, without plugins,
    /// and with limits on time and memory; see SECURITY.md for details. Without this option no program is run. The
    /// option does not change the values that charts are rendered with.
    #[arg(
        help_heading = heading::CHARTS,
        long,
        value_name = "PATH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "helm",
        hide_env_values = true,
        env = "SPARK_ECI_LINT_HELM"
    )]
    helm: Option<OsString>,
}

impl ChartArgs {
    /// Replaces values files by others, where `other` gives one.
    pub(super) fn move_files(&mut self, other: impl Fn(&PathBuf) -> Option<PathBuf>) {
        for file in &mut self.values {
            if let Some(other) = other(file) {
                *file = other;
            }
        }
    }
}

pub(super) struct ChartOptions {
    /// How to install every chart. `None` without such options: each chart then has its own ways.
    pub(super) installed: Option<Installed>,
    /// The user's own helm, if `--helm` allows to run it.
    pub(super) helm: Option<Helm>,
}

fn release_name(text: &str) -> Result<String, String> {
    check_release_name(text).map(|()| text.to_owned())
}

fn kube_version(text: &str) -> Result<String, String> {
    Capabilities::check_kube_version(text).map(|()| text.to_owned())
}

/// Reads the files that the command line names.
struct Named;

impl Reader for Named {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        read_file(path, MANIFEST, &mut bytes)?;
        Ok(bytes)
    }

    fn shown(&self, path: &Path) -> String {
        shown(path)
    }
}

impl ChartArgs {
    pub(super) fn read(&self, inputs: &[PathBuf]) -> Result<ChartOptions, String> {
        Ok(ChartOptions {
            installed: self.installed()?,
            helm: self.helm(inputs)?,
        })
    }

    fn installed(&self) -> Result<Option<Installed>, String> {
        if self.given().is_empty() {
            return Ok(None);
        }
        let settings = [
            (SettingKind::Json, &self.set_json),
            (SettingKind::Typed, &self.set),
            (SettingKind::Text, &self.set_string),
            (SettingKind::Literal, &self.set_literal),
        ];
        let settings = settings.into_iter().flat_map(|(kind, texts)| {
            let texts = texts.iter().cloned();
            texts.map(move |text| Setting { kind, text })
        });
        let settings: Vec<_> = settings.collect();
        // The paths as they are typed, since errors quote them; they are resolved below.
        let written = self.values.iter().cloned().map(Values::Named);
        let written: Vec<_> = written.collect();
        for path in &self.values {
            check_path(path)?;
        }
        helm::check(&written, &[], &Named).map_err(|reason| format!("--values: {reason}"))?;
        for setting in &settings {
            let only = std::slice::from_ref(setting);
            helm::check_settings(only)
                .map_err(|reason| format!("{}: {reason}", setting.written()))?;
        }
        helm::check(&written, &settings, &Named)?;
        let resolved = self.values.iter().map(|path| {
            fs::canonicalize(path)
                .map(Values::Named)
                .map_err(|error| unreadable(path, &error))
        });
        Ok(Some(Installed {
            name: self.release_name.clone(),
            namespace: self.namespace.clone(),
            values: resolved.collect::<Result<_, _>>()?,
            settings,
            kube_version: self.kube_version.clone(),
            api_versions: self.api_versions.clone(),
            is_without_own_values: false,
        }))
    }

    /// The helm of `--helm`. It must be outside of the checked folders: a pull request could bring a program along.
    fn helm(&self, inputs: &[PathBuf]) -> Result<Option<Helm>, String> {
        // Pipelines set a variable without a value to an empty string.
        let Some(named) = self.helm.as_deref().filter(|named| !named.is_empty()) else {
            return Ok(None);
        };
        let current = PathBuf::from(".");
        let checked = inputs.iter().chain([&current]);
        let trees = checked
            .clone()
            .filter_map(|path| work_tree(&path.join("-")));
        let folders = checked.filter(|path| path.is_dir()).cloned().chain(trees);
        let resolved = folders.filter_map(|folder| fs::canonicalize(folder).ok());
        // Every program is below the root, so the root must not count.
        let outside_of: Vec<_> = resolved
            .filter(|folder| folder.parent().is_some())
            .collect();
        let path = env::var_os("PATH").unwrap_or_default();
        let helm = Helm::find(named, &path, &outside_of);
        helm.map(Some).map_err(|reason| format!("--helm: {reason}"))
    }

    /// The given options, as they are typed.
    pub(super) fn given(&self) -> Vec<&'static str> {
        let all = [
            ("--values", !self.values.is_empty()),
            ("--set", !self.set.is_empty()),
            ("--set-string", !self.set_string.is_empty()),
            ("--set-json", !self.set_json.is_empty()),
            ("--set-literal", !self.set_literal.is_empty()),
            ("--release-name", self.release_name.is_some()),
            ("--namespace", self.namespace.is_some()),
            ("--kube-version", self.kube_version.is_some()),
            ("--api-versions", !self.api_versions.is_empty()),
        ];
        let given = all.into_iter().filter(|(_, is_given)| *is_given);
        given.map(|(name, _)| name).collect()
    }
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("cannot read {}: {}", shown(path), reason(error))
}

fn check_path(path: &Path) -> Result<(), String> {
    let text = path.to_string_lossy();
    if text == "-" {
        return Err("--values needs a file: standard input is reserved for manifests".to_owned());
    }
    if text.contains("://") {
        return Err(format!("--values needs a local file, not the URL `{text}`"));
    }
    match Named.read(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(unreadable(path, &error)),
    }
}
