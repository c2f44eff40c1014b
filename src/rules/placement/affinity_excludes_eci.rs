//! An affinity that keeps pods off ECI's nodes.

use crate::{
    eci::NodeFamily, finding::Diagnostic, judged::JudgedPod, source::is_placeholder, yaml::Node,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI106-affinity-excludes-eci.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let Some(excluding) = excluding(judged) else {
        return Vec::new();
    };
    let role = judged.pod.role;
    let label = &judged.wanted_family().label;
    let message = format!(
        "the {role}'s affinity keeps its pods off ECI: nodes of ECI have `{}: {}`",
        label.key, label.value
    );
    let diagnostic = Diagnostic::at(excluding.span(), "no node of ECI matches", message).help(format!(
        "require `{{key: {}, operator: In, values: [{}]}}`, or leave the expression out; for a role that is to stay on other nodes, set `placement` to `off` in the configuration",
        label.key, label.value
    ));
    vec![diagnostic]
}

/// The expression because of which no node of ECI matches the required affinity.
pub(super) fn excluding<'d>(judged: &JudgedPod<'_, 'd>) -> Option<Node<'d>> {
    if judged.is_serverless() || judged.is_sent_to_eci() {
        return None;
    }
    excluding_required(judged)
}

/// The same, whatever else brings the pod to ECI.
pub(super) fn excluding_required<'d>(judged: &JudgedPod<'_, 'd>) -> Option<Node<'d>> {
    let affinity = judged.pod.affinity?.node;
    let required = affinity
        .get("nodeAffinity")?
        .get("requiredDuringSchedulingIgnoredDuringExecution")?;
    let family = judged.wanted_family();
    // The terms are alternatives: all of them have to exclude ECI.
    let mut terms = required.get("nodeSelectorTerms")?.items();
    let first = excluding_expression(terms.next()?, family)?;
    terms
        .all(|term| excluding_expression(term, family).is_some())
        .then_some(first)
}

fn excluding_expression<'d>(term: Node<'d>, family: &NodeFamily) -> Option<Node<'d>> {
    let mut expressions = term.get("matchExpressions")?.items();
    expressions.find(|expression| {
        let field = |name| expression.get(name).and_then(Node::scalar_text);
        if field("key") != Some(&family.label.key) {
            return false;
        }
        let values: Vec<_> = expression
            .get("values")
            .into_iter()
            .flat_map(Node::items)
            .filter_map(Node::scalar_text)
            .collect();
        if values.iter().any(|value| is_placeholder(value)) {
            return false;
        }
        let names_ecis = values.contains(&&*family.label.value);
        match field("operator") {
            Some("In") => !names_ecis,
            Some("NotIn") => names_ecis,
            Some("DoesNotExist") => true,
            _ => false,
        }
    })
}
