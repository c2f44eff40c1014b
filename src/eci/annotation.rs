//! The annotations that ECI reads on a pod, and their allowed values.

use std::{fmt, sync::OnceLock};

use regex::Regex;

use super::table::{Table, number};
use crate::{kube::memory_quantity, yaml::Node};

#[derive(Clone, Debug)]
pub struct Annotation {
    /// The full key: `k8s.aliyun.com/eci-use-specs`.
    pub key: String,
    /// A few words about it: lower case, no full stop.
    pub summary: String,
    /// The allowed values.
    pub value: Value,
    /// Whether it should be used.
    pub status: Status,
    /// How it selects an image cache, if it does.
    pub image_cache: Option<ImageCache>,
    /// The vendor's documentation; `None` if no page was found, or for an annotation from a configuration.
    pub source: Option<Source>,
    doubts: Vec<Doubt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The URL.
    pub page: String,
    /// The date of its last change.
    pub as_of: String,
}

/// A value whose effect is not clear from the documentation.
#[derive(Clone, Debug)]
pub struct Doubt {
    matcher: WholeMatch,
    /// True if the pod probably gets something else than intended.
    pub is_likely_wrong: bool,
    /// A clause: lower case, no full stop.
    pub reason: String,
}

/// Whether an annotation should be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It can be used.
    Current,
    /// It still works, but has been replaced.
    Deprecated {
        /// The replacement.
        instead: Successor,
        /// The date, if the vendor mentions one.
        since: Option<String>,
    },
    /// It requested a spec in the past; `eci-use-specs` has replaced it.
    ObsoleteSpec,
    /// An annotation of an `ImageCache`: on a pod it has no documented effect.
    OfImageCache {
        /// The equivalent key for pods.
        on_pods: Option<String>,
    },
    /// ECI writes it.
    Output,
}

/// The replacement of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Successor {
    /// The same replacement for each value.
    One(String),
    /// A replacement for each value.
    ByValue(Vec<(String, String)>),
}

impl Successor {
    /// The replacement for a value; `None` for a value that is not documented.
    #[must_use]
    pub fn of(&self, value: &str) -> Option<&str> {
        match self {
            Self::One(instead) => Some(instead),
            Self::ByValue(list) => {
                let found = list.iter().find(|(known, _)| known == value);
                found.map(|(_, instead)| instead.as_str())
            }
        }
    }

    /// The replacements for all values.
    #[must_use]
    pub fn of_all(&self) -> String {
        match self {
            Self::One(instead) => instead.clone(),
            Self::ByValue(list) => {
                let each = list
                    .iter()
                    .map(|(value, instead)| format!("{instead} for `{value}`"));
                each.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// How an annotation selects an image cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageCache {
    /// ECI searches for one.
    Automatic,
    /// The annotation names it.
    Explicit,
}

/// The allowed values of an annotation.
#[derive(Clone, Debug)]
pub enum Value {
    /// Any text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer {
        min: Option<u64>,
        max: Option<u64>,
        /// An optional suffix.
        unit: Option<String>,
    },
    /// A number with at most this many decimals.
    Decimal(usize),
    /// JSON.
    Json,
    /// A quantity of storage.
    Quantity,
    /// One of these values.
    OneOf(Vec<String>),
    /// Comma-separated entries.
    List {
        /// The maximum number of entries.
        max: Option<u64>,
        /// The allowed entries; empty if any are allowed.
        values: Vec<String>,
        /// The required form of an entry.
        like: Option<Pattern>,
    },
    /// A text of a certain form.
    Like(Pattern),
}

#[derive(Clone, Debug)]
pub struct Pattern {
    matcher: WholeMatch,
    pub(super) example: String,
}

impl Pattern {
    fn is_match(&self, text: &str) -> bool {
        self.matcher.is_match(text)
    }
}

/// A regular expression that must match the whole text. It is compiled on demand: few annotations are used, and
/// compiling takes longer than reading the table.
#[derive(Clone)]
pub(super) struct WholeMatch {
    form: String,
    compiled: OnceLock<Regex>,
}

impl WholeMatch {
    fn new(form: &str) -> Self {
        Self {
            form: form.to_owned(),
            compiled: OnceLock::new(),
        }
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        let compile = || {
            let whole = format!("^(?:{})$", self.form);
            Regex::new(&whole).expect("a valid pattern of the catalogue")
        };
        self.compiled.get_or_init(compile).is_match(text)
    }
}

impl fmt::Debug for WholeMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WholeMatch").field(&self.form).finish()
    }
}

pub(super) fn parse(table: Table<'_>) -> Vec<Annotation> {
    let prefix = table.text("prefix");
    let common = source(table).expect("the page of the table");
    table
        .list("keys")
        .map(|row| {
            let whole_key = |key: &str| {
                if key.contains('/') {
                    key.to_owned()
                } else {
                    format!("{prefix}{key}")
                }
            };
            let text = |name: &str| row.0.get(name).map(|_| row.text(name));
            let status = match text("status") {
                None => match row.0.get("deprecated") {
                    None => Status::Current,
                    Some(instead) => Status::Deprecated {
                        instead: successor(instead),
                        since: text("deprecated-since").map(str::to_owned),
                    },
                },
                Some("output") => Status::Output,
                Some("obsolete-spec") => Status::ObsoleteSpec,
                Some("of-image-cache") => Status::OfImageCache {
                    on_pods: text("on-pods").map(whole_key),
                },
                Some(other) => panic!("the catalogue has an annotation of status {other}"),
            };
            Annotation {
                key: whole_key(row.text("key")),
                summary: row.text("summary").to_owned(),
                value: value(row, text("value").unwrap_or("text")),
                status,
                image_cache: text("image-cache").map(|way| match way {
                    "automatic" => ImageCache::Automatic,
                    _ => ImageCache::Explicit,
                }),
                source: match text("unsourced") {
                    Some(_) => None,
                    None => Some(source(row).unwrap_or_else(|| common.clone())),
                },
                doubts: doubts(row),
            }
        })
        .collect()
}

fn source(row: Table<'_>) -> Option<Source> {
    row.0.get("source").map(|page| Source {
        page: page.scalar_text().expect("an address").to_owned(),
        as_of: row.text("as-of").to_owned(),
    })
}

fn successor(node: Node<'_>) -> Successor {
    let text = |node: Node<'_>| node.scalar_text().expect("a successor").to_owned();
    if node.scalar_text().is_some() {
        return Successor::One(text(node));
    }
    let entries = node.entries().into_iter();
    Successor::ByValue(
        entries
            .map(|entry| (entry.key.into_owned(), text(entry.value)))
            .collect(),
    )
}

fn doubts(row: Table<'_>) -> Vec<Doubt> {
    let list = row.0.get("doubtful").into_iter().flat_map(Node::items);
    list.map(Table)
        .map(|doubt| Doubt {
            matcher: WholeMatch::new(doubt.text("like")),
            is_likely_wrong: match doubt.text("severity") {
                "warning" => true,
                "info" => false,
                other => panic!("the catalogue has a doubt of severity {other}"),
            },
            reason: doubt.text("reason").to_owned(),
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
            matcher: WholeMatch::new(row.text("like")),
            example: row.text("example").to_owned(),
        })
    };
    match kind {
        "boolean" => Value::Boolean,
        "integer" => Value::Integer {
            min: limit("min"),
            max: limit("max"),
            unit: row.0.get("unit").map(|_| row.text("unit").to_owned()),
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
    /// An annotation from a configuration; nothing is known about its values.
    pub(super) fn from_configuration(key: String) -> Self {
        Self {
            key,
            summary: "added by the configuration".to_owned(),
            value: Value::Text,
            status: Status::Current,
            image_cache: None,
            source: None,
            doubts: Vec::new(),
        }
    }

    /// Why the effect of a value is not clear, if so.
    #[must_use]
    pub fn doubt(&self, value: &str) -> Option<&Doubt> {
        let mut doubts = self.doubts.iter();
        doubts.find(|doubt| doubt.matcher.is_match(value))
    }
}

impl Value {
    /// The allowed values as a clause: ``it is `true` or `false` ``. `None` if any are allowed.
    #[must_use]
    pub fn allowed(&self) -> Option<String> {
        Some(match self {
            Self::Text => return None,
            Self::Boolean => "must be `true` or `false`".to_owned(),
            Self::Integer { min, max, unit } => {
                let range = match (min, max) {
                    (Some(min), Some(max)) => format!("must be a whole number from {min} to {max}"),
                    (Some(min), None) => format!("must be a whole number of at least {min}"),
                    _ => "must be a whole number".to_owned(),
                };
                match unit {
                    Some(unit) => format!("{range}, with or without `{unit}` behind it"),
                    None => range,
                }
            }
            Self::Decimal(decimals) => format!("must be a number with at most {decimals} decimals"),
            Self::Json => "must be valid JSON".to_owned(),
            Self::Quantity => "must be a quantity such as `20Gi`".to_owned(),
            Self::OneOf(values) => one_of(values),
            Self::List { max, values, like } => {
                let most = max.map(|max| format!("must have at most {max} entries"));
                let each = match like {
                    _ if !values.is_empty() => {
                        Some(format!("each entry must be {}", names(values)))
                    }
                    Some(form) => Some(format!("entries must look like `{}`", form.example)),
                    None => None,
                };
                let clauses: Vec<_> = most.into_iter().chain(each).collect();
                if clauses.is_empty() {
                    return None;
                }
                clauses.join("; ")
            }
            Self::Like(form) => format!("must look like `{}`", form.example),
        })
    }

    /// The values to choose from, if there is a fixed set; for a list, the entries.
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

    /// Why a value is invalid, and what is allowed: lower case, no full stop. `None` if it is valid.
    #[must_use]
    pub fn refuse(&self, text: &str) -> Option<String> {
        let is_one = match self {
            Self::Text => true,
            // The documentation does not say how upper case is treated.
            Self::Boolean => ["true", "false"]
                .iter()
                .any(|known| text.eq_ignore_ascii_case(known)),
            Self::Integer { min, max, unit } => {
                let digits = unit.as_deref().and_then(|unit| text.strip_suffix(unit));
                digits.unwrap_or(text).parse::<u64>().is_ok_and(|number| {
                    min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
                })
            }
            Self::Decimal(decimals) => {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
                let is_number = |digits: &str| {
                    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
                };
                is_number(whole) && is_number(fraction) && fraction.len() <= *decimals
            }
            Self::Json => {
                let error = serde_json::from_str::<serde_json::Value>(text).err()?;
                return Some(format!("must be valid JSON: {error}"));
            }
            Self::Quantity => memory_quantity(text).is_some(),
            Self::OneOf(values) => values.iter().any(|value| value == text),
            Self::List { max, values, like } => {
                return refuse_list(text, *max, values, like.as_ref());
            }
            Self::Like(form) => form.is_match(text),
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
            "must have at most {max} entries, not {}",
            entries.len()
        ));
    }
    if entries.iter().any(|entry| entry.is_empty()) {
        return Some("an entry is empty".to_owned());
    }
    let is_known = |entry: &&str| values.iter().any(|value| value == entry);
    if !values.is_empty() && !entries.iter().all(is_known) {
        return Some(format!("each entry must be {}", names(values)));
    }
    let form = like?;
    let fits = entries.iter().all(|entry| form.is_match(entry));
    (!fits).then(|| format!("entries must look like `{}`", form.example))
}

fn one_of(values: &[String]) -> String {
    match values {
        [only] => format!("must be `{only}`"),
        _ => format!("must be {}", names(values)),
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
    use super::Value;
    use crate::eci::Catalog;

    #[test]
    fn every_pattern_matches_its_example() {
        let mut patterns = 0;
        for annotation in &Catalog::built_in().annotations {
            let (Value::Like(form)
            | Value::List {
                like: Some(form), ..
            }) = &annotation.value
            else {
                continue;
            };
            assert_eq!(
                annotation.value.refuse(&form.example),
                None,
                "{}",
                annotation.key
            );
            patterns += 1;
        }
        assert!(patterns > 3);
    }

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
            ("eci-wait-clusterip-ready", "*"),
            ("eci-privatepool-matchcriteria", "Open"),
            ("eci-privatepool-matchcriteria", "open"),
            ("eci-privatepool-matchcriteria", "target"),
            ("eci-ipv6-bandwidth", "200"),
            ("eci-ipv6-bandwidth", "100M"),
            ("eci-aliyundun-enabled", "true"),
            ("eci-schedule-strategy", "VSwitchOrdered"),
            ("eci-instance-family", "-ecs.c6, -ecs.c5"),
            ("eci-gpu-driver-version", "tesla=535.161.08"),
            ("eci-host-sysctls", r#"[{"name":"xxx", "value": "vvv"}]"#),
            ("eci-core-pattern", "/data/dump-a/core"),
            ("eci-fixed-ip-retain-hour", "24"),
            ("eci-data-cache-provisionedIops", "40000"),
            ("eip-internet-charge-type", "PayByTraffic"),
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
            ("eci-core-pattern", "|/bin/x", "look like"),
            ("eci-compute-category", "cheap", "`economy` or `general`"),
            ("eci-wait-clusterip-ready", "yes", "must be `*`"),
            ("eci-ipv6-bandwidth", "0", "1 to 2000"),
            ("eci-ipv6-bandwidth", "2001M", "1 to 2000"),
            ("eci-ipv6-bandwidth", "100Mbps", "1 to 2000"),
            ("eci-ipv6-bandwidth", "M", "1 to 2000"),
        ] {
            let reason = refuses(key, text).expect(text);
            assert!(reason.contains(words), "{key}: {text}: {reason}");
        }
    }

    #[test]
    fn sources_are_pages_with_their_day() {
        let all = &Catalog::built_in().annotations;
        let sources = all.iter().filter_map(|known| known.source.as_ref());
        for source in sources {
            assert!(source.page.starts_with("https://"), "{source:?}");
            let day: Vec<_> = source.as_of.split('-').map(str::len).collect();
            assert_eq!(day, [4, 2, 2], "{source:?}");
        }
        assert!(all.iter().filter(|known| known.source.is_none()).count() < 12);
    }

    #[test]
    fn values_that_leave_doubt_have_a_reason() {
        let doubt = |key: &str, value: &str| {
            let annotation = Catalog::built_in().annotation(&format!("k8s.aliyun.com/{key}"));
            let doubt = annotation.expect("a known one").doubt(value);
            doubt.map(|doubt| doubt.is_likely_wrong)
        };
        assert_eq!(doubt("eci-gpu-driver-version", "grid=470"), Some(true));
        assert_eq!(doubt("eci-gpu-driver-version", "tesla=525"), Some(false));
        assert_eq!(doubt("eci-gpu-driver-version", "tesla=5255"), None);
        assert_eq!(doubt("eci-gpu-driver-version", "tesla=535"), None);
        assert_eq!(doubt("eci-wait-clusterip-ready", "True"), Some(false));
        assert_eq!(doubt("eci-wait-clusterip-ready", "*"), None);
    }
}
