//! A volume on the node's own disk.

use crate::{
    finding::{Diagnostic, Severity},
    judged::JudgedPod,
    spark::Volume,
};

pub(in crate::rules) const PAGE: &str = page!("ECI501-host-path");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    // A data cache is mounted as a `hostPath`, and the manifest does not show which one is a data cache.
    if judged.eci_annotation("eci-data-cache-bucket").is_some() {
        return Vec::new();
    }
    let volumes = judged.pod.volumes.iter();
    volumes
        .filter(|volume| volume.kind == "hostPath")
        .map(|volume| {
            let message = format!(
                "`hostPath` is not supported: ECI has no node from which the {}'s pod could mount `{}`",
                judged.pod.role, volume.name
            );
            let diagnostic = Diagnostic::at(volume.span, "a directory of the node", message)
                .help("use an `emptyDir`, a disk or a file system of NAS");
            if made_a_disk(judged, volume) {
                diagnostic.severity(Severity::Info)
            } else {
                diagnostic
            }
        })
        .collect()
}

/// True for a volume that an annotation turned into a disk once. Whether it still does is not documented.
fn made_a_disk(judged: &JudgedPod<'_, '_>, volume: &Volume<'_>) -> bool {
    let disk = judged.eci_annotation("eci-set-diskvolume");
    disk.is_some_and(|disk| disk.value.split(':').next() == Some(volume.name.as_str()))
}
