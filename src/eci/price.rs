use super::Spec;
use crate::kube::Mib;

/// By what ECI bills a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// By vCPU, memory and temporary storage.
    Resources {
        /// vCPU at the price of the economy category.
        is_economy: bool,
        /// The temporary storage beyond what is free.
        extra_storage: Mib,
    },
    /// By the ECS instance type that ECI picks, at a price that no manifest shows.
    InstanceType,
}

/// List prices in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceList {
    /// `CNY` or `USD`.
    pub currency: String,
    /// The day of which the prices are.
    pub as_of: String,
    /// One vCPU for one second.
    pub vcpu_second: f64,
    /// One vCPU of the economy category for one second.
    pub economy_vcpu_second: f64,
    /// One GiB of memory for one second.
    pub gib_second: f64,
    /// One GiB of temporary storage beyond what is free for one second, where it is documented.
    pub storage_gib_second: Option<f64>,
}

impl PriceList {
    /// A pod on an instance for one hour. `None` where the price is not known.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
    pub fn pod_hour(&self, spec: Spec, billing: Billing) -> Option<f64> {
        let Billing::Resources {
            is_economy,
            extra_storage,
        } = billing
        else {
            return None;
        };
        let storage = match extra_storage {
            Mib(0) => 0.0,
            Mib(mib) => self.storage_gib_second? * 3600.0 * mib as f64 / 1024.0,
        };
        let less = if is_economy {
            (self.vcpu_second - self.economy_vcpu_second) * 3600.0 * spec.vcpu.0 as f64 / 1000.0
        } else {
            0.0
        };
        Some(self.hour(spec) - less + storage)
    }

    /// An instance for one hour.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
    pub fn hour(&self, spec: Spec) -> f64 {
        let vcpu = spec.vcpu.0 as f64 / 1000.0;
        let gib = spec.memory.0 as f64 / 1024.0;
        (vcpu * self.vcpu_second + gib * self.gib_second) * 3600.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eci::Catalog;

    #[test]
    fn the_vendors_example_costs_what_the_vendor_says() {
        let catalog = Catalog::built_in();
        let spec = Spec::parse("2", "4").expect("a spec");
        let cny = catalog.prices("CNY").expect("prices").hour(spec);
        assert!((cny - 0.441).abs() < 0.0005, "{cny}");
        let economy = Billing::Resources {
            is_economy: true,
            extra_storage: Mib(0),
        };
        let with_storage = Billing::Resources {
            is_economy: false,
            extra_storage: Mib::from_gib(200),
        };
        let spec = Spec::parse("4", "8").expect("a spec");
        let pod = |currency: &str, billing| {
            catalog
                .prices(currency)
                .expect("prices")
                .pod_hour(spec, billing)
        };
        // 4 × 0.0972 + 8 × 0.0221, and 0.882 + 200 × 0.00000059 × 3600.
        assert!(pod("CNY", economy).is_some_and(|hour| (hour - 0.565).abs() < 0.001));
        assert!(pod("CNY", with_storage).is_some_and(|hour| (hour - 1.307).abs() < 0.001));
        assert_eq!(pod("USD", with_storage), None);
        assert_eq!(pod("CNY", Billing::InstanceType), None);
        let spec = Spec::parse("2", "4").expect("a spec");
        let usd = catalog.prices("USD").expect("prices").hour(spec);
        assert!(
            (usd - (2.0 * 0.02772 + 4.0 * 0.003_456)).abs() < 1e-9,
            "{usd}"
        );
    }
}
