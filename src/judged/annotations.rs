//! The annotations of ECI that a pod has.

use super::JudgedPod;
use crate::{
    eci::{ImageCache, Status},
    finding::Fix,
    source::{Edit, Span},
    spark::Pair,
    text,
    yaml::New,
};

/// What the keys of ECI's annotations start with.
const PREFIX: &str = "k8s.aliyun.com/";
const SPOT_PRICE_LIMIT: &str = "eci-spot-price-limit";

impl<'p, 'd> JudgedPod<'p, 'd> {
    /// The annotation of ECI with that name behind its prefix.
    #[must_use]
    pub fn eci_annotation(&self, name: &str) -> Option<&'p Pair<'d>> {
        let is_it = |pair: &&Pair<'_>| pair.key.strip_prefix(PREFIX) == Some(name);
        self.pod.annotations.iter().find(is_it)
    }

    /// Adds an annotation. `None` where it is there already.
    #[must_use]
    pub fn annotate(&self, key: &str, value: &str) -> Option<Edit> {
        let path = ["annotations", key];
        self.fixer
            .put(self.pod.paths.metadata, &path, &New::text(value))
    }

    /// Removes an annotation or a label.
    #[must_use]
    pub fn without(&self, pair: &Pair<'_>) -> Option<Fix> {
        let edit = self.fixer.remove(pair.key_span);
        self.fixer
            .choice(text!("Remove `{key}`", key = pair.key), edit)
    }

    /// The annotation that requests a spot instance.
    #[must_use]
    pub fn spot(&self) -> Option<&'p Pair<'d>> {
        let is_asked = |pair: &&Pair<'_>| pair.value.starts_with("Spot");
        self.eci_annotation("eci-spot-strategy").filter(is_asked)
    }

    /// The annotation with the price limit of a spot instance.
    #[must_use]
    pub fn spot_price_limit(&self) -> Option<&'p Pair<'d>> {
        self.eci_annotation(SPOT_PRICE_LIMIT)
    }

    /// True where ECI reads an annotation of the pod. It reads a price limit only with the strategy that
    /// has one.
    #[must_use]
    pub fn is_read(&self, pair: &Pair<'_>) -> bool {
        // Called for each of possibly thousands of annotations, so only the price limit looks at the others.
        if pair.key.strip_prefix(PREFIX) != Some(SPOT_PRICE_LIMIT) {
            return true;
        }
        let strategy = self.eci_annotation("eci-spot-strategy");
        strategy.is_some_and(|strategy| strategy.value == "SpotWithPriceLimit")
    }

    /// The obsolete annotations that request a spec.
    pub fn obsolete_specs(&self) -> impl Iterator<Item = &'p Pair<'d>> {
        self.pod.annotations.iter().filter(|pair| {
            let known = self.catalog.annotation(&pair.key);
            known.is_some_and(|known| known.status == Status::ObsoleteSpec)
        })
    }

    /// The annotations that lead to an image cache in one of the two ways.
    pub fn image_caches(&self, way: ImageCache) -> impl Iterator<Item = &'p Pair<'d>> + Clone {
        let is_way = move |pair: &&Pair<'_>| {
            let known = self.catalog.annotation(&pair.key);
            known.and_then(|known| known.image_cache) == Some(way)
        };
        self.pod.annotations.iter().filter(is_way)
    }

    /// True when the pod has any annotation about image caches, even one that disables them.
    #[must_use]
    pub fn mentions_image_caches(&self) -> bool {
        let ways = [ImageCache::Automatic, ImageCache::Explicit];
        ways.into_iter()
            .any(|way| self.image_caches(way).next().is_some())
    }

    /// The keys of annotations, the pod's or the application's, that should be the label that sends
    /// pods to ECI.
    #[must_use]
    pub fn labels_as_annotations(&self) -> Vec<Span> {
        let labels = self
            .catalog
            .pod_labels
            .iter()
            .filter(|label| label.is_distinctive);
        let keys = labels.flat_map(|label| {
            let of_pod = self.pod.annotation(&label.key).map(|pair| pair.key_span);
            let own = self.form.own_annotations().into_iter();
            let own = own
                .filter(|entry| entry.key == label.key)
                .map(|entry| entry.key_span);
            own.chain(of_pod)
        });
        keys.collect()
    }
}
