//! What the operator's webhook does to a pod that Spark made.

use std::collections::HashSet;

use super::{
    container::sidecar,
    pieces::{field_of, merge, pairs, ports, text, volume},
};
use crate::{
    kube,
    spark::{Container, Pod, Toleration},
    yaml::Node,
};

/// What the operator's webhook does to a pod, in its order.
pub(super) fn add_webhook_fields<'d>(
    pod: &mut Pod<'d>,
    fields: Node<'d>,
    spec_volumes: Option<Node<'d>>,
) {
    let items = |name: &str| fields.get(name).into_iter().flat_map(Node::items);
    let mounted: HashSet<_> = items("volumeMounts")
        .filter_map(|mount| text(mount, "name"))
        .collect();
    let volumes = spec_volumes.into_iter().flat_map(Node::items);
    let volumes =
        volumes.filter(|volume| text(*volume, "name").is_some_and(|name| mounted.contains(name)));
    pod.volumes.extend(volumes.filter_map(|node| {
        // The operator hands these on as Spark settings.
        let is_local = text(node, "name").is_some_and(|name| name.starts_with("spark-local-dir-"));
        volume(node, !is_local)
    }));
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
