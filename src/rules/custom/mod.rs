//! Rules that a team writes in its configuration.
//!
//! Without the feature `custom-rules` their expressions are ignored, and each application gets a finding that they were
//! not judged: a rule must not look satisfied if it was not checked.

#[cfg(feature = "custom-rules")]
mod check;
#[cfg(not(feature = "custom-rules"))]
mod not_built;
#[cfg(feature = "custom-rules")]
mod run;

use crate::named::Named;

#[cfg(not(feature = "custom-rules"))]
pub(super) use not_built::run;
#[cfg(feature = "custom-rules")]
pub(super) use run::run;

#[cfg(feature = "custom-rules")]
pub use check::Expressions;

/// The group of all such rules.
pub const GROUP: &str = "custom";

/// A rule written by a team.
#[derive(Debug)]
pub struct CustomRule {
    /// What it checks.
    pub on: On,
    /// Its conditions and its message.
    #[cfg(feature = "custom-rules")]
    pub expressions: Expressions,
    /// The help of its findings.
    pub help: Option<String>,
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
