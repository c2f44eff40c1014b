use std::{collections::HashMap, fmt, sync::LazyLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use regex::Regex;

use super::{Mismatch, Part, PartKind, Wanted, part::Format};
use crate::{
    source::{Span, is_number_placeholder, is_placeholder},
    yaml::{Kind, Node, Scalar},
};

/// The current place of a walk.
#[derive(Clone, Copy)]
pub struct Place<'p, 'd> {
    /// The enclosing place.
    pub up: Option<&'p Place<'p, 'd>>,
    /// The step from there.
    pub step: PlaceStep<'p>,
    pub node: Node<'d>,
    /// The schema of the node.
    pub part: &'static Part,
    /// True inside a pod template, which is not validated by a schema but decoded to Kubernetes' types.
    pub is_in_template: bool,
}

#[derive(Clone, Copy)]
pub enum PlaceStep<'p> {
    /// The root.
    Top,
    /// Into a field.
    Field {
        name: &'p str,
        /// The place of the key.
        key_span: Span,
    },
    /// Into an item of a list.
    Item(usize),
}

impl<'p, 'd> Place<'p, 'd> {
    /// The places from this one to the root.
    pub fn outwards(&self) -> impl Iterator<Item = &Place<'p, 'd>> {
        std::iter::successors(Some(self), |place| place.up)
    }
}

impl fmt::Display for Place<'_, '_> {
    /// The path from the root: `spec.driver.env[2].name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(up) = self.up {
            up.fmt(f)?;
        }
        let is_first = self.up.is_none_or(|up| matches!(up.step, PlaceStep::Top));
        match self.step {
            PlaceStep::Top => Ok(()),
            PlaceStep::Field { name, .. } if is_first => f.write_str(name),
            PlaceStep::Field { name, .. } => write!(f, ".{name}"),
            PlaceStep::Item(index) => write!(f, "[{index}]"),
        }
    }
}

/// Compares an object with its schema and reports each difference with its place, in the order of the text. Like the
/// API server, it treats null as missing; placeholders may be anything.
pub fn walk<'d>(
    object: Node<'d>,
    part: &'static Part,
    report: &mut dyn FnMut(&Place<'_, 'd>, Mismatch<'d>),
) {
    let place = Place {
        up: None,
        step: PlaceStep::Top,
        node: object,
        part,
        is_in_template: part.is_template,
    };
    look_at(&place, report);
}

fn look_at<'d>(place: &Place<'_, 'd>, report: &mut dyn FnMut(&Place<'_, 'd>, Mismatch<'d>)) {
    let Place { node, part, .. } = *place;
    match (part.kind, node.kind()) {
        (PartKind::Object, Kind::Mapping) => look_at_fields(place, report),
        (PartKind::Map, Kind::Mapping) => look_at_values(place, report),
        (PartKind::List, Kind::Sequence) => look_at_items(place, report),
        (PartKind::Any, _) => {}
        (kind, _) => {
            let wanted = wanted(part, node);
            let is_unknown = |text: &str| match kind {
                PartKind::Integer | PartKind::Number | PartKind::Quantity => {
                    is_number_placeholder(text)
                }
                _ => is_placeholder(text),
            };
            if let Some(wanted) = wanted
                && !node.scalar_text().is_some_and(is_unknown)
            {
                report(place, Mismatch::Value(wanted));
            }
        }
    }
}

fn look_at_fields<'d>(place: &Place<'_, 'd>, report: &mut dyn FnMut(&Place<'_, 'd>, Mismatch<'d>)) {
    let Place { node, part, .. } = *place;
    let entries = node.entries();
    for entry in &entries {
        if entry.value.is_null() {
            continue;
        }
        match part.field(&entry.key) {
            Some(field) => look_at(
                &place.field(&entry.key, entry.key_span, entry.value, field),
                report,
            ),
            None if part.is_open => {}
            None => report(place, Mismatch::Unknown(entry.clone())),
        }
    }
    for field in part.required() {
        let is_there = entries
            .iter()
            .any(|entry| entry.key == *field && !entry.value.is_null());
        if !is_there {
            let is_filled = part.is_filled(field);
            report(place, Mismatch::Missing { field, is_filled });
        }
    }
}

fn look_at_values<'d>(place: &Place<'_, 'd>, report: &mut dyn FnMut(&Place<'_, 'd>, Mismatch<'d>)) {
    let Some(values) = place.part.values() else {
        return;
    };
    for entry in place.node.entries() {
        if !entry.value.is_null() {
            look_at(
                &place.field(&entry.key, entry.key_span, entry.value, values),
                report,
            );
        }
    }
}

fn look_at_items<'d>(place: &Place<'_, 'd>, report: &mut dyn FnMut(&Place<'_, 'd>, Mismatch<'d>)) {
    let Place { node, part, .. } = *place;
    let Some(items) = part.items() else {
        return;
    };
    let mut seen: HashMap<Vec<&str>, Node<'d>> = HashMap::new();
    for (index, item) in node.items().enumerate() {
        let inner = Place {
            up: Some(place),
            step: PlaceStep::Item(index),
            node: item,
            part: items,
            is_in_template: place.is_in_template,
        };
        if item.is_null() && items.is_nullable {
            continue;
        }
        look_at(&inner, report);
        let Some(keys) = keys(item, part) else {
            continue;
        };
        match seen.get(&keys) {
            Some(first) => report(&inner, Mismatch::Repeated { first: *first }),
            None => drop(seen.insert(keys, item)),
        }
    }
}

/// The values that must be unique among the items of the list. `None` if the list has no such requirement, or if they
/// are not known.
fn keys<'d>(item: Node<'d>, list: &'static Part) -> Option<Vec<&'d str>> {
    let known = |node: Node<'d>| node.scalar_text().filter(|text| !is_placeholder(text));
    if list.is_set {
        return Some(vec![known(item)?]);
    }
    let default = |name: &str| list.items()?.field(name)?.default;
    let key = |name: &&'static str| match item.get(name) {
        Some(node) => known(node),
        None => Some(default(name).unwrap_or_default()),
    };
    (!list.keys.is_empty()).then(|| list.keys.iter().map(key).collect())?
}

impl<'d> Place<'_, 'd> {
    fn field<'q>(
        &'q self,
        name: &'q str,
        key_span: Span,
        node: Node<'d>,
        part: &'static Part,
    ) -> Place<'q, 'd> {
        Place {
            up: Some(self),
            step: PlaceStep::Field { name, key_span },
            node,
            part,
            is_in_template: self.is_in_template || part.is_template,
        }
    }
}

/// The requirement that a value does not meet; `None` if it is valid.
fn wanted(part: &'static Part, node: Node<'_>) -> Option<Wanted> {
    let scalar = match node.kind() {
        Kind::Scalar(scalar) => Some(scalar),
        _ => None,
    };
    let whole = scalar.and_then(whole_number);
    match part.kind {
        PartKind::Object | PartKind::Map => Some(Wanted::Mapping),
        PartKind::List => Some(Wanted::List),
        PartKind::Any => None,
        PartKind::Boolean => (!matches!(scalar, Some(Scalar::Bool(_)))).then_some(Wanted::Bool),
        PartKind::Number => {
            let is_number = matches!(scalar, Some(Scalar::Int(_) | Scalar::Float(_)));
            (!is_number).then_some(Wanted::Number)
        }
        PartKind::Integer => {
            let (least, most) = bounds(part);
            let fits = whole.is_some_and(|number| (least.into()..=most.into()).contains(&number));
            (!fits).then_some(Wanted::Integer { least, most })
        }
        PartKind::IntOrString => match scalar {
            Some(Scalar::Str(text)) if part.format == Some(Format::Quantity) => {
                (!is_quantity(text)).then_some(Wanted::Quantity)
            }
            Some(Scalar::Str(_)) => None,
            _ if whole.is_some() => None,
            _ if part.format == Some(Format::Quantity) => Some(Wanted::Quantity),
            _ => Some(Wanted::IntegerOrText),
        },
        PartKind::Quantity => match scalar {
            Some(Scalar::Int(_) | Scalar::Float(_)) => None,
            Some(Scalar::Str(text)) if is_quantity(text) => None,
            _ => Some(Wanted::Quantity),
        },
        PartKind::String => match scalar {
            Some(Scalar::Str(text)) => wanted_text(part, text),
            _ if part.allowed.is_empty() => Some(Wanted::Text),
            _ => Some(Wanted::OneOf(&part.allowed)),
        },
    }
}

/// `2` and `2.0` are the same number in JSON.
fn whole_number(scalar: Scalar<'_>) -> Option<i128> {
    match scalar {
        Scalar::Int(number) => Some(number),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "of a whole number far below the limit"
        )]
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() < 1e21 => {
            Some(number as i128)
        }
        _ => None,
    }
}

fn bounds(part: &Part) -> (i64, i64) {
    let (least, most) = match part.format {
        Some(Format::Int32) => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    };
    (
        part.minimum.unwrap_or(least).max(least),
        part.maximum.unwrap_or(most).min(most),
    )
}

fn wanted_text(part: &'static Part, text: &str) -> Option<Wanted> {
    static DATE_TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\d{4}-[01]\d-[0-3]\d[Tt][0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?([Zz]|[+-][0-2]\d:[0-5]\d)$",
        )
        .expect("a valid pattern")
    });
    if !part.allowed.is_empty() && !part.allowed.contains(&text) {
        return Some(Wanted::OneOf(&part.allowed));
    }
    let least = part.min_length.unwrap_or(0);
    let most = part.max_length.unwrap_or(usize::MAX);
    if !(least..=most).contains(&text.chars().count()) {
        return Some(Wanted::Length { least, most });
    }
    match part.format {
        Some(Format::DateTime) if !DATE_TIME.is_match(text) => return Some(Wanted::DateTime),
        Some(Format::Byte) if BASE64_STANDARD.decode(text).is_err() => return Some(Wanted::Base64),
        _ => {}
    }
    let pattern = part.pattern.as_deref()?;
    (!part.matches(text)).then_some(Wanted::Matching(pattern))
}

/// The pattern for quantities in the custom resource definitions, which is also what Kubernetes parses.
fn is_quantity(text: &str) -> bool {
    static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
            r"([KMGTPE]i|[numkMGTPE]|[eE][+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+))?$"
        ))
        .expect("a valid pattern")
    });
    QUANTITY.is_match(text)
}
