//! Finds larger instance types that are similar to another one.

use super::{
    Catalog, Spec,
    type_lookup::{stem, type_parts},
};
use crate::kube::{Mib, MilliCpu};

/// Sizes that nearly every family has. Other sizes cannot be derived from the name of the family.
const SIZES: [&str; 5] = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"];

/// The letters of families in a generation that differ only in memory: `c6`, `g6`, `r6`.
const MEMORY_LETTERS: [char; 3] = ['c', 'g', 'r'];

impl Catalog {
    /// The smallest type that fits a size, of the same family or of one that differs only in memory, and is not `taken`.
    /// `None` if none is known.
    #[must_use]
    pub fn larger_type(
        &self,
        name: &str,
        (cpu, memory): (MilliCpu, Mib),
        taken: &[String],
    ) -> Option<String> {
        let now = self.instance_type(name)?;
        let (family, _) = type_parts(name)?;
        let siblings = siblings(family);
        let siblings = siblings.iter().filter(|name| {
            let mut known = self.instance_types().families.iter();
            known.any(|row| row.name == **name)
        });
        let names = std::iter::once(family)
            .chain(siblings.map(String::as_str))
            .flat_map(|family| SIZES.map(|size| format!("ecs.{family}.{size}")));
        // GPU types follow no pattern, so the listed ones of the family are tried. More GPUs would cost more.
        let gpus = self.gpus(name);
        let listed = self.instance_types().types.iter().filter(|(other, row)| {
            let is_alike = type_parts(other).is_some_and(|(other, _)| stem(other) == stem(family));
            gpus.is_some() && row.gpus == gpus && is_alike
        });
        let names = names.chain(listed.map(|(name, _)| name.clone()));
        let names = names.filter(|name| !taken.contains(name));
        let sized = names.filter_map(|name| Some((self.instance_type(&name)?, name)));
        let larger = sized.filter(|(size, _)| size.holds(cpu, memory) && size.vcpu >= now.vcpu);
        // Of equal ones, the first is in the type's own family.
        let smallest = larger.min_by_key(|(Spec { vcpu, memory }, _)| (*vcpu, *memory));
        smallest.map(|(_, name)| name)
    }
}

/// The names of the families that differ from one only in memory.
fn siblings(family: &str) -> Vec<String> {
    let Some(digit) = family.find(|letter: char| letter.is_ascii_digit()) else {
        return Vec::new();
    };
    let (letters, generation) = family.split_at(digit);
    let Some(stem) = letters.strip_suffix(MEMORY_LETTERS) else {
        return Vec::new();
    };
    MEMORY_LETTERS
        .iter()
        .map(|letter| format!("{stem}{letter}{generation}"))
        .filter(|name| name != family)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_grows_within_its_generation() {
        let catalog = Catalog::built_in();
        let larger = |name: &str, cores, mib| {
            catalog.larger_type(name, (MilliCpu::from_cores(cores), Mib(mib)), &[])
        };
        for (name, cores, mib, expected) in [
            ("ecs.g6.xlarge", 4, 20070, Some("ecs.r6.xlarge")),
            ("ecs.c6.xlarge", 4, 10000, Some("ecs.g6.xlarge")),
            ("ecs.c7a.large", 2, 20000, Some("ecs.r7a.xlarge")),
            ("ecs.r6.large", 2, 20000, Some("ecs.r6.xlarge")),
            ("ecs.hfc7.large", 2, 6000, Some("ecs.hfg7.large")),
            ("ecs.c8y.large", 2, 6000, Some("ecs.g8y.large")),
            ("ecs.u1-c1m2.large", 2, 6000, Some("ecs.u1-c1m2.xlarge")),
            ("ecs.c6.large", 8, 2048, Some("ecs.c6.2xlarge")),
            // More than the sizes that each family has.
            ("ecs.r6.8xlarge", 32, 300_000, None),
            // GPU types with as many GPUs.
            (
                "ecs.gn6i-c4g1.xlarge",
                4,
                20070,
                Some("ecs.gn6i-c8g1.2xlarge"),
            ),
            ("ecs.gn6i-c24g1.12xlarge", 60, 20070, None),
            // Types whose size is unknown.
            ("ecs.zz9.large", 4, 20070, None),
        ] {
            assert_eq!(larger(name, cores, mib).as_deref(), expected, "{name}");
        }
        let taken = ["ecs.r8y.large".to_owned()];
        let size = (MilliCpu::from_cores(2), Mib(9011));
        let next = catalog.larger_type("ecs.g8y.large", size, &taken);
        assert_eq!(next.as_deref(), Some("ecs.g8y.xlarge"));
    }
}
