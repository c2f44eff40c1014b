use super::{Environment, Fixer, Form, PodPlacement, PodSize, SizedEntry, specs::sized_entries};
use crate::{
    eci::{self, Catalog},
    finding::{Diagnostic, Label},
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

    /// The annotation that asks for specs.
    #[must_use]
    pub fn specs(&self) -> Option<&'p Pair<'d>> {
        self.pod.annotation(eci::USE_SPECS)
    }

    /// Adds the role to a diagnostic all of whose places lie outside of it, in `sparkConf` or an anchor.
    #[must_use]
    pub fn with_role(&self, diagnostic: Diagnostic) -> Diagnostic {
        let is_here = |label: &Label| label.span == self.pod.span || self.pod.covers(label.span);
        if is_here(&diagnostic.primary) || diagnostic.related.iter().any(is_here) {
            return diagnostic;
        }
        let plural = if self.pod.role.is_single() { "" } else { "s" };
        let message = format!("applies to the {}'s pod{plural}", self.pod.role);
        diagnostic.related(self.pod.span, message)
    }

    /// The place of a container's name; of the whole container where it has none.
    #[must_use]
    pub fn name_span(&self, container: Node<'_>) -> Span {
        container.get("name").map_or(container.span(), Node::span)
    }
}
