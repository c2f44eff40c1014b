//! Node affinity, as the Kubernetes scheduler evaluates it.
//!
//! Source: `component-helpers/scheduling/corev1/nodeaffinity` of Kubernetes 1.35.

use crate::{
    source::{Span, is_placeholder},
    yaml::Node,
};

/// The node affinity of a pod.
pub struct NodeAffinity<'d> {
    /// The terms of which a node must match one. `None` if nothing is required.
    pub required: Option<Vec<Term<'d>>>,
    /// The preferred terms.
    pub preferred: Vec<Term<'d>>,
}

/// Requirements on a node, all of which must be met.
#[derive(Default)]
pub struct Term<'d> {
    /// `matchExpressions`: requirements on labels.
    pub labels: Vec<Requirement<'d>>,
    /// `matchFields`: requirements on the name, the only field that Kubernetes supports here.
    pub fields: Vec<Requirement<'d>>,
}

/// An expression about one label or field.
pub struct Requirement<'d> {
    /// The whole expression.
    pub node: Node<'d>,
    /// The name of the label or field.
    pub key: &'d str,
    /// `None` for an unknown operator.
    pub operator: Option<Operator>,
    pub values: Vec<&'d str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// One of the values.
    In,
    /// None of the values; a missing label also matches.
    NotIn,
    /// Any value.
    Exists,
    /// No such label.
    DoesNotExist,
    /// A number greater than the value.
    Gt,
    /// A number less than the value.
    Lt,
}

impl<'d> NodeAffinity<'d> {
    /// Parses the field `affinity` of a pod.
    #[must_use]
    pub fn from_node(affinity: Node<'d>) -> Self {
        let node_affinity = affinity.get("nodeAffinity");
        let field = |name: &str| node_affinity.and_then(|affinity| affinity.get(name));
        let required = field("requiredDuringSchedulingIgnoredDuringExecution")
            .and_then(|required| required.get("nodeSelectorTerms"));
        let preferred = field("preferredDuringSchedulingIgnoredDuringExecution");
        let preferred = preferred.into_iter().flat_map(Node::items);
        Self {
            required: required.map(|terms| terms.items().map(Term::from_node).collect()),
            preferred: preferred
                .filter_map(|weighted| weighted.get("preference"))
                .map(Term::from_node)
                .collect(),
        }
    }
}

impl<'d> Term<'d> {
    fn from_node(term: Node<'d>) -> Self {
        let requirements = |list: &str| {
            let items = term.get(list).into_iter().flat_map(Node::items);
            items.map(Requirement::from_node).collect()
        };
        Self {
            labels: requirements("matchExpressions"),
            fields: requirements("matchFields"),
        }
    }
}

impl<'d> Requirement<'d> {
    pub(super) fn from_node(node: Node<'d>) -> Self {
        let text = |field: &str| node.get(field).and_then(Node::scalar_text);
        let values = node.get("values").into_iter().flat_map(Node::items);
        Self {
            node,
            key: text("key").unwrap_or_default(),
            operator: text("operator").and_then(Operator::from_name),
            values: values
                .map(|value| value.scalar_text().unwrap_or_default())
                .collect(),
        }
    }

    #[must_use]
    pub fn span(&self) -> Span {
        self.node.span()
    }

    /// True if a value is a placeholder.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        self.values.iter().any(|value| is_placeholder(value))
    }

    /// Whether a node with this value of the key meets the requirement; `None` if a value is a placeholder or the
    /// operator is unknown.
    #[must_use]
    pub fn matches(&self, value: &str) -> Option<bool> {
        if self.has_placeholder() {
            return None;
        }
        let number = |text: &str| text.parse::<i64>().ok();
        let compare = |is_met: fn(&i64, &i64) -> bool| {
            let limit = self.values.first().and_then(|limit| number(limit));
            number(value)
                .zip(limit)
                .is_some_and(|(value, limit)| is_met(&value, &limit))
        };
        Some(match self.operator? {
            Operator::In => self.values.contains(&value),
            Operator::NotIn => !self.values.contains(&value),
            Operator::Exists => true,
            Operator::DoesNotExist => false,
            Operator::Gt => compare(i64::gt),
            Operator::Lt => compare(i64::lt),
        })
    }

    /// True if only values that are `ours` meet it. A placeholder may be ours.
    #[must_use]
    pub fn admits_only(&self, ours: impl Fn(&str) -> bool) -> bool {
        self.operator == Some(Operator::In)
            && !self.values.is_empty()
            && self
                .values
                .iter()
                .all(|value| ours(value) || is_placeholder(value))
    }
}

impl Operator {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "In" => Self::In,
            "NotIn" => Self::NotIn,
            "Exists" => Self::Exists,
            "DoesNotExist" => Self::DoesNotExist,
            "Gt" => Self::Gt,
            "Lt" => Self::Lt,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn with_requirement<T>(text: &str, look: impl FnOnce(&Requirement<'_>) -> T) -> T {
        let end = u32::try_from(text.len()).expect("a short text");
        let document = yaml::parse(text, Span::new(0, end))
            .expect("YAML")
            .expect("a document");
        look(&Requirement::from_node(document.root()))
    }

    #[test]
    fn requirements_match_as_for_the_scheduler() {
        for (requirement, value, matches) in [
            ("{key: k, operator: In, values: [a, b]}", "a", Some(true)),
            ("{key: k, operator: In, values: [b]}", "a", Some(false)),
            ("{key: k, operator: NotIn, values: [a]}", "a", Some(false)),
            ("{key: k, operator: NotIn, values: [b]}", "a", Some(true)),
            ("{key: k, operator: Exists}", "a", Some(true)),
            ("{key: k, operator: DoesNotExist}", "a", Some(false)),
            ("{key: k, operator: Gt, values: ['3']}", "4", Some(true)),
            ("{key: k, operator: Gt, values: ['4']}", "4", Some(false)),
            ("{key: k, operator: Lt, values: ['4']}", "3", Some(true)),
            ("{key: k, operator: Lt, values: ['4']}", "4", Some(false)),
            (
                "{key: k, operator: Lt, values: ['4']}",
                "three",
                Some(false),
            ),
            ("{key: k, operator: Like, values: [a]}", "a", None),
            ("{key: k, operator: In, values: [b, '${X}']}", "a", None),
        ] {
            let found = with_requirement(requirement, |requirement| requirement.matches(value));
            assert_eq!(found, matches, "{requirement} of {value}");
        }
    }

    #[test]
    fn only_in_admits_nothing_else() {
        for (requirement, is_only) in [
            ("{key: k, operator: In, values: [a1, a2]}", true),
            ("{key: k, operator: In, values: [a1, '${X}']}", true),
            ("{key: k, operator: In, values: [a1, b]}", false),
            ("{key: k, operator: In, values: []}", false),
            ("{key: k, operator: Exists}", false),
            ("{key: k, operator: NotIn, values: [b]}", false),
        ] {
            let found = with_requirement(requirement, |requirement| {
                requirement.admits_only(|value| value.starts_with('a'))
            });
            assert_eq!(found, is_only, "{requirement}");
        }
    }
}
