//! Enums whose variants have names that users write.

/// An enum whose variants have names that users write, in the configuration or on the command line.
pub trait Named: Copy + Sized + 'static {
    /// All variants.
    const ALL: &'static [Self];

    /// The name.
    fn name(self) -> &'static str;

    /// A few words about it: upper case, no full stop.
    fn summary(self) -> &'static str;

    /// The variant of that name, in any case.
    #[must_use]
    fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|variant| variant.name().eq_ignore_ascii_case(name))
    }
}
