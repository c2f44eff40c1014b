//! A GPU resource that ECI does not offer.

use crate::{
    finding::{Diagnostic, Fix, Safety},
    judged::{JudgedPod, SizedEntry},
    source::is_placeholder,
    spark::{Gpus, WrittenName},
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI214-gpu-resource-name");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    // A pod that selects other nodes may find the resource there.
    let pod = judged.pod;
    let selects = !pod.node_selector.is_empty() || pod.affinity.is_some();
    if judged.entries.is_empty() && selects && !judged.is_bound_for_eci() {
        return Vec::new();
    }
    let offered = &judged.catalog.limits.gpu_resource;
    let others = pod.gpus().filter(|gpus| gpus.resource != *offered);
    let others = others.filter(|gpus| !is_placeholder(&gpus.resource));
    others
        .map(|gpus| {
            let message = text!(
                "GPU resource `{resource}` of the {role}'s pod is not available: ECI offers GPUs only as `{offered}`",
                resource = gpus.resource,
                role = pod.role.text(),
                offered
            );
            let help = if judged.entries.is_empty() {
                text!(
                    "request a whole number of `{offered}`, and add a GPU type to `k8s.aliyun.com/eci-use-specs`, such as `ecs.gn7i-c8g1.2xlarge`",
                    offered
                )
            } else {
                text!("request a whole number of `{offered}`", offered)
            };
            Diagnostic::at(gpus.name_span, text!("not offered by ECI"), message)
                .help(help)
                .fix(fix(judged, gpus))
        })
        .collect()
}

/// Only a number of whole cards can be kept, and only if the types have as many.
fn fix(judged: &JudgedPod<'_, '_>, gpus: &Gpus) -> Option<Fix> {
    let offered = judged.catalog.limits.gpu_resource.as_str();
    let (vendor, name) = offered.split_once('/')?;
    let number: u64 = gpus.number.parse().ok()?;
    let has_enough = |entry: &SizedEntry| entry.gpus.is_some_and(|gpus| gpus >= number);
    let is_met = !judged.entries.is_empty() && judged.entries.iter().all(has_enough);
    let is_there = judged.pod.gpus().any(|gpus| gpus.resource == offered);
    let is_card = gpus.resource.rsplit('/').next() == Some(name);
    if !is_met || is_there || !is_card {
        return None;
    }
    let editor = judged.fixer.editor()?;
    let edit = match gpus.written {
        WrittenName::Key => editor.replace_key(gpus.name_span, offered),
        WrittenName::Value => editor.replace(gpus.name_span, offered),
        WrittenName::Vendor => editor.replace(gpus.name_span, vendor),
    };
    let title = text!("Request `{offered}`", offered);
    judged.fixer.fix(Safety::Unsafe, title, [edit])
}
