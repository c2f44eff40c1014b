/// The microseconds of a time unit; an empty unit means milliseconds.
///
/// Source: `JavaUtils.timeStringAs`.
pub(super) fn micros(unit: &str) -> Option<u64> {
    Some(match unit {
        "us" => 1,
        "" | "ms" => 1000,
        "s" => 1_000_000,
        "m" | "min" => 60_000_000,
        "h" => 3_600_000_000,
        "d" => 86_400_000_000,
        _ => return None,
    })
}
