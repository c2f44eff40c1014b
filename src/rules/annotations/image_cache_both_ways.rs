//! An image cache is named, and automatic matching is enabled as well.

use crate::{eci::ImageCache, finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = page!("ECI410-image-cache-both-ways");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let explicit = judged.image_caches(ImageCache::Explicit).next();
    let mut automatic = judged.image_caches(ImageCache::Automatic);
    let automatic = automatic.find(|pair| pair.value == "true");
    let (Some(explicit), Some(automatic)) = (explicit, automatic) else {
        return Vec::new();
    };
    let message = format!(
        "`{}` has no effect: the pod already names an image cache",
        automatic.key
    );
    let diagnostic = Diagnostic::at(automatic.key_span, "has no effect", message);
    vec![
        diagnostic
            .related(explicit.key_span, "this one applies")
            .help("keep one of the two")
            .or(judged.without(automatic))
            .or(judged.without(explicit)),
    ]
}
