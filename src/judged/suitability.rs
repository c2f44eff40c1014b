//! Whether specs that a pod does not request yet would suit it: what a fix writes must not be another
//! mistake.

use super::{JudgedPod, SizedEntry};
use crate::{
    eci::{
        self, Availability, EntryKind, RegionalSpecs, Spec, SpecEntry, Status, TypeKind, TypeStatus,
    },
    kube::{Mib, MilliCpu, is_arch_label},
};

/// Whether specs suit a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suitability {
    /// ECI has them, and they hold the pod.
    Suits,
    /// ECI has them, and one of them is smaller than the pod.
    TooSmall,
    /// ECI would reject one of them, or the list.
    Unsuited,
}

/// True for an annotation that is about spot instances.
#[must_use]
pub fn is_of_spot(key: &str) -> bool {
    key.starts_with("k8s.aliyun.com/eci-spot-")
}

impl JudgedPod<'_, '_> {
    /// Whether a list of specs suits the pod, alone or instead of an entry of its list.
    #[must_use]
    pub fn suitability(&self, list: &str, instead_of: Option<&SizedEntry>) -> Suitability {
        // Each entry of a long list would be compared with all others.
        if self.is_too_long(self.entries.len()) {
            return Suitability::Unsuited;
        }
        let others = self
            .entries
            .iter()
            .filter(|entry| instead_of.is_some_and(|own| own.span != entry.span));
        let other_kinds = others.clone().filter_map(SizedEntry::type_kind);
        let new = eci::parse_spec_list(list);
        let Some(known) = new
            .iter()
            .map(|entry| self.known(entry))
            .collect::<Option<Vec<_>>>()
        else {
            return Suitability::Unsuited;
        };
        let number = new.len().saturating_add(others.count());
        let mut kinds = known.iter().map(|(kind, _)| *kind).chain(other_kinds);
        let is_of_one_kind = kinds
            .next()
            .is_some_and(|first| self.may_have(first) && kinds.all(|kind| kind == first));
        if !is_of_one_kind || self.is_too_long(number) {
            return Suitability::Unsuited;
        }
        let cpu = self.size.cpu.unwrap_or(MilliCpu(0));
        let memory = self.size.with_limit(self.size.memory.unwrap_or(Mib(0)));
        let mut sizes = known.iter().filter_map(|(_, size)| *size);
        if sizes.all(|size| size.holds(cpu, memory)) {
            Suitability::Suits
        } else {
            Suitability::TooSmall
        }
    }

    /// Whether an annotation that the pod does not have yet, or not with that value, would be valid and have an effect:
    /// a fix must not introduce another mistake.
    #[must_use]
    pub fn takes(&self, key: &str, value: &str) -> bool {
        let Some(known) = self.catalog.annotation(key) else {
            return false;
        };
        let is_usable = matches!(known.status, Status::Current | Status::Deprecated { .. })
            && known.value.refuse(value).is_none();
        let suits = match key {
            eci::USE_SPECS => self.suitability(value, None) == Suitability::Suits,
            _ => !is_of_spot(key) || self.may_become_spot(),
        };
        is_usable && suits
    }

    /// Whether the pod can be a spot instance: no other pod depends on it, and its specs are available as spot instances.
    fn may_become_spot(&self) -> bool {
        let excludes = ["eci-compute-category", "eci-privatepool-matchcriteria"];
        let is_excluded = excludes
            .iter()
            .any(|name| self.eci_annotation(name).is_some());
        let mut sizes = self.entries.iter().filter_map(|entry| {
            let is_pair = matches!(entry.entry.kind, EntryKind::CpuMemory(_));
            entry.size.filter(|_| is_pair)
        });
        !self.pod.role.is_single() && !is_excluded && sizes.all(|size| self.catalog.is_spot(size))
    }

    /// The kind of an entry and its size, where the pod can have it.
    fn known(&self, entry: &SpecEntry) -> Option<(TypeKind, Option<Spec>)> {
        match entry.kind {
            EntryKind::CpuMemory(spec) => {
                let is_there = match self.catalog.availability(spec)? {
                    Availability::AllRegions => true,
                    Availability::SomeRegions => {
                        self.environment.regional_specs() != RegionalSpecs::Missing
                    }
                };
                (is_there && self.may_be_spot(spec)).then_some((TypeKind::Ordinary, Some(spec)))
            }
            EntryKind::InstanceType => match self.catalog.type_status(&entry.text) {
                TypeStatus::Known(kind) => Some((kind, self.catalog.instance_type(&entry.text))),
                TypeStatus::Retired | TypeStatus::Unknown { .. } => None,
            },
            EntryKind::Obsolete | EntryKind::Placeholder | EntryKind::Malformed { .. } => None,
        }
    }

    /// Whether the pod has the settings that types of that kind require.
    fn may_have(&self, kind: TypeKind) -> bool {
        match kind {
            TypeKind::Ordinary => self.pod.gpus().next().is_none(),
            TypeKind::LocalDisk => true,
            TypeKind::Gpu => self.pod.gpus().next().is_some(),
            TypeKind::Arm => {
                let mut selectors = self.pod.node_selector.iter();
                selectors.any(|pair| is_arch_label(&pair.key) && pair.value == "arm64")
            }
        }
    }

    /// True for a list that is longer than ECI takes.
    #[must_use]
    pub fn is_too_long(&self, entries: usize) -> bool {
        u64::try_from(entries).is_ok_and(|entries| entries > self.catalog.max_entries)
    }

    /// True for a spec that is available as the pod requests it: as a spot instance, or not.
    pub(super) fn may_be_spot(&self, spec: Spec) -> bool {
        self.spot().is_none() || self.catalog.is_spot(spec)
    }
}
