//! Executors that are requested faster than ECI creates instances.

use crate::{eci::Limits, finding::Diagnostic, judged::JudgedApplication, spark::Role};

pub(in crate::rules) const PAGE: &str = page!("ECI620-allocation-rate");

pub(in crate::rules) fn check(judged: &JudgedApplication<'_, '_>) -> Vec<Diagnostic> {
    let mut pods = judged.pods.iter();
    let executors = pods.find(|pod| pod.pod.role == Role::Executor && pod.is_meant_for_eci());
    let Some((executors, batch)) = executors.zip(judged.conf.allocation_batch(judged.version))
    else {
        return Vec::new();
    };
    let Ok(count) = executors.pod.count else {
        return Vec::new();
    };
    let limits = &executors.catalog.limits;
    let max_pending = batch.max_pending.unwrap_or(u64::MAX);
    // Then Spark never has more pending pods than a full bucket of ECI's rate limit.
    if max_pending <= limits.creation_burst {
        return Vec::new();
    }
    let (size, delay) = (batch.size.min(max_pending), batch.delay_millis);
    if !is_too_fast(size, delay, count.max.map(u64::from), limits) {
        return Vec::new();
    }
    let message = format!(
        "Spark requests {size} executors every {}, faster than ECI creates instances: {} at once, then {} per second",
        seconds(delay),
        limits.creation_burst,
        limits.creation_rate
    );
    let most = (limits.creation_rate.saturating_mul(delay) / 1000).clamp(1, limits.creation_burst);
    let place = batch.setting;
    vec![
        Diagnostic::at(place.span, "faster than ECI creates instances", message).help(format!(
            "request at most {most} every {}, or open a ticket with Alibaba for a higher limit",
            seconds(delay)
        )),
    ]
}

/// Whether the first batch, or all batches together, exceed ECI's rate limit, which is a token bucket.
fn is_too_fast(size: u64, delay_millis: u64, executors: Option<u64>, limits: &Limits) -> bool {
    let (burst, rate) = (limits.creation_burst, limits.creation_rate);
    let Some(executors) = executors else {
        return size > burst || size.saturating_mul(1000) > rate.saturating_mul(delay_millis);
    };
    let batches_before_last = executors.div_ceil(size).saturating_sub(1);
    let millis = batches_before_last.saturating_mul(delay_millis);
    let refilled = rate.saturating_mul(millis) / 1000;
    executors.min(size) > burst || executors > burst.saturating_add(refilled)
}

fn seconds(millis: u64) -> String {
    if millis.is_multiple_of(1000) {
        format!("{} s", millis / 1000)
    } else {
        format!("{millis} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::is_too_fast;
    use crate::eci::Catalog;

    #[test]
    fn a_bucket_of_100_that_refills_with_20_a_second() {
        let limits = &Catalog::built_in().limits;
        for (size, delay, executors, expected) in [
            // All at once: 100 are there.
            (100, 1000, Some(100), false),
            (101, 1000, Some(101), true),
            // 50 a second: 150 after two seconds, when there were 140.
            (50, 1000, Some(140), false),
            (50, 1000, Some(150), true),
            // As fast as the bucket refills.
            (20, 1000, None, false),
            (21, 1000, None, true),
            (5, 100, None, true),
            (5, 250, None, false),
            // Slow, but too many at once.
            (200, 60_000, None, true),
            (100, 60_000, Some(500), false),
            (u64::MAX, u64::MAX, Some(u64::MAX), true),
        ] {
            assert_eq!(
                is_too_fast(size, delay, executors, limits),
                expected,
                "{size} every {delay} ms, {executors:?}"
            );
        }
    }
}
