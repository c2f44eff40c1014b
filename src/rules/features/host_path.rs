//! A volume on the node's own disk.

use crate::{finding::Diagnostic, judged::JudgedPod};

pub(in crate::rules) const PAGE: &str = include_str!("../../../rules/ECI501-host-path.md");

pub(in crate::rules) fn check(judged: &JudgedPod<'_, '_>) -> Vec<Diagnostic> {
    let volumes = judged.pod.volumes.iter();
    volumes
        .filter(|volume| volume.kind == "hostPath")
        .map(|volume| {
            let message = format!(
                "the {}'s pod mounts `{}` from its node, and ECI has no nodes to mount from",
                judged.pod.role, volume.name
            );
            Diagnostic::at(volume.span, "a directory of the node", message)
                .help("use an `emptyDir`, a disk or a file system of NAS")
        })
        .collect()
}
