//! How often a schedule runs. No crate parses the same syntax as the operator: the existing ones accept more fields, other
//! words or other rules for days.

use jiff::tz::TimeZone;

/// A schedule of a `ScheduledSparkApplication`, which the operator parses with `ParseStandard` of
/// github.com/robfig/cron v3 (`parser.go`, `spec.go`): five fields, `@daily` and the like, or `@every` with a duration
/// of Go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Schedule {
    /// The average over four years.
    pub(super) runs_a_day: f64,
}

const NAMES: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const SECONDS_A_DAY: f64 = 86_400.0;

impl Schedule {
    /// # Errors
    /// Why the schedule is invalid: lower case, no full stop.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = without_zone(text)?;
        if let Some(interval) = text.strip_prefix("@every ") {
            let seconds = seconds_of_go(interval)
                .ok_or("write `@every` with a duration such as `5m` or `1h30m`")?;
            // The operator's library rounds down to seconds, and waits at least one.
            let runs_a_day = SECONDS_A_DAY / seconds.trunc().max(1.0);
            return Ok(Self { runs_a_day });
        }
        let known = NAMES.iter().find(|(name, _)| *name == text);
        if text.starts_with('@') && known.is_none() {
            let all: Vec<_> = NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
            return Err(format!(
                "the known names are {} and `@every 5m`",
                all.join(", ")
            ));
        }
        let fields = known.map_or(text, |(_, fields)| fields);
        let parts: Vec<&str> = fields.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = parts[..] else {
            return Err(format!(
                "a schedule has five fields, such as `0 2 * * *`, but this one has {}",
                parts.len()
            ));
        };
        let minute = Field::parse(minute, "minute", 0, 59, &[])?;
        let hour = Field::parse(hour, "hour", 0, 23, &[])?;
        let day = Field::parse(day, "day", 1, 31, &[])?;
        let month = Field::parse(month, "month", 1, 12, &MONTHS)?;
        let weekday = Field::parse(weekday, "weekday", 0, 6, &WEEKDAYS)?;
        let times = f64::from(minute.bits.count_ones() * hour.bits.count_ones());
        Ok(Self {
            runs_a_day: times * share_of_days(day, month, weekday),
        })
    }
}

/// Removes the time zone, which moves runs but hardly changes their number.
fn without_zone(text: &str) -> Result<&str, String> {
    let zone = text
        .strip_prefix("TZ=")
        .or_else(|| text.strip_prefix("CRON_TZ="));
    let Some(zone) = zone else {
        return Ok(text);
    };
    let (zone, rest) = zone.split_once(' ').unwrap_or((zone, ""));
    // Go knows these names besides those of the time zone database.
    let is_known = ["", "UTC", "Local"].contains(&zone) || TimeZone::get(zone).is_ok();
    if cfg!(feature = "time-zones") && !is_known {
        return Err(format!("unknown time zone `{zone}`"));
    }
    Ok(rest.trim())
}

/// The values that a field matches.
#[derive(Clone, Copy)]
struct Field {
    bits: u64,
    /// True for `*`: of day and weekday, then only the other one counts.
    is_star: bool,
}

impl Field {
    fn parse(text: &str, name: &str, min: u32, max: u32, names: &[&str]) -> Result<Self, String> {
        let mut field = Self {
            bits: 0,
            is_star: false,
        };
        for part in text.split(',').filter(|part| !part.is_empty()) {
            field.add(part, min, max, names).map_err(|reason| {
                let reason = reason.unwrap_or_else(|| format!("expected {min} to {max}"));
                format!("`{part}` is not a valid {name}: {reason}")
            })?;
        }
        Ok(field)
    }

    /// The error is `None` for a value that is out of range.
    fn add(
        &mut self,
        part: &str,
        min: u32,
        max: u32,
        names: &[&str],
    ) -> Result<(), Option<String>> {
        let number = |text: &str| {
            let lower = text.to_lowercase();
            let position = names.iter().position(|name| *name == lower);
            let position = position.and_then(|at| u32::try_from(at).ok());
            let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let parsed = || text.parse().ok().filter(|_| is_digits);
            position.map(|at| at + min).or_else(parsed)
        };
        let mut halves = part.split('/');
        let range = halves.next().unwrap_or_default();
        let step = halves.next();
        if halves.next().is_some() {
            return Err(Some("it has two steps".to_owned()));
        }
        let (low, high) = match range.split_once('-') {
            Some((low, high)) => (low, Some(high)),
            None => (range, None),
        };
        let is_star = low == "*" || low == "?";
        let start = if is_star {
            min
        } else {
            number(low).ok_or(None)?
        };
        let end = match high {
            _ if is_star => max,
            Some(high) => number(high).ok_or(None)?,
            // `5/10` goes on to the end.
            None if step.is_some() => max,
            None => start,
        };
        let step = match step {
            None => 1,
            Some(step) => step.parse().map_err(|_| None)?,
        };
        if step == 0 {
            return Err(Some("a step must be 1 or more".to_owned()));
        }
        if start < min || end > max || start > end {
            return Err(None);
        }
        for value in (start..=end).step_by(step) {
            self.bits |= 1 << value;
        }
        self.is_star |= is_star && step == 1;
        Ok(())
    }

    fn has(self, value: u32) -> bool {
        self.bits & (1 << value) != 0
    }
}

/// The share of days with a run in four years, one of which is a leap year.
fn share_of_days(day: Field, month: Field, weekday: Field) -> f64 {
    let (mut all, mut matching) = (0_u32, 0_u32);
    // January 1, 2025 is a Wednesday.
    let mut of_week = 3;
    for year in 2025..=2028 {
        for of_year in 1..=12 {
            for of_month in 1..=days_of(year, of_year) {
                let (by_day, by_weekday) = (day.has(of_month), weekday.has(of_week));
                let is_day = if day.is_star || weekday.is_star {
                    by_day && by_weekday
                } else {
                    by_day || by_weekday
                };
                all += 1;
                matching += u32::from(is_day && month.has(of_year));
                of_week = (of_week + 1) % 7;
            }
        }
    }
    f64::from(matching) / f64::from(all)
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Parses a duration like Go's `time.ParseDuration`: `1h30m`, `1.5h`.
fn seconds_of_go(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Some(0.0);
    }
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let end = rest
            .find(|letter: char| letter.is_ascii_digit() || letter == '.')
            .unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" | "μs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        seconds += number * unit;
        rest = &rest[end..];
    }
    (!text.is_empty()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_a_day_are_those_of_the_operators_library() {
        for (schedule, runs) in [
            ("0 2 * * *", 1.0),
            ("*/5 * * * *", 288.0),
            ("* * * * *", 1440.0),
            ("0 */2 * * *", 12.0),
            ("0 8-18/2 * * MON-FRI", 6.0 * 5.0 / 7.0),
            ("30 1 * * 1", 1.0 / 7.0),
            // 48 of 1461 days.
            ("0 0 1 * *", 48.0 / 1461.0),
            // A day that never comes.
            ("0 0 30 2 *", 0.0),
            // A step leaves no star: either of the two days will do. 15 or 16 days of a month are odd.
            ("0 0 */2 * 1", 0.580),
            // The first of a month, or Sunday, Tuesday, Thursday, Saturday: 4/7 + 3/7 × 48/1461.
            ("0 0 1 * */2", 0.585),
            // Monday, Wednesday, Friday.
            ("* * * * 1/2", 1440.0 * 3.0 / 7.0),
            ("0 0 * * ?", 1.0),
            ("? ? ? ? ?", 1440.0),
            ("*/90 * * * *", 24.0),
            ("1,,2 0 * * *", 2.0),
            ("@daily", 1.0),
            ("@hourly", 24.0),
            ("@every 5m", 288.0),
            ("@every 1h30m", 16.0),
            ("@every 0.5h", 48.0),
            ("@every 10ms", 86_400.0),
            ("CRON_TZ=Asia/Shanghai 0 2 * * *", 1.0),
            ("TZ=UTC  0 2 * * *", 1.0),
        ] {
            let parsed = Schedule::parse(schedule).expect(schedule);
            let found = parsed.runs_a_day;
            assert!((found - runs).abs() <= runs * 0.005, "{schedule}: {found}");
        }
        for schedule in [
            "",
            "0 2 * *",
            "0 0 2 * * *",
            "61 2 * * *",
            "0 0 * * 7",
            "0 0 * * 5-7",
            "0 0 0 * *",
            "0 0 L * *",
            "0 0 15W * *",
            "0 0 * * 1#2",
            "0 5-2 * * *",
            "*/0 * * * *",
            "1/2/3 * * * *",
            "-1 * * * *",
            "@often",
            "@every soon",
            "@every 5 minutes",
            "@every PT5M",
            "@every 1h 30m",
            "CRON_TZ=Foo/Bar 0 2 * * *",
        ] {
            assert!(Schedule::parse(schedule).is_err(), "{schedule}");
        }
    }
}
