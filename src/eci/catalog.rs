use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use super::{
    Annotation, BurstAnnotation, Carries, Contract, KnownLabel, Limits, NodeFamily, NodeLabel,
    PodLabel, PriceList, Regions, Spec, TypeRow, annotation,
    instance_types::InstanceTypes,
    placement::is_match,
    table::{Table, parse},
};
use crate::{
    kube::{Mib, MilliCpu, Taint},
    yaml::Node,
};

/// The tables of `rules/catalog/`, with the additions of a configuration.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// All pairs of vCPU and memory, in order, with where they are offered.
    specs: Vec<(Spec, Availability)>,
    /// The date of the vendor's list of specs.
    pub specs_as_of: String,
    /// The regions in which ECI is available.
    pub regions: Regions,
    /// The vCPU of the largest instance.
    pub max_vcpu: MilliCpu,
    /// The maximum number of specs in an annotation.
    pub max_entries: u64,
    /// The kinds of virtual nodes; the first is ACK's.
    pub node_families: Vec<NodeFamily>,
    /// Labels that send a pod to ECI regardless of its other fields.
    pub pod_labels: Vec<PodLabel>,
    /// The label that sends a pod to ACS instead.
    pub acs_label: NodeLabel,
    /// The annotation that sends a pod to ECI.
    pub burst_annotation: BurstAnnotation,
    /// Patterns of labels that only other nodes have.
    labels_of_other_nodes: Vec<String>,
    /// Label domains for which the labels of virtual nodes are not documented.
    undocumented_domains: Vec<String>,
    /// The annotations that ECI reads or writes.
    pub annotations: Vec<Annotation>,
    /// What ECI allows in a pod.
    pub limits: Limits,
    prices: Vec<PriceList>,
    spot: Vec<Spec>,
    /// The table with the additions of a configuration; `None` if there are none.
    pub(super) instance_types: Option<Arc<InstanceTypes>>,
}

/// Where a spec is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// In every region.
    AllRegions,
    /// In some regions only; elsewhere creation fails because of missing stock.
    SomeRegions,
}

/// The spec that ECI uses for a size that is not a spec: the next larger one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// In regions that offer only the common specs.
    pub everywhere: Option<Spec>,
    /// In the regions with more specs, if the result differs.
    pub in_some_regions: Option<Spec>,
}

impl Catalog {
    #[must_use]
    pub fn built_in() -> &'static Self {
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
            let specs = parse(include_str!("../../rules/catalog/specs.yaml"));
            let nodes = parse(include_str!("../../rules/catalog/virtual-nodes.yaml"));
            let prices = parse(include_str!("../../rules/catalog/prices.yaml"));
            let annotations = parse(include_str!("../../rules/catalog/annotations.yaml"));
            let limits = parse(include_str!("../../rules/catalog/limits.yaml"));
            let regions = parse(include_str!("../../rules/catalog/regions.yaml"));
            Catalog::from_tables(
                Table(specs.root()),
                Table(nodes.root()),
                Table(prices.root()),
                Table(annotations.root()),
                Table(limits.root()),
                Table(regions.root()),
            )
        });
        &CATALOG
    }

    fn from_tables(
        specs: Table<'_>,
        nodes: Table<'_>,
        prices: Table<'_>,
        annotations: Table<'_>,
        limits: Table<'_>,
        regions: Table<'_>,
    ) -> Self {
        let pairs = |key| {
            specs.list(key).flat_map(move |row| {
                row.list("memory-gib").map(move |gib| {
                    let gib = gib.0.scalar_text().unwrap_or_default();
                    Spec::parse(row.text("vcpu"), gib).expect("a spec")
                })
            })
        };
        let rows = |key, availability| pairs(key).map(move |spec| (spec, availability));
        let mut all: Vec<_> = rows("all-regions", Availability::AllRegions)
            .chain(rows("some-regions", Availability::SomeRegions))
            .collect();
        all.sort_by_key(|(spec, _)| *spec);
        Self {
            specs: all,
            specs_as_of: specs.text("as-of").to_owned(),
            regions: Regions {
                known: regions
                    .list("lists")
                    .flat_map(|list| list.names("ids"))
                    .collect(),
                with_more_specs: specs.names("regions"),
                added: Vec::new(),
            },
            max_vcpu: MilliCpu::from_cores(specs.number("max-vcpu")),
            max_entries: specs.number("max-entries"),
            node_families: nodes.list("families").map(node_family).collect(),
            pod_labels: nodes
                .list("pod-labels")
                .map(|label| PodLabel {
                    key: label.text("key").to_owned(),
                    value: label.text("value").to_owned(),
                    is_distinctive: label.flag("distinctive"),
                })
                .collect(),
            acs_label: node_label(nodes.table("acs-label")),
            burst_annotation: {
                let burst = nodes.table("burst-annotation");
                let text = |key| burst.text(key).to_owned();
                BurstAnnotation {
                    key: text("key"),
                    always: text("always"),
                    when_full: text("when-full"),
                }
            },
            labels_of_other_nodes: nodes.names("labels-of-other-nodes"),
            undocumented_domains: nodes.names("undocumented-domains"),
            prices: prices.0.items().map(|row| price_list(Table(row))).collect(),
            annotations: annotation::parse(annotations),
            limits: Limits::from_table(limits),
            spot: pairs("spot").collect(),
            instance_types: None,
        }
    }

    /// Where a spec is offered; `None` if ECI does not have it.
    #[must_use]
    pub fn availability(&self, spec: Spec) -> Option<Availability> {
        let at = self
            .specs
            .binary_search_by_key(&spec, |(known, _)| *known)
            .ok()?;
        Some(self.specs[at].1)
    }

    /// The spec to which ECI rounds a size up: the one with the least vCPU, then the least memory, that fits it. This
    /// is inferred: it agrees with all of Alibaba's examples.
    #[must_use]
    pub fn rounded_up(&self, vcpu: MilliCpu, memory: Mib) -> Nearest {
        let everywhere = self
            .that_hold(vcpu, memory)
            .find(|(_, availability)| *availability == Availability::AllRegions)
            .map(|(spec, _)| spec);
        let in_some_regions = self
            .that_hold(vcpu, memory)
            .next()
            .map(|(spec, _)| spec)
            .filter(|spec| Some(*spec) != everywhere);
        Nearest {
            everywhere,
            in_some_regions,
        }
    }

    /// The specs that fit a size, in order, with where they are offered.
    pub fn that_hold(
        &self,
        vcpu: MilliCpu,
        memory: Mib,
    ) -> impl Iterator<Item = (Spec, Availability)> {
        let specs = self.specs.iter().copied();
        specs.filter(move |(spec, _)| spec.holds(vcpu, memory))
    }

    /// The largest memory of any spec.
    #[must_use]
    pub fn max_memory(&self) -> Mib {
        let sizes = self.specs.iter().map(|(spec, _)| spec.memory);
        sizes.max().unwrap_or_default()
    }

    /// An annotation by its key.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&Annotation> {
        self.annotations.iter().find(|known| known.key == key)
    }

    /// Replaces the list prices in a currency with those of a contract.
    pub fn apply_contract(&mut self, currency: &str, contract: &Contract) {
        let mut lists = self.prices.iter_mut();
        if let Some(prices) = lists.find(|list| list.currency == currency) {
            prices.apply(contract);
        }
    }

    /// The prices in a currency, by its code.
    #[must_use]
    pub fn prices(&self, currency: &str) -> Option<&PriceList> {
        self.prices.iter().find(|list| list.currency == currency)
    }

    /// True for the name of a virtual node.
    #[must_use]
    pub fn is_virtual_node(&self, name: &str) -> bool {
        self.node_families
            .iter()
            .any(|family| family.has_name(name))
    }

    /// Whether virtual nodes of a family have a label, with this value or with any. The labels that identify nodes of
    /// any family count as documented, because other rules compare them.
    #[must_use]
    pub fn carries(&self, family: &NodeFamily, key: &str, value: Option<&str>) -> Carries {
        let mut families = self.node_families.iter();
        if families.any(|known| known.label.key == key) {
            return Carries::Always;
        }
        if let Some(known) = family.labels.iter().find(|known| known.key == key) {
            return match &known.values[..] {
                [] => Carries::KeyOnly,
                values if value.is_none_or(|value| values.iter().any(|known| known == value)) => {
                    Carries::Always
                }
                _ => Carries::Never,
            };
        }
        let mut of_others = self.labels_of_other_nodes.iter();
        if of_others.any(|pattern| is_match(pattern, key)) {
            return Carries::Never;
        }
        let domain = key.split_once('/').map_or("", |(domain, _)| domain);
        let is_below = |known: &String| {
            let above = domain.strip_suffix(known.as_str());
            above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        };
        if family.takes_own_labels || self.undocumented_domains.iter().any(is_below) {
            Carries::Undocumented
        } else {
            Carries::Never
        }
    }

    /// True for a spec that is available as a spot instance.
    #[must_use]
    pub fn is_spot(&self, spec: Spec) -> bool {
        self.spot.contains(&spec)
    }

    /// The cheapest spec that fits a size, among the specs of every region or, with `with_regional`, also those of some
    /// regions.
    #[must_use]
    pub fn cheapest(
        &self,
        vcpu: MilliCpu,
        memory: Mib,
        prices: &PriceList,
        with_regional: bool,
    ) -> Option<Spec> {
        let offered = self
            .that_hold(vcpu, memory)
            .filter(|(_, availability)| with_regional || *availability == Availability::AllRegions);
        offered
            .map(|(spec, _)| spec)
            .min_by(|one, other| prices.hour(*one).total_cmp(&prices.hour(*other)))
    }

    pub(super) fn instance_types(&self) -> &InstanceTypes {
        let own = self.instance_types.as_deref();
        own.unwrap_or_else(|| InstanceTypes::built_in())
    }

    pub(super) fn instance_types_mut(&mut self) -> &mut InstanceTypes {
        let built_in = || Arc::new(InstanceTypes::built_in().clone());
        Arc::make_mut(self.instance_types.get_or_insert_with(built_in))
    }

    /// Adds specs that are offered everywhere, instance types with their sizes, annotations and regions.
    pub fn extend(
        &mut self,
        specs: Vec<Spec>,
        types: Vec<(String, TypeRow)>,
        annotations: Vec<String>,
        regions: Vec<String>,
    ) {
        for spec in specs {
            match self.specs.binary_search_by_key(&spec, |(known, _)| *known) {
                Ok(at) => self.specs[at].1 = Availability::AllRegions,
                Err(at) => self.specs.insert(at, (spec, Availability::AllRegions)),
            }
        }
        if !types.is_empty() {
            self.instance_types_mut().types.extend(types);
        }
        self.annotations
            .extend(annotations.into_iter().map(Annotation::from_configuration));
        self.regions.added.extend(regions);
    }
}

fn price_list(row: Table<'_>) -> PriceList {
    let amount = |key| row.text(key).parse().expect("a price of the catalogue");
    PriceList {
        currency: row.text("currency").to_owned(),
        as_of: row.text("as-of").to_owned(),
        vcpu_second: amount("vcpu-second"),
        economy_vcpu_second: amount("economy-vcpu-second"),
        gib_second: amount("gib-second"),
        storage_gib_second: row
            .0
            .get("storage-gib-second")
            .map(|_| amount("storage-gib-second")),
        instance_types: BTreeMap::new(),
        contract: String::new(),
    }
}

fn node_label(label: Table<'_>) -> NodeLabel {
    NodeLabel {
        key: label.text("key").to_owned(),
        value: label.text("value").to_owned(),
    }
}

fn node_family(family: Table<'_>) -> NodeFamily {
    let taint = family.table("taint");
    let labels = family.list("labels").map(|label| KnownLabel {
        key: label.text("key").to_owned(),
        values: label
            .0
            .get("values")
            .into_iter()
            .flat_map(Node::items)
            .filter_map(|value| value.scalar_text().map(str::to_owned))
            .collect(),
    });
    NodeFamily {
        label: node_label(family.table("node-label")),
        node_name: family
            .0
            .get("node-name")
            .and_then(Node::as_str)
            .map(str::to_owned),
        taint: Taint {
            key: taint.text("key").to_owned(),
            value: taint.text("value").to_owned(),
            effect: taint.text("effect").to_owned(),
        },
        labels: labels.collect(),
        takes_own_labels: family.flag("takes-own-labels"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> Spec {
        let (vcpu, gib) = text.trim_end_matches("Gi").split_once('-').expect("a pair");
        Spec::parse(vcpu, gib).expect("a spec")
    }

    #[test]
    fn the_tables_have_as_many_pairs_as_the_vendor_lists() {
        let catalog = Catalog::built_in();
        let count = |availability| {
            catalog
                .specs
                .iter()
                .filter(|(_, of)| *of == availability)
                .count()
        };
        assert_eq!(
            (
                count(Availability::AllRegions),
                count(Availability::SomeRegions)
            ),
            (44, 62)
        );
        let regions = &catalog.regions;
        assert_eq!(regions.with_more_specs.len(), 12);
        assert!(
            regions
                .with_more_specs
                .iter()
                .all(|region| regions.knows(region))
        );
        assert_eq!(
            catalog.availability(spec("2-4Gi")),
            Some(Availability::AllRegions)
        );
        assert_eq!(
            catalog.availability(spec("2-6Gi")),
            Some(Availability::SomeRegions)
        );
        // 56-224 was withdrawn in 2024; 48 vCPU were never offered.
        assert_eq!(
            [spec("2-5Gi"), spec("56-224Gi"), spec("48-96Gi")]
                .map(|spec| catalog.availability(spec)),
            [None; 3]
        );
    }

    #[test]
    fn labels_of_virtual_nodes_are_known_where_they_are_documented() {
        let catalog = Catalog::built_in();
        let [kubelet, vnode] = &catalog.node_families[..] else {
            panic!("two families")
        };
        for (key, value, carries) in [
            ("type", "virtual-kubelet", Carries::Always),
            ("kubernetes.io/os", "linux", Carries::Always),
            ("kubernetes.io/os", "windows", Carries::Never),
            ("kubernetes.io/arch", "arm64", Carries::Always),
            (
                "topology.kubernetes.io/zone",
                "cn-hangzhou-k",
                Carries::KeyOnly,
            ),
            ("alibabacloud.com/nodepool-id", "np1", Carries::Never),
            (
                "node.kubernetes.io/instance-type",
                "ecs.g7.xlarge",
                Carries::Never,
            ),
            ("eks.amazonaws.com/nodegroup", "spark", Carries::Never),
            ("karpenter.sh/capacity-type", "spot", Carries::Never),
            ("cloud.google.com/gke-nodepool", "a", Carries::Never),
            ("kubernetes.azure.com/mode", "user", Carries::Never),
            ("pool", "spark", Carries::Never),
            ("acme.example.com/pool", "spark", Carries::Never),
            (
                "node.alibabacloud.com/charge",
                "post",
                Carries::Undocumented,
            ),
            ("node-role.kubernetes.io/worker", "", Carries::Undocumented),
            ("notkubernetes.io/x", "", Carries::Never),
        ] {
            assert_eq!(catalog.carries(kubelet, key, Some(value)), carries, "{key}");
        }
        assert_eq!(
            catalog.carries(vnode, "pool", Some("spark")),
            Carries::Undocumented
        );
        assert_eq!(
            catalog.carries(vnode, "alibabacloud.com/nodepool-id", None),
            Carries::Never
        );
    }

    #[test]
    fn rounding_agrees_with_the_vendors_examples() {
        let rounded = |text| {
            let size: Spec = spec(text);
            let Nearest {
                everywhere,
                in_some_regions,
            } = Catalog::built_in().rounded_up(size.vcpu, size.memory);
            (
                everywhere.map(|spec| spec.to_string()),
                in_some_regions.map(|spec| spec.to_string()),
            )
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(rounded("7-13Gi"), (some("8-16Gi"), some("8-14Gi")));
        assert_eq!(rounded("4.25-8.5Gi"), (some("8-16Gi"), some("6-10Gi")));
        assert_eq!(rounded("3-6Gi"), (some("4-8Gi"), some("4-6Gi")));
        assert_eq!(rounded("2-4Gi"), (some("2-4Gi"), None));
        assert_eq!(rounded("64-1024Gi"), (None, None));
    }
}
