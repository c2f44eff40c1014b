//! Formats floating-point numbers like Go.

/// `strconv.FormatFloat` for the formats `e`, `f` and `g`; no precision means the shortest form.
#[must_use]
pub fn float(number: f64, verb: char, precision: Option<usize>) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    match (verb, precision) {
        ('f', None) => format!("{number}"),
        ('f', Some(precision)) => format!("{number:.precision$}"),
        ('e', None) => with_go_exponent(&format!("{number:e}")),
        ('e', Some(precision)) => with_go_exponent(&format!("{number:.precision$e}")),
        (_, precision) => general(number, precision),
    }
}

fn general(number: f64, precision: Option<usize>) -> String {
    let written = match precision {
        None => format!("{number:e}"),
        Some(precision) => format!("{number:.*e}", precision.max(1) - 1),
    };
    let (mantissa, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let mantissa = if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.')
    } else {
        mantissa
    };
    let exponent: i64 = exponent.parse().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let digits = i64::try_from(digits).unwrap_or(i64::MAX);
    let mut limit = match precision {
        None => 6,
        Some(precision) => i64::try_from(precision.max(1)).unwrap_or(i64::MAX),
    };
    if precision.is_some() && limit > digits && digits > exponent {
        limit = digits;
    }
    if exponent < -4 || exponent >= limit {
        return with_go_exponent(&format!("{mantissa}e{exponent}"));
    }
    let places = usize::try_from(digits - 1 - exponent).unwrap_or(0);
    format!("{number:.places$}")
}

/// Go's form of an exponent: `1e+06` for `1e6`.
fn with_go_exponent(written: &str) -> String {
    let (mantissa, exponent) = written.split_once('e').unwrap_or((written, "0"));
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}
