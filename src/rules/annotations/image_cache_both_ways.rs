//! An image cache is named and looked for.

use crate::{eci::ImageCache, finding::Draft, rules::JudgedPod};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI410-image-cache-both-ways.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Draft> {
    let explicit = judged.image_caches(ImageCache::Explicit).next();
    let mut automatic = judged.image_caches(ImageCache::Automatic);
    let automatic = automatic.find(|pair| pair.value == "true");
    let (Some(explicit), Some(automatic)) = (explicit, automatic) else {
        return Vec::new();
    };
    let message = format!(
        "an image cache is named, so `{}` has no effect",
        automatic.key
    );
    let draft = Draft::at(automatic.key_span, "has no effect", message);
    vec![
        draft
            .related(explicit.key_span, "this one counts")
            .help("keep one of the two"),
    ]
}
