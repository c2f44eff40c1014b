//! Parsers of option values.

use std::{ffi::OsStr, fmt, path::PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};

use super::{known, near};
use crate::{config::check_spark_version, judged::Currency, named::Named, report::Format};

pub(super) fn named<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    Values {
        list: possible::<T>,
        read: T::from_name,
    }
}

/// A selector of rules. Any text is accepted, because configurations can add rules.
pub(super) fn rule() -> impl TypedValueParser<Value = String> {
    Texts {
        list: known::selectors,
    }
}

/// A region. Any text is accepted, because configurations can add regions.
pub(super) fn region() -> impl TypedValueParser<Value = String> {
    Texts {
        list: known::regions,
    }
}

/// The increase per hour that `--fail-above` allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Increase {
    /// In percent of the total before.
    Percent(f64),
    /// In the currency of the plan.
    Amount(f64),
}

/// `+20%` or `+5`; the sign may be left out.
pub(super) fn increase(text: &str) -> Result<Increase, String> {
    let number = text.strip_prefix('+').unwrap_or(text);
    let (number, make): (_, fn(f64) -> Increase) = match number.strip_suffix('%') {
        Some(number) => (number.trim_end(), Increase::Percent),
        None => (number, Increase::Amount),
    };
    let is_plain = number.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.');
    let is_amount = |number: &f64| is_plain && number.is_finite();
    match number.parse().ok().filter(is_amount) {
        Some(number) => Ok(make(number)),
        None => Err("write a percentage such as `+20%`, or an amount such as `+5`".to_owned()),
    }
}

impl fmt::Display for Increase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "+{percent} %"),
            Self::Amount(amount) => write!(f, "+{amount}"),
        }
    }
}

pub(super) fn price() -> impl TypedValueParser<Value = Price> {
    Values {
        list: || {
            let none = PossibleValue::new("none").help("No prices");
            possible::<Currency>().into_iter().chain([none]).collect()
        },
        read: |name| Some(Price(Currency::from_name(name))),
    }
}

/// The currency of prices; `None` for no prices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price(pub(super) Option<Currency>);

pub(super) fn spark_version(text: &str) -> Result<String, String> {
    check_spark_version(text).map(|()| text.to_owned())
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    /// `None` for standard output.
    pub(super) file: Option<PathBuf>,
}

/// `FORMAT` or `FORMAT=FILE`.
pub(super) fn output() -> impl TypedValueParser<Value = Output> {
    OutputParser
}

#[derive(Clone, Copy)]
struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Output, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        let name = text.split_once('=').map_or(&*text, |(name, _)| name);
        // The name alone, so that the tip for a typo compares it with the other names.
        named::<Format>().parse_ref(command, argument, OsStr::new(name))?;
        read_output.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(possible::<Format>().into_iter()))
    }
}

pub(super) fn read_output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    let Some(format) = Format::from_name(name) else {
        let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        let known = known.join(", ");
        return Err(format!("unknown format `{name}`; possible values: {known}"));
    };
    if file == Some("") {
        return Err(format!("missing file name after `{name}=`"));
    }
    Ok(Output {
        format,
        file: file.map(PathBuf::from),
    })
}

fn possible<T: Named>() -> Vec<PossibleValue> {
    let all = T::ALL.iter();
    all.map(|variant| PossibleValue::new(variant.name()).help(variant.summary()))
        .collect()
}

/// Parses one of some values. The list is built only when it is needed: most calls never need it.
#[derive(Clone, Copy)]
struct Values<T> {
    list: fn() -> Vec<PossibleValue>,
    read: fn(&str) -> Option<T>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Values<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let read = self.read;
        let values = PossibleValuesParser::new((self.list)());
        let values = values
            .try_map(move |name| read(&name).ok_or_else(|| format!("unknown value `{name}`")));
        let read = values.parse_ref(command, argument, value);
        read.map_err(|error| near::near_value(error, &(self.list)()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.list)().into_iter()))
    }
}

/// Accepts any text; the list is for shell completions.
#[derive(Clone, Copy)]
struct Texts {
    list: fn() -> Vec<PossibleValue>,
}

impl TypedValueParser for Texts {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = StringValueParser::new().parse_ref(command, argument, value)?;
        Ok(text.trim().to_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.list)().into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_knows_the_formats_of_the_command_line() {
        let formats: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        assert_eq!(crate::config::FORMATS[..], formats);
    }
}
