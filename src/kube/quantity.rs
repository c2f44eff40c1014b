//! Units of Kubernetes: milli-CPU and MiB, and quantities such as `500m` or `4Gi`.

use std::fmt;

/// Thousandths of a CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MilliCpu(pub u64);

/// Mebibytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Mib(pub u64);

impl Mib {
    /// Whole GiB.
    #[must_use]
    pub fn from_gib(gib: u64) -> Self {
        Self(gib.saturating_mul(1024))
    }
}

impl MilliCpu {
    /// Whole CPUs.
    #[must_use]
    pub fn from_cores(cores: u64) -> Self {
        Self(cores.saturating_mul(1000))
    }
}

impl fmt::Display for MilliCpu {
    /// `2`, `0.5`, `1.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        if rest == 0 {
            write!(f, "{whole}")
        } else {
            write!(f, "{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
        }
    }
}

impl fmt::Display for Mib {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MiB", self.0)
    }
}

/// Parses a Kubernetes quantity of CPU, rounded up to the next thousandth like in Kubernetes.
///
/// The grammar is the one documented in `k8s.io/apimachinery/pkg/api/resource/quantity.go`:
/// a signed decimal number and one of the suffixes `n u m k M G T P E`, `Ki Mi Gi Ti Pi Ei`, or an
/// exponent. `None` for anything else and for negative numbers.
#[must_use]
pub fn cpu_quantity(text: &str) -> Option<MilliCpu> {
    let millis = nano_units(text)?.div_ceil(1_000_000);
    Some(MilliCpu(capped(millis)))
}

/// Parses a Kubernetes quantity of memory, rounded up to the next MiB. The grammar is that of [`cpu_quantity`].
#[must_use]
pub fn memory_quantity(text: &str) -> Option<Mib> {
    let mib = nano_units(text)?.div_ceil(1_000_000_000 << 20);
    Some(Mib(capped(mib)))
}

/// Parses a Kubernetes quantity in billionths, rounded up. The grammar is that of [`cpu_quantity`], but a quantity may
/// be negative.
#[must_use]
pub fn quantity(text: &str) -> Option<i128> {
    let (is_negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') => {
            (true, rest)
        }
        _ => (false, text),
    };
    let amount = i128::try_from(nano_units(unsigned)?).unwrap_or(i128::MAX);
    Some(if is_negative { -amount } else { amount })
}

/// Saturates: an amount that no machine has can still be added to others.
fn capped(amount: u128) -> u64 {
    const MOST: u64 = u64::MAX >> 11;
    u64::try_from(amount).map_or(MOST, |amount| amount.min(MOST))
}

/// The largest quantity, in billionths.
const LARGEST: u128 = i64::MAX as u128 * 1_000_000_000;
/// Decimal quantities with up to this many digits are exact even if they are larger.
const EXACT_DIGITS: usize = 18;
/// This many digits of a number fit, with room for the suffix.
const MOST_DIGITS: usize = 20;

/// A quantity in billionths, rounded up.
fn nano_units(text: &str) -> Option<u128> {
    let is_nothing = |text: &str| !text.contains(|letter| matches!(letter, '1'..='9'));
    let unsigned = match text.strip_prefix('-') {
        Some(rest) if is_nothing(rest.split(['e', 'E']).next().unwrap_or_default()) => rest,
        _ => text.strip_prefix('+').unwrap_or(text),
    };
    let number_end = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(number_end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    // Further digits before the point make no difference beyond the largest quantity, and those after it are below a
    // billionth except for rounding.
    let cut = fraction.len().min(MOST_DIGITS.saturating_sub(whole.len()));
    let has_rest = fraction[cut..].contains(|letter| letter != '0');
    let digits = format!("0{whole}{}", &fraction[..cut]);
    let most = 10_u128.pow(20);
    let digits = digits.parse().unwrap_or(most).min(most) + u128::from(has_rest);
    let fraction_digits = i32::try_from(cut).ok()?;
    let scaled = match suffix {
        "Ki" => digits.checked_mul(1 << 10)?,
        "Mi" => digits.checked_mul(1 << 20)?,
        "Gi" => digits.checked_mul(1 << 30)?,
        "Ti" => digits.checked_mul(1 << 40)?,
        "Pi" => digits.checked_mul(1 << 50)?,
        "Ei" => digits.checked_mul(1 << 60)?,
        _ => digits,
    };
    let exponent: i32 = match suffix {
        "n" => -9,
        "u" => -6,
        "m" => -3,
        "" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei" => 0,
        "k" => 3,
        "M" => 6,
        "G" => 9,
        "T" => 12,
        "P" => 15,
        "E" => 18,
        _ => suffix.strip_prefix(['e', 'E'])?.parse().ok()?,
    };
    // In billionths: 9 more decimal places, less those after the point.
    let shift = exponent.saturating_add(9).saturating_sub(fraction_digits);
    let power = 10_u128.checked_pow(shift.unsigned_abs());
    let nano = match (shift < 0, power) {
        (false, Some(power)) => scaled.saturating_mul(power),
        (false, None) if scaled > 0 => u128::MAX,
        (false, None) => 0,
        (true, Some(power)) => scaled.div_ceil(power),
        // Any positive amount is rounded up.
        (true, None) => u128::from(scaled > 0),
    };
    let is_kept = !suffix.ends_with('i') && whole.len() + fraction.len() <= EXACT_DIGITS;
    Some(if is_kept { nano } else { nano.min(LARGEST) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_quantities_are_those_of_kubernetes() {
        // From the documentation of resource.Quantity and the values in Kubernetes' own tests.
        for (text, millis) in [
            ("1", 1000),
            ("500m", 500),
            ("0.5", 500),
            (".5", 500),
            ("1.", 1000),
            ("1200m", 1200),
            ("2000m", 2000),
            ("1k", 1_000_000),
            ("1e3", 1_000_000),
            ("1E3", 1_000_000),
            ("100n", 1),
            ("1u", 1),
            ("1500u", 2),
            ("+1", 1000),
            ("0", 0),
            ("1Ki", 1_024_000),
            ("0.0001", 1),
            ("1e-3", 1),
            ("-0", 0),
            ("-0.0", 0),
            (".99999999999999999999999999999999999999999999999999", 1000),
        ] {
            assert_eq!(cpu_quantity(text), Some(MilliCpu(millis)), "{text}");
        }
        for text in [
            "", "1vcpu", "abc", "1,5", "1 ", " 1", "-1", ".", "1.2.3", "1mm", "1ki", "1e", "0x1",
        ] {
            assert_eq!(cpu_quantity(text), None, "{text}");
        }
    }

    #[test]
    fn f_too_large_numbers_are_quantities() {
        for text in ["1e308", "9223372036854775807Ei", &"9".repeat(60)] {
            assert!(cpu_quantity(text) > Some(MilliCpu(1 << 50)), "{text}");
            assert!(memory_quantity(text) >= Some(Mib(1 << 40)), "{text}");
        }
        assert_eq!(cpu_quantity("-1"), None);
    }

    /// The cases of Kubernetes' own test of its parser: the text, and its value as a number and a power of ten. Values
    /// are rounded up to billionths and have an upper bound.
    ///
    /// Source: kubernetes/apimachinery, `pkg/api/resource/quantity_test.go`, `TestQuantityParse`.
    const OF_KUBERNETES: &[(&str, u128, i32)] = &[
        ("0", 0, 0),
        ("0n", 0, 0),
        ("0u", 0, 0),
        ("0m", 0, 0),
        ("0Ki", 0, 0),
        ("0k", 0, 0),
        ("0Mi", 0, 0),
        ("0M", 0, 0),
        ("0Gi", 0, 0),
        ("0G", 0, 0),
        ("0Ti", 0, 0),
        ("0T", 0, 0),
        ("1", 1, 0),
        ("1Ki", 1024, 0),
        ("8Ki", 8192, 0),
        ("7Mi", 7_340_032, 0),
        ("6Gi", 6_442_450_944, 0),
        ("5Ti", 5_497_558_138_880, 0),
        ("4Pi", 4_503_599_627_370_496, 0),
        ("3Ei", 3_458_764_513_820_540_928, 0),
        ("10Ti", 10_995_116_277_760, 0),
        ("100Ti", 109_951_162_777_600, 0),
        ("5n", 5, -9),
        ("4u", 4, -6),
        ("3m", 3, -3),
        ("9", 9, 0),
        ("8k", 8, 3),
        ("50k", 5, 4),
        ("7M", 7, 6),
        ("6G", 6, 9),
        ("5T", 5, 12),
        ("40T", 4, 13),
        ("300T", 3, 14),
        ("2P", 2, 15),
        ("1E", 1, 18),
        ("1E-3", 1, -3),
        ("1e3", 1, 3),
        ("1E6", 1, 6),
        ("1e9", 1, 9),
        ("1E12", 1, 12),
        ("1e15", 1, 15),
        ("1E18", 1, 18),
        ("1e14", 1, 14),
        ("1e13", 1, 13),
        ("100.035k", 100_035, 0),
        ("0.001", 1, -3),
        ("0.0005k", 5, -1),
        ("0.005", 5, -3),
        ("0.05", 5, -2),
        ("0.5", 5, -1),
        ("0.00050k", 5, -1),
        ("0.00500", 5, -3),
        ("0.05000", 5, -2),
        ("0.50000", 5, -1),
        ("0.5e0", 5, -1),
        ("0.5e-1", 5, -2),
        ("0.5e-2", 5, -3),
        ("10.035M", 10_035, 3),
        ("1.2e3", 12, 2),
        ("1.3E+6", 13, 5),
        ("1.40e9", 14, 8),
        ("1.53E12", 153, 10),
        ("1.6e15", 16, 14),
        ("1.7E18", 17, 17),
        ("9.01", 901, -2),
        ("8.1k", 81, 2),
        ("7.123456M", 7_123_456, 0),
        ("6.987654321G", 6_987_654_321, 0),
        ("5.444T", 5444, 9),
        ("40.1T", 401, 11),
        ("300.2T", 3002, 11),
        ("2.5P", 25, 14),
        ("1.01E", 101, 16),
        ("3.001n", 4, -9),
        ("1.1E-9", 2, -9),
        ("0.0000000001", 1, -9),
        ("0.0000000005", 1, -9),
        ("0.00000000050", 1, -9),
        ("0.5e-9", 1, -9),
        ("0.9n", 1, -9),
        ("0.00000012345", 124, -9),
        ("0.00000012354", 124, -9),
        ("9Ei", 9_223_372_036_854_775_807, 0),
        ("9223372036854775807Ki", 9_223_372_036_854_775_807, 0),
        ("12E", 12, 18),
        ("100.035Ki", 10_243_584, -2),
        ("0.5Mi", 524_288, 0),
        ("0.05Gi", 536_870_912, -1),
        ("0.025Ti", 274_877_906_944, -1),
        ("0.000000000001Ki", 2, -9),
        (".001", 1, -3),
        (".0001k", 100, -3),
        ("1.", 1, 0),
        ("1.G", 1, 9),
    ];

    #[test]
    fn quantities_are_those_of_kubernetes_own_tests() {
        for &(text, number, exponent) in OF_KUBERNETES {
            let power = 10_u128.pow(9_i32.saturating_add(exponent).unsigned_abs());
            assert_eq!(nano_units(text), Some(number * power), "{text}");
            assert_eq!(nano_units(&format!("+{text}")), Some(number * power));
        }
        for text in [
            "", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".5i", "1i", "-3.01i", "-3.01e-",
            " 1", "1 ", "1 Gi", "1gi", "1K", "1kib", "0x1", "--1", "++1", "e3", "Ki",
        ] {
            assert_eq!(nano_units(text), None, "{text}");
        }
        assert_eq!(nano_units("1e400"), Some(u128::MAX));
        assert_eq!(nano_units("1e-400"), Some(1));
        assert_eq!(nano_units("0e400"), Some(0));
    }

    #[test]
    fn quantities_may_be_negative() {
        for (text, amount) in [
            ("1", 1_000_000_000),
            ("-1m", -1_000_000),
            ("-.5", -500_000_000),
        ] {
            assert_eq!(quantity(text), Some(amount), "{text}");
        }
        for text in ["--1", "-", "-+1", "-Ki"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }

    #[test]
    fn memory_quantities_are_those_of_kubernetes() {
        for (text, mib) in [
            ("1Gi", 1024),
            ("512Mi", 512),
            ("1G", 954),
            ("128974848", 123),
            ("1e9", 954),
            ("0.5Gi", 512),
            ("1", 1),
            ("0", 0),
            ("1E", 953_674_316_407),
        ] {
            assert_eq!(memory_quantity(text), Some(Mib(mib)), "{text}");
        }
        for text in ["1g", "4GB", "-1Gi", "Gi", "1 Gi"] {
            assert_eq!(memory_quantity(text), None, "{text}");
        }
    }

    #[test]
    fn cpus_are_shown_without_trailing_zeros() {
        assert_eq!(
            [2000, 500, 1250, 1200].map(|millis| MilliCpu(millis).to_string()),
            ["2", "0.5", "1.25", "1.2"]
        );
    }
}
