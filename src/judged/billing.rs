use super::JudgedPod;
use crate::{
    eci::{Bill, Billing, EntryKind, Unpriced},
    kube::{Mib, memory_quantity},
    source::is_placeholder,
};

impl JudgedPod<'_, '_> {
    /// What ECI bills the pod for.
    ///
    /// Sources: below help.aliyun.com/zh/eci/user-guide: create-a-preemptible-elastic-container-instance-1
    /// (2024-11-19), specify-or-exclude-specific-ecs-instance-families-to-create-a-pod-1 (2024-10-21),
    /// scheduling-pods-to-virtual-nodes-in-the-arm-architecture (2024-07-22),
    /// specify-the-compute-category-to-create-a-pod (2024-08-14).
    #[must_use]
    pub fn bill(&self) -> Bill {
        Bill {
            by: self.billing(),
            extra_storage: self.extra_storage(),
        }
    }

    fn billing(&self) -> Billing {
        let has = |name| self.eci_annotation(name).is_some();
        let is_open = |name: &&str| {
            let pair = self.eci_annotation(name);
            pair.is_some_and(|pair| is_placeholder(&pair.value))
        };
        let decisive = [
            "eci-spot-strategy",
            "eci-compute-category",
            "eci-extra-ephemeral-storage",
        ];
        if decisive.iter().any(is_open) {
            return Billing::MatchedType(Unpriced::Placeholder);
        }
        if self.spot().is_some() {
            return Billing::MatchedType(Unpriced::Spot);
        }
        // The first entry decides, as long as there is stock of it.
        let first = self.entries.first().map(|entry| &entry.entry);
        if let Some(entry) = first
            && entry.kind == EntryKind::InstanceType
        {
            return Billing::InstanceType(entry.text.clone());
        }
        if has("eci-instance-family") || has("eci-instance-generation") {
            return Billing::MatchedType(Unpriced::InstanceFamily);
        }
        if self.arm_selector().is_some() {
            return Billing::MatchedType(Unpriced::Arm);
        }
        // Categories are tried in the order of the list.
        let category = self.eci_annotation("eci-compute-category");
        let is_economy = category.is_some_and(|category| {
            category.value.split(',').next().map(str::trim) == Some("economy")
        });
        Billing::Resources { is_economy }
    }

    /// The ephemeral storage beyond the free part: the larger of annotation and requests applies.
    fn extra_storage(&self) -> Mib {
        let annotation = self.eci_annotation("eci-extra-ephemeral-storage");
        let annotation = annotation.and_then(|extra| memory_quantity(&extra.value));
        let request = self.pod.container.ephemeral_storage.as_ref();
        let request = request
            .and_then(|request| memory_quantity(&request.value))
            .unwrap_or_default();
        let free = self.catalog.limits.free_ephemeral_storage;
        Mib(request.0.saturating_sub(free.0)).max(annotation.unwrap_or_default())
    }
}
