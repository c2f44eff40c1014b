//! Labels, annotations and other strings that a kustomization sets at fixed paths.
//!
//! Source: `api/filters/fieldspec`, `api/internal/konfig/builtinpluginconsts`.

use super::{
    fields::Fields,
    id::{Id, Resource},
    value::{Content, Entry, Origin, Scalar, Value},
};
use crate::inputs::{Files, Problem};

/// A path at which something is set, and the resources it applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldSpec {
    group: String,
    version: String,
    kind: String,
    pub(super) path: String,
    is_created: bool,
}

impl FieldSpec {
    pub(super) fn new(path: &str, is_created: bool) -> Self {
        Self {
            group: String::new(),
            version: String::new(),
            kind: String::new(),
            path: path.to_owned(),
            is_created,
        }
    }

    pub(super) fn read(files: &Files<'_>, value: &Value) -> Result<Self, Problem> {
        let known = ["group", "version", "kind", "path", "create"];
        let fields = Fields::of(files, value, &known)?;
        let text = |field: &str| {
            let text = fields.text(files, field)?;
            Ok(text.map(|text| text.text).unwrap_or_default())
        };
        Ok(Self {
            group: text("group")?,
            version: text("version")?,
            kind: text("kind")?,
            path: text("path")?,
            is_created: fields.flag(files, "create")?,
        })
    }

    /// True if both are about the same path but differ.
    pub(super) fn conflicts_with(&self, other: &Self) -> bool {
        self != other
            && Self {
                is_created: other.is_created,
                ..self.clone()
            } == *other
    }

    pub(super) fn applies_to(&self, id: &Id) -> bool {
        let fits = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        fits(&self.kind, &id.kind)
            && fits(&self.group, &id.group)
            && fits(&self.version, &id.version)
    }

    fn parts(&self) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let path = self.path.strip_prefix('/').unwrap_or(&self.path);
        for part in path.split('/') {
            match parts.last_mut() {
                // An escaped slash is part of a key.
                Some(last) if last.ends_with('\\') => {
                    last.pop();
                    last.push('/');
                    last.push_str(part);
                }
                _ => parts.push(part.to_owned()),
            }
        }
        parts
    }
}

/// What to create if the path does not exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Create {
    Nothing,
    Map,
    Scalar,
}

/// The action at the end of a path.
pub(super) type Act<'a> = &'a mut dyn FnMut(&mut Value) -> Result<(), Problem>;

/// Calls `act` at the path of a field spec, if the spec applies to the resource.
pub(super) fn at_path(
    files: &Files<'_>,
    value: &mut Value,
    spec: &FieldSpec,
    create: Create,
    made_by: Origin,
    act: Act<'_>,
) -> Result<(), Problem> {
    let walk = Walk {
        files,
        create: if spec.is_created {
            create
        } else {
            Create::Nothing
        },
        made_by,
        path: &spec.path,
    };
    walk.step(value, &spec.parts(), act)
}

struct Walk<'w, 'r> {
    files: &'w Files<'r>,
    create: Create,
    made_by: Origin,
    path: &'w str,
}

impl Walk<'_, '_> {
    fn step(&self, value: &mut Value, path: &[String], act: Act<'_>) -> Result<(), Problem> {
        let Some((first, rest)) = path.split_first() else {
            return act(value);
        };
        if value.is_null() {
            return Ok(());
        }
        match &mut value.content {
            Content::List(items) => {
                for item in items {
                    self.step(item, path, act)?;
                }
                Ok(())
            }
            Content::Scalar(_) => {
                let message = format!("the path `{}` goes through a single value", self.path);
                let Origin { file, span, .. } = self.made_by;
                Err(self.files.refused(file, span, message))
            }
            Content::Map(_) => {
                let key = first.strip_suffix("[]").unwrap_or(first);
                let is_list = key != first;
                if self.create != Create::Nothing
                    && !is_list
                    && value.get(key).is_none_or(Value::is_null)
                {
                    let new = if rest.is_empty() && self.create == Create::Scalar {
                        Value::text("", self.made_by)
                    } else {
                        Value::map(self.made_by)
                    };
                    value.set(key, self.made_by.made(), new);
                }
                match value.get_mut(key) {
                    Some(next) => self.step(next, rest, act),
                    None => Ok(()),
                }
            }
        }
    }
}

/// Sets all pairs at the path of each field spec.
pub(super) fn set_pairs(
    files: &mut Files<'_>,
    resource: &mut Resource,
    specs: &[FieldSpec],
    pairs: &[Entry],
) -> Result<(), Problem> {
    let Some(first) = pairs.first() else {
        return Ok(());
    };
    let id = resource.current();
    let Origin { file, span, .. } = first.origin;
    if let Some(shared) = pairs
        .iter()
        .find(|pair| resource.shared.contains(&pair.key))
    {
        let message = format!(
            "kustomize changes `{}` in several places at once here",
            shared.key
        );
        return Err(files.not_built(file, span, message));
    }
    let applied = specs.iter().filter(|spec| spec.applies_to(&id));
    if applied.clone().count() > 1 {
        let keys = pairs.iter().map(|pair| pair.key.clone());
        resource.shared.extend(keys);
    }
    let value = &mut resource.value;
    for spec in applied {
        files.spend(pairs.len(), file, span)?;
        let mut set = |target: &mut Value| {
            for pair in pairs {
                if target.is_null() {
                    target.content = Content::Map(Vec::new());
                }
                if !matches!(target.content, Content::Map(_)) {
                    let message = format!("the value at `{}` must be a mapping", spec.path);
                    return Err(files.refused(file, span, message));
                }
                let text = pair.value.scalar().unwrap_or_default();
                let mut new = pair.value.clone();
                new.content = Content::Scalar(Scalar::text(text));
                target.set(&pair.key, pair.origin, new);
            }
            Ok(())
        };
        at_path(files, value, spec, Create::Map, first.origin, &mut set)?;
    }
    Ok(())
}
