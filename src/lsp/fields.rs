//! Fields of an application, from its schema.

use crate::{
    kube::schema::{self, Part, PartKind},
    spark::KindSpec,
};

/// The part of a kind's schema at a path of keys; items of lists have no key.
pub(super) fn part_at<'k>(
    kind: &KindSpec,
    keys: impl IntoIterator<Item = &'k str>,
) -> Option<&'static Part> {
    let whole = schema::schema(kind.group(), kind.name)?;
    let part = keys.into_iter().try_fold(whole, |part, key| {
        let part = item_of(part);
        part.field(key).or_else(|| part.values())
    })?;
    Some(item_of(part))
}

/// The type of a list's items; anything else is returned unchanged.
fn item_of(part: &'static Part) -> &'static Part {
    std::iter::successors(Some(part), |part| part.items())
        .last()
        .unwrap_or(part)
}

/// The type of a field: `integer`, `list of strings`, `Java, Python, Scala or R`.
pub(super) fn type_words(part: &Part) -> String {
    if let [values @ .., last] = &part.allowed[..]
        && !values.is_empty()
    {
        return format!("{} or {last}", values.join(", "));
    }
    match part.kind {
        PartKind::Object | PartKind::Map => "mapping".to_owned(),
        PartKind::List => {
            let of = part.items().map(|items| match items.kind {
                PartKind::Object | PartKind::Map => "mappings",
                PartKind::String => "strings",
                _ => "values",
            });
            format!("list of {}", of.unwrap_or("values"))
        }
        PartKind::String => "string".to_owned(),
        PartKind::Integer => "integer".to_owned(),
        PartKind::Number => "number".to_owned(),
        PartKind::Boolean => "true or false".to_owned(),
        PartKind::IntOrString => "integer or string".to_owned(),
        PartKind::Quantity => "quantity, such as 500m or 4Gi".to_owned(),
        PartKind::Any => "any value".to_owned(),
    }
}

/// Like [`type_words`], and whether the field is required.
pub(super) fn field_words(owner: &'static Part, name: &str, field: &Part) -> String {
    let words = type_words(field);
    if owner.required().contains(&name) {
        format!("{words}, required")
    } else {
        words
    }
}
