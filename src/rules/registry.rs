use std::sync::LazyLock;

use super::{JudgedPod, capacity, documents, page, placement, spec};
use crate::finding::{Draft, RuleInfo};

/// A rule.
pub struct Rule {
    /// What its page says.
    pub info: RuleInfo,
    /// How it is run.
    pub check: Check,
}

/// How a rule is run.
#[derive(Clone, Copy)]
pub enum Check {
    /// By the linter itself, where a document cannot be judged.
    Input,
    /// On each pod.
    Pod(fn(&JudgedPod<'_, '_>) -> Vec<Draft>),
}

/// All rules, by id.
#[must_use]
pub fn all() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let rule = |page, check| Rule {
            info: page::parse(page),
            check,
        };
        vec![
            rule(documents::invalid_yaml::PAGE, Check::Input),
            rule(
                documents::not_judged::PAGE,
                Check::Pod(documents::not_judged::check),
            ),
            rule(
                placement::missing_node_selector::PAGE,
                Check::Pod(placement::missing_node_selector::check),
            ),
            rule(
                placement::missing_toleration::PAGE,
                Check::Pod(placement::missing_toleration::check),
            ),
            rule(
                placement::toleration_mismatch::PAGE,
                Check::Pod(placement::toleration_mismatch::check),
            ),
            rule(
                spec::unsupported_spec::PAGE,
                Check::Pod(spec::unsupported_spec::check),
            ),
            rule(
                spec::malformed_spec::PAGE,
                Check::Pod(spec::malformed_spec::check),
            ),
            rule(
                capacity::cores_exceed_spec::PAGE,
                Check::Pod(capacity::cores_exceed_spec::check),
            ),
            rule(
                capacity::memory_exceeds_spec::PAGE,
                Check::Pod(capacity::memory_exceeds_spec::check),
            ),
            rule(
                capacity::memory_overhead_exceeds_spec::PAGE,
                Check::Pod(capacity::memory_overhead_exceeds_spec::check),
            ),
        ]
    });
    &RULES
}

/// The rule with that id or name, in any case.
#[must_use]
pub fn find(id_or_name: &str) -> Option<&'static Rule> {
    let is_it = |rule: &&Rule| {
        rule.info.id.eq_ignore_ascii_case(id_or_name)
            || rule.info.name.eq_ignore_ascii_case(id_or_name)
    };
    all().iter().find(is_it)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_page_is_a_rule_and_each_rule_has_its_page() {
        let pages = std::fs::read_dir("rules")
            .expect("the pages")
            .filter_map(|entry| {
                let name = entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8");
                name.strip_suffix(".md").map(str::to_owned)
            });
        let rules = all()
            .iter()
            .map(|rule| format!("{}-{}", rule.info.id, rule.info.name));
        assert_eq!(
            rules.collect::<BTreeSet<_>>(),
            pages.collect::<BTreeSet<_>>()
        );
        assert!(
            all().is_sorted_by(|one, next| one.info.id < next.info.id),
            "rules stand in the order of their ids"
        );
    }
}
