//! Where Kubernetes will put a pod: what leads it to ECI, and whether it tolerates ECI's nodes.

use super::{
    Cluster, Environment, Placement,
    other_nodes::{Obstacle, OtherNodes},
};
use crate::{
    eci::{Catalog, NodeFamily},
    kube::{Mismatch, NodeAffinity, Term},
    source::{is_placeholder, looks_like},
    spark::{Field, Pair, Pod, Toleration},
    yaml::Node,
};

/// Where Kubernetes will put a pod, and where the team wants it.
pub struct PodPlacement<'p, 'd> {
    /// Where the team wants it, if the configuration says it.
    pub configured: Option<Placement>,
    /// What leads it to ECI.
    pub route: Route<'p, 'd>,
    /// Whether it tolerates the taint of ECI's nodes.
    pub tolerance: Tolerance<'p, 'd>,
    /// The virtual nodes whose label and taint it needs: those it selects, else the cluster's.
    pub family: &'p NodeFamily,
    /// The virtual nodes to which its node selector or its required affinity confines it.
    pub selected: Option<&'p NodeFamily>,
    /// What keeps it on nodes other than virtual ones.
    pub others: OtherNodes<'p, 'd>,
    /// True for a driver that stays on other nodes while its executors go to ECI, as the vendor advises.
    pub stays_elsewhere: bool,
}

/// What schedules a pod to ECI, or was meant to: the first of these that applies.
#[derive(Clone, Copy)]
pub enum Route<'p, 'd> {
    /// A label sends it to ACS, the vendor's other service behind virtual nodes.
    Acs(&'p Pair<'d>),
    /// A label sends it there, whatever else it says.
    Label(&'p Pair<'d>),
    /// An annotation sends it there.
    Annotation(&'p Pair<'d>),
    /// It names a virtual node as its node.
    NodeName(Field<'d>),
    /// Every pod of the cluster runs on ECI.
    Serverless,
    /// Node selector or required affinity leave only virtual nodes.
    Selected,
    /// A node selector was meant for virtual nodes and selects others.
    Mistaken(&'p Pair<'d>, Mistake<'p>),
    /// An annotation sends it there when the cluster's own nodes are full.
    WhenFull(&'p Pair<'d>),
    /// It tolerates virtual nodes and prefers some nodes with this expression.
    Preferred(Node<'d>),
    /// It tolerates virtual nodes, and a `ResourcePolicy` says in which order nodes are used.
    Policy(&'p Toleration<'d>),
    /// A part of what would lead it there is still to be filled in.
    Unknown,
    /// Nothing schedules it to ECI.
    None,
}

/// Why a node selector does not select virtual nodes.
#[derive(Clone, Copy)]
pub enum Mistake<'p> {
    /// The label has another value.
    Value(&'p NodeFamily),
    /// The label has another key.
    Key(&'p NodeFamily),
    /// It is a label of pods.
    PodLabel,
}

/// Whether a pod tolerates the taint of virtual nodes.
pub enum Tolerance<'p, 'd> {
    /// It needs no toleration.
    NotNeeded,
    /// It tolerates the taint, by this toleration.
    Tolerates(&'p Toleration<'d>),
    /// A part of a toleration is still to be filled in.
    Unknown,
    /// A toleration names the taint's key and does not tolerate it, because of these parts.
    Mismatch(&'p Toleration<'d>, Vec<Mismatch>),
    /// A toleration is about virtual nodes of another kind than the selected ones.
    OtherFamily(&'p Toleration<'d>, &'p NodeFamily),
    /// It does not tolerate the taint.
    None,
}

impl<'p, 'd> PodPlacement<'p, 'd> {
    /// `is_ordered`: whether a `ResourcePolicy` with ECI among its units selects the pod.
    pub(super) fn new(pod: &'p Pod<'d>, environment: &'p Environment, is_ordered: bool) -> Self {
        let catalog = &*environment.catalog;
        let affinity = pod
            .affinity
            .map(|affinity| NodeAffinity::from_node(affinity.node));
        let selected = catalog
            .node_families
            .iter()
            .find(|family| selects(pod, affinity.as_ref(), family));
        let family = selected.unwrap_or_else(|| environment.family());
        let is_serverless = environment.cluster == Some(Cluster::AckServerless);
        // In ACK Serverless the label of ACS has no effect.
        let acs = acs(pod, catalog).filter(|_| !is_serverless);
        let sent = acs.or_else(|| sent_by(pod, catalog));
        let needs_none = sent.is_some() || is_serverless;
        let tolerance = if needs_none {
            Tolerance::NotNeeded
        } else {
            tolerance(pod, catalog, selected, family)
        };
        let tolerating = match tolerance {
            Tolerance::Tolerates(toleration) => Some(toleration),
            _ => None,
        };
        let mistaken = || {
            let mut selectors = pod.node_selector.iter();
            selectors.find_map(|pair| Some(Route::Mistaken(pair, mistake(pair, catalog)?)))
        };
        let preferred = || {
            let affinity = affinity.as_ref().filter(|_| tolerating.is_some())?;
            preference(affinity, catalog).map(Route::Preferred)
        };
        let unknown = || {
            let is_unknown = pod.node_selector.iter().any(Pair::has_placeholder);
            is_unknown.then_some(Route::Unknown)
        };
        let others = OtherNodes::new(pod, affinity.as_ref(), family, catalog);
        let route = sent
            .filter(|route| !matches!(route, Route::WhenFull(_)))
            .or_else(|| is_serverless.then_some(Route::Serverless))
            .or_else(|| selected.map(|_| Route::Selected))
            .or_else(mistaken)
            .or(sent)
            .or_else(preferred)
            .or_else(|| {
                let ordered = tolerating.filter(|_| is_ordered && !others.are_selected());
                ordered.map(Route::Policy)
            })
            .or_else(unknown)
            .unwrap_or(Route::None);
        Self {
            configured: environment.placement(pod.role),
            route,
            tolerance,
            family,
            selected,
            others,
            stays_elsewhere: false,
        }
    }

    /// Where the team wants the pod. Without a configuration, ECI is assumed.
    #[must_use]
    pub fn intent(&self) -> Placement {
        self.configured.unwrap_or(Placement::Required)
    }

    /// True when the pod goes to ECI whatever else it says: by a label, by an annotation, or by its
    /// node's name.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(
            self.route,
            Route::Label(_) | Route::Annotation(_) | Route::NodeName(_)
        )
    }

    /// True when the pod goes to ECI and nowhere else, by the manifest or because the cluster has
    /// nothing else.
    #[must_use]
    pub fn is_led_to_eci(&self) -> bool {
        self.is_sent()
            || matches!(self.route, Route::Serverless)
            || self.selected.is_some() && !matches!(self.route, Route::Acs(_))
    }

    /// True when the pod goes to ECI, always or when other nodes are full.
    #[must_use]
    pub fn may_go_to_eci(&self) -> bool {
        self.is_led_to_eci()
            || matches!(
                self.route,
                Route::WhenFull(_) | Route::Preferred(_) | Route::Policy(_)
            )
    }

    /// True when the scheduler decides by selectors, affinity and tolerations whether the pod may go to
    /// ECI. It does not for pods that are sent there, nor where there are no other nodes.
    #[must_use]
    pub fn is_scheduled(&self) -> bool {
        !self.is_sent() && !matches!(self.route, Route::Serverless | Route::Acs(_))
    }

    /// True where a `ResourcePolicy` would say where the pod runs, if there is one that selects it.
    #[must_use]
    pub fn would_follow_policy(&self) -> bool {
        matches!(self.route, Route::None)
            && self.toleration().is_some()
            && !self.others.are_selected()
    }

    /// The toleration by which it tolerates virtual nodes, where it needs one.
    #[must_use]
    pub fn toleration(&self) -> Option<&'p Toleration<'d>> {
        match self.tolerance {
            Tolerance::Tolerates(toleration) => Some(toleration),
            _ => None,
        }
    }

    /// The expression of its required affinity that no virtual node fulfils.
    #[must_use]
    pub fn obstacle(&self) -> Option<&Obstacle<'d>> {
        self.others.obstacle.as_ref()
    }

    /// False where it runs on ACS, or where the team wants the role on other nodes and its manifest leaves it there.
    #[must_use]
    pub fn is_meant_for_eci(&self) -> bool {
        if matches!(self.route, Route::Acs(_)) {
            return false;
        }
        self.is_sent()
            || self.selected.is_some()
            || self.intent() != Placement::Off && !self.stays_elsewhere
    }
}

/// The label that sends the pod to ACS.
fn acs<'p, 'd>(pod: &'p Pod<'d>, catalog: &Catalog) -> Option<Route<'p, 'd>> {
    let pair = pod.label(&catalog.acs_label.key)?;
    if is_placeholder(&pair.value) {
        return Some(Route::Unknown);
    }
    (pair.value == catalog.acs_label.value).then_some(Route::Acs(pair))
}

/// What sends the pod to ECI without a toleration: a label, its node's name, or an annotation.
fn sent_by<'p, 'd>(pod: &'p Pod<'d>, catalog: &Catalog) -> Option<Route<'p, 'd>> {
    let label = catalog.pod_labels.iter().find_map(|label| {
        let pair = pod.label(&label.key)?;
        (pair.value == label.value || is_placeholder(&pair.value)).then_some(pair)
    });
    let by_name = || {
        let field = pod.node_name?;
        let name = field.node.as_str()?;
        (catalog.is_virtual_node(name) || is_placeholder(name)).then_some(field)
    };
    let by_annotation = || {
        let burst = &catalog.burst_annotation;
        let pair = pod.annotation(&burst.key)?;
        if pair.value == burst.always || is_placeholder(&pair.value) {
            Some(Route::Annotation(pair))
        } else {
            (pair.value == burst.when_full).then_some(Route::WhenFull(pair))
        }
    };
    label
        .map(Route::Label)
        .or_else(|| by_name().map(Route::NodeName))
        .or_else(by_annotation)
}

/// True when node selector or required affinity confine the pod to virtual nodes of that family.
fn selects(pod: &Pod<'_>, affinity: Option<&NodeAffinity<'_>>, family: &NodeFamily) -> bool {
    let mut selectors = pod.node_selector.iter();
    selectors.any(|pair| family.is_meant_by(&pair.key, &pair.value))
        || affinity.is_some_and(|affinity| confines(affinity, family))
}

/// True when a required affinity leaves only nodes of that family: its terms are alternatives, so each
/// of them has to.
fn confines(affinity: &NodeAffinity<'_>, family: &NodeFamily) -> bool {
    let by_label = |term: &Term<'_>| {
        let mut requirements = term.labels.iter();
        requirements.any(|requirement| {
            requirement.admits_only(|value| family.is_meant_by(requirement.key, value))
        })
    };
    let by_name = |term: &Term<'_>| {
        let mut requirements = term.fields.iter();
        requirements.any(|requirement| {
            requirement.key == "metadata.name"
                && requirement.admits_only(|value| family.has_name(value))
        })
    };
    let terms = affinity.required.as_deref().unwrap_or_default();
    !terms.is_empty() && terms.iter().all(|term| by_label(term) || by_name(term))
}

/// The expression by which a pod prefers some nodes by the label of virtual nodes, as in the vendor's
/// recipe for using ECI only when other nodes are full.
fn preference<'d>(affinity: &NodeAffinity<'d>, catalog: &Catalog) -> Option<Node<'d>> {
    let mut requirements = affinity.preferred.iter().flat_map(|term| &term.labels);
    let is_about_eci = |key: &str| {
        let mut families = catalog.node_families.iter();
        families.any(|family| family.label.key == key)
    };
    let found = requirements.find(|requirement| is_about_eci(requirement.key));
    found.map(|requirement| requirement.node)
}

fn tolerance<'p, 'd>(
    pod: &'p Pod<'d>,
    catalog: &'p Catalog,
    selected: Option<&'p NodeFamily>,
    family: &'p NodeFamily,
) -> Tolerance<'p, 'd> {
    let tolerations = || pod.tolerations.iter();
    // Without a selector the pod may go to virtual nodes of any kind.
    let meant = selected.map_or(&catalog.node_families[..], std::slice::from_ref);
    let is_about = |toleration: &&Toleration<'_>| {
        meant
            .iter()
            .any(|family| toleration.fields.tolerates(&family.taint))
    };
    if let Some(toleration) = tolerations().find(is_about) {
        return Tolerance::Tolerates(toleration);
    }
    if tolerations().any(|toleration| toleration.fields.has_placeholder()) {
        return Tolerance::Unknown;
    }
    let names = |family: &NodeFamily| {
        tolerations().find(|toleration| toleration.fields.names(&family.taint))
    };
    let nearly_names = |family: &NodeFamily| {
        tolerations().find(|toleration| toleration.fields.nearly_names(&family.taint))
    };
    if let Some(toleration) = names(family).or_else(|| nearly_names(family)) {
        return Tolerance::Mismatch(toleration, toleration.fields.mismatches(&family.taint));
    }
    let others = || {
        catalog
            .node_families
            .iter()
            .filter(|other| Some(*other) != selected)
    };
    let other = || others().find_map(|other| Some((names(other)?, other)));
    match selected.and_then(|_| other()) {
        Some((toleration, other)) => Tolerance::OtherFamily(toleration, other),
        None => Tolerance::None,
    }
}

/// Why a selector that was meant for virtual nodes does not select them. `None` for one that was meant
/// for something else.
fn mistake<'p>(pair: &Pair<'_>, catalog: &'p Catalog) -> Option<Mistake<'p>> {
    if pair.has_placeholder() {
        return None;
    }
    let by_family = catalog.node_families.iter().find_map(|family| {
        let label = &family.label;
        if pair.key == label.key {
            return Some(Mistake::Value(family));
        }
        // Many labels have the value `true`.
        let has_value = pair.value == label.value && label.value != "true";
        // In a short key, a typo of two letters is more likely another key.
        let is_alike = pair.key.eq_ignore_ascii_case(&label.key)
            || looks_like(&pair.key, &label.key)
            || label.key.len() > 8 && strsim::levenshtein(&pair.key, &label.key) <= 2;
        (has_value || is_alike).then_some(Mistake::Key(family))
    });
    let is_pod_label = || {
        let mut labels = catalog.pod_labels.iter();
        labels.any(|label| label.is_distinctive && label.key == pair.key)
    };
    by_family.or_else(|| is_pod_label().then_some(Mistake::PodLabel))
}
