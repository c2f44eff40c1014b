use super::JudgedPod;
use crate::{
    eci::Billing,
    kube::{Mib, memory_quantity},
};

impl JudgedPod<'_, '_> {
    /// By what ECI bills the pod.
    ///
    /// Sources: below help.aliyun.com/zh/eci/user-guide: create-a-preemptible-elastic-container-instance-1
    /// (2024-11-19), specify-or-exclude-specific-ecs-instance-families-to-create-a-pod-1 (2024-10-21),
    /// scheduling-pods-to-virtual-nodes-in-the-arm-architecture (2024-07-22),
    /// specify-the-compute-category-to-create-a-pod (2024-08-14).
    #[must_use]
    pub fn billing(&self) -> Billing {
        let is_of_type = self.spot().is_some()
            || self.eci_annotation("eci-instance-family").is_some()
            || self.eci_annotation("eci-instance-generation").is_some()
            || self.arm_selector().is_some();
        if is_of_type {
            return Billing::InstanceType;
        }
        // Categories are tried in the order of the list.
        let category = self.eci_annotation("eci-compute-category");
        let is_economy = category.is_some_and(|category| {
            category.value.split(',').next().map(str::trim) == Some("economy")
        });
        Billing::Resources {
            is_economy,
            extra_storage: self.extra_storage(),
        }
    }

    /// The temporary storage beyond what is free: of annotation and request the larger counts.
    fn extra_storage(&self) -> Mib {
        let annotation = self.eci_annotation("eci-extra-ephemeral-storage");
        let annotation = annotation.and_then(|extra| memory_quantity(&extra.value));
        let request = self.pod.container.ephemeral_storage.as_deref();
        let request = request.and_then(memory_quantity).unwrap_or_default();
        let free = self.catalog.limits.free_ephemeral_storage;
        Mib(request.0.saturating_sub(free.0)).max(annotation.unwrap_or_default())
    }
}
