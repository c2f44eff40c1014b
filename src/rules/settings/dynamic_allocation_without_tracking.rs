//! Dynamic allocation without shuffle tracking.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedApplication,
    spark::{Conf, Master, SparkVersion},
    yaml::New,
};

pub(in crate::rules) const PAGE: &str = page!("ECI610-dynamic-allocation-without-tracking");

const TRACKING: &str = "spark.dynamicAllocation.shuffleTracking.enabled";
const PLUGIN: &str = "spark.shuffle.sort.io.plugin.class";

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let (conf, version) = (judged.conf, judged.version);
    let enabled = conf.get("spark.dynamicAllocation.enabled");
    // In local mode, Spark ignores dynamic allocation.
    let Some(enabled) =
        enabled.filter(|enabled| enabled.is_true() && !matches!(judged.master(), Master::Local))
    else {
        return Vec::new();
    };
    let is_testing = conf.is_true("spark.dynamicAllocation.testing");
    if is_testing || tracks(conf, version) || is_stored_elsewhere(conf, version) {
        return Vec::new();
    }
    let tracking = conf.get(TRACKING);
    let message = if version < SparkVersion::new(3, 0) {
        "dynamic allocation without shuffle tracking, which Spark before 3.0 does not have: the driver fails at start"
    } else {
        "dynamic allocation without shuffle tracking: the driver fails at start"
    };
    let place = tracking.unwrap_or(enabled);
    let diagnostic = Diagnostic::at(place.span, "no shuffle tracking", message);
    let diagnostic = if tracking.is_some() {
        diagnostic.related(enabled.span, "enables dynamic allocation")
    } else {
        diagnostic
    };
    let help = if version < SparkVersion::new(3, 0) {
        "use Spark 3.0 or later, which can track shuffle data".to_owned()
    } else {
        format!(
            "set `{TRACKING}: \"true\"`, or use a remote shuffle service with a `{PLUGIN}` (Spark 3.5 or later)"
        )
    };
    let edit = match tracking {
        _ if version < SparkVersion::new(3, 0) => None,
        Some(tracking) => judged.fixer.write_literal(tracking.span, "true"),
        None => judged
            .fixer
            .put("sparkConf", &[TRACKING], &New::text("true")),
    };
    let title = format!("Set `{TRACKING}: \"true\"`");
    let diagnostic = diagnostic.help(help).or(judged.fixer.choice(title, edit));
    vec![if may_be_patched(judged) {
        diagnostic.severity(Severity::Warning)
    } else {
        diagnostic
    }]
}

fn tracks(conf: &Conf<'_>, version: SparkVersion) -> bool {
    match conf.get(TRACKING) {
        _ if version < SparkVersion::new(3, 0) => false,
        Some(tracking) => !tracking.value.trim_ascii().eq_ignore_ascii_case("false"),
        // SPARK-39846
        None => version >= SparkVersion::new(3, 4),
    }
}

/// True where something else than executors keeps shuffle data, by the conditions of Spark's own check.
fn is_stored_elsewhere(conf: &Conf<'_>, version: SparkVersion) -> bool {
    // Before 3.4 blocks of decommissioned executors are migrated only if that is enabled.
    let migrates = match conf.get("spark.storage.decommission.shuffleBlocks.enabled") {
        Some(migrates) => migrates.is_true(),
        None => version >= SparkVersion::new(3, 4),
    };
    let decommissions = version >= SparkVersion::new(3, 1)
        && conf.is_true("spark.decommission.enabled")
        && migrates;
    // Spark's own plugins keep the data on the executors' disks.
    let plugin = conf.get(PLUGIN);
    let plugin = plugin.filter(|plugin| !plugin.value.trim().ends_with("LocalDiskShuffleDataIO"));
    // SPARK-44727
    let is_reliable = plugin.is_some() && version >= SparkVersion::new(3, 5);
    conf.is_true("spark.shuffle.service.enabled") || decommissions || is_reliable
}

/// True where the image may contain a patched Spark without this check: before 3.5 that is how remote shuffle
/// services work with dynamic allocation.
fn may_be_patched(judged: &JudgedApplication<'_, '_>) -> bool {
    let is_remote =
        judged.conf.get("spark.shuffle.manager").is_some() || judged.conf.get(PLUGIN).is_some();
    is_remote && (judged.version < SparkVersion::new(3, 5) || !judged.is_version_known)
}
