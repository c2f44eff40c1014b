//! One role uses an image cache and another does not.

use crate::{eci::ImageCache, finding::Diagnostic, judged::JudgedApplication};

pub(in crate::rules) const PAGE: &str = page!("ECI408-image-cache-one-role");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let bound = || judged.pods.iter().filter(|pod| pod.is_bound_for_eci());
    let ways = [ImageCache::Explicit, ImageCache::Automatic];
    let cached = bound().find_map(|pod| {
        let pair = ways
            .into_iter()
            .find_map(|way| pod.image_caches(way).next())?;
        (pair.value != "false").then_some((pod, pair))
    });
    let Some((cached, pair)) = cached else {
        return Vec::new();
    };
    let without = bound().filter(|pod| !pod.mentions_image_caches());
    without
        .map(|pod| {
            let role = pod.pod.role;
            let message = format!(
                "the {role}'s pods do not use an image cache, but the {}'s pods do",
                cached.pod.role
            );
            Diagnostic::at(pod.pod.span, "no image cache", message)
                .related(pair.key_span, "an image cache")
                .help(format!(
                    "add `{}: \"{}\"` to `{}.annotations`",
                    pair.key, pair.value, pod.pod.paths.metadata
                ))
                .or(pod.fixer.choice(
                    format!("Add `{}: \"{}\"`", pair.key, pair.value),
                    pod.annotate(&pair.key, &pair.value),
                ))
        })
        .collect()
}
