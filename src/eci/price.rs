use super::Spec;

/// List prices in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceList {
    /// `CNY` or `USD`.
    pub currency: String,
    /// The day of which the prices are.
    pub as_of: String,
    /// One vCPU for one second.
    pub vcpu_second: f64,
    /// One GiB of memory for one second.
    pub gib_second: f64,
}

impl PriceList {
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
    use crate::eci::{Catalog, Spec};

    #[test]
    fn the_vendors_example_costs_what_the_vendor_says() {
        let catalog = Catalog::built_in();
        let spec = Spec::parse("2", "4").expect("a spec");
        let cny = catalog.prices("CNY").expect("prices").hour(spec);
        assert!((cny - 0.441).abs() < 0.0005, "{cny}");
        let usd = catalog.prices("USD").expect("prices").hour(spec);
        assert!(
            (usd - (2.0 * 0.02772 + 4.0 * 0.003_456)).abs() < 1e-9,
            "{usd}"
        );
    }
}
