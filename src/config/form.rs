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
    /// A mapping with any keys and such numbers.
    Amounts,
    /// `true` or `false`.
    Bool,
    /// A mapping with any keys and scalar values.
    Scalars,
    /// One of these words.
    OneOf(Vec<Word>),
    /// A string, or a list of them.
    TextOrList,
    /// A list.
    List(Box<ValueForm>),
    /// A mapping with these fields.
    Mapping(Vec<Field>),
    /// A word for all fields of a mapping, or the mapping.
    WordOrMapping(Vec<Word>, Vec<Field>),
    /// A manifest, as a mapping or as a text.
    Manifest,
    /// Rules by id or name: a level, or a mapping with a severity and the rule's options.
    Rules,
}

#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
}

/// YAML 1.1 reads these words as booleans.
pub(super) const ON: &str = "on";
pub(super) const OFF: &str = "off";

/// A field of a mapping.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) form: ValueForm,
    pub(super) is_required: bool,
}

/// Finds the word of a text, ignoring case. Tools that follow YAML 1.1 write `on` and `off` as booleans.
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

pub(super) fn words<T: Named>() -> Vec<Word> {
    let all = T::ALL.iter();
    all.map(|variant| Word {
        name: variant.name(),
        summary: variant.summary(),
    })
    .collect()
}
