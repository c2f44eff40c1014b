use std::borrow::Cow;

use super::{Diagnostic, RuleInfo, Severity, Subject};

/// One thing that a rule found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// How bad it is.
    pub severity: Severity,
    /// The application, where it is about one.
    pub application: Option<Subject>,
    /// `driver` or `executor`, where it is about one.
    pub role: Option<&'static str>,
    /// The chart's file from which Helm rendered the document, where it says so.
    pub rendered_from: Option<String>,
    /// The overlays, charts or values with which the application is built: empty where it is judged as it is
    /// written.
    pub ways: Vec<String>,
    /// What was found.
    pub diagnostic: Diagnostic,
}

impl Finding {
    /// True where it says that an application, or a part of it, was not judged, and not only one of its values.
    #[must_use]
    pub fn is_about_unjudged(&self) -> bool {
        self.rule.id == "ECI002" && self.role.is_none()
    }

    /// What is wrong, and the chart's file where there is one: lines count in the rendered text.
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        if !self.ways.is_empty() {
            let ways = self.ways.join(", ");
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
