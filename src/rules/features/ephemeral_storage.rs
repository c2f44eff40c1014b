//! More ephemeral storage than the pod has.

use crate::{
    finding::Diagnostic,
    judged::JudgedPod,
    kube::{Mib, memory_quantity},
    source::Span,
};

pub(in crate::rules) const PAGE: &str = page!("ECI508-ephemeral-storage");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let pod = judged.pod;
    let free = judged.catalog.limits.free_ephemeral_storage;
    let extra = judged.eci_annotation("eci-extra-ephemeral-storage");
    let extra = match extra.map(|pair| memory_quantity(&pair.value)) {
        None => Mib(0),
        Some(Some(extra)) => extra,
        // How much there will be is not known.
        Some(None) => return Vec::new(),
    };
    let request = pod
        .container
        .ephemeral_storage
        .as_ref()
        .and_then(|request| memory_quantity(&request.value));
    // ECI grants a request beyond the free part; the larger of request and annotation applies.
    let room = Mib(free.0.saturating_add(extra.0)).max(request.unwrap_or_default());
    let sized: Vec<(Span, Mib)> = pod
        .volumes
        .iter()
        .filter(|volume| {
            volume.kind == "emptyDir" && volume.medium.as_deref().unwrap_or("").is_empty()
        })
        .filter_map(|volume| Some((volume.span, memory_quantity(volume.size_limit.as_deref()?)?)))
        .collect();
    let sum = sized
        .iter()
        .fold(0_u64, |sum, (_, size)| sum.saturating_add(size.0));
    let Some(((first, size), rest)) = sized.split_first().filter(|_| Mib(sum) > room) else {
        return Vec::new();
    };
    let message = format!(
        "not enough ephemeral storage: the {}'s pod may write {} into its `emptyDir` volumes but has only {}, which its image uses as well",
        pod.role,
        gib(Mib(sum)),
        gib(room)
    );
    let more = sum.saturating_sub(free.0).div_ceil(1024);
    let mut diagnostic = Diagnostic::at(*first, format!("up to {}", gib(*size)), message).help(format!(
        "add `k8s.aliyun.com/eci-extra-ephemeral-storage: {more}Gi` to `{}.annotations`, and room for the image",
        pod.paths.metadata
    ));
    for (place, size) in rest {
        diagnostic = diagnostic.related(*place, format!("up to {}", gib(*size)));
    }
    vec![diagnostic]
}

fn gib(size: Mib) -> String {
    if size.0.is_multiple_of(1024) {
        format!("{} GiB", size.0 / 1024)
    } else {
        size.to_string()
    }
}
