//! Cheap searches in text, before parsing and where parsing fails.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use memchr::memmem;
use regex::{Captures, Regex};

use super::{KINDS, KindSpec};

/// False only if no document in these bytes can be a Spark application.
///
/// The names of all supported kinds contain the word `Spark`. A YAML parser can find a word that is not visible in the
/// bytes only if one of its letters is escaped in a double-quoted scalar (`\x53`, `\u0053`), if an escaped line break
/// splits it, in a `!!binary` value, or in UTF-16: files with any of these are not skipped. Other escapes, which
/// scripts and exported dashboards contain by the thousand, cannot produce a letter.
#[must_use]
pub fn may_mention(bytes: &[u8]) -> bool {
    names_spark(bytes) || hides_words(bytes, false)
}

/// True if the word `Spark` occurs.
#[must_use]
pub fn names_spark(bytes: &[u8]) -> bool {
    static WORD: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("Spark"));
    WORD.find(bytes).is_some()
}

/// True if a YAML parser may find words that are not visible in the bytes.
#[must_use]
pub fn has_escapes(bytes: &[u8]) -> bool {
    hides_words(bytes, true)
}

/// True if a YAML parser may find words that are not visible in the bytes: only the word `Spark`, or any word if `any`.
fn hides_words(bytes: &[u8], any: bool) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || memchr::memchr3_iter(b'\\', b'!', b'%', bytes).any(|at| {
            let after = &bytes[at + 1..];
            match bytes[at] {
                b'\\' if any => matches!(after, [b'x' | b'u' | b'U' | b'\n' | b'\r', ..]),
                b'\\' => is_part_of_word(&bytes[..at], after),
                b'!' => is_binary_tag(after),
                _ => after.starts_with(b"TAG"),
            }
        })
}

/// False only if a text contains no Spark application: those have a kind and their API group, followed by a version.
/// Texts that only mention the kinds, such as custom resource definitions, are excluded by a byte search.
#[must_use]
pub fn may_hold_application(text: impl AsRef<[u8]>) -> bool {
    let bytes = text.as_ref();
    let has_word = names_spark(bytes);
    // If the word occurs, an escape or an escaped line break may be a part of the version or of its key.
    has_word && names_version(bytes) || hides_words(bytes, has_word)
}

/// True if an API version may be that of a Spark application.
fn names_version(bytes: &[u8]) -> bool {
    static VERSION: LazyLock<memmem::Finder<'static>> =
        LazyLock::new(|| memmem::Finder::new("apiVersion"));
    VERSION
        .find_iter(bytes)
        .any(|at| is_version(&bytes[at + "apiVersion".len()..]))
}

/// True if the text after `apiVersion` may be the version of a Spark application.
#[must_use]
pub fn is_version(after: &[u8]) -> bool {
    let is_before = |byte: &u8| byte.is_ascii_whitespace() || b"\"':=\\".contains(byte);
    let before = after.iter().take_while(|byte| is_before(byte)).count();
    let rest = &after[before..];
    // A placeholder or an alias is not plain text. In a schema, the field is a mapping.
    let rest = rest.strip_prefix(b"{").unwrap_or(rest);
    let is_plain = rest.first().is_some_and(u8::is_ascii_lowercase);
    let is_spark = |group: &str| {
        let rest = rest.strip_prefix(group.as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"/"))
    };
    !is_plain || KINDS.iter().any(|kind| is_spark(kind.group()))
}

/// True if a text in any language clearly contains a Spark application: an API version, a kind and a spec.
#[must_use]
pub fn holds_application(text: &str) -> bool {
    static PARTS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
        let one_of = |names: Vec<&str>| {
            let names: Vec<_> = names.into_iter().map(regex::escape).collect();
            names.join("|")
        };
        let kinds = one_of(KINDS.iter().map(|kind| kind.name).collect());
        let groups = one_of(KINDS.iter().map(KindSpec::group).collect());
        let assigned = r#"\\?["'`]?\s*[:=]\s*\\?["'`]?"#;
        [
            format!(r"\bapiVersion{assigned}(?:{groups})/"),
            format!(r"\bkind{assigned}(?:{kinds})\b"),
            r#"\bspec\\?["'`]?\s*[:=]"#.to_owned(),
        ]
        .map(|pattern| Regex::new(&pattern).expect("a valid pattern"))
    });
    PARTS.iter().all(|part| part.is_match(text))
}

/// True if an escape may produce a letter of `Spark` or a line break inside the word. `before` and `after` are the
/// bytes around the backslash.
fn is_part_of_word(before: &[u8], after: &[u8]) -> bool {
    let digits = match after.first() {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\n' | b'\r') => {
            // The indentation of the next line is not part of the scalar, and only another escaped line break can make
            // a line blank.
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

/// True for the text after the first `!` of `!!binary`, of `!<tag:yaml.org,2002:binary>`, and of both with escapes. A
/// tag with a `%TAG` prefix is detected by that directive.
fn is_binary_tag(after: &[u8]) -> bool {
    matches!(after, [b'!', b'b' | b'%', ..] | [b'<', ..])
}

/// A text that could not be parsed, but mentions a Spark application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The placeholder that makes it invalid YAML, if there is one.
    pub placeholder: Option<Placeholder>,
}

/// A placeholder that makes a text invalid YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The byte range in the text.
    pub range: Range<usize>,
    /// True for a Go template action, as in Helm: `{{ … }}`.
    pub is_action: bool,
}

impl Mention {
    /// Searches for the name of a kind outside of comments, in any spelling.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        names_kind(&outside_comments(text)).then(|| Self {
            placeholder: placeholder(text),
        })
    }
}

/// True if a YAML parser could find the name of a kind, or of its list, in a text.
fn names_kind(text: &str) -> bool {
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        let kinds: Vec<_> = KINDS.iter().map(|spec| regex::escape(spec.name)).collect();
        Regex::new(&format!(r"\b(?:{})(?:List)?\b", kinds.join("|"))).expect("a valid pattern")
    });
    let bytes = text.as_bytes();
    KIND.is_match(text)
        || KIND.is_match(&without_escapes(text))
        || memmem::find(bytes, b"%TAG").is_some()
        || memchr::memchr_iter(b'!', bytes).any(|at| is_binary_tag(&bytes[at + 1..]))
}

/// A text with escapes replaced by their letters.
fn without_escapes(text: &str) -> Cow<'_, str> {
    static ESCAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n\s*)")
            .expect("a valid pattern")
    });
    ESCAPE.replace_all(text, |found: &Captures<'_>| {
        let digits = (1..=3).find_map(|group| found.get(group));
        let code = digits.and_then(|digits| u32::from_str_radix(digits.as_str(), 16).ok());
        let letter = code.and_then(char::from_u32);
        letter.map(String::from).unwrap_or_default()
    })
}

/// A text without its comments, as far as they can be recognized in invalid YAML: inside an open quote, `#` may be part
/// of the string.
fn outside_comments(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut is_quote_open = [false, false];
    // `kubectl` ends comments at all of these.
    for line in text.split_inclusive(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        let comment = memchr::memchr_iter(b'#', line.as_bytes())
            .find(|at| *at == 0 || line[..*at].ends_with([' ', '\t']));
        let (content, comment) = line.split_at(comment.unwrap_or(line.len()));
        let mut has_open_quote = |text: &str| {
            for letter in text.bytes() {
                match letter {
                    b'"' => is_quote_open[0] ^= true,
                    b'\'' => is_quote_open[1] ^= true,
                    _ => {}
                }
            }
            is_quote_open.contains(&true)
        };
        rest.push_str(content);
        if has_open_quote(content) {
            rest.push_str(comment);
            has_open_quote(comment);
        } else if !comment.is_empty() {
            rest.push('\n');
        }
    }
    rest
}

/// The first placeholder that makes a text invalid YAML. Comments are ignored.
fn placeholder(text: &str) -> Option<Placeholder> {
    // Unquoted values that are invalid in YAML: `{% … %}`, `@NAME@`, `%NAME%`, and `{NAME}` followed by more text.
    // `{NAME}` alone, `${NAME}` and `<NAME>` are valid values.
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^[^#\n]*?(?:^|[:-])\s+(\{%[^\n]*?%\}|@[\w.-]+@|%[A-Za-z_]\w*%|\{[A-Za-z_][\w.]*\}[^\s,}#])").expect("a valid pattern")
    });
    if let Some(range) = first_action(text) {
        return Some(Placeholder {
            range,
            is_action: true,
        });
    }
    let other = OTHER.captures(text)?.get(1)?;
    Some(Placeholder {
        range: other.range(),
        is_action: false,
    })
}

/// The first Go template action outside of comments.
fn first_action(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(at) = line.find("{{") {
            let before = &line[..at];
            let is_comment =
                before.starts_with('#') || before.contains(" #") || before.contains("\t#");
            if !is_comment {
                let from = start + at;
                let length = text[from..].find("}}")? + 2;
                return Some(from..from + length);
            }
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_may_hide_a_kind_are_not_skipped() {
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
    fn mentioning_a_kind_is_no_application() {
        for text in [
            "kind: CustomResourceDefinition\nspec:\n  group: sparkoperator.k8s.io\n  names: {kind: SparkApplication}\n",
            "apiVersion: rbac.authorization.k8s.io/v1\n# sparkoperator.k8s.io/v1beta2 SparkApplication\n",
            "apiVersion: v1\nkind: SparkApplication\n",
            "properties:\n  apiVersion:\n    description: SparkApplication\n",
        ] {
            assert!(!may_hold_application(text), "{text}");
        }
        for text in [
            "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\n",
            "{\"apiVersion\":\"spark.apache.org/v1\",\"kind\":\"SparkApplication\"}",
            "apiVersion: {{ .x }}\nkind: SparkApplication\n",
            "apiVersion:\n  sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\n",
            "apiVersion: *version\nkind: SparkApplication\n",
            "apiVersion: \"sparkoperator.\\\nk8s.io/v1beta2\"\nkind: SparkApplication\n",
            "\"api\\x56ersion\": sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\n",
        ] {
            assert!(may_hold_application(text), "{text}");
        }
    }

    #[test]
    fn broken_text_names_an_application_by_its_kind() {
        for text in [
            "kind: SparkApplication\na: [",
            "{\"kind\": \"SparkApplication\",",
            "- kind: ScheduledSparkApplication\n{{",
            "{kind: 'SparkApplication'",
            "kind: &k SparkApplication\n",
            "kind: \"\\x53parkApplication\"\n",
            "kind: \"Spark\\u0041pplication\"\n",
            "kind: \"Spa\\\n  rkApplication\"\n",
            "kind: !!str SparkApplication\n",
            "kind: !!binary U3BhcmtBcHBsaWNhdGlvbg==\n",
            "kind: >-\n  SparkApplication\n",
            "kind: SparkApplicationList",
            "# see\u{2028}kind: SparkApplication\n",
            "{\"a\": \"b\n # c\", kind: SparkApplication}",
            "# it's\n{a: 'b\n# ', kind: SparkApplication}",
        ] {
            assert!(Mention::find(text).is_some(), "{text}");
        }
        for text in [
            "# kind: SparkApplication\n",
            "a: b # kind: SparkApplication\n",
            "a: \"b\" # kind: SparkApplication\n",
            "a: 'b' # kind: SparkApplication\n",
            "a: \"it's\" \"'\" # kind: SparkApplication\n",
            "kind: !binary x\n",
            "kind: ! binary\n",
            "kind: SparkApplicationSet",
            "resources: [sparkapplications]",
        ] {
            assert_eq!(Mention::find(text), None, "{text}");
        }
    }

    #[test]
    fn placeholders_are_found() {
        let found = |text: &str| {
            let text = format!("kind: SparkApplication\n{text}");
            let placeholder = Mention::find(&text).expect("a mention").placeholder;
            placeholder
                .map(|placeholder| (text[placeholder.range].to_owned(), placeholder.is_action))
        };
        let action = |text: &str| Some((text.to_owned(), true));
        let other = |text: &str| Some((text.to_owned(), false));
        assert_eq!(found("a: {{ .x }}\nb: {{ .y }}"), action("{{ .x }}"));
        assert_eq!(found("a: {{\n  .x }}"), action("{{\n  .x }}"));
        assert_eq!(found("image: {REGISTRY}/app"), other("{REGISTRY}/"));
        assert_eq!(found("- @NAME@"), other("@NAME@"));
        assert_eq!(found("a: %NAME%"), other("%NAME%"));
        assert_eq!(found("  {% if x %}"), other("{% if x %}"));
        for text in [
            "a: {x}",
            "a: [",
            "a: ${NAME}/x",
            "a: 'x@y@z'",
            "# a: @NAME@",
            "# {{ .x }}",
            "a: b # {{ .x }}",
            "a: <NAME>",
            "a: {b}, {c}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
