//! No role uses an image cache.

use crate::{
    finding::Diagnostic,
    judged::{JudgedApplication, JudgedPod},
};

pub(in crate::rules) const PAGE: &str = page!("ECI407-image-cache-missing");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mut bound = judged.pods.iter().filter(|pod| pod.is_bound_for_eci());
    let Some(first) = bound.next() else {
        return Vec::new();
    };
    if judged.pods.iter().any(JudgedPod::mentions_image_caches) {
        return Vec::new();
    }
    let message = "no image cache annotation, and the documentation contradicts itself about the default: without a cache, each pod pulls its image and is billed meanwhile";
    let diagnostic = Diagnostic::at(judged.application.span, "no image cache", message);
    vec![diagnostic.help(format!(
        "add `k8s.aliyun.com/eci-auto-imc: \"true\"` to the annotations of the roles that run on ECI, such as `{}.annotations`",
        first.pod.paths.metadata
    ))]
}
