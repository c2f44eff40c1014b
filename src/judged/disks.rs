//! The volumes that are disks.

use super::JudgedPod;
use crate::spark::{StorageClass, Volume};

impl<'p, 'd> JudgedPod<'p, 'd> {
    /// The volumes that are disks for certain: what a claim stands for is known only by its storage class.
    pub fn disks(&self) -> impl Iterator<Item = &'p Volume<'d>> {
        let limits = &self.catalog.limits;
        let is_disk = |volume: &&Volume<'_>| {
            let class = claimed_class(volume);
            let driver = volume.driver.as_deref();
            class.is_some_and(|class| class.name.starts_with(&limits.disk_class_prefix))
                || driver
                    .is_some_and(|driver| limits.disk_drivers.iter().any(|known| known == driver))
        };
        self.pod.volumes.iter().filter(is_disk)
    }

    /// The first volume whose disk is made only when the pod has a node, with its storage class.
    #[must_use]
    pub fn late_binding_disk(&self) -> Option<(&'p Volume<'d>, &'p StorageClass<'d>)> {
        let late = &self.catalog.limits.late_binding_classes;
        let mut volumes = self.pod.volumes.iter();
        volumes.find_map(|volume| {
            let class = claimed_class(volume)?;
            late.iter()
                .any(|known| *known == class.name)
                .then_some((volume, class))
        })
    }
}

fn claimed_class<'p, 'd>(volume: &'p Volume<'d>) -> Option<&'p StorageClass<'d>> {
    let is_claim = matches!(&*volume.kind, "persistentVolumeClaim" | "ephemeral");
    volume.storage_class.as_ref().filter(|_| is_claim)
}
