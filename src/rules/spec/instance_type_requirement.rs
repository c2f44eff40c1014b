//! An instance type whose requirements the pod does not meet, or a requirement that no instance type meets.

use crate::{
    eci::TypeKind,
    finding::{Diagnostic, Severity},
    judged::{JudgedPod, SizedEntry},
    kube::{ARCH_LABELS, is_arch_label},
    spark::Problem,
    text,
};

pub(in crate::rules) const PAGE: &str = page!("ECI207-instance-type-requirement");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    // A GPU request that Spark rejects is not in the pod, and has its own finding.
    let refused = judged.pod.unjudged().filter(|refused| {
        refused.problem == Problem::Vendor && refused.origin.setting.contains(".resource.gpu.")
    });
    let refused = refused.map(|refused| refused.origin.span);
    // A GPU resource that ECI does not offer has its own finding.
    let names = judged.pod.gpus().map(|gpus| gpus.name_span);
    let causes: Vec<_> = refused.chain(names).collect();
    [gpu(judged), arm(judged), local_disk(judged)]
        .into_iter()
        .flatten()
        .map(|diagnostic| diagnostic.follows_from(causes.clone()))
        .collect()
}

fn first_of<'j>(judged: &'j JudgedPod<'_, '_>, wanted: TypeKind) -> Option<&'j SizedEntry> {
    let mut entries = judged.entries.iter();
    entries.find(|entry| entry.type_kind() == Some(wanted))
}

/// True when every entry is known to be of another kind.
fn has_only_others(judged: &JudgedPod<'_, '_>, wanted: TypeKind) -> bool {
    let mut entries = judged.entries.iter();
    entries.all(|entry| entry.type_kind().is_some_and(|kind| kind != wanted))
}

fn gpu(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let role = judged.pod.role;
    let gpus = judged.pod.gpus().next();
    match (first_of(judged, TypeKind::Gpu), gpus) {
        (Some(entry), None) => {
            let text = &entry.entry.text;
            let message = text!(
                "GPU type `{type}` without a GPU request: the {role}'s pod requests no GPU",
                type = text,
                role = role.text()
            );
            let help = text!(
                "add `gpu: {{name: nvidia.com/gpu, quantity: 1}}` to `{field}`, or use a type without GPUs",
                field = role
            );
            Some(Diagnostic::at(entry.span, text!("a GPU type"), message).help(help))
        }
        (None, Some(gpus)) if has_only_others(judged, TypeKind::Gpu) => {
            // An obsolete annotation may name the GPU.
            let is_asked = judged.eci_annotation("eci-gpu-type").is_some()
                || judged.eci_annotation("eci-instance-type").is_some();
            // A pod that selects other nodes may find its GPU there; other pods run on ECI.
            let pod = judged.pod;
            let is_elsewhere = !judged.is_bound_for_eci()
                && (!pod.node_selector.is_empty() || pod.affinity.is_some());
            if is_asked || judged.entries.is_empty() && is_elsewhere {
                return None;
            }
            let message = if judged.entries.is_empty() {
                text!(
                    "the {role}'s pod requests `{resource}` but no instance type with a GPU",
                    role = role.text(),
                    resource = gpus.resource
                )
            } else {
                text!(
                    "the {role}'s pod requests `{resource}`, but none of its specs has a GPU",
                    role = role.text(),
                    resource = gpus.resource
                )
            };
            let mut diagnostic = Diagnostic::at(gpus.span, text!("requested here"), message).help(
                text!("add a GPU type to `k8s.aliyun.com/eci-use-specs`, such as `ecs.gn7i-c8g1.2xlarge`"),
            );
            for entry in &judged.entries {
                diagnostic = diagnostic.related(entry.span, text!("has no GPU"));
            }
            Some(diagnostic)
        }
        _ => None,
    }
}

fn arm(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let role = judged.pod.role;
    let mut selectors = judged.pod.node_selector.iter();
    let selector = selectors.find(|pair| is_arch_label(&pair.key));
    let is_arm = judged.arm_selector().is_some();
    let entry = first_of(judged, TypeKind::Arm);
    if let Some(entry) = entry.filter(|_| !is_arm && !mentions_arch(judged)) {
        let text = &entry.entry.text;
        let message = text!(
            "Arm type `{type}` without a node selector for Arm: the {role}'s pods do not select Arm nodes",
            type = text,
            role = role.text()
        );
        let mut diagnostic = Diagnostic::at(entry.span, text!("an Arm type"), message).help(text!(
            "add `nodeSelector: {{{label}: arm64}}` to `{path}`, and use an image for Arm",
            label = ARCH_LABELS[0],
            path = judged.pod.paths.placement
        ));
        if let Some(pair) = selector {
            let label = text!("selects another architecture");
            diagnostic = diagnostic.related(pair.node.span(), label);
        }
        return Some(diagnostic);
    }
    let selector = judged.arm_selector()?;
    // For a pair of vCPU and memory, ECI chooses an Arm type that fits.
    let has_only_types = judged.entries.iter().all(SizedEntry::is_type);
    if judged.entries.is_empty() || !has_only_types || !has_only_others(judged, TypeKind::Arm) {
        return None;
    }
    let message = text!(
        "the {role}'s pods select Arm nodes, but none of their instance types is an Arm type",
        role = role.text()
    );
    let mut diagnostic = Diagnostic::at(selector, text!("selects Arm nodes"), message)
        .severity(Severity::Warning)
        .help(text!("use an Arm type such as `ecs.c8y.large`, or vCPU and memory such as `2-4Gi`, in `k8s.aliyun.com/eci-use-specs`"));
    for entry in &judged.entries {
        diagnostic = diagnostic.related(entry.span, text!("not an Arm type"));
    }
    Some(diagnostic)
}

/// True when a node affinity is about the architecture.
fn mentions_arch(judged: &JudgedPod<'_, '_>) -> bool {
    let Some(affinity) = judged.pod.affinity else {
        return false;
    };
    let mappings = affinity.node.mappings().into_iter();
    let mut keys = mappings.filter_map(|mapping| mapping.get("key")?.as_str());
    keys.any(is_arch_label)
}

fn local_disk(judged: &JudgedPod<'_, '_>) -> Option<Diagnostic> {
    let role = judged.pod.role;
    let medium = judged.catalog.limits.local_disk_medium.as_str();
    let mut volumes = judged.pod.volumes.iter();
    let volume = volumes.find(|volume| volume.medium.as_deref() == Some(medium));
    match (first_of(judged, TypeKind::LocalDisk), volume) {
        (Some(entry), None) => {
            let text = &entry.entry.text;
            let message = text!(
                "unused local disks of `{type}`: the {role}'s pod mounts none of them",
                type = text,
                role = role.text()
            );
            let diagnostic = Diagnostic::at(entry.span, text!("a local-disk type"), message);
            Some(diagnostic.severity(Severity::Info).help(text!(
                "mount an `emptyDir` with `medium: {medium}`, or use a cheaper type without disks",
                medium
            )))
        }
        (None, Some(volume)) => {
            // Some GPU types have disks, too.
            let is_ordinary = |entry: &SizedEntry| entry.type_kind() == Some(TypeKind::Ordinary);
            let is_certain = !judged.entries.is_empty() && judged.entries.iter().all(is_ordinary);
            let message = text!(
                "the volume `{volume}` requires local disks, but no spec of the {role} has any",
                volume = volume.name,
                role = role.text()
            );
            is_certain.then(|| {
                Diagnostic::at(volume.span, text!("requires a local-disk type"), message).help(
                    text!("add a local-disk type to `k8s.aliyun.com/eci-use-specs`, such as `ecs.i4.large`"),
                )
            })
        }
        _ => None,
    }
}
