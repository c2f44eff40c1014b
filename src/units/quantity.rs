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

/// Reads a Kubernetes quantity of CPU, rounded up to the next thousandth as Kubernetes does.
///
/// The grammar is the one documented in `k8s.io/apimachinery/pkg/api/resource/quantity.go`:
/// a signed decimal number and one of the suffixes `n u m k M G T P E`, `Ki Mi Gi Ti Pi Ei`, or an
/// exponent. `None` for anything else and for negative numbers.
#[must_use]
pub fn cpu_quantity(text: &str) -> Option<MilliCpu> {
    u64::try_from(nano_units(text)?.div_ceil(1_000_000))
        .ok()
        .map(MilliCpu)
}

/// Reads a Kubernetes quantity of memory, rounded up to the next MiB. The grammar is that of
/// [`cpu_quantity`].
#[must_use]
pub fn memory_quantity(text: &str) -> Option<Mib> {
    let mib = nano_units(text)?.div_ceil(1_000_000_000 << 20);
    u64::try_from(mib).ok().map(Mib)
}

/// A quantity in billionths, rounded up.
fn nano_units(text: &str) -> Option<u128> {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let number_end = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(number_end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let fraction_digits = i32::try_from(fraction.len()).ok()?;
    let scaled = match suffix {
        "Ki" => digits.checked_mul(1 << 10)?,
        "Mi" => digits.checked_mul(1 << 20)?,
        "Gi" => digits.checked_mul(1 << 30)?,
        "Ti" => digits.checked_mul(1 << 40)?,
        "Pi" => digits.checked_mul(1 << 50)?,
        "Ei" => digits.checked_mul(1 << 60)?,
        _ => digits,
    };
    let exponent = match suffix {
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
    // In billionths: 9 more decimal places, less those behind the point.
    let shift: i32 = 9_i32.checked_add(exponent)?.checked_sub(fraction_digits)?;
    match u32::try_from(shift) {
        Ok(up) => scaled.checked_mul(10_u128.checked_pow(up)?),
        Err(_) => Some(scaled.div_ceil(10_u128.checked_pow(shift.unsigned_abs())?)),
    }
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
    fn cpus_are_shown_without_needless_digits() {
        assert_eq!(
            [2000, 500, 1250, 1200].map(|millis| MilliCpu(millis).to_string()),
            ["2", "0.5", "1.25", "1.2"]
        );
    }
}
