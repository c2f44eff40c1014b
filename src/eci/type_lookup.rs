//! Looks up instance types by name.

use super::{Catalog, Spec, TypeKind, TypeStatus, instance_types::FamilyRow};
use crate::kube::{Mib, MilliCpu};

impl Catalog {
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

    /// The number of GPUs of an instance type; `None` if it is not known.
    #[must_use]
    pub fn gpus(&self, name: &str) -> Option<u64> {
        self.instance_types().types.get(name)?.gpus
    }

    /// The GPU model of an instance type, if it is known.
    #[must_use]
    pub fn card(&self, name: &str) -> Option<&str> {
        let (family, _) = type_parts(name)?;
        self.family(family)?.card.as_deref()
    }

    /// The size of an ECS instance type; `None` if it is not known.
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
    fn numbers_and_models_of_gpus_are_those_of_the_vendor() {
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
    fn instance_types_have_the_size_in_their_name() {
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
