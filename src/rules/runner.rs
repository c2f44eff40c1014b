use std::sync::Arc;

use super::{Check, Rule, RuleOptions, RuleSet, custom};
use crate::{finding::Diagnostic, judged::JudgedApplication, spark::Role};

/// Runs the rules over an application and hands on what each reports, with the role it is about.
/// `options` gives the options of a rule that is on, and `None` for one that is off.
pub fn run<'s>(
    judged: &JudgedApplication<'_, '_>,
    rules: &'s RuleSet,
    options: impl Fn(&'s Arc<Rule>) -> Option<RuleOptions<'s>>,
    mut add: impl FnMut(&'s Arc<Rule>, Option<Role>, Diagnostic),
) {
    let mut of_team = Vec::new();
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
            of_team.push((rule, &**check));
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
    if !of_team.is_empty() {
        custom::run(judged, rules, &of_team, add);
    }
}
