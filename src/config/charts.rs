//! `charts` in a configuration: how charts are installed.

use super::values::texts;
use crate::{
    finding::Diagnostic,
    helm::{Capabilities, Setting, SettingKind, check_release_name, check_settings},
    source::Span,
    yaml::{Entry, Kind, Node, Scalar},
};

/// One way to install a chart.
#[derive(Clone, Debug)]
pub struct ChartEntry {
    /// The chart's folder.
    pub path: Placed,
    /// The values files.
    pub values: Vec<Placed>,
    /// The name of the release.
    pub release: Option<String>,
    /// The namespace of the release.
    pub namespace: Option<String>,
    /// Values that are set one by one.
    pub settings: Vec<Setting>,
    /// The version of Kubernetes.
    pub kube_version: Option<String>,
    /// The API versions that the cluster has.
    pub api_versions: Vec<String>,
}

/// A path in a configuration, relative to the configuration's folder.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The text of the path.
    pub text: String,
    /// Its place in the configuration.
    pub place: Span,
}

/// The most entries: each chart is compared with all of them.
const MAX_ENTRIES: usize = 200;

/// The most values and values files of all entries, and the bytes of the values. Aliases multiply them.
const MAX_VALUES: usize = 2_000;
const MAX_BYTES: usize = 1 << 20;

fn entries(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.get("charts").into_iter().flat_map(Node::items)
}

/// The list must be checked before.
pub(super) fn read(root: Node<'_>) -> Vec<ChartEntry> {
    let entries = entries(root).filter_map(|entry| {
        let text = |name: &str| Some(entry.get(name)?.as_str()?.to_owned());
        let values = entry.get("values").into_iter().flat_map(Node::items);
        Some(ChartEntry {
            path: placed(entry.get("path")?)?,
            values: values.filter_map(placed).collect(),
            release: text("release"),
            namespace: text("namespace"),
            settings: settings(entry).map(|(_, setting)| setting).collect(),
            kube_version: text("kube-version"),
            api_versions: texts(entry, "api-versions"),
        })
    });
    entries.collect()
}

fn placed(node: Node<'_>) -> Option<Placed> {
    Some(Placed {
        text: node.as_str()?.to_owned(),
        place: node.span(),
    })
}

/// The values below `set`, in Helm's syntax.
fn settings(entry: Node<'_>) -> impl Iterator<Item = (Entry<'_>, Setting)> {
    let entries = entry.get("set").into_iter().flat_map(Node::entries);
    entries.filter_map(|entry| {
        let Kind::Scalar(scalar) = entry.value.kind() else {
            return None;
        };
        let (kind, value) = match scalar {
            Scalar::Null => (SettingKind::Typed, "null".to_owned()),
            Scalar::Bool(is_so) => (SettingKind::Typed, is_so.to_string()),
            Scalar::Int(number) => (SettingKind::Typed, number.to_string()),
            Scalar::Float(number) => (SettingKind::Json, number.to_string()),
            Scalar::Str(text) => (SettingKind::Text, escaped(text)),
        };
        let text = format!("{}={value}", entry.key);
        Some((entry, Setting { kind, text }))
    })
}

/// Escapes a text for Helm's syntax.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | ',' | '{') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// Checks values of the right type.
pub(super) fn check(root: Node<'_>, errors: &mut Vec<Diagnostic>) {
    let (mut number, mut bytes) = (0, 0);
    for entry in entries(root).take(MAX_ENTRIES) {
        let files = entry.get("values").into_iter().flat_map(Node::items);
        number += files.take(MAX_VALUES + 1).count();
        let mut check = |name: &str, label: &str, check: fn(&str) -> Result<(), String>| {
            let Some(node) = entry.get(name) else { return };
            if let Err(message) = check(node.as_str().unwrap_or_default()) {
                errors.push(Diagnostic::at(node.span(), label, message));
            }
        };
        check("release", "invalid release name", check_release_name);
        check(
            "kube-version",
            "invalid version",
            Capabilities::check_kube_version,
        );
        for (entry, setting) in settings(entry) {
            number += 1;
            bytes += setting.text.len();
            if number > MAX_VALUES || bytes > MAX_BYTES {
                break;
            }
            if let Err(reason) = check_settings(std::slice::from_ref(&setting)) {
                let message = format!("Helm cannot set `{}`: {reason}", entry.key);
                errors.push(Diagnostic::at(entry.key_span, "invalid key", message));
            }
        }
        if number > MAX_VALUES || bytes > MAX_BYTES {
            let message = format!(
                "a configuration may have at most {MAX_VALUES} values and values files in `charts`, with {MAX_BYTES} bytes"
            );
            errors.push(Diagnostic::at(entry.span(), "too many", message));
            return;
        }
    }
    if let Some(entry) = entries(root).nth(MAX_ENTRIES) {
        let message = format!("a configuration may have at most {MAX_ENTRIES} entries in `charts`");
        errors.push(Diagnostic::at(entry.span(), "one too many", message));
    }
}
