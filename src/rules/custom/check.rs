//! What the expressions of a rule say about an application or a pod.

use super::CustomRule;
use crate::{
    cel::{Expression, Template, Value},
    facts::{Facts, Read, Unknown},
    finding::{Diagnostic, RuleInfo, RuleOrigin, Severity},
    text::Text,
};

/// The expressions of a rule, compiled.
#[derive(Debug)]
pub struct Expressions {
    /// The condition under which the rule applies; `None` for always.
    pub when: Option<Expression>,
    /// What has to be true, all of it.
    pub check: Vec<Expression>,
    /// The message of its findings.
    pub message: Template,
    /// The marked place: the first value that this reads.
    pub at: Option<Expression>,
}

/// The result of a rule that was not satisfied.
pub(super) enum Outcome {
    /// It found something.
    Found(Diagnostic),
    /// It is not known whether there is a finding.
    Unjudged(Diagnostic),
}

impl Outcome {
    /// The same with another diagnostic.
    pub(super) fn map(self, change: impl FnOnce(Diagnostic) -> Diagnostic) -> Self {
        match self {
            Self::Found(diagnostic) => Self::Found(change(diagnostic)),
            Self::Unjudged(diagnostic) => Self::Unjudged(change(diagnostic)),
        }
    }
}

/// How many other places a finding names.
const MAX_RELATED: usize = 5;

/// How long a message may be, in letters.
const MAX_MESSAGE: usize = 1_000;

impl CustomRule {
    /// Looks at what the facts are about.
    pub(super) fn check<'v>(&'v self, info: &RuleInfo, facts: &Facts<'v>) -> Option<Outcome> {
        facts.begin();
        let verdict = self.verdict(facts);
        // A later part may still decide.
        if let Some(unknown) = facts.unknown() {
            return Some(Outcome::Unjudged(not_known(info, facts, &unknown)));
        }
        Some(match verdict {
            Verdict::Holds => return None,
            Verdict::Fails(part) => Outcome::Found(self.found(info, facts, part)),
            Verdict::Error(part, reason) => {
                Outcome::Unjudged(self.failed(info, facts, part, &reason))
            }
        })
    }

    fn verdict<'v>(&'v self, facts: &Facts<'v>) -> Verdict<'v> {
        if let Some(when) = &self.expressions.when {
            match truth(when, facts) {
                Ok(true) => {}
                Ok(false) => return Verdict::Holds,
                Err(reason) => return Verdict::Error(when, reason),
            }
        }
        let (mut error, mut open) = (None, None);
        for part in &self.expressions.check {
            match truth(part, facts) {
                Ok(true) => {}
                // Another part may be false whatever a template adds.
                Ok(false) if self.diagnostic(facts, part).rests_on_absence => {
                    open = open.or(Some(Verdict::Fails(part)));
                }
                Ok(false) => return Verdict::Fails(part),
                // As in CEL, one part that is false is enough.
                Err(reason) => error = error.or(Some(Verdict::Error(part, reason))),
            }
        }
        open.or(error).unwrap_or(Verdict::Holds)
    }

    fn found<'v>(&'v self, info: &RuleInfo, facts: &Facts<'v>, part: &Expression) -> Diagnostic {
        // Before the message reads more.
        let mut diagnostic = self.diagnostic(facts, part);
        diagnostic.message = match facts.render(&self.expressions.message) {
            Ok(message) => cut(message).into(),
            Err(reason) => cut(format!(
                "{} is not satisfied; its message cannot be shown: {reason}",
                info.name
            ))
            .into(),
        };
        diagnostic.help = self.help.as_ref().map(Text::from);
        diagnostic
    }

    fn failed(
        &self,
        info: &RuleInfo,
        facts: &Facts<'_>,
        part: &Expression,
        reason: &str,
    ) -> Diagnostic {
        let missing = facts.missing();
        let reason = missing.as_deref().unwrap_or(reason);
        Diagnostic {
            message: cut(format!("{} cannot be checked here: {reason}", info.id)).into(),
            for_rule: Some(info.id.clone()),
            ..self.diagnostic(facts, part)
        }
        .help(match &info.origin {
            RuleOrigin::Configuration(place) => {
                format!("change the rule, at {place}: `when` can limit the manifests to which it applies")
            }
            RuleOrigin::Version(_) => "report this: the rule is built in".to_owned(),
        })
    }

    /// A diagnostic without a message, at the first value that a part reads and that is written somewhere.
    fn diagnostic(&self, facts: &Facts<'_>, part: &Expression) -> Diagnostic {
        let read = |expression: &Expression| -> Vec<Read> {
            let paths = expression.reads().iter();
            paths.map(|path| facts.read(path)).collect()
        };
        let own = read(part);
        let may_be_more = own.iter().any(|read| read.may_be_more);
        let missing = own
            .first()
            .filter(|read| !read.is_there && read.place.is_none());
        let missing = missing.map(label);
        let asked = self.expressions.at.as_ref().map(read).unwrap_or_default();
        let others = self.expressions.check.iter().chain(&self.expressions.when);
        let others = others
            .filter(|other| !std::ptr::eq(*other, part))
            .flat_map(read);
        let all = asked.into_iter().chain(own).chain(others);
        let mut written = all.filter_map(|read| Some((read.place?, label(&read))));
        let mut diagnostic = match written.next() {
            // What is missing is not at any of the other values.
            Some((place, label)) if missing.is_none() || self.expressions.at.is_some() => {
                Diagnostic::at(place, label, "")
            }
            first => {
                let label = missing.unwrap_or_else(|| "here".to_owned());
                let diagnostic = Diagnostic::at(facts.place(), label, "");
                match first {
                    Some((place, label)) => diagnostic.related(place, label),
                    None => diagnostic,
                }
            }
        };
        for (place, label) in written {
            let is_new = diagnostic.places().all(|known| known != place);
            if is_new && diagnostic.related.len() < MAX_RELATED {
                diagnostic = diagnostic.related(place, label);
            }
        }
        diagnostic.rests_on_absence = may_be_more;
        diagnostic
    }
}

/// The result of an expression, and the part that decides it.
enum Verdict<'v> {
    Holds,
    Fails(&'v Expression),
    Error(&'v Expression, String),
}

fn label(read: &Read) -> String {
    match &read.shown {
        None if !read.is_there => format!("`{}` is missing", read.path),
        Some(value) => format!("`{}` is {value}", read.path),
        None => format!("`{}`", read.path),
    }
}

/// An unknown value is not an error of the rule.
fn not_known(info: &RuleInfo, facts: &Facts<'_>, unknown: &Unknown) -> Diagnostic {
    let place = unknown.place.unwrap_or(facts.place());
    let message = format!("{} is not checked here: {}", info.id, unknown.reason);
    Diagnostic {
        for_rule: Some(info.id.clone()),
        ..Diagnostic::at(place, "not known", cut(message)).severity(Severity::Info)
    }
}

fn truth<'v>(expression: &'v Expression, facts: &Facts<'v>) -> Result<bool, String> {
    match facts.evaluate(expression)? {
        Value::Bool(is_so) => Ok(is_so),
        other => Err(format!(
            "it gives a value of the type {}, not `true` or `false`",
            other.type_name()
        )),
    }
}

fn cut(mut message: String) -> String {
    if let Some((at, _)) = message.char_indices().nth(MAX_MESSAGE) {
        message.truncate(at);
        message.push('…');
    }
    message
}
