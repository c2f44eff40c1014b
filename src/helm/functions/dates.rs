//! Dates and durations. The current time is fixed, so that results are reproducible, and the local zone is UTC.

use std::{any::Any, rc::Rc};

use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};

use super::{
    go_duration::{parse_duration, rounded, written},
    go_layout::{format, parse},
};
use crate::gotemplate::{
    Call, Function, Object, Value,
    arguments::{exactly, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "now" => |_, values| {
            let [] = exactly("now", values)?;
            Ok(time(now()))
        },
        "date" => |_, values| {
            let [layout, date] = exactly("date", values)?;
            Ok(formatted(text(layout)?.as_str(), date, "Local"))
        },
        "dateInZone" | "date_in_zone" => |_, values| {
            let [layout, date, zone] = exactly("dateInZone", values)?;
            Ok(formatted(
                text(layout)?.as_str(),
                date,
                text(zone)?.as_str(),
            ))
        },
        "htmlDate" => |_, values| {
            let [date] = exactly("htmlDate", values)?;
            Ok(formatted("2006-01-02", date, "Local"))
        },
        "htmlDateInZone" => |_, values| {
            let [date, zone] = exactly("htmlDateInZone", values)?;
            Ok(formatted("2006-01-02", date, text(zone)?.as_str()))
        },
        "dateModify" | "date_modify" => |_, values| {
            let [by, date] = exactly("dateModify", values)?;
            let date = time_of(date)?;
            Ok(time(modified(text(by)?.as_str(), &date).unwrap_or(date)))
        },
        "mustDateModify" | "must_date_modify" => |_, values| {
            let [by, date] = exactly("mustDateModify", values)?;
            Ok(time(modified(text(by)?.as_str(), &time_of(date)?)?))
        },
        "toDate" => |_, values| {
            let [layout, date] = exactly("toDate", values)?;
            let (layout, date) = (text(layout)?.as_str(), text(date)?.as_str());
            Ok(time(parse(layout, date).unwrap_or_else(|_| zero())))
        },
        "mustToDate" => |_, values| {
            let [layout, date] = exactly("mustToDate", values)?;
            Ok(time(parse(text(layout)?.as_str(), text(date)?.as_str())?))
        },
        "unixEpoch" => |_, values| {
            let [date] = exactly("unixEpoch", values)?;
            Ok(Value::text(
                &time_of(date)?.timestamp().as_second().to_string(),
            ))
        },
        "ago" => |_, values| {
            let [date] = exactly("ago", values)?;
            let since = now().duration_since(&date_of(date));
            Ok(Value::text(&written(SignedDuration::from_secs(
                since.as_secs(),
            ))))
        },
        "duration" => |_, values| {
            let [seconds] = exactly("duration", values)?;
            let seconds = match seconds {
                Value::Text(text) => text.as_str().parse().unwrap_or(0),
                Value::Int(number, _) => *number,
                _ => 0,
            };
            // Go's durations wrap around.
            let nanoseconds = seconds.wrapping_mul(1_000_000_000);
            Ok(Value::text(&written(SignedDuration::from_nanos(
                nanoseconds,
            ))))
        },
        "durationRound" => |_, values| {
            let [duration] = exactly("durationRound", values)?;
            let duration = match duration {
                Value::Text(text) => parse_duration(text.as_str()).unwrap_or_default(),
                Value::Int(number, _) => SignedDuration::from_nanos(*number),
                Value::Object(_) => now().duration_since(&date_of(duration)),
                _ => SignedDuration::ZERO,
            };
            Ok(Value::text(&rounded(duration)))
        },
        _ => return None,
    })
}

/// The fixed current time.
fn now() -> Zoned {
    Timestamp::constant(1_767_225_600, 0).to_zoned(TimeZone::UTC)
}

/// Go's zero time: the start of the year 1.
fn zero() -> Zoned {
    Timestamp::constant(-62_135_596_800, 0).to_zoned(TimeZone::UTC)
}

fn time(zoned: Zoned) -> Value {
    Value::Object(Rc::new(Time(zoned)))
}

fn time_of(value: &Value) -> Result<Zoned, String> {
    let found = match value {
        Value::Object(object) => {
            let object: &dyn Any = &**object;
            object.downcast_ref::<Time>().map(|time| time.0.clone())
        }
        _ => None,
    };
    found.ok_or_else(|| {
        let kind = value.type_name();
        format!("wrong type for value; expected time.Time; got {kind}")
    })
}

/// A time, or seconds since 1970. Anything else is the current time.
fn date_of(value: &Value) -> Zoned {
    match value {
        Value::Int(seconds, _) => Timestamp::from_second(*seconds)
            .map_or_else(|_| zero(), |timestamp| timestamp.to_zoned(TimeZone::UTC)),
        value => time_of(value).unwrap_or_else(|_| now()),
    }
}

fn formatted(layout: &str, date: &Value, zone: &str) -> Value {
    let zone = match zone {
        "" | "Local" => TimeZone::UTC,
        name => TimeZone::get(name).unwrap_or(TimeZone::UTC),
    };
    Value::text(&format(layout, &date_of(date).with_time_zone(zone)))
}

fn modified(by: &str, date: &Zoned) -> Result<Zoned, String> {
    let by = parse_duration(by)?;
    date.checked_add(by)
        .map_err(|_| "the date is out of range".to_owned())
}

/// Go's `time.Time`.
#[derive(Debug)]
struct Time(Zoned);

impl Object for Time {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(
        &self,
        _: &mut Call<'_>,
        method: &str,
        arguments: &[Value],
    ) -> Option<Result<Value, String>> {
        let time = &self.0;
        let number = |number: i64| Some(Ok(Value::int(number)));
        match method {
            "Format" => {
                let layout = match exactly("Format", arguments) {
                    Ok([layout]) => text(layout),
                    Err(message) => Err(message),
                };
                Some(layout.map(|layout| Value::text(&format(layout.as_str(), time))))
            }
            "Unix" => number(time.timestamp().as_second()),
            "UnixMilli" => number(time.timestamp().as_millisecond()),
            "UnixNano" => {
                number(i64::try_from(time.timestamp().as_nanosecond()).unwrap_or(i64::MAX))
            }
            "Year" => number(time.year().into()),
            "Day" => number(time.day().into()),
            "Hour" => number(time.hour().into()),
            "Minute" => number(time.minute().into()),
            "Second" => number(time.second().into()),
            "YearDay" => number(time.day_of_year().into()),
            "Month" => Some(Ok(Value::text(&format("January", time)))),
            "Weekday" => Some(Ok(Value::text(&format("Monday", time)))),
            "UTC" | "Local" => Some(Ok(self::time(time.with_time_zone(TimeZone::UTC)))),
            "String" => Some(Ok(Value::text(&self.printed()))),
            "IsZero" => Some(Ok(Value::bool(*time == zero()))),
            _ => None,
        }
    }

    fn printed(&self) -> String {
        format("2006-01-02 15:04:05.999999999 -0700 MST", &self.0)
    }
}
