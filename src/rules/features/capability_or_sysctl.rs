//! A capability or a kernel setting that ECI does not allow.

use super::security_contexts;
use crate::{finding::Diagnostic, judged::JudgedPod, source::is_placeholder, yaml::Node};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI510-capability-or-sysctl.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let capabilities = security_contexts(judged).into_iter().flat_map(|context| {
        let added = context.get("capabilities").and_then(|all| all.get("add"));
        added.into_iter().flat_map(Node::items).collect::<Vec<_>>()
    });
    let role = judged.pod.role;
    let limits = &judged.catalog.limits;
    let capabilities = capabilities.filter_map(|capability| {
        let name = capability.as_str().filter(|name| !is_placeholder(name))?;
        if limits
            .capabilities
            .iter()
            .any(|allowed| allowed == name.strip_prefix("CAP_").unwrap_or(name))
        {
            return None;
        }
        let message = format!(
            "a container of the {role}'s pod adds the capability `{name}`, which ECI does not allow"
        );
        let allowed = format!(
            "remove it: ECI allows only {}",
            limits.capabilities.join(", ")
        );
        Some(Diagnostic::at(capability.span(), "not allowed on ECI", message).help(allowed))
    });
    let context = judged.pod.security_context.map(|field| field.node);
    let sysctls = context.and_then(|context| context.get("sysctls"));
    let sysctls = sysctls.into_iter().flat_map(Node::items);
    let sysctls = sysctls.filter_map(|sysctl| {
        let node = sysctl.get("name")?;
        let name = node.as_str().filter(|name| !is_placeholder(name))?;
        if limits.sysctl_prefixes.iter().any(|start| name.starts_with(start)) {
            return None;
        }
        let message = format!("the {role}'s pod sets `{name}`, which ECI does not allow");
        let help = "remove it: ECI allows settings of shared memory, message queues and networks; for others, open a ticket with Alibaba and write the annotation `k8s.aliyun.com/eci-host-sysctls`";
        let diagnostic = Diagnostic::at(node.span(), "not allowed on ECI", message).help(help);
        Some(diagnostic.follows_from([sysctl.span()]))
    });
    capabilities.chain(sysctls).collect()
}
