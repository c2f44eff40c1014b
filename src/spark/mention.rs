//! Cheap looks at text, before and where parsing fails.

use std::{ops::Range, sync::LazyLock};

use memchr::memmem;
use regex::Regex;

use super::KINDS;

/// False only when no document in these bytes can be a Spark application.
///
/// The kinds that this linter knows all hold the word `Spark`. A YAML reader can find a word that
/// the bytes do not show only where a letter of it is escaped in a double-quoted scalar (`\x53`,
/// `\u0053`), where an escaped line break parts it, in a `!!binary` value, and in UTF-16: files with
/// any of these are not skipped. Other escapes, as scripts and exported dashboards have them by the
/// thousand, cannot make a letter.
#[must_use]
pub fn may_mention(bytes: &[u8]) -> bool {
    static WORD: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("Spark"));
    static TAG: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("%TAG"));
    WORD.find(bytes).is_some()
        || matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || memchr::memchr2_iter(b'\\', b'!', bytes).any(|at| match bytes[at] {
            b'\\' => is_part_of_word(&bytes[..at], &bytes[at + 1..]),
            _ => is_binary_tag(&bytes[at + 1..]),
        })
        || TAG.find(bytes).is_some()
}

/// True where an escape may stand for a letter of `Spark`, or may be a line break within the word:
/// `before` and `after` are what surrounds the backslash.
fn is_part_of_word(before: &[u8], after: &[u8]) -> bool {
    let digits = match after.first() {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\n' | b'\r') => {
            // The next line's indentation is no part of the scalar, and nothing but another break may
            // stand on a line.
            let next = after.iter().find(|byte| !byte.is_ascii_whitespace());
            return matches!(
                (before.last(), next),
                (Some(b'S' | b'p' | b'a' | b'r'), Some(b'\\'))
                    | (Some(b'S'), Some(b'p'))
                    | (Some(b'p'), Some(b'a'))
                    | (Some(b'a'), Some(b'r'))
                    | (Some(b'r'), Some(b'k'))
            );
        }
        _ => return false,
    };
    let code = after
        .get(1..=digits)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
    code.is_some_and(|letter| b"Spark".contains(&letter))
}

/// True for what follows the first `!` of `!!binary`, of `!<tag:yaml.org,2002:binary>`, and of both
/// with escapes; a tag that `%TAG` shortens is told by that.
fn is_binary_tag(after: &[u8]) -> bool {
    matches!(after, [b'!', b'b' | b'%', ..] | [b'<', ..])
}

/// A text that could not be parsed and names a Spark application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What makes the text no YAML yet, where something does.
    pub placeholder: Option<Placeholder>,
}

/// Something that is to be filled in before the text is YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The language of the template.
    pub language: TemplateLanguage,
}

/// What a text is a template of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateLanguage {
    /// Go, as in Helm's charts: `{{ .Values.memory }}`.
    Go,
    /// Jinja, as in Airflow's files: `{% if … %}`, `{{ ds }}`.
    Jinja,
    /// Something else, or one of these two.
    Unknown,
}

impl TemplateLanguage {
    fn of(text: &str) -> Self {
        static GO: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"\{\{-?\s*(?:[.$/]|end\b|[^}]*?(?:\s[.$][A-Za-z]|\b(?:include|template|define|block)\s+"))"#)
                .expect("a valid pattern")
        });
        // A statement, or a name that stands for itself: Go's actions start with a function or a dot.
        static JINJA: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"\{%|\{\{-?\s*[A-Za-z_]\w*\s*(?:[.\[(|]|-?\}\})").expect("a valid pattern")
        });
        match (GO.is_match(text), JINJA.is_match(text)) {
            (true, _) => Self::Go,
            (false, true) => Self::Jinja,
            (false, false) => Self::Unknown,
        }
    }
}

impl Mention {
    /// Looks for `kind: SparkApplication` outside of comments, in YAML or JSON.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        static KIND: LazyLock<Regex> = LazyLock::new(|| {
            let kinds: Vec<_> = KINDS.iter().map(|spec| regex::escape(spec.name)).collect();
            let kinds = kinds.join("|");
            let pattern =
                format!(r#"(?m)^(?:[^#\n]*[\s{{,"'-])?kind["']?\s*:\s*["']?(?:{kinds})\b"#);
            Regex::new(&pattern).expect("a valid pattern")
        });
        KIND.is_match(text).then(|| Self {
            placeholder: placeholder(text),
        })
    }
}

/// The first thing in a text that is no YAML because somebody is to fill it in.
fn placeholder(text: &str) -> Option<Placeholder> {
    static ACTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)\{\{.*?\}\}").expect("a valid pattern"));
    // Unquoted values that YAML cannot take: `{% … %}`, `@NAME@`, `%NAME%`, and `{NAME}` with more text
    // behind it. `{NAME}` alone, `${NAME}` and `<NAME>` are values like any other.
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^[^#\n]*?(?:^|[:-])\s+(\{%[^\n]*?%\}|@[\w.-]+@|%[A-Za-z_]\w*%|\{[A-Za-z_][\w.]*\}[^\s,}#])").expect("a valid pattern")
    });
    if let Some(action) = ACTION.find(text) {
        return Some(Placeholder {
            range: action.range(),
            language: TemplateLanguage::of(text),
        });
    }
    let other = OTHER.captures(text)?.get(1)?;
    Some(Placeholder {
        range: other.range(),
        language: TemplateLanguage::of(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_can_hide_from_a_byte_search_only_where_the_file_is_not_skipped() {
        for text in [
            "kind: SparkApplication",
            r#"kind: "\x53parkApplication""#,
            r#"kind: "\u0053parkApplication""#,
            r#"kind: "\U00000053parkApplication""#,
            "kind: \"Spa\\\n  rkApplication\"",
            "kind: \"Spa\\\r\n  rkApplication\"",
            "kind: \"Spa\\\n  \\\n\n  rkApplication\"",
            r#"kind: "Spar\u006BApplication""#,
            r#"kind: "Sp\x61rkApplication""#,
            "kind: !!binary U3BhcmtBcHBsaWNhdGlvbg==",
            "kind: !<tag:yaml.org,2002:binary> U3BhcmtBcHBsaWNhdGlvbg==",
            "%TAG !y! tag:yaml.org,2002:\n---\nkind: !y!binary U3BhcmtBcHBsaWNhdGlvbg==",
            "kind: !!%62inary U3BhcmtBcHBsaWNhdGlvbg==",
        ] {
            assert!(may_mention(text.as_bytes()), "{text}");
        }
        for text in [
            "kind: Deployment",
            r#"pattern: "^\\d+\\.\n$""#,
            r#"expr: "a \u003e b \x41 \U0001F980""#,
            "run: |\n  spark-submit \\\n    --arg",
            "run: |\n  echo S\\\n    and",
            "broken: \"\\u00",
            "command: 'test ! -f x && [ a != b ]'",
            "#!/bin/sh",
        ] {
            assert!(!may_mention(text.as_bytes()), "{text}");
        }
        assert!(may_mention(b"\xff\xfek\0"));
    }

    #[test]
    fn broken_text_names_an_application_by_its_kind() {
        for text in [
            "kind: SparkApplication\na: [",
            "{\"kind\": \"SparkApplication\",",
            "- kind: ScheduledSparkApplication\n{{",
            "{kind: 'SparkApplication'",
        ] {
            assert!(Mention::find(text).is_some(), "{text}");
        }
        for text in [
            "# kind: SparkApplication\n",
            "kind: SparkApplicationList",
            "resources: [sparkapplications]",
            "subkind: SparkApplication",
        ] {
            assert_eq!(Mention::find(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_to_be_filled_in_is_found() {
        use TemplateLanguage::{Go, Jinja, Unknown};
        let found = |text: &str| {
            let text = format!("kind: SparkApplication\n{text}");
            let placeholder = Mention::find(&text).expect("a mention").placeholder;
            placeholder.map(|placeholder| {
                let place = text[placeholder.range].to_owned();
                (place, placeholder.language)
            })
        };
        for (text, place, language) in [
            ("a: {{ .x }}\nb: {{ .y }}", "{{ .x }}", Go),
            ("a: {{\n  .x }}", "{{\n  .x }}", Go),
            ("a: {{ include \"b\" . }}", "{{ include \"b\" . }}", Go),
            (
                "{{- if eq .Values.a $.b }}",
                "{{- if eq .Values.a $.b }}",
                Go,
            ),
            ("{{- end }}", "{{- end }}", Go),
            ("a: {{ ds }}", "{{ ds }}", Jinja),
            ("a: {{ params.memory }}", "{{ params.memory }}", Jinja),
            (
                "a: {{ var.value.y | int }}",
                "{{ var.value.y | int }}",
                Jinja,
            ),
            ("a: {{ ds }}\n{% if x %}", "{{ ds }}", Jinja),
            ("  {% if x %}", "{% if x %}", Jinja),
            ("a: {{ 'x' }}", "{{ 'x' }}", Unknown),
            ("image: {REGISTRY}/app", "{REGISTRY}/", Unknown),
            ("- @NAME@", "@NAME@", Unknown),
            ("a: %NAME%", "%NAME%", Unknown),
        ] {
            assert_eq!(found(text), Some((place.to_owned(), language)), "{text}");
        }
        for text in [
            "a: {x}",
            "a: [",
            "a: ${NAME}/x",
            "a: 'x@y@z'",
            "# a: @NAME@",
            "a: <NAME>",
            "a: {b}, {c}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
