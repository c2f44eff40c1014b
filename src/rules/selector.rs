//! What names rules: an id, the beginning of ids, a name or a group, in any case. It means the same on the
//! command line, in a configuration and in a suppression.

use std::sync::Arc;

use super::{Rule, set::RuleSet};
use crate::finding::RuleInfo;

/// A selection of rules.
#[derive(Clone)]
pub enum Selector {
    /// One, by its id or name.
    Rule(Arc<Rule>),
    /// All whose ids begin with these letters and digits: `ECI3`.
    Beginning(String),
    /// All of a group: `placement`.
    Group(String),
}

/// True when a selector means this rule.
#[must_use]
pub fn selects(selector: &str, rule: &Rule) -> bool {
    let is = |name: &str| name.eq_ignore_ascii_case(selector);
    let start = rule.id.get(..selector.len());
    selector.len() >= letters(&rule.id) && start.is_some_and(is)
        || is(&rule.info().name)
        || is(&rule.info().group)
}

/// How many letters an id begins with. With less than all of them, the rules of several teams would be named.
fn letters(id: &str) -> usize {
    id.trim_end_matches(|letter: char| letter.is_ascii_digit())
        .len()
}

impl Selector {
    /// The rules that a text names; `None` where it names none.
    #[must_use]
    pub fn read(text: &str, rules: &RuleSet) -> Option<Self> {
        if let Some(rule) = rules.find(text) {
            return Some(Self::Rule(Arc::clone(rule)));
        }
        let rule = rules.iter().find(|rule| selects(text, rule))?;
        let is_group = rule.info().group.eq_ignore_ascii_case(text);
        Some(if is_group {
            Self::Group(text.to_ascii_lowercase())
        } else {
            Self::Beginning(text.to_ascii_uppercase())
        })
    }

    /// One word for all ways to write it: the id, the beginning in capital letters, or the group in small ones.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Rule(rule) => &rule.id,
            Self::Beginning(key) | Self::Group(key) => key,
        }
    }

    /// The keys of all selectors that mean a rule.
    pub fn keys(info: &RuleInfo) -> impl Iterator<Item = &str> {
        let beginnings = (letters(&info.id)..info.id.len()).filter_map(|end| info.id.get(..end));
        beginnings.chain([info.id.as_str(), info.group.as_str()])
    }

    /// The rules that it means.
    pub fn rules<'s>(&'s self, rules: &'s RuleSet) -> impl Iterator<Item = &'s Arc<Rule>> {
        let is_meant = move |rule: &&Arc<Rule>| match self {
            Self::Rule(one) => one.id == rule.id,
            Self::Beginning(key) | Self::Group(key) => selects(key, rule),
        };
        rules.iter().filter(is_meant)
    }

    /// True where it names one rule.
    #[must_use]
    pub fn is_one(&self) -> bool {
        matches!(self, Self::Rule(_))
    }

    /// Orders selectors by how exact they are: what means fewer rules is more exact, and of two that mean as many, the
    /// beginning of an id is.
    #[must_use]
    pub fn exactness(&self, rules: &RuleSet) -> impl Ord + use<> {
        let meant = self.rules(rules).count();
        let kind = match self {
            Self::Group(_) => 0,
            Self::Beginning(key) => key.len(),
            Self::Rule(_) => usize::MAX,
        };
        (self.is_one(), std::cmp::Reverse(meant), kind)
    }
}

impl RuleSet {
    /// The groups, in the order of the ids of their rules.
    #[must_use]
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for rule in self.iter() {
            let group = rule.info().group.as_str();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    /// What was probably meant by a selector that means nothing: a sentence without a full stop.
    #[must_use]
    pub fn help_for(&self, unknown: &str) -> String {
        if let Some(help) = self.help_for_id(unknown) {
            return help;
        }
        match self.suggest(unknown) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!(
                "groups are {}; `spark-eci-lint rules` lists all rules",
                quoted(&self.groups())
            ),
        }
    }

    /// Where a text looks like an id, and ids begin like it: how they go on.
    #[must_use]
    pub fn help_for_id(&self, text: &str) -> Option<String> {
        let text = text.to_ascii_uppercase();
        let own = letters(&text);
        // With more digits than an id has, one of them is a typo.
        let may_be_id = self.iter().any(|rule| rule.id.len() >= text.len());
        if own == 0 || own == text.len() || !may_be_id {
            return None;
        }
        let mut ends = (own..text.len()).rev().filter_map(|end| text.get(..end));
        let known = ends.find(|start| self.iter().any(|rule| selects(start, rule)))?;
        let ids = self.iter().map(|rule| &*rule.id);
        let mut ids: Vec<_> = ids.filter(|id| id.starts_with(known)).collect();
        if known.len() == own {
            for id in &mut ids {
                *id = id.get(..=own).unwrap_or(id);
            }
            ids.dedup();
            return Some(format!("ids begin with {}", range(&ids)));
        }
        Some(match ids[..] {
            [only] => format!("did you mean `{only}`?"),
            _ => format!("`{known}` is for {}", range(&ids)),
        })
    }
}

/// The first and the last of some ids.
fn range(ids: &[&str]) -> String {
    match ids {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first, .., last] => format!("`{first}` to `{last}`"),
    }
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<String> {
        let rules = RuleSet::default();
        Selector::read(text, &rules).map(|selector| selector.key().to_owned())
    }

    #[test]
    fn a_rule_has_one_key_for_each_way_to_name_it() {
        for (text, wanted) in [
            ("ECI303", Some("ECI303")),
            ("eci303", Some("ECI303")),
            ("memory-overhead-exceeds-spec", Some("ECI303")),
            ("eci3", Some("ECI3")),
            ("ECI", Some("ECI")),
            ("Capacity", Some("capacity")),
            ("EC", None),
            ("ECI9", None),
            ("", None),
            ("capacit", None),
        ] {
            assert_eq!(key(text).as_deref(), wanted, "{text}");
        }
        let rules = RuleSet::default();
        let rule = rules.find("ECI303").expect("a rule");
        let keys: Vec<_> = Selector::keys(rule.info()).collect();
        assert_eq!(keys, ["ECI", "ECI3", "ECI30", "ECI303", "capacity"]);
    }

    #[test]
    fn the_more_exact_one_means_less() {
        let rules = RuleSet::default();
        let mut names = [
            "ECI303",
            "ECI",
            "capacity",
            "ECI30",
            "ECI3",
            "documents",
            "ECI0",
        ];
        names.sort_by_key(|name| {
            let selector = Selector::read(name, &rules).expect("rules");
            selector.exactness(&rules)
        });
        let place = |name| names.iter().position(|other| *other == name);
        for (less, more) in [
            ("ECI", "capacity"),
            ("capacity", "ECI3"),
            ("ECI3", "ECI30"),
            ("ECI30", "ECI303"),
            ("documents", "ECI0"),
        ] {
            assert!(place(less) < place(more), "{less} {more}: {names:?}");
        }
    }

    #[test]
    fn what_names_no_rule_gets_a_fitting_answer() {
        let rules = RuleSet::default();
        for (text, wanted) in [
            ("ECI9", "ids begin with `ECI0` to `ECI6`"),
            ("eci901", "ids begin with `ECI0` to `ECI6`"),
            ("ECI399", "`ECI3` is for `ECI301` to `ECI307`"),
            ("ECI3003", "did you mean `ECI303`?"),
            ("placment", "did you mean `placement`?"),
            ("hostpath", "did you mean `host-path`?"),
        ] {
            assert_eq!(rules.help_for(text), wanted, "{text}");
        }
        assert_eq!(
            rules.help_for("zzz"),
            "groups are `documents`, `placement`, `spec`, `capacity`, `annotations`, `features`, `settings`; `spark-eci-lint rules` lists all rules"
        );
    }
}
