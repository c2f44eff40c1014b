//! The rules of a team in a build that does not read their expressions.

use std::sync::Arc;

use super::CustomRule;
use crate::{
    finding::Diagnostic,
    judged::JudgedApplication,
    rules::{Rule, RuleSet, documents::custom_rule_not_judged},
    spark::Role,
};

/// Reports each rule as not judged.
pub(in crate::rules) fn run<'s>(
    judged: &JudgedApplication<'_, '_>,
    rules: &'s RuleSet,
    custom: &[(&'s Arc<Rule>, &'s CustomRule)],
    mut add: impl FnMut(&'s Arc<Rule>, Option<Role>, Diagnostic),
) {
    let Some(not_judged) = rules.find(custom_rule_not_judged::ID) else {
        return;
    };
    for (rule, _) in custom {
        let id = &rule.info().id;
        let message = format!("{id} is not checked here: this build has no custom rules");
        let diagnostic = Diagnostic::at(judged.application.span, "not checked", message);
        let diagnostic = Diagnostic {
            for_rule: Some(id.clone()),
            ..diagnostic.help("run the command-line program, which checks them")
        };
        add(not_judged, None, diagnostic);
    }
}
