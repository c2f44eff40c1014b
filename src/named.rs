//! Enums whose variants have user-facing names.

/// An enum whose variants have names that users write, in the configuration or on the command line.
pub trait Named: Copy + Sized + 'static {
    const ALL: &'static [Self];

    fn name(self) -> &'static str;

    /// A few words about it: upper case, no full stop.
    fn summary(self) -> &'static str;

    /// The variant with this name, ignoring case.
    #[must_use]
    fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|variant| variant.name().eq_ignore_ascii_case(name))
    }
}
