//! Rules about ECI's annotations: which there are, image caches, spot instances.

pub(super) mod conflicting_annotations;
pub(super) mod deprecated_annotation;
pub(super) mod image_cache_both_ways;
pub(super) mod image_cache_defeated;
pub(super) mod image_cache_missing;
pub(super) mod image_cache_one_role;
pub(super) mod invalid_annotation_value;
pub(super) mod misplaced_annotation;
pub(super) mod one_address_for_many;
pub(super) mod output_only_annotation;
pub(super) mod private_pool_without_type;
pub(super) mod spot_driver;
pub(super) mod spot_price_limit;
pub(super) mod spot_without_fallback;
pub(super) mod unknown_annotation;
