//! Rules about features of pods that ECI does not support.

use crate::{judged::JudgedPod, yaml::Node};

pub(super) mod capability_or_sysctl;
pub(super) mod disk_with_late_binding;
pub(super) mod ephemeral_storage;
pub(super) mod external_shuffle_service;
pub(super) mod host_namespaces;
pub(super) mod host_network;
pub(super) mod host_path;
pub(super) mod node_port;
pub(super) mod privileged;
pub(super) mod reserved_port;
pub(super) mod too_many_containers;
pub(super) mod too_many_disks;
pub(super) mod too_many_volumes;

/// The security contexts of all containers of a pod.
fn security_contexts<'d>(judged: &JudgedPod<'_, 'd>) -> Vec<Node<'d>> {
    let own = judged.pod.container_security_context;
    let others = judged.pod.containers_beside();
    let others = others.filter_map(|other| other.node.get("securityContext"));
    own.map(|field| field.node)
        .into_iter()
        .chain(others)
        .collect()
}
