//! A port that ECI uses itself.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI507-reserved-port");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let reserved = &judged.catalog.limits.reserved_ports;
    let others: Vec<_> = reserved.iter().map(u16::to_string).collect();
    let help = format!("choose a port other than {}", others.join(", "));
    let ports = judged.pod.ports.iter();
    ports
        .filter(|port| reserved.contains(&port.number))
        .map(|port| {
            let message = format!(
                "the {}'s pod listens on the reserved port {}, which ECI uses itself",
                judged.pod.role, port.number
            );
            Diagnostic::at(port.span, "reserved by ECI", message).help(help.clone())
        })
        .collect()
}
