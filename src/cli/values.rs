//! How values are read on the command line.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::{finding::Severity, judged::Currency, named::Named};

/// The names of an enum.
pub(super) fn named<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    Values {
        list: possible::<T>,
        read: T::from_name,
    }
}

/// A severity; `None` for `never`.
pub(super) fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    Values {
        list: || {
            let never = PossibleValue::new("never");
            let never = never.help("Nothing: findings never make the exit code 1");
            possible::<Severity>().into_iter().chain([never]).collect()
        },
        read: |name| Some(FailOn(Severity::from_name(name))),
    }
}

/// The lowest severity that makes a run fail; `None` where none does.
#[derive(Clone, Copy, Debug)]
pub(super) struct FailOn(pub(super) Option<Severity>);

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
