//! Pod templates.

use super::{
    container::{from_template, sidecar},
    pieces::{Place, field_of, pairs, ports, text, volume},
};
use crate::{
    kube,
    spark::{Count, Language, Paths, Pod, Role, Toleration, Unjudged},
    yaml::Node,
};

/// Everything in a pod template except Spark's own container.
pub(super) fn of_template<'d>(
    role: Role,
    place: Place,
    paths: Paths,
    language: Language,
    count: Result<Count, Unjudged>,
    template: Option<Node<'d>>,
    container: &str,
) -> Pod<'d> {
    let metadata = |map: &str| template.and_then(|template| template.get("metadata")?.get(map));
    let spec = template.and_then(|template| template.get("spec"));
    let entry = |name: &str| spec.and_then(|spec| spec.entry(name));
    let field = |name: &str| entry(name).map(|entry| field_of(&entry, false));
    let items = |name: &str| {
        entry(name)
            .into_iter()
            .flat_map(|entry| entry.value.items())
    };
    let own = template_container(template, container).map(Node::span);
    Pod {
        role,
        span: place.key,
        extent: place.extent,
        paths,
        language,
        count,
        count_settings: Vec::new(),
        container: from_template(None),
        image: None,
        sidecars: items("containers")
            .filter(|container| Some(container.span()) != own)
            .map(|container| sidecar(container, false))
            .collect(),
        init_containers: items("initContainers")
            .map(|container| sidecar(container, false))
            .collect(),
        start_refusal: None,
        labels: pairs(metadata("labels"), false),
        annotations: pairs(metadata("annotations"), false),
        node_selector: pairs(entry("nodeSelector").map(|entry| entry.value), false),
        tolerations: items("tolerations")
            .map(|node| Toleration {
                fields: kube::Toleration::from_node(node),
                by_webhook: false,
            })
            .collect(),
        node_name: field("nodeName"),
        affinity: field("affinity"),
        topology_spread: field("topologySpreadConstraints"),
        priority_class: field("priorityClassName"),
        scheduler: field("schedulerName"),
        host_network: field("hostNetwork"),
        host_pid: field("hostPID"),
        host_ipc: field("hostIPC"),
        security_context: field("securityContext"),
        container_security_context: template_container(template, container)
            .and_then(|container| container.entry("securityContext"))
            .map(|entry| field_of(&entry, false)),
        volumes: items("volumes")
            .filter_map(|node| volume(node, false))
            .collect(),
        skipped_mounts: Vec::new(),
        local_dirs_in_memory: None,
        lost_to_webhook: Vec::new(),
        added_volumes: Vec::new(),
        has_token_volume: entry("automountServiceAccountToken")
            .is_none_or(|entry| entry.value.as_bool() != Some(false)),
        ports: items("containers").flat_map(ports).collect(),
    }
}

/// The template's container that becomes Spark's: the one with the configured name, or the first one.
pub(super) fn template_container<'d>(template: Option<Node<'d>>, name: &str) -> Option<Node<'d>> {
    let containers = || {
        let spec = template.and_then(|template| template.get("spec"));
        let list = spec.and_then(|spec| spec.get("containers"));
        list.into_iter().flat_map(Node::items)
    };
    containers()
        .find(|container| text(*container, "name") == Some(name))
        .or_else(|| containers().next())
}
