//! Decimal arithmetic as in Sprig: `0.1` plus `0.2` is `0.3`.
//!
//! Source: github.com/shopspring/decimal. If the digits do not fit into 128 bits, the result is computed with binary
//! numbers.

/// The number of digits after the decimal point of a quotient.
const DIVISION_PRECISION: i32 = 16;

/// A number times a power of ten.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal number that parses as this one.
    fn of(number: f64) -> Option<Self> {
        let written = format!("{number:e}");
        let (mantissa, exponent) = written.split_once('e')?;
        let fraction = mantissa
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len());
        let digits = mantissa.replace('.', "").parse().ok()?;
        let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction).ok()?;
        Some(Self { digits, exponent })
    }

    fn number(self) -> Option<f64> {
        format!("{}e{}", self.digits, self.exponent).parse().ok()
    }

    /// The digits when written with a smaller exponent.
    fn digits_at(self, exponent: i32) -> Option<i128> {
        let missing = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        self.digits.checked_mul(10_i128.checked_pow(missing)?)
    }
}

fn computed(
    one: f64,
    other: f64,
    compute: impl Fn(Decimal, Decimal) -> Option<Decimal>,
) -> Option<f64> {
    compute(Decimal::of(one)?, Decimal::of(other)?)?.number()
}

pub(super) fn sum(one: f64, other: f64) -> f64 {
    let add = |one: Decimal, other: Decimal| {
        let exponent = one.exponent.min(other.exponent);
        let digits = one
            .digits_at(exponent)?
            .checked_add(other.digits_at(exponent)?)?;
        Some(Decimal { digits, exponent })
    };
    computed(one, other, add).unwrap_or(one + other)
}

pub(super) fn product(one: f64, other: f64) -> f64 {
    let multiply = |one: Decimal, other: Decimal| {
        Some(Decimal {
            digits: one.digits.checked_mul(other.digits)?,
            exponent: one.exponent + other.exponent,
        })
    };
    computed(one, other, multiply).unwrap_or(one * other)
}

/// A quotient with its last digit rounded. `other` must not be zero.
pub(super) fn quotient(one: f64, other: f64) -> f64 {
    let divide = |one: Decimal, other: Decimal| {
        let exponent = -DIVISION_PRECISION;
        let shift = one.exponent - other.exponent - exponent;
        let power = 10_i128.checked_pow(shift.unsigned_abs())?;
        let (above, below) = if shift < 0 {
            (one.digits, other.digits.checked_mul(power)?)
        } else {
            (one.digits.checked_mul(power)?, other.digits)
        };
        let rest = above % below;
        let is_rounded_up = rest.checked_abs()?.checked_mul(2)? >= below.checked_abs()?;
        let away = if (above < 0) == (below < 0) { 1 } else { -1 };
        let digits = above / below + if is_rounded_up { away } else { 0 };
        Some(Decimal { digits, exponent })
    };
    let rounded = |number: f64| format!("{number:.16}").parse().unwrap_or(number);
    computed(one, other, divide).unwrap_or_else(|| rounded(one / other)) + 0.0
}
