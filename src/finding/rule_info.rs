use std::{borrow::Cow, cmp::Ordering};

use super::{Language, Severity};

/// The description of a rule, from its page.
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
    /// The default severity.
    pub severity: Severity,
    /// Who wrote it.
    pub origin: RuleOrigin,
    /// What kind of fix it offers.
    pub fix: FixKind,
    /// True if it reports something that is missing; a template may insert that.
    pub is_about_absence: bool,
    /// The names of rules whose finding is preferred when both report the same mistake.
    pub yields_to: Vec<String>,
    /// An additional mark in editors.
    pub tag: Option<RuleTag>,
    /// What can be configured.
    pub options: Vec<RuleOption>,
    /// URLs of the sources.
    pub references: Vec<String>,
    /// The first paragraph of the page.
    pub description: String,
    /// The page without its front matter, as Markdown.
    pub page: Cow<'static, str>,
    /// The URL of the page.
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

    /// True for a rule written by a team.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        matches!(self.origin, RuleOrigin::Configuration(_))
    }
}

/// Who wrote a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleOrigin {
    /// Built in; the first version that has it.
    Version(String),
    /// A team; the file and line of the definition.
    Configuration(String),
}

/// A number that can be configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOption {
    /// The key in the configuration.
    pub name: String,
    /// The value if it is not configured.
    pub default: u64,
    /// One line about it: lower case, no full stop.
    pub summary: String,
}

/// An additional mark in editors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleTag {
    /// Code that could be removed; shown faded.
    Unnecessary,
    /// Code that should not be used any more; shown struck through.
    Deprecated,
}

impl RuleTag {
    /// Parses the front matter's `tag`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "unnecessary" => Some(Self::Unnecessary),
            "deprecated" => Some(Self::Deprecated),
            _ => None,
        }
    }
}

/// The kind of fix that a rule offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixKind {
    /// No fix.
    None,
    /// A fix that does what was certainly meant.
    Safe,
    /// A fix that needs a decision.
    Unsafe,
    /// No fix, but the help shows what to write.
    Display,
}

impl FixKind {
    /// Parses the front matter's `fix`.
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
