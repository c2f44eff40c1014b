//! The forms of values in a configuration.

use crate::named::Named;

/// The form of a value.
pub(super) enum ValueForm {
    /// A string.
    Text,
    /// A whole number, 0 or more.
    Number,
    /// A number, 0 or more.
    Amount,
    /// A mapping of any keys to such numbers.
    Amounts,
    /// `true` or `false`.
    Bool,
    /// A mapping of any keys to single values.
    Scalars,
    /// One of these words.
    OneOf(Vec<Word>),
    /// A string, or a list of them.
    TextOrList,
    /// A list.
    List(Box<ValueForm>),
    /// A mapping with these fields.
    Mapping(Vec<Field>),
    /// A word that holds for all fields of a mapping, or the mapping.
    WordOrMapping(Vec<Word>, Vec<Field>),
    /// A manifest, as a mapping or as a text.
    Manifest,
    /// Rules by id or name: a level, or a mapping with a severity and the rule's options.
    Rules,
}

/// A word with what it means.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
}

/// The words that YAML 1.1 reads as booleans.
pub(super) const ON: &str = "on";
pub(super) const OFF: &str = "off";

/// A field of a mapping.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) form: ValueForm,
    pub(super) is_required: bool,
}

/// The word that a text means, in any case. A tool that reads YAML 1.1 writes `on` and `off` as booleans.
pub(super) fn word_of(text: &str, words: &[Word]) -> Option<&'static str> {
    let named = |text: &str| {
        let names = words.iter().map(|word| word.name);
        names
            .into_iter()
            .find(|name| name.eq_ignore_ascii_case(text))
    };
    named(text).or_else(|| match text {
        "true" => named(ON),
        "false" => named(OFF),
        _ => None,
    })
}

/// The names of an enum's variants.
pub(super) fn words<T: Named>() -> Vec<Word> {
    let all = T::ALL.iter();
    all.map(|variant| Word {
        name: variant.name(),
        summary: variant.summary(),
    })
    .collect()
}
