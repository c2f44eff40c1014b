//! The values that Spark accepts for a setting.
//!
//! Source: `ConfigBuilder.scala` and `JavaUtils.java` of Apache Spark, which parse the values.

use super::{
    SparkVersion,
    byte_size::{self, DefaultUnit},
    duration,
    trim::trim,
};

/// The type of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// `true` or `false`.
    Boolean,
    /// A 32-bit integer.
    Int(Least),
    /// A 64-bit integer.
    Long(Least),
    /// A number.
    Double(Least),
    /// A duration, with the unit of a number without one.
    Time(&'static str, Least),
    /// A size in bytes, with the unit of a number without one.
    Bytes(&'static str, Least),
    /// One of these words, separated by `|`.
    OneOf(&'static str),
    /// The same, ignoring case.
    OneOfAnyCase(&'static str),
    /// A string, or several, separated by commas.
    Text,
    /// Another name of this setting.
    Alias(&'static str),
    /// Not documented in the table.
    Unknown,
}

/// The lower bound of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// No bound.
    Any,
    /// At least zero.
    Zero,
    /// Greater than this number.
    Above(u32),
}

impl ValueType {
    /// Parses the type in a cell of the table.
    pub(super) fn parse(cell: &'static str) -> Self {
        let (cell, least) = match cell.split_once('>') {
            Some((rest, "=0")) => (rest, Least::Zero),
            Some((rest, bound)) => (rest, bound.parse().map_or(Least::Any, Least::Above)),
            None => (cell, Least::Any),
        };
        let (kind, rest) = cell.split_once(':').unwrap_or((cell, ""));
        match kind {
            "boolean" => Self::Boolean,
            "int" => Self::Int(least),
            "long" => Self::Long(least),
            "double" => Self::Double(least),
            "time" => Self::Time(rest, least),
            "bytes" => Self::Bytes(rest, least),
            "one-of" => Self::OneOf(rest),
            "any-case" => Self::OneOfAnyCase(rest),
            "string" | "list" => Self::Text,
            "alias" => Self::Alias(rest),
            _ => Self::Unknown,
        }
    }

    /// Why Spark rejects a value: lower case, no full stop. `None` if it accepts it, or if that is not known.
    #[must_use]
    pub fn refuse(self, value: &str, version: SparkVersion) -> Option<String> {
        let text = trim(value);
        match self {
            Self::Boolean => {
                let is_one = ["true", "false"]
                    .iter()
                    .any(|one| text.eq_ignore_ascii_case(one));
                (!is_one).then(|| "neither `true` nor `false`".to_owned())
            }
            Self::Int(least) => whole(text, 32, least),
            Self::Long(least) => whole(text, 64, least),
            Self::Double(least) => match number(text) {
                Some(number) => least.refuse(number),
                None => Some("not a number".to_owned()),
            },
            Self::Time(unit, least) => time(text, unit, least),
            Self::Bytes(unit, least) => size(value, unit, least, version),
            Self::OneOf(options) => {
                let is_one = options.split('|').any(|option| option == value);
                (!is_one).then(|| "not one of the values that Spark takes".to_owned())
            }
            Self::OneOfAnyCase(options) => {
                let is_one = options
                    .split('|')
                    .any(|option| option.eq_ignore_ascii_case(text));
                (!is_one).then(|| "not one of the values that Spark takes".to_owned())
            }
            Self::Text | Self::Alias(_) | Self::Unknown => None,
        }
    }

    /// The allowed values, such as "`true` or `false`"; empty if they are not known.
    #[must_use]
    pub fn allowed(self) -> String {
        match self {
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Int(least) | Self::Long(least) => format!("a whole number{}", least.words()),
            Self::Double(least) => format!("a number{}", least.words()),
            Self::Time(unit, _) => {
                format!(
                    "a whole number and a unit, such as `30s` or `5m`; a number alone counts {}",
                    time_unit(unit)
                )
            }
            Self::Bytes(unit, _) => {
                format!(
                    "a whole number and a unit, such as `512m` or `4g`; a number alone counts {}",
                    size_unit(unit)
                )
            }
            Self::OneOf(options) | Self::OneOfAnyCase(options) => {
                let options: Vec<_> = options
                    .split('|')
                    .map(|option| format!("`{option}`"))
                    .collect();
                match options.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
                    None => String::new(),
                }
            }
            Self::Text => "a text".to_owned(),
            Self::Alias(_) | Self::Unknown => String::new(),
        }
    }
}

impl Least {
    fn refuse(self, number: f64) -> Option<String> {
        match self {
            Self::Zero if number.is_nan() || number < 0.0 => {
                Some("Spark takes no negative number here".to_owned())
            }
            Self::Above(bound) if number.is_nan() || number <= f64::from(bound) => {
                Some(format!("Spark takes only numbers above {bound} here"))
            }
            _ => None,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Any => String::new(),
            Self::Zero => " of at least 0".to_owned(),
            Self::Above(bound) => format!(" above {bound}"),
        }
    }
}

fn time_unit(unit: &str) -> &str {
    match unit {
        "ns" => "nanoseconds",
        "us" => "microseconds",
        "ms" => "milliseconds",
        "s" => "seconds",
        "m" => "minutes",
        _ => "hours",
    }
}

fn size_unit(unit: &str) -> &str {
    match unit {
        "k" => "KiB",
        "m" => "MiB",
        "g" => "GiB",
        _ => "bytes",
    }
}

fn whole(text: &str, bits: u32, least: Least) -> Option<String> {
    // Java accepts a plus sign as well.
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("not a whole number".to_owned());
    }
    let Some(number) = text
        .parse::<i64>()
        .ok()
        .filter(|number| bits > 32 || i32::try_from(*number).is_ok())
    else {
        return Some(format!("more than {bits} bits"));
    };
    #[expect(clippy::cast_precision_loss, reason = "only its sign is looked at")]
    least.refuse(number as f64)
}

/// Parses a number like Java's `Double.parseDouble`. Hexadecimal numbers return 1.
fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        return Some(1.0);
    }
    match unsigned {
        "NaN" | "Infinity" => text.parse().ok(),
        _ if unsigned.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') => text
            .strip_suffix(['d', 'D', 'f', 'F'])
            .unwrap_or(text)
            .parse()
            .ok(),
        _ => None,
    }
}

/// `JavaUtils.timeStringAs`.
fn time(text: &str, of: &str, least: Least) -> Option<String> {
    let lower = text.to_lowercase();
    let number = lower.strip_prefix('-').unwrap_or(&lower);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = number.split_at(digits);
    if number.is_empty() || !unit.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some("not a whole number with a unit such as `s` or `m`".to_owned());
    }
    // A number without a unit has the unit of the setting.
    let unit = if unit.is_empty() { of } else { unit };
    let Some(nanos) = nanos(unit).filter(|_| unit != "ns" || unit == of) else {
        return Some(format!(
            "Spark does not know the unit `{unit}` (it takes us, ms, s, m, min, h and d)"
        ));
    };
    let Ok(number) = number.parse::<i64>() else {
        return Some("the number is too large".to_owned());
    };
    // Less than one of the setting's units is zero.
    let number = i128::from(number) * nanos / self::nanos(of).unwrap_or(1);
    let sign = if lower.starts_with('-') { -1 } else { 1 };
    #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
    let number = (sign * number) as f64;
    let refused = least.refuse(number)?;
    Some(match least {
        Least::Above(bound) if bound > 0 => {
            format!(
                "Spark takes only times above {bound} {} here",
                time_unit(of)
            )
        }
        _ => refused,
    })
}

fn nanos(unit: &str) -> Option<i128> {
    match unit {
        "ns" => Some(1),
        _ => Some(i128::from(duration::micros(unit)?) * 1000),
    }
}

/// `ConfigHelpers.byteFromString`.
fn size(text: &str, unit: &str, least: Least, version: SparkVersion) -> Option<String> {
    let (size, sign) = match text.strip_prefix('-') {
        Some(size) => (size, -1.0),
        None => (text, 1.0),
    };
    // A number of bytes that is out of range may be valid with a larger default unit.
    let one = trim(size).trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = trim(size).strip_suffix(one).unwrap_or_default();
    let is_number = digits.parse::<i64>().is_ok();
    let read = if unit == "b" || !is_number {
        byte_size::bytes(size, DefaultUnit::Byte, version)
    } else {
        byte_size::bytes(&format!("1{one}"), DefaultUnit::Byte, version)
    };
    let is_zero = digits.bytes().all(|digit| digit == b'0');
    match read {
        Ok(_) => least.refuse(if is_zero { 0.0 } else { sign }),
        Err(reason) => Some(reason),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::spark::known_setting;

    /// Values that Spark rejects and that are accepted here, because the table has no upper bounds. Spark 3.5 does not
    /// trim words, and newer versions do.
    const MISSED: [(&str, &str); 3] = [
        ("spark.kryoserializer.buffer", "9999999p"),
        ("spark.sql.storeAssignmentPolicy", " ansi"),
        ("spark.kubernetes.configMap.maxSize", "9223372036854775807"),
    ];

    #[test]
    fn values_that_spark_rejects_are_rejected() {
        let answers = include_str!("../../testdata/spark/setting-values.tsv");
        let answers = answers.lines().filter(|line| !line.starts_with('#'));
        let (mut asked, mut missed, mut wrong) = (0, BTreeSet::new(), Vec::new());
        for line in answers {
            let [name, value, older, newer] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("four cells: {line}");
            };
            for (version, answer) in [
                (SparkVersion::new(3, 5), older),
                (SparkVersion::new(4, 3), newer),
            ] {
                let known = known_setting(name);
                let known = known.iter().find(|known| known.is_read_by(version));
                let is_refused = known.expect(name).value.refuse(value, version).is_some();
                match (is_refused, answer) {
                    (true, "refused") | (false, "taken") => {}
                    (false, "refused") if MISSED.contains(&(name, value)) => {
                        missed.insert((name, value));
                    }
                    _ => wrong.push(format!("Spark {version}: {answer}: {name}: {value:?}")),
                }
                asked += 1;
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!((asked, missed), (710, BTreeSet::from(MISSED)));
    }
}
