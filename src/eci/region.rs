/// What is known about regions.
#[derive(Clone, Debug)]
pub struct Regions {
    /// The ids of the vendor's list.
    pub(super) known: Vec<String>,
    /// The ids from a configuration.
    pub(super) added: Vec<String>,
    /// The regions that also have the specs which are not offered everywhere.
    pub with_more_specs: Vec<String>,
}

/// Whether a region has all specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionalSpecs {
    /// The region or its specs are not known.
    Unknown,
    /// The region has them.
    Offered,
    /// The region does not have them.
    Missing,
}

/// A limit on comparisons: the ids of regions are shorter.
const MAX_COMPARED: usize = 64;

impl Regions {
    /// True for a region of the vendor's list or of the configuration.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.known
            .iter()
            .chain(&self.added)
            .any(|known| known == id)
    }

    /// The ids of the vendor's list.
    pub fn listed(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }

    /// Whether a region has the specs that only some have. For a region from a configuration, this is not known.
    #[must_use]
    pub fn specs_of(&self, id: &str) -> RegionalSpecs {
        let is_in = |list: &[String]| list.iter().any(|known| known == id);
        if is_in(&self.with_more_specs) {
            RegionalSpecs::Offered
        } else if is_in(&self.known) {
            RegionalSpecs::Missing
        } else {
            RegionalSpecs::Unknown
        }
    }

    /// The known region with the most similar id.
    #[must_use]
    pub fn nearest(&self, text: &str) -> Option<&str> {
        let text: String = text.chars().take(MAX_COMPARED).collect();
        let text = text.to_ascii_lowercase();
        let known = self.known.iter().chain(&self.added);
        known
            .map(String::as_str)
            .min_by_key(|id| strsim::damerau_levenshtein(id, &text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eci::Catalog;

    #[test]
    fn a_typo_leads_to_the_region_that_was_meant() {
        let regions = &Catalog::built_in().regions;
        for (text, meant) in [
            ("cn-hangzou", "cn-hangzhou"),
            ("cn-hangzhou-h", "cn-hangzhou"),
            ("CN-Shanghai", "cn-shanghai"),
            ("hangzhou", "cn-hangzhou"),
            ("ap-southeast-1a", "ap-southeast-1"),
            ("eu-central1", "eu-central-1"),
        ] {
            assert!(!regions.knows(text), "{text}");
            assert_eq!(regions.nearest(text), Some(meant), "{text}");
        }
        assert!(regions.nearest(&"cn-".repeat(1_000_000)).is_some());
    }

    #[test]
    fn nothing_is_known_about_the_specs_of_an_added_region() {
        let mut regions = Catalog::built_in().regions.clone();
        regions.added.push("cn-mars-1".to_owned());
        assert!(regions.knows("cn-mars-1"));
        for (id, specs) in [
            ("cn-mars-1", RegionalSpecs::Unknown),
            ("cn-venus-1", RegionalSpecs::Unknown),
            ("eu-central-1", RegionalSpecs::Missing),
            ("cn-hangzhou", RegionalSpecs::Offered),
        ] {
            assert_eq!(regions.specs_of(id), specs, "{id}");
        }
    }
}
