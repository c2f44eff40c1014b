use super::JudgedPod;
use crate::{
    eci::{EntryKind, Spec, Unpriced},
    judged::Landing,
    kube::{Mib, MilliCpu},
};

/// The instance that ECI will give a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The spec or the instance type.
    pub name: String,
    /// CPU of it.
    pub vcpu: MilliCpu,
    /// Memory of it.
    pub memory: Mib,
    /// Why it is this one.
    pub by: GivenBy,
}

/// Why ECI gives an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBy {
    /// It is requested.
    Asked,
    /// What is requested is rounded up.
    Rounded,
}

impl Given {
    /// Its size.
    #[must_use]
    pub fn size(&self) -> Spec {
        Spec {
            vcpu: self.vcpu,
            memory: self.memory,
        }
    }
}

impl JudgedPod<'_, '_> {
    /// The instance that ECI gives: the first entry of the annotation decides; without one, the size of
    /// the containers. `None` where it is unknown, and for a pod that does not run on ECI.
    #[must_use]
    pub fn given(&self) -> Option<Given> {
        if matches!(self.landing(), Landing::Elsewhere(_)) {
            return None;
        }
        let Some(first) = self.entries.first() else {
            let sizing = self.size.sizing?;
            let default = self.catalog.limits.default_instance;
            let (cpu, memory) = if sizing == (MilliCpu(0), Mib(0)) {
                (default.vcpu, default.memory)
            } else {
                sizing
            };
            return self.given_rounded(cpu, memory);
        };
        if let Some(size) = first.size {
            return Some(Given {
                name: first.entry.text.clone(),
                vcpu: size.vcpu,
                memory: size.memory,
                by: GivenBy::Asked,
            });
        }
        match first.entry.kind {
            EntryKind::CpuMemory(spec) => self.given_rounded(spec.vcpu, spec.memory),
            _ => None,
        }
    }

    fn given_rounded(&self, cpu: MilliCpu, memory: Mib) -> Option<Given> {
        let spec = self.rounded_up(cpu, memory)?;
        Some(Given {
            name: spec.to_string(),
            vcpu: spec.vcpu,
            memory: spec.memory,
            by: GivenBy::Rounded,
        })
    }

    /// The price of one pod for an hour by the prices of the configuration; `None` for a pod that does not
    /// run on ECI.
    ///
    /// # Errors
    /// Why it is unknown.
    pub fn pod_hour(&self) -> Option<Result<f64, Unpriced>> {
        if matches!(self.landing(), Landing::Elsewhere(_)) {
            return None;
        }
        let prices = self.environment.prices()?;
        let size = self.given().as_ref().map(Given::size);
        Some(prices.pod_hour(size, &self.bill()))
    }
}
