//! Validation of names, labels and annotation keys.
//!
//! Source: `k8s.io/apimachinery/pkg/util/validation/validation.go`.

const LABEL_LENGTH: usize = 63;
const SUBDOMAIN_LENGTH: usize = 253;

/// Why the name of an object is invalid; `None` for a valid one, which is a DNS subdomain.
#[must_use]
pub fn wrong_name(text: &str) -> Option<&'static str> {
    if text.len() > SUBDOMAIN_LENGTH {
        Some("names have at most 253 characters")
    } else if !text.split('.').all(is_label) {
        Some(
            "names have only lower-case letters, digits, `-` and `.`, and start and end with a letter or a digit",
        )
    } else {
        None
    }
}

/// Why a `generateName` is invalid; `None` for a valid one.
#[must_use]
pub fn wrong_name_prefix(text: &str) -> Option<&'static str> {
    // The generated suffix ends with a letter or a digit. Kubernetes truncates a prefix that is too long.
    let ended = format!("{}a", text.trim_end_matches('-'));
    wrong_name(&ended).filter(|_| text.len() <= SUBDOMAIN_LENGTH)
}

/// Why the value of a label is invalid; `None` for a valid one.
#[must_use]
pub fn wrong_label_value(text: &str) -> Option<&'static str> {
    if text.len() > LABEL_LENGTH {
        Some("values of labels have at most 63 characters")
    } else if !text.is_empty() && !is_part(text) {
        Some(
            "values of labels have only letters, digits, `-`, `_` and `.`, and start and end with a letter or a digit",
        )
    } else {
        None
    }
}

/// Why the key of a label or an annotation is invalid; `None` for a valid one.
#[must_use]
pub fn wrong_key(text: &str) -> Option<&'static str> {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    if name.contains('/') {
        Some("a key has at most one `/`")
    } else if prefix.is_some_and(|prefix| wrong_name(prefix).is_some()) {
        Some("the part before the `/` of a key is a domain name in lower case")
    } else if name.len() > LABEL_LENGTH {
        Some("the name in a key has at most 63 characters")
    } else if !is_part(name) {
        Some(
            "the name in a key has only letters, digits, `-`, `_` and `.`, and starts and ends with a letter or a digit",
        )
    } else {
        None
    }
}

/// True for a label of a domain name.
fn is_label(text: &str) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.first().is_some_and(is_letter)
        && bytes.last().is_some_and(is_letter)
        && bytes.iter().all(|byte| is_letter(byte) || *byte == b'-')
}

fn is_part(text: &str) -> bool {
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    is_end(bytes.first())
        && is_end(bytes.last())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_subdomains() {
        for name in ["a", "1abc", "a-b.c", &"a".repeat(253)] {
            assert_eq!(wrong_name(name), None, "{name}");
        }
        for name in ["", "Upper", "a_b", "a-", ".a", "a..b", &"a".repeat(254)] {
            assert!(wrong_name(name).is_some(), "{name}");
        }
        assert_eq!(wrong_name_prefix("spark-"), None);
        assert!(wrong_name_prefix("UP").is_some());
    }

    #[test]
    fn values_of_labels_are_short_words() {
        for value in ["", "a", "2-4", "A_b.C", &"x".repeat(63)] {
            assert_eq!(wrong_label_value(value), None, "{value}");
        }
        for value in ["bad value!", "a/b", "-a", "a.", "é", &"x".repeat(64)] {
            assert!(wrong_label_value(value).is_some(), "{value}");
        }
    }

    #[test]
    fn keys_have_a_domain_and_a_name() {
        for key in [
            "a",
            "Team",
            "alibabacloud.com/eci",
            "k8s.aliyun.com/eci-use-specs",
        ] {
            assert_eq!(wrong_key(key), None, "{key}");
        }
        for key in ["", "a/", "/a", "a/b/c", "A.com/b", "a b", "x.com/-a"] {
            assert!(wrong_key(key).is_some(), "{key}");
        }
    }
}
