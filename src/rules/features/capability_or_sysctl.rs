//! A capability or a kernel setting that ECI does not allow.

use super::security_contexts;
use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    source::is_placeholder,
    yaml::Node,
};

pub(in crate::rules) const PAGE: &str = page!("ECI510-capability-or-sysctl");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let capabilities = security_contexts(judged).into_iter().flat_map(|context| {
        let added = context.get("capabilities").and_then(|all| all.get("add"));
        added.into_iter().flat_map(Node::items).collect::<Vec<_>>()
    });
    let capabilities = capabilities.filter_map(|node| capability(judged, node));
    let context = judged.pod.security_context.map(|field| field.node);
    let sysctls = context.and_then(|context| context.get("sysctls"));
    let sysctls = sysctls.into_iter().flat_map(Node::items);
    let sysctls = sysctls.filter_map(|setting| {
        let diagnostic = sysctl(judged, setting.get("name")?)?;
        Some(diagnostic.follows_from([setting.span()]))
    });
    capabilities.chain(sysctls).collect()
}

fn capability(judged: &JudgedPod<'_, '_>, node: Node<'_>) -> Option<Diagnostic> {
    let (role, limits) = (judged.pod.role, &judged.catalog.limits);
    let name = node.as_str().filter(|name| !is_placeholder(name))?;
    let is_among = |list: &[String]| {
        let name = name.strip_prefix("CAP_").unwrap_or(name);
        list.iter().any(|known| known == name)
    };
    if is_among(&limits.capabilities_by_ticket) {
        let message = format!(
            "capability `{name}` of the {role}'s pod requires a ticket: ECI allows it only on request"
        );
        let diagnostic = Diagnostic::at(node.span(), "requires a ticket", message);
        return Some(
            diagnostic
                .severity(Severity::Info)
                .help("remove it, or open a ticket with Alibaba"),
        );
    }
    if is_among(&limits.capabilities) {
        return None;
    }
    let message = format!("capability `{name}` of the {role}'s pod is not allowed on ECI");
    let allowed = format!(
        "remove it: ECI allows only {}",
        limits.capabilities.join(", ")
    );
    Some(Diagnostic::at(node.span(), "not allowed on ECI", message).help(allowed))
}

fn sysctl(judged: &JudgedPod<'_, '_>, node: Node<'_>) -> Option<Diagnostic> {
    let (role, limits) = (judged.pod.role, &judged.catalog.limits);
    let name = node.as_str().filter(|name| !is_placeholder(name))?;
    let is_among = |list: &[String]| list.iter().any(|known| known == name);
    if is_among(&limits.doubtful_sysctls) {
        let message = format!(
            "sysctl `{name}` of the {role}'s pod may not be allowed on ECI: its documentation contradicts itself"
        );
        let diagnostic = Diagnostic::at(node.span(), "may not be allowed on ECI", message);
        return Some(
            diagnostic
                .severity(Severity::Info)
                .help("test whether the pod is created, or remove it"),
        );
    }
    let mut prefixes = limits.sysctl_prefixes.iter();
    if prefixes.any(|start| name.starts_with(start)) && !is_among(&limits.excluded_sysctls) {
        return None;
    }
    let message = format!("sysctl `{name}` of the {role}'s pod is not allowed on ECI");
    Some(Diagnostic::at(node.span(), "not allowed on ECI", message).help(
        "remove it: ECI allows settings of shared memory, message queues and networks; for others, open a ticket with Alibaba and write the annotation `k8s.aliyun.com/eci-host-sysctls`",
    ))
}
