//! How values are read on the command line.

use std::{ffi::OsStr, fmt, path::PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::{
    config::check_spark_version,
    judged::Currency,
    named::Named,
    report::Format,
    rules::{RuleSet, selects},
};

/// The names of an enum.
pub(super) fn named<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    Values {
        list: possible::<T>,
        read: T::from_name,
    }
}

/// How much more a change may cost by the hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Increase {
    /// In per cent of what all cost before.
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

/// A currency; `None` for no prices.
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

/// Which rules there are is known only with the configurations.
#[expect(clippy::unnecessary_wraps, reason = "the form of a parser")]
pub(super) fn trimmed(text: &str) -> Result<String, String> {
    Ok(text.trim().to_owned())
}

pub(super) fn spark_version(text: &str) -> Result<String, String> {
    check_spark_version(text).map(|()| text.to_owned())
}

/// Why these are no ids of rules, beginnings of them, names or groups.
pub(super) fn check_selectors<'s>(
    selectors: impl IntoIterator<Item = &'s String>,
    rules: &RuleSet,
) -> Result<(), String> {
    let is_known = |text: &str| rules.iter().any(|rule| selects(text, rule));
    let mut unknown = selectors.into_iter().filter(|text| !is_known(text));
    match unknown.next() {
        None => Ok(()),
        Some(text) => Err(format!(
            "there is no rule or group `{text}`; {}",
            rules.help_for(text)
        )),
    }
}

/// A report and where it goes.
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
        read_output.parse_ref(command, argument, value)
    }

    /// What shells complete and `--help` lists.
    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(possible::<Format>().into_iter()))
    }
}

/// Reads `FORMAT` or `FORMAT=FILE`.
pub(super) fn read_output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    let Some(format) = Format::from_name(name) else {
        let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        let known = known.join(", ");
        return Err(format!("there is no format `{name}`, only {known}"));
    };
    if file == Some("") {
        return Err(format!("the name of a file is missing after `{name}=`"));
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

/// Reads one of some values. They are listed only when somebody asks: most calls never do.
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
        values.parse_ref(command, argument, value)
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
