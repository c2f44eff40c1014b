//! What keeps a pod on nodes other than virtual ones.

use crate::{
    eci::{Carries, Catalog, NodeFamily},
    kube::{NodeAffinity, Operator, Requirement, Term},
    source::{Span, is_placeholder},
    spark::{Field, Pair, Pod},
    yaml::Node,
};

/// What keeps a pod on nodes other than virtual ones.
pub struct OtherNodes<'p, 'd> {
    /// Its selectors for labels that virtual nodes do not carry.
    pub selectors: Vec<&'p Pair<'d>>,
    /// Its first selector for a label of which it is not documented whether virtual nodes carry it.
    pub undocumented: Option<&'p Pair<'d>>,
    /// True where a selector names a documented label with a value that a cluster may not have.
    pub depends_on_cluster: bool,
    /// The expression of its required affinity that no virtual node fulfils.
    pub obstacle: Option<Obstacle<'d>>,
    /// The name of another node.
    pub node_name: Option<Field<'d>>,
}

/// An expression of a required affinity that no virtual node fulfils.
#[derive(Clone, Copy)]
pub struct Obstacle<'d> {
    /// The expression.
    pub node: Node<'d>,
    /// The label that it is about.
    pub key: &'d str,
    /// True where it is about the label of virtual nodes itself.
    pub is_about_family: bool,
}

impl<'p, 'd> OtherNodes<'p, 'd> {
    pub(super) fn new(
        pod: &'p Pod<'d>,
        affinity: Option<&NodeAffinity<'d>>,
        family: &NodeFamily,
        catalog: &Catalog,
    ) -> Self {
        let mut others = Self {
            selectors: Vec::new(),
            undocumented: None,
            depends_on_cluster: false,
            obstacle: affinity.and_then(|affinity| obstacle(affinity, family, catalog)),
            node_name: pod.node_name.filter(|field| {
                let name = field.node.as_str().unwrap_or_default();
                !catalog.is_virtual_node(name) && !is_placeholder(name)
            }),
        };
        for pair in pod
            .node_selector
            .iter()
            .filter(|pair| !pair.has_placeholder())
        {
            match catalog.carries(family, &pair.key, Some(&pair.value)) {
                Carries::Always => {}
                Carries::KeyOnly => others.depends_on_cluster = true,
                Carries::Undocumented => {
                    others.undocumented.get_or_insert(pair);
                }
                Carries::Never => others.selectors.push(pair),
            }
        }
        others
    }

    /// The place where the pod requests other nodes, or for nodes of which it is not documented whether
    /// they may be virtual ones.
    #[must_use]
    pub fn place(&self) -> Option<Span> {
        let selector = self.selectors.first().copied().or(self.undocumented);
        let obstacle = self.obstacle.as_ref().map(|obstacle| obstacle.node.span());
        let node_name = self.node_name.map(|field| field.node.span());
        let selector = selector.map(|pair| pair.node.span());
        selector.or(obstacle).or(node_name)
    }

    /// True where the pod requests such nodes.
    #[must_use]
    pub fn are_selected(&self) -> bool {
        self.place().is_some()
    }
}

/// The first expression because of which no virtual node of that family fulfils the required affinity.
/// The terms are alternatives, so each of them has to exclude these nodes.
fn obstacle<'d>(
    affinity: &NodeAffinity<'d>,
    family: &NodeFamily,
    catalog: &Catalog,
) -> Option<Obstacle<'d>> {
    let excluding = |term: &Term<'d>| {
        let mut requirements = term.labels.iter();
        requirements.find_map(|requirement| excludes(requirement, family, catalog))
    };
    let mut terms = affinity.required.as_ref()?.iter();
    let first = excluding(terms.next()?)?;
    terms.all(|term| excluding(term).is_some()).then_some(first)
}

fn excludes<'d>(
    requirement: &Requirement<'d>,
    family: &NodeFamily,
    catalog: &Catalog,
) -> Option<Obstacle<'d>> {
    let (key, label) = (requirement.key, &family.label);
    let is_about_family = key == label.key;
    let is_carried = |value| catalog.carries(family, key, value) != Carries::Never;
    let is_excluding = match requirement.operator? {
        _ if is_about_family => requirement.matches(&label.value) == Some(false),
        Operator::In => {
            let mut values = requirement.values.iter();
            !requirement.has_placeholder() && !values.any(|value| is_carried(Some(value)))
        }
        Operator::Exists | Operator::Gt | Operator::Lt => !is_carried(None),
        Operator::NotIn | Operator::DoesNotExist => false,
    };
    is_excluding.then_some(Obstacle {
        node: requirement.node,
        key,
        is_about_family,
    })
}
