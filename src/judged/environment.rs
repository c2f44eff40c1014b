//! What is known beside the manifests: the cluster, the region, what the team intends.

use std::time::Duration;

use super::ResourcePolicies;
use crate::{
    eci::{Availability, NodeFamily, PriceList, RegionalSpecs, SharedCatalog, Spec},
    kube::{Mib, MilliCpu},
    named::Named,
    spark::{PodOptions, Role},
};

/// What is known beside the manifests.
#[derive(Clone, Debug)]
pub struct Environment {
    /// ECI's tables, and what the configuration adds to them.
    pub catalog: SharedCatalog,
    /// The kind of cluster; `None` where it is not configured: then ACK is assumed.
    pub cluster: Option<Cluster>,
    /// The region, where it is known.
    pub region: Option<String>,
    /// Where drivers, servers and masters run; `None` where the configuration does not say it.
    pub driver: Option<Placement>,
    /// Where executors and workers run.
    pub executor: Placement,
    /// The currency that the configuration or the command line requests.
    pub currency: Option<Currency>,
    /// The currency of the team's contract, where the configuration has one.
    pub contract: Option<Currency>,
    /// How long a run of an application takes, where the configuration says it.
    pub runtime: Option<Duration>,
    /// What is known about the operator.
    pub pods: PodOptions,
    /// The resource policies among the files.
    pub policies: ResourcePolicies,
}

/// A kind of cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cluster {
    /// Container Service for Kubernetes: nodes of its own, and virtual nodes for ECI.
    Ack,
    /// ACK Serverless: every pod runs on ECI.
    AckServerless,
    /// A self-managed cluster with `VNode`.
    Vnode,
}

/// A currency of list prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    /// Chinese yuan.
    Cny,
    /// US dollars.
    Usd,
}

/// Where a role's pods are to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On ECI and nowhere else.
    Required,
    /// On nodes of the cluster, or on ECI.
    Allowed,
    /// On nodes of the cluster; the rules apply only to pods that their manifest schedules to ECI.
    Off,
}

impl Named for Cluster {
    const ALL: &'static [Self] = &[Self::Ack, Self::AckServerless, Self::Vnode];

    fn name(self) -> &'static str {
        match self {
            Self::Ack => "ack",
            Self::AckServerless => "ack-serverless",
            Self::Vnode => "vnode",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Ack => "Container Service for Kubernetes, with virtual nodes for ECI",
            Self::AckServerless => "ACK Serverless: every pod runs on ECI",
            Self::Vnode => "A self-managed cluster with VNode",
        }
    }
}

impl Named for Placement {
    const ALL: &'static [Self] = &[Self::Required, Self::Allowed, Self::Off];

    fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Allowed => "allowed",
            Self::Off => "off",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Required => "On ECI and nowhere else",
            Self::Allowed => "On nodes of the cluster, or on ECI when these are full",
            Self::Off => "On nodes of the cluster",
        }
    }
}

impl Named for Currency {
    const ALL: &'static [Self] = &[Self::Cny, Self::Usd];

    fn name(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Cny => "Chinese yuan: the China site, aliyun.com",
            Self::Usd => "US dollars: the international site, alibabacloud.com",
        }
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self {
            catalog: SharedCatalog::default(),
            cluster: None,
            region: None,
            driver: None,
            executor: Placement::Required,
            currency: None,
            contract: None,
            runtime: None,
            pods: PodOptions::default(),
            policies: ResourcePolicies::default(),
        }
    }
}

impl Environment {
    /// Where pods of a role run, if the configuration says it.
    #[must_use]
    pub fn placement(&self, role: Role) -> Option<Placement> {
        if role.is_single() {
            self.driver
        } else {
            Some(self.executor)
        }
    }

    /// The virtual nodes of the cluster.
    #[must_use]
    pub fn family(&self) -> &NodeFamily {
        let families = &self.catalog.node_families;
        &families[usize::from(self.cluster == Some(Cluster::Vnode))]
    }

    /// The specs that hold a size, cheapest first, each with the price of an hour. Those of some
    /// regions are among them where the region is known to have them, and for spot instances only what
    /// spot has.
    #[must_use]
    pub fn choices(&self, cpu: MilliCpu, memory: Mib, is_spot: bool) -> Vec<(Spec, f64)> {
        let Some(prices) = self.prices() else {
            return Vec::new();
        };
        let with_regional = self.regional_specs() == RegionalSpecs::Offered;
        let offered = self.catalog.that_hold(cpu, memory);
        let offered = offered.filter(|(spec, availability)| {
            (with_regional || *availability == Availability::AllRegions)
                && (!is_spot || self.catalog.is_spot(*spec))
        });
        let mut choices: Vec<_> = offered.map(|(spec, _)| (spec, prices.hour(spec))).collect();
        choices.sort_by(|(_, one), (_, other)| one.total_cmp(other));
        choices
    }

    /// Whether the region has the specs that only some regions have.
    #[must_use]
    pub fn regional_specs(&self) -> RegionalSpecs {
        let region = self.region.as_deref();
        region.map_or(RegionalSpecs::Unknown, |region| {
            self.catalog.regions.specs_of(region)
        })
    }

    /// The currency of prices. Where it is not configured, it follows from the site (China or international) on which accounts
    /// of the region usually are.
    ///
    /// Source: the list prices are the same in all regions, and differ by site (`rules/catalog/prices.yaml`).
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency.or(self.contract).unwrap_or_else(|| {
            let region = self.region.as_deref();
            let is_in_mainland =
                |region: &str| region.starts_with("cn-") && !region.starts_with("cn-hongkong");
            if region.is_none_or(is_in_mainland) {
                Currency::Cny
            } else {
                Currency::Usd
            }
        })
    }

    /// True where neither the configuration nor the command line says the currency.
    #[must_use]
    pub fn guesses_currency(&self) -> bool {
        self.currency.is_none() && self.contract.is_none()
    }

    /// The price list of that currency.
    #[must_use]
    pub fn prices(&self) -> Option<&PriceList> {
        self.catalog.prices(self.currency().name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_of_some_regions_and_of_spot_instances_are_chosen_where_they_are_offered() {
        // Only some regions have 2-6Gi, and 1-2Gi is not available as a spot instance.
        let has = |region: Option<&str>, is_spot, spec: &str| {
            let environment = Environment {
                region: region.map(str::to_owned),
                ..Environment::default()
            };
            let choices = environment.choices(MilliCpu(1000), Mib(1024), is_spot);
            assert!(choices.is_sorted_by(|(_, one), (_, other)| one <= other));
            choices.iter().any(|(known, _)| known.to_string() == spec)
        };
        for (region, is_spot, regional, small) in [
            (None, false, false, true),
            (Some("cn-hangzhou"), false, true, true),
            (Some("eu-central-1"), false, false, true),
            (None, true, false, false),
            (Some("cn-hangzhou"), true, false, false),
        ] {
            assert_eq!(has(region, is_spot, "2-6Gi"), regional, "{region:?}");
            assert_eq!(has(region, is_spot, "1-2Gi"), small, "{region:?}");
            assert!(has(region, is_spot, "2-8Gi"));
        }
    }
}
