use std::{fmt, sync::Arc};

use super::{Rule, registry::all};
use crate::finding::RuleInfo;

/// The rules for a file: the built-in ones and those of its configuration.
#[derive(Clone, Default)]
pub struct RuleSet {
    custom: Arc<[Arc<Rule>]>,
}

impl RuleSet {
    /// The built-in rules and these.
    #[must_use]
    pub fn with_custom(custom: Vec<Arc<Rule>>) -> Self {
        Self {
            custom: custom.into(),
        }
    }

    /// The rules of the configuration.
    #[must_use]
    pub fn custom(&self) -> &[Arc<Rule>] {
        &self.custom
    }

    /// All rules: the built-in ones by id, then the others.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Rule>> {
        all().iter().chain(&*self.custom)
    }

    /// The descriptions of all rules.
    #[must_use]
    pub fn infos(&self) -> Vec<&Arc<RuleInfo>> {
        self.iter().map(|rule| rule.info()).collect()
    }

    /// The rule with that id or name, in any case.
    #[must_use]
    pub fn find(&self, id_or_name: &str) -> Option<&Arc<Rule>> {
        // Most lookups are by id, for which no page has to be read.
        let mut rules = self.iter();
        let of_id = rules.find(|rule| rule.id.eq_ignore_ascii_case(id_or_name));
        of_id.or_else(|| {
            let mut rules = self.iter();
            rules.find(|rule| rule.info().name.eq_ignore_ascii_case(id_or_name))
        })
    }

    /// The id, name or group of rules that was probably meant.
    #[must_use]
    pub fn suggest(&self, selector: &str) -> Option<&str> {
        let names = self.iter().flat_map(|known| {
            let info = known.info();
            [&*known.id, info.name.as_str(), info.group.as_str()]
        });
        let asked = selector.to_lowercase();
        let likeness = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &asked);
        let nearest = names.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        nearest.filter(|name| likeness(name) > ALIKE)
    }
}

/// Names that differ in more than this share of their letters are not alike.
const ALIKE: f64 = 0.7;

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.custom.iter().map(|rule| &*rule.id);
        f.debug_list().entries(ids).finish()
    }
}
