//! Words that differ by a typo.

use clap::{
    Error,
    builder::PossibleValue,
    error::{ContextKind, ContextValue},
};

/// Suggests a value if clap does not: swapped letters make a short word too different for clap's measure.
pub(super) fn near_value(mut error: Error, values: &[PossibleValue]) -> Error {
    let is_without_tip = error.get(ContextKind::SuggestedValue).is_none();
    if let Some(ContextValue::String(text)) = error.get(ContextKind::InvalidValue)
        && is_without_tip
        && let Some(near) = values.iter().find(|value| is_near(value.get_name(), text))
    {
        let near = ContextValue::String(near.get_name().to_owned());
        error.insert(ContextKind::SuggestedValue, near);
    }
    error
}

/// Longer words are not compared: all names of subcommands and values are shorter.
pub(super) const LONGEST: usize = 16;

/// True for a typo in one letter, or in two of a long word.
pub(super) fn is_near(known: &str, name: &str) -> bool {
    let most = if known.len() > 4 { 2 } else { 1 };
    name.len() <= LONGEST
        && strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &name.to_ascii_lowercase())
            <= most
}
