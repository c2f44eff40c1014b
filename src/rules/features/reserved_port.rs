//! A port that ECI uses itself.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI507-reserved-port.md");

/// The ports that ECI and its file systems use.
///
/// Source: `help.aliyun.com/zh/eci/product-overview/limits` (2024-10-18).
const RESERVED: [u16; 4] = [111, 998, 10250, 10255];

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let ports = judged.pod.ports.iter();
    ports
        .filter(|port| RESERVED.contains(&port.number))
        .map(|port| {
            let message = format!(
                "something in the {}'s pod listens on port {}, which ECI uses itself",
                judged.pod.role, port.number
            );
            Diagnostic::at(port.span, "in use on ECI", message)
                .help("choose any port but 111, 998, 10250 and 10255")
        })
        .collect()
}
