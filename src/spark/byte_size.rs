//! Sizes as Spark parses them: `512m`, `4g`, `1048576k`.
//!
//! Source: `JavaUtils.byteStringAs` and `ConfigHelpers.byteFromString` of Apache Spark.

use super::{SparkVersion, trim::trim};

const MIB: u64 = 1 << 20;

/// The unit of a number without a suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultUnit {
    Byte,
    Mib,
}

/// Why a size is rejected: lower case, no full stop.
pub(super) type SizeError = String;

/// Parses a size in bytes. White space around it is ignored, all suffixes are binary.
///
/// # Errors
/// It is a fraction, has a sign or an unknown suffix, or is more than 2^63 bytes.
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
            "Spark does not accept fractions".to_owned()
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
                "unknown unit `{written}` (Spark accepts b, k, m, g, t and p)"
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

/// Parses a size in whole MiB, rounded down.
pub(super) fn mib(
    text: &str,
    default: DefaultUnit,
    version: SparkVersion,
) -> Result<u64, SizeError> {
    bytes(text, default, version).map(|bytes| bytes / MIB)
}

/// Parses a size in whole MiB with an optional minus sign, which typed Spark settings allow.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_is_a_power_of_1024() {
        let in_units =
            |text: &str, minor| bytes(text, DefaultUnit::Byte, SparkVersion::new(4, minor));
        for (units, size) in [
            (["k", "kb", "Ki", "KiB"], 1024),
            (["m", "mb", "Mi", "MiB"], 1_048_576),
            (["g", "gb", "Gi", "GiB"], 1_073_741_824),
            (["t", "tb", "Ti", "TiB"], 1_099_511_627_776),
            (["p", "pb", "Pi", "PiB"], 1_125_899_906_842_624),
        ] {
            for unit in units {
                let text = format!(" 3{unit} ");
                assert_eq!(in_units(&text, 2), Ok(3 * size), "{text}");
                // Spark before 4.2 has only the short suffixes (SPARK-55051).
                let is_known = in_units(&text, 1).is_ok();
                assert_eq!(is_known, !unit.contains('i'), "{text}");
            }
        }
        assert_eq!(in_units("3", 2), Ok(3));
        assert_eq!(in_units("3b", 2), Ok(3));
        // 2^63 bytes are out of range.
        assert_eq!(in_units("8191p", 2), Ok(8191 << 50));
        assert_eq!(
            in_units("8192p", 2),
            Err("the size is too large".to_owned())
        );
        let too_long = in_units("99999999999999999999", 2);
        assert_eq!(too_long, Err("the number is too large".to_owned()));
    }

    #[test]
    fn sizes_are_rounded_down_to_mib() {
        let version = SparkVersion::new(3, 5);
        assert_eq!(mib("2047k", DefaultUnit::Byte, version), Ok(1));
        assert_eq!(mib("7", DefaultUnit::Mib, version), Ok(7));
        assert_eq!(signed_mib("-2g", DefaultUnit::Mib, version), Ok(-2048));
        assert_eq!(signed_mib("2g", DefaultUnit::Mib, version), Ok(2048));
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        let version = SparkVersion::new(3, 5);
        for (text, part) in [
            ("1.5g", "fractions"),
            (".5", "fractions"),
            ("1.5.5g", "not a number"),
            ("-1g", "not a number"),
            ("", "not a number"),
            ("g", "not a number"),
            ("4 g", "not a number"),
            ("4Gi", "unknown unit `Gi`"),
        ] {
            let refusal = bytes(text, DefaultUnit::Mib, version).expect_err(text);
            assert!(refusal.contains(part), "{text}: {refusal}");
        }
    }
}
