//! A service on ports of nodes, before a driver on ECI.

use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    spark::{Kind, Role},
    yaml::{Entry, Node},
};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI504-node-port.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mut pods = judged.pods.iter();
    let is_on_eci = pods
        .any(|pod| matches!(pod.pod.role, Role::Driver | Role::Server) && pod.is_meant_for_eci());
    let Some(spec) = judged.application.spec.as_ref().filter(|_| is_on_eci) else {
        return Vec::new();
    };
    let spec = spec.value;
    let types: Vec<Option<Entry<'_>>> = match judged.application.kind {
        Kind::SparkApplication | Kind::ScheduledSparkApplication => {
            let of_ui = spec.get("sparkUIOptions");
            let ingresses = spec
                .get("driverIngressOptions")
                .into_iter()
                .flat_map(Node::items);
            of_ui
                .into_iter()
                .chain(ingresses)
                .map(|options| options.entry("serviceType"))
                .collect()
        }
        Kind::SparkConnect => {
            let service = spec.get("server").and_then(|server| server.get("service"));
            let service = service.and_then(|service| service.get("spec"));
            vec![service.and_then(|service| service.entry("type"))]
        }
        _ => Vec::new(),
    };
    let node_ports = types
        .into_iter()
        .flatten()
        .filter(|entry| entry.value.as_str() == Some("NodePort"));
    node_ports
        .map(|entry| {
            let message = "a service of type `NodePort` does not reach a driver on ECI";
            Diagnostic::at(entry.value.span(), "does not reach pods on ECI", message)
                .help("use `ClusterIP` or `LoadBalancer`")
        })
        .collect()
}
