//! How fast Spark asks for executors.

use super::{
    conf::{Conf, Setting},
    trim::trim,
};

const BATCH_SIZE: &str = "spark.kubernetes.allocation.batch.size";
const BATCH_DELAY: &str = "spark.kubernetes.allocation.batch.delay";

/// Spark's own batch, at least: it has grown since.
const DEFAULT_SIZE: u64 = 5;
const DEFAULT_DELAY_MILLIS: u64 = 1000;

/// A batch of executors and the time until the next one.
pub struct AllocationBatch<'c, 'd> {
    /// How many executors it has.
    pub size: u64,
    /// The time until the next one.
    pub delay_millis: u64,
    /// The setting of the size, or else of the delay.
    pub setting: &'c Setting<'d>,
}

impl<'d> Conf<'d> {
    /// The batches in which Spark asks for executors, where a setting says it.
    ///
    /// Source: `KUBERNETES_ALLOCATION_BATCH_SIZE` and `KUBERNETES_ALLOCATION_BATCH_DELAY` in `Config.scala`.
    #[must_use]
    pub fn allocation_batch(&self) -> Option<AllocationBatch<'_, 'd>> {
        let (size, delay) = (self.get(BATCH_SIZE), self.get(BATCH_DELAY));
        let number = match size {
            Some(setting) => trim(&setting.value).parse().ok()?,
            None => DEFAULT_SIZE,
        };
        let delay_millis = match delay {
            Some(setting) => millis(&setting.value)?,
            None => DEFAULT_DELAY_MILLIS,
        };
        // Spark takes neither a batch of none nor no time between two.
        (number > 0 && delay_millis > 0).then_some(())?;
        Some(AllocationBatch {
            size: number,
            delay_millis,
            setting: size.or(delay)?,
        })
    }
}

/// A time as Spark reads it: a whole number and a unit, of milliseconds where there is none.
///
/// Source: `JavaUtils.timeStringAs`.
fn millis(text: &str) -> Option<u64> {
    let text = trim(text).to_lowercase();
    let split = text.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = text.split_at(split.unwrap_or(text.len()));
    let number: u64 = number.parse().ok()?;
    match unit {
        "us" => Some(number / 1000),
        "" | "ms" => Some(number),
        "s" => number.checked_mul(1000),
        "m" | "min" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        "d" => number.checked_mul(86_400_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn times_are_read_as_spark_does() {
        for (text, expected) in [
            ("1s", Some(1000)),
            (" 500 ", Some(500)),
            ("500MS", Some(500)),
            ("2min", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("1d", Some(86_400_000)),
            ("1500us", Some(1)),
            ("1.5s", None),
            ("-1s", None),
            ("", None),
            ("99999999999999999999s", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(millis(text), expected, "{text}");
        }
    }
}
