//! Generators: only the names of what they generate. Their data is not read, because no part of an application comes
//! from it.

use super::{
    fields::Fields,
    id::Resource,
    paths,
    value::{Origin, Value},
};
use crate::inputs::{Files, Problem};
use std::path::Path;

const FIELDS: [&str; 10] = [
    "namespace",
    "name",
    "behavior",
    "literals",
    "files",
    "env",
    "envs",
    "options",
    "type",
    "immutable",
];

/// Adds the generated resource, or changes an existing one.
pub(super) fn generate(
    files: &mut Files<'_>,
    folder: &Path,
    kind: &str,
    arguments: &Value,
    resources: &mut Vec<Resource>,
) -> Result<(), Problem> {
    let fields = Fields::of(files, arguments, &FIELDS)?;
    let Origin { file, span, .. } = arguments.origin;
    let Some(name) = fields.text(files, "name")? else {
        let message = "a generator needs a `name`".to_owned();
        return Err(files.refused(file, span, message));
    };
    for source in fields.texts(files, "literals")? {
        if !source.text.contains('=') {
            let message = format!("`{}` is not in the form `key=value`", source.text);
            return Err(files.refused(source.origin.file, source.origin.span, message));
        }
    }
    let named = ["files", "envs"].map(|field| fields.texts(files, field));
    for source in named.into_iter().collect::<Result<Vec<_>, _>>()?.concat() {
        let path = source
            .text
            .split_once('=')
            .map_or(&*source.text, |(_, path)| path);
        if paths::is_remote(path) {
            continue;
        }
        if paths::follow(files, folder, path, source.origin)?.is_none() {
            let Origin { file, span, .. } = source.origin;
            return Err(files.refused(file, span, paths::missing(path)));
        }
    }
    let mut value = Value::map(arguments.origin);
    value.set(
        "apiVersion",
        arguments.origin,
        Value::text("v1", arguments.origin),
    );
    value.set(
        "kind",
        arguments.origin,
        Value::text(kind, arguments.origin),
    );
    let mut metadata = Value::map(arguments.origin);
    metadata.set("name", name.origin, Value::text(name.text, name.origin));
    if let Some(namespace) = fields.text(files, "namespace")? {
        let value = Value::text(namespace.text, namespace.origin);
        metadata.set("namespace", namespace.origin, value);
    }
    value.set("metadata", arguments.origin, metadata);
    let mut resource = Resource::new(value);
    resource.is_generated = true;
    let id = resource.current();
    let is_it = |other: &&mut Resource| other.ids().iter().any(|other| other.equals(&id));
    let mut matches: Vec<&mut Resource> = resources.iter_mut().filter(is_it).collect();
    let behavior = fields.text(files, "behavior")?;
    let behavior = behavior
        .as_ref()
        .map_or("create", |behavior| &behavior.text);
    match (behavior, &mut *matches) {
        ("merge" | "replace", [only]) => {
            // Its data changes, and is not known.
            only.is_generated = true;
            Ok(())
        }
        ("merge" | "replace", []) => {
            let message = format!("there is no {} to {behavior}", id.shown());
            Err(files.refused(file, span, message))
        }
        (_, []) => {
            resources.push(resource);
            Ok(())
        }
        _ => {
            let message = format!("{} already exists", id.shown());
            Err(files.refused(file, span, message))
        }
    }
}
