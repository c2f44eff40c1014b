use std::collections::BTreeMap;

use super::Spec;
use crate::{kube::Mib, named::Named};

/// What ECI charges for a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The basis of the instance's price.
    pub by: Billing,
    /// The temporary storage beyond the free amount.
    pub extra_storage: Mib,
}

/// The basis of an instance's price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Billing {
    /// Its vCPU and memory.
    Resources {
        /// True for the vCPU price of the economy category.
        is_economy: bool,
    },
    /// The ECS instance type of this name.
    InstanceType(String),
    /// The ECS instance type that ECI chooses, which is not in the manifest.
    MatchedType(Unpriced),
}

/// Why the price of a pod is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unpriced {
    /// The instance is not known.
    Instance,
    /// A relevant value is a placeholder.
    Placeholder,
    /// A spot instance costs the market price of its type.
    Spot,
    /// ECI charges for the type that it picks from the families or generations in the pod's annotations.
    InstanceFamily,
    /// ECI charges for the Arm type that it picks.
    Arm,
    /// ECI has no list price for an ECS instance type.
    InstanceType,
    /// The price of extra temporary storage is not documented in this currency.
    Storage,
}

impl Named for Unpriced {
    const ALL: &'static [Self] = &[
        Self::Instance,
        Self::Placeholder,
        Self::Spot,
        Self::InstanceFamily,
        Self::Arm,
        Self::InstanceType,
        Self::Storage,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Placeholder => "placeholder",
            Self::Spot => "spot",
            Self::InstanceFamily => "instance-family",
            Self::Arm => "arm",
            Self::InstanceType => "instance-type",
            Self::Storage => "storage",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Instance => "the instance is unknown",
            Self::Placeholder => "a value is still to be filled in",
            Self::Spot => "spot: billed at the market price of the instance type",
            Self::InstanceFamily => {
                "billed as the instance type that ECI picks from the families or generations"
            }
            Self::Arm => "billed as the Arm instance type that ECI picks",
            Self::InstanceType => "billed as an ECS instance type",
            Self::Storage => {
                "the price of extra temporary storage is not documented in this currency"
            }
        }
    }
}

/// Prices in one currency: the vendor's list, or a team's contract.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceList {
    /// `CNY` or `USD`.
    pub currency: String,
    /// The date of the list prices.
    pub as_of: String,
    /// One vCPU for one second.
    pub vcpu_second: f64,
    /// One vCPU of the economy category for one second.
    pub economy_vcpu_second: f64,
    /// One GiB of memory for one second.
    pub gib_second: f64,
    /// One GiB of temporary storage beyond the free amount for one second, if it is documented.
    pub storage_gib_second: Option<f64>,
    /// ECS instance types for one hour, from a contract.
    pub instance_types: BTreeMap<String, f64>,
    /// The changes of a contract in words: `20 % off`. Empty for list prices.
    pub contract: String,
}

/// The prices of a team's contract; `None` means the list price.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contract {
    /// One vCPU for one second.
    pub vcpu_second: Option<f64>,
    /// One vCPU of the economy category for one second.
    pub economy_vcpu_second: Option<f64>,
    /// One GiB of memory for one second.
    pub gib_second: Option<f64>,
    /// One GiB of temporary storage beyond the free amount for one second.
    pub storage_gib_second: Option<f64>,
    /// ECS instance types for one hour.
    pub instance_types: BTreeMap<String, f64>,
    /// A discount on all prices, including those of the contract.
    pub discount_percent: f64,
}

impl PriceList {
    /// Replaces list prices with those of a contract.
    pub fn apply(&mut self, contract: &Contract) {
        let share = 1.0 - contract.discount_percent / 100.0;
        let apply = |price: &mut f64, own: Option<f64>| *price = own.unwrap_or(*price) * share;
        apply(&mut self.vcpu_second, contract.vcpu_second);
        apply(&mut self.economy_vcpu_second, contract.economy_vcpu_second);
        apply(&mut self.gib_second, contract.gib_second);
        let storage = contract.storage_gib_second.or(self.storage_gib_second);
        self.storage_gib_second = storage.map(|price| price * share);
        let types = contract.instance_types.iter();
        self.instance_types
            .extend(types.map(|(name, hour)| (name.clone(), hour * share)));
        let has_own = *contract
            != Contract {
                discount_percent: contract.discount_percent,
                ..Contract::default()
            };
        self.contract = match (has_own, contract.discount_percent > 0.0) {
            (true, false) => "prices of the configuration".to_owned(),
            (true, true) => format!(
                "prices of the configuration, less {} %",
                contract.discount_percent
            ),
            (false, true) => format!("less {} %", contract.discount_percent),
            (false, false) => String::new(),
        };
    }

    /// A description for reports: `list prices of 2024-11-27`.
    #[must_use]
    pub fn described(&self) -> String {
        let list = format!("list prices of {}", self.as_of);
        match self.contract.as_str() {
            "" => list,
            contract => format!("{list}, {contract}"),
        }
    }

    /// The price of a pod for one hour, on an instance of this size, if it is known.
    ///
    /// # Errors
    /// Why the price is unknown.
    #[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
    pub fn pod_hour(&self, size: Option<Spec>, bill: &Bill) -> Result<f64, Unpriced> {
        let instance = match &bill.by {
            Billing::MatchedType(why) => return Err(*why),
            Billing::InstanceType(name) => {
                let hour = self.instance_types.get(name);
                *hour.ok_or(Unpriced::InstanceType)?
            }
            Billing::Resources { is_economy } => {
                let size = size.ok_or(Unpriced::Instance)?;
                let less = self.vcpu_second - self.economy_vcpu_second;
                let less = if *is_economy { less } else { 0.0 };
                self.hour(size) - less * 3600.0 * size.vcpu.0 as f64 / 1000.0
            }
        };
        let storage = match bill.extra_storage {
            Mib(0) => 0.0,
            Mib(mib) => {
                let price = self.storage_gib_second.ok_or(Unpriced::Storage)?;
                price * 3600.0 * mib as f64 / 1024.0
            }
        };
        Ok(instance + storage)
    }

    /// The price of an instance for one hour.
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
    fn the_vendors_example_has_the_documented_price() {
        let catalog = Catalog::built_in();
        let spec = Spec::parse("2", "4").expect("a spec");
        let cny = catalog.prices("CNY").expect("prices").hour(spec);
        assert!((cny - 0.441).abs() < 0.0005, "{cny}");
        let bill = |by, gib| Bill {
            by,
            extra_storage: Mib::from_gib(gib),
        };
        let resources = |is_economy, gib| bill(Billing::Resources { is_economy }, gib);
        let spec = Spec::parse("4", "8").expect("a spec");
        let pod = |currency: &str, bill: Bill| {
            let prices = catalog.prices(currency).expect("prices");
            prices.pod_hour(Some(spec), &bill)
        };
        // 4 × 0.0972 + 8 × 0.0221, and 0.882 + 200 × 0.00000059 × 3600.
        let is_near = |hour: f64, other: f64| (hour - other).abs() < 0.001;
        assert!(pod("CNY", resources(true, 0)).is_ok_and(|hour| is_near(hour, 0.565)));
        assert!(pod("CNY", resources(false, 200)).is_ok_and(|hour| is_near(hour, 1.307)));
        assert_eq!(pod("USD", resources(false, 200)), Err(Unpriced::Storage));
        let of_type = || bill(Billing::InstanceType("ecs.c6.xlarge".to_owned()), 0);
        assert_eq!(pod("CNY", of_type()), Err(Unpriced::InstanceType));
        let spot = bill(Billing::MatchedType(Unpriced::Spot), 0);
        assert_eq!(pod("CNY", spot), Err(Unpriced::Spot));
        let spec = Spec::parse("2", "4").expect("a spec");
        let usd = catalog.prices("USD").expect("prices").hour(spec);
        assert!(
            (usd - (2.0 * 0.02772 + 4.0 * 0.003_456)).abs() < 1e-9,
            "{usd}"
        );
    }

    #[test]
    fn a_contract_replaces_list_prices() {
        let contract = Contract {
            vcpu_second: Some(0.000_04),
            gib_second: Some(0.000_005),
            instance_types: BTreeMap::from([("ecs.c7.large".to_owned(), 0.5)]),
            discount_percent: 20.0,
            ..Contract::default()
        };
        let mut prices = Catalog::built_in().prices("CNY").expect("prices").clone();
        prices.apply(&contract);
        let spec = Spec::parse("2", "4").expect("a spec");
        let bill = |by, gib| Bill {
            by,
            extra_storage: Mib::from_gib(gib),
        };
        let hour = |bill: Bill| prices.pod_hour(Some(spec), &bill).expect("a price");
        let is_near = |hour: f64, other: f64| (hour - other).abs() < 1e-9;
        // (2 × 0.00004 + 4 × 0.000005) × 3600 = 0.36, less 20 %.
        let resources = |is_economy| Billing::Resources { is_economy };
        assert!(is_near(hour(bill(resources(false), 0)), 0.288));
        // A price that the contract does not set is the list price: (2 × 0.000027 + 4 × 0.000005) × 3600 × 0.8.
        assert!(is_near(hour(bill(resources(true), 0)), 0.213_12));
        // 0.5 × 0.8, and 100 × 0.00000059 × 3600 × 0.8.
        let of_type = Billing::InstanceType("ecs.c7.large".to_owned());
        assert!(is_near(hour(bill(of_type, 100)), 0.4 + 0.169_92));
        assert_eq!(
            prices.described(),
            "list prices of 2024-11-27, prices of the configuration, less 20 %"
        );
    }
}
