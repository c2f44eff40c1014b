//! Dynamic allocation that does not know which executors are still needed.

use crate::{finding::Diagnostic, judged::JudgedApplication, spark::SparkVersion};

pub(in crate::rules) const PAGE: &str =
    include_str!("../../../rules/ECI610-dynamic-allocation-without-tracking.md");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let conf = judged.conf;
    let enabled = conf.get("spark.dynamicAllocation.enabled");
    let Some(enabled) = enabled.filter(|enabled| enabled.is_true()) else {
        return Vec::new();
    };
    let tracking = conf.get("spark.dynamicAllocation.shuffleTracking.enabled");
    let is_tracking = match tracking {
        Some(tracking) => !tracking.value.trim().eq_ignore_ascii_case("false"),
        // SPARK-39846
        None => judged.version >= SparkVersion::new(3, 4),
    };
    let is_kept_elsewhere = conf.is_true("spark.shuffle.service.enabled")
        || conf.get("spark.shuffle.manager").is_some()
        || conf.get("spark.shuffle.sort.io.plugin.class").is_some()
        || conf.is_true("spark.decommission.enabled")
            && conf.is_true("spark.storage.decommission.shuffleBlocks.enabled");
    if is_tracking || is_kept_elsewhere {
        return Vec::new();
    }
    let message = "dynamic allocation needs to know where shuffle data is kept, and shuffle tracking is off: the driver stops as soon as it starts";
    let place = tracking.unwrap_or(enabled);
    let diagnostic = Diagnostic::at(place.span, "no shuffle tracking", message);
    let diagnostic = if tracking.is_some() {
        diagnostic.related(enabled.span, "turns dynamic allocation on")
    } else {
        diagnostic
    };
    vec![diagnostic.help("set `spark.dynamicAllocation.shuffleTracking.enabled: \"true\"`, or use a remote shuffle service")]
}
