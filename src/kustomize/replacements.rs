//! Replacements: values copied from one resource to others.
//!
//! Source: `api/filters/replacement`, `kyaml/yaml/match.go`, `kyaml/utils/pathsplitter.go`.

use super::{
    fields::{Fields, text},
    id::{Id, Resource},
    selector::{self, Selector},
    value::{Content, Origin, Scalar, ScalarKind, Value},
};
use crate::inputs::{Files, Problem};

const OPTIONS: [&str; 4] = ["delimiter", "index", "encoding", "create"];

#[derive(Default)]
struct Options {
    delimiter: String,
    index: i64,
    create: bool,
}

/// Makes one replacement.
pub(super) fn replace(
    files: &mut Files<'_>,
    replacement: &Value,
    resources: &mut [Resource],
) -> Result<(), Problem> {
    let fields = Fields::of(files, replacement, &["source", "targets", "sourceValue"])?;
    let Origin { file, span, .. } = replacement.origin;
    if let Some(value) = fields.get("sourceValue") {
        let message = "`sourceValue` is not supported by kustomize 5.7".to_owned();
        return Err(files.not_built(file, value.origin.span, message));
    }
    let (Some(source), targets) = (fields.get("source"), fields.list(files, "targets")?) else {
        let message = "a replacement needs a `source`".to_owned();
        return Err(files.refused(file, span, message));
    };
    if fields.get("targets").is_none() {
        let message = "a replacement needs `targets`".to_owned();
        return Err(files.refused(file, span, message));
    }
    let value = source_value(files, source, resources)?;
    for target in targets {
        replace_in(files, target, &value, resources)?;
    }
    // kustomize reads the source again after each change.
    let is_same = source_value(files, source, resources).is_ok_and(|after| after.equals(&value));
    if is_same {
        return Ok(());
    }
    let message = "the replacement changes its own source".to_owned();
    Err(files.not_built(file, span, message))
}

fn options(files: &Files<'_>, fields: Fields<'_>) -> Result<Options, Problem> {
    let Some(value) = fields.get("options") else {
        return Ok(Options::default());
    };
    let options = Fields::of(files, value, &OPTIONS)?;
    let delimiter = options.text(files, "delimiter")?;
    Ok(Options {
        delimiter: delimiter.map(|text| text.text).unwrap_or_default(),
        index: options.number(files, "index")?,
        create: options.flag(files, "create")?,
    })
}

fn source_value(
    files: &mut Files<'_>,
    source: &Value,
    resources: &[Resource],
) -> Result<Value, Problem> {
    let mut known = selector::FIELDS.to_vec();
    known.extend(["fieldPath", "options"]);
    let fields = Fields::of(files, source, &known)?;
    let Origin { file, span, .. } = source.origin;
    let part = |field: &str| {
        let text = fields.text(files, field)?;
        Ok(text.map(|text| text.text).unwrap_or_default())
    };
    let wanted = Id {
        group: part("group")?,
        version: part("version")?,
        kind: part("kind")?,
        name: part("name")?,
        namespace: part("namespace")?,
    };
    let fits = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
    let is_meant = |id: &Id| {
        fits(&wanted.group, &id.group)
            && fits(&wanted.version, &id.version)
            && fits(&wanted.kind, &id.kind)
            && fits(&wanted.name, &id.name)
            && (wanted.namespace.is_empty()
                || wanted.effective_namespace() == id.effective_namespace())
    };
    files.spend(resources.len(), file, span)?;
    let mut selected = resources
        .iter()
        .filter(|resource| resource.ids().iter().any(is_meant));
    let (Some(resource), None) = (selected.next(), selected.next()) else {
        let message = "the source of a replacement must select exactly one resource".to_owned();
        return Err(files.refused(file, span, message));
    };
    let path = fields.text(files, "fieldPath")?;
    let path = path.filter(|path| !path.text.is_empty());
    let path = path.map_or_else(|| "metadata.name".to_owned(), |path| path.text);
    if resource.is_inexact || resource.is_generated && !path.starts_with("metadata.") {
        let message =
            format!("the source `{path}` is in a part of the resource that is not built here");
        return Err(files.not_built(file, span, message));
    }
    let mut value = &resource.value;
    for part in parts(&path) {
        let found = match &value.content {
            Content::Map(_) => value.get(&part),
            Content::List(items) => look_up_item(items, &part),
            Content::Scalar(_) => None,
        };
        let Some(found) = found else {
            let message = format!(
                "there is no `{path}` in the source {}",
                resource.current().shown()
            );
            return Err(files.refused(file, span, message));
        };
        value = found;
    }
    let is_empty = match &value.content {
        Content::Scalar(scalar) => scalar.kind == ScalarKind::Null || scalar.text.is_empty(),
        Content::List(items) => items.is_empty(),
        Content::Map(entries) => entries.is_empty(),
    };
    if is_empty {
        let message = format!(
            "`{path}` is empty in the source {}",
            resource.current().shown()
        );
        return Err(files.refused(file, span, message));
    }
    let options = options(files, fields)?;
    let mut value = value.clone();
    files.spend(value.size(), file, span)?;
    if !options.delimiter.is_empty() {
        let Content::Scalar(scalar) = &mut value.content else {
            return Err(files.refused(file, span, "`delimiter` is for single values".to_owned()));
        };
        let part = usize::try_from(options.index)
            .ok()
            .and_then(|index| scalar.text.split(&options.delimiter).nth(index));
        let Some(part) = part.map(str::to_owned) else {
            let message = format!("`{}` has no part {}", scalar.text, options.index);
            return Err(files.refused(file, span, message));
        };
        scalar.text = part;
        value.origin = value.origin.made();
    }
    Ok(value)
}

fn look_up_item<'v>(items: &'v [Value], part: &str) -> Option<&'v Value> {
    if let Ok(index) = part.parse::<usize>() {
        return items.get(index);
    }
    if part == "-" {
        return items.last();
    }
    let (field, wanted) = matcher(part)?;
    items.iter().find(|item| {
        let found = if field.is_empty() {
            item.scalar()
        } else {
            item.get(field).and_then(Value::scalar)
        };
        found == Some(wanted)
    })
}

/// Splits `[name=spark]` into field and value.
fn matcher(part: &str) -> Option<(&str, &str)> {
    part.strip_prefix('[')?.strip_suffix(']')?.split_once('=')
}

fn replace_in(
    files: &mut Files<'_>,
    target: &Value,
    value: &Value,
    resources: &mut [Resource],
) -> Result<(), Problem> {
    let fields = Fields::of(
        files,
        target,
        &["select", "reject", "fieldPaths", "options"],
    )?;
    let Origin { file, span, .. } = target.origin;
    let Some(select) = fields.get("select") else {
        let message = "a target of a replacement needs `select`".to_owned();
        return Err(files.refused(file, span, message));
    };
    let select = Selector::read(files, select)?;
    let reject = fields.list(files, "reject")?.iter();
    let reject = reject.map(|reject| Selector::read(files, reject));
    let reject: Vec<Selector> = reject.collect::<Result<_, _>>()?;
    if select.has_patterns() || reject.iter().any(Selector::has_patterns) {
        let message = "versions of kustomize differ in what this target selects".to_owned();
        return Err(files.not_built(file, span, message));
    }
    let paths = fields.list(files, "fieldPaths")?.iter();
    let mut paths: Vec<_> = paths
        .map(|path| text(files, path))
        .collect::<Result<_, _>>()?;
    if paths.is_empty() {
        paths.push(super::fields::Text {
            text: "metadata.name".to_owned(),
            origin: target.origin,
        });
    }
    let options = options(files, fields)?;
    files.spend(resources.len(), file, span)?;
    for resource in resources {
        if !select.fits_labels(resource)? {
            continue;
        }
        let mut is_rejected = false;
        for reject in reject.iter().filter(|reject| reject.has_labels()) {
            is_rejected |= reject.fits_labels(resource)?;
        }
        if is_rejected {
            continue;
        }
        let ids = resource.ids();
        let is_rejected =
            |reject: &Selector| !reject.names_nothing() && ids.iter().any(|id| reject.fits_id(id));
        if reject.iter().any(is_rejected) || !ids.iter().any(|id| select.fits_id(id)) {
            continue;
        }
        for path in &paths {
            let Origin { file, span, .. } = path.origin;
            files.spend(value.size(), file, span)?;
            let mut setter = Setter {
                files,
                value,
                options: &options,
                said: path.origin,
                number: 0,
                is_new: false,
            };
            setter.walk(&mut resource.value, &parts(&path.text))?;
            if setter.number == 0 {
                let shown = resource.current().shown();
                let message = format!("there is no `{}` in the target {shown}", path.text);
                return Err(files.refused(file, span, message));
            }
        }
    }
    Ok(())
}

struct Setter<'s, 'r> {
    files: &'s Files<'r>,
    value: &'s Value,
    options: &'s Options,
    said: Origin,
    /// How many values have been set.
    number: usize,
    /// True if the value that is set did not exist before.
    is_new: bool,
}

impl Setter<'_, '_> {
    fn refused(&self, message: String) -> Problem {
        self.files.refused(self.said.file, self.said.span, message)
    }

    fn not_built(&self, message: String) -> Problem {
        self.files
            .not_built(self.said.file, self.said.span, message)
    }

    fn walk(&mut self, value: &mut Value, path: &[String]) -> Result<(), Problem> {
        let Some((first, rest)) = path.split_first() else {
            return self.set(value);
        };
        let is_new = |rest: &[String]| {
            rest.first().is_some_and(|next| {
                next.starts_with(['[', '-', '*']) || next.parse::<usize>().is_ok()
            })
        };
        match &mut value.content {
            Content::Map(_) if first == "*" => {
                Err(self.not_built("`*` in a mapping is not supported here".to_owned()))
            }
            Content::Map(_) => {
                if value.get(first).is_none() {
                    if !self.options.create {
                        return Ok(());
                    }
                    if is_new(rest) {
                        return Err(
                            self.not_built("creating a list is not supported here".to_owned())
                        );
                    }
                    let new = match &self.value.content {
                        Content::Scalar(_) if rest.is_empty() => {
                            self.is_new = true;
                            Value::text("", self.said)
                        }
                        _ if rest.is_empty() => self.value.clone(),
                        _ => Value::map(self.said),
                    };
                    value.set(first, self.said.made(), new);
                }
                match value.get_mut(first) {
                    Some(next) => self.walk(next, rest),
                    None => Ok(()),
                }
            }
            Content::List(items) => {
                if first == "*" {
                    for item in items {
                        self.walk(item, rest)?;
                    }
                    return Ok(());
                }
                if let Ok(index) = first.parse::<usize>() {
                    return match items.get_mut(index) {
                        Some(item) => self.walk(item, rest),
                        None if self.options.create => {
                            Err(self.not_built("creating an item is not supported here".to_owned()))
                        }
                        None => Err(self.refused(format!("the list has no item {index}"))),
                    };
                }
                let Some((field, wanted)) = matcher(first) else {
                    return Err(self.refused(format!("`{first}` does not name an item of a list")));
                };
                let pattern = regex::RegexBuilder::new(wanted).size_limit(1 << 20).build();
                let Ok(pattern) = pattern else {
                    return Err(
                        self.refused(format!("`{wanted}` is not a valid regular expression"))
                    );
                };
                let before = self.number;
                for item in items {
                    let found = if field.is_empty() {
                        item.scalar()
                    } else {
                        item.get(field).and_then(Value::scalar)
                    };
                    if found.is_some_and(|found| pattern.is_match(found)) {
                        self.walk(item, rest)?;
                    }
                }
                if self.number == before && self.options.create {
                    return Err(self.not_built("creating an item is not supported here".to_owned()));
                }
                Ok(())
            }
            Content::Scalar(_) => Err(self.not_built(format!(
                "changing `{first}` inside a string is not supported here"
            ))),
        }
    }

    fn set(&mut self, target: &mut Value) -> Result<(), Problem> {
        self.number += 1;
        let mut value = self.value.clone();
        if !self.options.delimiter.is_empty() {
            let (Content::Scalar(target), Content::Scalar(new)) =
                (&target.content, &mut value.content)
            else {
                let message = "`delimiter` is for single values".to_owned();
                let is_target = !matches!(target.content, Content::Scalar(_));
                return Err(if is_target {
                    self.refused(message)
                } else {
                    self.not_built(message)
                });
            };
            let delimiter = &self.options.delimiter;
            let mut parts: Vec<&str> = target.text.split(delimiter.as_str()).collect();
            let added = new.text.clone();
            match usize::try_from(self.options.index) {
                Err(_) => parts.insert(0, &added),
                Ok(index) if index >= parts.len() => parts.push(&added),
                Ok(index) => parts[index] = &added,
            }
            new.text = parts.join(delimiter);
            value.origin = self.said.made();
        }
        match (&mut target.content, value.content) {
            // A new value has no type yet; its text decides.
            (Content::Scalar(target), Content::Scalar(new)) if std::mem::take(&mut self.is_new) => {
                *target = Scalar::plain(&new.text);
            }
            // Otherwise the target keeps its type: a string becomes a number if a number was there.
            (Content::Scalar(target), Content::Scalar(new)) => {
                let kind = target.kind;
                if kind != ScalarKind::Text && kind != new.kind && !is_of(kind, &new.text) {
                    let message = format!("`{}` replaces a value of another type", new.text);
                    return Err(self.not_built(message));
                }
                *target = Scalar {
                    kind,
                    is_quoted: target.is_quoted,
                    ..Scalar::text(new.text)
                };
            }
            (Content::Scalar(_), Content::List(_) | Content::Map(_)) => {
                return Err(self.not_built(
                    "replacing a single value by a list or mapping is not supported here"
                        .to_owned(),
                ));
            }
            (content, new) => *content = new,
        }
        target.origin = value.origin.made();
        Ok(())
    }
}

fn is_of(kind: ScalarKind, text: &str) -> bool {
    match kind {
        ScalarKind::Number => text.parse::<i64>().is_ok(),
        ScalarKind::Bool => ["true", "false"].contains(&text),
        ScalarKind::Null => false,
        ScalarKind::Text => true,
    }
}

/// The parts of a path: `a.b`, `[a.b]` for a key with dots, `[name=x]` for an item.
fn parts(path: &str) -> Vec<String> {
    let mut split: Vec<String> = Vec::new();
    for part in path.split('.') {
        match split.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('.');
                last.push_str(part);
            }
            _ => split.push(part.to_owned()),
        }
    }
    if split.len() > 1 && split[0].is_empty() {
        split.remove(0);
    }
    let mut found = Vec::new();
    let mut rest = split.into_iter();
    while let Some(part) = rest.next() {
        if !part.starts_with('[') || part.ends_with(']') {
            found.push(part);
            continue;
        }
        let mut whole = part;
        for next in rest.by_ref() {
            whole = format!("{whole}.{next}");
            if next.ends_with(']') {
                break;
            }
        }
        found.push(if whole.contains('=') {
            whole
        } else {
            whole.trim_matches(['[', ']']).to_owned()
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_one_part_of_a_path() {
        assert_eq!(
            parts("spec.executor.memory"),
            ["spec", "executor", "memory"]
        );
        assert_eq!(
            parts("metadata.annotations.[k8s.aliyun.com/eci-use-specs]"),
            ["metadata", "annotations", "k8s.aliyun.com/eci-use-specs"]
        );
        assert_eq!(
            parts("spec.containers.[name=a.b].image"),
            ["spec", "containers", "[name=a.b]", "image"]
        );
        assert_eq!(parts(r"a.b\.c"), ["a", "b.c"]);
    }
}
