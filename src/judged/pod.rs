use super::{Environment, Fixer, Form, PodPlacement, PodSize, SizedEntry, specs::sized_entries};
use crate::{
    eci::{self, Catalog},
    finding::Diagnostic,
    kube::{NodeAffinity, Requirement, is_arch_label},
    source::Span,
    spark::{Pair, Pod},
    yaml::Node,
};

/// A pod, and what ECI makes of it.
pub struct JudgedPod<'p, 'd> {
    /// The pod.
    pub pod: &'p Pod<'d>,
    /// What is known beside the manifest.
    pub environment: &'p Environment,
    /// ECI's tables.
    pub catalog: &'p Catalog,
    /// What is wrong with the application's form.
    pub form: &'p Form<'d>,
    /// Writes fixes of the application.
    pub fixer: &'p Fixer<'d>,
    /// Where Kubernetes will put it.
    pub placement: PodPlacement<'p, 'd>,
    /// What it asks for.
    pub size: PodSize,
    /// The entries of `k8s.aliyun.com/eci-use-specs`, each with its place.
    pub entries: Vec<SizedEntry>,
}

impl<'p, 'd> JudgedPod<'p, 'd> {
    pub(super) fn new(
        pod: &'p Pod<'d>,
        environment: &'p Environment,
        form: &'p Form<'d>,
        fixer: &'p Fixer<'d>,
    ) -> Self {
        let catalog = &*environment.catalog;
        let specs = pod.annotation(eci::USE_SPECS);
        Self {
            pod,
            environment,
            catalog,
            form,
            fixer,
            placement: PodPlacement::new(pod, environment),
            size: PodSize::new(pod, &catalog.limits),
            entries: specs
                .map(|pair| sized_entries(pair, fixer.source(), catalog))
                .unwrap_or_default(),
        }
    }

    /// Unless the team wants the role on other nodes, and its manifest leaves it there.
    #[must_use]
    pub fn is_meant_for_eci(&self) -> bool {
        self.placement.is_meant_for_eci()
    }

    /// True when something in the manifest, or the cluster, leads the pod to ECI or lets it go there.
    #[must_use]
    pub fn is_bound_for_eci(&self) -> bool {
        let is_eci_annotation = |pair: &Pair<'_>| pair.key.starts_with("k8s.aliyun.com/eci-");
        self.is_meant_for_eci()
            && (self.placement.is_led_to_eci()
                || self.placement.toleration().is_some()
                || self.pod.annotations.iter().any(is_eci_annotation))
    }

    /// Where the pod selects nodes with Arm processors, by a node selector or a required affinity.
    #[must_use]
    pub fn arm_selector(&self) -> Option<Span> {
        let mut pairs = self.pod.node_selector.iter();
        let pair = pairs.find(|pair| is_arch_label(&pair.key) && pair.value == "arm64");
        if let Some(pair) = pair {
            return Some(pair.node.span());
        }
        let affinity = NodeAffinity::from_node(self.pod.affinity?.node);
        let is_arm = |is: &Requirement<'_>| {
            is_arch_label(is.key)
                && is.values.iter().all(|value| *value == "arm64")
                && is.admits_only(|value| value == "arm64")
        };
        // One term is enough for a node, so each of them must demand it.
        let terms = affinity.required?;
        let demands = terms
            .iter()
            .map(|term| term.labels.iter().find(|is| is_arm(is)));
        let demands: Option<Vec<_>> = demands.collect();
        Some(demands?.first()?.span())
    }

    /// The annotation that asks for specs.
    #[must_use]
    pub fn specs(&self) -> Option<&'p Pair<'d>> {
        self.pod.annotation(eci::USE_SPECS)
    }

    /// Adds the role to a diagnostic whose place lies outside of it, in `sparkConf` or an anchor.
    #[must_use]
    pub fn with_role(&self, diagnostic: Diagnostic) -> Diagnostic {
        let place = diagnostic.primary.span;
        if place == self.pod.span || self.pod.covers(place) {
            return diagnostic;
        }
        diagnostic.related(self.pod.span, format!("of this {}", self.pod.role))
    }

    /// The place of a container's name; of the whole container where it has none.
    #[must_use]
    pub fn name_span(&self, container: Node<'_>) -> Span {
        container.get("name").map_or(container.span(), Node::span)
    }
}
