use super::{Fix, Label, Language, Severity};
use crate::{
    source::{OriginMap, Span},
    text,
    text::Text,
};

/// The output of a rule. A [`Finding`](super::Finding) adds the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong: lower case, no full stop, the bad value quoted.
    pub message: Text,
    /// The place to look at.
    pub primary: Label,
    /// Other places involved.
    pub related: Vec<Label>,
    /// What to write instead.
    pub help: Option<Text>,
    /// Set if it differs from the rule's default severity.
    pub severity: Option<Severity>,
    /// A fix, if there is one.
    pub fix: Option<Fix>,
    /// Alternative fixes, among which somebody has to choose: editors and reports offer them, and `--fix` applies none
    /// of them.
    pub alternatives: Vec<Fix>,
    /// The places of the mistakes that may have caused it. It yields to findings of other rules only at these places;
    /// `None` means its own places.
    pub causes: Option<Vec<Span>>,
    /// True if it is valid only while something is missing that a template may insert.
    pub rests_on_absence: bool,
    /// The places of the findings that yielded to it.
    pub yielded: Vec<Span>,
    /// The ids of their rules.
    pub yielded_rules: Vec<String>,
    /// The id of the rule that could not be checked, if the finding says so. The finding can be suppressed only where
    /// that rule can be.
    pub for_rule: Option<String>,
    /// The language of its texts.
    pub language: Language,
}

impl Diagnostic {
    /// Turns it into a finding that the rule could not be checked, because a template may insert what it did not find.
    #[must_use]
    pub fn not_judged(self, rule: &str) -> Self {
        Self {
            message: text!(
                "{rule} is not checked here: it depends on something that a template may add",
                rule
            ),
            for_rule: Some(rule.to_owned()),
            rests_on_absence: false,
            severity: Some(Severity::Info),
            fix: None,
            alternatives: Vec::new(),
            ..self
        }
    }

    /// A diagnostic at a place, with a label.
    pub fn at(span: Span, label: impl Into<Text>, message: impl Into<Text>) -> Self {
        Self {
            message: message.into(),
            primary: Label::new(span, label),
            related: Vec::new(),
            help: None,
            severity: None,
            fix: None,
            alternatives: Vec::new(),
            causes: None,
            rests_on_absence: false,
            yielded: Vec::new(),
            yielded_rules: Vec::new(),
            for_rule: None,
            language: Language::En,
        }
    }

    /// Shows it in another language. This comes after all that compares messages, such as the joining of findings.
    pub fn translate(&mut self, language: Language) {
        if language == Language::En {
            return;
        }
        self.language = language;
        let translate = |text: &mut Text| *text = language.shown(text);
        translate(&mut self.message);
        self.help.iter_mut().for_each(translate);
        let labels = std::iter::once(&mut self.primary).chain(&mut self.related);
        labels.map(|label| &mut label.message).for_each(translate);
        let fixes = self.fix.iter_mut().chain(&mut self.alternatives);
        fixes.map(|fix| &mut fix.title).for_each(translate);
    }

    /// The fix, followed by the alternatives.
    pub fn ways(&self) -> impl Iterator<Item = &Fix> {
        self.fix.iter().chain(&self.alternatives)
    }

    /// Moves it to the places where its text is written. A fix is kept only if everything it changes is written
    /// verbatim in the file of the primary place.
    #[must_use]
    pub fn placed(mut self, map: &OriginMap) -> Self {
        let was_here = self.primary.file.is_none();
        for place in (self.causes.iter_mut().flatten()).chain(&mut self.yielded) {
            *place = map.place(*place).span;
        }
        for label in std::iter::once(&mut self.primary).chain(&mut self.related) {
            label.place(map);
        }
        // A place in another file is already final.
        if was_here {
            let file = self.primary.file.as_ref();
            let place = |fix: Fix| fix.placed(map, file);
            self.fix = self.fix.and_then(place);
            self.alternatives = self.alternatives.into_iter().filter_map(place).collect();
        }
        self
    }

    /// All places of its labels.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        let related = self.related.iter().map(|label| label.span);
        let others = self.causes.iter().flatten().chain(&self.yielded).copied();
        std::iter::once(self.primary.span)
            .chain(related)
            .chain(others)
    }

    /// Adds a related place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<Text>) -> Self {
        self.related.push(Label::new(span, message));
        self
    }

    /// Overrides the severity of the rule.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Sets [`Self::causes`].
    #[must_use]
    pub fn follows_from(mut self, causes: impl IntoIterator<Item = Span>) -> Self {
        self.causes = Some(causes.into_iter().collect());
        self
    }

    /// Sets the fix, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Adds an alternative to [`Self::alternatives`], if there is one.
    #[must_use]
    pub fn or(mut self, alternative: Option<Fix>) -> Self {
        self.alternatives.extend(alternative);
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into());
        self
    }
}
