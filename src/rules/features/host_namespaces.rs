//! A pod that shares its node's processes or ports.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    spark::Field,
};

pub(in crate::rules) const PAGE: &str = page!("ECI513-host-namespaces");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let (pod, role) = (judged.pod, judged.pod.role);
    let pid = is_true(pod.host_pid).map(|field| {
        let message = format!(
            "`hostPID` of the {role}'s pod is not supported: ECI has no node whose processes it could see"
        );
        Diagnostic::at(field.key_span, "the node's processes", message)
            .help("remove it: ECI does not support `hostPID`")
    });
    let ipc = is_true(pod.host_ipc).map(|field| {
        let message = format!(
            "`hostIPC` of the {role}'s pod is of no use: ECI has no node whose shared memory it could use"
        );
        Diagnostic::at(field.key_span, "the node's shared memory", message)
            .severity(Severity::Info)
            .help("remove it: for more shared memory mount an `emptyDir` with `medium: Memory` at `/dev/shm`")
    });
    // With `hostNetwork`, which has its own rule, ports need no mapping.
    let is_own_network = is_true(pod.host_network).is_none();
    let ports = pod.ports.iter().filter(|_| is_own_network);
    let ports = ports.filter_map(|port| {
        let host = port.host?;
        let (message, severity) = if host.number == port.number {
            let message = format!(
                "`hostPort: {}` of the {role}'s pod has no effect: ECI maps no ports",
                host.number
            );
            (message, Severity::Info)
        } else {
            let message = format!(
                "nothing answers on `hostPort: {}` of the {role}'s pod: ECI maps no ports, and the container listens on {}",
                host.number, port.number
            );
            (message, Severity::Warning)
        };
        Some(
            Diagnostic::at(host.key_span, "a port of the node", message)
                .severity(severity)
                .help("remove it: every pod on ECI has its own address, with all ports of its containers"),
        )
    });
    pid.into_iter().chain(ipc).chain(ports).collect()
}

fn is_true(field: Option<Field<'_>>) -> Option<Field<'_>> {
    field.filter(|field| field.node.as_bool() == Some(true))
}
