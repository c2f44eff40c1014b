//! Applies `select` and `ignore` rule by rule, because configurations above may lock single rules.

use std::collections::BTreeMap;

use super::{
    effective::{Above, Effective},
    layer::SetValue,
    locks::Item,
    parse::Config,
    settings::{IGNORE, SELECT},
};
use crate::{
    finding::listed,
    rules::{Rule, selects},
};

impl Config {
    /// The value of such a setting; the last override wins.
    fn list(&self, overrides: &[usize], name: &str) -> Option<&SetValue> {
        let layers = overrides.iter().map(|index| &self.overrides[*index].layer);
        let mut values = std::iter::once(&self.layer)
            .chain(layers)
            .flat_map(|layer| &layer.values);
        values.rfind(|set| set.setting.name == name)
    }

    /// Removes unselected rules. Configurations above decide about rules that they lock.
    pub(super) fn choose_rules(
        &self,
        effective: &mut Effective,
        overrides: &[usize],
        above: &[Above<'_>],
    ) {
        for name in [SELECT, IGNORE] {
            let own = self.list(overrides, name);
            // The topmost configuration wins.
            let locking = |item: Item<'_>| {
                let mut above = above.iter().rev();
                above.find(|upper| upper.config.locks.hold(item))
            };
            let of_all = locking(Item::Setting(name));
            let holds = match of_all {
                Some(upper) => (upper.config, upper.config.list(&upper.overrides, name)),
                None => (self, own),
            };
            if let (config, Some(set)) = holds {
                let from = format!("{}:{}", config.path, set.line);
                effective.show(name, set.value.clone(), from);
            }
            let mut refused: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            let rules = effective.settings.rule_set.clone();
            for rule in rules.iter() {
                let upper = of_all.or_else(|| locking(Item::Rule(rule)));
                let decides = match upper {
                    Some(upper) => upper.config.list(&upper.overrides, name),
                    None => own,
                };
                let is_left_out = decides.is_some_and(|set| leaves_out(set, rule));
                if is_left_out {
                    let left_out = match name {
                        SELECT => &mut effective.settings.unselected,
                        _ => &mut effective.settings.ignored,
                    };
                    left_out.insert(rule.id.to_string());
                } else if let Some(upper) = upper
                    && own.is_some_and(|set| leaves_out(set, rule))
                {
                    let ids = refused.entry(&upper.config.path).or_default();
                    ids.push(rule.id.to_string());
                }
            }
            let line = own.map_or(0, |set| set.line);
            for (by, ids) in refused {
                let path = &self.path;
                effective.disregarded.push(match of_all {
                    Some(_) => format!("{path}:{line}: `{name}` is locked by {by} and ignored"),
                    None => format!(
                        "{path}:{line}: `{name}` is ignored for {}, which {by} locks",
                        listed(&ids)
                    ),
                });
            }
        }
    }
}

fn leaves_out(set: &SetValue, rule: &Rule) -> bool {
    let is_named = set.value.split(',').any(|text| selects(text, rule));
    is_named == (set.setting.name == IGNORE)
}
