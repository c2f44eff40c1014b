//! Applies the changes of the operator's webhook to a pod that Spark built.

use std::collections::HashSet;

use super::{
    container::sidecar,
    pieces::{field_of, is_local_dir, merge, pairs, ports, text, volume},
};
use crate::{
    kube,
    spark::{Container, Pod, Toleration, Volume},
    yaml::{Entry, Kind, Node},
};

/// Fields of a role that only the webhook applies.
///
/// Source: `mutateSparkPod` in `internal/webhook/sparkpod_defaulter.go` of kubeflow/spark-operator v2.5.2. Since 2.4
/// the operator also writes a pod template of its own, without any of these fields.
const ONLY_BY_WEBHOOK: [&str; 22] = [
    "env",
    "envFrom",
    "configMaps",
    "volumeMounts",
    "ports",
    "hostNetwork",
    "hostAliases",
    "initContainers",
    "sidecars",
    "dnsConfig",
    "priorityClassName",
    "schedulerName",
    "nodeSelector",
    "affinity",
    "tolerations",
    "memoryLimit",
    "gpu",
    "securityContext",
    "podSecurityContext",
    "terminationGracePeriodSeconds",
    "lifecycle",
    "shareProcessNamespace",
];

/// The same for the application's spec.
const ONLY_BY_WEBHOOK_IN_SPEC: [&str; 3] = ["sparkConfigMap", "hadoopConfigMap", "batchScheduler"];

/// The fields of a role that are lost without the webhook.
pub(super) fn lost_fields<'d>(spec: Node<'d>, fields: Option<Node<'d>>) -> Vec<Entry<'d>> {
    let of_spec = ONLY_BY_WEBHOOK_IN_SPEC.into_iter();
    let of_spec = of_spec.filter_map(|name| spec.entry(name));
    let of_role = fields.map(Node::entries).unwrap_or_default().into_iter();
    let of_role = of_role.filter(|entry| {
        let is_of_spark =
            || entry.key == "volumeMounts" && entry.value.items().all(is_of_local_dir);
        ONLY_BY_WEBHOOK.contains(&&*entry.key) && says_something(entry.value) && !is_of_spark()
    });
    of_spec.chain(of_role).collect()
}

fn says_something(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Sequence => value.items().next().is_some(),
        Kind::Mapping => !value.entries().is_empty(),
        Kind::Scalar(_) => {
            !matches!(value.scalar_text(), None | Some("" | "false")) && !value.is_null()
        }
    }
}

/// The volumes that the operator passes on as Spark settings, which works without the webhook.
pub(super) fn local_dirs<'d>(
    fields: Option<Node<'d>>,
    spec_volumes: Option<Node<'d>>,
) -> impl Iterator<Item = Volume<'d>> {
    let volumes = fields.map(|fields| mounted_volumes(fields, spec_volumes));
    let local = volumes
        .into_iter()
        .flatten()
        .filter(|node| is_of_local_dir(*node));
    local.filter_map(|node| volume(node, false))
}

/// The volumes of the application that a role mounts.
fn mounted_volumes<'d>(
    fields: Node<'d>,
    spec_volumes: Option<Node<'d>>,
) -> impl Iterator<Item = Node<'d>> {
    let mounts = fields.get("volumeMounts").into_iter().flat_map(Node::items);
    let mounted: HashSet<_> = mounts.filter_map(|mount| text(mount, "name")).collect();
    let volumes = spec_volumes.into_iter().flat_map(Node::items);
    volumes.filter(move |volume| text(*volume, "name").is_some_and(|name| mounted.contains(name)))
}

fn is_of_local_dir(node: Node<'_>) -> bool {
    text(node, "name").is_some_and(is_local_dir)
}

/// Applies the changes of the webhook, in its order.
pub(super) fn add_webhook_fields<'d>(
    pod: &mut Pod<'d>,
    fields: Node<'d>,
    spec_volumes: Option<Node<'d>>,
) {
    let items = |name: &str| fields.get(name).into_iter().flat_map(Node::items);
    let volumes = mounted_volumes(fields, spec_volumes);
    pod.volumes.extend(
        volumes
            .filter(|node| !is_of_local_dir(*node))
            .filter_map(|node| volume(node, true)),
    );
    let add = |containers: &mut Vec<Container<'d>>, name: &str| {
        let identity = |node| (text(node, "name"), text(node, "image"));
        let mut known: HashSet<_> =
            (containers.iter().map(|container| identity(container.node))).collect();
        for node in items(name) {
            if known.insert(identity(node)) {
                containers.push(sidecar(node, true));
            }
        }
    };
    pod.ports
        .extend(ports(fields).chain(items("sidecars").flat_map(ports)));
    add(&mut pod.sidecars, "sidecars");
    add(&mut pod.init_containers, "initContainers");
    merge(
        &mut pod.node_selector,
        pairs(fields.get("nodeSelector"), true),
    );
    pod.tolerations
        .extend(items("tolerations").map(|node| Toleration {
            fields: kube::Toleration::from_node(node),
            by_webhook: true,
        }));
    let field = |name: &str| fields.entry(name).map(|entry| field_of(&entry, true));
    for (ours, name) in [
        (&mut pod.affinity, "affinity"),
        (&mut pod.priority_class, "priorityClassName"),
        (&mut pod.scheduler, "schedulerName"),
        (&mut pod.host_network, "hostNetwork"),
        (&mut pod.security_context, "podSecurityContext"),
        (&mut pod.container_security_context, "securityContext"),
    ] {
        if let Some(field) = field(name) {
            *ours = Some(field);
        }
    }
}
