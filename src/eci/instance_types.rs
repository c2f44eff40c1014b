//! The ECS instance types that ECI takes.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock},
};

use super::{
    Catalog, Spec, TypeKind, TypeRow, TypeStatus,
    table::{Table, number, parse},
};
use crate::{
    kube::{Mib, MilliCpu},
    yaml::Node,
};

/// The table of instance types. Few applications name one, so it is read when the first is asked for.
#[derive(Clone, Debug)]
pub(super) struct InstanceTypes {
    pub(super) families: Vec<FamilyRow>,
    retired: Vec<String>,
    sizes: HashMap<String, u64>,
    irregular_sizes: Vec<String>,
    pub(super) types: BTreeMap<String, TypeRow>,
}

#[derive(Clone, Debug)]
pub(super) struct FamilyRow {
    pub(super) name: String,
    kind: TypeKind,
    gib_per_vcpu: Option<u64>,
    card: Option<String>,
}

impl InstanceTypes {
    fn built_in() -> &'static Self {
        static TYPES: LazyLock<InstanceTypes> = LazyLock::new(|| {
            let types = parse(include_str!("../../rules/catalog/instance-types.yaml"));
            InstanceTypes::from_table(Table(types.root()))
        });
        &TYPES
    }

    fn from_table(types: Table<'_>) -> Self {
        Self {
            families: types
                .list("families")
                .flat_map(|row| {
                    let gib_per_vcpu = row.0.get("gib-per-vcpu").map(number);
                    let kind = TypeKind::from_name(row.text("kind"));
                    let card = row.0.get("card").and_then(Node::as_str);
                    row.names("names").into_iter().map(move |name| FamilyRow {
                        name,
                        kind,
                        gib_per_vcpu,
                        card: card.map(str::to_owned),
                    })
                })
                .collect(),
            retired: types.names("retired"),
            sizes: types
                .table("sizes")
                .0
                .entries()
                .into_iter()
                .map(|size| (size.key.into_owned(), number(size.value)))
                .collect(),
            irregular_sizes: types.names("irregular-sizes"),
            types: types
                .list("types")
                .map(|row| {
                    let size = Spec::parse(row.text("vcpu"), row.text("memory-gib"));
                    let size = size.expect("a size");
                    let gpus = row.0.get("gpus").map(number);
                    (row.text("name").to_owned(), TypeRow { size, gpus })
                })
                .collect(),
        }
    }
}

impl Catalog {
    pub(super) fn instance_types(&self) -> &InstanceTypes {
        let own = self.instance_types.as_deref();
        own.unwrap_or_else(|| InstanceTypes::built_in())
    }

    pub(super) fn instance_types_mut(&mut self) -> &mut InstanceTypes {
        let built_in = || Arc::new(InstanceTypes::built_in().clone());
        Arc::make_mut(self.instance_types.get_or_insert_with(built_in))
    }

    /// What is known about the family of an ECS instance type.
    #[must_use]
    pub fn type_status(&self, name: &str) -> TypeStatus {
        let Some((family, size)) = type_parts(name) else {
            return TypeStatus::Unknown { meant: None };
        };
        if self
            .instance_types()
            .retired
            .iter()
            .any(|retired| retired == stem(family))
        {
            return TypeStatus::Retired;
        }
        if self.instance_types().types.contains_key(name) {
            return TypeStatus::Known(self.kind_of(family).unwrap_or(TypeKind::Ordinary));
        }
        let Some(kind) = self.kind_of(family) else {
            let alike = |row: &&FamilyRow| strsim::levenshtein(&row.name, family) == 1;
            let meant = self.instance_types().families.iter().find(alike);
            return TypeStatus::Unknown {
                meant: meant.map(|row| format!("ecs.{}.{size}", row.name)),
            };
        };
        let is_size = self.instance_types().sizes.contains_key(size)
            || size.strip_suffix("xlarge").is_some_and(|times| {
                !times.is_empty() && times.bytes().all(|digit| digit.is_ascii_digit())
            });
        if is_size {
            return TypeStatus::Known(kind);
        }
        let sizes = [
            "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge",
        ];
        let meant = sizes
            .into_iter()
            .find(|known| strsim::levenshtein(known, size) == 1);
        TypeStatus::Unknown {
            meant: meant.map(|size| format!("ecs.{family}.{size}")),
        }
    }

    fn kind_of(&self, family: &str) -> Option<TypeKind> {
        Some(self.family(family)?.kind)
    }

    fn family(&self, family: &str) -> Option<&FamilyRow> {
        let mut rows = self.instance_types().families.iter();
        rows.find(|row| stem(&row.name) == stem(family))
    }

    /// How many GPUs an instance type has; `None` where that is not known.
    #[must_use]
    pub fn gpus(&self, name: &str) -> Option<u64> {
        self.instance_types().types.get(name)?.gpus
    }

    /// The card that an instance type has, where it is known.
    #[must_use]
    pub fn card(&self, name: &str) -> Option<&str> {
        let (family, _) = type_parts(name)?;
        self.family(family)?.card.as_deref()
    }

    /// The size of an ECS instance type; `None` for one whose size is not known.
    #[must_use]
    pub fn instance_type(&self, name: &str) -> Option<Spec> {
        if let Some(row) = self.instance_types().types.get(name) {
            return Some(row.size);
        }
        let (family, size) = type_parts(name)?;
        if self
            .instance_types()
            .irregular_sizes
            .iter()
            .any(|irregular| irregular == size)
        {
            return None;
        }
        let vcpu = match (
            self.instance_types().sizes.get(size),
            size.strip_suffix("xlarge"),
        ) {
            (Some(vcpu), _) => *vcpu,
            (None, Some(times)) => times
                .parse::<u64>()
                .ok()?
                .checked_mul(*self.instance_types().sizes.get("xlarge")?)?,
            (None, None) => return None,
        };
        let row = |name: &str| {
            self.instance_types()
                .families
                .iter()
                .find(|row| row.name == name)
        };
        let memory = match row(family) {
            Some(row) => Mib::from_gib(vcpu.checked_mul(row.gib_per_vcpu?)?),
            None => {
                let (base, variant) = family.split_once("-c")?;
                row(base)?;
                let (cores, gib) = variant.split_once('m')?;
                let (cores, gib): (u64, u64) = (cores.parse().ok()?, gib.parse().ok()?);
                Mib(vcpu
                    .checked_mul(gib)?
                    .checked_mul(1024)?
                    .checked_div(cores)?)
            }
        };
        Some(Spec {
            vcpu: MilliCpu::from_cores(vcpu),
            memory,
        })
    }
}

/// A family without the variant after its hyphen: `gn6i` of `gn6i-c4g1`, `g7a` of `g7a-nps1`.
pub(super) fn stem(family: &str) -> &str {
    family.split('-').next().unwrap_or_default()
}

/// `c6` and `large` of `ecs.c6.large`.
pub(super) fn type_parts(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("ecs.")?.split_once('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gpus_are_counted_and_named_where_the_vendor_does() {
        let catalog = Catalog::built_in();
        for (name, gpus, card) in [
            ("ecs.gn6i-c4g1.xlarge", Some(1), Some("NVIDIA T4")),
            ("ecs.gn6i-c24g1.24xlarge", Some(4), Some("NVIDIA T4")),
            ("ecs.gn7e-c16g1.16xlarge", Some(4), None),
            ("ecs.vgn6i-m4-vws.xlarge", Some(1), Some("NVIDIA T4")),
            ("ecs.g7.large", None, None),
        ] {
            assert_eq!((catalog.gpus(name), catalog.card(name)), (gpus, card));
        }
        // A GPU type without a number would never be compared.
        let is_gpu = |name: &str| catalog.type_status(name) == TypeStatus::Known(TypeKind::Gpu);
        for (name, row) in &catalog.instance_types().types {
            assert_eq!(row.gpus.is_some(), is_gpu(name), "{name}");
        }
    }

    #[test]
    fn instance_types_have_the_size_their_name_says() {
        let size = |name: &str| {
            Catalog::built_in()
                .instance_type(name)
                .map(|spec| spec.to_string())
        };
        for (name, shown) in [
            ("ecs.c6.large", "2-4Gi"),
            ("ecs.g7.xlarge", "4-16Gi"),
            ("ecs.r7.2xlarge", "8-64Gi"),
            ("ecs.c8y.small", "1-2Gi"),
            ("ecs.u1-c1m4.large", "2-8Gi"),
            ("ecs.e-c2m1.xlarge", "4-2Gi"),
            ("ecs.g6.13xlarge", "52-192Gi"),
            ("ecs.ic5.3xlarge", "12-12Gi"),
            ("ecs.g8i.48xlarge", "192-1024Gi"),
            ("ecs.gn7i-c8g1.2xlarge", "8-30Gi"),
            ("ecs.sgn7i-vws-m2.xlarge", "4-15.5Gi"),
            ("ecs.gn8is.2xlarge", "8-64Gi"),
        ] {
            assert_eq!(size(name).as_deref(), Some(shown), "{name}");
        }
        for name in [
            "ecs.gn7i-c9g1.2xlarge",
            "ecs.zz9.large",
            "ecs.g7.26xlarge",
            "ecs.g7",
            "c6.large",
            "ecs.u1-c0m1.large",
            "ecs.g7.99999999999999999999xlarge",
        ] {
            assert_eq!(size(name), None, "{name}");
        }
    }
}
