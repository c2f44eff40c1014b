//! How fast Spark requests executors.

use super::{
    SparkVersion,
    conf::{Conf, Setting},
    duration,
    known_settings::known_setting,
    trim::trim,
};

const BATCH_SIZE: &str = "spark.kubernetes.allocation.batch.size";
const BATCH_DELAY: &str = "spark.kubernetes.allocation.batch.delay";
const MAX_PENDING: [&str; 2] = [
    "spark.kubernetes.allocation.maxPendingPods",
    "spark.kubernetes.allocation.maxPendingPodsPerRp",
];

/// The smallest default batch size of any Spark version; newer versions have larger ones.
const DEFAULT_SIZE: u64 = 5;
const DEFAULT_DELAY_MILLIS: u64 = 1000;

/// The batch in which executors are requested, and the delay between batches.
pub struct AllocationBatch<'c, 'd> {
    pub size: u64,
    pub delay_millis: u64,
    /// The limit on requested executors that are not yet running, if it is set.
    pub max_pending: Option<u64>,
    /// The setting of the size, or else of the delay.
    pub setting: &'c Setting<'d>,
}

impl<'d> Conf<'d> {
    /// The batches in which Spark requests executors, if they are configured. `None` if Spark rejects one of the
    /// settings.
    ///
    /// Source: `Config.scala` and `ExecutorPodsAllocator.scala`.
    #[must_use]
    pub fn allocation_batch(&self, version: SparkVersion) -> Option<AllocationBatch<'_, 'd>> {
        let read = |key| match self.get_of(key, version) {
            Some(setting) if is_taken(key, setting, version) => Ok(Some(setting)),
            Some(_) => Err(()),
            None => Ok(None),
        };
        let (size, delay) = (read(BATCH_SIZE).ok()?, read(BATCH_DELAY).ok()?);
        let number =
            |setting: &Setting<'_>| trim(&setting.value).trim_start_matches('+').parse().ok();
        let mut max_pending: Option<u64> = None;
        for key in MAX_PENDING {
            if let Some(setting) = read(key).ok()? {
                let number = number(setting)?;
                max_pending = Some(max_pending.map_or(number, |other| other.min(number)));
            }
        }
        Some(AllocationBatch {
            size: size.map_or(Some(DEFAULT_SIZE), number)?,
            delay_millis: delay
                .map_or(Some(DEFAULT_DELAY_MILLIS), |setting| millis(&setting.value))?,
            max_pending,
            setting: size.or(delay)?,
        })
    }
}

fn is_taken(key: &str, setting: &Setting<'_>, version: SparkVersion) -> bool {
    let known = known_setting(key).into_iter();
    let mut known = known.filter(|known| known.is_read_by(version));
    known.all(|known| known.value.refuse(&setting.value, version).is_none())
}

/// A duration as Spark parses it: a whole number and a unit, by default milliseconds.
fn millis(text: &str) -> Option<u64> {
    let text = trim(text).to_lowercase();
    let split = text.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = text.split_at(split.unwrap_or(text.len()));
    let number: u64 = number.parse().ok()?;
    number
        .checked_mul(duration::micros(unit)?)
        .map(|micros| micros / 1000)
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn times_are_parsed_like_spark() {
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
