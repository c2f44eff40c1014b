//! Cheap looks at text, before and where parsing fails.

use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;

/// False only when no document in these bytes can be a Spark application.
///
/// The kinds that this linter knows all hold the word `Spark`. A YAML reader can find a word that
/// the bytes do not show only through an escape in a double-quoted scalar (`\x53`, `\u0053`, a
/// backslash at the end of a line), a `!!binary` value, or text in UTF-16: files with any of these
/// are not skipped.
#[must_use]
pub fn may_mention(bytes: &[u8]) -> bool {
    static WORD: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("Spark"));
    if WORD.find(bytes).is_some() || matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return true;
    }
    let can_hide = |at: usize| match bytes[at] {
        b'\\' => matches!(bytes.get(at + 1), Some(b'x' | b'u' | b'U' | b'\n' | b'\r')),
        // `!!binary`, `!<tag:yaml.org,2002:binary>`, or a tag that `%TAG` shortens.
        _ => bytes[at + 1..].starts_with(b"!b") || bytes.get(at + 1) == Some(&b'<') || bytes[at + 1..].starts_with(b"!%"),
    };
    memchr::memchr2_iter(b'\\', b'!', bytes).any(can_hide) || memmem::find(bytes, b"%TAG").is_some()
}

/// Where a text that could not be parsed names a Spark application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// True when the text has template actions (`{{ … }}`): it is no YAML yet.
    pub is_template: bool,
}

impl Mention {
    /// Looks for `kind: SparkApplication` outside of comments, in YAML or JSON.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        static KIND: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"(?m)^(?:[^#\n]*[\s{,"'-])?kind["']?\s*:\s*["']?(?:Scheduled)?SparkApplication\b"#).expect("a valid pattern")
        });
        KIND.is_match(text).then(|| Self {
            is_template: template_action(text).is_some(),
        })
    }
}

/// The byte range of the first `{{ … }}` of a text.
#[must_use]
pub fn template_action(text: &str) -> Option<std::ops::Range<usize>> {
    let start = memmem::find(text.as_bytes(), b"{{")?;
    let end = memmem::find(&text.as_bytes()[start..], b"}}")?;
    Some(start..start + end + 2)
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
            "kind: !!binary U3BhcmtBcHBsaWNhdGlvbg==",
            "kind: !<tag:yaml.org,2002:binary> U3BhcmtBcHBsaWNhdGlvbg==",
            "%TAG !y! tag:yaml.org,2002:\n---\nkind: !y!binary U3BhcmtBcHBsaWNhdGlvbg==",
            "kind: !!%62inary U3BhcmtBcHBsaWNhdGlvbg==",
        ] {
            assert!(may_mention(text.as_bytes()), "{text}");
        }
        for text in ["kind: Deployment", r#"pattern: "^\\d+\\.\n$""#, "command: 'test ! -f x && [ a != b ]'", "#!/bin/sh"] {
            assert!(!may_mention(text.as_bytes()), "{text}");
        }
        assert!(may_mention(b"\xff\xfek\0"));
    }

    #[test]
    fn broken_text_names_an_application_by_its_kind() {
        for text in ["kind: SparkApplication\na: [", "{\"kind\": \"SparkApplication\",", "- kind: ScheduledSparkApplication\n{{", "{kind: 'SparkApplication'"] {
            assert!(Mention::find(text).is_some(), "{text}");
        }
        for text in ["# kind: SparkApplication\n", "kind: SparkApplicationList", "resources: [sparkapplications]", "subkind: SparkApplication"] {
            assert_eq!(Mention::find(text), None, "{text}");
        }
        assert_eq!(Mention::find("kind: SparkApplication\nname: {{ .x }}"), Some(Mention { is_template: true }));
    }
}
