use std::sync::Arc;

use crate::{
    source::{Edit, OriginMap, SourceFile},
    text::Text,
};

/// How a finding can be fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does: an imperative, upper case, no full stop.
    pub title: Text,
    /// Whether it needs a decision.
    pub safety: Safety,
    /// The edits, in the file's text; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix needs a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It does what is certainly meant.
    Safe,
    /// Somebody has to agree: it changes what is billed, or rests on a guess.
    Unsafe,
}

impl Safety {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl Fix {
    /// The same fix where its text is written; `None` unless all that it changes is written in this file as it is.
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

    /// A fix that does what is certainly meant.
    pub fn safe(title: impl Into<Text>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            safety: Safety::Safe,
            edits,
        }
    }

    /// A fix to which somebody has to agree.
    pub fn risky(title: impl Into<Text>, edits: Vec<Edit>) -> Self {
        Self {
            safety: Safety::Unsafe,
            ..Self::safe(title, edits)
        }
    }
}
