//! One address for several pods.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI414-one-address-for-many.md");

/// The annotations that name an address, with what to write for several pods.
const ADDRESSES: [(&str, &str); 2] = [
    (
        "eci-eip-instanceid",
        "write `k8s.aliyun.com/eci-with-eip: \"true\"`, which gives each pod an address of its own, or use a NAT gateway",
    ),
    (
        "eci-private-ip-address",
        "remove it: each pod gets an address of its own",
    ),
];

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let role = judged.pod.role;
    let Ok(count) = judged.pod.count else {
        return Vec::new();
    };
    let is_several = count.max.is_none_or(|max| max > 1);
    if !is_several {
        return Vec::new();
    }
    let named = ADDRESSES
        .iter()
        .filter_map(|(name, help)| Some((judged.eci_annotation(name)?, help)));
    let named = named.filter(|(pair, _)| !pair.value.is_empty());
    named
        .map(|(pair, help)| {
            let (number, severity) = match count.max {
                _ if count.initial > 1 => (count.initial.to_string(), Severity::Error),
                Some(max) => (format!("up to {max}"), Severity::Warning),
                None => ("any number of".to_owned(), Severity::Warning),
            };
            let message = format!(
                "`{}` names one address for {number} {role} pods: only one of them can have it",
                pair.key
            );
            Diagnostic::at(pair.node.span(), "one address", message)
                .severity(severity)
                .help(*help)
        })
        .collect()
}
