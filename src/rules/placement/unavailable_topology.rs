//! Pods that are spread or kept together by a topology that virtual nodes do not have.

use crate::{
    eci::Carries,
    finding::{Diagnostic, Safety, Severity},
    judged::{JudgedPod, Route},
    kube::selects_labels,
    source::{Span, is_placeholder},
    spark::Role,
    text,
    yaml::Node,
};

pub(in crate::rules) const PAGE: &str = page!("ECI114-unavailable-topology");

const HOST: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

/// Annotations with which ECI ignores topologies.
///
/// Source: <https://help.aliyun.com/zh/eci/user-guide/implement-eci-pod-zone-distribution-or-affinity-scheduling> (2024-11-29).
const IGNORING: [(&str, &str); 2] = [
    ("eci-schedule-strategy", "VSwitchOrdered"),
    ("eci-fail-strategy", "fail-fast"),
];

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let placement = &judged.placement;
    let has_only_virtual_nodes = placement.selected.is_some() && placement.is_scheduled();
    if !has_only_virtual_nodes && !matches!(placement.route, Route::Serverless) {
        return Vec::new();
    }
    let terms = Terms::new(judged);
    if !has_only_virtual_nodes {
        return ignored(judged, &terms).into_iter().collect();
    }
    let is_alone = match &judged.pod.count {
        Ok(count) => count.max == Some(1),
        Err(_) => true,
    };
    let apart = terms.apart.iter().filter(|_| !is_alone);
    let apart = apart.filter_map(|term| kept_apart(judged, *term));
    let together = terms.together.iter();
    let together = together.filter_map(|term| missing(judged, *term));
    let spread = terms.spread.iter().filter_map(|constraint| {
        let by_host = || by_host(judged, *constraint).filter(|_| !is_alone);
        missing(judged, *constraint).or_else(by_host)
    });
    let found = apart.chain(together).chain(spread);
    found.chain(ignored(judged, &terms)).collect()
}

/// What a pod demands of the topology of its node.
struct Terms<'d> {
    apart: Vec<Node<'d>>,
    together: Vec<Node<'d>>,
    spread: Vec<Node<'d>>,
}

impl<'d> Terms<'d> {
    fn new(judged: &JudgedPod<'_, 'd>) -> Self {
        let affinity = |kind: &str| {
            let affinity = judged.pod.affinity.and_then(|field| field.node.get(kind));
            let terms = affinity.and_then(|affinity| affinity.get(REQUIRED));
            terms.into_iter().flat_map(Node::items).collect()
        };
        let spread = judged.pod.topology_spread.into_iter();
        let spread = spread.flat_map(|field| field.node.items());
        let is_demanded = |constraint: &Node<'d>| {
            let otherwise = constraint.get("whenUnsatisfiable");
            otherwise.and_then(Node::scalar_text) == Some("DoNotSchedule")
        };
        Self {
            apart: affinity("podAntiAffinity"),
            together: affinity("podAffinity"),
            spread: spread.filter(is_demanded).collect(),
        }
    }
}

/// Zones in combination with an annotation because of which ECI ignores them.
fn ignored(judged: &JudgedPod<'_, '_>, terms: &Terms<'_>) -> Option<Diagnostic> {
    let mut ignoring = IGNORING.iter();
    let annotation = ignoring.find_map(|(name, value)| {
        let pair = judged.eci_annotation(name)?;
        (pair.value == *value).then_some(pair)
    })?;
    let mut terms = terms.together.iter().chain(&terms.spread);
    let (_, place) = terms.find_map(|term| topology(*term).filter(|(key, _)| *key == ZONE))?;
    let message = text!(
        "placing the {role}'s pods by zone has no effect: ECI ignores it because of `{annotation}`",
        role = judged.pod.role.text(),
        annotation = format_args!("{}: {}", annotation.key, annotation.value)
    );
    let diagnostic = Diagnostic::at(place, text!("has no effect"), message)
        .related(
            annotation.node.span(),
            text!("with this, ECI ignores zones"),
        )
        .help(text!("remove one of the two"));
    Some(diagnostic)
}

fn topology(term: Node<'_>) -> Option<(&str, Span)> {
    let key = term.get("topologyKey")?;
    Some((key.scalar_text()?, key.span()))
}

/// Anti-affinity by host among pods of the role.
fn kept_apart(judged: &JudgedPod<'_, '_>, term: Node<'_>) -> Option<Diagnostic> {
    let (key, place) = topology(term)?;
    let is_elsewhere = term.get("namespaces").is_some() || term.get("namespaceSelector").is_some();
    if key != HOST || is_elsewhere || !selects_itself(judged, term.get("labelSelector")?) {
        return None;
    }
    let role = judged.pod.role;
    let message = text!(
        "anti-affinity by host allows one {role} per zone: a virtual node is one host for its whole zone, and the other pods stay Pending",
        role = role.text()
    );
    let label = text!("one pod per virtual node");
    let mut diagnostic = Diagnostic::at(place, label, message).help(text!(
        "remove it: each pod on ECI has its own instance; to spread pods over zones, use `topologySpreadConstraints` in the pod template with `topologyKey: {zone}`",
        zone = ZONE
    ));
    if let Ok(count) = &judged.pod.count {
        let number = count.initial;
        diagnostic =
            diagnostic.related(judged.pod.span, text!("{number} pods at the start", number));
    }
    Some(diagnostic)
}

/// True where a selector selects the pods of the role itself.
fn selects_itself(judged: &JudgedPod<'_, '_>, selector: Node<'_>) -> bool {
    let pod = judged.pod;
    let role = match pod.role {
        Role::Executor => Some("executor"),
        Role::Driver => Some("driver"),
        Role::Server | Role::Master | Role::Worker => None,
    };
    selects_labels(selector, |key| {
        if let Some(pair) = pod.label(key) {
            return Some((!is_placeholder(&pair.value)).then_some(&*pair.value));
        }
        match key {
            "spark-role" => role.map(Some),
            // Spark and the operator write the application's name and the like, the same for all executors.
            "spark-app-name" | "spark-app-selector" | "spark-version" => role.map(|_| None),
            "sparkoperator.k8s.io/app-name" | "sparkoperator.k8s.io/launched-by-spark-operator" => {
                Some(None)
            }
            _ => None,
        }
    })
}

/// A topology that no virtual node has: the scheduler leaves out nodes without the label.
fn missing(judged: &JudgedPod<'_, '_>, term: Node<'_>) -> Option<Diagnostic> {
    let (key, place) = topology(term)?;
    let family = judged.placement.family;
    let is_carried = judged.catalog.carries(family, key, None) != Carries::Never;
    if is_carried || is_placeholder(key) {
        return None;
    }
    let message = text!(
        "no ECI node has the label `{key}`, by which the {role}'s pods are placed: they stay Pending",
        key,
        role = judged.pod.role.text()
    );
    let diagnostic = Diagnostic::at(place, text!("no ECI node has this label"), message);
    Some(
        diagnostic
            .severity(Severity::Error)
            .help(text!("write `topologyKey: {zone}`", zone = ZONE))
            .fix(zone(judged, term)),
    )
}

/// Spreading over hosts.
fn by_host(judged: &JudgedPod<'_, '_>, constraint: Node<'_>) -> Option<Diagnostic> {
    let (key, place) = topology(constraint)?;
    if key != HOST {
        return None;
    }
    let message = text!(
        "the {role}'s pods are spread by `{key}`, but ECI documents only `{zone}`: a virtual node is one host for its whole zone",
        role = judged.pod.role.text(),
        key,
        zone = ZONE
    );
    let diagnostic = Diagnostic::at(place, text!("a host is a zone here"), message);
    Some(
        diagnostic
            .severity(Severity::Info)
            .help(text!("write `topologyKey: {zone}`", zone = ZONE))
            .fix(zone(judged, constraint)),
    )
}

fn zone(judged: &JudgedPod<'_, '_>, term: Node<'_>) -> Option<crate::finding::Fix> {
    let key = term.get("topologyKey")?;
    let edit = judged.fixer.editor()?.replace(key.span(), ZONE);
    let title = text!("Use the topology `{zone}`", zone = ZONE);
    judged.fixer.fix(Safety::Unsafe, title, [edit])
}
