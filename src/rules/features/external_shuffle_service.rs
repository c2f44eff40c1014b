//! An external shuffle service, which needs a `DaemonSet`.

use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    spark::{Master, Role},
};

pub(in crate::rules) const PAGE: &str = page!("ECI509-external-shuffle-service");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mut pods = judged.pods.iter();
    let is_on_eci = pods.any(|pod| pod.pod.role == Role::Executor && pod.is_meant_for_eci());
    // A worker of a standalone cluster serves shuffle data itself.
    let is_on_eci = is_on_eci && !matches!(judged.master(), Master::Standalone(_));
    let setting = judged.conf.get("spark.shuffle.service.enabled");
    let Some(setting) = setting.filter(|setting| is_on_eci && setting.is_true()) else {
        return Vec::new();
    };
    let message =
        "no external shuffle service on ECI: it runs in a DaemonSet, and ECI has no DaemonSets";
    let diagnostic = Diagnostic::at(setting.span, "requires a DaemonSet", message);
    vec![diagnostic.help(
        "remove it; dynamic allocation works with shuffle tracking (`spark.dynamicAllocation.shuffleTracking.enabled`) or a remote shuffle service",
    )]
}
