//! A `NodePort` service for a driver on ECI.

use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    spark::Role,
    yaml::{Entry, Node},
};

pub(in crate::rules) const PAGE: &str = page!("ECI504-node-port");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mut pods = judged.pods.iter();
    let is_on_eci = pods
        .any(|pod| matches!(pod.pod.role, Role::Driver | Role::Server) && pod.is_meant_for_eci());
    let Some(spec) = judged.application.spec.as_ref().filter(|_| is_on_eci) else {
        return Vec::new();
    };
    let fields = judged.application.kind.spec().service_types.iter();
    let types = fields.flat_map(|field| entries_at(spec.value, field));
    let node_ports = types.filter(|entry| entry.value.as_str() == Some("NodePort"));
    node_ports
        .map(|entry| {
            let message = "`NodePort` service does not reach the driver on ECI";
            Diagnostic::at(entry.value.span(), "does not reach pods on ECI", message)
                .help("use `ClusterIP` or `LoadBalancer`")
        })
        .collect()
}

/// The entries at a path such as `driverIngressOptions[].serviceType`.
fn entries_at<'d>(node: Node<'d>, path: &str) -> Vec<Entry<'d>> {
    let Some((field, rest)) = path.split_once('.') else {
        return node.entry(path).into_iter().collect();
    };
    match field.strip_suffix("[]") {
        Some(list) => {
            let items = node.get(list).into_iter().flat_map(Node::items);
            items.flat_map(|item| entries_at(item, rest)).collect()
        }
        None => node
            .get(field)
            .into_iter()
            .flat_map(|node| entries_at(node, rest))
            .collect(),
    }
}
