//! Selects the resources for a patch or a replacement.
//!
//! Source: `api/types/selector.go`, and the labels of `k8s.io/apimachinery`.

use regex::Regex;

use super::{
    fields::{Fields, Text},
    id::{Id, Resource},
    value::{Entry, Value},
};
use crate::inputs::{Files, Problem};

/// The fields of a selector.
pub(super) const FIELDS: [&str; 7] = [
    "group",
    "version",
    "kind",
    "name",
    "namespace",
    "labelSelector",
    "annotationSelector",
];

pub(super) struct Selector {
    group: Option<Regex>,
    version: Option<Regex>,
    kind: Option<Regex>,
    name: Option<Regex>,
    namespace: Option<Regex>,
    labels: Requirements,
    annotations: Requirements,
}

/// Requirements on labels. kustomize rejects an invalid selector only when it is used.
type Requirements = Result<Vec<Requirement>, Problem>;

enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Missing(String),
    Compares,
}

impl Selector {
    pub(super) fn read(files: &Files<'_>, value: &Value) -> Result<Self, Problem> {
        let fields = Fields::of(files, value, &FIELDS)?;
        let pattern = |field: &str| {
            let text = fields.text(files, field)?;
            let text = text.filter(|text| !text.text.is_empty());
            text.map(|text| anchored(files, &text)).transpose()
        };
        let requirements = |field: &str| match fields.text(files, field)? {
            None => Ok(Ok(Vec::new())),
            Some(text) => Ok(parse(&text.text).ok_or_else(|| {
                let message = format!("`{}` is not a valid selector", text.text);
                files.refused(text.origin.file, text.origin.span, message)
            })),
        };
        Ok(Self {
            group: pattern("group")?,
            version: pattern("version")?,
            kind: pattern("kind")?,
            name: pattern("name")?,
            namespace: pattern("namespace")?,
            labels: requirements("labelSelector")?,
            annotations: requirements("annotationSelector")?,
        })
    }

    /// True if no field selects by kind or name.
    pub(super) fn names_nothing(&self) -> bool {
        [
            &self.group,
            &self.version,
            &self.kind,
            &self.name,
            &self.namespace,
        ]
        .iter()
        .all(|pattern| pattern.is_none())
    }

    pub(super) fn has_labels(&self) -> bool {
        let has_any = |requirements: &Requirements| {
            (requirements.as_ref()).map_or(true, |requirements| !requirements.is_empty())
        };
        has_any(&self.labels) || has_any(&self.annotations)
    }

    /// True if a patch with this target changes the resource.
    pub(super) fn selects(&self, resource: &Resource) -> Result<bool, Problem> {
        let (current, original) = (resource.current(), resource.original());
        let either = |pattern: Option<&Regex>, one: &str, other: &str| {
            fits(pattern, one) || fits(pattern, other)
        };
        let is_named = either(
            self.namespace.as_ref(),
            original.effective_namespace(),
            current.effective_namespace(),
        ) && either(self.name.as_ref(), &original.name, &current.name)
            && self.fits_kind(&current);
        Ok(is_named && self.fits_labels(resource)?)
    }

    /// True if the target of a replacement selects this id.
    pub(super) fn fits_id(&self, id: &Id) -> bool {
        self.fits_kind(id)
            && fits(self.name.as_ref(), &id.name)
            && fits(self.namespace.as_ref(), id.effective_namespace())
    }

    /// True if a name contains pattern characters: since kustomize 5.8 the targets of replacements are regular
    /// expressions, before they were literal.
    pub(super) fn has_patterns(&self) -> bool {
        [
            &self.group,
            &self.version,
            &self.kind,
            &self.name,
            &self.namespace,
        ]
        .into_iter()
        .flatten()
        .any(|pattern| {
            let name = pattern.as_str();
            let name = name
                .strip_prefix("^(?:")
                .and_then(|name| name.strip_suffix(")$"));
            name.is_none_or(|name| {
                name.contains(['*', '+', '?', '|', '(', '[', '{', '\\', '^', '$'])
            })
        })
    }

    fn fits_kind(&self, id: &Id) -> bool {
        fits(self.group.as_ref(), &id.group)
            && fits(self.version.as_ref(), &id.version)
            && fits(self.kind.as_ref(), &id.kind)
    }

    pub(super) fn fits_labels(&self, resource: &Resource) -> Result<bool, Problem> {
        let all = |requirements: &Requirements, entries: &[Entry]| {
            let requirements = requirements.as_ref().map_err(Problem::clone)?;
            let mut requirements = requirements.iter();
            Ok(requirements.all(|requirement| requirement.fits(entries)))
        };
        Ok(all(&self.labels, resource.metadata("labels"))?
            && all(&self.annotations, resource.metadata("annotations"))?)
    }
}

fn fits(pattern: Option<&Regex>, text: &str) -> bool {
    pattern.is_none_or(|pattern| pattern.is_match(text))
}

fn anchored(files: &Files<'_>, text: &Text) -> Result<Regex, Problem> {
    // Limits the size of the compiled pattern.
    let pattern = regex::RegexBuilder::new(&format!("^(?:{})$", text.text))
        .size_limit(1 << 20)
        .build();
    pattern.map_err(|_| {
        let message = format!("`{}` is not a valid regular expression", text.text);
        files.refused(text.origin.file, text.origin.span, message)
    })
}

impl Requirement {
    fn fits(&self, entries: &[Entry]) -> bool {
        let value = |key: &str| {
            let entry = entries.iter().find(|entry| entry.key == key)?;
            Some(entry.value.scalar().unwrap_or_default())
        };
        let is_among = |key: &str, values: &[String]| {
            value(key).is_some_and(|value| values.iter().any(|other| other == value))
        };
        match self {
            Self::In(key, values) => is_among(key, values),
            Self::NotIn(key, values) => !is_among(key, values),
            Self::Exists(key) => value(key).is_some(),
            Self::Missing(key) => value(key).is_none(),
            Self::Compares => false,
        }
    }
}

/// Parses a label selector; `None` if it is invalid.
fn parse(text: &str) -> Option<Vec<Requirement>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (requirement, after) = requirement(rest)?;
        found.push(requirement);
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None if rest.is_empty() => break,
            None => return None,
        }
        if rest.is_empty() {
            return None;
        }
    }
    Some(found)
}

fn requirement(text: &str) -> Option<(Requirement, &str)> {
    if let Some(rest) = text.strip_prefix('!') {
        let (key, rest) = word(rest.trim_start())?;
        return Some((Requirement::Missing(key), rest));
    }
    let (key, rest) = word(text)?;
    let rest = rest.trim_start();
    for sign in ["==", "!=", "=", "<", ">"] {
        if let Some(rest) = rest.strip_prefix(sign) {
            let rest = rest.trim_start();
            let (value, rest) = word(rest).unwrap_or((String::new(), rest));
            let requirement = match sign {
                "!=" => Requirement::NotIn(key, vec![value]),
                "<" | ">" => Requirement::Compares,
                _ => Requirement::In(key, vec![value]),
            };
            return Some((requirement, rest));
        }
    }
    for (name, is_in) in [("notin", false), ("in", true)] {
        let Some(rest) = rest.strip_prefix(name) else {
            continue;
        };
        let list = rest.trim_start().strip_prefix('(')?;
        let (list, rest) = list.split_once(')')?;
        let values = list.split(',').map(|value| value.trim().to_owned());
        let values = values.collect();
        let requirement = if is_in {
            Requirement::In(key, values)
        } else {
            Requirement::NotIn(key, values)
        };
        return Some((requirement, rest));
    }
    Some((Requirement::Exists(key), rest))
}

/// A key or a value at the start of a text.
fn word(text: &str) -> Option<(String, &str)> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    let end = text.find(|letter| !is_letter(letter)).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}
