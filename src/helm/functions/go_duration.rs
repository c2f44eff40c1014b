//! Durations as Go writes them, such as `1h30m0s`.

use jiff::SignedDuration;

/// `time.ParseDuration`
pub(super) fn parse_duration(text: &str) -> Result<SignedDuration, String> {
    let invalid = || format!("time: invalid duration {text:?}");
    let (is_negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(SignedDuration::ZERO);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut sum: f64 = 0.0;
    while !rest.is_empty() {
        let is_digit = |letter: char| letter.is_ascii_digit() || letter == '.';
        let end = rest.find(|letter| !is_digit(letter)).unwrap_or(rest.len());
        let number: f64 = rest[..end].parse().map_err(|_| invalid())?;
        rest = &rest[end..];
        let end = rest.find(is_digit).unwrap_or(rest.len());
        let nanoseconds = match &rest[..end] {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 6e10,
            "h" => 3.6e12,
            "" => return Err(format!("time: missing unit in duration {text:?}")),
            unit => return Err(format!("time: unknown unit {unit:?} in duration {text:?}")),
        };
        rest = &rest[end..];
        sum += number * nanoseconds;
    }
    if sum > 9.2e18 {
        return Err(invalid());
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let sum = sum.round() as i64;
    Ok(SignedDuration::from_nanos(if is_negative {
        -sum
    } else {
        sum
    }))
}

/// `Duration.String`
pub(super) fn written(duration: SignedDuration) -> String {
    let nanoseconds = duration.as_nanos();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let magnitude = nanoseconds.unsigned_abs();
    let part = |unit: u128| {
        let fraction = format!(
            "{:0>width$}",
            magnitude % unit,
            width = unit.ilog10() as usize
        );
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() || unit == 1 {
            ""
        } else {
            "."
        };
        format!(
            "{}{point}{}",
            magnitude / unit,
            if unit == 1 { "" } else { fraction }
        )
    };
    match magnitude {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{magnitude}ns"),
        1_000..1_000_000 => format!("{sign}{}µs", part(1_000)),
        1_000_000..1_000_000_000 => format!("{sign}{}ms", part(1_000_000)),
        _ => {
            let seconds = magnitude / 1_000_000_000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            let fraction = format!("{:09}", magnitude % 1_000_000_000);
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            let seconds = format!("{}{point}{fraction}s", seconds % 60);
            match (hours, minutes) {
                (0, 0) => format!("{sign}{seconds}"),
                (0, minutes) => format!("{sign}{minutes}m{seconds}"),
                (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}"),
            }
        }
    }
}

/// A duration in its largest unit, as `durationRound` writes it.
pub(super) fn rounded(duration: SignedDuration) -> String {
    const UNITS: [(u128, &str); 6] = [
        (365 * 24 * 3600, "y"),
        (30 * 24 * 3600, "mo"),
        (24 * 3600, "d"),
        (3600, "h"),
        (60, "m"),
        (1, "s"),
    ];
    let magnitude = duration.as_nanos().unsigned_abs();
    let units = UNITS.map(|(seconds, name)| (seconds * 1_000_000_000, name));
    let found = units.iter().find(|(unit, _)| magnitude > *unit);
    found.map_or_else(
        || "0s".to_owned(),
        |(unit, name)| format!("{}{name}", magnitude / unit),
    )
}
