use std::sync::Arc;

use super::{
    Check, CustomRule, On, Rule, RuleOptions, RuleSet, custom::Outcome,
    documents::custom_rule_not_judged,
};
use crate::{
    facts::{Facts, Known},
    finding::Diagnostic,
    judged::JudgedApplication,
    spark::Role,
};

/// Runs the rules over an application and hands on what each reports, with the role it is about.
/// `options` gives the options of a rule that is on, and `None` for one that is off.
pub fn run<'s>(
    judged: &JudgedApplication<'_, '_>,
    rules: &'s RuleSet,
    options: impl Fn(&'s Arc<Rule>) -> Option<RuleOptions<'s>>,
    mut add: impl FnMut(&'s Arc<Rule>, Option<Role>, Diagnostic),
) {
    let mut custom = Vec::new();
    let is_on = |id: &str| rules.find(id).and_then(&options).is_some();
    for rule in rules.iter() {
        let Some(options) = options(rule) else {
            continue;
        };
        if let Check::Application(check) = rule.check {
            for diagnostic in check(judged) {
                add(rule, None, diagnostic);
            }
        }
        if let Check::Custom(check) = &rule.check {
            custom.push((rule, &**check));
            continue;
        }
        for pod in &judged.pods {
            let diagnostics = match rule.check {
                Check::Linter | Check::Application(_) | Check::Custom(_) => break,
                Check::Pod(check) => check(pod),
                Check::EciPod(_)
                | Check::EciPodBeside(_)
                | Check::EciPodOf(_)
                | Check::EciPodWithOptions(_)
                    if !pod.is_meant_for_eci() =>
                {
                    continue;
                }
                Check::EciPod(check) => check(pod),
                Check::EciPodBeside(check) => check(pod, &is_on),
                Check::EciPodOf(check) => check(judged, pod),
                Check::EciPodWithOptions(check) => check(pod, options),
            };
            for diagnostic in diagnostics {
                add(rule, Some(pod.pod.role), pod.with_role(diagnostic));
            }
        }
    }
    if !custom.is_empty() {
        run_custom(judged, rules, &custom, add);
    }
}

/// Runs the rules of a team, pod by pod: the facts of a pod are computed once.
fn run_custom<'s>(
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

/// The results of the rules that look at a pod, or at the application.
fn outcomes<'v, 's: 'v>(
    custom: &[(&'s Arc<Rule>, &'s CustomRule)],
    on: On,
    facts: &Facts<'v>,
) -> impl Iterator<Item = (&'s Arc<Rule>, Outcome)> {
    let rules = custom.iter().filter(move |(_, check)| check.on == on);
    rules.filter_map(|(rule, check)| Some((*rule, check.check(rule.info(), facts)?)))
}
