//! More disks than a pod on ECI may have.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI512-too-many-disks");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let max = judged.catalog.limits.max_disks;
    let Some(surplus) = judged.disks().nth(max) else {
        return Vec::new();
    };
    let message = format!(
        "too many disks: the {}'s pod has {}, and ECI allows at most {max}",
        judged.pod.role,
        judged.disks().count()
    );
    let label = format!("disk number {}", max + 1);
    vec![
        Diagnostic::at(surplus.span, label, message)
            .help("use fewer and larger disks, or ephemeral storage: `k8s.aliyun.com/eci-extra-ephemeral-storage`"),
    ]
}
