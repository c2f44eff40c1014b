use std::fmt;

use serde::{Serialize, Serializer};

use crate::named::Named;

/// The severity of a finding, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice, or something that could not be checked.
    Info,
    /// The pod probably fails under load, or costs more than intended.
    Warning,
    /// The pod will not run where or as requested.
    Error,
}

impl Severity {
    /// All severities in descending order.
    pub const WORST_FIRST: [Self; 3] = [Self::Error, Self::Warning, Self::Info];
}

impl Named for Severity {
    const ALL: &'static [Self] = &Self::WORST_FIRST;

    fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::Info => "Advice, or something that could not be checked",
            Self::Warning => "The pod will probably fail under load, or cost more than intended",
            Self::Error => "The pod will not run where or as requested",
        }
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
