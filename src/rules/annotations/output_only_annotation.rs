//! An annotation that ECI writes itself.

use crate::{eci::Status, finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI403-output-only-annotation");

/// What people who write an output may want instead, and how to request it.
const INSTEAD: [(&str, &str); 6] = [
    (
        "/eci-instance-spec",
        "a size, write `k8s.aliyun.com/eci-use-specs`",
    ),
    (
        "/eci-instance-cpu",
        "a size, write `k8s.aliyun.com/eci-use-specs`",
    ),
    (
        "/eci-instance-mem",
        "a size, write `k8s.aliyun.com/eci-use-specs`",
    ),
    (
        "/eci-instance-zone",
        "a zone, write `k8s.aliyun.com/eci-vswitch` with a vSwitch of the zone",
    ),
    (
        "/eci-instance-compute-category",
        "a category, write `k8s.aliyun.com/eci-compute-category`",
    ),
    (
        "/allocated-eipInstanceId",
        "an elastic IP address, write `k8s.aliyun.com/eci-eip-instanceid`",
    ),
];

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let annotations = judged.pod.annotations.iter();
    annotations
        .filter(|pair| {
            let known = judged.catalog.annotation(&pair.key);
            known.is_some_and(|known| known.status == Status::Output)
        })
        .map(|pair| {
            let message = format!(
                "output-only annotation `{}`: ECI writes it itself, and it has no effect in a manifest",
                pair.key
            );
            let instead = INSTEAD
                .iter()
                .find(|(output, _)| pair.key.ends_with(output));
            let help = match instead {
                Some((_, instead)) => format!("remove it; to request {instead}"),
                None => "remove it: ECI writes it when the pod runs".to_owned(),
            };
            Diagnostic::at(pair.key_span, "an output of ECI", message)
                .help(help)
                .or(judged.without(pair))
        })
        .collect()
}
