//! Runs the rules of a team over an application.

use std::sync::Arc;

use super::{CustomRule, On, check::Outcome};
use crate::{
    facts::{Facts, Known},
    finding::Diagnostic,
    judged::JudgedApplication,
    rules::{Rule, RuleSet, documents::custom_rule_not_judged},
    spark::Role,
};

/// Runs the rules pod by pod, so that the facts of a pod are computed once.
pub(in crate::rules) fn run<'s>(
    judged: &JudgedApplication<'_, '_>,
    rules: &'s RuleSet,
    custom: &[(&'s Arc<Rule>, &'s CustomRule)],
    mut add: impl FnMut(&'s Arc<Rule>, Option<Role>, Diagnostic),
) {
    let not_judged = rules.find(custom_rule_not_judged::ID);
    let mut report = |rule, role, outcome| match (outcome, not_judged) {
        (Outcome::Found(diagnostic), _) => add(rule, role, diagnostic),
        (Outcome::Unjudged(diagnostic), Some(not_judged)) => add(not_judged, role, diagnostic),
        (Outcome::Unjudged(_), None) => {}
    };
    let known = Known::new(judged);
    let of_application = known.of_application();
    for (rule, outcome) in outcomes(custom, On::Application, &of_application) {
        report(rule, None, outcome);
    }
    for (pod, facts) in judged.pods.iter().zip(known.of_pods()) {
        for (rule, outcome) in outcomes(custom, On::Pod, &facts) {
            let outcome = outcome.map(|diagnostic| pod.with_role(diagnostic));
            report(rule, Some(pod.pod.role), outcome);
        }
    }
}

/// The results of the rules that check a pod, or the application.
fn outcomes<'v, 's: 'v>(
    custom: &[(&'s Arc<Rule>, &'s CustomRule)],
    on: On,
    facts: &Facts<'v>,
) -> impl Iterator<Item = (&'s Arc<Rule>, Outcome)> {
    let rules = custom.iter().filter(move |(_, check)| check.on == on);
    rules.filter_map(|(rule, check)| Some((*rule, check.check(rule.info(), facts)?)))
}
