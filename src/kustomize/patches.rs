//! Patches in a file or in the kustomization itself, either merged or as JSON operations.
//!
//! Source: `api/internal/builtins/PatchTransformer.go`, `PatchStrategicMergeTransformer.go`,
//! `PatchJson6902Transformer.go`.

use std::{collections::HashSet, path::Path};

use super::{
    fields::{Fields, Text},
    id::{Id, Resource},
    json_patch::{self, Operation},
    merge::merge,
    paths,
    read::{Lies, read},
    selector::Selector,
    value::{Content, FileId, Origin, Value},
};
use crate::{
    inputs::{Files, Problem},
    source::Span,
    yaml::{self},
};

/// The text of a patch, and where it is.
pub(super) struct Written {
    file: FileId,
    text: String,
    part: Span,
    lies: Lies,
    /// The place in the kustomization that names it.
    pub(super) said: Origin,
    pub(super) is_inline: bool,
}

impl Written {
    /// A patch in a file.
    pub(super) fn in_file(
        files: &mut Files<'_>,
        folder: &Path,
        name: &Text,
    ) -> Result<Self, Problem> {
        let file = paths::open(files, folder, &name.text, name.origin)?;
        let text = files.get(file).text.as_str().to_owned();
        Ok(Self {
            file,
            part: whole(&text),
            text,
            lies: Lies::AsItIs,
            said: name.origin,
            is_inline: false,
        })
    }

    /// A patch that is a value in the kustomization.
    pub(super) fn inline(files: &Files<'_>, value: &Value) -> Result<Self, Problem> {
        let Content::Scalar(scalar) = &value.content else {
            return Err(super::fields::wrong(files, value, "the text of a patch"));
        };
        let origin = value.origin;
        let source = files.get(origin.file).text.as_str();
        let (text, part, lies) = if scalar.is_literal {
            // The lines of a block scalar, with their indentation, are YAML with the same meaning.
            let part = lines(source, origin.span);
            (source.to_owned(), part, Lies::AsItIs)
        } else {
            let text = scalar.text.clone();
            let part = whole(&text);
            (text, part, Lies::Within(origin.span))
        };
        Ok(Self {
            file: origin.file,
            text,
            part,
            lies,
            said: origin,
            is_inline: true,
        })
    }

    fn body(&self) -> &str {
        self.text[self.part.range()].trim()
    }

    /// The values of all documents in the patch.
    pub(super) fn values(&self, files: &mut Files<'_>) -> Result<Vec<Value>, Problem> {
        let mut found = Vec::new();
        for chunk in yaml::split(&self.text[self.part.range()]) {
            let part = chunk.span.moved(self.part.start);
            let value = read(files, self.file, &self.text, part, self.lies)?;
            found.extend(value.filter(|value| !value.is_null()));
        }
        Ok(found)
    }
}

fn whole(text: &str) -> Span {
    Span::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX))
}

/// The lines of a block scalar without its header.
fn lines(source: &str, span: Span) -> Span {
    let start = span.start as usize;
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let is_header = source[start..].starts_with('|');
    let start = if is_header {
        source[start..]
            .find('\n')
            .map_or(span.end as usize, |at| start + at + 1)
    } else {
        line
    };
    let end = span.end as usize;
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(start.min(end)), offset(end))
}

pub(super) enum Patch {
    Merge(Vec<Value>),
    Operations(Vec<Operation>),
}

impl Patch {
    /// Reads an item of `patches`, which can be of either kind.
    pub(super) fn read(files: &mut Files<'_>, written: &Written) -> Result<Self, Problem> {
        let values = written.values(files)?;
        if let [only] = &*values
            && let Some(operations) = json_patch::operations(files, only)?
        {
            check_json(files, written)?;
            return Ok(Self::Operations(operations));
        }
        if values.is_empty() {
            let Origin { file, span, .. } = written.said;
            return Err(files.refused(file, span, "the patch is empty".to_owned()));
        }
        for value in &values {
            check_resource(files, value)?;
        }
        let values = values.into_iter().map(Value::with_old_booleans_as_texts);
        Ok(Self::Merge(values.collect()))
    }

    /// Reads a patch that must be a list of operations.
    pub(super) fn read_operations(
        files: &mut Files<'_>,
        written: &Written,
    ) -> Result<Vec<Operation>, Problem> {
        let values = written.values(files)?;
        let operations = match values.first() {
            Some(first) => json_patch::operations(files, first)?,
            None => None,
        };
        let Some(operations) = operations.filter(|operations| !operations.is_empty()) else {
            let Origin { file, span, .. } = written.said;
            let message = "the patch must be a list of operations".to_owned();
            return Err(files.refused(file, span, message));
        };
        check_json(files, written)?;
        Ok(operations)
    }
}

/// A patch that starts with `[` is parsed as JSON, which rejects YAML's short forms.
fn check_json(files: &Files<'_>, written: &Written) -> Result<(), Problem> {
    // kustomize trims an inline patch before this check, but not a file.
    let body = if written.is_inline {
        written.body()
    } else {
        &written.text[written.part.range()]
    };
    if !body.starts_with('[') {
        return Ok(());
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(body) {
        Ok(_) => Ok(()),
        Err(error) => {
            let Origin { file, span, .. } = written.said;
            let message = format!("a patch that begins with `[` must be valid JSON: {error}");
            Err(files.refused(file, span, message))
        }
    }
}

/// Checks what kustomize requires of each object.
pub(super) fn check_resource(files: &Files<'_>, value: &Value) -> Result<(), Problem> {
    let Origin { file, span, .. } = value.origin;
    let refused = |message: &str| Err(files.refused(file, span, message.to_owned()));
    if !matches!(value.content, Content::Map(_)) {
        return refused("this is not a Kubernetes object");
    }
    let id = Id::of(value);
    if id.kind.is_empty() {
        return refused("the object has no `kind`");
    }
    if id.name.is_empty() && !id.kind.ends_with("List") {
        return refused("the object has no `metadata.name`");
    }
    Ok(())
}

/// Merges a patch into a resource, which keeps its name. True if the patch deletes the resource.
pub(super) fn merge_into(
    files: &mut Files<'_>,
    resource: &mut Resource,
    patch: &Value,
    keeps: Keeps,
) -> Result<bool, Problem> {
    let Origin { file, span, .. } = patch.origin;
    files.spend(resource.value.size() + patch.size(), file, span)?;
    if resource.shares_one_of(patch) {
        let message = "kustomize changes a label in several places at once here".to_owned();
        return Err(files.not_built(file, span, message));
    }
    // kustomize replaces a copy here and discards it.
    if patch.get("$patch").and_then(Value::scalar) == Some("replace") {
        return Ok(false);
    }
    // kustomize keeps former names in annotations.
    if takes_annotations_away(patch) {
        resource.forget();
    }
    let before = resource.value.clone();
    let mut patch = patch.clone();
    // These fields identify the resource; they are not new values.
    if let Content::Map(entries) = &mut patch.content {
        entries.retain(|entry| entry.key != "apiVersion" && (entry.key != "kind" || !keeps.kind));
        for entry in entries.iter_mut().filter(|entry| entry.key == "metadata") {
            if let Content::Map(entries) = &mut entry.value.content {
                entries.retain(|entry| {
                    entry.key != "namespace" && (entry.key != "name" || !keeps.name)
                });
            }
        }
        entries.retain(|entry| entry.key != "metadata" || !entry.value.entries().is_empty());
    }
    let is_builtin = resource.current().is_builtin();
    if is_builtin && has_list(&patch) {
        resource.is_inexact = true;
    }
    let Some(merged) = merge(files, before, &patch)? else {
        return Ok(true);
    };
    resource.value = merged;
    Ok(false)
}

fn takes_annotations_away(patch: &Value) -> bool {
    let takes_away = |value: &Value| {
        let directive = value.get("$patch").and_then(Value::scalar);
        value.is_null() || matches!(directive, Some("delete" | "replace"))
    };
    let Some(metadata) = patch.get("metadata") else {
        return false;
    };
    takes_away(metadata) || metadata.get("annotations").is_some_and(takes_away)
}

/// Which parts of a resource's id a patch does not change.
#[derive(Clone, Copy)]
pub(super) struct Keeps {
    pub(super) name: bool,
    pub(super) kind: bool,
}

impl Keeps {
    const ALL: Self = Self {
        name: true,
        kind: true,
    };
}

fn has_list(value: &Value) -> bool {
    match &value.content {
        Content::List(_) => true,
        Content::Scalar(_) => false,
        Content::Map(entries) => entries.iter().any(|entry| has_list(&entry.value)),
    }
}

pub(super) struct Item {
    patch: Patch,
    target: Option<Selector>,
    keeps: Keeps,
    said: Origin,
}

impl Item {
    pub(super) fn read(
        files: &mut Files<'_>,
        folder: &Path,
        value: &Value,
    ) -> Result<Self, Problem> {
        let fields = Fields::of(files, value, &["path", "patch", "target", "options"])?;
        let Origin { file, span, .. } = value.origin;
        let file_name = fields.text(files, "path")?;
        let file_name = file_name.filter(|name| !name.text.is_empty());
        let inline = fields
            .get("patch")
            .filter(|patch| patch.scalar().is_none_or(|text| !text.trim().is_empty()));
        let written = match (file_name, inline) {
            (Some(name), None) => Written::in_file(files, folder, &name)?,
            (None, Some(inline)) => Written::inline(files, inline)?,
            (Some(_), Some(_)) => {
                let message = "a patch can have `path` or `patch`, not both".to_owned();
                return Err(files.refused(file, span, message));
            }
            (None, None) => {
                let message = "a patch needs `path` or `patch`".to_owned();
                return Err(files.refused(file, span, message));
            }
        };
        let target = fields.get("target");
        let target = target.map(|target| Selector::read(files, target));
        let target = target.transpose()?;
        let mut keeps = Keeps::ALL;
        if let Some(options) = fields.get("options") {
            let options = Fields::of(files, options, &["allowNameChange", "allowKindChange"])?;
            keeps.name = !options.flag(files, "allowNameChange")?;
            keeps.kind = !options.flag(files, "allowKindChange")?;
        }
        let mut change = Patch::read(files, &written)?;
        if let Patch::Merge(patches) = &mut change
            && !(keeps.name && keeps.kind)
        {
            // kustomize records the option in the patch's annotations, which turns all of them into strings.
            for patch in patches {
                patch.texts_of("annotations");
            }
        }
        Ok(Self {
            patch: change,
            target,
            keeps,
            said: written.said,
        })
    }

    pub(super) fn apply(
        &self,
        files: &mut Files<'_>,
        resources: &mut Vec<Resource>,
    ) -> Result<(), Problem> {
        let Origin { file, span, .. } = self.said;
        // Each resource is compared with the target.
        files.spend(2 * resources.len(), file, span)?;
        match (&self.patch, &self.target) {
            (Patch::Merge(patches), None) => {
                for patch in patches {
                    let is_meant = named_by(files, resources, patch)?;
                    merge_where(files, resources, patch, &is_meant, self.keeps)?;
                }
                Ok(())
            }
            (Patch::Merge(patches), Some(target)) => {
                let [patch] = &**patches else {
                    let message = "several patches in one text cannot have a `target`".to_owned();
                    return Err(files.refused(file, span, message));
                };
                let is_meant = resources.iter().map(|resource| target.selects(resource));
                let is_meant: Vec<bool> = is_meant.collect::<Result<_, _>>()?;
                merge_copies(files, resources, patch, &is_meant, self.keeps)
            }
            (Patch::Operations(_), None) => {
                let message = "a JSON patch needs a `target`".to_owned();
                Err(files.refused(file, span, message))
            }
            (Patch::Operations(operations), Some(target)) => {
                for resource in resources.iter_mut() {
                    if target.selects(resource)? {
                        resource.remember();
                        json_patch::apply(files, &mut resource.value, operations)?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// Merges an item of `patchesStrategicMerge` into the resource that it names.
pub(super) fn merge_by_name(
    files: &mut Files<'_>,
    resources: &mut Vec<Resource>,
    patch: &Value,
) -> Result<(), Problem> {
    let is_meant = named_by(files, resources, patch)?;
    merge_copies(files, resources, patch, &is_meant, Keeps::ALL)
}

/// The resource that a patch names, by its current or a former name.
fn named_by(
    files: &mut Files<'_>,
    resources: &[Resource],
    patch: &Value,
) -> Result<Vec<bool>, Problem> {
    let wanted = Id::of(patch);
    let Origin { file, span, .. } = patch.origin;
    files.spend(resources.len(), file, span)?;
    let is_meant = |resource: &Resource| resource.ids().iter().any(|id| id.equals(&wanted));
    let is_meant: Vec<bool> = resources.iter().map(is_meant).collect();
    let resource = match is_meant.iter().filter(|is_meant| **is_meant).count() {
        1 => return Ok(is_meant),
        0 => "no resource has",
        _ => "several resources have",
    };
    let message = format!(
        "the patch changes the {}, but {resource} this name",
        wanted.shown()
    );
    let name = patch
        .get("metadata")
        .and_then(|metadata| metadata.get("name"));
    let said = name.map_or(patch.origin, |name| name.origin);
    Err(files.refused(said.file, said.span, message))
}

/// Merges copies of a patch into resources. In a copy, labels and annotations are strings, even nulls.
fn merge_copies(
    files: &mut Files<'_>,
    resources: &mut Vec<Resource>,
    patch: &Value,
    is_meant: &[bool],
    keeps: Keeps,
) -> Result<(), Problem> {
    let mut patch = patch.clone();
    patch.texts_of("labels");
    patch.texts_of("annotations");
    merge_where(files, resources, &patch, is_meant, keeps)?;
    // A patch that renames can give two resources the same name.
    let ids: Vec<Id> = resources.iter().map(Resource::current).collect();
    let mut known = HashSet::new();
    match ids.iter().find(|id| !keeps.name && !known.insert(id.key())) {
        None => Ok(()),
        Some(id) => {
            let Origin { file, span, .. } = patch.origin;
            Err(files.refused(file, span, format!("{} is defined twice", id.shown())))
        }
    }
}

fn merge_where(
    files: &mut Files<'_>,
    resources: &mut Vec<Resource>,
    patch: &Value,
    is_meant: &[bool],
    keeps: Keeps,
) -> Result<(), Problem> {
    let mut left = Vec::with_capacity(resources.len());
    for (mut resource, is_meant) in resources.drain(..).zip(is_meant) {
        if *is_meant {
            if !keeps.name || !keeps.kind {
                resource.remember();
            }
            if merge_into(files, &mut resource, patch, keeps)? {
                continue;
            }
        }
        left.push(resource);
    }
    *resources = left;
    Ok(())
}
