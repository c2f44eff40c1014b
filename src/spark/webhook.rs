//! Whether the operator runs with its webhook.

use crate::named::Named;

/// Whether the operator runs with its webhook for the application's namespace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Webhook {
    On,
    /// Fields that only the webhook applies are lost.
    Off,
    /// Not configured: pods are checked as if the webhook were on.
    #[default]
    Unknown,
}

impl Named for Webhook {
    const ALL: &'static [Self] = &[Self::On, Self::Off, Self::Unknown];

    fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Unknown => "unknown",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::On => "It runs and watches the applications' namespaces",
            Self::Off => "It does not run: fields that only the webhook puts into pods are lost",
            Self::Unknown => "Treated as on; webhook-only-placement reports what depends on it",
        }
    }
}
