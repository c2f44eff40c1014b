use std::sync::Arc;

use crate::{
    source::{Edit, OriginMap, SourceFile},
    text::Text,
};

/// A fix for a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does: an imperative sentence, upper case, no full stop.
    pub title: Text,
    /// Whether it can be applied without a decision.
    pub safety: Safety,
    /// Edits of the file's text that do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix can be applied without a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It does what was certainly meant.
    Safe,
    /// Somebody has to agree: it changes the costs, or relies on a guess.
    Unsafe,
}

impl Safety {
    /// The name in reports: `safe` or `unsafe`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl Fix {
    /// Moves it to the place where its text is written; `None` unless everything it changes is written verbatim in this
    /// file.
    pub(super) fn placed(
        mut self,
        map: &OriginMap,
        file: Option<&Arc<SourceFile>>,
    ) -> Option<Self> {
        let edits = self.edits.into_iter();
        let edits = edits
            .map(|edit| edit.placed(map, file))
            .collect::<Option<_>>();
        self.edits = edits?;
        Some(self)
    }

    /// A fix with [`Safety::Safe`].
    pub fn safe(title: impl Into<Text>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            safety: Safety::Safe,
            edits,
        }
    }

    /// A fix with [`Safety::Unsafe`].
    pub fn risky(title: impl Into<Text>, edits: Vec<Edit>) -> Self {
        Self {
            safety: Safety::Unsafe,
            ..Self::safe(title, edits)
        }
    }
}
