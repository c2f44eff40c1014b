//! The specs that would hold a pod.

use super::{JudgedPod, SizedEntry};
use crate::{
    eci::{Availability, RegionalSpecs, Spec},
    kube::{Mib, MilliCpu},
    text,
    text::Text,
};

impl JudgedPod<'_, '_> {
    /// The entries that are smaller than the pod in this respect, with their sizes.
    pub fn entries_that(&self, is_too_small: impl Fn(Spec) -> bool) -> Vec<(&SizedEntry, Spec)> {
        let sized = self
            .entries
            .iter()
            .filter_map(|entry| Some((entry, entry.size?)));
        sized.filter(|(_, size)| is_too_small(*size)).collect()
    }

    /// True when no spec of ECI and none of the instance types requested holds the pod.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        let Some((cpu, memory)) = self.size.requests() else {
            return false;
        };
        let is_held = |entry: &SizedEntry| entry.size.is_none_or(|size| size.holds(cpu, memory));
        let types = self.entries.iter().filter(|entry| entry.is_type());
        let mut types = types.peekable();
        self.catalog.rounded_up(cpu, memory).everywhere.is_none()
            && (types.peek().is_none() || !types.any(is_held))
    }

    /// A sentence with the smallest spec that fits a pod of that size.
    #[must_use]
    pub fn smallest_specs(&self, cpu: MilliCpu, memory: Mib) -> Text {
        let memory = self.size.with_limit(memory);
        // A pair of vCPU and memory has neither GPU nor local disk, so only types are compared.
        if let Some(special) = self.special_entry.map(|at| &self.entries[at]) {
            let name = &special.entry.text;
            return match self.catalog.larger_type(name, (cpu, memory), &[]) {
                Some(larger) => text!(
                    "the smallest type like `{name}` that fits the pod is `{larger}`",
                    name,
                    larger
                ),
                None => text!("no known type like `{name}` fits the pod", name),
            };
        }
        if self.spot().is_some() {
            return match self.smallest_spec(cpu, memory) {
                Some(spec) => {
                    text!(
                        "the smallest spec that fits the pod as a spot instance is `{spec}`",
                        spec
                    )
                }
                None => text!("no spec of ECI fits the pod as a spot instance"),
            };
        }
        match self.nearest(cpu, memory) {
            Some(nearest) => text!("the smallest spec that fits the pod is {nearest}", nearest),
            None => text!("no spec of ECI fits the pod"),
        }
    }

    /// The spec to which ECI rounds a size up, as words for a message; two of them where it depends on
    /// a region that is unknown.
    #[must_use]
    pub fn nearest(&self, cpu: MilliCpu, memory: Mib) -> Option<Text> {
        let nearest = self.catalog.rounded_up(cpu, memory);
        let everywhere = nearest.everywhere?;
        Some(
            match (nearest.in_some_regions, self.environment.regional_specs()) {
                (Some(regional), RegionalSpecs::Unknown) => {
                    text!(
                        "`{everywhere}` (`{regional}` in the regions that have it)",
                        everywhere,
                        regional
                    )
                }
                (Some(regional), RegionalSpecs::Offered) => text!("`{spec}`", spec = regional),
                _ => text!("`{spec}`", spec = everywhere),
            },
        )
    }

    /// The spec to which ECI rounds a size up, in the region that is configured.
    #[must_use]
    pub fn rounded_up(&self, cpu: MilliCpu, memory: Mib) -> Option<Spec> {
        let nearest = self.catalog.rounded_up(cpu, memory);
        match self.environment.regional_specs() {
            RegionalSpecs::Offered => nearest.in_some_regions.or(nearest.everywhere),
            _ => nearest.everywhere,
        }
    }

    /// The smallest spec that holds a size, in the region that is configured, and that is available as a
    /// spot instance if the pod requests one.
    #[must_use]
    pub fn smallest_spec(&self, cpu: MilliCpu, memory: Mib) -> Option<Spec> {
        let memory = self.size.with_limit(memory);
        if self.spot().is_none() {
            return self.rounded_up(cpu, memory);
        }
        let with_regional = self.environment.regional_specs() == RegionalSpecs::Offered;
        let mut specs = self
            .catalog
            .that_hold(cpu, memory)
            .filter(|(spec, availability)| {
                (with_regional || *availability == Availability::AllRegions)
                    && self.may_be_spot(*spec)
            });
        specs.next().map(|(spec, _)| spec)
    }

    /// The specs that hold the pod, cheapest first, each with the price of an hour: see
    /// [`super::Environment::choices`].
    #[must_use]
    pub fn choices(&self) -> Vec<(Spec, f64)> {
        let Some((cpu, memory)) = self.size.requests() else {
            return Vec::new();
        };
        let memory = self.size.with_limit(memory);
        self.environment.choices(cpu, memory, self.spot().is_some())
    }
}
