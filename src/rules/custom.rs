//! Rules that a team writes in its configuration.

use crate::{
    cel::{Expression, Path, Template, Value},
    facts::{Facts, Read, Unknown},
    finding::{Diagnostic, RuleInfo, RuleOrigin, Severity},
    named::Named,
};

/// The group of all such rules.
pub const GROUP: &str = "custom";

/// A rule that a team wrote: its expressions.
#[derive(Debug)]
pub struct CustomRule {
    /// What it looks at.
    pub on: On,
    /// Where it holds; `None` for everywhere.
    pub when: Option<Expression>,
    /// What has to be true.
    pub check: Expression,
    /// What is said where it is false.
    pub message: Template,
    /// What to do then.
    pub help: Option<String>,
    /// What is marked then: the first value that this reads.
    pub at: Option<Expression>,
    /// False where its findings cannot be suppressed.
    pub is_ignorable: bool,
    /// Manifests that it is tried on.
    pub examples: Vec<Example>,
}

/// A manifest that a rule is tried on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The manifest.
    pub text: String,
    /// True where the rule has to find something.
    pub is_bad: bool,
    /// Its file and line.
    pub place: String,
}

/// What a rule of a team looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Each role's pod.
    Pod,
    /// The application, once.
    Application,
}

impl Named for On {
    const ALL: &'static [Self] = &[Self::Pod, Self::Application];

    fn name(self) -> &'static str {
        match self {
            Self::Pod => "pod",
            Self::Application => "application",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Pod => "The pod of each role",
            Self::Application => "The application, once",
        }
    }
}

/// What came of a rule that was not satisfied.
pub(super) enum Outcome {
    /// It found something.
    Found(Diagnostic),
    /// Whether there is something is not known.
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
        let verdict = self.holds(facts);
        let unknown = facts.unknown();
        match verdict {
            // What is found out later may change it.
            _ if let Some(unknown) = &unknown => {
                Some(Outcome::Unjudged(not_known(info, facts, unknown)))
            }
            Ok(true) => None,
            Err(reason) => Some(Outcome::Unjudged(self.failed(info, facts, &reason))),
            Ok(false) => Some(Outcome::Found(self.found(info, facts))),
        }
    }

    fn holds<'v>(&'v self, facts: &Facts<'v>) -> Result<bool, String> {
        if let Some(when) = &self.when
            && !truth(when, facts)?
        {
            return Ok(true);
        }
        truth(&self.check, facts)
    }

    fn found<'v>(&'v self, info: &RuleInfo, facts: &Facts<'v>) -> Diagnostic {
        // Before the message reads more.
        let mut diagnostic = self.diagnostic(facts);
        diagnostic.message = match self.message.render(facts.values()) {
            Ok(message) => cut(message),
            Err(reason) => cut(format!(
                "{} is not satisfied; its message has no value: {reason}",
                info.name
            )),
        };
        diagnostic.help.clone_from(&self.help);
        diagnostic
    }

    fn failed(&self, info: &RuleInfo, facts: &Facts<'_>, reason: &str) -> Diagnostic {
        let reason = facts
            .missing()
            .map_or_else(|| reason.to_owned(), |why| why.to_string());
        Diagnostic {
            message: cut(format!("{} cannot be judged here: {reason}", info.id)),
            for_rule: Some(info.id.clone()),
            ..self.diagnostic(facts)
        }
        .help(match &info.origin {
            RuleOrigin::Configuration(place) => {
                format!("change the rule, at {place}: `when` can say for which manifests it holds")
            }
            RuleOrigin::Version(_) => "report this: the rule is built in".to_owned(),
        })
    }

    /// A diagnostic without a message, at the first value that was read and is written somewhere.
    fn diagnostic(&self, facts: &Facts<'_>) -> Diagnostic {
        let check: Vec<_> = (self.check.reads().iter())
            .map(|path| facts.read(path))
            .collect();
        let first = reads(self.at.as_ref()).iter().map(|path| facts.read(path));
        let last = reads(self.when.as_ref())
            .iter()
            .map(|path| facts.read(path));
        let may_be_more = check.iter().any(|read| read.may_be_more);
        let missing = check.first().filter(|read| !read.is_there);
        let missing = missing.map(|read| format!("`{}` is missing", read.path));
        let mut written =
            (first.chain(check).chain(last)).filter_map(|read| Some((read.place?, label(&read))));
        let mut diagnostic = match written.next() {
            Some((place, label)) => Diagnostic::at(place, label, ""),
            None => Diagnostic::at(
                facts.place(),
                missing.unwrap_or_else(|| "here".to_owned()),
                "",
            ),
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

fn reads(expression: Option<&Expression>) -> &[Path] {
    expression.map_or(&[], Expression::reads)
}

fn label(read: &Read) -> String {
    match &read.shown {
        Some(value) => format!("`{}` is {value}", read.path),
        None => format!("`{}`", read.path),
    }
}

/// That a value is not known is not the rule's fault.
fn not_known(info: &RuleInfo, facts: &Facts<'_>, unknown: &Unknown) -> Diagnostic {
    let place = unknown.place.unwrap_or(facts.place());
    let message = format!("{} is not judged here: {}", info.id, unknown.reason);
    Diagnostic {
        for_rule: Some(info.id.clone()),
        ..Diagnostic::at(place, "not known", cut(message)).severity(Severity::Info)
    }
}

fn truth<'v>(expression: &'v Expression, facts: &Facts<'v>) -> Result<bool, String> {
    match expression.evaluate(facts.values())? {
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
