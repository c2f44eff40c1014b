//! The annotations that ECI reads on a pod: which there are, and what they may say.

use regex::Regex;

use super::table::{Table, number};
use crate::{kube::memory_quantity, yaml::Node};

/// An annotation of ECI.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// The whole key: `k8s.aliyun.com/eci-use-specs`.
    pub key: String,
    /// A few words about it: lower case, no full stop.
    pub summary: String,
    /// What it may say.
    pub value: Value,
    /// Whether it is to be used.
    pub status: Status,
    /// Which way to an image cache it is, where it is one.
    pub image_cache: Option<ImageCache>,
}

/// Whether an annotation is to be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is.
    Current,
    /// It is understood.
    Deprecated {
        /// What to use instead.
        instead: String,
        /// Since when, where the vendor says so.
        since: Option<String>,
    },
    /// It asked for a spec once.
    ObsoleteSpec,
    /// ECI writes it itself.
    Output,
}

/// A way to an image cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageCache {
    /// ECI looks for one.
    Automatic,
    /// It is named.
    Explicit,
}

/// What an annotation may say.
#[derive(Clone, Debug)]
pub enum Value {
    /// Anything.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The least.
        min: Option<u64>,
        /// The most.
        max: Option<u64>,
    },
    /// A number with at most so many decimals.
    Decimal(usize),
    /// JSON.
    Json,
    /// A quantity of storage.
    Quantity,
    /// One of these.
    OneOf(Vec<String>),
    /// Entries separated by commas.
    List {
        /// The most entries.
        max: Option<u64>,
        /// What each may be; empty for anything.
        values: Vec<String>,
        /// What each must look like.
        like: Option<Pattern>,
    },
    /// A text of a certain form.
    Like(Pattern),
}

/// A form of text.
#[derive(Clone, Debug)]
pub struct Pattern {
    pattern: Regex,
    pub(super) example: String,
}

pub(super) fn parse(table: Table<'_>) -> Vec<Annotation> {
    let prefix = table.text("prefix");
    table
        .list("keys")
        .map(|row| {
            let key = row.text("key");
            let key = if key.contains('/') {
                key.to_owned()
            } else {
                format!("{prefix}{key}")
            };
            let text = |name: &str| row.0.get(name).map(|_| row.text(name));
            let status = match (text("output"), text("obsolete-spec"), text("deprecated")) {
                (Some(_), _, _) => Status::Output,
                (_, Some(_), _) => Status::ObsoleteSpec,
                (_, _, Some(instead)) => Status::Deprecated {
                    // As it has to be written: without the prefix it would be another mistake.
                    instead: instead
                        .replace("`eci-", &format!("`{prefix}eci-"))
                        .replace("`acr-", &format!("`{prefix}acr-")),
                    since: text("deprecated-since").map(str::to_owned),
                },
                _ => Status::Current,
            };
            Annotation {
                key,
                summary: row.text("summary").to_owned(),
                value: value(row, text("value").unwrap_or("text")),
                status,
                image_cache: text("image-cache").map(|way| match way {
                    "automatic" => ImageCache::Automatic,
                    _ => ImageCache::Explicit,
                }),
            }
        })
        .collect()
}

fn value(row: Table<'_>, kind: &str) -> Value {
    let limit = |name: &str| row.0.get(name).map(number);
    let texts = |name: &str| {
        let list = row.0.get(name).into_iter().flat_map(Node::items);
        list.filter_map(|item| item.scalar_text().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let form = || {
        row.0.get("like").map(|_| Pattern {
            pattern: Regex::new(&format!("^(?:{})$", row.text("like"))).expect("a valid pattern"),
            example: row.text("example").to_owned(),
        })
    };
    match kind {
        "boolean" => Value::Boolean,
        "integer" => Value::Integer {
            min: limit("min"),
            max: limit("max"),
        },
        "decimal" => Value::Decimal(usize::try_from(number(row.table("decimals").0)).unwrap_or(0)),
        "json" => Value::Json,
        "quantity" => Value::Quantity,
        "one-of" => Value::OneOf(texts("values")),
        "list" => Value::List {
            max: limit("max"),
            values: texts("values"),
            like: form(),
        },
        "like" => Value::Like(form().expect("a form in the catalogue")),
        "text" => Value::Text,
        other => panic!("the catalogue has a value of kind {other}"),
    }
}

impl Annotation {
    /// An annotation that a configuration adds: nothing is known about its values.
    pub(super) fn of_configuration(key: String) -> Self {
        Self {
            key,
            summary: "added by the configuration".to_owned(),
            value: Value::Text,
            status: Status::Current,
            image_cache: None,
        }
    }
}

impl Value {
    /// What is allowed, as a clause: ``it is `true` or `false` ``. `None` where anything is.
    #[must_use]
    pub fn allowed(&self) -> Option<String> {
        Some(match self {
            Self::Text => return None,
            Self::Boolean => "it is `true` or `false`".to_owned(),
            Self::Integer { min, max } => match (min, max) {
                (Some(min), Some(max)) => format!("it is a whole number from {min} to {max}"),
                (Some(min), None) => format!("it is a whole number, at least {min}"),
                _ => "it is a whole number".to_owned(),
            },
            Self::Decimal(decimals) => format!("it is a number with at most {decimals} decimals"),
            Self::Json => "it is JSON".to_owned(),
            Self::Quantity => "it is a quantity such as `20Gi`".to_owned(),
            Self::OneOf(values) => one_of(values),
            Self::List { max, values, like } => {
                let most = max.map(|max| format!("it takes at most {max} entries"));
                let each = match like {
                    _ if !values.is_empty() => Some(format!("each entry is {}", names(values))),
                    Some(form) => Some(format!("entries look like `{}`", form.example)),
                    None => None,
                };
                let clauses: Vec<_> = most.into_iter().chain(each).collect();
                if clauses.is_empty() {
                    return None;
                }
                clauses.join("; ")
            }
            Self::Like(form) => format!("it looks like `{}`", form.example),
        })
    }

    /// The values to choose from, where there are only some: entries, for a list.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        match self {
            Self::Boolean => vec!["true", "false"],
            Self::OneOf(values) | Self::List { values, .. } => {
                values.iter().map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Why a text is no such value, and what is allowed: lower case, no full stop. `None` for one that is.
    #[must_use]
    pub fn refuse(&self, text: &str) -> Option<String> {
        let is_one = match self {
            Self::Text => true,
            // How an upper-case letter is read is not documented.
            Self::Boolean => ["true", "false"]
                .iter()
                .any(|known| text.eq_ignore_ascii_case(known)),
            Self::Integer { min, max } => text.parse::<u64>().is_ok_and(|number| {
                min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
            }),
            Self::Decimal(decimals) => {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
                let is_number = |digits: &str| {
                    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
                };
                is_number(whole) && is_number(fraction) && fraction.len() <= *decimals
            }
            Self::Json => {
                let error = serde_json::from_str::<serde_json::Value>(text).err()?;
                return Some(format!("it is JSON, and this is none: {error}"));
            }
            Self::Quantity => memory_quantity(text).is_some(),
            Self::OneOf(values) => values.iter().any(|value| value == text),
            Self::List { max, values, like } => {
                return refuse_list(text, *max, values, like.as_ref());
            }
            Self::Like(form) => form.pattern.is_match(text),
        };
        if is_one { None } else { self.allowed() }
    }
}

fn refuse_list(
    text: &str,
    max: Option<u64>,
    values: &[String],
    like: Option<&Pattern>,
) -> Option<String> {
    let entries: Vec<_> = text.split(',').map(str::trim).collect();
    if let Some(max) = max.filter(|max| entries.len() as u64 > *max) {
        return Some(format!(
            "it takes at most {max} entries, these are {}",
            entries.len()
        ));
    }
    if entries.iter().any(|entry| entry.is_empty()) {
        return Some("an entry is empty".to_owned());
    }
    let is_known = |entry: &&str| values.iter().any(|value| value == entry);
    if !values.is_empty() && !entries.iter().all(is_known) {
        return Some(format!("each entry is {}", names(values)));
    }
    let form = like?;
    let fits = entries.iter().all(|entry| form.pattern.is_match(entry));
    (!fits).then(|| format!("entries look like `{}`", form.example))
}

fn one_of(values: &[String]) -> String {
    match values {
        [only] => format!("the only value is `{only}`"),
        _ => format!("it is {}", names(values)),
    }
}

/// `a`, `b` or `c`.
fn names(values: &[String]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use crate::eci::Catalog;

    #[test]
    fn values_are_those_that_the_vendor_documents() {
        let refuses = |key: &str, text: &str| {
            let key = format!("k8s.aliyun.com/{key}");
            let known = Catalog::built_in()
                .annotations
                .iter()
                .find(|known| known.key == key);
            known.expect("a key of the catalogue").value.refuse(text)
        };
        for (key, text) in [
            ("eci-spot-strategy", "SpotAsPriceGo"),
            ("eci-spot-price-limit", "0.056"),
            ("eci-spot-price-limit", "1"),
            ("eci-max-pending-minute", "10"),
            ("eci-max-pending-minute", "1440"),
            ("eci-instance-generation", "6,5"),
            ("eci-instance-generation", "-5,-4"),
            ("eci-instance-family", "ecs.c6, ecs.c5"),
            ("eci-gpu-driver-version", "tesla=535"),
            ("eci-gpu-driver-version", "tesla=525.85.12"),
            ("eci-extra-ephemeral-storage", "20Gi"),
            ("eci-ephemeral-storage-options", r#"{"encrypted":"true"}"#),
            ("eci-compute-category", "economy,general"),
            ("eci-image-cache", "true"),
            ("eci-custom-tags", "a:b,c:d"),
        ] {
            assert_eq!(refuses(key, text), None, "{key}: {text}");
        }
        for (key, text, words) in [
            ("eci-spot-strategy", "spotaspricego", "`SpotAsPriceGo`"),
            ("eci-spot-price-limit", "0.0561", "3 decimals"),
            ("eci-spot-price-limit", "-1", "a number"),
            ("eci-spot-price-limit", ".5", "a number"),
            ("eci-max-pending-minute", "9", "10 to 1440"),
            ("eci-max-pending-minute", "1441", "10 to 1440"),
            ("eci-spot-duration", "2", "`0` or `1`"),
            ("eci-image-cache", "yes", "`true` or `false`"),
            ("eci-custom-tags", "a:b,c:d,e:f,g:h", "at most 3"),
            ("eci-vswitch", "vsw-1,,vsw-2", "empty"),
            ("eci-custom-hosts", "[", "JSON"),
            ("eci-core-pattern", "|/bin/x", "looks like"),
            ("eci-compute-category", "cheap", "`economy` or `general`"),
        ] {
            let reason = refuses(key, text).expect(text);
            assert!(reason.contains(words), "{key}: {text}: {reason}");
        }
    }
}
