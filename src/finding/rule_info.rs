use std::{borrow::Cow, cmp::Ordering};

use super::{Language, Severity};

/// What a rule's page says about the rule.
#[derive(Debug)]
pub struct RuleInfo {
    /// The stable id: `ECI301`.
    pub id: String,
    /// The readable name: `cores-exceed-spec`.
    pub name: String,
    /// One line: lower case, no full stop.
    pub summary: String,
    /// The family: `placement`, `spec`, …
    pub group: String,
    /// How bad its findings are.
    pub severity: Severity,
    /// Where it comes from.
    pub origin: RuleOrigin,
    /// What kind of fix it offers.
    pub fix: FixKind,
    /// True where it is about something that is missing: a template may put it in.
    pub is_about_absence: bool,
    /// The names of the rules that say the same better where both are about one mistake.
    pub yields_to: Vec<String>,
    /// How editors mark what it finds, beside its severity.
    pub tag: Option<RuleTag>,
    /// What can be set about it in the configuration.
    pub options: Vec<RuleOption>,
    /// Public pages that say so.
    pub references: Vec<String>,
    /// The first paragraph of the page.
    pub description: String,
    /// The page without its front matter, as Markdown.
    pub page: Cow<'static, str>,
    /// The page on the web.
    pub url: String,
    /// What its page says in other languages.
    pub translations: Vec<RuleTranslation>,
}

/// What a rule's page says in another language.
#[derive(Debug)]
pub struct RuleTranslation {
    /// The language.
    pub language: Language,
    /// A short title.
    pub title: String,
    /// The counterpart of the summary.
    pub summary: String,
    /// The page on the web.
    pub url: String,
}

impl RuleInfo {
    /// What the page says in that language; `None` where it is not translated, and for English.
    #[must_use]
    pub fn translation(&self, language: Language) -> Option<&RuleTranslation> {
        let mut translations = self.translations.iter();
        translations.find(|translation| translation.language == language)
    }

    /// The summary in that language; in English where it is not translated.
    #[must_use]
    pub fn summary_in(&self, language: Language) -> &str {
        let translation = self.translation(language);
        translation.map_or(&self.summary, |translation| &translation.summary)
    }

    /// The page on the web in that language; the English one where it is not translated.
    #[must_use]
    pub fn url_in(&self, language: Language) -> &str {
        let translation = self.translation(language);
        translation.map_or(&self.url, |translation| &translation.url)
    }

    /// True for a rule that a team wrote.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        matches!(self.origin, RuleOrigin::Configuration(_))
    }
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleOrigin {
    /// It is built in; the first version that has it.
    Version(String),
    /// A team wrote it; its file and line.
    Configuration(String),
}

/// A number that can be set in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOption {
    /// Its name.
    pub name: String,
    /// What it is unless it is set.
    pub default: u64,
    /// One line about it: lower case, no full stop.
    pub summary: String,
}

/// How editors mark what a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleTag {
    /// It could as well be absent: it is shown faded.
    Unnecessary,
    /// It is no longer to be used: it is struck through.
    Deprecated,
}

impl RuleTag {
    /// The tag of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "unnecessary" => Some(Self::Unnecessary),
            "deprecated" => Some(Self::Deprecated),
            _ => None,
        }
    }
}

/// What kind of fix a rule offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixKind {
    /// None.
    None,
    /// What is certainly meant.
    Safe,
    /// One that needs a decision.
    Unsafe,
    /// None that is applied: the help shows what to write.
    Display,
}

impl FixKind {
    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::None, Self::Safe, Self::Unsafe, Self::Display]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// The name in the page's front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Display => "display",
        }
    }
}

impl PartialEq for RuleInfo {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for RuleInfo {}

impl PartialOrd for RuleInfo {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RuleInfo {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}
