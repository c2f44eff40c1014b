use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use regex::Regex;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::yaml::{Kind, Node};

/// The schema of a value. `.ci/schemas` explains the fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a value"
)]
pub struct Part {
    #[serde(rename = "type")]
    pub kind: PartKind,
    #[serde(borrow, default)]
    fields: BTreeMap<&'static str, usize>,
    #[serde(default)]
    required: Vec<&'static str>,
    #[serde(default)]
    filled: Vec<&'static str>,
    values: Option<usize>,
    items: Option<usize>,
    /// True for a mapping that allows unknown fields.
    #[serde(default, rename = "open")]
    pub is_open: bool,
    /// For a list: the fields whose combined values must be unique among its items.
    #[serde(default)]
    pub keys: Vec<&'static str>,
    /// True for a list whose items must be unique.
    #[serde(default, rename = "set")]
    pub is_set: bool,
    /// The allowed strings, if they are enumerated.
    #[serde(default, rename = "enum")]
    pub allowed: Vec<&'static str>,
    pub(super) format: Option<Format>,
    /// The default of a string.
    pub(super) default: Option<&'static str>,
    /// A pattern that a string must match somewhere.
    pub(super) pattern: Option<Cow<'static, str>>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    #[serde(default, rename = "nullable")]
    pub(super) is_nullable: bool,
    /// True for a pod template, which is not validated by a schema but decoded to Kubernetes' types.
    #[serde(default, rename = "template")]
    pub is_template: bool,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A mapping with known fields.
    Object,
    /// A mapping with arbitrary keys.
    Map,
    /// A list.
    List,
    /// A string.
    String,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An integer or a string.
    IntOrString,
    /// A number or a quantity such as `500m`.
    Quantity,
    /// Anything.
    Any,
}

/// Additional requirements on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    Int32,
    Int64,
    DateTime,
    Byte,
    Quantity,
}

#[derive(Deserialize)]
struct File {
    #[serde(borrow)]
    kinds: BTreeMap<&'static str, usize>,
    template: usize,
    #[serde(borrow)]
    nodes: Vec<&'static RawValue>,
}

struct Schemas {
    kinds: BTreeMap<&'static str, usize>,
    template: usize,
    /// Each part is parsed on demand: an application uses only a few of all fields.
    nodes: Vec<(&'static RawValue, OnceLock<Part>)>,
}

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    let text = include_str!("../../../rules/catalog/schemas.json");
    let file: File = serde_json::from_str(text).expect("valid schemas");
    let nodes = file.nodes.into_iter();
    Schemas {
        kinds: file.kinds,
        template: file.template,
        nodes: nodes.map(|node| (node, OnceLock::new())).collect(),
    }
});

fn part(number: usize) -> &'static Part {
    let (text, part) = &SCHEMAS.nodes[number];
    part.get_or_init(|| serde_json::from_str(text.get()).expect("a valid part"))
}

/// The schema of a kind, such as `SparkApplication` of the group `sparkoperator.k8s.io`.
#[must_use]
pub fn schema(group: &str, kind: &str) -> Option<&'static Part> {
    let name = format!("{group}/{kind}");
    Some(part(*SCHEMAS.kinds.get(&*name)?))
}

/// The schema of a pod template.
#[must_use]
pub fn pod_template() -> &'static Part {
    part(SCHEMAS.template)
}

impl Part {
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Self> {
        Some(part(*self.fields.get(name)?))
    }

    /// The field at a path such as `driver.template`.
    #[must_use]
    pub fn at(&'static self, path: &str) -> Option<&'static Self> {
        let mut names = path.split('.');
        names.try_fold(self, Self::field)
    }

    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static Self)> {
        let fields = self.fields.iter();
        fields.map(|(name, number)| (*name, part(*number)))
    }

    /// The field's name as a static string.
    #[must_use]
    pub fn field_name(&'static self, name: &str) -> Option<&'static str> {
        self.fields.get_key_value(name).map(|(name, _)| *name)
    }

    /// The schema of the values in a mapping with arbitrary keys.
    #[must_use]
    pub fn values(&self) -> Option<&'static Self> {
        self.values.map(part)
    }

    /// The schema of the items of a list.
    #[must_use]
    pub fn items(&self) -> Option<&'static Self> {
        self.items.map(part)
    }

    #[must_use]
    pub fn required(&self) -> &[&'static str] {
        &self.required
    }

    /// True for a required field that the operator's webhook sets if it is missing.
    #[must_use]
    pub fn is_filled(&self, name: &str) -> bool {
        self.filled.contains(&name)
    }

    /// True if the type of the value fits: a mapping, a list or neither.
    #[must_use]
    pub fn fits(&self, node: Node<'_>) -> bool {
        let kind = self.kind;
        match node.kind() {
            Kind::Mapping => matches!(kind, PartKind::Object | PartKind::Map | PartKind::Any),
            Kind::Sequence => matches!(kind, PartKind::List | PartKind::Any),
            Kind::Scalar(_) => !matches!(kind, PartKind::Object | PartKind::Map | PartKind::List),
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            let pattern = self.pattern.as_deref()?;
            Some(Regex::new(pattern).expect("a valid pattern"))
        });
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_lead_to_parts_and_all_patterns_compile() {
        for number in 0..SCHEMAS.nodes.len() {
            let part = part(number);
            let numbers = part.fields.values().chain(&part.values).chain(&part.items);
            assert!(numbers.max().is_none_or(|most| *most < SCHEMAS.nodes.len()));
            assert_eq!(part.kind == PartKind::Map, part.values.is_some());
            assert_eq!(part.kind == PartKind::List, part.items.is_some());
            part.matches("");
        }
    }

    #[test]
    fn fields_set_by_the_webhook_are_no_pointers_in_go() {
        let spec =
            schema("sparkoperator.k8s.io", "SparkApplication").and_then(|kind| kind.at("spec"));
        let spec = spec.expect("a schema");
        assert_eq!(
            spec.required(),
            [
                "driver",
                "executor",
                "mainApplicationFile",
                "sparkVersion",
                "type"
            ]
        );
        assert!(spec.is_filled("type"));
        // A pointer, which is serialized as null.
        assert!(!spec.is_filled("mainApplicationFile"));
    }

    #[test]
    fn a_pod_template_has_no_required_fields() {
        let template = schema("sparkoperator.k8s.io", "SparkApplication");
        let template = template.and_then(|kind| kind.at("spec.driver.template"));
        let template = template.expect("a schema");
        assert!(template.is_template);
        let spec = template.field("spec").expect("a field");
        assert!(spec.required().is_empty());
        assert!(
            spec.field("schedulingGroup").is_some(),
            "of Kubernetes 1.36"
        );
    }
}
