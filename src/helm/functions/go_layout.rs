//! Go's layouts of dates, such as `2006-01-02`.
//!
//! Source: `time/format.go`.

use jiff::{
    Zoned,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// The parts of a layout. A part comes before its own prefixes.
const PARTS: [&str; 34] = [
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "2006",
    "-07:00:00",
    "-070000",
    "-07:00",
    "-0700",
    "-07",
    "Z07:00:00",
    "Z070000",
    "Z07:00",
    "Z0700",
    "Z07",
    "002",
    "__2",
    "_2",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "PM",
    "pm",
    "1",
    "2",
    "3",
    "4",
    "5",
    "",
];

/// The first part in a layout, with the text before and after it.
fn next(layout: &str) -> Option<(&str, &str, &str)> {
    for (at, _) in layout.char_indices() {
        let rest = &layout[at..];
        // Digits after a point or a comma are a fraction of a second.
        if rest.starts_with(['.', ',']) {
            let digits = &rest[1..];
            let letter = digits
                .chars()
                .next()
                .filter(|letter| matches!(letter, '0' | '9'));
            if let Some(letter) = letter {
                let end = digits.find(|other| other != letter).unwrap_or(digits.len());
                if !digits[end..].starts_with(|other: char| other.is_ascii_digit()) {
                    return Some((&layout[..at], &rest[..=end], &rest[end + 1..]));
                }
            }
        }
        let found = PARTS
            .iter()
            .find(|part| !part.is_empty() && rest.starts_with(**part));
        let Some(part) = found else {
            continue;
        };
        // `Jan` in `Janet` is not a part.
        let behind = &rest[part.len()..];
        if *part == "Jan" && behind.starts_with(|letter: char| letter.is_ascii_lowercase()) {
            continue;
        }
        return Some((&layout[..at], &rest[..part.len()], behind));
    }
    None
}

/// `Time.Format`
pub(super) fn format(layout: &str, time: &Zoned) -> String {
    let mut written = String::new();
    let mut rest = layout;
    while let Some((before, part, behind)) = next(rest) {
        written.push_str(before);
        written.push_str(&formatted(part, time));
        rest = behind;
    }
    written.push_str(rest);
    written
}

fn formatted(part: &str, time: &Zoned) -> String {
    let month = MONTHS[usize::from(time.month().unsigned_abs()).clamp(1, 12) - 1];
    let day = DAYS[usize::from(time.weekday().to_sunday_zero_offset().unsigned_abs()).min(6)];
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match part {
        "January" => month.to_owned(),
        "Jan" => month[..3].to_owned(),
        "Monday" => day.to_owned(),
        "Mon" => day[..3].to_owned(),
        "MST" => zone_name(time),
        "2006" => format!("{:04}", time.year()),
        "06" => format!("{:02}", time.year().rem_euclid(100)),
        "01" => format!("{:02}", time.month()),
        "1" => time.month().to_string(),
        "02" => format!("{:02}", time.day()),
        "_2" => format!("{:2}", time.day()),
        "2" => time.day().to_string(),
        "002" => format!("{:03}", time.day_of_year()),
        "__2" => format!("{:3}", time.day_of_year()),
        "15" => format!("{:02}", time.hour()),
        "03" => format!("{hour:02}"),
        "3" => hour.to_string(),
        "04" => format!("{:02}", time.minute()),
        "4" => time.minute().to_string(),
        "05" => format!("{:02}", time.second()),
        "5" => time.second().to_string(),
        "PM" => if time.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        "pm" => if time.hour() < 12 { "am" } else { "pm" }.to_owned(),
        part if part.starts_with(['Z', '-']) => offset(part, time),
        part => fraction(part, time),
    }
}

fn zone_name(time: &Zoned) -> String {
    time.time_zone()
        .to_offset_info(time.timestamp())
        .abbreviation()
        .to_owned()
}

fn offset(part: &str, time: &Zoned) -> String {
    let seconds = time.offset().seconds();
    if part.starts_with('Z') && seconds == 0 {
        return "Z".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let magnitude = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (magnitude / 3600, magnitude / 60 % 60, magnitude % 60);
    match &part[1..] {
        "07" => format!("{sign}{hours:02}"),
        "0700" => format!("{sign}{hours:02}{minutes:02}"),
        "07:00" => format!("{sign}{hours:02}:{minutes:02}"),
        "070000" => format!("{sign}{hours:02}{minutes:02}{seconds:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

fn fraction(part: &str, time: &Zoned) -> String {
    let digits = part.len() - 1;
    let written = format!("{:0<digits$}", format!("{:09}", time.subsec_nanosecond()));
    let written = &written[..digits];
    let point = &part[..1];
    if part.ends_with('0') {
        return format!("{point}{written}");
    }
    let written = written.trim_end_matches('0');
    if written.is_empty() {
        String::new()
    } else {
        format!("{point}{written}")
    }
}

/// `time.ParseInLocation` in UTC.
pub(super) fn parse(layout: &str, text: &str) -> Result<Zoned, String> {
    let problem = |part: &str, rest: &str| {
        format!("parsing time {text:?} as {layout:?}: cannot parse {rest:?} as {part:?}")
    };
    let mut found = Found::default();
    let (mut rest_of_layout, mut rest) = (layout, text);
    while let Some((before, part, behind)) = next(rest_of_layout) {
        rest = rest
            .strip_prefix(before)
            .ok_or_else(|| problem(before, rest))?;
        rest = found.take(part, rest).ok_or_else(|| problem(part, rest))?;
        rest_of_layout = behind;
        // A fraction may follow the seconds even if the layout has none.
        let may_have_fraction = matches!(part, "05" | "5") && !behind.starts_with(['.', ',']);
        if may_have_fraction && rest.starts_with('.') {
            let end = rest[1..]
                .find(|letter: char| !letter.is_ascii_digit())
                .map_or(rest.len(), |end| end + 1);
            rest = found
                .take(&rest[..end], rest)
                .ok_or_else(|| problem(part, rest))?;
        }
    }
    if rest != rest_of_layout {
        return Err(problem(rest_of_layout, rest));
    }
    found
        .time()
        .ok_or_else(|| format!("parsing time {text:?}: day out of range"))
}

#[derive(Default)]
struct Found {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    is_afternoon: Option<bool>,
    offset: i32,
}

impl Found {
    /// Reads a part and returns the text after it.
    fn take<'t>(&mut self, part: &str, text: &'t str) -> Option<&'t str> {
        let named = |names: &[&str], length: Option<usize>| {
            names.iter().enumerate().find_map(|(at, name)| {
                let name = &name[..length.unwrap_or(name.len())];
                let found = text.get(..name.len())?;
                found
                    .eq_ignore_ascii_case(name)
                    .then(|| (i8::try_from(at).unwrap_or(0), &text[name.len()..]))
            })
        };
        let digits = |least: usize, most: usize| {
            let end = text
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(text.len())
                .min(most);
            if end < least {
                return None;
            }
            Some((text[..end].parse::<i16>().ok()?, &text[end..]))
        };
        let small = |least: usize| {
            let (number, rest) = digits(least, 2)?;
            Some((i8::try_from(number).ok()?, rest))
        };
        Some(match part {
            "January" => {
                let (month, rest) = named(&MONTHS, None)?;
                self.month = Some(month + 1);
                rest
            }
            "Jan" => {
                let (month, rest) = named(&MONTHS, Some(3))?;
                self.month = Some(month + 1);
                rest
            }
            "Monday" => named(&DAYS, None)?.1,
            "Mon" => named(&DAYS, Some(3))?.1,
            "MST" => text.strip_prefix("UTC").or_else(|| text.get(3..))?,
            "2006" => {
                let (year, rest) = digits(4, 4)?;
                self.year = year;
                rest
            }
            "06" => {
                let (year, rest) = digits(2, 2)?;
                self.year = year + if year >= 69 { 1900 } else { 2000 };
                rest
            }
            "01" | "1" => {
                let (month, rest) = small(part.len())?;
                self.month = Some(month);
                rest
            }
            "02" | "2" => {
                let (day, rest) = small(part.len())?;
                self.day = Some(day);
                rest
            }
            "_2" => self.take("2", text.trim_start_matches(' '))?,
            "15" | "03" | "3" => {
                let (hour, rest) = small(if part == "3" { 1 } else { 2 })?;
                self.hour = hour;
                rest
            }
            "04" | "4" => {
                let (minute, rest) = small(part.len())?;
                self.minute = minute;
                rest
            }
            "05" | "5" => {
                let (second, rest) = small(part.len())?;
                self.second = second;
                rest
            }
            "PM" | "pm" => {
                let (half, rest) = named(&["AM", "PM"], None)?;
                self.is_afternoon = Some(half == 1);
                rest
            }
            part if part.starts_with('Z') && text.starts_with('Z') => &text[1..],
            part if part.starts_with(['Z', '-']) => self.take_offset(part, text)?,
            part if part.starts_with(['.', ',']) => {
                let digits = &text.strip_prefix(['.', ','])?;
                let end = digits
                    .find(|letter: char| !letter.is_ascii_digit())
                    .unwrap_or(digits.len())
                    .min(9);
                self.nanosecond = format!("{:0<9}", &digits[..end]).parse().ok()?;
                &digits[end..]
            }
            _ => return None,
        })
    }

    fn take_offset<'t>(&mut self, part: &str, text: &'t str) -> Option<&'t str> {
        let sign = match text.as_bytes().first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let written = text.get(1..part.len())?;
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let unit = |range: std::ops::Range<usize>| {
            digits
                .get(range)
                .map_or(Some(0), |part| part.parse::<i32>().ok())
        };
        self.offset = sign * (unit(0..2)? * 3600 + unit(2..4)? * 60 + unit(4..6)?);
        text.get(part.len()..)
    }

    fn time(&self) -> Option<Zoned> {
        let hour = match (self.is_afternoon, self.hour) {
            (Some(true), hour @ 0..12) => hour + 12,
            (Some(false), 12) => 0,
            (_, hour) => hour,
        };
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        let civil = DateTime::new(
            self.year,
            month,
            day,
            hour,
            self.minute,
            self.second,
            self.nanosecond,
        );
        let offset = Offset::from_seconds(self.offset).ok()?;
        let zone = if self.offset == 0 {
            TimeZone::UTC
        } else {
            TimeZone::fixed(offset)
        };
        civil.ok()?.to_zoned(zone).ok()
    }
}
