/// What is known about regions.
#[derive(Clone, Debug)]
pub struct Regions {
    /// The ids of all that the vendor lists.
    pub(super) known: Vec<String>,
    /// Those that a configuration adds.
    pub(super) added: Vec<String>,
    /// Those that also have the specs which are not offered everywhere.
    pub with_more_specs: Vec<String>,
}

/// What is known about a region's specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionalSpecs {
    /// The region is not known, or nothing is known about its specs.
    Unknown,
    /// The region has them.
    Offered,
    /// It does not.
    Missing,
}

/// The ids of regions are shorter. A longer text costs no more to compare.
const MAX_COMPARED: usize = 64;

impl Regions {
    /// True for a region of the vendor's lists or of the configuration.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.known
            .iter()
            .chain(&self.added)
            .any(|known| known == id)
    }

    /// The ids of the vendor's lists.
    pub fn listed(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }

    /// Whether a region has the specs that only some have. The vendor's list says nothing about a region
    /// that a configuration adds.
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

    /// The known region whose id is most like a text.
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
    fn a_slip_leads_to_the_region_that_was_meant() {
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
