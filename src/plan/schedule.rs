//! How often a schedule runs.

use cronexpr::{FallbackTimezoneOption, MakeTimestamp, ParseOptions, parse_crontab_with};
use jiff::{SignedDuration, civil::date, tz::TimeZone};

/// A schedule of a `ScheduledSparkApplication`, which the operator reads with `ParseStandard` of
/// github.com/robfig/cron v3: five fields, `@daily` and the like, or `@every` with a duration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Schedule {
    runs_a_day: f64,
}

/// The names of schedules.
const NAMES: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// Four years: a leap year is among them.
const DAYS: u32 = 1461;
const SECONDS_A_DAY: f64 = 86_400.0;

impl Schedule {
    /// Reads a schedule.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        // A time zone moves runs and hardly changes their number.
        let text = match text.split_once(' ') {
            Some((zone, rest)) if zone.starts_with("TZ=") || zone.starts_with("CRON_TZ=") => {
                rest.trim()
            }
            _ => text,
        };
        if let Some(interval) = text.strip_prefix("@every ") {
            let interval = crate::judged::parse_runtime(interval.trim())?;
            // The operator's library waits at least a second.
            return Ok(Self {
                runs_a_day: SECONDS_A_DAY / interval.as_secs_f64().max(1.0),
            });
        }
        let named = NAMES.iter().find(|(name, _)| *name == text);
        let fields = named.map_or(text, |(_, fields)| fields);
        let parts: Vec<&str> = fields.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = parts[..] else {
            return Err("a schedule has five fields, such as `0 2 * * *`".to_owned());
        };
        // Days and times are counted apart, so that a run each minute takes no longer to count.
        let times = count(&format!("{minute} {hour} * * *"), 1)?;
        let share = match (day, month, weekday) {
            ("*", "*", "*") => 1.0,
            _ => count(&format!("0 0 {day} {month} {weekday}"), DAYS)? / f64::from(DAYS),
        };
        Ok(Self {
            runs_a_day: times * share,
        })
    }

    pub(super) fn runs_a_day(self) -> f64 {
        self.runs_a_day
    }
}

/// How often a schedule runs in so many days, from the first of a year.
fn count(fields: &str, days: u32) -> Result<f64, String> {
    let mut options = ParseOptions::default();
    options.fallback_timezone_option = FallbackTimezoneOption::UTC;
    let schedule = parse_crontab_with(fields, options).map_err(|error| {
        // The lines before show the fields, which are not those that were written.
        let error = error.to_string();
        let reason = error.lines().last().unwrap_or_default();
        reason.trim_start_matches([' ', '^']).to_owned()
    })?;
    let first = date(2025, 1, 1).to_zoned(TimeZone::UTC);
    let start = first.map_err(|error| error.to_string())?.timestamp();
    let end = start + SignedDuration::from_hours(24 * i64::from(days));
    // The iterator gives what comes after a time.
    let times = schedule.iter_after(MakeTimestamp(start - SignedDuration::from_secs(1)));
    let times = times.map_err(|error| error.to_string())?;
    // A day that never comes, such as the 30th of February, ends it with an error.
    let times = times.map_while(Result::ok);
    let times = times.take_while(|time| time.timestamp() < end);
    Ok(times.map(|_| 1.0).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_a_day_are_those_of_the_calendar() {
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
            ("@daily", 1.0),
            ("@hourly", 24.0),
            ("@every 5m", 288.0),
            ("@every 1h30m", 16.0),
            ("CRON_TZ=Asia/Shanghai 0 2 * * *", 1.0),
            ("TZ=UTC  0 2 * * *", 1.0),
        ] {
            let parsed = Schedule::parse(schedule).expect(schedule);
            let found = parsed.runs_a_day();
            assert!((found - runs).abs() < 0.01, "{schedule}: {found}");
        }
        for schedule in [
            "",
            "0 2 * *",
            "61 2 * * *",
            "@often",
            "@every soon",
            "0 0 2 * * *",
        ] {
            assert!(Schedule::parse(schedule).is_err(), "{schedule}");
        }
    }
}
