//! An image pull policy that ignores the image cache.

use crate::{
    eci::ImageCache,
    finding::Diagnostic,
    judged::{JudgedApplication, JudgedPod},
    spark::Pair,
};

pub(in crate::rules) const PAGE: &str = page!("ECI409-image-cache-defeated");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let policy = judged
        .conf
        .get("spark.kubernetes.container.image.pullPolicy");
    let Some(policy) = policy.filter(|policy| policy.value == "Always") else {
        return Vec::new();
    };
    let pods = judged.pods.iter().filter(|pod| pod.is_meant_for_eci());
    let caches: Vec<_> = pods.filter_map(cache).collect();
    let Some(first) = caches.first() else {
        return Vec::new();
    };
    let message = format!(
        "`{}: Always` pulls the image again despite the image cache that `{}` requests",
        policy.name, first.key
    );
    let mut diagnostic =
        Diagnostic::at(policy.span, "pulls it again", message).help("write `IfNotPresent`");
    for pair in &caches {
        diagnostic = diagnostic.related(pair.node.span(), "requests an image cache");
    }
    let edit = judged.fixer.write(policy.span, "IfNotPresent");
    vec![diagnostic.or(judged.fixer.choice("Write `IfNotPresent`", edit))]
}

fn cache<'p, 'd>(pod: &JudgedPod<'p, 'd>) -> Option<&'p Pair<'d>> {
    let automatic = || {
        pod.image_caches(ImageCache::Automatic)
            .find(|pair| pair.value == "true")
    };
    pod.image_caches(ImageCache::Explicit)
        .next()
        .or_else(automatic)
}
