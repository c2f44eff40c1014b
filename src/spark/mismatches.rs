//! Compares an application with what the API server and Kubernetes accept.

use super::{
    Application, Found, MissingField, RepeatedItem, TooDeep, UnknownField, Violation,
    field_path::path, fields::unknown_field,
};
use crate::{
    kube::schema::{self, Mismatch, PartKind, Place, PlaceStep, Wanted},
    source::{Span, is_placeholder},
    yaml::{Kind, Scalar},
};

/// The differences between an application and its schema, each list in the order of the text.
#[derive(Clone, Default)]
pub struct Mismatches<'d> {
    /// Invalid values.
    pub violations: Vec<Violation<'d>>,
    /// Fields that no program reads.
    pub unknown_fields: Vec<UnknownField<'d>>,
    /// Missing required fields.
    pub missing_fields: Vec<MissingField>,
    /// List items with the same keys as another item.
    pub repeated_items: Vec<RepeatedItem>,
}

/// Compares an application with the schema of its kind.
#[must_use]
pub fn mismatches<'d>(application: &Application<'d>) -> Mismatches<'d> {
    let mut found = Mismatches::default();
    let kind = application.kind.spec();
    let Some(part) = schema::schema(kind.group(), kind.name) else {
        return found;
    };
    schema::walk(
        application.object,
        part,
        &mut |place, mismatch| match mismatch {
            Mismatch::Value(wanted) => found.violations.push(violation(application, place, wanted)),
            Mismatch::Unknown(entry) if is_placeholder(&entry.key) => {}
            Mismatch::Unknown(entry) if is_of_launcher(application, place, &entry.key) => {}
            Mismatch::Unknown(entry) => {
                let field = unknown_field(application, place, entry);
                found.unknown_fields.push(field);
            }
            Mismatch::Missing { field, is_filled } => found.missing_fields.push(MissingField {
                field,
                is_filled,
                owner: path(application, place),
                place: owner_place(application, place),
                is_in_template: place.is_in_template,
            }),
            Mismatch::Repeated { first } => found.repeated_items.push(RepeatedItem {
                path: path(application, place),
                place: place.node.span(),
                first: first.span(),
                keys: place.up.map_or(&[], |list| &list.part.keys),
            }),
        },
    );
    found.missing_fields.extend(missing_name(application));
    found
}

/// An object needs a name or `generateName`. Airflow generates one.
fn missing_name(application: &Application<'_>) -> Option<MissingField> {
    let has = |field| {
        let metadata = application.metadata;
        metadata.is_some_and(|metadata| metadata.get(field).is_some())
    };
    let is_named = has("name") || has("generateName") || application.launcher.is_some();
    (!is_named).then(|| {
        let metadata = application.object.entry("metadata");
        MissingField {
            field: "name",
            is_filled: false,
            is_in_template: false,
            owner: "metadata".to_owned(),
            place: metadata.map_or(application.span, |metadata| metadata.key_span),
        }
    })
}

/// True for a field in Airflow's file format that Airflow reads itself: the API version and group, and the labels that
/// it passes on to both roles.
///
/// Source: `SparkKubernetesOperator` of apache-airflow-providers-cncf-kubernetes, `custom_object_launcher.py`.
fn is_of_launcher(application: &Application<'_>, place: &Place<'_, '_>, key: &str) -> bool {
    application.launcher.is_some()
        && match place.step {
            PlaceStep::Top => matches!(key, "version" | "apiGroup"),
            _ => key == "labels" && is_spec(application, place),
        }
}

/// True for the mapping with the application's spec.
fn is_spec(application: &Application<'_>, place: &Place<'_, '_>) -> bool {
    path(application, place) == "spec" && application.kind.spec().spec_path.len() == depth(place)
}

fn depth(place: &Place<'_, '_>) -> usize {
    place.outwards().count() - 1
}

/// The key of a mapping, or the mapping itself if it is a list item.
fn owner_place(application: &Application<'_>, place: &Place<'_, '_>) -> Span {
    match place.step {
        PlaceStep::Top => application.span,
        PlaceStep::Field { key_span, .. } => key_span,
        PlaceStep::Item(_) => place.node.span(),
    }
}

fn violation<'d>(
    application: &Application<'d>,
    place: &Place<'_, 'd>,
    wanted: Wanted,
) -> Violation<'d> {
    Violation {
        node: place.node,
        path: path(application, place),
        found: Found::from_node(place.node),
        wanted,
        is_in_template: place.is_in_template,
        too_deep: too_deep(application, place),
    }
}

/// The correct place of an entry in a mapping of strings, if it is a field of the enclosing mapping.
fn too_deep<'d>(application: &Application<'d>, place: &Place<'_, 'd>) -> Option<TooDeep<'d>> {
    let is_of_texts = |part: &schema::Part| {
        let values = part.values();
        values.is_some_and(|values| values.kind == PartKind::String)
    };
    let map = place.up.filter(|up| is_of_texts(up.part))?;
    let outer = map.up?;
    let (PlaceStep::Field { name, key_span }, PlaceStep::Field { name: map_name, .. }) =
        (place.step, map.step)
    else {
        return None;
    };
    let meant = outer.part.field(name)?;
    let is_such = matches!(
        (meant.kind, place.node.kind()),
        (PartKind::List, Kind::Sequence)
            | (PartKind::Object | PartKind::Map, Kind::Mapping)
            | (PartKind::Integer, Kind::Scalar(Scalar::Int(_)))
            | (PartKind::Boolean, Kind::Scalar(Scalar::Bool(_)))
    );
    let key = map.node.entry(name)?.key;
    is_such.then(|| TooDeep {
        key,
        key_span,
        map: outer.part.field_name(map_name).unwrap_or_default(),
        outer: outer.node,
        outer_path: path(application, outer),
    })
}
