//! Suggests replacements for an annotation's invalid value.

use super::Value;

/// Other words for a boolean.
const TRUE: [&str; 4] = ["yes", "y", "on", "1"];
const FALSE: [&str; 4] = ["no", "n", "off", "0"];

impl Value {
    /// The value that was probably meant by an invalid one.
    #[must_use]
    pub fn meant(&self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            Self::Boolean => {
                let is_one =
                    |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
                if is_one(TRUE) {
                    Some("true".to_owned())
                } else if is_one(FALSE) {
                    Some("false".to_owned())
                } else {
                    alike(text, ["true", "false"])
                }
            }
            Self::OneOf(values) => alike(text, values.iter().map(String::as_str)),
            Self::List { values, .. } if !values.is_empty() => {
                let entries = text.split(',').map(|entry| {
                    let entry = entry.trim();
                    let known = values.iter().find(|value| *value == entry);
                    match known {
                        Some(known) => Some(known.clone()),
                        None => alike(entry, values.iter().map(String::as_str)),
                    }
                });
                Some(entries.collect::<Option<Vec<_>>>()?.join(","))
            }
            _ => None,
        }
        .filter(|meant| self.refuse(meant).is_none())
    }

    /// What to write instead of an invalid value: lower case, no full stop.
    #[must_use]
    pub fn advice(&self, text: &str) -> String {
        if let Some(meant) = self.meant(text) {
            return format!("write `{meant}`");
        }
        match self {
            Self::Text => "write a text".to_owned(),
            Self::Boolean => "write `true` or `false`, or remove the annotation".to_owned(),
            Self::Integer { min, max, unit } => match (number(text, unit.as_deref()), min, max) {
                (Some(number), Some(min), _) if number < *min => format!("write `{min}` or more"),
                (Some(number), _, Some(max)) if number > *max => format!("write `{max}` or less"),
                (_, Some(min), _) => {
                    format!("write a whole number without a unit, such as `{min}`")
                }
                _ => "write a whole number without a unit".to_owned(),
            },
            Self::Decimal(_) => "write a number such as `0.25`".to_owned(),
            Self::Json => "write JSON, all of it between single quotes".to_owned(),
            Self::Quantity => "write a number and a unit, such as `20Gi`".to_owned(),
            Self::OneOf(values) => match &values[..] {
                [only] => format!("write `{only}`, or remove the annotation"),
                _ => "write one of these values, or remove the annotation".to_owned(),
            },
            Self::List {
                like: Some(form), ..
            }
            | Self::Like(form) => {
                format!("write it like `{}`", form.example)
            }
            Self::List { .. } => {
                "write entries with one comma between each two of them, and no more than ECI takes"
                    .to_owned()
            }
        }
    }
}

/// The word that differs from a text only in case, hyphens or a letter or two.
fn alike<'v>(text: &str, values: impl IntoIterator<Item = &'v str>) -> Option<String> {
    let plain = |text: &str| text.replace(['-', '_', ' '], "").to_ascii_lowercase();
    let text = plain(text);
    let near = values.into_iter().filter_map(|value| {
        let distance = strsim::damerau_levenshtein(&plain(value), &text);
        // A typo leaves most of the word unchanged.
        (distance <= 2 && distance * 3 < value.len()).then_some((distance, value))
    });
    let nearest = near.min_by_key(|(distance, _)| *distance);
    nearest.map(|(_, value)| value.to_owned())
}

fn number(text: &str, unit: Option<&str>) -> Option<u64> {
    let text = text.trim_ascii();
    let digits = unit.and_then(|unit| text.strip_suffix(unit));
    digits.unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::eci::Catalog;

    #[test]
    fn typos_lead_to_the_value_that_was_meant() {
        let meant = |name: &str, text: &str| {
            let key = format!("k8s.aliyun.com/{name}");
            let known = Catalog::built_in().annotation(&key);
            known.expect("a key of the catalogue").value.meant(text)
        };
        for (name, text, expected) in [
            ("eci-image-cache", "ture", Some("true")),
            ("eci-image-cache", "yes", Some("true")),
            ("eci-image-cache", "Off", Some("false")),
            ("eci-image-cache", "flase", Some("false")),
            ("eci-image-cache", "enabled", None),
            ("eci-image-cache", "", None),
            ("eci-spot-strategy", "spotaspricego", Some("SpotAsPriceGo")),
            ("eci-spot-strategy", "SpotAsPriceG", Some("SpotAsPriceGo")),
            ("eci-spot-strategy", "spot", None),
            ("eci-fail-strategy", "failover", Some("fail-over")),
            ("eci-spot-duration", "2", None),
            (
                "eci-compute-category",
                "Economy, genral",
                Some("economy,general"),
            ),
            ("eci-compute-category", "cheap", None),
            ("eci-max-pending-minute", "5", None),
        ] {
            assert_eq!(meant(name, text).as_deref(), expected, "{name}: {text}");
        }
    }
}
