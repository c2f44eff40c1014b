use super::{
    Environment, Fixer, Form, Placement, PodPlacement, PodSize, Route, SizedEntry, Tolerance,
    specs::sized_entries,
};
use crate::{
    eci::{self, Catalog},
    finding::{Diagnostic, Label},
    kube::{NodeAffinity, Requirement, Toleration, is_arch_label},
    source::Span,
    spark::{Pair, Pod},
    text,
    text::Text,
    yaml::Node,
};

/// A pod and the verdicts about it.
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
    /// What it requests.
    pub size: PodSize,
    /// The entries of `k8s.aliyun.com/eci-use-specs`, each with its place.
    pub entries: Vec<SizedEntry>,
    /// The first of them with a GPU, a disk or an Arm processor: looked up once, as a pod can have thousands of entries.
    pub(super) special_entry: Option<usize>,
}

impl<'p, 'd> JudgedPod<'p, 'd> {
    pub(super) fn new(
        pod: &'p Pod<'d>,
        environment: &'p Environment,
        form: &'p Form<'d>,
        fixer: &'p Fixer<'d>,
        is_ordered: bool,
    ) -> Self {
        let catalog = &*environment.catalog;
        let specs = pod.annotation(eci::USE_SPECS);
        let entries = specs
            .map(|pair| sized_entries(pair, fixer.source(), catalog))
            .unwrap_or_default();
        Self {
            pod,
            environment,
            catalog,
            form,
            fixer,
            placement: PodPlacement::new(pod, environment, is_ordered),
            size: PodSize::new(pod, &catalog.limits),
            special_entry: entries.iter().position(SizedEntry::is_special),
            entries,
        }
    }

    /// True where the manifest requests other nodes, or says nothing about ECI at all: no annotation or
    /// label of ECI, no toleration of its taint, and no lost field that was meant as one of these.
    pub(super) fn seems_to_stay_elsewhere(&self) -> bool {
        let placement = &self.placement;
        if placement.may_go_to_eci() || !matches!(placement.route, Route::None) {
            return false;
        }
        if placement.others.are_selected() {
            return true;
        }
        let catalog = self.catalog;
        let is_eci_label = |pair: &Pair<'_>| {
            let mut labels = catalog.pod_labels.iter();
            labels.any(|label| label.key.eq_ignore_ascii_case(&pair.key))
        };
        let is_eci_annotation = |pair: &Pair<'_>| pair.key.starts_with("k8s.aliyun.com/");
        let fields = ["nodeSelector", "affinity", "labels", "tolerations"];
        // A toleration without a key is about every taint, not about ECI's.
        let names_no_taint = match placement.tolerance {
            Tolerance::None => true,
            Tolerance::Tolerates(toleration) => toleration.fields.key.is_none(),
            _ => false,
        };
        names_no_taint
            && !self.pod.labels.iter().any(is_eci_label)
            && self.near_label().is_none()
            && !self.pod.annotations.iter().any(is_eci_annotation)
            && self.labels_as_annotations().is_empty()
            && self.form.dropped(&fields, self.pod.role).next().is_none()
            && !self.loses_way_to_eci()
    }

    /// True where the pod has to go to ECI, and the manifest neither selects ECI's nodes nor tolerates their taint, nor
    /// has anything that was meant for it: one mistake, with one fix.
    #[must_use]
    pub fn lacks_selector_and_toleration(&self) -> bool {
        let (placement, form, pod) = (&self.placement, &self.form, self.pod);
        let fields = ["nodeSelector", "affinity", "labels", "tolerations"];
        placement.intent() == Placement::Required
            && matches!(placement.route, Route::None)
            && matches!(placement.tolerance, Tolerance::None)
            && placement.obstacle().is_none()
            && self.near_label().is_none()
            && self.labels_as_annotations().is_empty()
            && form.dropped(&fields, pod.role).next().is_none()
            && form.mistyped(pod.paths.placement, &fields).next().is_none()
    }

    /// True where something was meant to bring the pod to ECI and is lost, because the webhook is off.
    fn loses_way_to_eci(&self) -> bool {
        let families = &self.catalog.node_families;
        let mut lost = self.pod.lost_to_webhook.iter();
        lost.any(|entry| match &*entry.key {
            "tolerations" => entry.value.items().any(|node| {
                let toleration = Toleration::from_node(node);
                families
                    .iter()
                    .any(|family| toleration.names(&family.taint))
            }),
            "nodeSelector" => entry.value.entries().iter().any(|pair| {
                let value = pair.value.json_text().unwrap_or_default();
                families
                    .iter()
                    .any(|family| family.is_meant_by(&pair.key, value))
            }),
            _ => false,
        })
    }

    /// False where the team wants the role on other nodes and its manifest leaves it there.
    #[must_use]
    pub fn is_meant_for_eci(&self) -> bool {
        self.placement.is_meant_for_eci()
    }

    /// True when something in the manifest or the cluster schedules the pod to ECI or allows it there.
    #[must_use]
    pub fn is_bound_for_eci(&self) -> bool {
        let is_eci_annotation = |pair: &Pair<'_>| pair.key.starts_with("k8s.aliyun.com/eci-");
        self.is_meant_for_eci()
            && (self.placement.may_go_to_eci()
                || self.placement.toleration().is_some()
                || self.pod.annotations.iter().any(is_eci_annotation))
    }

    /// What to do where the role belongs on other nodes.
    #[must_use]
    pub fn setting_for_other_nodes(&self) -> Text {
        let role = self.pod.role;
        let group = if role.is_single() {
            "driver"
        } else {
            "executor"
        };
        text!(
            "if the {role} belongs on other nodes, set `placement: {{{group}: off}}` in the configuration",
            role = role.text(),
            group
        )
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
        // A node needs to match only one term, so each term must require Arm.
        let terms = affinity.required?;
        let demands = terms
            .iter()
            .map(|term| term.labels.iter().find(|is| is_arm(is)));
        let demands: Option<Vec<_>> = demands.collect();
        Some(demands?.first()?.span())
    }

    /// Adds to a diagnostic that these fields of the role would help, but do not reach the pod because the
    /// operator's webhook is off.
    #[must_use]
    pub fn with_lost(&self, mut diagnostic: Diagnostic, names: &[&str]) -> Diagnostic {
        let lost = self.pod.lost_to_webhook.iter();
        let lost: Vec<_> = lost.filter(|entry| names.contains(&&*entry.key)).collect();
        if lost.is_empty() {
            return diagnostic;
        }
        let is_one = lost.len() == 1;
        let fields = lost
            .iter()
            .map(|entry| text!("`{field}`", field = entry.key));
        let fields = Text::listed(fields);
        let message = &diagnostic.message;
        diagnostic.message = if is_one {
            text!(
                "{message}; {fields} does not reach them because the operator's webhook is off",
                message,
                fields
            )
        } else {
            text!(
                "{message}; {fields} do not reach them because the operator's webhook is off",
                message,
                fields
            )
        };
        for entry in lost {
            diagnostic = diagnostic.related(entry.key_span, text!("lost without the webhook"));
        }
        diagnostic
    }

    /// The annotation that requests specs.
    #[must_use]
    pub fn specs(&self) -> Option<&'p Pair<'d>> {
        self.pod.annotation(eci::USE_SPECS)
    }

    /// Adds the role to a diagnostic whose places all lie outside of the role, in `sparkConf` or an anchor.
    #[must_use]
    pub fn with_role(&self, diagnostic: Diagnostic) -> Diagnostic {
        let is_here = |label: &Label| label.span == self.pod.span || self.pod.covers(label.span);
        if is_here(&diagnostic.primary) || diagnostic.related.iter().any(is_here) {
            return diagnostic;
        }
        let role = self.pod.role;
        let message = if role.is_single() {
            text!("applies to the {role}'s pod", role = role.text())
        } else {
            text!("applies to the {role}'s pods", role = role.text())
        };
        diagnostic.related(self.pod.span, message)
    }

    /// The place of a container's name, or of the whole container if it has no name.
    #[must_use]
    pub fn name_span(&self, container: Node<'_>) -> Span {
        container.get("name").map_or(container.span(), Node::span)
    }
}
