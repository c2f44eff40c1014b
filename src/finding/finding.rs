use std::{borrow::Cow, sync::Arc};

use super::{Diagnostic, Language, RuleInfo, Severity, Subject};

/// A result of a rule in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that reported it.
    pub rule: Arc<RuleInfo>,
    /// The effective severity.
    pub severity: Severity,
    /// The application that it is about, if any.
    pub application: Option<Subject>,
    /// `driver` or `executor`, if it is about one.
    pub role: Option<&'static str>,
    /// The template from which Helm rendered the document, if the document has a `# Source` comment.
    pub rendered_from: Option<String>,
    /// The overlays, charts or values with which the application was built; empty if it was checked as written.
    pub ways: Vec<String>,
    /// The name of the application in its source file, if it was checked as built. Unlike the built name, it does not
    /// change when an overlay is added.
    pub written_as: Option<Subject>,
    /// What the rule reported.
    pub diagnostic: Diagnostic,
}

impl Finding {
    /// True if it says that an application, or a part of it, could not be checked, as opposed to a single value.
    #[must_use]
    pub fn is_about_unjudged(&self) -> bool {
        self.rule.id == "ECI002" && self.role.is_none()
    }

    /// The same in another language. What compares messages, such as baselines and fixes, needs the English ones.
    #[must_use]
    pub fn in_language(&self, language: Language) -> Cow<'_, Self> {
        if language == Language::En {
            return Cow::Borrowed(self);
        }
        let mut finding = self.clone();
        finding.diagnostic.translate(language);
        Cow::Owned(finding)
    }

    /// The rule's page on the web, in the language of the finding.
    #[must_use]
    pub fn url(&self) -> &str {
        self.rule.url_in(self.diagnostic.language)
    }

    /// The application that identifies the finding across runs.
    #[must_use]
    pub fn lasting_application(&self) -> Option<&Subject> {
        self.written_as.as_ref().or(self.application.as_ref())
    }

    /// The message, with the template if the document was rendered: line numbers refer to the rendered text.
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        if !self.ways.is_empty() {
            let ways = listed(&self.ways);
            return Cow::Owned(format!("{} (in {ways})", self.diagnostic.message));
        }
        match &self.rendered_from {
            None => Cow::Borrowed(&self.diagnostic.message),
            Some(origin) => Cow::Owned(format!(
                "{} (rendered from {origin})",
                self.diagnostic.message
            )),
        }
    }
}

/// How many names of a list are shown.
const SHOWN: usize = 3;

/// `a`, `a and b`, `a, b and c`, `a, b and 3 more`.
#[must_use]
pub fn listed(names: &[String]) -> String {
    let (last, others) = match names {
        [] => return String::new(),
        [only] => return only.clone(),
        [first, second, .., _] if names.len() > SHOWN => {
            let more = format!("{} more", names.len() - 2);
            return format!("{first}, {second} and {more}");
        }
        [others @ .., last] => (last, others),
    };
    format!("{} and {last}", others.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_cut() {
        let listed = |names: &[&str]| {
            listed(
                &names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listed(&["a", "b", "c", "d"]), "a, b and 2 more");
    }
}
