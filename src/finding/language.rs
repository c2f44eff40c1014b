use std::{collections::HashMap, sync::LazyLock};

use crate::{named::Named, source::Span, text::Text, yaml};

/// A language of messages and rules' pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    ZhCn,
}

impl Named for Language {
    const ALL: &'static [Self] = &[Self::En, Self::ZhCn];

    fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhCn => "Simplified Chinese",
        }
    }
}

impl Language {
    /// The language for a locale, such as `zh_CN.UTF-8` or `zh-Hans-CN`; English for those that have no translation.
    ///
    /// Every locale of Chinese is Simplified Chinese here: for readers of Traditional Chinese it is nearer than English.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") {
            Self::ZhCn
        } else {
            Self::En
        }
    }

    /// A text in this language, as far as it is translated.
    #[must_use]
    pub fn shown(self, text: &Text) -> Text {
        text.translated(&|template| self.translation(template))
    }

    /// The template of this language for an English one; `None` where there is none, and for English.
    #[must_use]
    pub fn translation(self, template: &str) -> Option<&'static str> {
        match self {
            Self::En => None,
            Self::ZhCn => ZH_CN.get(template).copied(),
        }
    }
}

/// Read when the first message is translated: most runs are in English.
static ZH_CN: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| catalogue(include_str!("../../rules/zh-CN/messages.yaml")));

/// The templates of a catalogue. What it must hold is asserted: it is part of the program.
fn catalogue(text: &'static str) -> HashMap<&'static str, &'static str> {
    let whole = Span::new(0, u32::try_from(text.len()).expect("a short catalogue"));
    let document = yaml::parse(text, whole)
        .expect("the catalogue is YAML")
        .expect("a catalogue");
    let groups = document.root().entries();
    let templates = groups.iter().flat_map(|group| group.value.entries());
    let leak = |text: &str| -> &'static str { String::leak(text.to_owned()) };
    templates
        .map(|entry| {
            let translation = entry.value.scalar_text().expect("a template");
            (leak(&entry.key), leak(translation))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_have_a_language() {
        for (locale, wanted) in [
            ("zh_CN.UTF-8", Language::ZhCn),
            ("zh-Hans-CN", Language::ZhCn),
            ("zh_TW", Language::ZhCn),
            ("ZH", Language::ZhCn),
            ("en_US.UTF-8", Language::En),
            ("C", Language::En),
            ("zha", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(Language::of_locale(locale), wanted, "{locale}");
        }
    }
}
