//! Sizes as Spark reads them: `512m`, `4g`, `1048576k`.
//!
//! Source: `JavaUtils.byteStringAs` and `ConfigHelpers.byteFromString` of Apache Spark.

use super::{SparkVersion, trim::trim};

const MIB: u64 = 1 << 20;

/// What a number without a suffix counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultUnit {
    Byte,
    Mib,
}

/// Why a size is refused: lower case, no full stop.
pub(super) type SizeError = String;

/// A size in bytes. White space around it is ignored, all suffixes are binary.
///
/// # Errors
/// Fractions, signs, unknown suffixes, and more than 2^63 bytes.
pub(super) fn bytes(
    text: &str,
    default: DefaultUnit,
    version: SparkVersion,
) -> Result<u64, SizeError> {
    let size = trim(text);
    let split = size
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(size.len());
    let (digits, written) = size.split_at(split);
    let suffix = written.to_lowercase();
    if digits.is_empty() || !suffix.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(if fraction(&size.to_lowercase()) {
            "Spark does not take fractions".to_owned()
        } else {
            "not a number with a unit such as `m` or `g`".to_owned()
        });
    }
    let unit = match suffix.as_str() {
        "" if default == DefaultUnit::Mib => MIB,
        "" | "b" => 1,
        "k" | "kb" => 1 << 10,
        "m" | "mb" => MIB,
        "g" | "gb" => 1 << 30,
        "t" | "tb" => 1 << 40,
        "p" | "pb" => 1 << 50,
        // Since Spark 4.2 (SPARK-55051).
        "ki" | "kib" if version >= SparkVersion::new(4, 2) => 1 << 10,
        "mi" | "mib" if version >= SparkVersion::new(4, 2) => MIB,
        "gi" | "gib" if version >= SparkVersion::new(4, 2) => 1 << 30,
        "ti" | "tib" if version >= SparkVersion::new(4, 2) => 1 << 40,
        "pi" | "pib" if version >= SparkVersion::new(4, 2) => 1 << 50,
        _ => {
            return Err(format!(
                "Spark does not know the unit `{written}` (it takes b, k, m, g, t and p)"
            ));
        }
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| "the number is too large".to_owned())?;
    number
        .checked_mul(unit)
        .filter(|bytes| i64::try_from(*bytes).is_ok())
        .ok_or_else(|| "the size is too large".to_owned())
}

/// A size in whole MiB, rounded down.
pub(super) fn mib(
    text: &str,
    default: DefaultUnit,
    version: SparkVersion,
) -> Result<u64, SizeError> {
    bytes(text, default, version).map(|bytes| bytes / MIB)
}

/// A size in whole MiB that may carry a minus sign, as typed Spark settings may.
pub(super) fn signed_mib(
    text: &str,
    default: DefaultUnit,
    version: SparkVersion,
) -> Result<i64, SizeError> {
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, text),
    };
    Ok(sign * i64::try_from(mib(size, default, version)?).unwrap_or(i64::MAX))
}

fn fraction(text: &str) -> bool {
    let number = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    number.contains('.') && number.parse::<f64>().is_ok()
}
