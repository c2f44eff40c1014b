//! Label selectors, matched like in Kubernetes.

use super::affinity::{Operator, Requirement};
use crate::yaml::Node;

/// True if a `LabelSelector` selects a pod. `label` returns the value of a label: `None` if the pod has no such label,
/// `Some(None)` if the value is not known, which counts as a match.
#[must_use]
pub fn selects_labels<'l>(
    selector: Node<'_>,
    label: impl Fn(&str) -> Option<Option<&'l str>>,
) -> bool {
    let of_map = selector.get("matchLabels").map(Node::entries);
    let mut of_map = of_map.into_iter().flatten();
    let is_equal = of_map.all(|entry| match label(&entry.key) {
        Some(Some(value)) => entry.value.json_text() == Some(value),
        Some(None) => true,
        None => false,
    });
    let expressions = selector.get("matchExpressions").into_iter();
    let mut expressions = expressions
        .flat_map(Node::items)
        .map(Requirement::from_node);
    is_equal
        && expressions.all(|requirement| match label(requirement.key) {
            Some(Some(value)) => requirement.matches(value) == Some(true),
            Some(None) => matches!(requirement.operator, Some(Operator::In | Operator::Exists)),
            None => matches!(
                requirement.operator,
                Some(Operator::NotIn | Operator::DoesNotExist)
            ),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{source::Span, yaml};

    #[test]
    fn all_requirements_of_a_selector_must_be_met() {
        for (selector, is_selected) in [
            ("{}", true),
            ("{matchLabels: {role: executor}}", true),
            ("{matchLabels: {role: driver}}", false),
            ("{matchLabels: {role: executor, tier: x}}", false),
            ("{matchLabels: {app: anything}}", true),
            (
                "{matchExpressions: [{key: role, operator: In, values: [executor, driver]}]}",
                true,
            ),
            (
                "{matchExpressions: [{key: role, operator: NotIn, values: [executor]}]}",
                false,
            ),
            (
                "{matchExpressions: [{key: tier, operator: DoesNotExist}]}",
                true,
            ),
            ("{matchExpressions: [{key: tier, operator: Exists}]}", false),
            ("{matchExpressions: [{key: app, operator: Exists}]}", true),
            (
                "{matchExpressions: [{key: app, operator: NotIn, values: [a]}]}",
                false,
            ),
            (
                "{matchLabels: {role: executor}, matchExpressions: [{key: tier, operator: Exists}]}",
                false,
            ),
        ] {
            let end = u32::try_from(selector.len()).expect("a short text");
            let document = yaml::parse(selector, Span::new(0, end))
                .expect("YAML")
                .expect("a document");
            let label = |key: &str| match key {
                "role" => Some(Some("executor")),
                "app" => Some(None),
                _ => None,
            };
            assert_eq!(
                selects_labels(document.root(), label),
                is_selected,
                "{selector}"
            );
        }
    }
}
