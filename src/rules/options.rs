use std::collections::BTreeMap;

use super::description::Description;

/// The options of a rule: what is set about them, and the defaults of its page.
#[derive(Clone, Copy)]
pub struct RuleOptions<'s> {
    description: &'s Description,
    set: Option<&'s BTreeMap<String, u64>>,
}

impl<'s> RuleOptions<'s> {
    pub(super) fn new(
        description: &'s Description,
        set: Option<&'s BTreeMap<String, u64>>,
    ) -> Self {
        Self { description, set }
    }

    /// The value of an option.
    ///
    /// # Panics
    /// Where the rule's page has no such option.
    #[must_use]
    pub fn get(self, name: &str) -> u64 {
        let set = self.set.and_then(|set| set.get(name)).copied();
        set.unwrap_or_else(|| {
            let mut options = self.description.info().options.iter();
            let option = options.find(|option| option.name == name);
            option.expect("an option of the rule's page").default
        })
    }
}
